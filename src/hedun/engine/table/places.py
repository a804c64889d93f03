"""Places: known codes, and the code that an address begins with."""

from collections.abc import Iterable
from dataclasses import dataclass, field

_LONGEST = 24


@dataclass(slots=True)
class Regions:
    """The divisions valid today; empty where no table was imported, and then all codes pass."""

    codes: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    _found: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> "Regions":
        """Take (code, name, full name); an address may leave out 省, 市辖区 or the province."""
        table = list(rows)
        short = {code: name for code, name, _ in table}
        names: dict[str, str] = {}
        for code, name, full in table:
            province, city = short.get(code[:2] + "0000", ""), short.get(code[:4] + "00", "")
            city = "" if city in {"市辖区", "县", "省直辖县级行政区划"} else city
            for spelling in (full, province + city + name, city + name if city else full):
                if len(spelling) > 2:
                    names.setdefault(spelling, code)
        return cls(frozenset(short), names)

    def knows(self, code: str) -> bool:
        return not self.codes or code in self.codes

    def of_address(self, address: str) -> str:
        """Give the code of the longest name that the address begins with; empty where none."""
        head = "".join(address[:_LONGEST].split())
        if head not in self._found:
            if len(self._found) > 200_000:
                self._found.clear()
            matches = (self.names.get(head[:n]) for n in range(len(head), 2, -1))
            self._found[head] = next((code for code in matches if code), "")
        return self._found[head]
