"""Writing an answer: JSON or XML, wrapped as the protocol does or simplified."""

import json
import secrets
import string
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from hedun.desks.bridge.partners.top.faults import Fault

ALPHABET = string.digits + string.ascii_lowercase
JSON, XML = "json", "xml"
TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose members carry a name of their own on the wire."""

    name: str
    rows: tuple[dict[str, Any], ...]


def request_id() -> str:
    """A name for this very call, for both sides' logs."""
    return "".join(secrets.choice(ALPHABET) for _ in range(13))


def root_of(method: str) -> str:
    """The outermost name: taobao.sungari.dispose.submit gives sungari_dispose_submit_response."""
    return method.removeprefix("taobao.").replace(".", "_") + "_response"


def success(method: str, content: dict[str, Any], *, form: str, is_simple: bool, rid: str) -> str:
    """The text of an answer."""
    whole = {**content, "request_id": rid}
    if form == XML:
        return _document(root_of(method), whole)
    plain = _plain(whole, is_simple=is_simple)
    return _json(plain if is_simple else {root_of(method): plain})


def failure(fault: Fault, *, form: str, rid: str) -> str:
    """The text of an error."""
    content = {
        "code": fault.kind.code,
        "msg": fault.msg,
        "sub_code": fault.sub_code,
        "sub_msg": fault.sub_msg,
        "request_id": rid,
    }
    return (
        _document("error_response", content) if form == XML else _json({"error_response": content})
    )


def _json(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # a caller's lone surrogates, quoted back in a message, are no UTF-8
    return text.encode("utf-8", "ignore").decode()


def _plain(value: Any, *, is_simple: bool) -> Any:
    if isinstance(value, Items):
        rows = [_plain(row, is_simple=is_simple) for row in value.rows]
        return rows if is_simple else {value.name: rows}
    if isinstance(value, dict):
        return {key: _plain(each, is_simple=is_simple) for key, each in value.items()}
    return value


def _document(root: str, content: dict[str, Any]) -> str:
    head = '<?xml version="1.0" encoding="utf-8" ?>'
    return f"{head}<{root}>{_elements(content)}</{root}>"


def _elements(content: dict[str, Any]) -> str:
    return "".join(f"<{name}>{_inner(value)}</{name}>" for name, value in content.items())


def _inner(value: Any) -> str:
    if isinstance(value, Items):
        return "".join(f"<{value.name}>{_elements(row)}</{value.name}>" for row in value.rows)
    if isinstance(value, dict):
        return _elements(value)
    return escape("".join(c for c in str(value) if _is_xml(c)))


def _is_xml(char: str) -> bool:
    """Tell whether XML 1.0 may carry the character at all."""
    code = ord(char)
    return code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
