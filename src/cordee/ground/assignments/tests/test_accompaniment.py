"""Nobody goes alone to a first mission at somebody’s home (domain.md § 4.0, step 7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.assignments.actions.accompaniment import (
    propose_with_agent,
    propose_with_companion,
    record_accompaniment_done,
    waive_companion,
)
from cordee.ground.assignments.actions.answers import (
    accept_assignment,
    decline_assignment,
    drop_assignment,
    finish_assignment,
    start_assignment,
)
from cordee.ground.assignments.actions.proposals import propose
from cordee.ground.assignments.models import Accompaniment, Assignment, AssignmentState
from cordee.ground.assignments.planning.pairs import proposal_for
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.rules.accompaniment import VISITS, CompanionNeeded
from cordee.ground.assignments.selectors.accompaniment import (
    company_words,
    first_missions,
    first_missions_among,
    must_be_accompanied,
    possible_companions,
)
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.assignments.tasks.ticks import plan_by_itself
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Need, NeedState
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import forget_municipalities
from cordee.ground.volunteers.actions.admission import record_check
from cordee.ground.volunteers.models import Frame, Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer

VISIT = "VISITE_CONVIVIALITE"


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR, name="Lucie")


def a_visitor(now, by, *, experienced=False, **fields):
    volunteer = a_volunteer(now, by, activities=(VISIT, "COURSES"), **fields)
    record_check(volunteer=volunteer, check="charter", by=by, at=now)
    record_check(volunteer=volunteer, check="record", by=by, at=now)
    if experienced:
        Volunteer.objects.filter(pk=volunteer.pk).update(accompanied_on=now.date())
    volunteer.refresh_from_db()
    return volunteer


def ask_alone(need, volunteer, by, at):
    return propose(proposal=proposal_for(need=need, volunteer=volunteer, at=at), by=by, at=at)


def ask_both(need, newcomer, companion, by, at):
    known = Assignment.objects.filter(need=need, volunteer=newcomer).exists()
    return propose_with_companion(
        need=need, volunteer=newcomer, companion=companion, by=by, at=at,
        proposal=None if known else proposal_for(need=need, volunteer=newcomer, at=at),
    )  # fmt: skip


def set_town(setting):
    Municipality.objects.update(first_mission_with=setting)
    forget_municipalities()


def fresh(assignment):
    return assignment_by_id(assignment.pk)


def along_with(first):
    return assignment_by_id(Assignment.objects.get(accompanies=first).pk)


def test_somebody_new_is_not_sent_alone_into_a_home(town, lucie, now):
    need, zoe = a_need(now, activity=VISIT), a_visitor(now, lucie)
    with pytest.raises(CompanionNeeded):
        ask_alone(need, zoe, lucie, now)
    assert not Assignment.objects.exists()


def test_the_catalogue_says_which_help_asks_for_it_and_the_town_how_far(town, lucie, now):
    zoe = a_visitor(now, lucie)
    visit, shopping = a_need(now, activity=VISIT), a_need(now)
    told = {}
    for setting in ("never", "visits", "homes"):
        set_town(setting)
        told[setting] = (must_be_accompanied(visit, zoe), must_be_accompanied(shopping, zoe))
    assert told == {"never": (False, False), "visits": (True, False), "homes": (True, True)}
    assert VISIT in VISITS


@pytest.mark.parametrize(
    ("frame", "asked"),
    [(Frame.COMMUNE_COSP, True), (Frame.RCSC, True), (Frame.PARTNER_ORG, False), (Frame.NEIGHBOURLY, False)],
)
def test_only_whom_the_town_mandates_is_accompanied(town, lucie, now, frame, asked):
    zoe = a_visitor(now, lucie)
    Volunteer.objects.filter(pk=zoe.pk).update(frame=frame)
    zoe.refresh_from_db()
    assert must_be_accompanied(a_need(now, activity=VISIT), zoe) is asked


def test_both_are_asked_both_come_and_the_gate_opens_once_it_is_recorded(town, lucie, now):
    need, zoe, karim = (
        a_need(now, activity=VISIT),
        a_visitor(now, lucie),
        a_visitor(now, lucie, experienced=True),
    )
    first = ask_both(need, zoe, karim, lucie, now)
    along = along_with(first)
    assert (along.volunteer, along.starts_at, along.state) == (
        karim,
        first.starts_at,
        AssignmentState.PROPOSED,
    )
    accept_assignment(assignment=along, by=lucie, at=now)
    assert Need.objects.get().state == NeedState.PROPOSED, "whoever comes along is not the help asked for"
    accept_assignment(assignment=first, by=lucie, at=now)
    assert Need.objects.get().state == NeedState.ASSIGNED
    assert fresh(along).state == AssignmentState.ACCEPTED
    later = first.ends_at
    for one in (first, along):
        start_assignment(assignment=fresh(one), by=lucie, at=first.starts_at)
    finish_assignment(assignment=fresh(first), by=lucie, at=later)
    with pytest.raises(Refused, match="n’a pas dit que c’était fait"):
        record_accompaniment_done(assignment=fresh(first), by=lucie, at=later)
    finish_assignment(assignment=fresh(along), by=lucie, at=later)
    assert Need.objects.get().state == NeedState.DONE
    assert must_be_accompanied(need, zoe), "a mission done is not yet an accompaniment recorded"
    assert [one.to_confirm for one in first_missions()] == [True]
    record_accompaniment_done(assignment=fresh(first), by=lucie, at=later)
    zoe.refresh_from_db()
    assert (zoe.accompanied_seen_by, must_be_accompanied(need, zoe), first_missions()) == (lucie, False, [])
    assert Event.objects.filter(verb="record_accompaniment_done").count() == 1


def test_it_does_not_begin_before_the_companion_said_yes(town, lucie, now):
    need, zoe, karim = (
        a_need(now, activity=VISIT),
        a_visitor(now, lucie),
        a_visitor(now, lucie, experienced=True),
    )
    first = ask_both(need, zoe, karim, lucie, now)
    accept_assignment(assignment=first, by=lucie, at=now)
    with pytest.raises(Refused, match="se fait à deux"):
        start_assignment(assignment=fresh(first), by=zoe.person, at=first.starts_at)
    decline_assignment(assignment=along_with(first), by=lucie, at=now)
    assert [one.missing for one in first_missions()] == [True]
    assert fresh(first).state == AssignmentState.ACCEPTED, (
        "the newcomer keeps the place while somebody else is found"
    )
    propose_with_agent(need=need, volunteer=zoe, agent_name=" Mme  Durand ", by=lucie, at=now)
    assert Accompaniment.objects.get().agent_name == "Mme Durand"
    start_assignment(assignment=fresh(first), by=zoe.person, at=first.starts_at)


def test_when_the_newcomer_gives_it_back_the_companion_is_freed_and_told(town, lucie, now):
    need, zoe, karim = (
        a_need(now, activity=VISIT),
        a_visitor(now, lucie),
        a_visitor(now, lucie, experienced=True),
    )
    first = ask_both(need, zoe, karim, lucie, now)
    along = along_with(first)
    accept_assignment(assignment=first, by=lucie, at=now)
    accept_assignment(assignment=along, by=lucie, at=now)
    drop_assignment(assignment=fresh(first), by=lucie, at=now)
    assert fresh(along).state == AssignmentState.CANCELLED
    assert Need.objects.get().state == NeedState.QUALIFIED


def test_another_companion_takes_the_place_of_the_first_one_asked(town, lucie, now):
    need, zoe = a_need(now, activity=VISIT), a_visitor(now, lucie)
    karim, lea = (a_visitor(now, lucie, experienced=True) for _ in range(2))
    first = ask_both(need, zoe, karim, lucie, now)
    assert ask_both(need, zoe, lea, lucie, now).pk == first.pk
    states = dict(Assignment.objects.filter(accompanies=first).values_list("volunteer", "state"))
    assert states == {karim.pk: AssignmentState.CANCELLED, lea.pk: AssignmentState.PROPOSED}


def test_two_newcomers_do_not_make_a_pair_and_only_the_experienced_are_offered(town, lucie, now):
    need, zoe, new = a_need(now, activity=VISIT), a_visitor(now, lucie), a_visitor(now, lucie)
    karim = a_visitor(now, lucie, experienced=True)
    with pytest.raises(Refused, match="n’a pas encore fait"):
        ask_both(need, zoe, new, lucie, now)
    at = proposal_for(need=need, volunteer=zoe, at=now).starts_at
    assert [one.volunteer for one in possible_companions(need, zoe, starts_at=at, at=now)] == [karim]


def test_a_waiver_needs_its_reason_and_opens_this_mission_only(town, lucie, account, now):
    mayor, zoe = account(Role.MAYOR), a_visitor(now, lucie)
    need, other = a_need(now, activity=VISIT), a_need(now, activity=VISIT)
    with pytest.raises(Refused, match="pourquoi"):
        waive_companion(need=need, volunteer=zoe, reason=" ", by=mayor, at=now)
    waive_companion(
        need=need, volunteer=zoe, reason="Infirmière retraitée, connue du CCAS.", by=mayor, at=now
    )
    assert ask_alone(need, zoe, lucie, now).state == AssignmentState.PROPOSED
    with pytest.raises(CompanionNeeded):
        ask_alone(other, zoe, lucie, now)


def test_who_visited_before_the_town_asked_for_it_is_experienced(town, lucie, now):
    need, zoe = a_need(now, activity=VISIT), a_visitor(now, lucie)
    set_town("never")
    done = ask_alone(need, zoe, lucie, now)
    Assignment.objects.filter(pk=done.pk).update(state=AssignmentState.DONE, place=0)
    set_town("visits")
    assert not must_be_accompanied(a_need(now, activity=VISIT), zoe)


def test_the_engine_alone_suggests_it_and_leaves_it_to_a_person(town, lucie, now):
    a_need(now, activity=VISIT)
    a_visitor(now, lucie)
    Municipality.objects.update(automatic_proposals=True)
    assert plan_by_itself(at=now) == 0
    assert Assignment.objects.get().state == AssignmentState.SUGGESTED


def test_a_companion_fills_no_place_for_the_plan(town, lucie, now):
    need, zoe, karim = (
        a_need(now, activity=VISIT),
        a_visitor(now, lucie),
        a_visitor(now, lucie, experienced=True),
    )
    first = ask_both(need, zoe, karim, lucie, now)
    Assignment.objects.filter(pk=first.pk).update(state=AssignmentState.NO_ANSWER)
    a_visitor(now, lucie, experienced=True)
    assert [one.need_id for one in propose_town_plan(at=now).proposals] == [need.pk]


def test_the_order_of_each_names_the_other(town, lucie, now):
    need, zoe, karim = (
        a_need(now, activity=VISIT),
        a_visitor(now, lucie),
        a_visitor(now, lucie, experienced=True),
    )
    first = ask_both(need, zoe, karim, lucie, now)
    week = {"starts_at": now, "ends_at": now + timedelta(days=7)}
    assert company_words(zoe.pk, **week) == [f"{first}\u00a0: avec {karim.person.short_name}"]
    assert company_words(karim.pk, **week) == [f"{first}\u00a0: accompagne {zoe.person.short_name}"]


def test_two_newcomers_never_go_together_to_a_door(town, lucie, now):
    """Welfare check: two go, one of them has done it before (domain.md § 5.5)."""
    set_town("never")
    need = a_need(now, activity="VISITE_PORTE", helpers=2)
    first, second, third = (a_doorman(now, lucie, experienced=one == 2) for one in range(3))
    ask_alone(need, first, lucie, now)
    with pytest.raises(CompanionNeeded):
        ask_alone(need, second, lucie, now)
    assert not must_be_accompanied(need, first) and must_be_accompanied(need, second)
    ask_alone(need, third, lucie, now)
    assert not must_be_accompanied(need, second)


def test_two_newcomers_may_go_when_an_agent_comes_along(town, lucie, now):
    set_town("never")
    need = a_need(now, activity="VISITE_PORTE", helpers=2)
    first, second = a_doorman(now, lucie), a_doorman(now, lucie)
    ask_alone(need, first, lucie, now)
    late = Assignment.objects.create(
        need=need,
        volunteer=second,
        state="suggested",
        suggested_at=now,
        starts_at=now,
        ends_at=now + timedelta(hours=2),
    )
    assert first_missions_among([late]) == {late.pk}
    propose_with_agent(need=need, volunteer=second, agent_name="Solène", by=lucie, at=now)
    late.refresh_from_db()
    assert late.state == "proposed" and not must_be_accompanied(need, first)
    assert first_missions_among([late]) == set()


def a_doorman(now, by, *, experienced=False):
    volunteer = a_volunteer(now, by, activities=("VISITE_PORTE",))
    record_check(volunteer=volunteer, check="charter", by=by, at=now)
    if experienced:
        Volunteer.objects.filter(pk=volunteer.pk).update(accompanied_on=now.date())
    volunteer.refresh_from_db()
    return volunteer
