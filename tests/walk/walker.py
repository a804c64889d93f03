"""One person walks every address in every way, and says where something was wrong."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from hedun.base.accounts.guard import Mark, mark_of
from hedun.base.accounts.terms import BodyKind, Viewer
from tests.walk.caller import Answer, Caller
from tests.walk.cast import ANONYMOUS
from tests.walk.ledger import WORD, Thing
from tests.walk.ways import ANSWERED, ANY, TAKEN, UNKNOWN, WAYS, Way
from tests.walk.world import World

LINK = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"?#]*)')
DESKS = (BodyKind.BUREAU, BodyKind.PLATFORM)
NOBODY = Mark(is_public=False, kinds=frozenset(), roles=frozenset())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the product."""

    name: str
    parameters: frozenset[str]
    mark: Mark | None

    @property
    def way(self) -> Way | None:
        """How it is called; an address without parameters may be unknown to the table."""
        known = WAYS.get(self.name)
        return known if known or self.parameters else UNKNOWN


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of one person."""

    endpoint: Endpoint
    verb: str
    url: str
    thing: Thing | None = None
    form: dict[str, Any] = field(default_factory=dict)
    is_more: bool = False
    sought: str = ""  # a word that the page may say again, for the person typed it


@dataclass(frozen=True, slots=True)
class Pointer:
    """A row that an address names: kinds of things, the key, and its kind where it says one."""

    kinds: str
    pk: int
    kind: str


def endpoints(patterns: list[Any] | None = None, space: str = "") -> Iterator[Endpoint]:
    """Give every address below the URLconf, also those of the JSON interface."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from endpoints(each.url_patterns, inner)
        elif isinstance(each, URLPattern):
            parameters = frozenset(each.pattern.regex.groupindex)
            name = f"{space}{each.name or each.pattern}"
            yield Endpoint(name, parameters, mark_of(each.callback))


def gaps(found: list[Endpoint]) -> list[str]:
    """Name what the walk could not try: addresses without an entry, or without a mark."""
    unknown = [f"{e.name}: unclassified, add it to ways.py" for e in found if e.way is None]
    unmarked = [f"{e.name}: no guard" for e in found if e.mark is None]
    return unknown + unmarked


@dataclass(slots=True)
class Walker:
    """A person on the way through the house; `wrong` collects what should not be."""

    world: World
    who: str
    wrong: list[str] = field(default_factory=list)
    tried: int = 0
    owners: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    acted: set[str] = field(default_factory=set)
    viewer: Viewer = field(init=False)
    call: Caller = field(init=False)

    def __post_init__(self) -> None:
        person = None if self.who == ANONYMOUS else self.world.people[self.who]
        self.viewer = person.viewer if person else Viewer.anonymous()
        self.call = Caller(person, self.world.cookies.get(self.who, ""))

    def walk(self, found: list[Endpoint]) -> None:
        """Try every address by every verb on every row."""
        for endpoint in found:
            if endpoint.way is not None:
                for attempt in self.attempts(endpoint, endpoint.way):
                    self.attempt(attempt)

    def unread(self, columns: list[str]) -> list[str]:
        """Name the columns of which the person has read no word."""
        canaries = self.world.ledger.canaries
        read = {canaries[word].where for word in self.read if word in canaries}
        return sorted(set(columns) - read)

    def attempts(self, endpoint: Endpoint, way: Way) -> Iterator[Attempt]:
        """Give every verb on every row.

        Where the guard or the verb decides, no row is read: one row of each owner is enough.
        Else every row is tried, by every step and form.
        """
        kinds = way.kinds.split()
        things = [t for kind in kinds for t in self.world.ledger.things[kind]]
        owners = {thing.owner: thing for thing in things}
        is_admitted = (endpoint.mark or NOBODY).admits(self.viewer)
        for verb in ANY:
            if is_admitted and verb in way.verbs:
                for thing in things or [None]:
                    yield from _variants(endpoint, way, thing=thing, verb=verb)
            else:
                for thing in owners.values() or [None]:
                    url = _address(endpoint, way, thing, fixed=way.fixed[0])
                    yield Attempt(endpoint, verb, url, thing)

    def crossings(self, found: list[Endpoint]) -> Iterator[Attempt]:
        """Give the addresses that name an own row and, behind it, a child of a foreign one."""
        for endpoint in found:
            way = WAYS.get(endpoint.name)
            kinds = way.kinds.split() if way else []
            things = [t for kind in kinds for t in self.world.ledger.things[kind]]
            for own, other in itertools.product(things, things):
                # a kind says which table an address means, it is no child of the row
                is_nested = bool((endpoint.parameters & other.more.keys()) - {"kind"})
                if is_nested and self.who in own.doers and self.who not in other.seers:
                    assert way is not None
                    mixed = replace(own, more=other.more)
                    yield from _variants(endpoint, way, thing=mixed, verb=way.verbs[-1])

    def attempt(self, attempt: Attempt) -> None:
        """Send one request and judge the answer; a list is searched and taken away as well."""
        answer = self.call(attempt.verb, attempt.url, attempt.form)
        self.tried += 1
        if attempt.thing:
            self.owners.add(attempt.thing.owner)
        if answer.made or answer.changed:
            self.acted.add(attempt.endpoint.name)
        for fault in self.faults(attempt, answer):
            self.wrong.append(f"{self.who} {attempt.verb} {attempt.url}: {fault}")
        if answer.status == 200 and attempt.verb == "GET":
            self.read.update(WORD.findall(answer.text))
            for query in () if attempt.is_more else _more(attempt, answer):
                self._ask(attempt, query)
            for word in () if attempt.is_more else self._sought(attempt):
                self._ask(attempt, f"q={word}", sought=word)

    def _ask(self, attempt: Attempt, query: str, sought: str = "") -> None:
        url = f"{attempt.url}?{query}"
        self.attempt(Attempt(attempt.endpoint, "GET", url, is_more=True, sought=sought))

    def _sought(self, attempt: Attempt) -> list[str]:
        """Every word of a thing in the columns that a search looks into, whoever may read it."""
        ledger, seeks = self.world.ledger, (attempt.endpoint.way or UNKNOWN).seeks
        if not seeks or self.viewer.body_kind not in DESKS:
            return []
        known = ledger.canaries | ledger.literals
        words = {w for things in ledger.things.values() for thing in things for w in thing.words}
        return sorted(w for w in words if w in known and known[w].where in seeks)

    def faults(self, attempt: Attempt, answer: Answer) -> Iterator[str]:
        """Say all that is wrong with an answer."""
        ledger = self.world.ledger
        fine = self.fine(attempt)
        if answer.crash or answer.status >= 500:
            yield f"crashed: {answer.crash}"
        elif answer.status not in fine:
            yield f"{answer.status} instead of {sorted(fine)}"
        text = answer.text.replace(attempt.sought or "\0", "")
        yield from (f"leaks {leak}" for leak in ledger.foreign(text, self.who))
        yield from self._pointers(attempt, answer)
        if not self.may(attempt):
            yield from (f"wrote {table} {key}" for table, key in answer.made + answer.changed)
        way = attempt.endpoint.way or UNKNOWN
        for row in answer.changed:
            is_meant = self.may(attempt) and row[0] in way.moves.split()
            if self.who not in ledger.rows.get(row, {self.who}) and not is_meant:
                yield f"changed a foreign row, {row[0]} {row[1]}"

    def _pointers(self, attempt: Attempt, answer: Answer) -> Iterator[str]:
        """Name links and redirects to rows that the person may not see."""
        own = attempt.url.partition("?")[0]
        for path in {*LINK.findall(answer.text), answer.location.partition("?")[0]} - {own, ""}:
            for pointer in pointed(path):
                seers = self._seers(pointer)
                is_asked = attempt.thing in self._things(pointer)
                if seers is not None and self.who not in seers and not is_asked:
                    yield f"points at a foreign row, {path}"

    def _things(self, pointer: Pointer) -> list[Thing]:
        """Things of these kinds with a key; a row of another kind may have the same one."""
        things = self.world.ledger.things
        found = [t for kind in pointer.kinds.split() for t in things[kind] if t.pk == pointer.pk]
        return [t for t in found if t.more.get("kind", pointer.kind) == pointer.kind]

    def _seers(self, pointer: Pointer) -> frozenset[str] | None:
        found = [thing.seers for thing in self._things(pointer)]
        return frozenset().union(*found) if found else None

    def fine(self, attempt: Attempt) -> frozenset[int]:
        """The status codes that an attempt may come to."""
        way, mark, thing = attempt.endpoint.way, attempt.endpoint.mark or NOBODY, attempt.thing
        assert way is not None
        is_machine = attempt.endpoint.name.startswith("api:")
        if not mark.admits(self.viewer):
            plain = {302} if self.viewer.is_anonymous else {403}
            return frozenset({401, 405} if is_machine else plain)
        if attempt.verb not in way.verbs:
            return frozenset({405})
        if thing is not None and self.who not in thing.seers:
            return way.missing
        if attempt.verb == "POST":
            extra = {405} if way is UNKNOWN else set()
            extra |= way.reads - ANSWERED  # what this very address says to everybody
            return (TAKEN if self.may(attempt) else way.declines) | extra
        return way.reads | ({422} if attempt.is_more else set())

    def may(self, attempt: Attempt) -> bool:
        """Tell whether the person may change something by this attempt."""
        way, mark, thing = attempt.endpoint.way, attempt.endpoint.mark or NOBODY, attempt.thing
        assert way is not None
        if not mark.admits(self.viewer) or attempt.verb not in way.verbs:
            return False
        if thing is None:
            return True
        is_free = bool(way.free) and attempt.form.get("do") == way.free
        is_act = attempt.verb == "POST" and not is_free
        return self.who in (thing.doers if is_act else thing.seers)


def _variants(endpoint: Endpoint, way: Way, *, thing: Thing | None, verb: str) -> Iterator[Attempt]:
    """Give every step and form of one row."""
    for fixed in way.fixed:
        url = _address(endpoint, way, thing, fixed=fixed)
        for form in way.forms if verb == "POST" else ({},):
            given = form | ({way.posts: thing.pk} if way.posts and thing else {})
            yield Attempt(endpoint, verb, url, thing, given)


def _address(endpoint: Endpoint, way: Way, thing: Thing | None, *, fixed: dict[str, Any]) -> str:
    given = dict(fixed)
    if thing is not None:
        given |= {"pk": thing.pk, **thing.more}
    kept = {name: value for name, value in given.items() if name in endpoint.parameters}
    url = reverse(endpoint.name, kwargs=kept)
    return f"{url}?{way.asks}={thing.pk}" if way.asks and thing else url


def _more(attempt: Attempt, answer: Answer) -> Iterator[str]:
    """What else to ask of a page: its own queries; of a list the search and the workbook."""
    way = attempt.endpoint.way
    assert way is not None
    yield from way.queries
    if 'class="filters"' in answer.text and attempt.thing is None:
        yield from ("q=QZ", "export=xlsx", "export=xlsx&q=QZ")


@lru_cache(maxsize=4096)
def pointed(path: str) -> tuple[Pointer, ...]:
    """The row that an address points at; empty where it names none."""
    try:
        match = resolve(path)
    except Resolver404:
        return ()
    way = WAYS.get(match.view_name)
    if way is None or not way.kinds or "pk" not in match.kwargs:
        return ()
    return (Pointer(way.kinds, int(match.kwargs["pk"]), match.kwargs.get("kind", "")),)
