"""Reading a stranger's document in a limited child process."""

import logging
import os
import pathlib
import subprocess
import sys

from hedun.engine.clauses.document import Illegible

__all__ = ["Illegible", "read"]
log = logging.getLogger("hedun.clauses")
_PACKAGES = str(pathlib.Path(__file__).parents[3])
WALL_SECONDS = 30


def read(path: pathlib.Path) -> str:
    """Give the text of a TXT or DOCX file. Raises Illegible with the reason in Chinese."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
    command = [sys.executable, "-m", "hedun.engine.clauses.child", str(path)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, the path as an argument
            command,
            env={**kept, "PYTHONPATH": _PACKAGES, "PYTHONUTF8": "1"},
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Illegible(f"文件在 {WALL_SECONDS} 秒内没有读完；请把正文粘贴进来。") from error
    if done.returncode == 0:
        return done.stdout.decode()
    if done.returncode == 3:
        raise Illegible(done.stdout.decode())
    log.warning("a document broke the parser: %s", done.stderr[-2000:].decode(errors="replace"))
    raise Illegible("文件数据损坏，或者展开后过大；请用 WPS 或 Word 另存为 .docx 后再上传。")
