"""What may begin at the places of a stretch, in lists that are gone through in rounds.

A round asks the same of each of its places and keeps those that pass without a jump: which do
could not be foreseen by the processor, and a wrong guess costs it more than the question.
"""

from typing import Any

import numpy as np

from hedun.engine.text.acceptance import EDGE
from hedun.engine.text.compiled import inlined, load, prefetch, store
from hedun.engine.text.kernel.order import reordered
from hedun.engine.text.kernel.put import odds
from hedun.engine.text.kernel.recall import (
    AS_WRITTEN,
    GOING_ON,
    LEFT,
    MOST_APART,
    NODE,
    OF_DISGUISE,
    PAIR_SHIFT,
    RIGHT,
    SINGLE_CHILD,
    STIR_SHIFT,
    between,
    both,
    far,
    flags_of,
    three,
)
from hedun.engine.text.kernel.roots import is_root, partner
from hedun.engine.text.kernel.scene import (
    BEGUN,
    CHANCES,
    CROWD,
    HEAD,
    MOST_CHANCES,
    TODO,
    TOP,
    UNUSUAL,
    Visit,
    bit,
)
from hedun.engine.text.kernel.stack import is_next, place_of, push, signs_of
from hedun.engine.text.kernel.units import of_change
from hedun.engine.text.likelihood import UNKNOWN
from hedun.engine.text.memo import (
    APART_BITS,
    COARSE,
    COST,
    FIRST_ITEM,
    KNOWN,
    LIKELY,
    NEVER,
    SPARE,
    STIRRED,
    STRANGE,
    SWAPPED,
)
from hedun.engine.text.row import change, heard_as_han, is_itself, is_passed, kind, sym

PASSES, ASKED, IS_SURE = 1, 2, 4  # of a chance: what follows may be, or is still to be looked up


@inlined
def list_places(scene: Any, low: int, high: int) -> None:
    """Put the places of a stretch into lists: where words begin, over noise or in letters, in another order."""
    begun, unusual, stirred = 0, 0, 0
    for i in range(low, high):
        known = load(scene.known, i)
        flags = flags_of(known)
        store(scene.todo, 2 * begun, i << APART_BITS)
        store(scene.todo, 2 * begun + 1, known & FIRST_ITEM)
        begun += flags & KNOWN != 0
        store(scene.unusual, 2 * unusual, i)
        unusual += flags & STRANGE != 0
        store(scene.stirred, stirred, i)
        # two likely pairs are hardly a word in another order
        are_likely = flags & flags_of(load(scene.known, i + 1)) & LIKELY
        stirred += (flags & (SWAPPED | STIRRED) != 0) & (are_likely == 0)
    for k in range(unusual):
        store(scene.unusual, 2 * k + 1, partner(scene, load(scene.unusual, 2 * k)))
    scene.now[TODO], scene.now[UNUSUAL] = begun, unusual
    _stir(scene, stirred)


@inlined
def list_apart(scene: Any) -> None:
    """List where words begin over noise, and leave the places at which letters or pictures stand."""
    begun, left = scene.now[TODO], 0
    for k in range(scene.now[UNUSUAL]):
        i, j = load(scene.unusual, 2 * k), load(scene.unusual, 2 * k + 1)
        if j > 0:
            known = load(scene.known, far(scene, i))
            store(scene.todo, 2 * begun, i << APART_BITS | j - i - 1)
            store(scene.todo, 2 * begun + 1, known & FIRST_ITEM)
            begun += flags_of(known) & KNOWN != 0
        store(scene.unusual, 2 * left, i)
        store(scene.unusual, 2 * left + 1, j)
        left += is_root(scene, i, j)
    for k in range(begun):
        prefetch(scene.memo.items, load(scene.todo, 2 * k + 1) * 2)
    scene.now[TODO], scene.now[UNUSUAL] = begun, left


@inlined
def _stir(scene: Any, count: int) -> None:
    """Note the words in another order at the places that are listed."""
    left = 0
    for k in range(count):
        place = three(scene, load(scene.stirred, k)) >> STIR_SHIFT
        prefetch(scene.lex.orders.third, place >> 3)
    for k in range(count):
        i = load(scene.stirred, k)
        may_stir = bit(scene.lex.orders.third, three(scene, i) >> STIR_SHIFT)
        store(scene.stirred, left, i)
        left += may_stir | (flags_of(load(scene.known, i)) & SWAPPED != 0)
    for k in range(left):
        reordered(scene, load(scene.stirred, k))


@inlined
def ask(scene: Any) -> None:
    """Ask the next beginning of every place that has one, until none has, or enough have a chance."""
    items, looks, chars = scene.memo.items, scene.lex.looks, scene.lex.chars
    trie = scene.lex.trie
    places, chances = scene.now[TODO], scene.now[CHANCES]
    while places > 0 and chances < MOST_CHANCES - 2 * SPARE:
        left = 0
        for k in range(places):
            _, j = both(load(scene.todo, 2 * k))
            at = load(scene.todo, 2 * k + 1)
            head, which = load(items, 2 * at), load(items, 2 * at + 1) >> 32 & 0xFFFF
            prefetch(looks, place_of(looks, which, sym(scene, j + 1)) >> 3)
            # what has one child is not looked up there
            prefetch(trie.nodes, 0 if head & SINGLE_CHILD else (head & NODE) * 8)
        for k in range(places):
            place, at = load(scene.todo, 2 * k), load(scene.todo, 2 * k + 1)
            _, j = both(place)
            head, worth = load(items, 2 * at), load(items, 2 * at + 1)
            # behind the last symbol stands 0, which is of no kind
            symbol, what = sym(scene, j + 1), kind(scene, j + 1)
            is_sure = is_itself(what) & (symbol != sym(scene, j))
            is_sure &= is_passed(symbol) ^ True
            which, third = worth >> 32 & 0xFFFF, head >> 24 & 0xFFFFF
            is_near = bit(looks, place_of(looks, which, symbol))
            is_near |= load(chars.signs, which) & heard_as_han(scene, j + 1) != 0
            is_single, may_go_on = head & SINGLE_CHILD != 0, head & GOING_ON != 0
            # any other symbol may stand between two characters of a word, or spell one
            is_other = (what != 0) & (is_sure ^ True)
            goes_on = may_go_on & (is_other | (is_sure & is_single & is_near))
            asked = may_go_on & is_sure & (is_single ^ True)
            prefetch(trie.next, asked * (place_of(trie.next, head & NODE, symbol) >> 3))
            passes = (goes_on | asked | (worth >> 48 > NEVER + (place & MOST_APART == 0))) & (
                third == 0
            )
            store(scene.chances, 2 * chances, place)
            how = goes_on * PASSES | asked * ASKED | is_sure * IS_SURE
            store(scene.chances, 2 * chances + 1, at << 3 | how)
            chances += passes | ((third != 0) & (third == symbol))
            store(scene.todo, 2 * left, place)
            store(scene.todo, 2 * left + 1, at + 1)
            left += head >= 0
        places = left
    scene.now[TODO], scene.now[CHANCES] = places, chances


@inlined
def begin(scene: Any) -> None:
    """Push the beginnings that have a chance, until many wait to be followed."""
    while scene.now[CHANCES] > 0 and scene.now[TOP] - scene.now[HEAD] <= CROWD:
        k = scene.now[CHANCES] - 1
        scene.now[CHANCES] = k
        pair, chance = both(load(scene.chances, 2 * k)), load(scene.chances, 2 * k + 1)
        items, at = scene.memo.items, chance >> 3
        item = (load(items, 2 * at), load(items, 2 * at + 1))
        third = item[0] >> 24 & 0xFFFFF != 0
        if third or _goes_on(scene, pair, (item[0], chance)) or _is_word(scene, pair, item[1]):
            _push(scene, pair, (*item, pair[1] + 1 + third))


@inlined
def _goes_on(scene: Any, pair: tuple[Any, Any], found: tuple[Any, Any]) -> bool:
    """Tell whether the symbol behind a beginning may be what it goes on with."""
    (head, chance), (i, j) = found, pair
    if chance & ASKED:
        signs = signs_of(scene, head & NODE)
        if not is_next(scene, signs, (sym(scene, j + 1), heard_as_han(scene, j + 1))):
            return False
    elif chance & PASSES == 0:
        return False
    # what is written so goes on with a likely symbol only if a word does: any other may be
    # there for another one
    if chance & IS_SURE == 0 or head & AS_WRITTEN == 0 or j > i + 1:
        return True
    if flags_of(load(scene.known, i + 1)) & LIKELY == 0:
        return True
    return bit(scene.lex.begin.third_bits, three(scene, i) >> PAIR_SHIFT)


@inlined
def _is_word(scene: Any, pair: tuple[Any, Any], worth: Any) -> bool:
    """Tell whether a beginning is a word, and the edges of a disguised one may speak for it."""
    base, (i, j) = worth >> 48, pair
    if base == NEVER or j > i + 1:
        return base != NEVER  # noise may speak for it as well
    w, behind = scene.scale[OF_DISGUISE], i + 2
    left = odds(scene, i) if kind(scene, i - 1) != 0 else UNKNOWN
    right = odds(scene, behind) if kind(scene, behind) != 0 else UNKNOWN
    gain = (w[LEFT] * min(left, EDGE) + w[RIGHT] * min(right, EDGE)) * COARSE
    return base + np.int64(gain) + 1 >= 0


@inlined
def _push(scene: Any, pair: tuple[Any, Any], found: Any) -> None:
    """Push a beginning that ends before `end`, with how it is hidden here."""
    (head, worth, end), (i, j) = found, pair
    mask, cost = between(scene, i, j)
    mask |= head >> 48 & 0x3FFF
    if head & AS_WRITTEN:
        mask |= of_change(change(scene, i)) | of_change(change(scene, j))
    cost += (worth & COST) * 0.001
    scene.now[BEGUN] = i
    push(scene, Visit(head & NODE, end, end - 1, mask, head >> 44 & 3, cost))
