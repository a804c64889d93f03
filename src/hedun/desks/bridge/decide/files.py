"""Which files may come with an answer: by name, by first bytes, by size."""

from hedun.desks.bridge.terms import Attachment

MOST_FILES = 20
LIMIT_BYTES = 20 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (_ZIP,)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (_ZIP,)),
    ".zip": ("application/zip", (_ZIP,)),
    ".csv": ("text/csv", ()),
    ".txt": ("text/plain", ()),
}
ACCEPT = ",".join(TYPES)


def media_type(name: str, content: bytes) -> str | None:
    """The type of a file whose first bytes agree with its ending, or None."""
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    kind, marks = TYPES.get(ending, ("", ()))
    if not kind:
        return None
    if marks:
        return kind if content.startswith(marks) else None
    is_text = b"\x00" not in content[:4096] or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return kind if is_text else None


def problem(attachment: Attachment, *, count: int) -> str | None:
    """Say in Chinese why a file cannot be taken, or None; `count` are there already."""
    name = attachment.name
    if count >= MOST_FILES:
        return f"附件最多{MOST_FILES}个；请将同类材料合并为一个 PDF 或 ZIP 后上传。"
    if not attachment.content:
        return f"附件“{name}”是空文件，请重新选择。"
    if len(attachment.content) > LIMIT_BYTES:
        return f"附件“{name}”超过{LIMIT_BYTES // 1048576} MB，请压缩或分卷后上传。"
    if media_type(name, attachment.content) is None:
        kinds = "、".join(ending[1:] for ending in TYPES)
        return f"附件“{name}”的类型不在允许范围（{kinds}），或内容与扩展名不符；请转换后上传。"
    return None
