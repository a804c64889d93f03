"""Which words may begin with two symbols, side by side or over noise: worked out once, then looked up."""

from typing import Any

import numpy as np

from hedun.engine.text.acceptance import EDGE, may_be_swapped, of_two
from hedun.engine.text.compiled import choose, inlined, load, prefetch, store
from hedun.engine.text.kernel.scene import UNUSUAL, bit, find
from hedun.engine.text.kernel.units import HEARD, of_gap, passing
from hedun.engine.text.likelihood import improbability, is_common, slot_of
from hedun.engine.text.masks import NOISY, PICTURED, REPEATED, SOUND
from hedun.engine.text.memo import (
    ALWAYS,
    APART_BITS,
    BESIDE,
    COARSE,
    COST,
    FILLED,
    FINE,
    FIRST,
    FLAGS_AT,
    FRONT_BITS,
    HOPELESS,
    ITEM,
    ITEMS_LEFT,
    KEY,
    KEY_BITS,
    KNOWN,
    KNOWN_OF,
    LAST,
    LIKELY,
    MOST_ITEMS,
    NEVER,
    ODDS,
    ODDS_AT,
    RAW,
    RAW_ITEMS,
    SETS_BITS,
    SPREAD,
    STIRRED,
    STRANGE,
    SWAPPED,
    TAG,
    TAG_AT,
    TAG_IN_SET,
    WAYS,
)
from hedun.engine.text.row import ear, gap, is_drawn, is_sounding, kind, reading, sym
from hedun.engine.text.symbols import CODE_BITS, LATIN, PICTURE

PAIR_SHIFT, WIDE_SHIFT = 32 - 20, 32 - 24
SYLLABLES, FACTOR = 512, 0x9E3779B1
THIRD = 0xC2B2AE3D
CODE = (1 << CODE_BITS) - 1
FRONT_SHIFT, SET_SHIFT = KEY_BITS - FRONT_BITS, KEY_BITS - SETS_BITS
MOST_APART = (1 << APART_BITS) - 1
GOES_ON, IS_WORD = 1, 2  # of a pair, see Begin
REORDERED = 2.0
LEFT, RIGHT = 2, 3  # weights of the edges
OF_DISGUISE = 3  # row of weights
NODE = 0xFFFFFF
SIGN = FILLED << FLAGS_AT | -1 << TAG_AT
SINGLE_CHILD, GOING_ON, AS_WRITTEN = 1 << 62, 1 << 47, 1 << 46  # of an item
STIR_SHIFT = 32 - 21  # of orders.third


@inlined
def hashed(first: Any, second: Any) -> Any:
    """Give the number of a pair of symbols by which bit maps are read."""
    return ((np.int64(first) * 0x9E3779B1) ^ (np.int64(second) * 0x85EBCA6B)) & 0xFFFFFFFF


@inlined
def three(scene: Any, i: int) -> Any:
    """Give the number of three symbols by which bit maps are read."""
    key = hashed(sym(scene, i), sym(scene, i + 1)) ^ sym(scene, i + 2) * THIRD
    return key & 0xFFFFFFFF


@inlined
def how(what: int) -> int:
    """Give the bit of the mask for what is heard."""
    return PICTURED if what == PICTURE else SOUND


@inlined
def between(scene: Any, i: int, j: int) -> tuple[int, float]:
    """Give how what lies between two symbols hides a word, and what it costs."""
    mask, cost = 0, 0.0
    for k in range(i + 1, j):
        same = sym(scene, k) == sym(scene, i)
        mask |= REPEATED if same else NOISY
        cost += 0.3 if same else passing(sym(scene, k), kind(scene, k))
    for k in range(i + 1, j + 1):
        if gap(scene, k) > 0:
            mask |= of_gap(gap(scene, k))
            cost += 3.0 if gap(scene, k) == 2 else 0.4
    return mask, cost


@inlined
def behind_noise(scene: Any, i: int) -> int:
    """Give the next symbol that is neither passable nor a repetition of i; where none, one of no kind."""
    j = i + 1
    while j < i + 8:
        symbol = sym(scene, j)
        if symbol != sym(scene, i) and passing(symbol, kind(scene, j)) < 0:
            return j
        j += 1
    return 0


@inlined
def node_of(scene: Any, one: Any, two: Any) -> Any:
    """Give the node of the words that begin with two characters, or -1."""
    exact, key = scene.lex.begin.exact, np.int64(one) << 20 | np.int64(two)
    most = len(exact) - 1
    place = hashed(one, two) & most
    row = load(exact, place)
    while row != 0 and row >> 24 != key:
        place = (place + 1) & most
        row = load(exact, place)
    return row & NODE if row != 0 else np.int64(-1)


@inlined
def follow_bits(scene: Any, i: int, j: int) -> Any:
    """Give 1 where a word may begin with the sounds of two symbols."""
    row, second, found = ear(scene, i) * 64, ear(scene, j), np.int64(0)
    for k in range(3):
        # that of none, 511, is the last bit and never set
        syllable = reading(scene, second, k) & 511
        found |= load(scene.lex.begin.follow, row + (syllable >> 3)) >> (syllable & 7)
    return found & 1


@inlined
def flags_of(known: Any) -> Any:
    """Give the flags of an entry."""
    return known >> FLAGS_AT & 63


@inlined
def both(place: Any) -> tuple[Any, Any]:
    """Give the two symbols of a place: the first << APART_BITS | how many stand between them."""
    i = place >> APART_BITS
    return i, i + 1 + (place & MOST_APART)


@inlined
def far(scene: Any, i: Any) -> Any:
    """Give where what is known of a symbol and the one behind noise lies in `known`."""
    return len(scene.code) + i


@inlined
def _spread(scene: Any, i: int, j: int) -> Any:
    """Give the number of two symbols that no others have."""
    one, two = load(scene.code, i) & CODE, load(scene.code, j) & CODE
    return (one << CODE_BITS | two) * SPREAD & KEY


@inlined
def _sign(tag: Any) -> Any:
    """Give what an entry with a tag has under SIGN."""
    return FILLED << FLAGS_AT | tag << TAG_AT


@inlined
def _is_of(known: Any, tag: Any) -> bool:
    """Tell whether an entry is filled and has a tag."""
    return known & SIGN == _sign(tag)


@inlined
def mark(scene: Any, low: int, high: int) -> int:
    """Look every pair of a stretch up among those in front; gives how many are to be brought there.

    In passes, so that the jumps into the table wait together and not one after the other.
    """
    memo, missing = scene.memo, 0
    if memo.now[ITEM] > len(memo.items) - ITEMS_LEFT:
        memo.front[:], memo.entries[:], memo.now[ITEM] = 0, 0, 1
    for i in range(low, high):
        spread = _spread(scene, i, i + 1)
        known = load(memo.front, spread >> FRONT_SHIFT)
        store(scene.known, i, known)
        store(scene.missed, missing, i << APART_BITS)
        missing += not _is_of(known, spread & TAG)
    return missing


@inlined
def mark_apart(scene: Any) -> int:
    """Do the same for the symbols that have another one behind noise."""
    missing = 0
    for k in range(scene.now[UNUSUAL]):
        i, j = load(scene.unusual, 2 * k), load(scene.unusual, 2 * k + 1)
        if j > 0:
            spread = _spread(scene, i, j)
            known = load(scene.memo.front, spread >> FRONT_SHIFT)
            store(scene.known, far(scene, i), known)
            store(scene.missed, missing, i << APART_BITS | j - i - 1)
            missing += not _is_of(known, spread & TAG)
    return missing


@inlined
def bring(scene: Any, missing: int) -> None:
    """Bring what is known of the pairs that are listed to the front, and work out the new ones."""
    entries, fresh = scene.memo.entries, 0
    for k in range(missing):
        i, j = both(load(scene.missed, k))
        prefetch(entries, (_spread(scene, i, j) >> SET_SHIFT) * WAYS)
    for k in range(missing):
        place = load(scene.missed, k)
        if not _bring(scene, place):
            store(scene.missed, fresh, place)
            fresh += 1
    for k in range(fresh):
        i, j = both(load(scene.missed, k))
        _ask_ahead(scene, i, j)
    for k in range(fresh):
        place = load(scene.missed, k)
        # the same pair may stand twice in a stretch
        if not _bring(scene, place):
            i, j = both(place)
            _keep(scene, _spread(scene, i, j), _worked_out(scene, i, j))
            _bring(scene, place)


@inlined
def _bring(scene: Any, place: Any) -> bool:
    """Bring what is known of a pair to the front; tells whether it is known."""
    i, j = both(place)
    spread = _spread(scene, i, j)
    known = _kept(scene.memo.entries, spread)
    if known == 0:
        return False
    known = known & KNOWN_OF | (spread & TAG) << TAG_AT
    store(scene.memo.front, spread >> FRONT_SHIFT, known)
    store(scene.known, i if j == i + 1 else far(scene, i), known)
    return True


@inlined
def _ask_ahead(scene: Any, i: Any, j: Any) -> None:
    """Ask the memory for what decides about a new pair."""
    one, two = sym(scene, i), sym(scene, j)
    key, begin = hashed(one, two), scene.lex.begin
    prefetch(scene.clean.slot, slot_of(one, two))
    prefetch(begin.exact_bits, key >> PAIR_SHIFT >> 2)
    prefetch(begin.wide_bits, key >> WIDE_SHIFT >> 3)
    prefetch(scene.lex.orders.begin_bits, key >> PAIR_SHIFT >> 3)
    prefetch(begin.exact, key & (len(begin.exact) - 1))
    prefetch(begin.wide, 2 * (key & (len(begin.wide) - 1)))


@inlined
def _kept(entries: Any, spread: Any) -> Any:
    """Give the entry of a pair, 0 where it is new."""
    first, tag = (spread >> SET_SHIFT) * WAYS, spread & TAG_IN_SET
    known = _within(entries, first, tag)
    # they fill in order, and only what found its set full lies beside it
    if known == 0 and load(entries, first + WAYS - 1) != 0:
        known = _within(entries, first ^ WAYS, tag | BESIDE)
    return known


@inlined
def _within(entries: Any, first: Any, tag: Any) -> Any:
    """Give the entry of a set that has a tag, else 0."""
    return choose(entries, first, (SIGN, _sign(tag)))


@inlined
def _keep(scene: Any, spread: Any, known: Any) -> None:
    """Keep an entry in its set, or in that beside it; where both are full it takes a place."""
    entries = scene.memo.entries
    first, tag = (spread >> SET_SHIFT) * WAYS, spread & TAG_IN_SET
    place, beside = first + (spread >> 3 & (WAYS - 1)), np.int64(0)
    for way in range(2 * WAYS):
        is_beside = way >= WAYS
        at = (first ^ WAYS) + way - WAYS if is_beside else first + way
        if load(entries, at) == 0:
            place, beside = at, np.int64(is_beside) * BESIDE
            break
    store(entries, place, known & KNOWN_OF | (tag | beside) << TAG_AT)


@inlined
def _worked_out(scene: Any, i: Any, j: Any) -> Any:
    """Work out how improbable a pair is and all that may begin with it."""
    memo, one, two = scene.memo, sym(scene, i), sym(scene, j)
    first = memo.now[ITEM]
    memo.now[FIRST], memo.now[RAW] = first, 0
    odds, key = improbability(scene.clean, one, two), hashed(one, two)
    is_likely = is_common(scene.clean, one, two) and one * two != 0
    place = key >> PAIR_SHIFT
    known = load(scene.lex.begin.exact_bits, place >> 2) >> (place & 3) * 2
    if known & 3:
        node = node_of(scene, one, two)
        if node >= 0:
            _note(memo, node, 0)
    if not is_likely:
        if bit(scene.lex.begin.wide_bits, key >> WIDE_SHIFT):
            _note_seen(scene, i, j)
        if is_sounding(kind(scene, i)) and follow_bits(scene, i, j):
            _note_heard(scene, i, j)
    for k in range(memo.now[RAW]):
        prefetch(scene.lex.trie.nodes, (load(memo.raw, 2 * k) & NODE) * 8)
    for k in range(memo.now[RAW]):
        _add(scene, (load(memo.raw, 2 * k), load(memo.raw, 2 * k + 1)), odds)
    count = memo.now[ITEM] - first
    if count > 0:
        last = (memo.now[ITEM] - 1) * 2
        store(memo.items, last, load(memo.items, last) | LAST)
    flags = FILLED | is_likely * LIKELY | (count > 0) * KNOWN | _ordered(scene, (one, two), odds)
    flags |= _is_strange(scene, i, j) * STRANGE
    steps: Any = min(np.int64(odds * FINE + np.float32(0.5)), ODDS)
    return np.int64(flags) << FLAGS_AT | steps << ODDS_AT | (count > 0) * first


@inlined
def _is_strange(scene: Any, i: Any, j: Any) -> bool:
    """Tell whether noise or letters may stand here for a part of a word, see `partner` and `roots`."""
    what, then = kind(scene, i), kind(scene, j)
    if what == 0:
        return False
    if (what == PICTURE) | (what == LATIN) or (then == LATIN and is_drawn(what)):
        return True
    return sym(scene, i) == sym(scene, j) or passing(sym(scene, j), then) >= 0


@inlined
def _ordered(scene: Any, pair: tuple[Any, Any], odds: Any) -> int:
    """Tell whether a pair is a word in another order, or begins a longer one."""
    orders, (one, two) = scene.lex.orders, pair
    if not bit(orders.begin_bits, hashed(one, two) >> PAIR_SHIFT):
        return 0
    if find(orders.begin, one << 20 | two) < 0:
        return 0
    # most are not improbable enough; the word itself is looked up where the pair is met
    return STIRRED | may_be_swapped(scene.scale, odds, REORDERED) * SWAPPED


@inlined
def _note(memo: Any, head: Any, thousandths: Any) -> None:
    """Note a beginning: mask << 48 | units that are not the character << 44 | what must follow << 24 | node."""
    count = memo.now[RAW]
    if count < RAW_ITEMS:
        store(memo.raw, 2 * count, head)
        store(memo.raw, 2 * count + 1, thousandths)
        memo.now[RAW] = count + 1


@inlined
def _note_seen(scene: Any, i: Any, j: Any) -> None:
    """Note the words that begin with two characters that look like these."""
    wide, one, two = scene.lex.begin.wide, sym(scene, i), sym(scene, j)
    key, most = one << 20 | two, len(wide) - 1
    place = hashed(one, two) & most
    row = load(wide, 2 * place)
    while row != 0:
        if row >> 24 == key:
            seen = load(wide, 2 * place + 1)
            head = (row & NODE) | (seen & 0xFFFFF) << 24 | np.int64(1) << 44
            _note(scene.memo, head | (seen >> 20 & 0xFFFF) << 48, seen >> 36 & 0xFFFFFF)
        place = (place + 1) & most
        row = load(wide, 2 * place)


@inlined
def _note_heard(scene: Any, i: Any, j: Any) -> None:
    """Note the words that begin with two characters that sound like these."""
    begin = scene.lex.begin
    most = len(begin.sound) - 1
    mask = np.int64(how(kind(scene, i)) | how(kind(scene, j))) << 48
    one, two = sym(scene, i), sym(scene, j)
    for a in range(9):
        first = reading(scene, ear(scene, i), a // 3)
        second = reading(scene, ear(scene, j), a % 3)
        key = first * SYLLABLES + second
        if first < 0 or second < 0 or not bit(begin.sound_bits, key):
            continue
        place = (key * FACTOR >> 16) & most
        row = load(begin.sound, 4 * place)
        while row != 0:
            pair = load(begin.sound, 4 * place + 1)
            odd = 2 - (one == (pair >> 20) & 0xFFFFF) - (two == pair & 0xFFFFF)
            if row >> 24 == key and odd > 0:
                head = (row & NODE) | np.int64(odd) << 44 | mask
                _note(scene.memo, head, np.int64(1000 * HEARD) * odd)
            place = (place + 1) & most
            row = load(begin.sound, 4 * place)


@inlined
def _add(scene: Any, raw: tuple[Any, Any], odds: Any) -> None:
    """Add a beginning that was noted, unless nothing can come of it or it is there."""
    memo, nodes, head, row = scene.memo, scene.lex.trie.nodes, raw[0], (raw[0] & NODE) * 8
    children, ends = load(nodes, row), load(nodes, row + 1)
    goes_on = children >> 32 < children & 0xFFFFFFFF
    is_word = ends >> 32 < ends & 0xFFFFFFFF
    mask, odd, third = head >> 48, head >> 44 & 3, head >> 24 & 0xFFFFF
    base = np.int64(ALWAYS if is_word else NEVER)
    if is_word and mask != 0 and third == 0:
        seen = (mask, odd, 0.001 * raw[1], odds)
        found, w = of_two(scene.scale, scene.of_mask, seen), scene.scale[OF_DISGUISE]
        may_be = found + EDGE * (w[LEFT] + w[RIGHT]) >= 0
        base = np.int64(found * COARSE) + 1 if may_be else np.int64(HOPELESS)
    at = memo.now[ITEM]
    if at - memo.now[FIRST] >= MOST_ITEMS or not (goes_on or is_word):
        return
    which = load(nodes, row + 4) & 0xFFFFFFFF
    # an item has room for the place of one child among 65,536
    is_single = (children & 0xFFFFFFFF) - (children >> 32) == 1 and which <= 0xFFFF
    head |= (mask == 0) * AS_WRITTEN | goes_on * GOING_ON | is_single * SINGLE_CHILD
    for k in range(memo.now[FIRST], at):
        cost = load(memo.items, 2 * k + 1) & COST
        if load(memo.items, 2 * k) == head and cost == raw[1]:
            return
    store(memo.items, 2 * at, head)
    store(memo.items, 2 * at + 1, base << 48 | is_single * which << 32 | raw[1])
    memo.now[ITEM] = at + 1
