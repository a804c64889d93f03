"""What people type into a field, and how it is shown to them again."""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from hedun.base.documents.decide.layouts import FormField
from hedun.base.documents.terms import FieldKind, Value


def parsed(one: FormField, text: str) -> Value:
    """Read a field: a row of a list on each line, its cells between bars; a tick by 是 or ■."""
    if one.kind is FieldKind.ROWS:
        lines = (line for line in text.splitlines() if line.strip())
        return [[cell.strip() for cell in line.replace("｜", "|").split("|")] for line in lines]
    if one.kind is FieldKind.TICKS:
        return [_tick(line.strip()) for line in text.splitlines() if line.strip()]
    return text.replace("\r\n", "\n").strip()


def _tick(line: str) -> list[str]:
    if line[0] in "■☑√":
        return ["x", line[1:].strip()]
    return ["", line[1:].strip() if line[0] in "□☐" else line]


def shown(one: FormField, value: Value) -> str:
    """Write a value as a person would type it."""
    if isinstance(value, str):
        return value
    if one.kind is FieldKind.TICKS:
        return "\n".join(f"{'■' if row[0] else '□'}{row[-1]}" for row in value)
    return "\n".join(" | ".join(row) for row in value)


def seal(content: Any, key: bytes) -> str:
    """Encrypt what a document says: without the house's key the table tells nobody anything.

    Basis: pipl art. 28
    """
    return _box(key).encrypt(json.dumps(content, ensure_ascii=False).encode()).decode()


def unseal(sealed: str, key: bytes) -> Any:
    """Give the content back; ValueError where another key sealed it."""
    try:
        return json.loads(_box(key).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise ValueError("文书内容无法解封：身份密钥已更换；请恢复原密钥后再试。") from error


def _box(key: bytes) -> Fernet:
    digest = hashlib.sha256(b"documents.content:" + key).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
