"""Reading the JSON that a method carries, in whichever spelling, as plain text by name."""

import json
import re
from typing import Any

from hedun.desks.bridge.partners.top import faults
from hedun.desks.bridge.partners.top.faults import Fault

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST = 5000


def snake(name: str) -> str:
    """The wire's own spelling of a name: disposeContent and dispose_content are the same."""
    return _HUMP.sub(lambda hump: "_" + hump[1].lower(), name)


def loads(text: str, *, argument: str) -> dict[str, Any]:
    """An object of JSON; Fault 41 where it is none."""
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Fault(faults.BAD_ARGUMENT, f"参数 {argument} 应为 JSON 对象。", argument=argument)
    return {snake(name): value for name, value in found.items()}


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def text_of(value: Any) -> str:
    """A value as text: control characters and lone surrogates gone, blanks trimmed."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _CONTROL.sub("", str(value)).strip()[:LONGEST]


def texts(found: dict[str, Any]) -> dict[str, str]:
    """Every plain value of an object as text, the empty ones left out."""
    given = {_CONTROL.sub("", name)[:64]: text_of(value) for name, value in found.items()}
    return {name: value for name, value in given.items() if value}


def keys_of(text: str) -> list[str]:
    """A list of keys: joined by commas, or a JSON array."""
    text = text.strip()
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = []
        names = [text_of(each) for each in found] if isinstance(found, list) else []
    else:
        names = [text_of(each) for each in text.split(",")]
    return list(dict.fromkeys(name for name in names if name))
