"""The laws import-linter cannot see: strings that go upstairs, charters, traces, settings told."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

import cordee
from cordee.config.env import VARIABLES, EnvironmentFaults, read_environment
from cordee.ground.territory.models import TownRow

HOUSE = Path(cordee.__path__[0])
GROUND = [
    "vault",
    "audit",
    "territory",
    "people",
    "messaging|crisis|papers",
    "organisations",
    "needs|volunteers",
    "assignments",
    # The wings rest on the whole ground; imports keep them apart.
    "register|resources|safeguarding|bulletins|schemes|directory",
    "campaigns",
    # The wing « inform » too; the two never meet.
    "schemes|directory",
]
FLOOR = {room: rank for rank, rooms in enumerate(GROUND) for room in rooms.split("|")}
ROOMS = sorted(
    f"cordee.{storey}.{folder.name}"
    for storey in ("ground", "coordinate", "inform", "portal", "engine")
    for folder in (HOUSE / storey).iterdir()
    if (folder / "__init__.py").exists()
)


def _town_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOOR]


@pytest.mark.parametrize("model", _town_models(), ids=lambda model: model.__name__)
def test_a_foreign_key_never_climbs_the_stairs(model):
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if not isinstance(field, models.ForeignKey) or target._meta.app_label not in FLOOR:
            continue
        here, there = FLOOR[model._meta.app_label], FLOOR[target._meta.app_label]
        same_room = model._meta.app_label == target._meta.app_label
        assert there < here or same_room, f"{model.__name__}.{field.name} points up to {target.__name__}"
        if not same_room:
            assert field.remote_field.related_name == "+", f"{model.__name__}.{field.name} is read backwards"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_begins_with_one_sentence_that_says_what_it_is_for(room):
    charter = inspect.getdoc(importlib.import_module(room)) or ""
    assert re.fullmatch(r"[^\n]{20,160}\.", charter), f"{room}: « {charter} »"


def test_every_row_of_a_town_is_read_through_the_scope():
    not_of_a_town = {"Commune", "Municipality", "Account", "Event", "Chain", "Heartbeat", "Tick", "Receipt"}
    # How an account proves itself goes with the account, whatever the town.
    not_of_a_town |= {"Passkey", "TotpSecret", "RecoveryCode", "AccountLink", "ProviderIdentity"}
    not_of_a_town |= {"StaffSession", "DeskPresence"}
    loose = [
        model.__name__
        for model in _town_models()
        if not issubclass(model, TownRow) and model.__name__ not in not_of_a_town
    ]
    assert loose == []


def _functions(file: Path) -> list[ast.FunctionDef]:
    return [
        node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
    ]


def _action_files() -> list[Path]:
    return [
        path
        for storey in ("ground", "coordinate", "inform")
        for path in HOUSE.glob(f"{storey}/*/actions/**/*.py")
        if path.name != "__init__.py" and "audit" not in path.parts
    ] + [path for path in HOUSE.glob("ground/*/actions.py") if "audit" not in path.parts]


@pytest.mark.parametrize("file", _action_files(), ids=lambda file: str(file.relative_to(HOUSE)))
def test_an_action_names_all_it_is_given(file):
    for function in _functions(file):
        if function.name.startswith("_"):
            continue
        decorated = {getattr(node, "attr", getattr(node, "id", "")) for node in function.decorator_list}
        writes = "atomic" in decorated
        if writes:
            assert not function.args.args, f"{function.name} takes positional arguments"


def test_no_module_is_called_by_a_word_that_says_nothing():
    empty_words = {
        "utils",
        "common",
        "core",
        "helpers",
        "misc",
        "tools",
        "base_utils",
        "manager",
        "service",
        "handlers",
    }
    found = [
        name
        for _, name, _ in pkgutil.walk_packages([str(HOUSE)], "cordee.")
        if name.split(".")[-1] in empty_words
    ]
    assert found == []


def test_every_setting_is_told_in_the_reference():
    told = (settings.PROJECT_ROOT / "docs/reference/environnement.md").read_text(encoding="utf-8")
    assert [variable.name for variable in VARIABLES if f"CORDEE_{variable.name}`" not in told] == []


def test_every_fault_of_the_environment_is_named_at_once():
    with pytest.raises(EnvironmentFaults) as caught:
        read_environment({"CORDEE_DEBUG": "peut-être", "CORDEE_COULEUR": "rouge", "CORDEE_THREADS": "quatre"})
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("typed", ["0", "-3", "²", "1e3", "9" * 5000])
def test_a_number_that_serves_no_page_is_named_as_a_fault(typed):
    with pytest.raises(EnvironmentFaults, match=r"CORDEE_THREADS .* nombre entier de 1 à 256"):
        read_environment({"CORDEE_THREADS": typed})


def test_a_secret_is_read_from_a_file_and_never_repeated(tmp_path):
    (tmp_path / "key").write_text("chut\n")
    assert read_environment({"CORDEE_SECRET_KEY_FILE": str(tmp_path / "key")})["SECRET_KEY"] == "chut"
    with pytest.raises(EnvironmentFaults) as caught:
        read_environment({"CORDEE_DATABASE_URL": "mysql://user:chut@host/base"})
    assert "chut" not in str(caught.value)


def _chain(node: ast.expr) -> Iterator[ast.Call]:
    """The calls of ``a.b().c()``, the last one first."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield node
        node = node.func.value


def test_a_row_locked_with_its_relations_says_which_it_locks():
    """PostgreSQL refuses to lock what may be missing beside a row, and SQLite, which locks nothing, never tells."""
    faults = []
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = {call.func.attr: call for call in _chain(node)} if isinstance(node, ast.Call) else {}
            lock = calls.get("select_for_update")
            if lock and "select_related" in calls and "of" not in {word.arg for word in lock.keywords}:
                faults.append(f"{path.relative_to(HOUSE)}:{node.lineno}")
    assert faults == []
