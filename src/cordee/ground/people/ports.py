"""Where every room that keeps something about a person says what, in plain words (RGPD art. 15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cordee.ground.people.models import Person

Export = Callable[["Person"], dict[str, Any]]

_exports: dict[str, Export] = {}


def register_export(name: str, export: Export) -> None:
    """Plug in what a room keeps, from ``apps.ready()``.

    ``name`` is the French title of the part (« Demandes d’aide »). ``export(person)`` runs with the person's
    town in scope and returns French labels to values JSON can write: text, numbers, booleans, lists of such
    dicts; an empty dict when nothing is kept. Somebody else's data is never in it.
    """
    _exports[name] = export


def registered_exports() -> tuple[str, ...]:
    """Names of the parts, in the order the rooms came."""
    return tuple(_exports)


def everything_about(person: Person) -> dict[str, dict[str, Any]]:
    """All that the house keeps about a person, part by part; parts that keep nothing are left out."""
    told = {name: export(person) for name, export in _exports.items()}
    return {name: part for name, part in told.items() if part}
