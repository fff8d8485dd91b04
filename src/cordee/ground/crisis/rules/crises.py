"""What may be said of a crisis, how it moves from phase to phase, when it may be closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import Crisis, CrisisKind, CrisisPhase, LegalTrigger, VigilanceColour

LONGEST_MESSAGE = 1000
_CLOCKS_APART = timedelta(minutes=2)


@dataclass(frozen=True)
class StillOpen:
    """Something an event leaves open: how it is said, how many, the page where it is ended. ``blocking``: closing waits."""

    label: str
    count: int
    address: str = ""
    blocking: bool = True


@dataclass(frozen=True)
class ClosingTask:
    """Something to do once an event is closed, by a day."""

    label: str
    due_on: date


def check_words(*, kind: str, title: str, phase: str, public_message: str) -> None:
    """Raise ``Refused`` with the field when the event could not be shown as it is."""
    if kind not in CrisisKind.values:
        raise Refused("Choisissez l’événement dans la liste.", field="kind")
    if phase not in CrisisPhase.values:
        raise Refused("Choisissez la phase dans la liste.", field="phase")
    if not title.strip():
        raise Refused("Donnez un titre : c’est la première chose que les habitants lisent.", field="title")
    if len(public_message) > LONGEST_MESSAGE:
        raise Refused(
            f"{LONGEST_MESSAGE} caractères au plus : un message court est un message lu.",
            field="public_message",
        )


def check_colour(colour: str) -> None:
    """Raise ``Refused`` with the field when it is no colour of vigilance; empty is « not told »."""
    if colour and colour not in VigilanceColour.values:
        raise Refused("Choisissez la couleur dans la liste.", field="colour")


def check_not_twice(open_ones: Iterable[Crisis], *, kind: str, title: str, exercise: bool) -> None:
    """Raise ``Refused`` when the same event is open already (two people on the phone, or a double press)."""
    for one in open_ones:
        if exercise and one.exercise:
            raise Refused(f"Un exercice est déjà en cours : « {one.title} ». Terminez-le d’abord.")
        if one.exercise == exercise and one.kind == kind and one.title == title:
            raise Refused(f"« {one.title} » est déjà ouverte.", field="kind")


def can_change(crisis: Crisis) -> bool:
    """True until the crisis is ended."""
    return crisis.ended_at is None


def check_change(crisis: Crisis) -> None:
    """Raise ``Refused`` where ``can_change`` is false."""
    if not can_change(crisis):
        raise Refused("Cette crise est close. Ouvrez-en une nouvelle si l’événement reprend.")


def check_move(
    crisis: Crisis,
    *,
    phase: str,
    colour: str,
    decided_by: str,
    since: datetime,
    last_at: datetime,
    at: datetime,
) -> None:
    """Raise ``Refused`` with the field when the phase or the colour cannot change so."""
    if phase not in CrisisPhase.values:
        raise Refused("Choisissez la phase dans la liste.", field="phase")
    check_colour(colour)
    if (phase, colour) == (crisis.phase, crisis.colour):
        raise Refused("C’est déjà la phase et la couleur en cours : rien ne change.", field="phase")
    if not decided_by.strip():
        raise Refused("Indiquez qui décide : c’est cette personne qui en répond.", field="decided_by")
    if since > at + _CLOCKS_APART:
        raise Refused("Le changement se note quand il a lieu, pas à l’avance.", field="since")
    if since < last_at:
        raise Refused("Ce moment vient avant le dernier changement déjà noté.", field="since")


def check_trigger(*, trigger: str, ref: str, on: date | None, today: date) -> None:
    """Raise ``Refused`` with the field when the legal ground is not whole: what, which text, of which day."""
    if trigger not in LegalTrigger.values:
        raise Refused("Choisissez le déclencheur dans la liste.", field="trigger")
    if not ref.strip():
        raise Refused("Indiquez la référence du texte : elle sera dans le bilan.", field="trigger_ref")
    if on is None:
        raise Refused("Indiquez la date du texte.", field="trigger_on")
    if on > today:
        raise Refused("Ce texte serait daté de l’avenir. Vérifiez la date.", field="trigger_on")


def check_close(left: Iterable[StillOpen]) -> None:
    """Raise ``Refused`` while something that cannot be left behind is open."""
    blocking = [f"{one.label} ({one.count})" for one in left if one.blocking]
    if blocking:
        raise Refused("On ne clôt pas tant qu’il reste : " + ", ".join(blocking) + ".")
