"""Reads the words back out of a finished file, with nothing of the product's own."""

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNSEEN = re.compile("[\\s\u200b\u3000]")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "(": "(", ")": ")", "\\": "\\"}


def squeezed(text):
    """A text without the spaces that a typesetter puts in or leaves out."""
    return UNSEEN.sub("", text)


def of_docx(content):
    """Everything a reader sees in a Word file, with its parts parsed as XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [n for n in parts.namelist() if re.match(r"word/(document|header|footer)", n)]
        trees = [ET.fromstring(parts.read(name)) for name in names]
    return "".join(t.text or "" for tree in trees for t in tree.iter(f"{W}t"))


def of_pdf(content):
    """The text of each page of a PDF that typst wrote, by its fonts' own tables."""
    found = re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL)
    objects = {int(m[1]): m[2] for m in found}
    fonts = {}
    pages = []
    for text in objects.values():
        if b"/Type/Page/" in text:
            pages.append(_page(objects, text, fonts))
    return pages


def _page(objects, page, fonts):
    resources = objects[_reference(page, b"Resources")]
    inner = re.search(rb"/Font<<(.*?)>>", resources) or re.search(rb"/Font (\d+) 0 R", resources)
    table = inner[1] if b"/" in inner[1] else objects[int(inner[1])]
    names = {m[1].decode(): int(m[2]) for m in re.finditer(rb"/(\w+) (\d+) 0 R", table)}
    for number in names.values():
        if number not in fonts:
            fonts[number] = _table(objects, number)
    stream = _stream(objects[_reference(page, b"Contents")]).decode("latin-1")
    return "".join(_shown(stream, {name: fonts[number] for name, number in names.items()}))


# a string may hold a pair of brackets that is not escaped
STRING = r"(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*"
TOKEN = re.compile(
    rf"/ActualText ?(?:\((?P<said>{STRING})\)|<(?P<hexed>[0-9A-Fa-f]+)>)>>BDC|(?P<end>EMC)"
    rf"|/(?P<font>\w+) [\d.]+ Tf|\((?P<text>{STRING})\)|<(?P<codes>[0-9A-Fa-f]+)>",
    re.DOTALL,
)


def _shown(stream, fonts):
    """The text of a page; where the file itself says what glyphs mean, that counts."""
    now, is_told = {}, False
    for part in TOKEN.finditer(stream):
        if part["said"] is not None or part["hexed"]:
            is_told = True
            yield _told(bytes.fromhex(part["hexed"]) if part["hexed"] else _plain(part["said"]))
        elif part["end"]:
            is_told = False
        elif part["font"]:
            now = fonts[part["font"]]
        elif not is_told:
            codes = bytes.fromhex(part["codes"]) if part["codes"] else _plain(part["text"])
            yield _decoded(codes, now)


def _told(text):
    return text[2:].decode("utf-16-be") if text[:2] == b"\xfe\xff" else text.decode("latin-1")


def _plain(text):
    def back(match):
        it = match[1]
        return chr(int(it, 8)) if it[0].isdigit() else ESCAPES[it]

    return re.sub(r"\\([0-7]{1,3}|.)", back, text, flags=re.DOTALL).encode("latin-1")


def _decoded(codes, table):
    pairs = (int.from_bytes(codes[n : n + 2], "big") for n in range(0, len(codes), 2))
    return "".join(table.get(code, "") for code in pairs)


def _table(objects, number):
    text = _stream(objects[_reference(objects[number], b"ToUnicode")]).decode("latin-1")
    text = text.partition("endcodespacerange")[2]
    found = {}
    for code, to in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4,})>\n", text):
        found[int(code, 16)] = bytes.fromhex(to).decode("utf-16-be")
    return found


def _reference(text, name):
    return int(re.search(rb"/" + name + rb" (\d+) 0 R", text)[1])


def _stream(text):
    body = re.search(rb"stream\r?\n(.*)\r?\nendstream", text, re.DOTALL)[1]
    return zlib.decompress(body) if b"FlateDecode" in text else body


def holds(text, wanted):
    """Whether a text holds a passage, even where a page's foot stands in its middle."""
    left = squeezed(wanted)
    text = squeezed(text)
    if left in text:
        return True
    rest = iter(text)
    return len(left) > 60 and all(sign in rest for sign in left)
