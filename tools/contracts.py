"""Import contracts of our own."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Let other rooms enter a room only through its doors."""

    rooms: Any = fields.SetField(subfield=fields.ModuleExpressionField())
    doors: Any = fields.SetField(subfield=fields.StringField())
    visitors: Any = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - the library's signature
        """Find imports that enter a room beside its doors."""
        rooms = {m for e in self.rooms for m in graph.find_matching_modules(e.expression)}
        broken = [
            (importer, module)
            for room in rooms
            for module in {room} | graph.find_descendants(room)
            for importer in self._trespassers(graph, room, module)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": sorted(broken)})

    def _trespassers(self, graph: ImportGraph, room: str, module: str) -> list[str]:
        door = module.removeprefix(room).lstrip(".").split(".")[0]
        if door in self.doors:
            return []
        inside = {room} | graph.find_descendants(room)
        return [
            importer
            for importer in graph.find_modules_that_directly_import(module)
            if importer not in inside
            and not any(importer.startswith(v) for v in self.visitors or ())
        ]

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each trespass and the way out."""
        for importer, module in check.metadata["broken"]:
            output.print_error(
                f"{importer} may not import {module}: use that room's actions, queries or terms."
            )
