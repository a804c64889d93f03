"""Words that end at a node of the trie."""

from typing import Any

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.scene import BEGUN, SIZE
from hedun.engine.text.kernel.stack import note
from hedun.engine.text.masks import DISGUISES
from hedun.engine.text.symbols import DIGIT, LATIN


@inlined
def _stands_alone(scene: Any, start: int, last: int) -> bool:
    """Tell that a span does not begin or end in the middle of a Latin word or a number."""
    kind, gap = scene.kind, scene.gap
    first = kind[start]
    cuts = first in (LATIN, DIGIT) and start > 0 and gap[start] == 0 and kind[start - 1] == first
    final, behind = kind[last], last + 1
    ends = final in (LATIN, DIGIT) and behind < scene.now[SIZE]
    return not cuts and not (ends and gap[behind] == 0 and kind[behind] == final)


@inlined
def reach(scene: Any, visit: Any) -> None:
    """Note every word that ends at a node, if it may be hidden in this way."""
    trie, start, last = scene.lex.trie, scene.now[BEGUN], visit[2]
    is_hidden = (visit[3] & DISGUISES) != 0
    ends = trie.nodes[visit[0], 1]
    for k in range(ends >> 32, ends & 0xFFFFFFFF):
        entry = trie.ends[k]
        if is_hidden and not scene.lex.is_fuzzy[entry]:
            continue
        if _stands_alone(scene, start, last):
            note(scene, entry, visit)
