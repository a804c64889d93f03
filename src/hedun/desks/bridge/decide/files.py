"""How many files, and which, may come with an answer."""

from hedun.desks.bridge.terms import Attachment
from hedun.engine import filetype

MOST_FILES = 20


def problem(attachment: Attachment, *, count: int) -> str:
    """Say in Chinese why a file cannot be taken, or nothing; `count` are there already."""
    if count >= MOST_FILES:
        return f"附件最多{MOST_FILES}个；请将同类材料合并为一个 PDF 或 ZIP 后上传。"
    return filetype.problem(attachment.name, attachment.content)
