"""The loop over rows where no disguises are looked for: characters, noise and repetitions only."""

from typing import Any

from hedun.engine.text.compiled import compiled, inlined, load, store
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
from hedun.engine.text.kernel.roots import alone
from hedun.engine.text.kernel.scene import (
    BEGUN,
    COUNT,
    CROWD,
    FOUND,
    FULL,
    HEAD,
    MOST_STEPS,
    SINGLE,
    SIZE,
    TOP,
    Visit,
    bit,
)
from hedun.engine.text.kernel.stack import leads_on, pop, push
from hedun.engine.text.kernel.units import (
    child_at,
    children_of,
    first_child,
    of_change,
    of_gap,
    pass_over,
    passing,
)
from hedun.engine.text.memo import STRANGE
from hedun.engine.text.row import change, gap, is_passed, kind, sym
from hedun.engine.text.symbols import HAN


@inlined
def _mark(scene: Any) -> int:
    """Put the places where a word may begin into `todo`, without a jump; gives how many there are."""
    n, count, bits = scene.now[SIZE], 0, scene.lex.begin.exact_bits
    one = sym(scene, 1)
    for i in range(1, n - 1):
        two = sym(scene, i + 1)
        place = hashed(one, two) >> PAIR_SHIFT
        known = load(bits, place >> 2) >> (place & 3) * 2 & 3
        is_strange = (kind(scene, i + 1) > HAN) | (one == two)
        is_strange |= is_passed(two)
        known |= is_strange * STRANGE
        store(scene.flag, i, known)
        store(scene.todo, count, i)
        count += known != 0
        one = two
    return count


@inlined
def _everywhere(scene: Any) -> int:
    """Put every place into `todo`: a word of one character may begin at any."""
    count = scene.now[SIZE] - 1
    for k in range(count):
        store(scene.todo, k, k + 1)
    store(scene.flag, count, 0)
    return int(count)


@inlined
def _may_go_on(scene: Any, i: int) -> bool:
    """Tell whether the words that begin with a pair may go on with the symbol behind it."""
    third, what = sym(scene, i + 2), kind(scene, i + 2)
    if what == 0:
        return False
    if what != HAN or third == sym(scene, i + 1) or is_passed(third):
        return True
    return bit(scene.lex.begin.third_bits, three(scene, i) >> PAIR_SHIFT)


@inlined
def _begin(scene: Any, i: int) -> None:
    """Push the beginning at i, and the one behind noise."""
    known, j = load(scene.flag, i), i + 1
    is_begun = known & IS_WORD != 0 or (known & GOES_ON != 0 and _may_go_on(scene, i))
    while kind(scene, j) != 0:
        if is_begun:
            node = node_of(scene, sym(scene, i), sym(scene, j))
            if node >= 0:
                mask, cost = between(scene, i, j)
                mask |= of_change(change(scene, i)) | of_change(change(scene, j))
                push(scene, Visit(node, j + 1, j, mask, 0, cost))
        if j > i + 1 or known & STRANGE == 0:
            return
        if sym(scene, j) != sym(scene, i) and passing(sym(scene, j), kind(scene, j)) < 0:
            return
        j, is_begun = behind_noise(scene, i), True


@inlined
def _go_on(scene: Any, visit: Any) -> None:
    """Go on with the child of a node that the symbol at a visit is."""
    trie, (node, pos, _, mask, odd, cost) = scene.lex.trie, visit
    symbol, apart = sym(scene, pos), gap(scene, pos)
    if apart > 0:
        cost += 3.0 if apart == 2 else 0.4
        mask |= of_gap(apart)
    low, high = children_of(trie, node)
    for place in range(low, high):
        child = child_at(trie, place) if place > low else first_child(trie, node)
        if child[0] >> 32 == symbol:
            seen = mask | of_change(change(scene, pos))
            push(scene, Visit(child[1], pos + 1, pos, seen, odd, cost))


@inlined
def _walk(scene: Any) -> None:
    """Follow everything that waits to its end."""
    steps = 0
    while scene.now[TOP] > scene.now[HEAD] and steps < MOST_STEPS:
        steps += 1
        visit = pop(scene)
        if visit[1] == visit[2] + 1:
            reach(scene, visit)
        if leads_on(scene, visit):
            pass_over(scene, visit)
            _go_on(scene, visit)
    scene.now[TOP], scene.now[HEAD] = 0, 0


@inlined
def _follow(scene: Any) -> None:
    """Note all words of the rows."""
    count = _mark(scene)
    if scene.now[SINGLE]:
        count = _everywhere(scene)
    for k in range(count + 1):
        if k < count:
            i = load(scene.todo, k)
            scene.now[BEGUN] = i
            if scene.now[SINGLE]:
                alone(scene, i)
            _begin(scene, i)
        if k == count or scene.now[TOP] > CROWD:
            _walk(scene)
            if k == count or scene.now[FOUND] > FULL:
                weigh(scene)


@compiled
def scan_plain(scene: Any, data: Any, offsets: Any) -> int:
    """Scan rows of UTF-8 and give how many hits there are, as `scan` does."""
    row_no = 0
    scene.now[COUNT], scene.now[TOP], scene.now[HEAD] = 0, 0, 0
    while row_no < len(offsets) - 1:
        row_no = lay(scene, (data, offsets), row_no)
        _follow(scene)
    return scene.now[COUNT]
