"""Pin every dependency with its hashes: requirements.lock and requirements-dev.lock.

Versions already pinned stay; `make lock` after a change in pyproject.toml adds what is new.
With `--upgrade` everything moves to the newest version that pyproject.toml allows.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
UV = "uv>=0.13,<0.14"
LOCKS = {
    "requirements.lock": ["--extra", "build"],
    "requirements-dev.lock": ["--extra", "build", "--extra", "dev"],
}


def main(extra: list[str]) -> None:
    """Write both files, for every system at once."""
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", UV], check=True)
    for name, extras in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "-q", "pyproject.toml"]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
        subprocess.run([*command, *extras, *extra, "-o", name], check=True, cwd=ROOT)
        print(f"{name}: {(ROOT / name).read_text().count('==')} packages")


if __name__ == "__main__":
    main(sys.argv[1:])
