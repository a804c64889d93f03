"""Keys of a row, computed by machine code: what two records of one business are likely to share.

A key is a hash of some parts with the number of its kind. The parts are cut off roughly, by words
of the tables, because a key only finds candidates: what they are is judged by `records`.
"""

from typing import Any, Final

import numpy as np

from hedun.engine.match.linking.lexicon import (
    CITY_FROM,
    COUNTY_FROM,
    FORM,
    LONGEST,
    NOUN,
    REGION,
    SHORT,
    TRADE,
    WIDTH,
)
from hedun.engine.text.compiled import compiled, inlined

(
    CODE, IDENTITY, PHONE, NAME, CORE, SOUND, ANYWHERE, SPOT, SPOT_FIRST, PERSON, MASKED_IDENTITY,
    CODE_HEAD, CODE_TAIL, GAP, MASKED_PHONE, WHOLE,
) = range(16)  # fmt: skip
KIND_MASK: Final = 15  # the lowest bits of a key tell its kind
COUNT, CITY, DOUBT, INSIDE, COUNTY = 0, 1, 2, 3, 4  # of `desk.now`
(
    OF_CODE, OF_IDENTITY, OF_MASK, OF_PHONE, OF_PERSON, OF_NAME, OF_FORMER, OF_ADDRESS,
) = range(8)  # fmt: skip
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT, _FAR, _ZERO = np.uint64(29), np.uint64(32), np.uint64(0)
_OPEN, _CLOSE, _STAR = 40, 41, 42
_WAYS: Final = tuple(map(ord, "路街道巷村弄里"))
_COMPASS: Final = tuple(map(ord, "东西南北中大"))
_SPOTS: Final = tuple(map(ord, "路街巷镇乡村弄"))
_COUNTS: Final = tuple(map(ord, "一二三四五六七八九十第"))
_GONG, _SI, _FEN, _DIAN, _LU, _JIE = map(ord, "公司分店路街")
_MUNICIPALITIES: Final = (11, 12, 31, 50)


@inlined
def _mixed(value: Any, point: int) -> Any:
    value = (value ^ np.uint64(point)) * _PRIME
    return value ^ (value >> _SHIFT)


@inlined
def _hashed(text: Any, start: int, end: int) -> Any:
    value = _ZERO
    for at in range(start, end):
        value = _mixed(value, int(text[at]))
    return value


@inlined
def _key(kind: int, value: Any, place: int) -> Any:
    """Give the key of a kind."""
    value = _mixed(_mixed(value, kind + 1), place)
    value = (value ^ (value >> _FAR)) * _PRIME
    value = (value ^ (value >> _SHIFT)) & ~np.uint64(KIND_MASK)
    return max(value, np.uint64(KIND_MASK + 1)) | np.uint64(kind)


@inlined
def _put(desk: Any, kind: int, found: tuple[Any, int]) -> None:
    n = desk.now[COUNT]
    if n < WIDTH and found[0] != _ZERO:
        desk.keys[n] = _key(kind, found[0], found[1])
        desk.now[COUNT] = n + 1


@inlined
def _what(lex: Any, text: Any, span: tuple[int, int]) -> int:
    """Tell what the tables know of a word; 0 for nothing."""
    value, size = _hashed(text, span[0], span[1]), len(lex.word) - 1
    at = np.int64(value & np.uint64(size))
    while lex.word[at] != _ZERO:
        if lex.word[at] == value:
            return int(lex.what[at])
        at = (at + 1) & size
    return 0


@inlined
def _decode(desk: Any, column: Any, into: tuple[int, Any]) -> int:
    """Lay the text of a row down folded; gives its length."""
    data, offsets = column
    row, text = into
    n, i, end = 0, offsets[row], offsets[row + 1]
    while i < end and n < LONGEST:
        byte = int(data[i])
        point, more = byte, 0
        if byte >= 0xF0:
            point, more = byte & 7, 3
        elif byte >= 0xE0:
            point, more = byte & 15, 2
        elif byte >= 0x80:
            point, more = byte & 31, 1
        for k in range(more):
            point = (point << 6) | (int(data[i + 1 + k]) & 63)
        i += more + 1
        point = int(desk.lex.fold[point]) if point < len(desk.lex.fold) else point
        if point:
            text[n] = point
            n += 1
    return n


@inlined
def _is_one_of(point: int, points: Any) -> bool:
    found = False
    for k in range(len(points)):
        found = found or point == points[k]
    return found


@inlined
def _is_road(text: Any, at: int, n: int) -> bool:
    """A shortened region followed by 路, 中路, 镇 or 村 is none."""
    if at < n and _is_one_of(text[at], _SPOTS):
        return True
    after = at + 1 < n and (text[at + 1] == _LU or text[at + 1] == _JIE)
    return after and _is_one_of(text[at], _COMPASS)


@inlined
def _region(desk: Any, text: Any, span: tuple[int, int]) -> int:
    """Read one region at a place; gives its end, and its city in `now[CITY]`."""
    at, n = span
    city = desk.now[CITY]
    for end in range(min(n, at + 12), at + 1, -1):
        what = _what(desk.lex, text, (at, end))
        short = what & SHORT
        if not what & REGION or (short and (at > 0 or n - end < 2 or _is_road(text, end, n))):
            continue
        here = what >> CITY_FROM
        if city and here and here != city:
            continue
        if here:
            desk.now[CITY] = here
        desk.now[COUNTY] = (what >> COUNTY_FROM) & 0xFFFF
        if short:
            desk.now[DOUBT] = 1
        return end
    return at


@inlined
def _regions(desk: Any, text: Any, n: int) -> int:
    """Read the regions at the beginning; gives where they end."""
    desk.now[CITY], desk.now[DOUBT], desk.now[COUNTY] = 0, 0, 0
    at = 0
    for _ in range(4):
        end = _region(desk, text, (at, n))
        if end == at:
            return at
        at = end
    return at


@inlined
def _without_brackets(desk: Any, text: Any, n: int) -> int:
    """Take brackets out; what stood in the first of them is in `inner`."""
    m, depth, k, count = 0, 0, 0, 0
    for at in range(n):
        point = text[at]
        if point == _OPEN:
            depth += 1
            count += 1
        elif point == _CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0:
            text[m] = point
            m += 1
        elif count == 1:
            desk.inner[k] = point
            k += 1
    desk.now[INSIDE] = k
    return m


@inlined
def _without_branch(text: Any, n: int) -> int:
    """Cut what follows 公司, and 第3分店."""
    for at in range(2, n - 1):
        if text[at] == _GONG and text[at + 1] == _SI:
            return at + 2
    if n < 5 or text[n - 1] != _DIAN or text[n - 2] != _FEN:
        return n
    n -= 2
    while n > 2 and (48 <= text[n - 1] <= 57 or _is_one_of(text[n - 1], _COUNTS)):
        n -= 1
    return n


@inlined
def _cut(desk: Any, span: tuple[int, int], kind: int) -> int:
    """Cut words of a kind off the end of the name, keeping at least two characters."""
    start, n = span
    least = n + 1
    while least > n:
        least = n
        for at in range(max(start + 2, n - 10), n):
            if _what(desk.lex, desk.name, (at, n)) & kind:
                n = at
                break
        least = n + 1 if n < least else n
    return n


@inlined
def _ends(desk: Any, start: int, n: int) -> tuple[int, int]:
    """Say where the trade name ends, and where the trade behind it."""
    n = _without_branch(desk.name, n)
    n = _cut(desk, (start, n), FORM)
    core = _cut(desk, (start, n), NOUN)
    return _cut(desk, (start, core), TRADE), core


@inlined
def _name_keys(desk: Any, start: int, ends: tuple[int, int]) -> None:
    """Keys of the trade name (until ends[0]) and of trade name and trade (until ends[1])."""
    head, core = ends
    if core - start < 2:
        return
    whole, name, sound = _hashed(desk.name, start, core), _hashed(desk.name, start, head), _ZERO
    for at in range(start, core):
        point = desk.name[at]
        heard = int(desk.lex.sound[point]) if point < len(desk.lex.sound) else 0
        sound = _mixed(sound, heard or int(point))
    _put(desk, ANYWHERE, (whole, 0))
    for k in range(2):
        if desk.city[k] == 0:
            continue
        _put(desk, CORE, (whole, desk.city[k]))
        _put(desk, SOUND, (sound, desk.city[k]))
        if core > head > start + 1:
            _put(desk, NAME, (name, desk.city[k]))
    if desk.city[0] and 2 < head - start < 6:
        _gap_keys(desk, start, ends)


@inlined
def _whole_key(desk: Any, start: int, core: int) -> None:
    """Everything but form and region, with the branch, in one county."""
    county, place = desk.now[COUNTY], desk.city[1] or desk.city[0]
    if county == 0 or place == 0 or core - start < 2:
        return
    value = _hashed(desk.name, start, core)
    for at in range(core, desk.name[LONGEST]):
        point = int(desk.name[at])
        if 48 <= point <= 57 or _is_one_of(point, _COUNTS):
            value = _mixed(value, point)
    if desk.now[INSIDE] and desk.inner[desk.now[INSIDE] - 1] == _DIAN:
        value = _mixed(value, int(_hashed(desk.inner, 0, desk.now[INSIDE]) >> _FAR))
    _put(desk, WHOLE, (value, county * 10_000 + place))


@inlined
def _gap_keys(desk: Any, start: int, ends: tuple[int, int]) -> None:
    """Leave out each character of the trade name in turn: two names with one slip share a key."""
    for gap in range(start, ends[0]):
        value = _mixed(_ZERO, gap - start)
        for at in range(start, ends[1]):
            if at != gap:
                value = _mixed(value, int(desk.name[at]))
        _put(desk, GAP, (value, desk.city[0]))


@inlined
def _number(text: Any, at: int, n: int) -> int:
    value, k = 0, at
    while k < n and 48 <= text[k] <= 57 and k - at < 11:
        value = value * 10 + int(text[k]) - 48
        k += 1
    return value


@inlined
def _spot_keys(desk: Any, start: int, n: int) -> None:
    """Road and number: with the city, and with each of the first characters of the name."""
    for at in range(start + 2, n):
        if not (48 <= desk.address[at] <= 57 and _is_one_of(desk.address[at - 1], _WAYS)):
            continue
        first = max(start, at - 4 if _is_one_of(desk.address[at - 2], _COMPASS) else at - 3)
        value = _mixed(_hashed(desk.address, first, at), _number(desk.address, at, n))
        place = desk.city[1] or desk.city[0]
        if place:
            _put(desk, SPOT, (value, place))
        desk.now[CITY] = at
        desk.inner[0] = np.int64(value & np.uint64(0x7FFFFFFFFFFFFFFF))
        return
    desk.inner[0] = 0


@inlined
def _upper(byte: int) -> int:
    return byte - 32 if 97 <= byte <= 122 else byte


@inlined
def _code(data: Any, start: int, end: int) -> Any:
    """Give the hash of a code as it is compared; 0 where it is masked or too short."""
    value, n = _ZERO, 0
    for at in range(start, end):
        byte = _upper(int(data[at]))
        if byte == _STAR:
            return _ZERO
        if 48 <= byte <= 57 or 65 <= byte <= 90:
            value = _mixed(value, byte)
            n += 1
    return value if n >= 8 else _ZERO


@inlined
def _code_keys(desk: Any, column: Any, row: int) -> None:
    data, offsets = column
    start, end = offsets[row], offsets[row + 1]
    whole = _code(data, start, end)
    _put(desk, CODE, (whole, 0))
    if whole != _ZERO and end - start == 18:
        _put(desk, CODE_HEAD, (_code(data, start, start + 12), 0))
        tail = _ZERO
        for at in range(start + 12, end):
            tail = _mixed(tail, _upper(int(data[at])))
        _put(desk, CODE_TAIL, (tail, 0))


@inlined
def _plain_key(desk: Any, column: Any, kind: tuple[int, int]) -> None:
    """Take a text as it is."""
    data, offsets = column
    start, end = offsets[kind[1]], offsets[kind[1] + 1]
    if end - start > 6:
        _put(desk, kind[0], (_hashed(data, start, end), 0))


@inlined
def _phone_keys(desk: Any, column: Any, row: int) -> None:
    """The whole telephone, and what a mask leaves of it."""
    data, offsets = column
    start, end = offsets[row], offsets[row + 1]
    if end - start < 7:
        return
    hidden = False
    for at in range(start, end):
        hidden = hidden or data[at] == _STAR
    if not hidden:
        _put(desk, PHONE, (_hashed(data, start, end), 0))
    if end - start == 11 and desk.city[0]:
        shown = _mixed(_hashed(data, start, start + 3), _number(data, end - 4, end))
        _put(desk, MASKED_PHONE, (shown, desk.city[0]))


@inlined
def _person_key(desk: Any, column: Any, row: int) -> None:
    data, offsets = column
    start, end = offsets[row], offsets[row + 1]
    for at in range(start, end):
        if data[at] == _STAR:
            return
    if end - start > 3 and desk.city[0]:
        _put(desk, PERSON, (_hashed(data, start, end), desk.city[0]))


@inlined
def _city_aside(desk: Any) -> int:
    """Read the city in brackets: 腾讯（深圳）."""
    n = desk.now[INSIDE]
    what = _what(desk.lex, desk.inner, (0, n)) if 1 < n < 12 else 0
    return what >> CITY_FROM if what & REGION else 0


@inlined
def _city_of_code(column: Any, row: int) -> int:
    """Read the city of the registering authority out of a social credit code."""
    data, offsets = column
    start = offsets[row]
    if offsets[row + 1] - start != 18:
        return 0
    city = _number(data, start + 2, start + 6)
    return city // 100 * 100 if _is_one_of(city // 100, _MUNICIPALITIES) else city


@inlined
def _places(desk: Any, columns: Any, row: int) -> tuple[int, int]:
    """Read the address, then the name; gives where the door and the trade name begin."""
    size = _decode(desk, columns[OF_ADDRESS], (row, desk.address))
    door = _regions(desk, desk.address, size)
    lies_in, county = desk.now[CITY], desk.now[COUNTY]
    desk.address[LONGEST] = size
    length = _decode(desk, columns[OF_NAME], (row, desk.name))
    length = _without_brackets(desk, desk.name, length)
    desk.name[LONGEST] = length
    start = _regions(desk, desk.name, length)
    desk.now[COUNTY] = county or desk.now[COUNTY]
    city = desk.now[CITY] or _city_aside(desk)
    city = city or lies_in
    desk.city[0] = city or _city_of_code(columns[OF_CODE], row)
    desk.city[1] = lies_in if lies_in != desk.city[0] else 0
    return door, start


@inlined
def _former_keys(desk: Any, column: Any, row: int) -> None:
    if column[1][row + 1] - column[1][row] < 6:
        return
    length = _decode(desk, column, (row, desk.name))
    length = _without_brackets(desk, desk.name, length)
    start = _regions(desk, desk.name, length)
    _name_keys(desk, start, _ends(desk, start, length))


@inlined
def _keys(desk: Any, columns: Any, row: int) -> None:
    """Put the keys of a row into `desk.keys`."""
    desk.now[COUNT] = 0
    door, start = _places(desk, columns, row)
    doubtful = desk.now[DOUBT]
    _code_keys(desk, columns[OF_CODE], row)
    _plain_key(desk, columns[OF_IDENTITY], (IDENTITY, row))
    _plain_key(desk, columns[OF_MASK], (MASKED_IDENTITY, row))
    _phone_keys(desk, columns[OF_PHONE], row)
    _person_key(desk, columns[OF_PERSON], row)
    ends = _ends(desk, start, desk.name[LONGEST])
    _whole_key(desk, start, ends[1])
    _name_keys(desk, start, ends)
    if doubtful:
        _name_keys(desk, 0, ends)
    _spot_keys(desk, door, desk.address[LONGEST])
    if desk.inner[0]:
        for at in range(start, min(start + 2, desk.name[LONGEST])):
            _put(desk, SPOT_FIRST, (np.uint64(desk.inner[0]), int(desk.name[at])))
    _former_keys(desk, columns[OF_FORMER], row)


@compiled
def all_keys(desk: Any, columns: Any, out: Any) -> int:
    """Put keys and their rows down one after another; gives how many."""
    keys, place, rows = out
    n = 0
    for row in range(rows[0], rows[1]):
        _keys(desk, columns, row)
        for k in range(desk.now[COUNT]):
            keys[n], place[n] = desk.keys[k], row
            n += 1
    return n


@compiled
def core_hashes(desk: Any, columns: Any, out: Any) -> None:
    """Hash trade name and trade of each row, without region, brackets, form and branch."""
    for row in range(len(out)):
        _, start = _places(desk, columns, row)
        out[row] = _hashed(desk.name, start, _ends(desk, start, desk.name[LONGEST])[1])


@compiled
def code_hashes(column: Any, out: Any) -> None:
    """Hash a column of codes; 0 for none."""
    data, offsets = column
    for row in range(len(out)):
        out[row] = _code(data, offsets[row], offsets[row + 1])


@compiled
def fill(table: Any, keys: Any) -> None:
    """Put every key and its number into an open table, longer than the keys."""
    slots, numbers = table
    size = len(slots) - 1
    for number in range(len(keys)):
        at = np.int64(keys[number] & np.uint64(size))
        while slots[at] != _ZERO:
            at = (at + 1) & size
        slots[at], numbers[at] = keys[number], number


@compiled
def probe(table: Any, keys: Any, out: Any) -> None:
    """Give the number of each key, -1 where it is unknown."""
    slots, numbers = table
    size = len(slots) - 1
    for k in range(len(keys)):
        out[k] = -1
        at = np.int64(keys[k] & np.uint64(size))
        while slots[at] != _ZERO:
            if slots[at] == keys[k]:
                out[k] = numbers[at]
                break
            at = (at + 1) & size
