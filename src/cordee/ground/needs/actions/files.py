"""Correcting the file of a person helped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Beneficiary
from cordee.ground.needs.rules.recognition import draw_recognition_word

_PLACE = {
    "address", "address_extra", "postcode", "city", "ban_id", "latitude", "longitude", "location_quality",
    "outside_commune", "district_id", "access_notes",
}  # fmt: skip


@transaction.atomic
def correct_place(*, beneficiary: Beneficiary, by: Actor, at: datetime, **place: Any) -> Beneficiary:
    """Correct where help goes, for the whole household. ``place`` holds fields of ``Household``."""
    unknown = set(place) - _PLACE
    if unknown:
        raise TypeError(f"Not a field of a place: {sorted(unknown)}")
    household = beneficiary.household
    for name, value in place.items():
        setattr(household, name, value)
    household.save()
    leave_trace(
        verb="correct_place", subject=household, by=by, commune_code=beneficiary.commune_id, at=at,
        quality=str(household.location_quality),
    )  # fmt: skip
    return beneficiary


def show_recognition_word(*, beneficiary: Beneficiary, by: Actor, at: datetime, page: str) -> str:
    """The word, for whoever may see it now: the one way out of its column for a page, and each view leaves its own trace."""
    word = beneficiary.recognition_word
    if word:
        leave_trace(
            verb="show_recognition_word", subject=beneficiary, by=by, commune_code=beneficiary.commune_id, at=at,
            kind=EventKind.READ, page=page,
        )  # fmt: skip
    return word


@transaction.atomic
def renew_recognition_word(*, beneficiary: Beneficiary, by: Actor, at: datetime) -> Beneficiary:
    """Draw another word, after an incident or sixty days; whoever draws it tells the person."""
    word = draw_recognition_word(other_than=beneficiary.recognition_word)
    return change_recognition_word(beneficiary=beneficiary, word=word, by=by, at=at)


@transaction.atomic
def change_recognition_word(*, beneficiary: Beneficiary, word: str, by: Actor, at: datetime) -> Beneficiary:
    """Agree on another recognition word: after an incident, or every sixty days."""
    cleaned = word.strip().lower()
    if not cleaned:
        raise Refused("Choisissez un mot avec la personne.", field="recognition_word")
    beneficiary.recognition_word = cleaned[:30]
    beneficiary.recognition_word_on = timezone.localtime(at).date()
    beneficiary.save(update_fields=["recognition_word", "recognition_word_on"])
    leave_trace(
        verb="change_recognition_word", subject=beneficiary, by=by, commune_code=beneficiary.commune_id, at=at
    )
    return beneficiary
