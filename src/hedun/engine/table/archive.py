"""What a workbook must not be, checked on the zip itself before any parser sees it."""

import pathlib
import stat
import struct
import zipfile
from typing import IO

from hedun.engine.table.unreadable import Unreadable

MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1 << 20
MAX_TOTAL = 2 << 30
MAX_RATIO = 200
RATIO_COUNTS_FROM = 16 << 20
_DEVICES = {
    "con",
    "nul",
    "prn",
    "aux",
    *(f"com{i}" for i in range(10)),
    *(f"lpt{i}" for i in range(10)),
}
_EMBEDDED = (
    ".zip",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".docx",
    ".exe",
    ".ole",
    ".bin",
    ".gz",
    ".7z",
    ".rar",
)
_SAFE_BINARIES = ("xl/printersettings/", "xl/media/", "docprops/")
_WAY_OUT = "请用 WPS 或 Excel 打开后另存为普通 .xlsx 再提交。"


def check(path: pathlib.Path) -> None:
    """Refuse bombs, overlapping, encrypted, nested and misnamed entries, macros and outside links.

    CPython's own overlap check misses entries at the same offset (3.11 to 3.13).
    """
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, UnicodeError) as error:
        raise Unreadable(f"文件不是完整的 .xlsx（压缩结构损坏）；{_WAY_OUT}") from error
    for entry in entries:
        _check_name(entry)
    _check_sizes(path, entries)
    _check_content({entry.filename.lower() for entry in entries}, len(entries))


def _check_directory(path: pathlib.Path) -> None:
    """Read the end record first: a directory of a million entries is itself an attack."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise Unreadable(f"文件不是完整的 .xlsx（缺少结尾记录，可能没有传完）；{_WAY_OUT}")
    count, length = struct.unpack_from("<HL", tail, place + 10)
    if b"PK\x06\x07" in tail or count > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise Unreadable(f"文件内有过多部件（最多 {MAX_ENTRIES:,} 个）；{_WAY_OUT}")


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    stems = {part.split(".")[0].lower() for part in parts}
    is_strange = (
        "\0" in name
        or "\\" in name
        or name.startswith("/")
        or ":" in name
        or ".." in parts
        or len(name) > 200
        or stems & _DEVICES
        or stat.S_ISLNK(entry.external_attr >> 16)
    )
    if is_strange:
        raise Unreadable(f"文件内有不正常的部件名“{name[:60]!r}”；{_WAY_OUT}")
    if entry.flag_bits & 0x1:
        raise Unreadable("文件已加密，无法读取；请取消打开密码后重新提交。")
    lower = name.lower()
    if lower.endswith("vbaproject.bin") or lower.startswith("xl/macrosheets/"):
        raise Unreadable(f"文件含有宏，不予接收；{_WAY_OUT}")
    if lower.endswith(_EMBEDDED) and not lower.startswith(_SAFE_BINARIES):
        raise Unreadable(f"文件内嵌了其他文件“{name[:60]}”，不予接收；{_WAY_OUT}")


def _check_sizes(path: pathlib.Path, entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename.lower() for entry in entries}
    offsets = sorted(entries, key=lambda entry: entry.header_offset)
    if len(names) != len(entries) or len({e.header_offset for e in entries}) != len(entries):
        raise Unreadable(f"文件内有重名或重叠的部件；{_WAY_OUT}")
    ends = [entry.header_offset for entry in offsets[1:]] + [path.stat().st_size]
    with path.open("rb") as file:
        for entry, end in zip(offsets, ends, strict=True):
            _check_size(file, entry, end)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Unreadable("文件展开后超过 2 GB；请拆分成几个文件，或改用 CSV 提交。")


def _check_size(file: IO[bytes], entry: zipfile.ZipInfo, end: int) -> None:
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise Unreadable(f"文件压缩结构损坏；{_WAY_OUT}")
    length = 30 + sum(struct.unpack_from("<HH", header, 26)) + entry.compress_size
    if entry.header_offset + length > end:
        raise Unreadable(f"文件内有重叠的部件；{_WAY_OUT}")
    is_large = entry.file_size > RATIO_COUNTS_FROM
    if is_large and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise Unreadable(f"部件“{entry.filename[:60]}”的压缩比异常；{_WAY_OUT}")


def _check_content(names: set[str], count: int) -> None:
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Unreadable(f"文件不是 .xlsx 工作簿（共 {count} 个部件，缺少工作簿）；{_WAY_OUT}")
    outside = ("xl/externallinks/", "xl/querytables/", "xl/connections", "xl/embeddings/")
    if any(name.startswith(outside) for name in names):
        raise Unreadable(f"文件引用了外部工作簿、数据连接或 DDE；请“粘贴为数值”，{_WAY_OUT}")
