"""Tamper with an evidence bundle and a log, a million times, and see that each is found.

    python -m tools.tamper --times 1000000 --seed 1

Everything happens in memory, with the functions of the verifier that is shipped in the bundle;
only the signatures are checked by the library instead of by a process for each. An alteration
counts as located when a finding names the file or line that was altered (a checkpoint line also
for the leaves that it is the first to sign).
"""

import argparse
import datetime as dt
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hedun.base.evidence.decide import bundles, leaves
from hedun.engine.seal import merkle, note, signing, verify

AT = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
ORIGIN = "tamper.example/log"
LEAVES, EVERY, CAPTURED = 24, 6, {5, 11}
Where = set[str]
Change = Callable[["Tamperer"], tuple[bytes, Where] | None]


@dataclass(slots=True)
class House:
    """Keys, a log of some leaves with several heads, and two captures in it."""

    keys: list[tuple[note.Key, bytes]]
    texts: list[str]
    heads: list[tuple[int, str]]
    captures: list[bundles.Piece]
    tree: merkle.Tiles

    @property
    def public(self) -> tuple[note.Key, ...]:
        return tuple(key for key, _ in self.keys)


def house(seed: int) -> House:
    """Found a house; the same seed gives the same one."""
    chance = random.Random(seed)  # noqa: S311 - chance is seeded, so that a failure comes again
    keys = [_key(scheme, chance) for scheme in ("ed25519", "sm2-sm3")]
    made = House(keys, [], [], [], merkle.Tiles(merkle.Digest(), lambda *_: b""))
    for number in range(LEAVES):
        content: dict[str, object] = {"id": number, "act": "test:note:write", "name": "张三"}
        if number in CAPTURED:
            content = _fixed(made, number, chance.randbytes(300))
        text = leaves.leaf("act", content, at=AT, salt=chance.randbytes(16).hex())
        made.texts.append(text)
        made.tree.add(leaves.hash_of(made.tree.digest, text))
        if number % EVERY == EVERY - 1:
            root = merkle.root(made.tree.digest, made.tree.read, number + 1)
            head = note.Checkpoint(ORIGIN, number + 1, root, "sha256", AT)
            made.heads.append((number + 1, note.sign(head, keys)))
    return made


def _key(scheme: str, chance: random.Random) -> tuple[note.Key, bytes]:
    private = chance.randbytes(32)
    return note.Key(ORIGIN, scheme, signing.public_of(scheme, private)), private


def _fixed(made: House, number: int, content: bytes) -> dict[str, object]:
    manifest = {"url": f"http://shop{number}.example/", "officers": ["甲", "乙"]}
    made.captures.append(
        bundles.Piece(number, f"page{number}.wacz", f"网页 {number}", content, manifest, number)
    )
    return {
        "id": number,
        "sha256": hashlib.sha256(content).hexdigest(),
        "sm3": hashlib.new("sm3", content).hexdigest(),
        "manifest_sha256": leaves.digest_of(manifest),
    }


class Tamperer:
    """Alters a bundle or a log in one way at a time, and knows where."""

    def __init__(self, seed: int, *, is_foreign: bool = False) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - chance is seeded
        self.house = house(seed)
        self.token = self.chance.randbytes(200)
        self.bundle, self.members = self._bundle()
        self.lines = self._log()
        self.crossed: dict[str, bytes] = {}
        self.foreign = b"" if is_foreign else Tamperer(seed + 1, is_foreign=True).bundle
        self.pins = [key.fingerprint for key in self.house.public]
        self.witness = self.house.heads[-1][1].encode()
        self._known: dict[tuple[bytes, bytes, bytes], bool] = {}
        self.files = verify.unpack(self.bundle)[0]
        self.names = self._spans()
        heads = (verify.read_note(text.encode()).told for _, text in self.house.heads)
        self.whole = {self.members[verify.LIST], *heads}

    def check(self, key: verify.Key, message: bytes, signature: bytes) -> bool:
        """The library's answer, remembered for what is not altered."""
        asked = (key.public, message, signature)
        if asked not in self._known:
            # SM2 takes milliseconds: over altered bytes, which Ed25519 has refused already, it is
            # not asked
            is_asked = key.algorithm != "sm2-sm3" or message in self.whole
            good = (
                is_asked
                and len(signature) == 64
                and signing.verify(key.algorithm, key.public, message=message, signature=signature)
            )
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[asked] = good
        return self._known[asked]

    def vouch(self, token: bytes, _content: bytes, _until: int) -> tuple[str, int]:
        """The stamp that was given is good, any other is not."""
        return "" if token == self.token else "不是这个检查点的时间戳", int(AT.timestamp())

    def _bundle(self) -> tuple[bytes, dict[str, bytes]]:
        house, size = self.house, self.house.heads[-1][0]
        pieces = tuple(
            bundles.LeafPiece(
                n,
                house.texts[n],
                tuple(merkle.inclusion(house.tree.digest, house.tree.read, index=n, size=size)),
            )
            for n in (3, *sorted(CAPTURED), 20)
        )
        given = bundles.Contents(
            title="线索 XS-1",
            matter=("clue", "1"),
            maker=("局", "甲"),
            at=AT,
            head=house.heads[-1][1],
            keys=house.public,
            leaves=pieces,
            captures=tuple(house.captures),
            stamps=(bundles.StampPiece("http://tsa.example/", self.token),),
            verifier=Path(verify.__file__).read_bytes()[:2000],
        )
        files, listed = bundles.members(given)
        return self.sealed(files, listed), {**files, verify.LIST: listed}

    def sealed(self, files: dict[str, bytes], listed: bytes) -> bytes:
        signed = [
            (key.fingerprint, signing.sign(key.algorithm, private, listed))
            for key, private in self.house.keys
        ]
        return bundles.sealed(files, listed, signed)

    def _log(self) -> list[bytes]:
        house, heads, after = self.house, dict(self.house.heads), 0
        lines = [bundles.log_head(ORIGIN, "sha256", size=len(house.texts), keys=house.public)]
        names = [key.fingerprint for key in house.public]
        for number, text in enumerate(house.texts):
            lines.append(self.line(number, text).decode()[:-1])
            if number + 1 in heads:
                told = {"checkpoint": heads[number + 1], "keys": names, "after": after}
                after = number + 1
                lines.append(json.dumps(told, ensure_ascii=False))
        return [line.encode() + b"\n" for line in lines]

    def line(self, number: int, text: str) -> bytes:
        """The line of a leaf, with its true hash."""
        hashed = leaves.hash_of(self.house.tree.digest, text).hex()
        row = {"place": number, "hash": hashed, "leaf": text}
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"

    def _spans(self) -> list[tuple[int, str]]:
        """Where each file of the bundle ends."""
        spans, at = [], 0
        for name, content in self.files.items():
            at += 30 + len(name.encode()) + len(content)
            spans.append((at, name))
        return spans

    def at(self, spot: int) -> Where:
        """The file that a byte belongs to."""
        name = next((name for end, name in self.names if spot < end), "文件目录")
        return {name}

    def run(self, times: int) -> tuple[Counter[str], list[str]]:
        """Alter, verify, count; what was missed or not located is told."""
        counts: Counter[str] = Counter()
        missed: list[str] = []
        for _ in range(times):
            change = self.chance.choice(CHANGES)
            made = change(self)
            if made is None:
                continue
            counts[change.__name__] += 1
            found = self.found(change, made[0])
            told = [f"{each.where} {each.told}" for each in found]
            if not any(name in each for each in told for name in made[1]):
                missed.append(f"{change.__name__} {sorted(made[1])}: {told[:3]}")
        return counts, missed

    def found(self, change: Change, data: bytes) -> list[verify.Finding]:
        """What the verifier says."""
        if change.__name__.startswith("log_"):
            return verify.examine_log(
                data.splitlines(keepends=True), check=self.check, pins=self.pins, witness=self.witness
            )[0]  # fmt: skip
        return verify.examine(data, check=self.check, vouch=self.vouch, pins=self.pins)[0]


# --- what is done to a bundle: to its bytes, and to its files behind a good container ----------


def bit(t: Tamperer) -> tuple[bytes, Where]:
    """Flip one bit anywhere."""
    data, spot = bytearray(t.bundle), t.chance.randrange(len(t.bundle) * 8)
    data[spot // 8] ^= 1 << spot % 8
    return bytes(data), t.at(spot // 8) | {"容器"}


def insert(t: Tamperer) -> tuple[bytes, Where]:
    """Put a byte in."""
    spot = t.chance.randrange(len(t.bundle) + 1)
    return t.bundle[:spot] + t.chance.randbytes(1) + t.bundle[spot:], t.at(spot) | {"容器"}


def delete(t: Tamperer) -> tuple[bytes, Where]:
    """Take some bytes out."""
    spot = t.chance.randrange(len(t.bundle))
    rest = spot + t.chance.randint(1, 40)
    return t.bundle[:spot] + t.bundle[rest:], t.at(spot) | {"容器"}


def truncate(t: Tamperer) -> tuple[bytes, Where]:
    """Cut the end off."""
    spot = t.chance.randrange(len(t.bundle))
    return t.bundle[:spot], t.at(spot) | {"容器", "keys.json"}


def edit(t: Tamperer) -> tuple[bytes, Where]:
    """Change a byte of a file and write a container that fits."""
    files, name = dict(t.files), t.chance.choice(t.names)[1]
    content = bytearray(files[name])
    spot = t.chance.randrange(len(content))
    content[spot] ^= 1 << t.chance.randrange(8)
    files[name] = bytes(content)
    where = {name} | ({verify.LIST} if name == verify.SIGNATURES else set())
    return verify.pack(files), where


def remove(t: Tamperer) -> tuple[bytes, Where]:
    """Take a file away."""
    files, name = dict(t.files), t.chance.choice(t.names)[1]
    del files[name]
    return verify.pack(files), {name}


def add(t: Tamperer) -> tuple[bytes, Where]:
    """Put a file in."""
    name = f"captures/{t.chance.randrange(99)}/more.txt"
    return verify.pack({**t.files, name: b"more"}), {name}


def swap(t: Tamperer) -> tuple[bytes, Where] | None:
    """Exchange the contents of two files."""
    files = dict(t.files)
    one, other = t.chance.sample(sorted(set(files) - verify.UNLISTED), 2)
    files[one], files[other] = files[other], files[one]
    return verify.pack(files), {one, other}


def relist(t: Tamperer) -> tuple[bytes, Where]:
    """Change a file and its digests in the list; the list's signatures stay."""
    files = dict(t.files)
    name = t.chance.choice(sorted(set(files) - verify.UNLISTED - {verify.KEYS}))
    files[name] += b" "
    told = json.loads(files[verify.LIST])
    for row in told["files"]:
        if row["path"] == name:
            row["size"] += 1
            row["sha256"] = hashlib.sha256(files[name]).hexdigest()
            row["sm3"] = hashlib.new("sm3", files[name]).hexdigest()
    files[verify.LIST] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return verify.pack(files), {verify.LIST}


def cross(t: Tamperer) -> tuple[bytes, Where]:
    """E11: give one capture another's number, and let the house itself sign the list."""
    told = json.loads(t.members[verify.LIST])
    one, other = told["captures"]
    name = t.chance.choice(["path", "manifest", "leaf", "id"])
    one[name], other[name] = other[name], one[name]
    files = {path: content for path, content in t.members.items() if path != verify.LIST}
    listed = json.dumps(told, ensure_ascii=False, indent=1).encode()
    if name not in t.crossed:  # signing takes long: each exchange is signed once
        t.crossed[name] = t.sealed(files, listed)
        t.whole.add(listed)
    return t.crossed[name], {one["path"], other["path"]}


def resign(t: Tamperer) -> tuple[bytes, Where]:
    """Sign everything anew with keys of a stranger; the keys are not those that were told."""
    return t.foreign, {verify.KEYS}


# --- what is done to a log ---------------------------------------------------------------------


def _lines(lines: list[bytes]) -> bytes:
    return b"".join(lines)


def _near(t: Tamperer, number: int) -> Where:
    """The line itself, or the head that is the first to sign it (lines count from 1)."""
    heads = [n for n, line in enumerate(t.lines) if line.startswith(b'{"checkpoint"')]
    after = [n for n in heads if n >= number][:2]
    after += [n - 1 for n in after]  # behind a line that was taken out
    near = {f"第 {n + 1} 行" for n in (number, *after)}
    return near | {"首行"} if number == 0 else near


def log_bit(t: Tamperer) -> tuple[bytes, Where]:
    """Flip one bit of a line."""
    lines, number = list(t.lines), t.chance.randrange(len(t.lines))
    line, spot = bytearray(lines[number]), t.chance.randrange(len(lines[number]) * 8)
    line[spot // 8] ^= 1 << spot % 8
    lines[number] = bytes(line)
    return _lines(lines), _near(t, number)


def log_delete(t: Tamperer) -> tuple[bytes, Where]:
    """Take a line out; the line that has moved into its place is where the gap is seen."""
    lines, number = list(t.lines), t.chance.randrange(len(t.lines))
    del lines[number]
    return _lines(lines), _near(t, number) | _near(t, number - 1) | {"末尾"}


def log_swap(t: Tamperer) -> tuple[bytes, Where]:
    """Exchange two lines."""
    lines = list(t.lines)
    one, other = t.chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return _lines(lines), _near(t, one) | _near(t, other)


def log_insert(t: Tamperer) -> tuple[bytes, Where]:
    """Put a line in again somewhere."""
    lines, number = list(t.lines), t.chance.randrange(1, len(t.lines) + 1)
    lines.insert(number, t.chance.choice(t.lines))
    # the same line twice: whichever of them is the second
    return _lines(lines), {f"第 {n} 行" for n in (number, number + 1, number + 2)}


def log_truncate(t: Tamperer) -> tuple[bytes, Where]:
    """Cut the log off behind a line."""
    number = t.chance.randrange(1, len(t.lines))
    return _lines(t.lines[:number]), {"末尾"}


def log_forge(t: Tamperer) -> tuple[bytes, Where]:
    """Write another leaf with its true hash: only what was signed gives it away."""
    lines = list(t.lines)
    number = t.chance.choice([n for n, line in enumerate(lines) if line.startswith(b'{"place"')])
    place = json.loads(lines[number])["place"]
    lines[number] = t.line(place, f"forged {t.chance.random()}")
    return _lines(lines), _near(t, number)


def log_rollback(t: Tamperer) -> tuple[bytes, Where]:
    """Go back to an earlier signed head, as a restored backup does; a partner holds a later one."""
    size, _ = t.chance.choice(t.house.heads[:-1])
    head = bundles.log_head(ORIGIN, "sha256", size=size, keys=t.house.public).encode() + b"\n"
    kept = 1 + size + size // EVERY
    return _lines([head, *t.lines[1:kept]]), {"末尾 另存的检查点"}


CHANGES: tuple[Change, ...] = (
    bit, bit, bit, insert, delete, truncate, edit, edit, edit, remove, add, swap, relist, cross,
    resign, log_bit, log_bit, log_bit, log_delete, log_swap, log_insert, log_truncate, log_forge,
    log_rollback,
)  # fmt: skip


def main() -> int:
    """Tamper as often as asked, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tamperer = Tamperer(given.seed)
    for data, change in ((tamperer.bundle, bit), (_lines(tamperer.lines), log_bit)):
        if found := tamperer.found(change, data):
            sys.exit(f"what was not altered is refused: {found}")
    began = time.process_time()
    counts, missed = tamperer.run(given.times)
    seconds = time.process_time() - began
    for name, count in sorted(counts.items()):
        print(f"{name:14} {count:>9,}")
    print(f"{counts.total():,} tamperings, {len(missed):,} missed or not located, {seconds:.0f} CPU s")  # fmt: skip
    for each in missed[:20]:
        print("  ", each)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
