"""Forgetting the people of campaigns: words, numbers and doors go, what figures are made of stays."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.campaigns.models import CallAttempt, CampaignEntry
from cordee.ground.people.models import Person
from cordee.ground.people.rules.mentions import marks_of

_AT_ONCE = 500


def forget_entries(*, keys: list[int]) -> None:
    """Everything by which somebody could be known, in these entries and in what was noted of them."""
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        gone = [
            CampaignEntry(
                pk=key, source_key=f"gone:{key}", name="", phones=[], address="", contact="", contact_phone=""
            )
            for key in some
        ]
        CampaignEntry.objects.bulk_update(
            gone, ["source_key", "name", "phones", "address", "contact", "contact_phone"]
        )
        CampaignEntry.objects.filter(pk__in=some).update(
            person=None, language="fr", absent_until=None, fast=False
        )
        CallAttempt.objects.filter(entry__in=some).update(note="", informant="", need=None)
        CallAttempt.objects.filter(entry__in=some).exclude(rescue_ref="").update(rescue_ref="-")


def forget_calls(person: Person, _at: datetime) -> None:
    """What campaigns keep of a person: as the one called, and as the relative or the neighbour of somebody called."""
    marks = marks_of(person)
    own, near = [], []
    for entry in CampaignEntry.objects.only("pk", "person", "name", "phones", "contact", "contact_phone"):
        said = f"{entry.name} {' '.join(entry.phones)}"
        if entry.person_id == person.pk or (marks.full_name_in(entry.name) and marks.number_in(said)):
            own.append(entry.pk)
        elif marks.number_in(entry.contact_phone) or marks.full_name_in(entry.contact):
            near.append(entry.pk)
    forget_entries(keys=own)
    CampaignEntry.objects.filter(pk__in=near).update(contact="", contact_phone="")
    for attempt in CallAttempt.objects.exclude(note="", informant="").only("pk", "note", "informant"):
        told = f"{attempt.note} {attempt.informant}"
        if marks.number_in(told) or marks.full_name_in(told):
            CallAttempt.objects.filter(pk=attempt.pk).update(note="", informant="")


def destroy_calls(keys: list[int], _at: datetime) -> None:
    """The people of campaigns whose time is over."""
    for campaign in keys:
        forget_entries(
            keys=list(CampaignEntry.objects.filter(campaign=campaign).values_list("pk", flat=True))
        )
