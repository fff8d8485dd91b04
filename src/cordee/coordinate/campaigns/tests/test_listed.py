"""The register called: by priority and district, by those named; what a call changes in it; nobody who left is called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cordee.coordinate.campaigns.actions.calling import (
    finish_step,
    open_next,
    record_outcome,
    take_batch,
)
from cordee.coordinate.campaigns.actions.listed import targets_of_register
from cordee.coordinate.campaigns.models import CampaignEntry, EntryStep, Outcome, StepKind
from cordee.coordinate.campaigns.selectors.board import standing_counts
from cordee.coordinate.campaigns.tests.factories import a_campaign, a_draft
from cordee.coordinate.campaigns.tests.saying import a_said
from cordee.coordinate.register.actions.keeping import oppose
from cordee.coordinate.register.models import RegisterEntry
from cordee.coordinate.register.tests.factories import cleared, listed
from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Role

AT = datetime(2026, 7, 16, 7, 30, tzinfo=UTC)
"""A Thursday, half past nine in Paris."""


@pytest.fixture
def solene(account, town):
    """Leads campaigns, and is named to read the register."""
    return cleared(account(Role.CCAS_MANAGER), AT)


def copied(by, **wanted):
    return targets_of_register(by=by, at=AT, kind=wanted.pop("kind", "heatwave"), **wanted)


def called(by, outcome, *, at=AT, **given):
    """The only person of a campaign on the register, called with this outcome."""
    campaign = a_campaign(AT, by, people=copied(by), source="register", **given)
    entry = open_next(batch=take_batch(campaign=campaign, by=by, at=at), by=by, at=at)
    record_outcome(entry=entry, said=a_said(outcome, at), key="clé-du-test", by=by, at=at)
    return entry


def test_a_target_is_copied_by_priority_and_district_and_each_line_leaves_its_trace(solene, district):
    first = listed(AT, answers={"lives_alone": True, "weekly_visit": False}, answers_agreed=True)
    there = listed(AT, birth_on=None, place={"address": "2 quai", "district_id": district.pk})
    assert [one.source_key for one in copied(solene, priorities=[1])] == [f"register:{first.entry_key}"]
    assert [one.source_key for one in copied(solene, district_id=district.pk)] == [
        f"register:{there.entry_key}"
    ]
    read = Event.objects.filter(subject=f"registerentry:{first.entry_key}", kind="read").last()
    assert (read.facts["reading"], read.actor) == ("campaign", solene.trace_key)


def test_whoever_is_not_named_by_the_mayor_copies_nobody(account, town):
    listed(AT)
    with pytest.raises(Refused) as refused:
        copied(account(Role.CCAS_MANAGER))
    assert refused.value.field == "source"


def test_a_protected_person_and_one_without_a_telephone_are_not_forgotten(solene):
    listed(AT, phone="", email="odette@exemple.fr", emergency_name="Anne", emergency_phone="+33639980009")
    hers = RegisterEntry.objects.get().person
    hers.protected = True
    hers.save()
    one = copied(solene)[0]
    assert (one.phones, one.contact, one.contact_phone) == ((), "Anne", "+33639980009")
    assert one.name == "Jeanne Rolland"


def test_a_device_that_needs_power_is_on_the_fast_ladder_when_power_is_cut(solene):
    listed(AT, answers={"medical_device": "oui"}, answers_agreed=True)
    assert not copied(solene)[0].fast and copied(solene, kind="power_cut")[0].fast


@pytest.mark.parametrize(
    ("outcome", "state", "removal"),
    [
        (Outcome.ABSENT_CONNU, "suspended", ""),
        (Outcome.INVALIDE, "to_check", ""),
        (Outcome.DECEDE, "removed", "death"),
        (Outcome.DEMENAGE, "removed", "moved"),
        (Outcome.ETABLISSEMENT, "removed", "institution"),
        (Outcome.OK, "active", ""),
        (Outcome.REFUS_DEFINITIF, "active", ""),
    ],
)
def test_what_a_call_says_is_written_in_the_register(solene, outcome, state, removal):
    listed(AT)
    called(solene, outcome)
    entry = RegisterEntry.objects.get()
    assert (entry.state, entry.removal_reason) == (state, removal)


def test_the_yearly_call_confirms_and_a_refusal_ends_once_answered_in_writing(solene):
    listed(AT)
    called(solene, Outcome.OK, trigger="yearly")
    assert RegisterEntry.objects.get().state == "confirmed"
    RegisterEntry.objects.all().delete()
    listed(AT)
    CampaignEntry.objects.all().delete()
    called(solene, Outcome.REFUS_DEFINITIF, at=AT + timedelta(minutes=1))
    finish_step(step=EntryStep.objects.get(kind=StepKind.REMOVAL), by=solene, at=AT)
    assert RegisterEntry.objects.get().removal_reason == "request"


def test_who_opposes_is_in_no_campaign_any_more_and_no_word_of_them_stays(solene):
    listed(AT)
    draft = a_draft(AT, solene, people=copied(solene), source="register")
    running = a_campaign(AT, solene, people=copied(solene), source="register")
    oppose(entry_id=RegisterEntry.objects.get().pk, by=solene, at=AT)
    assert not CampaignEntry.objects.filter(campaign=draft).exists()
    left = CampaignEntry.objects.get(campaign=running)
    assert (left.state, left.name, left.phones, left.person) == ("closed", "", [], None)
    assert take_batch(campaign=running, by=solene, at=AT) is None
    assert standing_counts(running, at=AT).total == 1 and copied(solene) == []


def test_the_house_writes_who_called_and_the_register_says_why(solene):
    listed(AT)
    called(solene, Outcome.DECEDE)
    told = Event.objects.get(verb="remove_entry")
    assert told.actor == Task("campaign").trace_key and told.facts["reason"] == "death"
