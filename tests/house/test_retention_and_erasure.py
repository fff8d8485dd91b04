"""What is too old is destroyed as previewed; who asks to be forgotten is, and the figures do not move."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.actions import seal_events
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import verify_chain
from cordee.ground.crisis.actions.crises import end_crisis, open_crisis
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.models import Beneficiary, ClosingReason, Household, Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.privacy import (
    accept_objection,
    answer_right_request,
    check_identity,
    erase_person,
    open_right_request,
)
from cordee.ground.people.actions.retention import choose_retention, eliminate
from cordee.ground.people.models import Elimination, EntryKey, Person, Role
from cordee.ground.people.ports import registered_series
from cordee.ground.people.rules.processings import processings, retention_rules
from cordee.ground.people.selectors.privacy import preview_of
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.ground.volunteers.tests.factories import a_volunteer


@pytest.fixture
def claire(account):
    return account(Role.DPO)


def closed(now, days: int, **asked) -> Need:
    """A request full of notes, cancelled so many days ago."""
    need = a_need(now - timedelta(days=days), details="essoufflée", **asked)
    Need.objects.filter(pk=need.pk).update(
        state="cancelled",
        closed_at=now - timedelta(days=days),
        next_action="",
        closing_reason=ClosingReason.CANCELLED_BY_REQUESTER,
    )
    need.refresh_from_db()
    return need


def purge(code, by, now, **options):
    preview = preview_of(code, at=now)
    return preview, eliminate(code=code, fingerprint=preview.fingerprint, by=by, at=now, **options)


def test_every_rule_has_its_series_and_its_processing():
    assert set(retention_rules()) == set(registered_series())
    assert {rule.processing for rule in retention_rules().values()} <= {one.code for one in processings()}


def test_the_purge_destroys_what_the_preview_showed_and_nothing_else(now, claire):
    old, recent = closed(now, 40), closed(now, 10)
    preview, done = purge("sante", claire, now, visa="AD49, 12/2026")
    assert [line.label for line in preview.lines] == [str(old)]
    old.refresh_from_db()
    recent.refresh_from_db()
    assert old.details == "" and recent.details == "essoufflée"
    assert (done.volume, done.visa, done.first_on) == (1, "AD49, 12/2026", preview.first_on)
    assert Event.objects.filter(verb="eliminate", subject=f"elimination:{done.pk}").exists()
    assert preview_of("sante", at=now).lines == []


def test_a_list_that_changed_since_it_was_read_destroys_nothing(now, claire):
    old = closed(now, 40)
    read = preview_of("sante", at=now).fingerprint
    late = closed(now, 35)
    with pytest.raises(Refused, match="a changé"):
        eliminate(code="sante", fingerprint=read, by=claire, at=now)
    for need in (old, late):
        need.refresh_from_db()
        assert need.details == "essoufflée"
    assert not Elimination.objects.exists()


def test_the_town_chooses_how_long_within_bounds(now, claire):
    closed(now, 20)
    assert preview_of("sante", at=now).lines == []
    choose_retention(code="sante", days=15, by=claire, at=now)
    assert len(preview_of("sante", at=now).lines) == 1
    with pytest.raises(Refused, match="Entre 7 et 365"):
        choose_retention(code="sante", days=2, by=claire, at=now)


def test_files_wait_for_the_end_of_the_crisis(now, claire, account):
    need = closed(now, 200)
    Beneficiary.objects.update(created_at=now - timedelta(days=200))
    crisis = open_crisis(kind="epidemic", title="Épidémie", phase="crisis", by=account(Role.MAYOR), at=now)
    assert preview_of("demandes", at=now).lines == []
    end_crisis(crisis=crisis, by=account(Role.MAYOR), at=now)
    assert preview_of("demandes", at=now + timedelta(days=100)).lines == []
    later = now + timedelta(days=190)
    preview, _ = purge("demandes", claire, later)
    assert len(preview.lines) == 1
    person = Person.objects.get(pk=need.beneficiary.person_id)
    assert person.last_name == "Personne effacée" and person.phone == "" and person.erased_at
    assert Household.objects.get().address == "" and Need.objects.count() == 1


def test_somebody_who_helps_and_is_helped_keeps_a_name_until_both_are_over(now, claire, account):
    need = closed(now, 400)
    Beneficiary.objects.update(created_at=now - timedelta(days=400))
    volunteer = a_volunteer(now, account(Role.VOLUNTEER_COORDINATOR))
    Volunteer.objects.filter(pk=volunteer.pk).update(person=need.beneficiary.person)
    purge("demandes", claire, now)
    person = Person.objects.get(pk=need.beneficiary.person_id)
    assert person.erased_at is None and person.phone
    Volunteer.objects.filter(pk=volunteer.pk).update(signed_up_at=now - timedelta(days=400))
    purge("benevoles", claire, now)
    person.refresh_from_db()
    assert person.erased_at and not person.phone
    assert Volunteer.objects.get(pk=volunteer.pk).state == VolunteerState.LEFT


def test_messages_and_keys_and_the_log_go_in_their_time(now, claire, town):
    need = a_need(now)
    queue_message(
        key="k", channel="sms", recipient="+33612345678", person=need.beneficiary.person, kind="reminder", body="x",
        at=now - timedelta(days=300), by=claire,
    )  # fmt: skip
    OutgoingMessage.objects.update(state="sent")
    purge("messages", claire, now)
    assert not OutgoingMessage.objects.exists()
    EntryKey.objects.create(
        person=need.beneficiary.person,
        purpose="mine",
        link_digest="a",
        created_at=now,
        expires_at=now - timedelta(days=60),
    )
    purge("acces", claire, now)
    assert not EntryKey.objects.exists()
    seal_events(commune_code=town.pk)
    far = now + timedelta(days=4000)
    preview = preview_of("journal", at=far)
    assert preview.lines
    before = Event.objects.count()
    eliminate(code="journal", fingerprint=preview.fingerprint, by=claire, at=far)
    assert Event.objects.count() == before - len(preview.lines) + 1
    assert verify_chain(town.pk).broken == ""


def a_request(person, claire, now, kind="effacement", how="rappel au numéro connu"):
    request = open_right_request(
        person=person, kind=kind, channel="letter", received_on=now.date(), by=claire, at=now
    )
    return check_identity(request=request, how=how, by=claire, at=now) if how else request


def test_a_request_is_due_within_a_month_and_waits_for_the_identity(now, claire):
    person = a_need(now).beneficiary.person
    request = a_request(person, claire, now, kind="acces", how="")
    assert (request.due_on.month, request.due_on.day) == (5, 7)
    with pytest.raises(Refused, match="identité"):
        answer_right_request(request=request, outcome="done", by=claire, at=now)
    check_identity(request=request, how="carte vue", by=claire, at=now)
    with pytest.raises(Refused, match="motifs"):
        answer_right_request(request=request, outcome="refused", by=claire, at=now)
    answer_right_request(request=request, outcome="done", by=claire, at=now)
    with pytest.raises(Refused, match="déjà"):
        answer_right_request(request=request, outcome="done", by=claire, at=now)


def test_nobody_is_erased_while_help_is_on_its_way(now, claire):
    need = a_need(now)
    with pytest.raises(Refused, match=str(need)):
        erase_person(request=a_request(need.beneficiary.person, claire, now), by=claire, at=now)
    assert Person.objects.get(pk=need.beneficiary.person_id).phone


def test_a_neighbour_at_the_same_door_keeps_the_door(now, claire):
    need, other = closed(now, 1), closed(now, 1)
    Beneficiary.objects.filter(pk=other.beneficiary_id).update(household=need.beneficiary.household)
    erase_person(request=a_request(need.beneficiary.person, claire, now), by=claire, at=now)
    assert Household.objects.get(pk=need.beneficiary.household_id).address
    assert Person.objects.get(pk=other.beneficiary.person_id).phone


def test_an_objection_keeps_the_file_and_stops_its_use(now, claire, account):
    need = a_need(now)
    volunteer = a_volunteer(now, account(Role.VOLUNTEER_COORDINATOR))
    accept_objection(
        request=a_request(need.beneficiary.person, claire, now, kind="opposition"), by=claire, at=now
    )
    accept_objection(request=a_request(volunteer.person, claire, now, kind="opposition"), by=claire, at=now)
    assert Beneficiary.objects.get().share_with_helper is False
    volunteer.refresh_from_db()
    assert volunteer.state == VolunteerState.LEFT and Person.objects.get(pk=volunteer.person_id).phone
    assert not Assignment.objects.exists()
