"""What may be fixed as evidence, where its bytes lie, and under which name they leave."""

import datetime as dt
import re
import unicodedata
from typing import Final

from hedun.base.evidence.terms import LIMIT_BYTES
from hedun.engine.archive.reading import wacz_faults

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


def package_problem(content: bytes, *, media_type: str, title: str) -> str:
    """Say in Chinese why an archive of a page cannot be fixed: it does not read back whole."""
    wrong = wacz_faults(content) if media_type == "application/wacz" else []
    if not wrong:
        return ""
    more = f"（另有 {len(wrong) - 1} 处）" if len(wrong) > 1 else ""
    return f"“{title}”不是完好的网页固证包：{wrong[0]}{more}请重新采集。"


def told_deleted(*, title: str, number: int, on: dt.date, reason: str, sha256: str) -> str:
    """Say in Chinese that the bytes of a capture were deleted by retention, and what stays."""
    return (
        f"固证材料“{title}”（编号 {number}）已于 {on:%Y-%m-%d} 按保存期限删除（{reason}）。"
        f"登记、清单与校验值仍然保存：SHA-256 {sha256}。"
    )


def refused_deletion(
    *, reason: str, kept_until: dt.date, captured_on: dt.date, today: dt.date, kept_by: list[str]
) -> str:
    """Say in Chinese why a capture may not be deleted; empty where it may."""
    if kept_by:
        return f"不得删除：{'；'.join(kept_by)}。请在事项办结、保全解除后再办理。"
    if not reason.strip():
        return "请写明删除的理由，例如档案鉴定意见的文号。"
    if kept_until > today:
        return f"保存期限到 {kept_until:%Y-%m-%d} 才届满，届满前不得删除。"
    if kept_until <= captured_on:
        return f"保存期限届满日应晚于固定日（{captured_on:%Y-%m-%d}）；请核对。"
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
