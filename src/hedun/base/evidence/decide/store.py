"""What may be fixed as evidence, where its bytes lie, and under which name they leave."""

import re
import unicodedata
from typing import Final

from hedun.base.evidence.terms import LIMIT_BYTES

EXTENSIONS: Final = {
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/wacz": ".wacz",
    "application/zip": ".zip",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/csv": ".csv",
    "text/plain": ".txt",
}
LONGEST_NAME: Final = 80


def problem(*, size: int, media_type: str, title: str) -> str:
    """Say in Chinese why a thing cannot be fixed; empty when it can."""
    if not title.strip():
        return "固证材料没有名称；请填写名称后重新提交。"
    if size == 0:
        return f"“{title}”是空文件（0 字节），不能固证；请检查后重新提交。"
    if size > LIMIT_BYTES:
        return (
            f"“{title}”有 {size / 1048576:.1f} MB，超过单个文件 "
            f"{LIMIT_BYTES // 1048576} MB 的上限；请拆分后分别提交。"
        )
    if not re.fullmatch(r"[a-z0-9]+/[a-z0-9.+-]{1,80}", media_type):
        return f"“{title}”的文件类型“{media_type[:40]}”无法识别；请换用常见格式后重新提交。"
    return ""


def place(sha256: str) -> str:
    """Give the place of a blob below the store: two characters of folder, then the hash."""
    return f"{sha256[:2]}/{sha256}"


def file_name(title: str, media_type: str) -> str:
    """Give a name that no file system or terminal misreads, ending as the type demands."""
    visible = (c if unicodedata.category(c)[0] not in "CZ" else " " for c in title)
    stem = re.sub(r'[\\/:*?"<>|\s]+', "_", "".join(visible)).strip("._")[:LONGEST_NAME]
    ending = EXTENSIONS.get(media_type, ".bin")
    stem = stem.removesuffix(ending) or "capture"
    return stem + ending


def served_type(media_type: str) -> str:
    """Give the type to serve: known harmless ones as they are, everything else as bytes."""
    return media_type if media_type in EXTENSIONS else "application/octet-stream"
