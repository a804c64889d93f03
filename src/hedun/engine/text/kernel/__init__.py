"""The compiled loop: decodes UTF-8, folds, drops noise, and walks the lexicon over each row.

Every character of a word is matched by one unit of the text at a cost: itself, one that
sounds or looks alike, its letters, its parts, a picture. What separates the units is passed
over. Nothing is decided here: each candidate is given with what it cost and how improbable
its letters are as ordinary Chinese.
"""

from hedun.engine.text.kernel.plain import scan_plain
from hedun.engine.text.kernel.scan import scan
from hedun.engine.text.kernel.scene import Scene, scene

__all__ = ["Scene", "scan", "scan_plain", "scene"]
