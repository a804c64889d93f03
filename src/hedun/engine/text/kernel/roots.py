"""Where a word may begin: with two symbols that were met before, behind noise, or in letters."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.recall import (
    FACTOR,
    SYLLABLES,
    WIDE_SHIFT,
    behind_noise,
    between,
    follow_bits,
    hashed,
    how,
    node_of,
    recall,
)
from hedun.engine.text.kernel.scene import (
    FIRSTS,
    SECONDS,
    SINGLE,
    SIZE,
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
from hedun.engine.text.likelihood import is_common
from hedun.engine.text.masks import INITIALS, NOISY, PICTURED, PINYIN
from hedun.engine.text.memo import KNOWN, STRANGE
from hedun.engine.text.symbols import HAN, LATIN, PICTURE, STROKE

AS_WRITTEN, BY_SOUND, BY_LOOK = 1, 2, 4
INITIAL_BITS = 19
BY_INITIALS = 5.0
# in thousandths
OF_HEARD, OF_SPELLED, OF_INITIAL = int(1000 * HEARD), int(1000 * SPELLED), int(1000 * INITIAL)


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
        push(scene, then)


@inlined
def _note(scene: Any, which: int, heard: Any) -> None:
    """Note a syllable that may be the first (FIRSTS) or second (SECONDS) character of a word.

    Given are the syllable, the place of the symbol that was heard or -1 for letters, the next
    place, the last one that was matched, how it is hidden, the cost in thousandths.
    """
    rows, count = scene.heard[which - FIRSTS], scene.now[which]
    if count < len(rows):
        row = rows[count]
        row[0], row[1], row[2] = heard[0], heard[1], heard[2]
        row[3], row[4], row[5] = heard[3], heard[4], heard[5]
        scene.now[which] = count + 1


@inlined
def _seconds(scene: Any, j: int, is_heard: Any) -> None:
    """Note what may be the second character at j: a character that is heard, or letters."""
    scene.now[SECONDS] = 0
    if scene.kind[j] != LATIN:
        how_heard = how(scene.kind[j])
        for b in range(3):
            two = scene.lex.sounds.readings[scene.ear[j], b]
            if two >= 0:
                _note(scene, SECONDS, (two, j, j + 1, j, how_heard, OF_HEARD))
        return
    spelling, state = scene.lex.spelling, 0
    for k in range(j, min(j + 6, scene.now[SIZE])):
        state = spelling.next[state, scene.sym[k] - 96] if scene.kind[k] == LATIN else 0
        if state == 0:
            break
        if spelling.syllable[state] >= 0:
            _note(scene, SECONDS, (spelling.syllable[state], -1, k + 1, k, PINYIN, OF_SPELLED))
    if is_heard and is_lone(scene, j):
        letter = scene.sym[j] - 96
        for syllable in range(spelling.begin[letter], spelling.begin[letter + 1]):
            _note(scene, SECONDS, (syllable, -1, j + 1, j, INITIALS, OF_INITIAL))


@inlined
def _hear(scene: Any) -> None:
    """Push the nodes that two of the syllables lead to that were noted."""
    for k in range(scene.now[FIRSTS]):
        first = scene.heard[0, k]
        if first[2] < scene.now[SIZE]:
            _seconds(scene, first[2], first[1] >= 0)
            for m in range(scene.now[SECONDS]):
                _heard(scene, first, scene.heard[1, m])
    scene.now[FIRSTS] = 0


@inlined
def _heard(scene: Any, first: Any, second: Any) -> None:
    begin = scene.lex.begin
    key = np.int64(first[0]) * SYLLABLES + second[0]
    if not bit(begin.sound_bits, key):
        return
    most = len(begin.sound) - 1
    place = (key * FACTOR >> 16) & most
    while begin.sound[place, 0] != 0:
        if begin.sound[place, 0] >> 24 == key:
            _heard_as(scene, (first, second), place)
        place = (place + 1) & most


@inlined
def _heard_as(scene: Any, both: Any, place: Any) -> None:
    """Push a node; a character that is itself costs nothing."""
    (first, second), row = both, scene.lex.begin.sound[place]
    node, pair = row[0] & 0xFFFFFF, row[1]
    is_one = first[1] >= 0 and scene.sym[first[1]] == (pair >> 20) & 0xFFFFF
    is_two = second[1] >= 0 and scene.sym[second[1]] == pair & 0xFFFFF
    if is_one and is_two:
        return
    same = is_one + is_two
    cost = 0.001 * (first[5] + second[5] - OF_HEARD * same)
    if pair >> 40 or follows(scene, (node, row[2], row[3]), (second[2], second[3])):
        push(scene, Visit(node, second[2], second[3], first[4] | second[4], 2 - same, cost))


@inlined
def _by_sound(scene: Any, i: int, j: int) -> None:
    mask, cost = between(scene, i, j)
    mask |= how(scene.kind[i])
    for a in range(3):
        one = scene.lex.sounds.readings[scene.ear[i], a]
        if one >= 0:
            _note(scene, FIRSTS, (one, i, j, i, mask, int(1000 * cost + 0.5) + OF_HEARD))


@inlined
def _past(scene: Any, j: int) -> int:
    """Give the next place from j on that cannot be passed over; the end where none."""
    first = j
    while j < scene.now[SIZE] and j < first + 6 and passing(scene.sym[j], scene.kind[j]) >= 0:
        j += 1
    return j


@inlined
def _by_letters(scene: Any, i: int) -> None:
    spelling, state, n = scene.lex.spelling, 0, scene.now[SIZE]
    for k in range(i, min(i + 6, n - 1)):
        state = spelling.next[state, scene.sym[k] - 96] if scene.kind[k] == LATIN else 0
        if state == 0:
            break
        if spelling.syllable[state] < 0:
            continue
        found = spelling.syllable[state]
        _note(scene, FIRSTS, (found, -1, k + 1, k, PINYIN, OF_SPELLED))
        then = _past(scene, k + 1)
        if k + 1 < then < n:
            cost = OF_SPELLED + 300 * (then - k - 1)
            _note(scene, FIRSTS, (found, -1, then, k, PINYIN | NOISY, cost))
    if is_lone(scene, i) and scene.kind[i + 1] != LATIN:
        letter = scene.sym[i] - 96
        for syllable in range(spelling.begin[letter], spelling.begin[letter + 1]):
            _note(scene, FIRSTS, (syllable, -1, i + 1, i, INITIALS, OF_INITIAL))


@inlined
def _by_initials(scene: Any, start: int) -> None:
    """Note the words whose initials are the run of letters at `start`."""
    end, key, lex = start, np.int64(1), scene.lex
    while end < scene.now[SIZE] and scene.kind[end] == LATIN and end - start < 9:
        key = key * 27 + scene.sym[end] - 96
        end += 1
    size = end - start
    hashed_key = (key * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - INITIAL_BITS)
    if 2 <= size <= 8 and bit(lex.initials_bits, hashed_key):
        k = find(lex.initials_key, key)
        while 0 <= k < len(lex.initials_key) and lex.initials_key[k] == key:
            visit = Visit(0, end, end - 1, INITIALS, size, BY_INITIALS)
            note(scene, lex.initials_entry[k], visit)
            k += 1


@inlined
def _marked(scene: Any, pair: tuple[int, int]) -> int:
    """Give in which ways a word may begin with two symbols that stand apart."""
    begin, (i, j) = scene.lex.begin, pair
    written = (node_of(scene, scene.sym[i], scene.sym[j]) >= 0) * AS_WRITTEN
    if is_common(scene.clean, scene.sym[i], scene.sym[j]):
        return written
    seen = bit(begin.wide_bits, hashed(scene.sym[i], scene.sym[j]) >> WIDE_SHIFT) * BY_LOOK
    return written | seen | follow_bits(scene, i, j) * BY_SOUND


@inlined
def _apart(scene: Any, i: int) -> None:
    """Push the words that begin with the character at i and with letters, or a symbol behind noise."""
    n, j, marks = scene.now[SIZE], i + 1, 0
    while j < n:
        if marks & AS_WRITTEN:
            _as_written(scene, i, j)
        is_heard = marks & BY_SOUND or scene.kind[j] == LATIN
        if is_heard and scene.kind[i] in (HAN, STROKE, PICTURE):
            _by_sound(scene, i, j)
        if marks & BY_LOOK:
            _by_look(scene, i, j)
        if j > i + 1:
            return
        if scene.sym[j] != scene.sym[i] and passing(scene.sym[j], scene.kind[j]) < 0:
            return
        j = behind_noise(scene, i)
        if j < n:
            marks = _marked(scene, (i, j))


@inlined
def roots(scene: Any, i: int) -> None:
    """Push every beginning of a word that may stand at i."""
    marks = scene.flag[i]
    if scene.now[SINGLE]:
        node = scene.lex.begin.single[scene.sym[i]]
        if node >= 0:
            push(scene, Visit(node, i + 1, i, of_change(scene.change[i]), 0, 0.0))
    if marks & KNOWN:
        recall(scene, i)
    if marks & STRANGE == 0:
        return
    if scene.kind[i] == PICTURE:
        _as_picture(scene, i)
    is_latin, is_first = scene.kind[i] == LATIN, i == 0 or scene.kind[i - 1] != LATIN
    if i + 1 < scene.now[SIZE]:
        _apart(scene, i)
        if is_latin and (is_first or scene.gap[i]):
            _by_letters(scene, i)
    if is_latin and is_first:
        _by_initials(scene, i)
    if scene.now[FIRSTS] > 0:
        _hear(scene)
