"""Listing, acknowledging, opposing, leaving: what the law says, and a trace of each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.coordinate.register.actions import keeping
from cordee.coordinate.register.actions.consulting import list_entries, open_entry
from cordee.coordinate.register.actions.enrolment import Opposed, accept_pending, drop_pending, enrol
from cordee.coordinate.register.actions.letters import issue_acknowledgement
from cordee.coordinate.register.models import OppositionTrace, RegisterEntry
from cordee.coordinate.register.selectors.calling import doors_of, keys_to_call, people_to_call
from cordee.coordinate.register.selectors.entries import EntryFilter, counts
from cordee.coordinate.register.tests.factories import a_letter, cleared, listed, said
from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import Crisis
from cordee.ground.papers.models import Paper
from cordee.ground.papers.selectors.printing import paper_pdf
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.models import Person, Role

BY = Task("tests")


@pytest.fixture
def solene(account, now):
    """The manager, named."""
    return cleared(account(Role.CCAS_MANAGER), now)


def the_entry() -> RegisterEntry:
    return RegisterEntry.objects.select_related("person").get()


def test_who_asks_for_themselves_is_listed_at_once_and_confirmed_by_the_letter(now, solene):
    done = enrol(said=said(now), by=solene, at=now)
    entry = the_entry()
    assert (entry.state, entry.acknowledge_by, entry.listed_by) == (
        "active",
        None,
        solene,
    ) and not done.pending
    paper = issue_acknowledgement(entry_id=entry.pk, by=solene, at=now)
    words = words_of(paper_pdf(paper))
    assert str(paper).startswith("AI-2026-") and "L. 121-6-1" in words and "Jeanne Rolland" in words
    assert the_entry().state == "confirmed" and the_entry().acknowledged_at == now


def test_whoever_a_third_party_lists_hears_of_it_within_eight_days_and_may_refuse(now, solene):
    enrol(said=a_letter(now), by=solene, at=now)
    entry = the_entry()
    assert entry.state == "active" and entry.acknowledge_by == now.date() + timedelta(days=8)
    assert counts(now.date() + timedelta(days=8))["late"] == 0
    assert counts(now.date() + timedelta(days=9))["late"] == 1
    words = words_of(paper_pdf(issue_acknowledgement(entry_id=entry.pk, by=solene, at=now)))
    assert "Anne Rolland (sa fille)" in words and "vaut accord" in words
    assert counts(now.date() + timedelta(days=30))["late"] == 0
    assert the_entry().state == "active", "sent is not received"
    keeping.confirm_entry(entry_id=entry.pk, by=solene, at=now)
    assert the_entry().state == "confirmed"


def test_an_entry_counts_its_health_answers_only_where_they_may_be_kept(now, solene, settings):
    enrol(
        said=said(now, answers={"lives_alone": True, "medical_device": "oui"}, answers_agreed=True),
        by=solene,
        at=now,
    )
    assert the_entry().priority == 1
    settings.HDS = False
    assert the_entry().medical_device == ""


def test_two_requests_for_one_person_make_one_entry_completed(now, solene):
    first = enrol(said=said(now, phone="+33241000999", birth_on=None, birth_year=1941), by=solene, at=now)
    again = enrol(
        said=said(now, phone="+33241000999", last_name="ROLAND", emergency_name="Anne", emergency_phone="+33241000111"),
        by=solene, at=now,
    )  # fmt: skip
    entry = the_entry()
    assert again.known and again.entry_key == first.entry_key and entry.emergency_name == "Anne"
    assert entry.person.birth_on is not None and entry.person.last_name == "Rolland"


def test_a_couple_on_one_telephone_is_two_entries_and_a_namesake_from_the_site_waits(now, solene):
    enrol(said=said(now, phone="+33241000999"), by=solene, at=now)
    husband = enrol(said=said(now, phone="+33241000999", first_name="Paul", birth_on=None), by=solene, at=now)
    assert husband.alike[0][2] == "même téléphone" and not husband.pending
    namesake = enrol(said=said(now, birth_on=None), by=BY, at=now, ask_when_alike=True)
    other = enrol(said=said(now, birth_on=None, last_name="Rollant"), by=BY, at=now, ask_when_alike=True)
    assert namesake.pending and other.pending and len(keys_to_call(on=now.date())) == 2
    accept_pending(entry_id=namesake.entry_key, by=solene, at=now)
    drop_pending(entry_id=other.entry_key, by=solene, at=now)
    assert len(keys_to_call(on=now.date())) == 3 and RegisterEntry.objects.count() == 3


def test_who_opposed_is_nowhere_and_only_they_or_the_manager_bring_them_back(now, solene, account):
    said_by_her = said(now, phone="+33241000999")
    enrol(said=said_by_her, by=solene, at=now)
    issue_acknowledgement(entry_id=the_entry().pk, by=solene, at=now)
    keeping.oppose(entry_id=the_entry().pk, by=solene, at=now)
    assert not RegisterEntry.objects.exists() and keys_to_call(on=now.date()) == []
    assert not Person.objects.filter(last_name="Rolland").exists()
    assert Paper.objects.get().content == {} and OppositionTrace.objects.count() == 3
    assert len(list_entries(wanted=EntryFilter(q="Rolland"), by=solene, at=now, reason="update")) == 0

    amelie = cleared(account(Role.SOCIAL_WORKER), now)
    later = a_letter(now, phone="+33241000999", last_name="ROLAND", birth_on=None)
    elsewhere = a_letter(now, birth_on=None, birth_year=1941)
    for letter, by in ((later, amelie), (elsewhere, amelie), (later, BY), (later, solene)):
        with pytest.raises(Opposed):
            enrol(said=letter, by=by, at=now)
    with pytest.raises(Opposed):
        enrol(said=later, by=amelie, at=now, despite="sa fille insiste beaucoup")
    assert not RegisterEntry.objects.exists()

    enrol(said=later, by=solene, at=now, despite="mise sous tutelle, jugement du 3 avril")
    assert RegisterEntry.objects.count() == 1 and not OppositionTrace.objects.exists()


def test_whoever_opposed_comes_back_by_asking_and_a_namesake_is_not_them(now, solene):
    listed(now, phone="+33241000999")
    keeping.oppose(entry_id=the_entry().pk, by=solene, at=now)
    enrol(said=a_letter(now, birth_on=None, birth_year=1950), by=solene, at=now)
    assert OppositionTrace.objects.exists()
    enrol(said=said(now, phone="+33241000999"), by=solene, at=now)
    assert RegisterEntry.objects.count() == 2 and not OppositionTrace.objects.exists()


def test_an_absence_ends_by_itself_and_nobody_stays_uncalled(now, solene):
    listed(now)
    key = the_entry().pk
    until = now.date() + timedelta(days=5)
    keeping.note_absence(entry_id=key, away_from=now.date(), away_until=until, by=solene, at=now)
    assert keys_to_call(on=until) == [] and len(keys_to_call(on=until + timedelta(days=1))) == 1
    assert keeping.end_absences(by=BY, at=now + timedelta(days=5)) == 0
    assert keeping.end_absences(by=BY, at=now + timedelta(days=6)) == 1
    assert the_entry().state == "active" and the_entry().away_until is None


def test_a_doubt_is_looked_into_and_the_person_still_called(now, solene):
    listed(now)
    key = the_entry().pk
    keeping.mark_to_check(entry_id=key, reason="phone", by=solene, at=now)
    assert len(keys_to_call(on=now.date())) == 1 and counts(now.date())["check"] == 1
    keeping.confirm_entry(entry_id=key, by=solene, at=now)
    assert the_entry().state == "confirmed" and the_entry().check_reason == ""


def test_who_leaves_is_called_no_more_and_their_answers_go(now, solene):
    listed(now, answers={"lives_alone": True, "key_holder": "la gardienne"}, answers_agreed=True)
    key = the_entry().pk
    keeping.remove_entry(entry_id=key, reason="death", by=solene, at=now)
    entry = the_entry()
    assert (entry.state, entry.key_holder, entry.address, entry.lives_alone) == ("removed", "", "", None)
    assert keys_to_call(on=now.date()) == [] and doors_of([key]) == {}
    for act in (keeping.confirm_entry, keeping.oppose, keeping.come_back):
        with pytest.raises(Refused):
            act(entry_id=key, by=solene, at=now)


def test_the_order_is_computed_again_on_birthdays_and_a_choice_stands(now, solene):
    listed(
        now,
        birth_on=now.date().replace(year=1946) + timedelta(days=3),
        answers={"lives_alone": True},
        answers_agreed=True,
    )
    assert the_entry().priority == 2
    assert keeping.rank_again(by=BY, at=now + timedelta(days=3)) == 1 and the_entry().priority == 1
    keeping.set_priority(entry_id=the_entry().pk, level=3, why="sa sœur vit sur le palier", by=solene, at=now)
    called = people_to_call([the_entry().pk], on=now.date())[0]
    assert called.priority == 3 and called.reasons == ("sa sœur vit sur le palier",)
    keeping.set_priority(entry_id=the_entry().pk, level=None, why="", by=solene, at=now)
    assert the_entry().order == 1


def test_a_question_the_town_does_without_is_not_kept(now, solene):
    listed(now, answers={"lives_alone": True, "key_holder": "la gardienne"}, answers_agreed=True)
    assert keeping.choose_questions(asked={"lives_alone", "visits"}, by=solene, at=now) == 1
    assert the_entry().key_holder == "" and the_entry().lives_alone is True
    enrol(
        said=said(now, first_name="Paul", answers={"key_holder": "Anne"}, answers_agreed=True),
        by=solene,
        at=now,
    )
    assert set(RegisterEntry.objects.values_list("key_holder", flat=True)) == {""}


def test_every_reading_leaves_a_trace_with_its_reason_and_no_name(now, solene):
    done = listed(now)
    with pytest.raises(Refused):
        open_entry(entry_id=done.entry_key, by=solene, at=now, reason="")
    file = open_entry(entry_id=done.entry_key, by=solene, at=now, reason="request")
    assert file.last_name == "Rolland"
    list_entries(wanted=EntryFilter(q="Rolland"), by=solene, at=now, reason="crisis")
    read = Event.objects.filter(kind="read", actor=solene.trace_key)
    assert {event.facts["reading"] for event in read} == {"request", "crisis"}
    assert {event.subject for event in read} == {
        f"registerentry:{done.entry_key}", f"person:{file.person_key}", "register",
    }  # fmt: skip
    assert "Rolland" not in str([event.facts for event in Event.objects.all()])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CCAS_MANAGER, Role.SOCIAL_WORKER}))
def test_no_other_role_keeps_the_register(role, now, account):
    listed(now)
    agent = account(role)
    for act in (keeping.confirm_entry, keeping.oppose, keeping.come_back):
        with pytest.raises(Refused):
            act(entry_id=the_entry().pk, by=agent, at=now)
    assert the_entry().state == "active"


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_leaves_a_trace_with_the_reason_and_nobody_else_reads(role, now, account, solene):
    """Domain.md § 7.9: mayor or delegate, CCAS, social worker; on call in a crisis; the DPO reads the log."""
    key, agent = listed(now).entry_key, account(role)
    Crisis.objects.create(kind="heatwave", title="Canicule", phase="crisis", started_at=now)
    if role in {Role.MAYOR, Role.DUTY_ELECTED_OFFICIAL, Role.CCAS_MANAGER, Role.SOCIAL_WORKER}:
        cleared(agent, now, "read")
        open_entry(entry_id=key, by=agent, at=now, reason="crisis")
        read = Event.objects.get(subject=f"registerentry:{key}", kind="read")
        assert (read.actor, read.facts["reading"]) == (agent.trace_key, "crisis")
        return
    for read_it in (
        lambda: open_entry(entry_id=key, by=agent, at=now, reason="crisis"),
        lambda: list_entries(wanted=EntryFilter(), by=agent, at=now, reason="crisis"),
    ):
        with pytest.raises(Refused):
            read_it()
    assert not Event.objects.filter(subject=f"registerentry:{key}", kind="read").exists()
