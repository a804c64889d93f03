"""The protocol's own errors: code, message and the finer code that clients switch on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the protocol's table of errors."""

    code: int
    msg: str
    sub_code: str


LIMITED = Kind(7, "App Call Limited", "accesscontrol.limited-by-app-access-count")
VERB = Kind(9, "Http Action Not Allowed", "isv.http-action-not-allowed")
UNAVAILABLE = Kind(10, "Service Currently Unavailable", "isp.service-unavailable")
NOT_PERMITTED = Kind(11, "Insufficient isv permissions", "isv.permission-denied")
NO_METHOD = Kind(21, "Missing Method", "isv.missing-method")
BAD_METHOD = Kind(22, "Invalid Method", "isv.invalid-method")
BAD_FORMAT = Kind(23, "Invalid Format", "isv.invalid-format")
NO_SIGN = Kind(24, "Missing Signature", "isv.missing-signature")
BAD_SIGN = Kind(25, "Invalid signature", "isv.invalid-signature")
NO_KEY = Kind(28, "Missing App Key", "isv.missing-app-key")
BAD_KEY = Kind(29, "Invalid app Key", "isv.appkey-not-exists")
NO_TIME = Kind(30, "Missing Timestamp", "isv.missing-timestamp")
BAD_TIME = Kind(31, "Invalid Timestamp", "isv.invalid-timestamp")
NO_VERSION = Kind(32, "Missing Version", "isv.missing-version")
BAD_VERSION = Kind(33, "Invalid Version", "isv.invalid-version")
OLD_VERSION = Kind(34, "Unsupported Version", "isv.unsupported-version")
NO_ARGUMENT = Kind(40, "Missing required arguments", "isv.missing-parameter")
BAD_ARGUMENT = Kind(41, "Invalid arguments", "isv.invalid-parameter")
BAD_ENCODING = Kind(47, "Invalid encoding", "isv.invalid-encoding")
TOO_LARGE = Kind(41, "Invalid arguments", "isv.request-too-large")


class Fault(Exception):
    """A call that the gateway refuses; `sub_msg` says in Chinese what to do."""

    def __init__(self, kind: Kind, sub_msg: str, *, argument: str = "") -> None:
        self.kind, self.sub_msg = kind, sub_msg
        self.msg = f"{kind.msg}:{argument}" if argument else kind.msg
        self.sub_code = f"{kind.sub_code}:{argument}" if argument else kind.sub_code
        super().__init__(sub_msg)
