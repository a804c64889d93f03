"""Businesses spelled out: names, addresses and identifiers as columns of text."""

import functools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tools.bench.roster.rows import Rows
from tools.bench.roster.vocabulary import (
    COMPANY_FORMS,
    MARKETS,
    NOUNS,
    ROAD_ENDS,
    ROAD_WORDS,
    ROADS,
    STATUSES,
    characters,
    regions,
    trades,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NO_REGION, IN_BRACKETS = 7, 6
_HEX = np.frombuffer("".join(f"{n:02x}" for n in range(256)).encode(), np.uint8)
SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            "id", "name", "code", "identity", "identity_mask", "phone", "person", "address", "former",
        )
    ]
)  # fmt: skip


def glued(*parts: pa.Array | str) -> pa.Array:
    """Join columns of text."""
    return pc.binary_join_element_wise(*parts, "")


def where(flags: Flags, text: pa.Array | str, other: pa.Array | str = "") -> pa.Array:
    """Give one text or the other."""
    return pc.if_else(pa.array(flags), text, other)


def fixed(signs: NDArray[np.uint8]) -> pa.Array:
    """Lay rows of ASCII signs down as text."""
    count, width = signs.shape
    offsets = np.arange(count + 1, dtype=np.int32) * width
    data = np.ascontiguousarray(signs)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def digits(values: Ints, width: int) -> NDArray[np.uint8]:
    """Give numbers as rows of digits."""
    places = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (values[:, None] // places % 10 + 48).astype(np.uint8)


def plain(values: Ints) -> pa.Array:
    """Give numbers as text."""
    return pc.cast(pa.array(values), pa.string())


@functools.cache
def _bases() -> pa.Array:
    return pa.array([*ROADS, *(a + b for a in ROAD_WORDS for b in ROAD_WORDS)])


def word(chars: Ints) -> pa.Array:
    """Spell trade names or persons."""
    text = characters().text
    return glued(*(text.take(pa.array(chars[:, at])) for at in range(chars.shape[1])))


def region(rows: Rows, style: Ints) -> pa.Array:
    """Spell the region of a name."""
    known, at = regions(), pa.array(rows.county)
    province, city, county = (t.take(at) for t in (known.province, known.city, known.county))
    short = known.short_city.take(at)
    city = pc.if_else(pc.equal(city, ""), province, city)
    upper = pc.if_else(pc.equal(city, province), "", province)
    found = where(style <= 2, county)
    found = glued(where((style == 1) | (style == 2) | (style == 4), city), found)
    found = glued(where(style == 2, upper), found)
    found = glued(where(style == 3, short), found)
    return glued(where(style == 5, pc.replace_substring(province, "省", "")), found)


def road(rows: Rows) -> pa.Array:
    """Spell the road."""
    ends = pa.array(ROAD_ENDS).take(pa.array(rows.road % len(ROAD_ENDS)))
    return glued(_bases().take(pa.array(rows.road // len(ROAD_ENDS))), ends)


def branch(rows: Rows) -> pa.Array:
    """Spell the branch: （文三路店） or 第3分店."""
    ends = pa.array(ROAD_ENDS).take(pa.array(np.maximum(rows.branch - 1000, 0) % len(ROAD_ENDS)))
    base = _bases().take(pa.array(np.maximum(rows.branch - 1000, 0) // len(ROAD_ENDS)))
    at_road = where(rows.branch >= 1000, glued("（", base, ends, "店）"))
    counted = where(
        (rows.branch > 0) & (rows.branch < 1000), glued("第", plain(rows.branch), "分店")
    )
    return glued(at_road, counted)


def name(rows: Rows, *, chars: Ints | None = None, tail: pa.Array | None = None) -> pa.Array:
    """Spell the name as it is registered, or with other characters or another tail."""
    known = regions()
    text = word(rows.chars if chars is None else chars)
    inner = glued("（", known.short_city.take(pa.array(rows.county)), "）")
    if tail is None:
        tail = tails(rows)
    bracket = where(rows.bracket == 1, "（个体工商户）")
    trade = trades().text.take(pa.array(rows.trade))
    return glued(
        region(rows, rows.region), text, where(rows.region == IN_BRACKETS, inner), trade, tail,
        branch(rows), bracket,
    )  # fmt: skip


def tails(rows: Rows) -> pa.Array:
    """Spell the form of companies and the shop word of individuals."""
    forms, nouns = pa.array(COMPANY_FORMS), pa.array(NOUNS)
    return where(
        rows.company == 1, forms.take(pa.array(rows.form)), nouns.take(pa.array(rows.noun))
    )


def address(rows: Rows, style: Ints, *, room: Flags | None = None) -> pa.Array:
    """Spell the address: 0 whole, 1 without province, 2 from the county, 3 from the road, 4 nothing."""
    known, at = regions(), pa.array(rows.county)
    shown = np.where(style == 0, 2, np.where(style == 1, 1, np.where(style == 2, 0, NO_REGION)))
    top = region(rows.with_(company=rows.company), shown)
    door = glued(road(rows), plain(rows.number), "号")
    has_room = rows.room > 0 if room is None else (rows.room > 0) & room
    door = glued(door, where(has_room & (rows.place == 0), glued(plain(rows.room), "室")))
    village = glued(
        _bases().take(pa.array(rows.road // len(ROAD_ENDS))), "镇",
        _bases().take(pa.array((rows.road * 13 + rows.county) % len(_bases()))), "村", plain(rows.number), "号",
    )  # fmt: skip
    market = pa.array(MARKETS).take(pa.array(rows.road % len(MARKETS)))
    stall = glued(
        known.short_city.take(at), market, where(has_room, glued(plain(rows.room), "号铺"))
    )
    spot = where(
        rows.place == 1, village, where(rows.place == 2, glued(road(rows), plain(rows.number), "号", stall), door)
    )  # fmt: skip
    return where(style == 4, "", glued(top, spot))


def identity(rows: Rows) -> pa.Array:
    """Give what stands for a keyed hash of the identity number."""
    mixed = (rows.owner * np.int64(-7046029254386353131)).view(np.uint8).reshape(-1, 8)
    return fixed(_HEX.reshape(256, 2)[mixed].reshape(-1, 16))


def identity_mask(rows: Rows) -> pa.Array:
    """Give the identity number with its middle hidden."""
    codes = np.frombuffer("".join(regions().codes).encode(), np.uint8).reshape(-1, 6)
    home = codes[(rows.owner >> 9) % len(codes)]
    hidden = np.full((len(rows), 8), ord("*"), np.uint8)
    return fixed(np.hstack([home, hidden, digits(rows.owner % 10_000, 4)]))


def phone(rows: Rows) -> pa.Array:
    """Give the telephone."""
    return fixed(digits(rows.phone, 11))


def code(rows: Rows) -> pa.Array:
    """Give the unified social credit code."""
    return fixed(rows.code)


def registry(dice: np.random.Generator, rows: Rows, ids: pa.Array) -> pa.Table:
    """Spell rows of the registry: 3 % have no code, a fifth of companies no identity number."""
    count = len(rows)
    has_identity = (rows.company == 0) | (dice.random(count) < 0.8)
    was = where(rows.former[:, 0] > 0, name(rows, chars=rows.former))
    columns = [
        ids, name(rows), where(dice.random(count) < 0.97, code(rows)), where(has_identity, identity(rows)),
        where(has_identity, identity_mask(rows)), where(dice.random(count) < 0.85, phone(rows)), word(rows.person),
        address(rows, np.zeros(count, np.int64)), was, pa.array(STATUSES).take(pa.array(dice.integers(0, len(STATUSES), count))),
    ]  # fmt: skip
    return pa.table(columns, schema=SCHEMA.append(pa.field("list", pa.string())))
