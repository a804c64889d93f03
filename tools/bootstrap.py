"""Make .venv with the pinned dependencies, on a machine that has only Python.

Standard library only. A stamp makes the second run take a blink.
A `.venv` that is a link belongs to somebody else and is left as it is.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOWEST = (3, 11)

NO_VENV = """\
Hedun 需要 Python 的 venv 与 pip，本机没有，且无法自动安装。请先执行：
    sudo apt-get update && sudo apt-get install -y python3-venv
然后重新运行刚才的命令。
(No venv or pip on this machine; run the line above, then try again.)"""
OLD_PYTHON = """\
Hedun 需要 Python 3.11 或更新版本，现在的是 {found}。请安装后用 PYTHON 指定，例如：
    make demo PYTHON=python3.11
(Python 3.11 or newer is needed; name it with PYTHON=… .)"""
NO_PACKAGES = """\
依赖安装失败，原因见上。常见情况是访问不到 PyPI；可先指定镜像再重试，例如：
    pip config set global.index-url https://pypi.tuna.tsinghua.edu.cn/simple
(The dependencies could not be installed; where PyPI is out of reach, set a mirror.)"""


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def runs(*command: str) -> bool:
    """Run a command silently and tell whether it succeeded."""
    try:
        done = subprocess.run(command, check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def fingerprint(lock: pathlib.Path) -> str:
    """Name the state in which nothing is left to install."""
    parts = [lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode()])).hexdigest()


def install_venv_package() -> bool:
    """Ask apt for python3-venv, as root or by a sudo that asks nothing."""
    if shutil.which("apt-get") is None:
        return False
    if os.geteuid() == 0:
        prefix: list[str] = []
    elif runs("sudo", "-n", "true"):
        prefix = ["sudo", "-n"]
    else:
        return False
    say("安装 python3-venv / installing python3-venv …")
    minor = f"python3.{sys.version_info.minor}-venv"
    runs(*prefix, "apt-get", "update", "-qq")
    return any(
        runs(*prefix, "apt-get", "install", "-y", "-qq", package)
        for package in (minor, "python3-venv")
    )


def make_venv() -> None:
    """Create .venv by whichever way this machine offers."""
    shutil.rmtree(VENV, ignore_errors=True)
    if runs(sys.executable, "-m", "venv", str(VENV)):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    has_pip = runs(sys.executable, "-m", "pip", "--python", sys.executable, "--version")
    if (
        has_pip
        and runs(sys.executable, "-m", "venv", "--without-pip", str(VENV))
        and runs(sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "pip")
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if install_venv_package() and runs(sys.executable, "-m", "venv", str(VENV)):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    sys.exit(NO_VENV)


def install(lock: pathlib.Path) -> None:
    """Install what the lock file names, hashes checked, then the checkout itself."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    packages = [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    checkout = [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    for command in (packages, checkout):
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode:
            sys.exit(NO_PACKAGES)


def main(arguments: list[str]) -> None:
    """Bring .venv to the state that the lock file describes."""
    if sys.version_info < LOWEST:
        sys.exit(OLD_PYTHON.format(found=".".join(map(str, sys.version_info[:3]))))
    if VENV.is_symlink():
        return
    name = "requirements-dev.lock" if "--dev" in arguments else "requirements.lock"
    wanted = fingerprint(ROOT / name)
    stamp = VENV / f"{name}.done"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    began = time.monotonic()
    if not runs(str(PYTHON), "-m", "pip", "--version"):
        say("创建虚拟环境 .venv / creating .venv …")
        make_venv()
    say(f"安装固定版本的依赖（{name}）/ installing pinned dependencies …")
    install(ROOT / name)
    stamp.write_text(wanted)
    say(f"依赖就绪 / dependencies ready: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
