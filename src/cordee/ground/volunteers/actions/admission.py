"""Admitting, pausing, suspending, merging."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.engine.protocol.activities import bits_of
from cordee.ground.audit.actions import Actor, Task, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.selectors.texts import version_in_force
from cordee.ground.people.models import Account
from cordee.ground.volunteers.actions.checks import note_check, settle, take_check_back
from cordee.ground.volunteers.models import Acceptance, CheckKind, DuplicateHint, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.membership import check_not_held_by_organisation
from cordee.ground.volunteers.rules.week import WHOLE_WEEK

CHECKS = ("phone", "identity", "charter", "briefing")
"""The steps of the path of admission, in one gesture each; documents that end are noted by ``checks.note_check``."""


def _keep_charter(volunteer: Volunteer, *, by: Account, at: datetime, seen: bool) -> None:
    charters = Acceptance.objects.filter(volunteer=volunteer, kind=PaperKind.CHARTER)
    if not seen:
        charters.delete()
        return
    charters.get_or_create(
        version=version_in_force(PaperKind.CHARTER),
        defaults={
            "volunteer": volunteer,
            "kind": PaperKind.CHARTER,
            "commune_id": volunteer.commune_id,
            "accepted_at": at,
            "seen_by": by,
        },
    )


@transaction.atomic
def record_check(
    *, volunteer: Volunteer, check: str, by: Account, at: datetime, seen: bool = True
) -> Volunteer:
    """Tick (or untick) one step: « vu le … par … », never a copy. The level follows by itself.

    ``check`` is one of ``CHECKS``. Raises ``Refused`` for an unknown one.
    """
    if check == "identity":
        if seen:
            note_check(volunteer=volunteer, kind=CheckKind.IDENTITY, by=by, at=at)
        else:
            take_check_back(volunteer=volunteer, kind=CheckKind.IDENTITY, by=by, at=at)
        return volunteer
    day = timezone.localtime(at).date()
    if check == "phone":
        volunteer.phone_checked_at = at if seen else None
        if seen:
            volunteer.contacted_at = volunteer.contacted_at or at
            volunteer.last_news_at = at
    elif check == "charter":
        volunteer.charter_accepted_at = at if seen else None
        _keep_charter(volunteer, by=by, at=at, seen=seen)
    elif check == "briefing":
        volunteer.briefed_on = day if seen else None
    else:
        raise Refused("Ce contrôle n’existe pas.")
    settle(volunteer, at=at)
    leave_trace(
        verb="record_check", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at, check=check, seen=seen,
        trust=volunteer.trust_level,
    )  # fmt: skip
    return volunteer


@transaction.atomic
def pause_volunteer(*, volunteer: Volunteer, by: Actor, at: datetime, until: date | None) -> Volunteer:
    """Stop asking until a day (or until they come back). Missions already accepted are kept."""
    if until is not None and until <= timezone.localtime(at).date():
        raise Refused("Choisissez une date à venir.", field="paused_until")
    volunteer.state, volunteer.paused_until = VolunteerState.PAUSED, until
    volunteer.available_now_until = None
    volunteer.save()
    leave_trace(verb="pause_volunteer", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at)
    return volunteer


@transaction.atomic
def resume_volunteer(*, volunteer: Volunteer, by: Actor, at: datetime) -> Volunteer:
    """End a pause, or a suspension when an agent decides it."""
    if volunteer.state == VolunteerState.SUSPENDED and not isinstance(by, Account):
        raise Refused("La mairie a suspendu cette inscription : appelez-la pour en parler.")
    check_not_held_by_organisation(volunteer)
    volunteer.state, volunteer.paused_until, volunteer.state_before = VolunteerState.APPLICANT, None, ""
    settle(volunteer, at=at)
    leave_trace(verb="resume_volunteer", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at)
    return volunteer


def end_pauses(*, at: datetime) -> int:
    """The last day of a pause is over: they are back without having to say so. Returns how many."""
    back = list(
        Volunteer.objects.filter(
            state=VolunteerState.PAUSED, paused_until__lt=timezone.localtime(at).date()
        ).order_by("pk")
    )
    for volunteer in back:
        resume_volunteer(volunteer=volunteer, by=Task("pauses"), at=at)
    return len(back)


@transaction.atomic
def suspend_volunteer(*, volunteer: Volunteer, by: Account, at: datetime) -> Volunteer:
    """Suspend at once: nothing more is proposed and no address is shown any more (rule H6)."""
    volunteer.state, volunteer.state_before = VolunteerState.SUSPENDED, ""
    volunteer.available_now_until = None
    volunteer.save()
    leave_trace(verb="suspend_volunteer", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at)
    return volunteer


@transaction.atomic
def say_available_now(*, volunteer: Volunteer, by: Actor, at: datetime, hours: int) -> Volunteer:
    """« J’ai une heure maintenant » (zero hours takes it back)."""
    if not 0 <= hours <= 12:
        raise Refused("Choisissez entre une et douze heures.", field="hours")
    volunteer.available_now_until = at + timedelta(hours=hours) if hours else None
    volunteer.save(update_fields=["available_now_until"])
    leave_trace(
        verb="say_available_now",
        subject=volunteer,
        by=by,
        commune_code=volunteer.commune_id,
        at=at,
        hours=hours,
    )
    return volunteer


@transaction.atomic
def change_offer(
    *,
    volunteer: Volunteer,
    by: Actor,
    at: datetime,
    activities: list[str],
    week_bits: int,
    radius_km: float,
    vehicle: bool,
    remote_only: bool,
    languages: list[str],
    weekly_cap: int,
    place: dict[str, Any] | None = None,
    shares_phone: bool | None = None,
) -> Volunteer:
    """The volunteer (or an agent for them) changes what they offer."""
    if not 0.2 <= radius_km <= 100:
        raise Refused("Le rayon va de 200 m à 100 km.", field="radius_km")
    if not 0 <= weekly_cap <= 21:
        raise Refused("Entre 0 et 21 missions par semaine.", field="weekly_cap")
    volunteer.activity_bits, volunteer.week_bits = bits_of(activities), week_bits & WHOLE_WEEK
    volunteer.radius_km, volunteer.vehicle, volunteer.remote_only = radius_km, vehicle, remote_only
    volunteer.languages, volunteer.weekly_cap = sorted(set(languages) - {"fr"}), weekly_cap
    if shares_phone is not None:
        volunteer.shares_phone = shares_phone
    for name, value in (place or {}).items():
        setattr(volunteer, name, value)
    settle(volunteer, at=at)
    leave_trace(verb="change_offer", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at)
    return volunteer


@transaction.atomic
def note_news(*, volunteer: Volunteer, at: datetime, by: Actor, what: str) -> None:
    """Record that the town gave news: a briefing, a mission, or an honest « pas encore »."""
    Volunteer.objects.filter(pk=volunteer.pk, contacted_at=None).update(contacted_at=at)
    Volunteer.objects.filter(pk=volunteer.pk).update(last_news_at=at)
    if volunteer.state == VolunteerState.APPLICANT:
        Volunteer.objects.filter(pk=volunteer.pk, state=VolunteerState.APPLICANT).update(
            state=VolunteerState.CONTACTED
        )
    if what == "briefing":
        Volunteer.objects.filter(pk=volunteer.pk).update(invited_at=at)
    leave_trace(
        verb="note_news", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at, what=what
    )


@transaction.atomic
def decide_duplicate(*, hint: DuplicateHint, merge: bool, by: Account, at: datetime) -> Volunteer:
    """Say whether two files are one person.

    Merging keeps the older file, adds what only the newer one knew, and closes the newer: its past stays readable.
    """
    if hint.decided_at is not None:
        raise Refused("Ce doublon a déjà été traité.")
    kept, other = hint.kept, hint.other
    if merge:
        kept.activity_bits |= other.activity_bits
        kept.week_bits |= other.week_bits
        kept.languages = sorted({*kept.languages, *other.languages})
        kept.vehicle = kept.vehicle or other.vehicle
        for name in ("phone", "phone_alt", "email", "birth_on", "birth_year"):
            if not getattr(kept.person, name) and getattr(other.person, name):
                setattr(kept.person, name, getattr(other.person, name))
        if other.person.phone and other.person.phone not in {kept.person.phone, kept.person.phone_alt}:
            kept.person.phone_alt = kept.person.phone_alt or other.person.phone
        kept.person.protected = kept.person.protected or other.person.protected
        kept.person.save()
        if kept.latitude is None and other.latitude is not None:
            for name in (
                "address",
                "postcode",
                "city",
                "latitude",
                "longitude",
                "location_quality",
                "district_id",
            ):
                setattr(kept, name, getattr(other, name))
        settle(kept, at=at)
        other.state = VolunteerState.LEFT
        other.available_now_until = None
        other.save()
        other.person.merged_into = kept.person
        other.person.save(update_fields=["merged_into"])
        DuplicateHint.objects.filter(other=other, decided_at=None).exclude(pk=hint.pk).update(decided_at=at)
    hint.decided_at, hint.merged = at, merge
    hint.save()
    leave_trace(
        verb="decide_duplicate", subject=kept, by=by, commune_code=kept.commune_id, at=at, merge=merge
    )
    return kept
