"""Where a word may begin: two symbols, looked up in bit maps first and in sorted keys then."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import compiled, inlined, prefetch
from hedun.engine.text.kernel.put import may_be
from hedun.engine.text.kernel.scene import (
    BEGUN,
    FUZZY,
    ORDERED,
    PASSED,
    SINGLE,
    SIZE,
    UNLIKELY,
    UNWANTED,
    Visit,
    bit,
    find,
)
from hedun.engine.text.kernel.stack import follows, push
from hedun.engine.text.kernel.units import (
    DRAWN,
    HEARD,
    INITIAL,
    SPELLED,
    is_lone,
    of_change,
    of_gap,
    passing,
)
from hedun.engine.text.likelihood import ask, improbability, is_common
from hedun.engine.text.masks import INITIALS, NOISY, PICTURED, PINYIN, REPEATED, SOUND
from hedun.engine.text.symbols import HAN, LATIN, PICTURE, STROKE

PAIR_SHIFT, WIDE_SHIFT = 32 - 20, 32 - 24
SYLLABLES, FACTOR = 512, 0x9E3779B1
AS_WRITTEN, BY_SOUND, BY_LOOK, STRANGE = 1, 2, 4, 8
BEGINS = AS_WRITTEN | BY_SOUND | BY_LOOK | STRANGE
THIRD = 0xC2B2AE3D
GOES_ON, IS_WORD = 1, 2  # of a pair, see Begin
BROKEN = NOISY | REPEATED


@inlined
def hashed(first: int, second: int) -> Any:
    """Give the number of a pair of symbols by which bit maps and slots are read."""
    return ((np.int64(first) * 0x9E3779B1) ^ (np.int64(second) * 0x85EBCA6B)) & 0xFFFFFFFF


@inlined
def _behind_noise(scene: Any, i: int) -> int:
    """Give the next symbol that is neither passable nor a repetition of i; the end where none."""
    n, j = scene.now[SIZE], i + 1
    while j < n and j < i + 8:
        symbol = scene.sym[j]
        if symbol != scene.sym[i] and passing(symbol, scene.kind[j]) < 0:
            return j
        j += 1
    return n


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
def node_of(scene: Any, one: Any, two: Any) -> int:
    """Give the node of the words that begin with two characters, or -1."""
    exact, key = scene.lex.begin.exact, (np.int64(one) << 20) | two
    most = len(exact) - 1
    place = hashed(one, two) & most
    while exact[place] != 0 and exact[place] >> 24 != key:
        place = (place + 1) & most
    return exact[place] & 0xFFFFFF if exact[place] != 0 else -1


@inlined
def _as_written(scene: Any, i: int, j: int) -> None:
    node = node_of(scene, scene.sym[i], scene.sym[j])
    if node >= 0:
        mask, cost = between(scene, i, j)
        mask |= of_change(scene.change[i]) | of_change(scene.change[j])
        push(scene, Visit(node, j + 1, j, mask, 0, cost))


@inlined
def _as_picture(scene: Any, i: int) -> None:
    """Push the words that begin with two characters for which one picture stands."""
    pictures = scene.lex.pictures
    found = find(pictures.symbol, scene.sym[i])
    if found >= 0:
        for k in range(pictures.first[found], pictures.first[found + 1]):
            node = node_of(scene, pictures.pairs[k, 0], pictures.pairs[k, 1])
            if node >= 0:
                push(scene, Visit(node, i + 1, i, PICTURED, 2, DRAWN))


@inlined
def _by_look(scene: Any, i: int, j: int) -> None:
    begin = scene.lex.begin
    one, two = scene.sym[i], scene.sym[j]
    key = (np.int64(one) << 20) | two
    most = len(begin.wide) - 1
    place = hashed(one, two) & most
    while begin.wide[place, 0] != 0:
        if begin.wide[place, 0] >> 24 == key:
            _seen(scene, (i, j), place)
        place = (place + 1) & most


@inlined
def _seen(scene: Any, pair: tuple[int, int], place: int) -> None:
    wide, end = scene.lex.begin.wide, pair[1] + 1
    node, how = wide[place, 0] & 0xFFFFFF, wide[place, 1]
    third = how & 0xFFFFF
    if third == 0 or (end < scene.now[SIZE] and scene.sym[end] == third):
        end += third != 0
        mask, cost = between(scene, pair[0], pair[1])
        cost += 0.001 * (how >> 36 & 0xFFFFFF)
        then = Visit(node, end, end - 1, mask | (how >> 20 & 0xFFFF), 1, cost)
        if how >> 60 == 0 or may_be(scene, (2, pair[0]), then):
            push(scene, then)


@inlined
def _heard(scene: Any, at: Any, visit: Any) -> None:
    """Push the nodes that two syllables lead to; a character that is itself costs nothing.

    `at` holds the two syllables and the places of the symbols that were heard, -1 for letters.
    """
    begin = scene.lex.begin
    key = at[0] * SYLLABLES + at[1]
    if not bit(begin.sound_bits, key):
        return
    most = len(begin.sound) - 1
    place = (key * FACTOR >> 16) & most
    while begin.sound[place, 0] != 0:
        if begin.sound[place, 0] >> 24 == key:
            _heard_as(scene, (at[2], at[3], place), visit)
        place = (place + 1) & most


@inlined
def _heard_as(scene: Any, at: Any, visit: Any) -> None:
    sound = scene.lex.begin.sound
    node, pair = sound[at[2], 0] & 0xFFFFFF, sound[at[2], 1]
    is_one = at[0] >= 0 and scene.sym[at[0]] == (pair >> 20) & 0xFFFFF
    is_two = at[1] >= 0 and scene.sym[at[1]] == pair & 0xFFFFF
    if is_one and is_two:
        return
    same = is_one + is_two
    odd, cost = visit[4] - same, visit[5] - HEARD * same
    then = Visit(node, visit[1], visit[2], visit[3], odd, cost)
    is_open = follows(scene, (sound[at[2], 2], sound[at[2], 3]), then)
    if is_open or (pair >> 40 and may_be(scene, (2, scene.now[BEGUN]), then)):
        push(scene, then)


@inlined
def _how(what: int) -> int:
    return PICTURED if what == PICTURE else SOUND


@inlined
def _by_initial(scene: Any, first: Any, visit: Any) -> None:
    """Go on with every syllable that begins with the lone letter at the visit."""
    _, j, _, mask, odd, cost = visit
    then = Visit(0, j + 1, j, mask | INITIALS, odd + 1, cost + INITIAL)
    for syllable in range(len(scene.lex.sounds.length)):
        if scene.lex.sounds.letters[syllable, 0] == scene.sym[j]:
            _heard(scene, (first[0], syllable, first[1], -1), then)


@inlined
def _second(scene: Any, first: Any, visit: Any) -> None:
    """Go on from a first syllable: with a character that is heard, or with letters."""
    _, j, _, mask, odd, cost = visit
    what = scene.kind[j]
    if what == LATIN:
        key = np.int64(1)
        for k in range(j, min(j + 6, scene.now[SIZE])):
            if scene.kind[k] != LATIN:
                break
            key = key * 27 + scene.sym[k] - 96
            found = find(scene.lex.syllable_key, key)
            if found >= 0:
                then = Visit(0, k + 1, k, mask | PINYIN, odd + 1, cost + SPELLED)
                _heard(scene, (first[0], scene.lex.syllable[found], first[1], -1), then)
        if first[1] >= 0 and is_lone(scene, j):
            _by_initial(scene, first, Visit(0, j, j, mask, odd, cost))
        return
    for b in range(3):
        two = scene.lex.sounds.readings[scene.ear[j], b]
        if two < 0:
            break
        then = Visit(0, j + 1, j, mask | _how(what), odd + 1, cost + HEARD)
        _heard(scene, (first[0], two, first[1], j), then)


@inlined
def _by_sound(scene: Any, i: int, j: int) -> None:
    mask, cost = between(scene, i, j)
    for a in range(3):
        one = scene.lex.sounds.readings[scene.ear[i], a]
        if one < 0:
            break
        visit = Visit(0, j, i, mask | _how(scene.kind[i]), 1, cost + HEARD)
        _second(scene, (one, i), visit)


@inlined
def _past(scene: Any, j: int) -> int:
    """Give the next place from j on that cannot be passed over; the end where none."""
    first = j
    while j < scene.now[SIZE] and j < first + 6 and passing(scene.sym[j], scene.kind[j]) >= 0:
        j += 1
    return j


@compiled
def _by_letters(scene: Any, i: int) -> None:
    lex, key, n = scene.lex, np.int64(1), scene.now[SIZE]
    for k in range(i, min(i + 6, n - 1)):
        if scene.kind[k] != LATIN:
            break
        key = key * 27 + scene.sym[k] - 96
        found = find(lex.syllable_key, key)
        if found < 0:
            continue
        visit = Visit(0, k + 1, k, PINYIN, 1, SPELLED)
        _second(scene, (lex.syllable[found], -1), visit)
        then = _past(scene, k + 1)
        if k + 1 < then < n:
            visit = Visit(0, then, k, PINYIN | NOISY, 1, SPELLED + 0.3 * (then - k - 1))
            _second(scene, (lex.syllable[found], -1), visit)
    if is_lone(scene, i) and scene.kind[i + 1] != LATIN:
        for syllable in range(len(lex.sounds.length)):
            if lex.sounds.letters[syllable, 0] == scene.sym[i]:
                _second(scene, (syllable, -1), Visit(0, i + 1, i, INITIALS, 1, INITIAL))


@inlined
def _likely(scene: Any, i: int, j: int) -> bool:
    """Tell whether two symbols are a likely pair; of another one ask for what will be read."""
    if is_common(scene.clean, scene.sym[i], scene.sym[j]):
        return True
    pair = hashed(scene.sym[i], scene.sym[j])
    prefetch(scene.lex.begin.wide_bits, (pair >> WIDE_SHIFT) >> 3)
    ask(scene.clean, scene.sym[i], scene.sym[j])
    return False


@inlined
def _marked(scene: Any, pair: tuple[int, int], is_likely: Any) -> int:
    """Give which ways to begin a word two symbols may show: WRITTEN, HEARD, SEEN."""
    begin, (i, j) = scene.lex.begin, pair
    key = hashed(scene.sym[i], scene.sym[j])
    place, ordered = key >> PAIR_SHIFT, 0
    known = begin.exact_bits[place >> 2] >> (place & 3) * 2 & 3
    written = known & IS_WORD != 0 or (known & GOES_ON and _may_go_on(scene, j, key))
    if written:
        prefetch(begin.exact, key & (len(begin.exact) - 1))
    # a likely pair is not the first or the second one of a word in another order
    if scene.now[FUZZY] and not (is_likely and scene.flag[j] == 1):
        ordered = bit(scene.lex.orders.begin, place) * ORDERED
    if is_likely:
        return written * AS_WRITTEN | ordered
    seen = bit(begin.wide_bits, key >> WIDE_SHIFT)
    if seen:
        prefetch(begin.wide, (key & (len(begin.wide) - 1)) * 2)
    row, readings = begin.follow[scene.ear[i]], scene.lex.sounds.readings[scene.ear[j]]
    heard = 0
    for k in range(3):
        # that of none, 511, is the last bit and never set
        heard |= row[(readings[k] & 511) >> 3] >> (readings[k] & 7)
    return written * AS_WRITTEN | seen * BY_LOOK | (heard & 1) * BY_SOUND | ordered | UNLIKELY


@inlined
def _may_go_on(scene: Any, j: int, key: Any) -> bool:
    """Tell whether the words that begin with a pair may go on with the symbol behind j.

    Only a likely one is looked up: any other may be there for another.
    """
    behind = j + 1
    if behind >= scene.now[SIZE]:
        return False
    third = scene.sym[behind]
    if scene.kind[behind] != HAN or third == scene.sym[j] or third in PASSED:
        return True
    if scene.flag[j] == 0 or scene.flag[j] & UNLIKELY:
        return True
    return bit(
        scene.lex.begin.third_bits, ((key ^ np.int64(third) * THIRD) & 0xFFFFFFFF) >> PAIR_SHIFT
    )


@inlined
def mark(scene: Any) -> None:
    """Mark every symbol with the ways in which a word may begin at it and the next one.

    In passes over the row: a jump into a large table is asked for in one and made in the next,
    so that the jumps wait together and not one after the other.
    """
    n, kind, sym, flag = scene.now[SIZE], scene.kind, scene.sym, scene.flag
    strange = STRANGE if scene.now[UNWANTED] & BROKEN != BROKEN else 0
    for i in range(n - 1):
        flag[i] = scene.now[FUZZY] == 0 or _likely(scene, i, i + 1)
    for i in range(n - 1):
        one, two, odds = kind[i], kind[i + 1], np.float32(-1.0)
        is_strange = (one != HAN) | (two != HAN) | (sym[i] == sym[i + 1])
        is_strange |= (sym[i + 1] == PASSED[0]) | (sym[i + 1] == PASSED[1])
        if flag[i] == 0:
            odds = improbability(scene.clean, sym[i], sym[i + 1])
        flag[i] = _marked(scene, (i, i + 1), flag[i] != 0) | is_strange * strange
        scene.odds[i + 1] = odds
    flag[max(n - 1, 0)] = 0


@inlined
def roots(scene: Any, i: int) -> None:
    """Push every beginning of a word that may stand at i."""
    marks = scene.flag[i]
    if marks & BEGINS == 0 and scene.kind[i] != PICTURE and not scene.now[SINGLE]:
        return
    if scene.now[SINGLE]:
        node = scene.lex.begin.single[scene.sym[i]]
        if node >= 0:
            push(scene, Visit(node, i + 1, i, of_change(scene.change[i]), 0, 0.0))
    if scene.now[FUZZY] and scene.kind[i] == PICTURE:
        _as_picture(scene, i)
    if marks & BEGINS == 0:
        return
    _begin(scene, i, marks)
    is_first = i == 0 or scene.kind[i - 1] != LATIN or scene.gap[i]
    if scene.now[FUZZY] and scene.kind[i] == LATIN and is_first:
        _by_letters(scene, i)


@inlined
def _begin(scene: Any, i: int, marks: int) -> None:
    """Push the beginnings that i and the next symbol were marked with, and those behind noise."""
    n, j = scene.now[SIZE], i + 1
    while j < n:
        if marks & AS_WRITTEN:
            _as_written(scene, i, j)
        is_spelled = marks & STRANGE and scene.kind[j] == LATIN and scene.now[FUZZY]
        if (marks & BY_SOUND or is_spelled) and scene.kind[i] in (HAN, STROKE, PICTURE):
            _by_sound(scene, i, j)
        if marks & BY_LOOK:
            _by_look(scene, i, j)
        if j > i + 1 or marks & STRANGE == 0:
            return
        if scene.sym[j] != scene.sym[i] and passing(scene.sym[j], scene.kind[j]) < 0:
            return
        j = _behind_noise(scene, i)
        if j < n:
            is_likely = scene.now[FUZZY] == 0 or _likely(scene, i, j)
            marks = _marked(scene, (i, j), is_likely) | STRANGE
