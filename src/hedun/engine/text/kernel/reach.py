"""Words that end at a node of the trie."""

from typing import Any

from hedun.engine.text.compiled import inlined, load
from hedun.engine.text.kernel.scene import BEGUN
from hedun.engine.text.kernel.stack import note
from hedun.engine.text.masks import DISGUISES
from hedun.engine.text.row import gap, kind
from hedun.engine.text.symbols import DIGIT, LATIN


@inlined
def _runs_on(what: Any) -> bool:
    return (what == LATIN) | (what == DIGIT)


@inlined
def _stands_alone(scene: Any, start: Any, last: Any) -> bool:
    """Tell that a span does not begin or end in the middle of a Latin word or a number."""
    first, final, behind = kind(scene, start), kind(scene, last), last + 1
    if _runs_on(first) and gap(scene, start) == 0 and kind(scene, start - 1) == first:
        return False
    return not (_runs_on(final) and gap(scene, behind) == 0 and kind(scene, behind) == final)


@inlined
def reach(scene: Any, visit: Any) -> None:
    """Note every word that ends at a node, if it may be hidden in this way."""
    trie, last = scene.lex.trie, visit[2]
    ends = load(trie.nodes, visit[0] * 8 + 1)
    first, behind = ends >> 32, ends & 0xFFFFFFFF
    if first == behind or not _stands_alone(scene, scene.now[BEGUN], last):
        return
    is_hidden = (visit[3] & DISGUISES) != 0
    for k in range(first, behind):
        entry = load(trie.ends, k)
        if not is_hidden or load(scene.lex.is_fuzzy, entry):
            note(scene, entry, visit)
