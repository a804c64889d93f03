"""The child that parses strangers' files: `python -m hedun.engine.table.child SOURCE TARGET …`.

It imports nothing of Django and nothing with keys in it; memory, time and file size are
limited before the file is opened. Exit 3: unreadable, reason on stdout; 4: out of
memory; 5: a parser broke, traceback on stderr.
"""

import importlib
import pathlib
import resource
import sys
import traceback

# encrypted or old workbooks, PDF, images, archives, programs
_OTHERS = (
    b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8", b"\x1f\x8b", b"7z\xbc\xaf",
    b"Rar!", b"MZ\x90\x00", b"\x7fELF",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Limit, sniff, stage; tell the outcome by exit code and stdout."""
    source, target = pathlib.Path(arguments[0]), pathlib.Path(arguments[1])
    memory, seconds, size = (int(text) for text in arguments[2:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from hedun.engine.table.unreadable import Unreadable

    try:
        _stage(source, target)
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return 3
    except MemoryError:
        return 4
    except Exception:  # noqa: BLE001 - a hostile file may break any parser in any way
        traceback.print_exc()
        return 5
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.buffer.write(str(peak).encode())
    return 0


def _stage(source: pathlib.Path, target: pathlib.Path) -> None:
    """Choose the reader by what the file begins with, never by its name."""
    from hedun.engine.table.unreadable import Unreadable

    with source.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Unreadable("文件是空的（0 字节）；请确认导出成功后重新提交。")
    if head.startswith(_OTHERS):
        raise Unreadable(
            "文件不是 .xlsx、.csv 或 Parquet：可能是加密工作簿、97-2003 版 .xls、图片或压缩包；"
            "请取消密码并另存为 .xlsx 或 CSV 后提交。"
        )
    kind = {b"PK": "sheet", b"PA": "columnar" if head.startswith(b"PAR1") else ""}.get(head[:2])
    reader = importlib.import_module(f"hedun.engine.table.{kind or 'delimited'}")
    reader.stage(source, target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
