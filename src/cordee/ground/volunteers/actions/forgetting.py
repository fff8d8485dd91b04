"""Forgetting a volunteer: the number stays, for the missions counted."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.papers.actions.forgetting import forget_papers
from cordee.ground.people.actions.privacy import forget_identity
from cordee.ground.people.models import Person
from cordee.ground.people.ports import is_used
from cordee.ground.territory.models import LocationQuality
from cordee.ground.volunteers.models import (
    Acceptance,
    DuplicateHint,
    ReserveConsent,
    Volunteer,
    VolunteerState,
)


def forget_offer(person: Person, at: datetime) -> None:
    """The offer of help, the texts accepted, the checks seen, the place."""
    file = Volunteer.objects.filter(person=person).first()
    if file is None:
        return
    DuplicateHint.objects.filter(kept=file).delete()
    DuplicateHint.objects.filter(other=file).delete()
    Acceptance.objects.filter(volunteer=file).delete()
    ReserveConsent.objects.filter(volunteer=file).delete()
    file.state = VolunteerState.LEFT
    file.address = file.address_extra = file.postcode = file.city = file.ban_id = file.remarks = (
        file.source_key
    ) = ""
    file.latitude = file.longitude = None
    file.location_quality = LocationQuality.UNKNOWN
    file.activity_bits = file.week_bits = 0
    file.languages = []
    file.vehicle = file.shares_phone = file.remote_only = False
    file.available_now_until = file.paused_until = file.invited_at = None
    file.phone_checked_at = file.charter_accepted_at = None
    file.identity_seen_on = file.identity_seen_by = file.briefed_on = None
    file.accompanied_on = file.accompanied_seen_by = None
    file.record_seen_on = file.special_checks_on = None
    file.erased_at = at
    file.save()


def object_to_offer(person: Person, _at: datetime) -> None:
    """Nothing is proposed any more."""
    Volunteer.objects.filter(person=person).update(state=VolunteerState.LEFT, available_now_until=None)


def is_volunteer(person: Person) -> bool:
    """True while an offer of help stands in the person’s name."""
    return Volunteer.objects.filter(person=person, erased_at=None).exists()


def destroy_offers(keys: list[int], at: datetime) -> None:
    """Files of volunteers and their papers; who they are goes too, unless they are helped."""
    for file in Volunteer.objects.select_related("person").filter(pk__in=keys):
        forget_offer(file.person, at)
        forget_papers(file.person, at)
        if not is_used(file.person):
            forget_identity(file.person, at)
