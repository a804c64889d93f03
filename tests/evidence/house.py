"""A partner's house with a log of its own, honest or not, that writes numbered messages."""

import copy

from hedun.base.evidence.decide import riding
from hedun.engine.seal import merkle, note, signing
from tests import factories as make


class House:
    """Keeps leaves, signs heads, and gives what its next message carries."""

    def __init__(self, origin="partner/log"):
        self.keys = []
        for scheme in ("ed25519",):
            private = signing.generate(scheme)
            public = signing.public_of(scheme, private)
            self.keys.append((note.Key(origin, scheme, public), private))
        self.origin, self.leaves, self.told, self.number = origin, [], 0, 0

    def backup(self):
        return copy.deepcopy(self)

    def tree(self):
        made = merkle.Tiles(merkle.Digest(), lambda *_: b"")
        for leaf in self.leaves:
            made.add(made.digest.leaf(leaf))
        return made

    def message(self, *happened, since=None):
        """Something happens and is told: (number, what rides)."""
        self.leaves += [each.encode() for each in happened]
        tree, size = self.tree(), len(self.leaves)
        root = merkle.root(tree.digest, tree.read, size)
        head = note.Checkpoint(self.origin, size, root, "sha256", make.NOW)
        since = self.told if since is None else since
        proof = (
            merkle.consistency(tree.digest, tree.read, first=since, second=size) if since else []
        )
        self.told, self.number = size, self.number + 1
        keys = tuple(key for key, _ in self.keys)
        word = riding.pack(riding.Ridden(note.sign(head, self.keys), since, tuple(proof), keys))
        return self.number, word
