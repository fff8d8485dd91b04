"""What the town says aloud when its rules change or an event closes: rooms above listen (filled in ``apps.ready()``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from cordee.ground.crisis.models import Crisis, ForbiddenZone, ProtocolDecision
from cordee.ground.crisis.rules.crises import ClosingTask, StillOpen
from cordee.ground.crisis.rules.situation import Figure

RulesChanged = Callable[[ProtocolDecision | ForbiddenZone, datetime], None]

_listeners: list[RulesChanged] = []


def when_rules_change(listener: RulesChanged) -> None:
    """Register ``listener(decision, at)``; it runs inside the transaction that records the decision."""
    if listener not in _listeners:
        _listeners.append(listener)


def say_rules_changed(decision: ProtocolDecision | ForbiddenZone, at: datetime) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(decision, at)


def _no_lines(_exercise: Crisis) -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True)
class ExercisePart:
    """What an exercise made in one room: how it is named, how many rows, and how they go.

    ``wipe(exercise, at, kept)`` runs inside the transaction that wipes all parts, and returns how many rows went. ``lines``
    names those that may have been true, as (key, words): whoever ends the exercise may keep some, whose keys are ``kept``.
    """

    label: str
    count: Callable[[Crisis], int]
    wipe: Callable[[Crisis, datetime, frozenset[str]], int]
    lines: Callable[[Crisis], list[tuple[str, str]]] = _no_lines


TellOpen = Callable[[Crisis, datetime], list[StillOpen]]
WhenClosed = Callable[[Crisis, datetime], list[ClosingTask]]

_still_open: dict[str, TellOpen] = {}
_when_closed: dict[str, WhenClosed] = {}
_exercise_parts: dict[str, ExercisePart] = {}


def register_still_open(name: str, tell: TellOpen) -> None:
    """Plug in what a room has open when somebody wants to close an event: ``tell(crisis, now)``, counts of zero left out."""
    _still_open[name] = tell


def what_is_still_open(crisis: Crisis, now: datetime) -> list[StillOpen]:
    """What every room has open, what blocks the closing first."""
    told = [one for tell in _still_open.values() for one in tell(crisis, now) if one.count]
    return sorted(told, key=lambda one: not one.blocking)


def when_crisis_closes(name: str, listener: WhenClosed) -> None:
    """Plug in what a room does when an event is closed, inside its transaction; it returns what remains to be done."""
    _when_closed[name] = listener


def say_crisis_closed(crisis: Crisis, at: datetime) -> list[ClosingTask]:
    """Tell every room; returns what remains to be done."""
    return [task for listener in _when_closed.values() for task in listener(crisis, at)]


def register_exercise_part(name: str, part: ExercisePart) -> None:
    """Plug in what an exercise makes in a room, so that it is counted before and deleted at the end."""
    _exercise_parts[name] = part


def exercise_parts() -> tuple[ExercisePart, ...]:
    """Upper rooms first: what points goes before what is pointed to."""
    return tuple(reversed(_exercise_parts.values()))


TellFigures = Callable[[Crisis, datetime, datetime], list[Figure]]

_figures: dict[str, TellFigures] = {}


def register_figures(name: str, tell: TellFigures) -> None:
    """Plug in the figures a room gives to a point de situation: ``tell(crisis, since, now)``, small counts hidden."""
    _figures[name] = tell


def situation_figures(crisis: Crisis, since: datetime, now: datetime) -> list[Figure]:
    """The figures of every room, in the order in which the rooms came."""
    return [figure for tell in _figures.values() for figure in tell(crisis, since, now)]


@dataclass(frozen=True)
class BagPart:
    """What one room puts in the « sac de crise » (domain.md § 10, J10): a table of texts under a title.

    ``note`` is a sentence under the title; ``subjects`` are the rows it shows that are somebody's file, for the trace of
    reading (what ``audit.actions.leave_read_trace`` takes).
    """

    title: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""
    subjects: tuple[Model | str, ...] = ()


TellBag = Callable[[datetime], BagPart]

_bag_parts: dict[str, TellBag] = {}


def register_bag_part(name: str, tell: TellBag) -> None:
    """Plug in a table for the bag: ``tell(now)``. A part without rows is left out; once per name."""
    _bag_parts[name] = tell


def bag_parts(now: datetime) -> list[BagPart]:
    """The tables of every room that has something to put in, in the order in which the rooms came."""
    told = [tell(now) for tell in _bag_parts.values()]
    return [one for one in told if one.rows]
