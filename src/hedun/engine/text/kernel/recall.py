"""Which words may begin with two symbols side by side: worked out once, then looked up."""

from typing import Any

import numpy as np

from hedun.engine.text.acceptance import EDGE, may_be_swapped, of_two
from hedun.engine.text.compiled import inlined, prefetch
from hedun.engine.text.kernel.scene import EDGE_AT, PASSED, SIZE, TODO, Visit, bit
from hedun.engine.text.kernel.stack import is_next, place_of, push, sounds_like
from hedun.engine.text.kernel.units import HEARD, of_change, of_gap, passing
from hedun.engine.text.likelihood import UNKNOWN, improbability, is_common
from hedun.engine.text.masks import NOISY, PICTURED, REPEATED, SOUND
from hedun.engine.text.memo import (
    ALWAYS,
    COARSE,
    EXTRA,
    FINE,
    FIRST,
    FULL,
    ITEM,
    ITEMS_LEFT,
    KNOWN,
    LIKELY,
    MOST_ITEMS,
    NEVER,
    RAW,
    SETS,
    SETS_BITS,
    SLOT,
    STIRRED,
    STRANGE,
    SWAPPED,
    WAYS,
)
from hedun.engine.text.symbols import HAN, PICTURE, STROKE

PAIR_SHIFT, WIDE_SHIFT = 32 - 20, 32 - 24
SYLLABLES, FACTOR = 512, 0x9E3779B1
THIRD = 0xC2B2AE3D
SPREAD = 0x1E3779B97F4A7C15  # of a pair over the sets
GOES_ON, IS_WORD = 1, 2  # of a pair, see Begin
REORDERED = 2.0
LEFT, RIGHT = 2, 3  # weights of the edges
OF_DISGUISE = 3  # row of weights


@inlined
def hashed(first: int, second: int) -> Any:
    """Give the number of a pair of symbols by which bit maps and slots are read."""
    return ((np.int64(first) * 0x9E3779B1) ^ (np.int64(second) * 0x85EBCA6B)) & 0xFFFFFFFF


@inlined
def three(scene: Any, i: int) -> Any:
    """Give the number of three symbols by which bit maps are read."""
    key = hashed(scene.sym[i], scene.sym[i + 1]) ^ np.int64(scene.sym[i + 2]) * THIRD
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
        same = scene.sym[k] == scene.sym[i]
        mask |= REPEATED if same else NOISY
        cost += 0.3 if same else passing(scene.sym[k], scene.kind[k])
    for k in range(i + 1, j + 1):
        if scene.gap[k] > 0:
            mask |= of_gap(scene.gap[k])
            cost += 3.0 if scene.gap[k] == 2 else 0.4
    return mask, cost


@inlined
def behind_noise(scene: Any, i: int) -> int:
    """Give the next symbol that is neither passable nor a repetition of i; the end where none."""
    n, j = scene.now[SIZE], i + 1
    while j < n and j < i + 8:
        symbol = scene.sym[j]
        if symbol != scene.sym[i] and passing(symbol, scene.kind[j]) < 0:
            return j
        j += 1
    return n


@inlined
def node_of(scene: Any, one: Any, two: Any) -> int:
    """Give the node of the words that begin with two characters, or -1."""
    exact, key = scene.lex.begin.exact, (np.int64(one) << 20) | two
    most = len(exact) - 1
    place = hashed(one, two) & most
    while exact[place] != 0 and exact[place] >> 24 != key:
        place = (place + 1) & most
    return exact[place] & 0xFFFFFF if exact[place] != 0 else -1


@inlined
def follow_bits(scene: Any, i: int, j: int) -> int:
    """Give 1 where a word may begin with the sounds of two symbols."""
    row, readings = scene.lex.begin.follow[scene.ear[i]], scene.lex.sounds.readings[scene.ear[j]]
    heard = 0
    for k in range(3):
        # that of none, 511, is the last bit and never set
        heard |= row[(readings[k] & 511) >> 3] >> (readings[k] & 7)
    return heard & 1


@inlined
def _key(scene: Any, i: int) -> Any:
    return (np.int64(scene.code[i]) << 24) | np.int64(scene.code[i + 1])


@inlined
def mark(scene: Any, low: int, high: int) -> None:
    """Look every pair up that begins in a stretch, and work out the new ones.

    In passes, so that the jumps into the table wait together and not one after the other.
    """
    memo, missing = scene.memo, 0
    slots = memo.slots
    if memo.now[SLOT] > FULL or memo.now[ITEM] > len(memo.items) - ITEMS_LEFT:
        slots[:, 0] = 0
        memo.now[SLOT], memo.now[ITEM] = 0, 0
    memo.now[EXTRA], scene.now[TODO] = WAYS * SETS, 0
    for i in range(low, high):
        place = ((_key(scene, i) * SPREAD) >> (63 - SETS_BITS)) & (SETS - 1)
        scene.at[i] = place * WAYS
        prefetch(slots, place * WAYS * 2)
    for i in range(low, high):
        key, place = _key(scene, i), scene.at[i]
        place += _way(slots, place, key)
        if slots[place, 0] >> 16 == key:
            _noted(scene, i, place)
        else:
            scene.missed[missing] = i
            missing += 1
    for k in range(missing):
        i = scene.missed[k]
        key, first = _key(scene, i), scene.at[i]
        beside = first ^ WAYS
        place = first + _way(slots, first, key)
        if slots[place, 0] >> 16 != key:
            place = beside + _way(slots, beside, key)
        if slots[place, 0] >> 16 != key:
            place = _free(memo, first, beside)
            _fill(scene, i, place)
        _noted(scene, i, place)


@inlined
def _noted(scene: Any, i: int, place: Any) -> None:
    """Note what is known of a pair at its position."""
    slots = scene.memo.slots
    known = slots[place, 1]
    scene.at[i] = place
    scene.flag[i] = known >> 36 & 31
    scene.odds[i + 1] = np.float32(slots[place, 0] & 0xFFFF) * np.float32(1 / FINE)
    prefetch(scene.memo.items, (known & 0xFFFFFF) * 4)
    count = scene.now[TODO]
    scene.todo[count] = i
    scene.now[TODO] = count + ((scene.flag[i] & (KNOWN | STRANGE) != 0) & (i < scene.now[EDGE_AT]))


@inlined
def _way(slots: Any, place: Any, key: Any) -> int:
    """Give which slot of a set holds a pair; the first one where none does."""
    found = 0
    for way in range(1, WAYS):
        found += (slots[place + way, 0] >> 16 == key) * way
    return found


@inlined
def _free(memo: Any, first: Any, beside: Any) -> Any:
    """Give an empty slot of a set or the one beside it, else a spare one."""
    for way in range(2 * WAYS):
        place = first + way if way < WAYS else beside + way - WAYS
        if memo.slots[place, 0] == 0:
            memo.now[SLOT] += 1
            return place
    memo.now[EXTRA] += 1
    return memo.now[EXTRA] - 1


@inlined
def _fill(scene: Any, i: int, place: Any) -> None:
    """Work out how improbable a pair is and all that may begin with it."""
    memo, one, two = scene.memo, scene.sym[i], scene.sym[i + 1]
    first = memo.now[ITEM]
    memo.now[FIRST], memo.now[RAW] = first, 0
    odds, key = improbability(scene.clean, one, two), hashed(one, two)
    is_likely = is_common(scene.clean, one, two)
    known = scene.lex.begin.exact_bits[(key >> PAIR_SHIFT) >> 2] >> ((key >> PAIR_SHIFT) & 3) * 2
    if known & 3:
        node = node_of(scene, one, two)
        if node >= 0:
            _note(memo, node, 0)
    if not is_likely:
        if bit(scene.lex.begin.wide_bits, key >> WIDE_SHIFT):
            _note_seen(scene, i)
        if scene.kind[i] in (HAN, STROKE, PICTURE) and follow_bits(scene, i, i + 1):
            _note_heard(scene, i)
    for k in range(memo.now[RAW]):
        _add(scene, memo.raw[k], odds)
    count = memo.now[ITEM] - first
    flags = is_likely * LIKELY | (count > 0) * KNOWN | _ordered(scene, i, odds)
    flags |= _is_strange(scene, i) * STRANGE
    slot = memo.slots[place]
    slot[0] = (_key(scene, i) << 16) | min(np.int64(odds * FINE + np.float32(0.5)), 0xFFFF)
    slot[1] = first | (count << 24) | (np.int64(flags) << 36)


@inlined
def _is_strange(scene: Any, i: int) -> bool:
    """Tell whether noise or letters may stand here for a part of a word."""
    kind, sym = scene.kind, scene.sym
    is_strange = (kind[i] != HAN) | (kind[i + 1] != HAN) | (sym[i] == sym[i + 1])
    return bool(is_strange | (sym[i + 1] == PASSED[0]) | (sym[i + 1] == PASSED[1]))


@inlined
def _ordered(scene: Any, i: int, odds: Any) -> int:
    """Tell whether a pair is a word in another order, or begins a longer one."""
    one, two = scene.sym[i], scene.sym[i + 1]
    if not bit(scene.lex.orders.begin, hashed(one, two) >> PAIR_SHIFT):
        return 0
    # most are not improbable enough; the word itself is looked up where the pair is met
    return STIRRED | may_be_swapped(scene.scale, odds, REORDERED) * SWAPPED


@inlined
def _note(memo: Any, head: Any, thousandths: Any) -> None:
    """Note a beginning: mask << 48 | units that are not the character << 44 | what must follow << 24 | node."""
    count = memo.now[RAW]
    if count < len(memo.raw):
        memo.raw[count, 0], memo.raw[count, 1] = head, thousandths
        memo.now[RAW] = count + 1


@inlined
def _note_seen(scene: Any, i: int) -> None:
    """Note the words that begin with two characters that look like these."""
    wide, one, two = scene.lex.begin.wide, scene.sym[i], scene.sym[i + 1]
    key = (np.int64(one) << 20) | two
    most = len(wide) - 1
    place = hashed(one, two) & most
    while wide[place, 0] != 0:
        if wide[place, 0] >> 24 == key:
            seen = wide[place, 1]
            head = (wide[place, 0] & 0xFFFFFF) | (seen & 0xFFFFF) << 24 | np.int64(1) << 44
            _note(scene.memo, head | (seen >> 20 & 0xFFFF) << 48, seen >> 36 & 0xFFFFFF)
        place = (place + 1) & most


@inlined
def _note_heard(scene: Any, i: int) -> None:
    """Note the words that begin with two characters that sound like these."""
    begin, readings = scene.lex.begin, scene.lex.sounds.readings
    most = len(begin.sound) - 1
    mask = np.int64(how(scene.kind[i]) | how(scene.kind[i + 1])) << 48
    one, two = scene.sym[i], scene.sym[i + 1]
    for a in range(9):
        first, second = readings[scene.ear[i], a // 3], readings[scene.ear[i + 1], a % 3]
        key = np.int64(first) * SYLLABLES + second
        if first < 0 or second < 0 or not bit(begin.sound_bits, key):
            continue
        place = (key * FACTOR >> 16) & most
        while begin.sound[place, 0] != 0:
            pair = begin.sound[place, 1]
            odd = 2 - (one == (pair >> 20) & 0xFFFFF) - (two == pair & 0xFFFFF)
            if begin.sound[place, 0] >> 24 == key and odd > 0:
                node = begin.sound[place, 0] & 0xFFFFFF
                _note(scene.memo, node | np.int64(odd) << 44 | mask, np.int64(1000 * HEARD) * odd)
            place = (place + 1) & most


@inlined
def _add(scene: Any, raw: Any, odds: Any) -> None:
    """Add a beginning that was noted, unless nothing can come of it or it is there."""
    memo, nodes, head, node = scene.memo, scene.lex.trie.nodes, raw[0], raw[0] & 0xFFFFFF
    goes_on = nodes[node, 0] >> 32 < nodes[node, 0] & 0xFFFFFFFF
    is_word = nodes[node, 1] >> 32 < nodes[node, 1] & 0xFFFFFFFF
    mask, odd, third = head >> 48, head >> 44 & 3, head >> 24 & 0xFFFFF
    base = np.int64(ALWAYS if is_word else NEVER)
    if is_word and mask != 0 and third == 0:
        seen = (mask, odd, 0.001 * raw[1], odds)
        found, w = of_two(scene.scale, scene.of_channel, seen), scene.scale[OF_DISGUISE]
        is_word = found + EDGE * (w[LEFT] + w[RIGHT]) >= 0
        base = np.int64(found * COARSE) + 1 if is_word else np.int64(NEVER)
    at = memo.now[ITEM]
    if at - memo.now[FIRST] >= MOST_ITEMS or not (goes_on or is_word):
        return
    head |= (np.int64(mask == 0) << 46) | (np.int64(goes_on) << 47)
    is_single = (nodes[node, 0] & 0xFFFFFFFF) - (nodes[node, 0] >> 32) == 1
    head |= np.int64(is_single) << 62
    for k in range(memo.now[FIRST], at):
        if memo.items[k, 0] == head and memo.items[k, 3] & 0xFFFFFFFF == raw[1]:
            return
    item = memo.items[at]
    item[0], item[1], item[2] = head, nodes[node, 2], nodes[node, 3]
    if is_single:
        item[1] = nodes[node, 4] & 0xFFFFFFFF
    item[3] = (base << 32) | raw[1]
    memo.now[ITEM] = at + 1


@inlined
def _gain(scene: Any, i: int) -> Any:
    """Give what the edges of a pair speak for a disguise."""
    w, behind = scene.scale[OF_DISGUISE], i + 2
    left = scene.odds[i] if i > 0 else UNKNOWN
    right = scene.odds[behind] if behind < scene.now[SIZE] else UNKNOWN
    return np.int64((w[LEFT] * min(left, EDGE) + w[RIGHT] * min(right, EDGE)) * COARSE) + 1


@inlined
def foresee(scene: Any, i: int) -> None:
    """Ask the memory for what `recall` will read of a place."""
    memo, lex = scene.memo, scene.lex
    item = memo.items[memo.slots[scene.at[i], 1] & 0xFFFFFF]
    prefetch(lex.looks, place_of(lex.looks, item[1], scene.sym[i + 2]) >> 3)
    prefetch(lex.begin.third_bits, three(scene, i) >> PAIR_SHIFT >> 3)


@inlined
def recall(scene: Any, i: int) -> None:
    """Push the beginnings that are known of the pair at i and may go on, or be a word, here."""
    memo, behind, n = scene.memo, i + 2, scene.now[SIZE]
    slot, gain = memo.slots[scene.at[i]], _gain(scene, i)
    # any other symbol may stand between two characters of a word
    is_any, is_han = behind < n, False
    if is_any:
        symbol = scene.sym[behind]
        is_han = scene.kind[behind] == HAN
        is_han &= (symbol != scene.sym[i + 1]) & (symbol != PASSED[0]) & (symbol != PASSED[1])
        is_any = not is_han
    first, count = slot[1] & 0xFFFFFF, slot[1] >> 24 & 0xFFF
    for k in range(first, first + count):
        item = memo.items[k]
        head = item[0]
        if head >> 24 & 0xFFFFF:
            if behind < n and scene.sym[behind] == head >> 24 & 0xFFFFF:
                _push(scene, i, (item, behind + 1))
            continue
        goes_on = head >> 47 & 1 != 0 and is_any
        if is_han and head >> 47 & 1 and _may_go_on(scene, i, head):
            goes_on = _goes_on(scene, item, behind)
        if goes_on or (item[3] >> 32) + gain >= 0:
            _push(scene, i, (item, behind))


@inlined
def _goes_on(scene: Any, item: Any, pos: int) -> bool:
    """Tell whether a character may be what a beginning goes on with."""
    if item[0] >> 62 & 1 == 0:
        return is_next(scene, (item[0] & 0xFFFFFF, item[1], item[2]), pos)
    looks = scene.lex.looks
    if bit(looks, place_of(looks, item[1], scene.sym[pos])):
        return True
    return sounds_like(item[2], scene.lex.sounds.readings[scene.ear[pos]])


@inlined
def _may_go_on(scene: Any, i: int, head: Any) -> bool:
    """Tell whether what is written so may go on with a likely symbol: only with that of a word.

    Any other symbol may be there for another one.
    """
    if head >> 46 & 1 == 0 or scene.flag[i + 1] & LIKELY == 0:
        return True
    return bit(scene.lex.begin.third_bits, three(scene, i) >> PAIR_SHIFT)


@inlined
def _push(scene: Any, i: int, found: Any) -> None:
    """Push a beginning that ends before `end`, with how it is hidden here."""
    item, end = found
    mask, cost = between(scene, i, i + 1)
    mask |= item[0] >> 48 & 0x3FFF
    if item[0] >> 46 & 1:
        mask |= of_change(scene.change[i]) | of_change(scene.change[i + 1])
    cost += (item[3] & 0xFFFFFFFF) * 0.001
    push(scene, Visit(item[0] & 0xFFFFFF, end, end - 1, mask, item[0] >> 44 & 3, cost))
