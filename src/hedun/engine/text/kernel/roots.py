"""Where a word may begin: two symbols, looked up in bit maps first and in sorted keys then."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import compiled, inlined
from hedun.engine.text.kernel.scene import Visit, bit, find, push
from hedun.engine.text.kernel.units import HEARD, INITIAL, SPELLED, is_lone, of_change, passing
from hedun.engine.text.likelihood import improbability
from hedun.engine.text.masks import INITIALS, NOISY, PICTURED, PINYIN, REPEATED, SOUND
from hedun.engine.text.symbols import HAN, LATIN, PICTURE, STROKE

PAIR_SHIFT, WIDE_SHIFT = 32 - 21, 32 - 24
SYLLABLES = 512
ODD_FROM = 6.0  # nats: what is likelier begins no disguise


@inlined
def _hashed(first: int, second: int) -> Any:
    return ((np.int64(first) * 0x9E3779B1) ^ (np.int64(second) * 0x85EBCA6B)) & 0xFFFFFFFF


@inlined
def _behind_noise(scene: Any, i: int) -> int:
    """Give the next symbol that is neither passable nor a repetition of i; the end where none."""
    n, j = scene.now[0], i + 1
    while j < n and j < i + 8:
        symbol = scene.sym[j]
        if symbol != scene.sym[i] and passing(symbol, scene.kind[j]) < 0:
            return j
        j += 1
    return n


@inlined
def _between(scene: Any, i: int, j: int) -> tuple[int, float]:
    """Give how what lies between two symbols hides a word, and what it costs."""
    mask, cost = 0, 0.0
    for k in range(i + 1, j):
        same = scene.sym[k] == scene.sym[i]
        mask |= REPEATED if same else NOISY
        cost += 0.3 if same else passing(scene.sym[k], scene.kind[k])
    for k in range(i + 1, j + 1):
        if scene.gap[k] > 0:
            mask |= NOISY
            cost += 3.0 if scene.gap[k] == 2 else 0.4
    return mask, cost


@inlined
def _as_written(scene: Any, i: int, j: int) -> None:
    begin = scene.lex.begin
    one, two = scene.sym[i], scene.sym[j]
    if bit(begin.exact_bits, _hashed(one, two) >> PAIR_SHIFT):
        found = find(begin.exact_key, (np.int64(one) << 20) | two)
        if found >= 0:
            mask, cost = _between(scene, i, j)
            mask |= of_change(scene.change[i]) | of_change(scene.change[j])
            push(scene, Visit(begin.exact_node[found], j + 1, j, mask, 0, cost))


@inlined
def _by_look(scene: Any, i: int, j: int) -> None:
    begin = scene.lex.begin
    one, two = scene.sym[i], scene.sym[j]
    if not bit(begin.wide_bits, _hashed(one, two) >> WIDE_SHIFT):
        return
    key = (np.int64(one) << 20) | two
    k = find(begin.wide_key, key)
    if k < 0 or not _is_odd(scene, i, j):
        return
    while 0 <= k < len(begin.wide_key) and begin.wide_key[k] == key:
        third, end = begin.wide_third[k], j + 1
        if third == 0 or (end < scene.now[0] and scene.sym[end] == third):
            end += third != 0
            mask, cost = _between(scene, i, j)
            cost += begin.wide_cost[k]
            node = begin.wide_node[k]
            push(scene, Visit(node, end, end - 1, mask | begin.wide_mask[k], 1, cost))
        k += 1


@inlined
def _is_odd(scene: Any, i: int, j: int) -> bool:
    """Tell whether two symbols are an unlikely pair in ordinary Chinese."""
    return improbability(scene.clean, scene.sym[i], scene.sym[j]) >= ODD_FROM


@inlined
def _heard(scene: Any, at: Any, visit: Any) -> None:
    """Push the nodes that two syllables lead to; a character that is itself costs nothing.

    `at` holds the two syllables and the places of the symbols that were heard, -1 for letters.
    """
    begin = scene.lex.begin
    key = at[0] * SYLLABLES + at[1]
    if begin.sound_first[key] == begin.sound_first[key + 1]:
        return
    if at[2] >= 0 and at[3] >= 0 and not _is_odd(scene, at[2], at[3]):
        return
    for k in range(begin.sound_first[key], begin.sound_first[key + 1]):
        is_one = at[2] >= 0 and scene.sym[at[2]] == begin.sound_one[k]
        is_two = at[3] >= 0 and scene.sym[at[3]] == begin.sound_two[k]
        if is_one and is_two:
            continue
        same = is_one + is_two
        odd, cost = visit[4] - same, visit[5] - HEARD * same
        push(scene, Visit(begin.sound_node[k], visit[1], visit[2], visit[3], odd, cost))


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
        for k in range(j, min(j + 6, scene.now[0])):
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
        two = scene.lex.sounds.of_point[scene.sym[j], b]
        if two < 0:
            break
        then = Visit(0, j + 1, j, mask | _how(what), odd + 1, cost + HEARD)
        _heard(scene, (first[0], two, first[1], j), then)


@inlined
def _by_sound(scene: Any, i: int, j: int) -> None:
    for a in range(3):
        one = scene.lex.sounds.of_point[scene.sym[i], a]
        if one < 0:
            break
        mask, cost = _between(scene, i, j)
        visit = Visit(0, j, i, mask | _how(scene.kind[i]), 1, cost + HEARD)
        _second(scene, (one, i), visit)


@compiled
def _by_letters(scene: Any, i: int) -> None:
    lex, key = scene.lex, np.int64(1)
    for k in range(i, min(i + 6, scene.now[0] - 1)):
        if scene.kind[k] != LATIN:
            break
        key = key * 27 + scene.sym[k] - 96
        found = find(lex.syllable_key, key)
        if found >= 0:
            _second(scene, (lex.syllable[found], -1), Visit(0, k + 1, k, PINYIN, 1, SPELLED))
    if is_lone(scene, i):
        for syllable in range(len(lex.sounds.length)):
            if lex.sounds.letters[syllable, 0] == scene.sym[i] and scene.kind[i + 1] != LATIN:
                _second(scene, (syllable, -1), Visit(0, i + 1, i, INITIALS, 1, INITIAL))


@inlined
def roots(scene: Any, i: int) -> None:
    """Push every beginning of a word that may stand at i."""
    node, n = scene.lex.begin.single[scene.sym[i]], scene.now[0]
    trie = scene.lex.trie
    if node >= 0 and trie.ends_first[node] < trie.ends_first[node + 1]:
        push(scene, Visit(node, i + 1, i, of_change(scene.change[i]), 0, 0.0))
    j, what = i + 1, scene.kind[i]
    if j >= n:
        return
    behind = j
    if scene.sym[j] == scene.sym[i] or passing(scene.sym[j], scene.kind[j]) >= 0:
        behind = _behind_noise(scene, i)
    for turn in range(2):
        then = j if turn == 0 else behind
        if then >= n or (turn == 1 and behind == j):
            continue
        _as_written(scene, i, then)
        if scene.now[4]:
            if what in (HAN, STROKE, PICTURE):
                _by_sound(scene, i, then)
            _by_look(scene, i, then)
    if scene.now[4] and what == LATIN and (i == 0 or scene.kind[i - 1] != LATIN or scene.gap[i]):
        _by_letters(scene, i)
