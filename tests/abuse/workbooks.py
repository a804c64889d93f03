"""Hostile workbooks, built byte by byte."""

import pathlib
import struct
import zipfile

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows="", before="", after=""):
    return f'{before}<worksheet xmlns="{NS}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(body, *, sheets=1, main=MAIN, prologue="", pr=""):
    names = range(1, sheets + 1)
    entries = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in names)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in names
    )
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{prologue}<workbook xmlns="{NS}" xmlns:r="{REL}">{pr}'
        f"<sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
    }
    made |= {f"xl/worksheets/sheet{n}.xml": body if n == 1 else sheet() for n in names}
    return made


def write(path: pathlib.Path, body, *, extra=None, **more) -> pathlib.Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts(body, **more) | (extra or {})).items():
            archive.writestr(name, content)
    return path


GOOD = sheet(
    f'<row r="1">{cell("A1", "店铺编号")}{cell("B1", "网店名称")}</row>'
    f'<row r="2">{cell("A2", "D1")}{cell("B2", "测试")}</row>'
)


def same_offset(path: pathlib.Path, count=200) -> pathlib.Path:
    """Let many directory entries point at one compressed blob."""
    write(path, GOOD, extra={"xl/media/a.bin": b"\0" * 5_000_000})
    data = path.read_bytes()
    end = data.rfind(b"PK\x05\x06")
    size, start = struct.unpack_from("<LL", data, end + 12)
    directory = data[start : start + size]
    last = directory[directory.rfind(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"a.bin", b"%c.bin" % (97 + n % 26)) for n in range(count))
    total = struct.unpack_from("<H", data, end + 10)[0] + count
    tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, total, total, size + len(copies), start, 0)
    path.write_bytes(data[:start] + directory + copies + tail)
    return path


def overlapping(path: pathlib.Path) -> pathlib.Path:
    """Let the first entry's data run into the second's."""
    write(path, GOOD)
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    size = struct.unpack_from("<L", data, place + 20)[0]
    struct.pack_into("<L", data, place + 20, size + 400)
    path.write_bytes(bytes(data))
    return path


def encrypted(path: pathlib.Path) -> pathlib.Path:
    """Set the encryption bit everywhere."""
    write(path, GOOD)
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    path.write_bytes(bytes(data))
    return path
