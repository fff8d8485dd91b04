"""Who may be put on call, and what holes a rota leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import DutyKind, DutyShift, HandOver
from cordee.ground.people.models import Account

LONGEST_SHIFT = timedelta(days=31)
LONGEST_NOTE = 3000


@dataclass(frozen=True)
class Gap:
    """A time nobody is on call for, over [starts_at, ends_at[."""

    kind: str
    starts_at: datetime
    ends_at: datetime

    @property
    def kind_words(self) -> str:
        """« élu d’astreinte »."""
        return str(DutyKind(self.kind).label)


def check_shift(*, kind: str, starts_at: datetime, ends_at: datetime, others: Iterable[DutyShift]) -> None:
    """Raise ``Refused`` with the field when two people would answer for the same thing, or nobody for too long."""
    if kind not in DutyKind.values:
        raise Refused("Choisissez l’astreinte dans la liste.", field="kind")
    if ends_at <= starts_at:
        raise Refused("La fin vient avant le début.", field="ends_on")
    if ends_at - starts_at > LONGEST_SHIFT:
        raise Refused("Un mois au plus : au-delà, faites plusieurs astreintes.", field="ends_on")
    for one in others:
        if one.starts_at < ends_at and starts_at < one.ends_at:
            raise Refused(
                f"{one.account.name} est déjà prévu·e à ce moment-là : retirez d’abord cette astreinte.",
                field="starts_on",
            )


def gaps_between(kind: str, shifts: Iterable[DutyShift], *, start: datetime, end: datetime) -> list[Gap]:
    """Holes of one rota over [start, end[; shifts may overlap or come in any order."""
    holes, free_from = [], start
    for one in sorted(shifts, key=lambda shift: shift.starts_at):
        if one.starts_at > free_from:
            holes.append(Gap(kind, free_from, min(one.starts_at, end)))
        free_from = max(free_from, one.ends_at)
        if free_from >= end:
            break
    if free_from < end:
        holes.append(Gap(kind, free_from, end))
    return [hole for hole in holes if hole.starts_at < hole.ends_at]


def check_note(*, giver: Account, taker: Account, note: str) -> None:
    """Raise ``Refused`` with the field when a hand-over would say nothing, or to oneself."""
    if taker.pk == giver.pk:
        raise Refused("Choisissez la personne qui prend la suite, pas vous-même.", field="taker")
    if not note.strip():
        raise Refused("Écrivez ce que la suite doit savoir, même « rien à signaler ».", field="note")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"{LONGEST_NOTE} caractères au plus.", field="note")


def can_take(hand_over: HandOver, account: Account) -> bool:
    """True for the person it was left to, until they signed."""
    return hand_over.taken_at is None and hand_over.taker_id == account.pk


def check_take(hand_over: HandOver, account: Account) -> None:
    """Raise ``Refused`` where ``can_take`` is false."""
    if hand_over.taken_at is not None:
        raise Refused("Ces consignes sont déjà prises.")
    if not can_take(hand_over, account):
        raise Refused(f"Ces consignes attendent la signature de {hand_over.taker.name}.")
