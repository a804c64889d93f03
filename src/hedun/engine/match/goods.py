"""Are two offers the same goods (同款商品)? By bar code, else by brand, model and name.

The answer names its reasons; a person confirms it.
"""

import re
import unicodedata
from dataclasses import dataclass

NAME_SHARE = 0.6
_RUNS = re.compile(r"\d{8,}")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Goods:
    """What is known of goods; the bar code without spaces."""

    name: str
    brand: str = ""
    model: str = ""
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure it is, out of 100, and why."""

    score: int
    reasons: tuple[str, ...]


def plain(text: str) -> str:
    """Text without width, case, spaces and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def likeness(goods: Goods, title: str, details: str) -> Likeness | None:
    """Compare goods with an offer's title and all else that it says; None where too little fits.

    A bar code decides by itself. Without one, the brand must be there, and the model or most of
    the name; another bar code of the offer speaks against it.
    """
    text = unicodedata.normalize("NFKC", f"{title} {details}")
    runs = set(_RUNS.findall(text))
    if goods.barcode and goods.barcode in runs:
        return Likeness(100, ("条码一致",))
    whole, brand, model = plain(text), plain(goods.brand), plain(goods.model)
    if not brand or brand not in whole:
        return None
    has_model = bool(model) and _stands_alone(model, text)
    named = _share(plain(goods.name).replace(brand, ""), plain(title))
    if has_model and named >= NAME_SHARE:
        return Likeness(90, ("品牌一致", "型号一致", "名称相近"))
    if has_model:
        return Likeness(75, ("品牌一致", "型号一致"))
    if not model and named >= NAME_SHARE:
        return Likeness(60, ("品牌一致", "名称相近"))
    return None


def _stands_alone(model: str, text: str) -> bool:
    """A model is no part of a longer one: A10 is not in A100."""
    lowered = text.casefold()
    pattern = r"[\s\-_/.]*".join(re.escape(sign) for sign in model)
    return re.search(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])", lowered) is not None


def _share(name: str, title: str) -> float:
    """The share of a name's pairs of signs that a title has."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    if not pairs:
        return 1.0 if name and name in title else 0.0
    return sum(pair in title for pair in pairs) / len(pairs)
