"""Noting that a document was seen, taking it back, and what its end does by itself."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.tell import tell_person, way_to_reach
from cordee.ground.people.models import Account
from cordee.ground.volunteers.models import CheckKind, Volunteer, VolunteerCheck
from cordee.ground.volunteers.rules.admission import earned_state, earned_trust
from cordee.ground.volunteers.rules.checks import KINDS, End, check_sight, day_words, proposed_end
from cordee.ground.volunteers.selectors.checks import checks_just_over, checks_to_announce, seen_kinds


def settle(volunteer: Volunteer, *, at: datetime) -> None:
    """Save a volunteer with the level and the state that the path of admission and the checks in force have earned."""
    seen = seen_kinds(volunteer.pk, at=at) if volunteer.pk else frozenset()
    volunteer.trust_level = earned_trust(volunteer, seen)
    volunteer.state = earned_state(volunteer, seen)
    volunteer.save()


def _current(volunteer: Volunteer, kind: str) -> VolunteerCheck | None:
    # Two agents with the same file open: the second waits, and replaces what the first noted.
    Volunteer.objects.select_for_update(of=("self",)).get(pk=volunteer.pk)
    return VolunteerCheck.objects.filter(volunteer=volunteer, kind=kind, replaced_at=None).first()


@transaction.atomic
def note_check(
    *,
    volunteer: Volunteer,
    kind: str,
    by: Account,
    at: datetime,
    seen_on: date | None = None,
    dated_on: date | None = None,
    valid_until: date | None = None,
    held_two_years: bool | None = None,
) -> VolunteerCheck:
    """« Vu le … par …, valable jusqu’au … »; the sight before is replaced. Today, and the end proposed, unless told.

    ``dated_on``, what is written on the document, gives the end of what is good for some months; it is not kept.
    ``held_two_years`` is asked for a licence and not kept. Raises ``Refused``.
    """
    today = timezone.localtime(at).date()
    seen_on = seen_on or today
    if valid_until is None and kind in KINDS:
        valid_until = proposed_end(CheckKind(kind), dated_on or seen_on)
    check_sight(
        kind,
        seen_on=seen_on,
        dated_on=dated_on,
        valid_until=valid_until,
        held_two_years=held_two_years,
        today=today,
    )
    if KINDS[CheckKind(kind)].end == End.NONE:
        valid_until = None
    before = _current(volunteer, kind)
    if before is not None and (before.seen_on, before.valid_until) == (seen_on, valid_until):
        return before
    replaced = [kind] if kind in {CheckKind.IDENTITY, CheckKind.RECORD} else [kind, CheckKind.UNSAID]
    # Whoever looks at one of the documents « special » stood for has the person before them: the reminder is over.
    VolunteerCheck.objects.filter(volunteer=volunteer, kind__in=replaced, replaced_at=None).update(
        replaced_at=at
    )
    check = VolunteerCheck.objects.create(
        volunteer=volunteer, kind=kind, seen_on=seen_on, seen_by=by, valid_until=valid_until,
        commune_id=volunteer.commune_id,
    )  # fmt: skip
    settle(volunteer, at=at)
    leave_trace(
        verb="note_check", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at, check=str(kind),
        trust=volunteer.trust_level,
    )  # fmt: skip
    return check


@transaction.atomic
def take_check_back(*, volunteer: Volunteer, kind: str, by: Account, at: datetime) -> None:
    """It was not seen after all: nothing stands in its place. Raises ``Refused`` when nothing was noted."""
    check = _current(volunteer, kind)
    if check is None:
        raise Refused("Rien n’est noté pour ce contrôle.")
    check.replaced_at = at
    check.save(update_fields=["replaced_at"])
    settle(volunteer, at=at)
    leave_trace(
        verb="take_check_back", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at, check=str(kind),
        trust=volunteer.trust_level,
    )  # fmt: skip


def end_checks(*, at: datetime) -> int:
    """The day after the last good one, the level falls by itself; returns how many checks ended."""
    over = checks_just_over(timezone.localtime(at).date())
    for check in over:
        with transaction.atomic():
            check.ended_at = at
            check.save(update_fields=["ended_at"])
            settle(check.volunteer, at=at)
            leave_trace(
                verb="end_check", subject=check.volunteer, by=Task("checks"), commune_code=check.commune_id, at=at,
                check=check.kind, trust=check.volunteer.trust_level,
            )  # fmt: skip
    return len(over)


def announce_ends(*, at: datetime) -> int:
    """Tell each volunteer, once, of the checks in their last thirty days, in one message; returns how many were told.

    Who can only be rung up is on the desk’s list.
    """
    today, told = timezone.localtime(at).date(), 0
    for _, group in groupby(checks_to_announce(today), key=lambda one: one.volunteer_id):
        checks = list(group)
        volunteer = checks[0].volunteer
        if way_to_reach(volunteer.person) is None:
            continue
        with transaction.atomic():
            keys = [one.pk for one in checks]
            ready = VolunteerCheck.objects.filter(pk__in=keys, warned_at=None).update(warned_at=at)
            if ready != len(keys):
                continue
            what = " et ".join(
                f"{CheckKind(one.kind).label} ({day_words(one.valid_until, today)})"
                for one in checks
                if one.valid_until
            )
            tell_person(
                person=volunteer.person, template="check_ending", key=f"check_ending:{keys[0]}", by=Task("checks"), at=at,
                what=what,
            )  # fmt: skip
            leave_trace(
                verb="announce_end", subject=volunteer, by=Task("checks"), commune_code=volunteer.commune_id, at=at,
                checks=[one.kind for one in checks],
            )  # fmt: skip
        told += 1
    return told


def destroy_checks(keys: list[int], _at: datetime) -> None:
    """Former sights whose time is over."""
    VolunteerCheck.objects.filter(pk__in=keys, replaced_at__isnull=False).delete()
