"""Signatures over parameters: md5, hmac (HMAC-MD5) and hmac-sha256, in upper-case hexadecimal."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

METHODS = ("md5", "hmac", "hmac-sha256")


def text_of(params: Mapping[str, str]) -> str:
    """The parameters in the order of their names, each name followed by its value."""
    return "".join(f"{name}{params[name]}" for name in sorted(params) if name != "sign")


def sign(params: Mapping[str, str], *, secret: str, method: str) -> str:
    """Sign the parameters; files and `sign` itself take no part. ValueError: unknown method."""
    text, key = text_of(params).encode(), secret.encode()
    if method == "md5":
        # the protocol's own default: MD5(secret + text + secret)
        return hashlib.md5(key + text + key, usedforsecurity=False).hexdigest().upper()
    if method == "hmac":
        return hmac.new(key, text, "md5").hexdigest().upper()
    if method == "hmac-sha256":
        return hmac.new(key, text, "sha256").hexdigest().upper()
    raise ValueError(f"sign_method {method!r}")


def is_signed(
    params: Mapping[str, str], given: str, *, secrets: Iterable[str], method: str
) -> bool:
    """Tell in constant time whether the signature was made with one of the secrets.

    Some clients sign parameters without a value, others leave them out: both are right.
    """
    filled = {name: value for name, value in params.items() if value}
    offered = given.upper().encode("utf-8", "surrogatepass")
    is_right = False
    for secret in secrets:
        for version in (params, filled):
            wanted = sign(version, secret=secret, method=method).encode()
            is_right |= hmac.compare_digest(wanted, offered)
    return is_right
