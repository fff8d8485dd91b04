"""A contract for import-linter: a room is entered by its doors only, whoever comes."""

from __future__ import annotations

from collections import defaultdict

import grimp
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Modules outside a room may import only the named modules of that room.

    Options: ``floors`` (packages whose children are the rooms), ``doors`` (module names that every other room
    may import), ``keyholders`` (packages that may import anything). Tests may import the tests of a room:
    its factories are kept there.
    """

    type_name = "doors"

    floors = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    keyholders = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import that enters a room; ``verbose`` changes nothing."""
        found: dict[str, set[str]] = defaultdict(set)
        for room in self._rooms(graph):
            for module in graph.find_descendants(room):
                inner = module.removeprefix(f"{room}.").split(".")[0]
                if inner in self.doors:  # type: ignore[operator]
                    continue
                for importer in graph.find_modules_that_directly_import(module):
                    if not self._may_enter(importer, room, inner):
                        found[module].add(importer)
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that went through the window."""
        for module, importers in sorted(check.metadata["found"].items()):
            for importer in sorted(importers):
                output.print_error(
                    f"{importer} imports {module}, which belongs to its own room only.", bold=False
                )
        output.print(f"The doors of a room are: {', '.join(self.doors)}.")  # type: ignore[arg-type]

    def _rooms(self, graph: grimp.ImportGraph) -> list[str]:
        return sorted(
            room
            for floor in self.floors  # type: ignore[attr-defined]
            if floor in graph.modules
            for room in graph.find_children(floor)
        )

    def _may_enter(self, importer: str, room: str, inner: str) -> bool:
        at_home = importer == room or importer.startswith(f"{room}.")
        has_key = any(importer.startswith(f"{package}.") for package in self.keyholders)  # type: ignore[attr-defined]
        return at_home or has_key or (inner == "tests" and ".tests." in importer)
