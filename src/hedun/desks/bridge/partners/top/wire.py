"""Reading a call: parameters of the query and the body, and files, strictly and within limits.

Django would mend what it cannot decode; here a value either is what was signed or is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from hedun.desks.bridge.partners.top import faults
from hedun.desks.bridge.partners.top.faults import Fault

MOST_BYTES, MOST_VALUE, MOST_PARAMS, MOST_FILES = 24 << 20, 1 << 20, 200, 20
UTF8 = {"utf-8", "utf8", ""}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart call."""

    name: str
    content: bytes


@dataclass(slots=True)
class Given:
    """All that a call carries: values by name, in text, and files; and the address it came to."""

    origin: str = ""
    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Take one value; the same name with two values is nobody's honest call."""
        if not name:
            return
        if self.values.get(name, value) != value:
            raise Fault(faults.BAD_ARGUMENT, "同一参数出现了两个不同的值。", argument=name[:64])
        if len(value) > MOST_VALUE or "\x00" in value or "\x00" in name:
            raise Fault(
                faults.BAD_ARGUMENT, "参数超过 1 MB 或含有空字符。", argument=_printable(name)
            )
        self.values[name] = value
        self._count()

    def attach(self, name: str, upload: Upload) -> None:
        """Take one file."""
        if name in self.files or len(self.files) >= MOST_FILES:
            raise Fault(
                faults.BAD_ARGUMENT,
                f"文件重复，或超过 {MOST_FILES} 个。",
                argument=_printable(name),
            )
        self.files[name] = upload

    def _count(self) -> None:
        if len(self.values) > MOST_PARAMS:
            raise Fault(faults.BAD_ARGUMENT, f"参数超过 {MOST_PARAMS} 个。")


def _printable(name: str) -> str:
    return "".join(c for c in name[:64] if c.isprintable())


def read(request: HttpRequest, given: Given) -> None:
    """Take in everything that a GET or POST carries; Fault where it cannot be read."""
    query = request.META.get("QUERY_STRING", "")
    _form(query.encode("latin-1", "replace"), given)
    if request.method == "POST":
        _body(request, given)


def _body(request: HttpRequest, given: Given) -> None:
    kind, options = _content_type(request.META.get("CONTENT_TYPE", ""))
    if options.get("charset", "").lower() not in UTF8:
        raise Fault(faults.BAD_ENCODING, "请求须使用 UTF-8 编码。")
    body = _raw(request)
    if len(body) > MOST_BYTES:
        raise Fault(
            faults.TOO_LARGE,
            f"请求超过 {MOST_BYTES >> 20} MB；请把附件压缩或分次提交。",
            argument="body",
        )
    if kind == "multipart/form-data":
        _multipart(body, options.get("boundary", ""), given)
    elif kind in {"application/x-www-form-urlencoded", ""}:
        _form(body, given)


def _raw(request: HttpRequest) -> bytes:
    """The body; sent in chunks it has no length beforehand, and Django would read none of it."""
    if "chunked" not in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return request.read(MOST_BYTES + 1)
    stream, pieces, size = request.META["wsgi.input"], [], 0
    while size <= MOST_BYTES and (piece := stream.read(1 << 16)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _content_type(header: str) -> tuple[str, dict[str, str]]:
    try:
        kind, options = parse_header_parameters(header)
    except ValueError:
        raise Fault(faults.BAD_ARGUMENT, "Content-Type 无法识别。", argument="body") from None
    return kind.strip().lower(), {name: str(value) for name, value in options.items()}


def _form(raw: bytes, given: Given) -> None:
    try:
        pairs = parse_qsl(
            raw.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMS,
        )
    except UnicodeDecodeError:
        raise Fault(faults.BAD_ENCODING, "参数不是 UTF-8 编码。") from None
    except ValueError:
        raise Fault(faults.BAD_ARGUMENT, f"参数超过 {MOST_PARAMS} 个。") from None
    for name, value in pairs:
        given.add(name, value)


def _multipart(body: bytes, boundary: str, given: Given) -> None:
    if not boundary or len(boundary) > 200:
        raise Fault(faults.BAD_ARGUMENT, "multipart 请求没有合法的 boundary。", argument="body")
    for head, content in _parts(body, b"--" + boundary.encode("utf-8", "replace")):
        options = _disposition(head)
        name = options.get("name", "")
        if "filename" in options:
            given.attach(name, Upload(options["filename"][-120:], content))
            continue
        try:
            given.add(name, content.decode())
        except UnicodeDecodeError:
            raise Fault(faults.BAD_ENCODING, "参数不是 UTF-8 编码。") from None


def _parts(body: bytes, mark: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts between the boundaries; Fault where the last boundary is missing."""
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Fault(faults.BAD_ARGUMENT, "multipart 请求不完整。", argument="body")
    if len(pieces) > MOST_PARAMS + MOST_FILES:
        raise Fault(faults.BAD_ARGUMENT, "multipart 请求的部分过多。", argument="body")
    for piece in pieces[1:-1]:
        head, blank, content = piece.partition(b"\r\n\r\n")
        if not blank:
            raise Fault(faults.BAD_ARGUMENT, "multipart 请求的部分没有内容。", argument="body")
        yield head, content


def _disposition(head: bytes) -> dict[str, str]:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() != b"content-disposition":
            continue
        try:
            _, options = parse_header_parameters(value.decode())
        except ValueError:  # not UTF-8, or not a header
            break
        return {key: str(option) for key, option in options.items()}
    raise Fault(faults.BAD_ARGUMENT, "multipart 请求的部分没有名称。", argument="body")
