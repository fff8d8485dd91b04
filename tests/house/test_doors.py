"""The house's own contract, proved on a model house: a rule that never bites protects nothing."""

import itertools
import sys
from pathlib import Path

import grimp
import pytest

from tests.house.doors import DoorsContract

_numbers = itertools.count()


def entry_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch, *, importer: str, imported: str) -> bool:
    """Build a package where ``importer`` imports ``imported`` (names below the package); is it allowed?"""
    package = f"model_house_{next(_numbers)}"
    for name in (importer, imported):
        path = folder.joinpath(package, *name.split("."))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".py").touch()
        for parent in path.parents:
            if parent == folder:
                break
            (parent / "__init__.py").touch()
    target = folder.joinpath(package, *importer.split(".")).with_suffix(".py")
    target.write_text(f"import {package}.{imported}\n")
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    contract = DoorsContract(
        name="doors",
        session_options={"root_packages": [package]},
        contract_options={
            "floors": [f"{package}.ground"],
            "doors": ["actions", "models"],
            "keyholders": [f"{package}.config"],
        },
    )
    return contract.check(grimp.build_graph(package, cache_dir=None), verbose=False).kept


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("ground.needs.selectors", "ground.people.models", True),
        ("ground.needs.selectors", "ground.people.gateways", False),
        ("ground.needs.selectors", "ground.people.gateways.mail", False),
        ("portal.desk.views", "ground.people.gateways", False),
        ("ground.people.actions", "ground.people.gateways", True),
        ("config.urls", "ground.people.gateways", True),
        ("ground.needs.tests.test_rules", "ground.people.tests.factories", True),
        ("ground.needs.actions", "ground.people.tests.factories", False),
    ],
)
def test_a_room_is_entered_by_its_doors_only(tmp_path, monkeypatch, importer, imported, allowed):
    assert entry_is_kept(tmp_path, monkeypatch, importer=importer, imported=imported) is allowed
