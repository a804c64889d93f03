"""A sentence as it is compared: half width, without spaces and invisible signs, with a way back."""

import unicodedata
from dataclasses import dataclass

_MARKS = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "%": "%"})


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text, and for each of its characters the place in the original."""

    text: str
    places: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give the stretch of the original behind a stretch of the folded text."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str, start: int, end: int) -> Folded:
    """Fold a stretch of a text; signs that only hide (zero width, spaces, stars) drop out."""
    signs: list[str] = []
    places: list[int] = []
    for place in range(start, end):
        plain = unicodedata.normalize("NFKC", text[place]).lower().translate(_MARKS)
        for sign in plain:
            if (
                not sign.isspace()
                and unicodedata.category(sign) not in {"Cf", "Mn"}
                and sign != "*"
            ):
                signs.append(sign)
                places.append(place)
    return Folded("".join(signs), tuple(places))
