"""Which files people may hand in, judged by name and by first bytes together."""

from typing import Final

LIMIT_BYTES: Final = 20 * 1024 * 1024
_ZIP: Final = b"PK\x03\x04"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
# ending: media type, where the mark stands, the marks of which one must stand there
TYPES: Final[dict[str, tuple[str, int, tuple[bytes, ...]]]] = {
    ".pdf": ("application/pdf", 0, (b"%PDF-",)),
    ".jpg": ("image/jpeg", 0, (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", 0, (b"\xff\xd8\xff",)),
    ".png": ("image/png", 0, (b"\x89PNG\r\n\x1a\n",)),
    ".xlsx": (f"{_OFFICE}spreadsheetml.sheet", 0, (_ZIP,)),
    ".docx": (f"{_OFFICE}wordprocessingml.document", 0, (_ZIP,)),
    ".zip": ("application/zip", 0, (_ZIP,)),
    ".csv": ("text/csv", 0, ()),
    ".txt": ("text/plain", 0, ()),
    ".mp3": ("audio/mpeg", 0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".wav": ("audio/wav", 0, (b"RIFF",)),
    ".mp4": ("video/mp4", 4, (b"ftyp",)),
}
ACCEPT: Final = ",".join(TYPES)


def media_type(name: str, content: bytes) -> str | None:
    """The type of a file whose first bytes agree with its ending, or None."""
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    kind, place, marks = TYPES.get(ending, ("", 0, ()))
    if not kind:
        return None
    if marks:
        return kind if content[place:].startswith(marks) else None
    is_text = b"\x00" not in content[:4096] or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return kind if is_text else None


def problem(name: str, content: bytes) -> str:
    """Say in Chinese why a file cannot be taken; empty when it can."""
    if not content:
        return f"附件“{name}”是空文件，请重新选择。"
    if len(content) > LIMIT_BYTES:
        return f"附件“{name}”超过{LIMIT_BYTES // 1048576} MB，请压缩或分卷后上传。"
    if media_type(name, content) is None:
        kinds = "、".join(ending[1:] for ending in TYPES)
        return f"附件“{name}”的类型不在允许范围（{kinds}），或内容与扩展名不符；请转换后上传。"
    return ""
