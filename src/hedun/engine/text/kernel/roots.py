"""Where a word may begin other than with two symbols: with letters, or in a picture."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined, load, store
from hedun.engine.text.kernel.put import is_hit
from hedun.engine.text.kernel.recall import (
    FACTOR,
    SYLLABLES,
    behind_noise,
    between,
    how,
    node_of,
)
from hedun.engine.text.kernel.scene import (
    BEGUN,
    FIRSTS,
    MOST_HEARD,
    SECONDS,
    Visit,
    bit,
    find,
)
from hedun.engine.text.kernel.stack import follows, note, push
from hedun.engine.text.kernel.units import (
    DRAWN,
    HEARD,
    INITIAL,
    SPELLED,
    is_lone,
    of_change,
    passing,
)
from hedun.engine.text.masks import INITIALS, NOISY, PICTURED, PINYIN
from hedun.engine.text.row import change, ear, gap, is_sounding, kind, reading, sym
from hedun.engine.text.symbols import LATIN, PICTURE

INITIAL_BITS = 19
BY_INITIALS = 5.0
# in thousandths
OF_HEARD, OF_SPELLED, OF_INITIAL = int(1000 * HEARD), int(1000 * SPELLED), int(1000 * INITIAL)


@inlined
def _as_picture(scene: Any, i: int) -> None:
    """Push the words that begin with two characters for which one picture stands."""
    pictures = scene.lex.pictures
    found = find(pictures.symbol, sym(scene, i))
    if found >= 0:
        first, behind = load(pictures.first, found), load(pictures.first, found + 1)
        for k in range(np.int64(first), np.int64(behind)):
            pairs = pictures.pairs
            node = node_of(scene, load(pairs, 2 * k), load(pairs, 2 * k + 1))
            if node >= 0:
                push(scene, Visit(node, i + 1, i, PICTURED, 2, DRAWN))


@inlined
def _note(scene: Any, which: int, heard: Any) -> None:
    """Note a syllable that may be the first (FIRSTS) or second (SECONDS) character of a word.

    Given are the syllable, the place of the symbol that was heard or -1 for letters, the next
    place, the last one that was matched, how it is hidden, the cost in thousandths.
    """
    rows, count = scene.heard, scene.now[which]
    if count < MOST_HEARD:
        row = ((which - FIRSTS) * MOST_HEARD + count) * 6
        store(rows, row, heard[0])
        store(rows, row + 1, heard[1])
        store(rows, row + 2, heard[2])
        store(rows, row + 3, heard[3])
        store(rows, row + 4, heard[4])
        store(rows, row + 5, heard[5])
        scene.now[which] = count + 1


@inlined
def _noted(scene: Any, which: int, k: Any) -> Any:
    """Give what was noted."""
    rows, row = scene.heard, ((which - FIRSTS) * MOST_HEARD + k) * 6
    return (
        load(rows, row),
        load(rows, row + 1),
        load(rows, row + 2),
        load(rows, row + 3),
        load(rows, row + 4),
        load(rows, row + 5),
    )


@inlined
def _spelled(scene: Any, state: Any, k: int) -> Any:
    """Give the state behind one more letter, 0 where no syllable goes on."""
    if kind(scene, k) != LATIN:
        return np.int64(0)
    return load(scene.lex.spelling.next, state * 27 + sym(scene, k) - 96)


@inlined
def _seconds(scene: Any, j: int, is_heard: Any) -> None:
    """Note what may be the second character at j: a character that is heard, or letters."""
    scene.now[SECONDS] = 0
    if kind(scene, j) != LATIN:
        how_heard = how(kind(scene, j))
        for b in range(3):
            two = reading(scene, ear(scene, j), b)
            if two >= 0:
                _note(scene, SECONDS, (two, j, j + 1, j, how_heard, OF_HEARD))
        return
    spelling, state = scene.lex.spelling, np.int64(0)
    for k in range(j, j + 6):
        state = _spelled(scene, state, k)
        if state == 0:
            break
        found = load(spelling.syllable, state)
        if found >= 0:
            _note(scene, SECONDS, (found, -1, k + 1, k, PINYIN, OF_SPELLED))
    if is_heard and is_lone(scene, j):
        letter = sym(scene, j) - 96
        for syllable in range(load(spelling.begin, letter), load(spelling.begin, letter + 1)):
            _note(scene, SECONDS, (syllable, -1, j + 1, j, INITIALS, OF_INITIAL))


@inlined
def _hear(scene: Any) -> None:
    """Push the nodes that two of the syllables lead to that were noted."""
    for k in range(scene.now[FIRSTS]):
        first = _noted(scene, FIRSTS, k)
        if kind(scene, first[2]) != 0:
            _seconds(scene, first[2], first[1] >= 0)
            for m in range(scene.now[SECONDS]):
                _heard(scene, first, _noted(scene, SECONDS, m))
    scene.now[FIRSTS] = 0


@inlined
def _heard(scene: Any, first: Any, second: Any) -> None:
    begin = scene.lex.begin
    key = first[0] * SYLLABLES + second[0]
    if not bit(begin.sound_bits, key):
        return
    most = len(begin.sound) - 1
    place = (key * FACTOR >> 16) & most
    row = load(begin.sound, 4 * place)
    while row != 0:
        if row >> 24 == key:
            _heard_as(scene, (first, second), (row & 0xFFFFFF, 4 * place))
        place = (place + 1) & most
        row = load(begin.sound, 4 * place)


@inlined
def _heard_as(scene: Any, both: Any, found: tuple[Any, Any]) -> None:
    """Push a node; a character that is itself costs nothing."""
    (first, second), (node, row), rows = both, found, scene.lex.begin.sound
    pair = load(rows, row + 1)
    is_one = first[1] >= 0 and sym(scene, first[1]) == (pair >> 20) & 0xFFFFF
    is_two = second[1] >= 0 and sym(scene, second[1]) == pair & 0xFFFFF
    if is_one and is_two:
        return
    same = is_one + is_two
    cost = 0.001 * (first[5] + second[5] - OF_HEARD * same)
    signs = (node, load(rows, row + 2), load(rows, row + 3))
    if pair >> 40 or follows(scene, signs, (second[2], second[3])):
        push(scene, Visit(node, second[2], second[3], first[4] | second[4], 2 - same, cost))


@inlined
def _by_sound(scene: Any, i: int, j: int) -> None:
    mask, cost = between(scene, i, j)
    mask |= how(kind(scene, i))
    for a in range(3):
        one = reading(scene, ear(scene, i), a)
        if one >= 0:
            _note(scene, FIRSTS, (one, i, j, i, mask, int(1000 * cost + 0.5) + OF_HEARD))


@inlined
def _past(scene: Any, j: int) -> int:
    """Give the next place from j on that cannot be passed over."""
    first = j
    while j < first + 6 and passing(sym(scene, j), kind(scene, j)) >= 0:
        j += 1
    return j


@inlined
def _by_letters(scene: Any, i: int) -> None:
    spelling, state = scene.lex.spelling, np.int64(0)
    for k in range(i, i + 6):
        state = _spelled(scene, state, k)
        if state == 0:
            break
        found = load(spelling.syllable, state)
        if found < 0:
            continue
        _note(scene, FIRSTS, (found, -1, k + 1, k, PINYIN, OF_SPELLED))
        then = _past(scene, k + 1)
        if k + 1 < then:
            cost = OF_SPELLED + 300 * (then - k - 1)
            _note(scene, FIRSTS, (found, -1, then, k, PINYIN | NOISY, cost))
    if is_lone(scene, i) and kind(scene, i + 1) != LATIN:
        letter = sym(scene, i) - 96
        for syllable in range(load(spelling.begin, letter), load(spelling.begin, letter + 1)):
            _note(scene, FIRSTS, (syllable, -1, i + 1, i, INITIALS, OF_INITIAL))


@inlined
def _by_initials(scene: Any, start: int) -> None:
    """Note the words whose initials are the run of letters at `start`."""
    end, key, lex = start, np.int64(1), scene.lex
    while kind(scene, end) == LATIN and end - start < 9:
        key = key * 27 + sym(scene, end) - 96
        end += 1
    size = end - start
    hashed_key = (key * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - INITIAL_BITS)
    if 2 <= size <= 8 and bit(lex.initials_bits, hashed_key):
        visit = Visit(0, end, end - 1, INITIALS, size, BY_INITIALS)
        # it is the same for every word with these initials, and seldom enough
        if not is_hit(scene, (size, start), visit):
            return
        k = find(lex.initials_key, key)
        while 0 <= k < len(lex.initials_key) and load(lex.initials_key, k) == key:
            note(scene, load(lex.initials_entry, k), visit)
            k += 1


@inlined
def partner(scene: Any, i: int) -> int:
    """Give the symbol that follows another one behind noise, 0 where none does."""
    symbol, what = sym(scene, i + 1), kind(scene, i + 1)
    if what == 0 or (symbol != sym(scene, i) and passing(symbol, what) < 0):
        return 0
    return behind_noise(scene, i)


@inlined
def _before_letters(scene: Any, i: int, j: int) -> None:
    """Push the words that begin with the character at i and with letters, behind it or, at j, behind noise."""
    if is_sounding(kind(scene, i)):
        if kind(scene, i + 1) == LATIN:
            _by_sound(scene, i, i + 1)
        if j > 0 and kind(scene, j) == LATIN:
            _by_sound(scene, i, j)


@inlined
def is_root(scene: Any, i: int, j: int) -> bool:
    """Tell whether `roots` has anything to do at i, with the symbol at j behind noise."""
    what, then = kind(scene, i), kind(scene, i + 1)
    return (what == PICTURE) | (what == LATIN) | (then == LATIN) | (kind(scene, j) == LATIN)


@inlined
def _is_first_letter(scene: Any, i: int) -> bool:
    """Tell whether a letter stands at i, and none before it."""
    return kind(scene, i) == LATIN and kind(scene, i - 1) != LATIN


@inlined
def alone(scene: Any, i: int) -> None:
    """Push the word of one character at i."""
    node = load(scene.lex.begin.single, sym(scene, i))
    if node >= 0:
        scene.now[BEGUN] = i
        push(scene, Visit(node, i + 1, i, of_change(change(scene, i)), 0, 0.0))


@inlined
def roots(scene: Any, i: int, j: int) -> None:
    """Push the words that begin with a picture or with letters, also behind noise at j."""
    scene.now[BEGUN] = i
    if kind(scene, i) == PICTURE:
        _as_picture(scene, i)
    is_first = _is_first_letter(scene, i)
    if kind(scene, i + 1) != 0:
        _before_letters(scene, i, j)
        if is_first or (kind(scene, i) == LATIN and gap(scene, i) > 0):
            _by_letters(scene, i)
    if is_first:
        _by_initials(scene, i)
    if scene.now[FIRSTS] > 0:
        _hear(scene)
