"""How a platform writes down what the registry knows: the roster's variants, and rows that the registry has not.

Names: region as registered 45 %, from the county 15 %, with the city 10 %, short city 8 %, none
15 %, else province; （个体工商户） added or dropped for a third; 有限责任公司 and 有限公司
exchanged for a third; 4 % with a slip in the trade name (half by sound, a third by shape, else any
character), 3 % with another shop word, 2 % with another word for the same trade, 3 % in
traditional characters, 1 % under the former name. Addresses: 35 % whole, 27 % without province,
20 % from the county, 10 % from the road, 3 % none, 5 % moved; a third without the room.
"""

import functools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hedun.engine.text import lookup
from tools.bench.roster import texts
from tools.bench.roster.rows import Rows, codes, draw, joined
from tools.bench.roster.texts import SCHEMA, Ints, glued, where
from tools.bench.roster.vocabulary import NOUNS, characters, trades

CODE, OTHER, NAME = 0, 1, 2
STRATA = ("valid code", "other identifiers", "name and address")
STRATUM_SHARES = (0.6, 0.2, 0.2)
GHOSTS = 0.1  # of the roster are not in the registry
GHOST_KINDS = (
    "",
    "fresh",
    "one character",
    "other county",
    "other trade",
    "other branch",
    "same owner",
)
ROAD_ONLY, NOTHING = 3, 4


def chosen(dice: np.random.Generator, shares: list[float], count: int) -> Ints:
    """Draw numbers with the shares given."""
    return dice.choice(len(shares), count, p=np.array(shares) / sum(shares))


def ghosts(dice: np.random.Generator, rows: Rows) -> tuple[Rows, Ints]:
    """Make rows that are not in the registry out of some that are: near to them, or not at all."""
    count = len(rows)
    kind = 1 + chosen(dice, [0.4, 0.15, 0.15, 0.1, 0.1, 0.1], count)
    fresh = draw(dice, np.unique(rows.county), count)
    known = characters()
    chars, county, trade = rows.chars.copy(), rows.county.copy(), rows.trade.copy()
    branch, one = rows.branch.copy(), kind == 2
    last = (chars > 0).sum(1) - 1
    chars[one, last[one]] = dice.choice(known.ending, one.sum())
    same = one & (chars == rows.chars).all(1)
    chars[same, 0] = dice.choice(known.usual, same.sum())
    county = np.where(kind == 3, fresh.county, county)
    trade = np.where(kind == 4, np.where(rows.company == 1, fresh.trade, fresh.trade), trade)
    branch = np.where(kind == 5, 1000 + fresh.road, branch)
    owned = kind == 6
    moved = rows.with_(
        county=county, chars=np.where(owned[:, None], fresh.chars, chars), branch=branch,
        trade=np.where(owned, fresh.trade, trade), road=fresh.road, number=fresh.number, room=fresh.room,
        code=codes(dice, county, rows.company), former=np.zeros_like(rows.former),
        person=np.where(owned[:, None], rows.person, fresh.person),
        owner=np.where(owned, rows.owner, fresh.owner), phone=np.where(owned, rows.phone, fresh.phone),
    )  # fmt: skip
    where_fresh = kind == 1
    order = np.argsort(np.concatenate([np.flatnonzero(where_fresh), np.flatnonzero(~where_fresh)]))
    return joined(fresh.take(where_fresh), moved.take(~where_fresh)).take(order), kind


def roster(dice: np.random.Generator, rows: Rows, ids: pa.Array) -> tuple[pa.Table, Ints]:
    """Spell rows as a platform would; gives the table and the stratum of each row."""
    stratum = chosen(dice, list(STRATUM_SHARES), len(rows))
    columns = [
        ids, _names(dice, rows), _codes(dice, rows, stratum), *_people(dice, rows, stratum), _addresses(dice, rows),
        pa.array([""] * len(rows)),
    ]  # fmt: skip
    return pa.table(columns, schema=SCHEMA), stratum


def _names(dice: np.random.Generator, rows: Rows) -> pa.Array:
    count = len(rows)
    way = chosen(dice, [0.45, 0.15, 0.1, 0.08, 0.15, 0.07], count)
    narrow = np.isin(rows.region, (0, 1, 2))
    # a company that states its city only is not written with its county, which differs
    style = np.select(
        [way == 0, (way == 1) & narrow, (way == 2) & narrow, (way == 2) & (rows.region == 3), way == 3, way == 4, (way == 5) & narrow],
        [rows.region, 0, 1, 4, np.where(narrow, rows.region, 3), texts.NO_REGION, 2],
        rows.region,
    )  # fmt: skip
    bracket = np.where(
        (dice.random(count) < 0.33) & (rows.company == 0), 1 - rows.bracket, rows.bracket
    )
    form = np.where((dice.random(count) < 0.33) & (rows.form < 2), 1 - rows.form, rows.form)
    noun = np.where(dice.random(count) < 0.03, dice.integers(0, len(NOUNS), count), rows.noun)
    trade = np.where(dice.random(count) < 0.02, trades().like[rows.trade], rows.trade)
    was = (dice.random(count) < 0.25) & (rows.former[:, 0] > 0)
    chars = np.where(was[:, None], rows.former, _slipped(dice, rows.chars))
    written = rows.with_(
        region=style, bracket=bracket, form=form, noun=noun, trade=trade, chars=chars
    )
    return _rewritten(dice, texts.name(written))


def _slipped(dice: np.random.Generator, chars: Ints) -> Ints:
    """Put a slip of the pen into 4 % of the trade names."""
    known, chars = characters(), chars.copy()
    at = np.flatnonzero(dice.random(len(chars)) < 0.04)
    place = dice.integers(0, 4, len(at)) % np.maximum((chars[at] > 0).sum(1), 1)
    old = chars[at, place]
    kind = chosen(dice, [0.5, 0.35, 0.15], len(at))
    other = dice.choice(known.usual, len(at))
    chars[at, place] = np.select(
        [kind == 0, kind == 1], [known.sound[old], known.shape[old]], other
    )
    return chars


@functools.cache
def _traditional() -> dict[int, str]:
    """Give the traditional form of a character that is simplified: Big5 has the one, not the other."""
    return {ord(v): k for k, v in lookup.simplified().items() if _in_big5(k) and not _in_big5(v)}


def _in_big5(text: str) -> bool:
    try:
        text.encode("big5")
    except UnicodeEncodeError:
        return False
    return len(text) == 1


def _rewritten(dice: np.random.Generator, names: pa.Array) -> pa.Array:
    """3 % traditional, 5 % with half-width brackets, 1 % with a space."""
    kind = chosen(dice, [0.91, 0.03, 0.05, 0.01], len(names))
    changed = np.flatnonzero(kind)
    texts_ = names.take(pa.array(changed)).to_pylist()
    for at, (row, text) in enumerate(zip(changed, texts_, strict=True)):
        if kind[row] == 1:
            texts_[at] = text.translate(_traditional())
        elif kind[row] == 2:
            texts_[at] = text.replace("（", "(").replace("）", ")")
        else:
            texts_[at] = text[: len(text) // 2] + " " + text[len(text) // 2 :]
    mask = pa.array(kind > 0)
    return pc.replace_with_mask(names, mask, pa.array(texts_, pa.string()))


def _codes(dice: np.random.Generator, rows: Rows, stratum: Ints) -> pa.Array:
    """Without a valid code: 70 % none, 15 % with one wrong sign, 15 % with the middle hidden (never of `NAME`)."""
    count, signs = len(rows), rows.code.copy()
    kind = np.where(stratum == CODE, 0, 1 + chosen(dice, [0.7, 0.15, 0.15], count))
    kind = np.where((stratum == NAME) & (kind > 1), 1, kind)
    wrong = np.flatnonzero(kind == 2)
    place = dice.integers(8, 17, len(wrong))
    old = signs[wrong, place]
    signs[wrong, place] = np.where(old == ord("7"), ord("1"), ord("7"))
    signs[np.flatnonzero(kind == 3)[:, None], np.arange(4, 14)] = ord("*")
    text = texts.fixed(signs)
    lower = (kind == 0) & (dice.random(count) < 0.02)
    return where(kind == 1, "", where(lower, pc.utf8_lower(text), text))


def _people(dice: np.random.Generator, rows: Rows, stratum: Ints) -> list[pa.Array]:
    """Identity hash, masked identity number, telephone, person.

    Of `CODE` rows as on a platform; of `OTHER` rows at least one of them; of `NAME` rows none.
    """
    count = len(rows)
    kind = chosen(dice, [0.4, 0.35, 0.25], count)
    kind = np.where(stratum == NAME, 2, kind)
    tel = chosen(dice, [0.75, 0.07, 0.08, 0.1], count)  # the same, another, masked, none
    tel = np.where(stratum == NAME, 3, tel)
    who = chosen(dice, [0.75, 0.1, 0.05, 0.1], count)  # the same, masked, another, none
    who = np.where(stratum == NAME, 3, who)
    nothing = (stratum == OTHER) & (kind == 2) & (tel == 3) & (who == 3)
    tel = np.where(nothing, 0, tel)
    other = rows.with_(phone=dice.permutation(rows.phone), person=dice.permutation(rows.person))
    signs = texts.digits(rows.phone, 11)
    signs[np.flatnonzero(tel == 2)[:, None], np.arange(3, 7)] = ord("*")
    phones = where(tel == 3, "", where(tel == 1, texts.phone(other), texts.fixed(signs)))
    surname = characters().text.take(pa.array(rows.person[:, 0]))
    person = where(
        who == 0,
        texts.word(rows.person),
        where(who == 1, glued(surname, "*"), where(who == 2, texts.word(other.person))),
    )
    return [
        where(kind == 0, texts.identity(rows)), where(kind == 1, texts.identity_mask(rows)), phones, person,
    ]  # fmt: skip


def _addresses(dice: np.random.Generator, rows: Rows) -> pa.Array:
    count = len(rows)
    style = chosen(dice, [0.37, 0.28, 0.22, 0.1, 0.03], count)
    moved = dice.random(count) < 0.05
    fresh = draw(dice, np.unique(rows.county), count)
    rows = rows.with_(
        road=np.where(moved, fresh.road, rows.road), number=np.where(moved, fresh.number, rows.number),
        room=np.where(moved, fresh.room, rows.room),
    )  # fmt: skip
    return texts.address(rows, style, room=dice.random(count) < 0.67)
