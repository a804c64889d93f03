"""Roster rows (经营者名册): identity by check digits, place by code or address.

Basis: heguishuju art. 7
"""

import polars as pl

from hedun.engine.codes import citizen, uscc
from hedun.engine.table.places import Regions
from hedun.engine.table.values import clean
from hedun.market.decide.rows import Rows, codes, fingerprints
from hedun.market.terms import SubjectKind

COLUMNS = (
    "kind", "name", "credit_code", "id_hash", "id_tail", "region_code", "domicile", "phone",
    "shop_no", "shop_name", "url", "shop_region", "address", "row_hash",
)  # fmt: skip


def judge(rows: Rows, *, regions: Regions, key: bytes) -> pl.DataFrame:
    """Check every row and give the good ones as the market stores them."""
    rows.require("shop_no", "店铺编号")
    rows.require("shop_name", "网店名称")
    rows.require("name", "经营者名称")
    rows.cut()
    identity = _identity(rows, key)
    addresses = [clean(text) for text in rows.texts("address")]
    domiciles = [clean(text) for text in rows.texts("domicile")]
    shop_regions = _regions(rows, addresses, regions)
    frame = pl.DataFrame(
        {
            **identity,
            "name": [clean(text) for text in rows.texts("name")],
            "region_code": _domicile_regions(identity["credit_code"], domiciles, regions),
            "domicile": domiciles,
            "phone": [clean(text) for text in rows.texts("phone")],
            "shop_no": codes(rows.texts("shop_no")),
            "shop_name": [clean(text) for text in rows.texts("shop_name")],
            "url": [clean(text) for text in rows.texts("url")],
            "shop_region": shop_regions,
            "address": addresses,
        },
        schema_overrides={"credit_code": pl.String, "id_hash": pl.String},
    )
    mask = rows.good()
    good = frame.filter(mask)
    return good.with_columns(fingerprints(good).alias("row_hash")).select(COLUMNS)


def _identity(rows: Rows, key: bytes) -> dict[str, list[str | None]]:
    """Recognize each operator by credit code, else by identity number kept as keyed hash."""
    credit = [uscc.normal(text) for text in rows.texts("credit_code")]
    number = [citizen.normal(text) for text in rows.texts("id_number")]
    credit_is_sound, number_is_sound = uscc.sound(credit), citizen.sound(number)
    kinds: list[str | None] = []
    found: dict[str, list[str | None]] = {"credit_code": [], "id_hash": [], "id_tail": []}
    for index, (one, other) in enumerate(zip(credit, number, strict=True)):
        taken: tuple[str | None, str | None, str] = (None, None, "")
        if one:
            taken = (one, None, "")
            if not credit_is_sound[index]:
                rows.blame(index, uscc.problem(rows.frame["credit_code"][index]) or "")
        elif other:
            taken = (None, citizen.keyed(other, key=key), other[-4:])
            if not number_is_sound[index]:
                rows.blame(index, citizen.problem(other) or "")
        else:
            rows.blame(index, "统一社会信用代码和身份证件号码都为空，无法识别经营者；请补充其一")
        kinds.append(_kind(one))
        for name, value in zip(found, taken, strict=True):
            found[name].append(value)
    return {"kind": kinds, **found}


def _kind(credit_code: str) -> str:
    if not credit_code:
        return SubjectKind.NATURAL
    return SubjectKind.INDIVIDUAL if credit_code.startswith("92") else SubjectKind.ENTERPRISE


def _regions(rows: Rows, addresses: list[str], regions: Regions) -> list[str]:
    found = []
    for index, text in enumerate(codes(rows.texts("region_code"))):
        if text and not (len(text) == 6 and text.isdecimal() and regions.knows(text)):
            rows.blame(
                index, f"区划代码“{text[:12]}”不在现行行政区划内；请填写六位县级区划代码，或留空"
            )
        found.append(text or regions.of_address(addresses[index]))
    return found


def _domicile_regions(
    credit_codes: list[str | None], domiciles: list[str], regions: Regions
) -> list[str]:
    """The domicile's place: from its address, else the registering authority's in the code."""
    found = []
    for code, address in zip(credit_codes, domiciles, strict=True):
        place = regions.of_address(address) if address else ""
        if not place and code and len(code) == 18:
            place = uscc.region(code) if uscc.region(code) in regions.codes else ""
        found.append(place)
    return found
