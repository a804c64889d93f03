"""The loop over rows where no disguises are looked for: characters, noise and repetitions only."""

from typing import Any

from hedun.engine.text.compiled import compiled, inlined
from hedun.engine.text.kernel.decode import lay
from hedun.engine.text.kernel.put import weigh
from hedun.engine.text.kernel.reach import reach
from hedun.engine.text.kernel.recall import (
    GOES_ON,
    IS_WORD,
    PAIR_SHIFT,
    behind_noise,
    between,
    hashed,
    node_of,
    three,
)
from hedun.engine.text.kernel.scene import (
    BEGUN,
    COUNT,
    CROWD,
    FOUND,
    FULL,
    MOST_STEPS,
    PASSED,
    ROW,
    SINGLE,
    SIZE,
    TOP,
    Visit,
    bit,
)
from hedun.engine.text.kernel.stack import leads_on, pop, push
from hedun.engine.text.kernel.units import of_change, of_gap, pass_over, passing
from hedun.engine.text.memo import STRANGE
from hedun.engine.text.symbols import HAN


@inlined
def _mark(scene: Any) -> int:
    """Put the places where a word may begin into `at`, without a jump; gives how many there are."""
    scene.odds[: scene.now[SIZE]] = -1.0
    n, count, kind, sym = scene.now[SIZE], 0, scene.kind, scene.sym
    bits = scene.lex.begin.exact_bits
    for i in range(n - 1):
        place = hashed(sym[i], sym[i + 1]) >> PAIR_SHIFT
        known = bits[place >> 2] >> (place & 3) * 2 & 3
        is_strange = (kind[i + 1] > HAN) | (sym[i] == sym[i + 1])
        is_strange |= (sym[i + 1] == PASSED[0]) | (sym[i + 1] == PASSED[1])
        scene.flag[i] = known | is_strange * STRANGE
        scene.at[count] = i
        count += scene.flag[i] != 0
    return count


@inlined
def _everywhere(scene: Any) -> int:
    """Put every place into `at`: a word of one character may begin at any."""
    n = scene.now[SIZE]
    for i in range(n):
        scene.at[i] = i
    scene.flag[max(n - 1, 0)] = 0
    return int(n)


@inlined
def _may_go_on(scene: Any, i: int) -> bool:
    """Tell whether the words that begin with a pair may go on with the symbol behind it."""
    j, behind = i + 1, i + 2
    if behind >= scene.now[SIZE]:
        return False
    third = scene.sym[behind]
    if scene.kind[behind] != HAN or third == scene.sym[j] or third in PASSED:
        return True
    return bit(scene.lex.begin.third_bits, three(scene, i) >> PAIR_SHIFT)


@inlined
def _begin(scene: Any, i: int) -> None:
    """Push the beginning at i, and the one behind noise."""
    known, j, n = scene.flag[i], i + 1, scene.now[SIZE]
    is_begun = known & IS_WORD != 0 or (known & GOES_ON != 0 and _may_go_on(scene, i))
    while j < n:
        if is_begun:
            node = node_of(scene, scene.sym[i], scene.sym[j])
            if node >= 0:
                mask, cost = between(scene, i, j)
                mask |= of_change(scene.change[i]) | of_change(scene.change[j])
                push(scene, Visit(node, j + 1, j, mask, 0, cost))
        if j > i + 1 or known & STRANGE == 0:
            return
        if scene.sym[j] != scene.sym[i] and passing(scene.sym[j], scene.kind[j]) < 0:
            return
        j, is_begun = behind_noise(scene, i), True


@inlined
def _go_on(scene: Any, visit: Any) -> None:
    """Go on with the child of a node that the symbol at a visit is."""
    trie, (node, pos, _, mask, odd, cost) = scene.lex.trie, visit
    symbol = scene.sym[pos]
    if scene.gap[pos] > 0:
        cost += 3.0 if scene.gap[pos] == 2 else 0.4
        mask |= of_gap(scene.gap[pos])
    low, high = trie.nodes[node, 0] >> 32, trie.nodes[node, 0] & 0xFFFFFFFF
    for place in range(low, high):
        child = trie.children[place] if place > low else trie.nodes[node, 4:]
        if child[0] >> 32 == symbol:
            seen = mask | of_change(scene.change[pos])
            push(scene, Visit(child[1], pos + 1, pos, seen, odd, cost))


@inlined
def _walk(scene: Any) -> None:
    """Follow everything on the stack to its end."""
    steps = 0
    while scene.now[TOP] > 0 and steps < MOST_STEPS:
        steps += 1
        visit = pop(scene)
        reach(scene, visit)
        if leads_on(scene, visit):
            pass_over(scene, visit)
            _go_on(scene, visit)
    scene.now[TOP] = 0


@inlined
def _follow(scene: Any) -> None:
    """Note all words of the row."""
    count = _mark(scene)
    if scene.now[SINGLE]:
        count = _everywhere(scene)
    for k in range(count + 1):
        if k < count:
            i = scene.at[k]
            scene.now[BEGUN] = i
            if scene.now[SINGLE] and scene.lex.begin.single[scene.sym[i]] >= 0:
                node = scene.lex.begin.single[scene.sym[i]]
                push(scene, Visit(node, i + 1, i, of_change(scene.change[i]), 0, 0.0))
            _begin(scene, i)
        if k == count or scene.now[TOP] > CROWD:
            _walk(scene)
            if k == count or scene.now[FOUND] > FULL:
                weigh(scene)


@compiled
def scan_plain(scene: Any, data: Any, offsets: Any) -> int:
    """Scan rows of UTF-8 and give how many hits there are, as `scan` does."""
    scene.now[COUNT] = 0
    for row_no in range(len(offsets) - 1):
        scene.now[ROW], scene.now[TOP] = row_no, 0
        lay(scene, data, (offsets[row_no], offsets[row_no + 1]))
        _follow(scene)
    return scene.now[COUNT]
