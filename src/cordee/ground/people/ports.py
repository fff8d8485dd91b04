"""Where every room that keeps something about a person says what, forgets it when asked, and names what is too old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cordee.ground.people.models import Person

Export = Callable[["Person"], dict[str, Any]]
Erase = Callable[["Person", datetime], None]
Obstacles = Callable[["Person"], list[str]]

_exports: dict[str, Export] = {}
_erasures: dict[str, Erase] = {}
_objections: dict[str, Erase] = {}
_obstacles: list[Obstacles] = []


@dataclass(frozen=True)
class Old:
    """One thing whose time is over: its key, how it is named without naming anybody, and when its time began."""

    key: int
    label: str
    since: datetime


@dataclass(frozen=True)
class Series:
    """One series a room keeps for a time.

    ``old(before, most)`` gives what began before a moment, oldest first, at most so many; ``destroy(keys, at)`` destroys
    exactly these. Both run with the town in scope.
    """

    code: str
    old: Callable[[datetime, int], list[Old]]
    destroy: Callable[[list[int], datetime], None]


_series: dict[str, Series] = {}


def register_series(series: Series) -> None:
    """Plug in what a room keeps for a time; its rule is in ``rules/processings.toml`` under the same code."""
    _series[series.code] = series


def registered_series() -> dict[str, Series]:
    """Series by code."""
    return dict(_series)


def register_erasure(name: str, erase: Erase) -> None:
    """Plug in how a room forgets a person: words, numbers and places go, figures stay; inside the caller’s transaction."""
    _erasures[name] = erase


def erasures() -> tuple[Erase, ...]:
    """Upper rooms first: a lower one still knows by which number the person was called."""
    return tuple(reversed(_erasures.values()))


def register_objection(name: str, object_to: Erase) -> None:
    """Plug in how a room stops using what it keeps about a person who objects (art. 21)."""
    _objections[name] = object_to


def objections() -> tuple[Erase, ...]:
    """In the order the rooms came."""
    return tuple(_objections.values())


def register_obstacles(obstacles: Obstacles) -> None:
    """Plug in what must be ended before a person can be erased, one French sentence each."""
    if obstacles not in _obstacles:
        _obstacles.append(obstacles)


def obstacles_to_erasing(person: Person) -> list[str]:
    """All that must be ended first."""
    return [sentence for tell in _obstacles for sentence in tell(person)]


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


_uses: dict[str, Callable[[Person], bool]] = {}


def register_use(name: str, use: Callable[[Person], bool]) -> None:
    """Plug in whether a room still needs to know who a person is."""
    _uses[name] = use


def is_used(person: Person, *, but: str = "") -> bool:
    """True while any room (``but`` left aside) still keeps a file in the person’s name."""
    return any(use(person) for name, use in _uses.items() if name != but)


_traced: dict[str, Callable[[Person], list[str]]] = {}


def register_traced(name: str, keys: Callable[[Person], list[str]]) -> None:
    """Plug in under which keys (``need:12``) the trace speaks of a person, besides their own."""
    _traced[name] = keys


def traced_keys(person: Person) -> list[str]:
    """Keys of every row of theirs."""
    return [key for tell in _traced.values() for key in tell(person)]
