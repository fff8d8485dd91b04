"""What follows from each code: pure, from what is known of the person and the moment to where they stand next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from cordee.coordinate.campaigns.models import CALL_STEPS, Colour, EntryState, Outcome, StepKind
from cordee.coordinate.campaigns.rules.hours import Hours, next_ringing
from cordee.coordinate.campaigns.rules.ladder import SOON, Due, next_on_ladder, step_due
from cordee.ground.audit.rules import Refused

RESCUE_NUMBERS = ("15", "17", "18", "112", "114")
BUSY_AGAIN = timedelta(minutes=15)
REVIEW_WITHIN = timedelta(hours=2)
WATCH_AGAIN = timedelta(hours=4)
FURTHEST_PROMISE = timedelta(days=14)

_ANSWERED = (
    Outcome.OK, Outcome.OK_BESOIN, Outcome.OK_SURVEILLER, Outcome.ALERTE_VITALE, Outcome.OK_PROCHE, Outcome.TIERS,
)  # fmt: skip
_ENDS = (
    Outcome.ABSENT_CONNU, Outcome.REFUS_JOUR, Outcome.REFUS_DEFINITIF, Outcome.DEMENAGE, Outcome.DECEDE,
    Outcome.ETABLISSEMENT,
)  # fmt: skip
ON_THE_PHONE = (
    *_ANSWERED, Outcome.NR, Outcome.REPONDEUR, Outcome.OCCUPE, Outcome.INVALIDE, Outcome.RAPPEL, *_ENDS,
    Outcome.LANGUE,
)  # fmt: skip
AT_THE_DOOR = (
    Outcome.VISITE_OK, Outcome.VISITE_ABSENT, Outcome.VISITE_DOUTE, Outcome.ALERTE_VITALE, Outcome.OK_PROCHE,
    Outcome.TRANSMIS_SECOURS, *_ENDS,
)  # fmt: skip
_DECISION = (Outcome.OK, Outcome.OK_PROCHE, Outcome.VISITE_DOUTE, Outcome.TRANSMIS_SECOURS, *_ENDS)

ALLOWED: dict[StepKind | None, tuple[Outcome, ...]] = {
    StepKind.CONTACT: (
        Outcome.OK_PROCHE,
        Outcome.NR,
        Outcome.OK,
        Outcome.ALERTE_VITALE,
        Outcome.RAPPEL,
        *_ENDS,
    ),
    StepKind.INTERPRETER: (*ON_THE_PHONE, Outcome.VISITE_OK, Outcome.VISITE_ABSENT, Outcome.VISITE_DOUTE),
    StepKind.VISIT: AT_THE_DOOR,
    StepKind.SUPERVISOR: _DECISION,
    StepKind.RESCUE: (Outcome.TRANSMIS_SECOURS, Outcome.VISITE_OK, Outcome.OK_PROCHE),
    StepKind.VITAL: (Outcome.TRANSMIS_SECOURS, Outcome.VISITE_OK),
}
"""What may be said of each step; any other is a telephone call."""


def leaves_the_telephone(held: StepKind | None, outcome: Outcome, then: StepKind) -> bool:
    """Whether the calls end without an answer here, and somebody else takes over: a relative, or a visit."""
    silent = outcome in {Outcome.NR, Outcome.REPONDEUR}
    return silent and held in {None, *CALL_STEPS} and then in {StepKind.CONTACT, StepKind.VISIT}


@dataclass(frozen=True)
class Standing:
    """Where somebody stands before an attempt; ``step`` is what holds them, if anything."""

    step: StepKind | None = None
    unanswered: int = 0
    first_missed_at: datetime | None = None
    priority: int = 3
    fast: bool = False


@dataclass(frozen=True)
class Said:
    """What the caller says of an attempt; ``at`` is when it happened (UTC)."""

    outcome: Outcome
    at: datetime
    note: str = ""
    promised_at: datetime | None = None
    absent_until: date | None = None
    informant: str = ""
    rescue_number: str = ""
    rescue_at: datetime | None = None
    rescue_ref: str = ""


@dataclass(frozen=True)
class Consequence:
    """Where somebody stands after it: a state, the step that holds them (open states only), those that go beside."""

    state: EntryState
    step: Due | None = None
    beside: tuple[Due, ...] = ()
    unanswered: int = 0
    first_missed_at: datetime | None = None
    priority: int = 3
    promised: bool = False
    next_contact_at: datetime | None = None


def allowed_outcomes(step: StepKind | None) -> tuple[Outcome, ...]:
    """The codes that make sense for what is being done."""
    return ALLOWED.get(step, ON_THE_PHONE)


def check_said(said: Said, *, step: StepKind | None, now: datetime, history: bool = False) -> None:
    """Raise ``Refused``, with its field, when the outcome cannot be what happened or lacks what its code demands.

    ``history``: it changes nothing any more, so what is to be done today says nothing of it.
    """
    if not history and said.outcome not in allowed_outcomes(step):
        raise Refused("Ce résultat ne va pas avec ce qui était à faire.", field="outcome")
    if said.at > now + timedelta(minutes=5):
        raise Refused("Cette heure n’est pas encore passée.", field="at")
    _check_demanded(said)
    if said.outcome == Outcome.RAPPEL and said.promised_at is not None:
        if said.promised_at <= said.at:
            raise Refused("L’heure du rappel est déjà passée.", field="promised_at")
        if said.promised_at > said.at + FURTHEST_PROMISE:
            raise Refused("Promettez un rappel dans les deux semaines.", field="promised_at")
    if said.rescue_at is not None and said.rescue_at > now + timedelta(minutes=5):
        raise Refused("L’heure de l’appel aux secours n’est pas encore passée.", field="rescue_at")


def _check_demanded(said: Said) -> None:
    demanded: dict[Outcome, tuple[tuple[str, object, str], ...]] = {
        Outcome.RAPPEL: (("promised_at", said.promised_at, "Notez l’heure du rappel promis."),),
        Outcome.ABSENT_CONNU: (("absent_until", said.absent_until, "Notez jusqu’à quel jour."),),
        Outcome.OK_PROCHE: (("informant", said.informant.strip(), "Notez qui donne des nouvelles."),),
        Outcome.TRANSMIS_SECOURS: (
            ("rescue_number", said.rescue_number in RESCUE_NUMBERS, "Dites quel numéro a été appelé."),
            ("rescue_at", said.rescue_at, "Notez l’heure de l’appel aux secours."),
            ("rescue_ref", said.rescue_ref.strip(), "Notez la référence donnée, ou le nom de qui a répondu."),
        ),
    }
    for field, given, sentence in demanded.get(said.outcome, ()):
        if not given:
            raise Refused(sentence, field=field)


def next_contact(at: datetime, *, priority: int, hours: Hours) -> datetime | None:
    """When somebody who is well is called again (domain.md § 2.7); ``None`` when the colour asks for no other call."""
    days: dict[str, dict[int, float]] = {
        Colour.RED: {1: 0.5, 2: 1, 3: 2},
        Colour.ORANGE: {1: 1, 2: 2, 3: 3},
        Colour.YELLOW: {1: 2},
    }
    wait = days.get(hours.colour, {}).get(priority)
    return None if wait is None else next_ringing(at + timedelta(days=wait), hours, priority)


def consequence(said: Said, *, standing: Standing, hours: Hours) -> Consequence:
    """What follows from an attempt that ``check_said`` let through."""
    base = Consequence(
        EntryState.CLOSED,
        unanswered=standing.unanswered,
        first_missed_at=standing.first_missed_at,
        priority=standing.priority,
    )
    rule = _RULES.get(said.outcome)
    return base if rule is None else rule(said, standing, hours, base)


_Rule = Callable[[Said, Standing, Hours, Consequence], Consequence]


def _reached(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
    again = next_contact(said.at, priority=standing.priority, hours=hours)
    return replace(base, state=EntryState.REACHED, unanswered=0, first_missed_at=None, next_contact_at=again)


def _watched(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
    priority = max(1, standing.priority - 1)
    recall = next_ringing(said.at + WATCH_AGAIN, hours, priority)
    if timezone.localtime(recall).date() != timezone.localtime(said.at).date():
        recall = max(said.at + SOON, next_ringing(said.at + SOON, hours, priority))
    return replace(
        base,
        state=EntryState.SCHEDULED,
        step=Due(StepKind.RECALL, recall),
        beside=(Due(StepKind.REVIEW, said.at + REVIEW_WITHIN),),
        priority=priority,
        unanswered=0,
        first_missed_at=None,
    )


def _missed(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
    first = standing.first_missed_at or said.at
    # A recall of somebody already spoken to, or a promise nobody answered, begins the ladder again where it stood.
    done = standing.step
    if done in {StepKind.RECALL, StepKind.PROMISE}:
        done = (
            (None, StepKind.SECOND_CALL)[standing.unanswered]
            if standing.unanswered < 2
            else StepKind.THIRD_CALL
        )
    due = next_on_ladder(
        done, first_missed=first, at=said.at, hours=hours, fast=standing.fast, priority=standing.priority
    )
    state = EntryState.SCHEDULED if due.kind in CALL_STEPS else EntryState.ESCALATED
    return replace(base, state=state, step=due, unanswered=standing.unanswered + 1, first_missed_at=first)


def _again(wait: timedelta) -> _Rule:
    def rule(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
        due = next_ringing(said.at + wait, hours, standing.priority)
        return replace(base, state=EntryState.SCHEDULED, step=Due(StepKind.RECALL, due))

    return rule


def _third_party(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
    due = step_due(
        StepKind.SECOND_CALL,
        first_missed=said.at,
        at=said.at,
        hours=hours,
        fast=standing.fast,
        priority=standing.priority,
    )
    return replace(base, state=EntryState.SCHEDULED, step=Due(StepKind.RECALL, due))


def _promised(said: Said, _standing: Standing, _hours: Hours, base: Consequence) -> Consequence:
    due = said.promised_at or said.at
    return replace(base, state=EntryState.SCHEDULED, step=Due(StepKind.PROMISE, due), promised=True)


def _escalated(kind: StepKind, wait: timedelta, beside: StepKind | None = None) -> _Rule:
    def rule(said: Said, _standing: Standing, _hours: Hours, base: Consequence) -> Consequence:
        others = (Due(beside, said.at + timedelta(days=2)),) if beside else ()
        return replace(base, state=EntryState.ESCALATED, step=Due(kind, said.at + wait), beside=others)

    return rule


def _wrong_number(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
    first = standing.first_missed_at or said.at
    told = _escalated(StepKind.CONTACT, SOON, StepKind.CHECK_FILE)(said, standing, hours, base)
    return replace(told, first_missed_at=first)


def _language(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
    due = step_due(
        StepKind.CONTACT,
        first_missed=said.at,
        at=said.at,
        hours=hours,
        fast=standing.fast,
        priority=standing.priority,
    )
    return replace(base, state=EntryState.ESCALATED, step=Due(StepKind.INTERPRETER, due))


def _removal(said: Said, _standing: Standing, _hours: Hours, base: Consequence) -> Consequence:
    return replace(base, beside=(Due(StepKind.REMOVAL, said.at + timedelta(days=2)),))


def _nobody_home(said: Said, standing: Standing, hours: Hours, base: Consequence) -> Consequence:
    first = standing.first_missed_at or said.at
    due = next_on_ladder(
        StepKind.VISIT,
        first_missed=first,
        at=said.at,
        hours=hours,
        fast=standing.fast,
        priority=standing.priority,
    )
    return replace(base, state=EntryState.ESCALATED, step=due, first_missed_at=first)


_RULES: dict[Outcome, _Rule] = {
    Outcome.OK: _reached,
    Outcome.OK_BESOIN: _reached,
    Outcome.OK_PROCHE: _reached,
    Outcome.REFUS_JOUR: _reached,
    Outcome.VISITE_OK: _reached,
    Outcome.OK_SURVEILLER: _watched,
    Outcome.NR: _missed,
    Outcome.REPONDEUR: _missed,
    Outcome.TIERS: _third_party,
    Outcome.OCCUPE: _again(BUSY_AGAIN),
    Outcome.RAPPEL: _promised,
    Outcome.ALERTE_VITALE: _escalated(StepKind.VITAL, SOON),
    Outcome.INVALIDE: _wrong_number,
    Outcome.LANGUE: _language,
    Outcome.VISITE_ABSENT: _nobody_home,
    Outcome.VISITE_DOUTE: _escalated(StepKind.RESCUE, timedelta(0)),
    Outcome.REFUS_DEFINITIF: _removal,
}

_MISSES = (Outcome.NR, Outcome.REPONDEUR, Outcome.OCCUPE, Outcome.INVALIDE, Outcome.TIERS)


def changes_anything(said: Said, *, state: str, last_at: datetime | None) -> bool:
    """Whether an attempt still says where somebody stands, or is history by the time the house learns of it.

    A danger for life always does. What is older than the last attempt does not; neither does a call that found nobody once
    somebody was reached, nor anything once the person left the campaign.
    """
    if said.outcome == Outcome.ALERTE_VITALE:
        return True
    if state == EntryState.CLOSED or (last_at is not None and said.at < last_at):
        return False
    return not (state == EntryState.REACHED and said.outcome in _MISSES)
