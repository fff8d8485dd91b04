"""The life of an entry: confirmed, away, doubtful, corrected, removed; and the opposition, honoured for good."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.actions.forgetting import empty_entry, forget_unless_used
from cordee.coordinate.register.actions.opening import check_may, locked, move, rank
from cordee.coordinate.register.models import (
    LIVING_STATES,
    AlertSubscription,
    CheckReason,
    ClearanceScope,
    EntryState,
    OppositionTrace,
    RegisterChoices,
    RegisterEntry,
    RemovalReason,
)
from cordee.coordinate.register.ports import tell_of_leaving
from cordee.coordinate.register.rules.enrolment import check_listable
from cordee.coordinate.register.rules.lifecycle import check_absence, check_move, where_it_stood
from cordee.coordinate.register.rules.operational import (
    QUESTIONS,
    empty_answer,
    kept_answers,
    questions_asked,
)
from cordee.coordinate.register.rules.oppositions import digests_of
from cordee.coordinate.register.rules.priority import age_for_calls, check_priority
from cordee.coordinate.register.selectors.entries import absences_over
from cordee.ground.audit.actions import Actor, Task, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.forgetting import forget_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.people.actions.persons import correct_person
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune

KEEP = ClearanceScope.KEEP
_CORE = ("representative", "emergency_name", "emergency_phone", "home_service", "category")
_PERSON = ("first_name", "last_name", "phone", "phone_alt", "email", "birth_on", "birth_year", "language")
_BATCH = 200


@transaction.atomic
def correct_entry(
    *, entry_id: int, said: dict[str, Any], place: dict[str, Any], answers: dict[str, Any], answers_agreed: bool,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Correct a file. ``said`` holds fields of the person and of the core, ``place`` those of ``Located`` (or nothing),
    ``answers`` the optional ones (an empty answer takes the old one away). Raises ``Refused`` with the field."""
    check_may(by, at, scope=KEEP)
    entry = locked(entry_id)
    correct_person(person=entry.person, by=by, **{name: said[name] for name in _PERSON if name in said})
    for name in _CORE:
        if name in said:
            setattr(entry, name, said[name])
    for name, value in place.items():
        setattr(entry, name, value)
    on = timezone.localtime(at).date()
    check_listable(
        category=entry.category, age=age_for_calls(entry, on), outside_commune=entry.outside_commune
    )
    kept = kept_answers(answers, agreed=answers_agreed)
    for question in questions_asked():
        if question.code in answers:
            setattr(entry, question.code, kept.get(question.code, empty_answer(question.code)))
    entry.operational_agreed_on = (entry.operational_agreed_on or on) if kept else None
    rank(entry, at)
    entry.save()
    leave_trace(verb="correct_entry", subject=entry, by=by, commune_code=entry.commune_id, at=at)


@transaction.atomic
def confirm_entry(*, entry_id: int, by: Actor, at: datetime) -> None:
    """The person is known to agree: they said so, or the letter reached them. Also the yearly check. Raises ``Refused``."""
    check_may(by, at, scope=KEEP)
    entry = locked(entry_id)
    if entry.state != EntryState.CONFIRMED:
        move(entry, EntryState.CONFIRMED, at)
    entry.checked_on, entry.check_reason = timezone.localtime(at).date(), ""
    entry.away_from = entry.away_until = None
    entry.save()
    leave_trace(verb="confirm_entry", subject=entry, by=by, commune_code=entry.commune_id, at=at)


@transaction.atomic
def note_absence(
    *, entry_id: int, away_from: date | None, away_until: date | None, by: Actor, at: datetime
) -> None:
    """Nobody calls until the day of return. Why the person is away is not asked. Raises ``Refused`` with the field."""
    check_may(by, at, scope=KEEP)
    check_absence(away_from, away_until, on=timezone.localtime(at).date())
    entry = locked(entry_id)
    if entry.state != EntryState.SUSPENDED:
        move(entry, EntryState.SUSPENDED, at)
    entry.away_from, entry.away_until = away_from, away_until
    entry.save()
    leave_trace(verb="note_absence", subject=entry, by=by, commune_code=entry.commune_id, at=at)


def _come_back(entry: RegisterEntry, *, by: Actor, at: datetime) -> None:
    move(entry, where_it_stood(entry), at)
    entry.away_from = entry.away_until = None
    entry.check_reason = ""
    entry.save()
    leave_trace(
        verb="come_back", subject=entry, by=by, commune_code=entry.commune_id, at=at, state=str(entry.state)
    )


@transaction.atomic
def come_back(*, entry_id: int, by: Actor, at: datetime) -> None:
    """The person is there again, or the doubt is lifted. Raises ``Refused``."""
    check_may(by, at, scope=KEEP)
    _come_back(locked(entry_id), by=by, at=at)


@transaction.atomic
def end_absences(*, by: Actor, at: datetime) -> int:
    """For the daily task: whoever was due back is called again. Returns how many."""
    over = absences_over(timezone.localtime(at).date())
    for entry_id in over:
        _come_back(
            RegisterEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry_id),
            by=by,
            at=at,
        )
    return len(over)


@transaction.atomic
def rank_again(*, by: Actor, at: datetime) -> int:
    """For the daily task: birthdays change priorities. Returns how many did."""
    changed = []
    rows = RegisterEntry.objects.exclude(state__in=[EntryState.OPPOSED, EntryState.REMOVED])
    for entry in rows.select_related("person").iterator(chunk_size=_BATCH):
        before = entry.priority
        rank(entry, at)
        if entry.priority != before:
            changed.append(entry)
    RegisterEntry.objects.bulk_update(changed, ["priority"], batch_size=_BATCH)
    if changed:
        leave_trace(
            verb="rank_again",
            subject="register",
            by=by,
            commune_code=current_commune(),
            at=at,
            count=len(changed),
        )
    return len(changed)


@transaction.atomic
def mark_to_check(*, entry_id: int, reason: str, by: Actor, at: datetime) -> None:
    """A number that rings nobody, a letter that came back. The person is still called. Raises ``Refused``."""
    check_may(by, at, scope=KEEP)
    if reason not in CheckReason.values:
        raise Refused("Dites ce qui est à vérifier.", field="check_reason")
    entry = locked(entry_id)
    if entry.state != EntryState.TO_CHECK:
        move(entry, EntryState.TO_CHECK, at)
    entry.check_reason = reason
    entry.save()
    leave_trace(
        verb="mark_to_check", subject=entry, by=by, commune_code=entry.commune_id, at=at, reason=reason
    )


@transaction.atomic
def set_priority(*, entry_id: int, level: int | None, why: str, by: Account, at: datetime) -> None:
    """Decide the order otherwise than computed, with a reason; ``None`` gives the computed one back. Raises ``Refused``."""
    check_may(by, at, scope=KEEP)
    check_priority(level, why)
    entry = locked(entry_id)
    entry.priority_set, entry.priority_why = level, why.strip()[:200] if level else ""
    entry.priority_by = by if level else None
    entry.save()
    leave_trace(
        verb="set_priority", subject=entry, by=by, commune_code=entry.commune_id, at=at, priority=level or 0
    )


@transaction.atomic
def remove_entry(*, entry_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take somebody off: at their request, dead, moved, in a home. No letter leaves by itself. Raises ``Refused``."""
    check_may(by, at, scope=KEEP)
    if reason not in RemovalReason.values:
        raise Refused("Dites pourquoi la personne est radiée.", field="removal_reason")
    entry = locked(entry_id)
    move(entry, EntryState.REMOVED, at)
    empty_entry(entry)
    entry.removal_reason = reason
    entry.save()
    tell_of_leaving(entry.pk, opposed=False, at=at)
    leave_trace(
        verb="remove_entry", subject=entry, by=by, commune_code=entry.commune_id, at=at, reason=reason
    )


def _oppose(entry: RegisterEntry, *, by: Actor, at: datetime) -> None:
    if entry.state != EntryState.REQUESTED:  # Nobody waits for an agent’s decision to say no.
        check_move(entry.state, EntryState.OPPOSED)
    person = entry.person
    mark = secrets.token_hex(8)
    digests = digests_of(
        first_name=person.first_name, last_name=person.last_name, phones=[person.phone, person.phone_alt],
        birth_year=person.birth_year, address=entry.address,
    )  # fmt: skip
    for digest in digests:
        OppositionTrace.objects.update_or_create(
            digest=digest, commune_id=current_commune(), defaults={"mark": mark, "opposed_at": at}
        )
    leave_trace(verb="oppose", subject=entry, by=by, commune_code=entry.commune_id, at=at)
    # Printed letters and older removals speak of them too.
    for paper in Paper.objects.filter(person=person, kind__in=[PaperKind.LISTED, PaperKind.LISTED_BY_OTHER]):
        forget_paper(paper, at)
    for key in RegisterEntry.objects.filter(person=person).values_list("pk", flat=True):
        tell_of_leaving(key, opposed=True, at=at)
    RegisterEntry.objects.filter(person=person).delete()
    forget_unless_used(person, at)


@transaction.atomic
def oppose(*, entry_id: int, by: Actor, at: datetime) -> None:
    """The person does not want to be listed: the entry goes at once, and only hashes that recognise them stay."""
    check_may(by, at, scope=KEEP)
    _oppose(locked(entry_id), by=by, at=at)


def object_to_register(person: Person, at: datetime) -> None:
    """An objection (RGPD art. 21) is an opposition: the entry goes, hashes stay; no alert is sent any more."""
    AlertSubscription.objects.filter(person=person, ended_at=None).update(ended_at=at)
    entry = (
        RegisterEntry.objects.select_related("person").filter(person=person, state__in=LIVING_STATES).first()
    )
    if entry is not None:
        _oppose(entry, by=Task("objection"), at=at)


@transaction.atomic
def choose_questions(*, asked: set[str], by: Account, at: datetime) -> int:
    """Ask these optional questions and no other; what was answered to the others is erased. Returns how many were."""
    check_can(by, Permission.REGISTER_MANAGE)
    check_may(by, at, scope=KEEP)
    off = sorted(set(QUESTIONS) - asked)
    RegisterChoices.objects.update_or_create(commune_id=current_commune(), defaults={"fields_off": off})
    erased = 0
    for code in off:
        nothing = empty_answer(code)
        rows = (
            RegisterEntry.objects.exclude(**{code: nothing})
            if nothing == ""
            else RegisterEntry.objects.exclude(**{f"{code}__isnull": True})
        )
        erased += rows.update(**{code: nothing})
    if erased:
        rank_again(by=by, at=at)
    leave_trace(
        verb="choose_questions", subject="register", by=by, commune_code=current_commune(), at=at,
        fields=sorted(asked & set(QUESTIONS)), count=erased,
    )  # fmt: skip
    return erased
