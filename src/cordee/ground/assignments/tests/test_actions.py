"""The ledger's promises: who is asked, who holds the place, what happens next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.assignments.actions.answers import (
    AnswerOutcome,
    accept_assignment,
    cancel_assignments_of,
    decline_assignment,
    drop_assignment,
    finish_assignment,
    open_served_places,
    start_assignment,
)
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.actions.proposals import approve_suggestion, propose, set_suggestion_aside
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.assignments.planning.pairs import best_helpers, proposal_for, why_not
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.rules.places import can_see_address
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.assignments.tasks.ticks import (
    keep_promises,
    keep_promises_by_day,
    pass_on_unanswered,
    plan_by_itself,
)
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions import receive_sms
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.actions.steps import cancel_need, reopen_need, verify_need
from cordee.ground.needs.models import Household, Need, NeedState
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.admission import end_pauses, pause_volunteer, suspend_volunteer
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.ground.volunteers.selectors.lists import promises, volunteers_to_answer
from cordee.ground.volunteers.tests.factories import a_volunteer


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR, name="Lucie")


def ask(need, volunteer, lucie, at):
    return assignment_by_id(
        propose(proposal=proposal_for(need=need, volunteer=volunteer, at=at), by=lucie, at=at).pk
    )


def test_the_plan_serves_the_urgent_need_first_when_one_volunteer_is_free(town, lucie, now):
    comfort, urgent = a_need(now, urgency=4), a_need(now, urgency=1)
    karim = a_volunteer(now, lucie)
    Volunteer.objects.update(weekly_cap=1)
    plan = propose_town_plan(at=now)
    assert [(one.need_id, one.volunteer_id) for one in plan.proposals] == [(urgent.pk, karim.pk)]
    assert [one.need_id for one in plan.unserved] == [comfort.pk]
    assert plan.unserved[0].reasons[0]


def test_a_need_without_help_is_told_with_the_least_that_would_serve_it(town, lucie, now):
    with_a_car = a_need(now, needs_vehicle=True)
    karim = a_volunteer(now, lucie)
    Volunteer.objects.update(vehicle=False)
    [unserved] = propose_town_plan(at=now).unserved
    assert unserved.need_id == with_a_car.pk
    assert unserved.reasons[-1].startswith(f"Il suffirait de ceci : trouver un véhicule pour {karim}")


def test_nothing_is_told_to_be_enough_where_only_somebody_new_is(town, lucie, now):
    a_need(now)
    [unserved] = propose_town_plan(at=now).unserved
    assert not any("suffirait" in reason for reason in unserved.reasons)


def test_an_address_that_slipped_out_of_france_never_stops_the_planning_of_the_town(town, lucie, now):
    astray, fine = a_need(now), a_need(now)
    a_volunteer(now, lucie)
    Household.objects.filter(pk=astray.beneficiary.household_id).update(latitude=0.0, longitude=0.0)
    plan = propose_town_plan(at=now)
    assert [one.need_id for one in plan.proposals] == [fine.pk]
    assert [one.need_id for one in plan.unserved] == [astray.pk]


def test_two_people_who_go_together_are_proposed_the_same_slot_or_nobody_is(town, lucie, now):
    need = a_need(now, activity="VISITE_PORTE", helpers=2)
    mornings, afternoons = 0x1111111, 0x2222222
    a_volunteer(now, lucie, activities=["VISITE_PORTE"], week_bits=mornings)
    a_volunteer(now, lucie, activities=["VISITE_PORTE"], week_bits=afternoons)
    assert [(one.need_id, one.missing) for one in propose_town_plan(at=now).unserved] == [(need.pk, 2)]
    a_volunteer(now, lucie, activities=["VISITE_PORTE"], week_bits=afternoons)
    proposals = propose_town_plan(at=now).proposals
    assert len(proposals) == 2
    assert len({one.starts_at for one in proposals}) == 1


def test_whoever_completes_a_pair_comes_when_the_first_one_does(town, lucie, now):
    need = a_need(now, activity="VISITE_PORTE", helpers=2)
    first = a_volunteer(now, lucie, activities=["VISITE_PORTE"], week_bits=0x2222222)
    asked = ask(need, first, lucie, now)
    a_volunteer(now, lucie, activities=["VISITE_PORTE"])
    [proposal] = propose_town_plan(at=now).proposals
    assert proposal.starts_at == asked.starts_at


def test_every_proposal_says_why_in_french(town, lucie, now):
    a_need(now)
    a_volunteer(now, lucie)
    sentence = propose_town_plan(at=now).proposals[0].reasons[0]
    assert "ce matin" in sentence and "les courses" in sentence and "m" in sentence


def test_nothing_is_sent_until_the_coordinator_approves(town, lucie, now):
    need = a_need(now)
    a_volunteer(now, lucie)
    before = OutgoingMessage.objects.count()
    [suggestion] = store_plan(plan=propose_town_plan(at=now), by=lucie, at=now)
    assert OutgoingMessage.objects.count() == before
    approve_suggestion(assignment=assignment_by_id(suggestion.pk), by=lucie, at=now)
    assert OutgoingMessage.objects.filter(kind="mission_proposal").count() == 1
    need.refresh_from_db()
    assert need.state == NeedState.PROPOSED and need.proposed_at == now


def test_the_proposal_never_says_who_or_where(town, lucie, now):
    need = a_need(now, last_name="Rolland")
    ask(need, a_volunteer(now, lucie), lucie, now)
    body = OutgoingMessage.objects.get(kind="mission_proposal").body
    assert "Rolland" not in body and "Lilas" not in body


def test_a_plan_made_twice_asks_nobody_twice(town, lucie, now):
    a_need(now)
    a_volunteer(now, lucie)
    store_plan(plan=propose_town_plan(at=now), by=lucie, at=now)
    [suggestion] = store_plan(plan=propose_town_plan(at=now), by=lucie, at=now)
    approve_suggestion(assignment=assignment_by_id(suggestion.pk), by=lucie, at=now)
    assert propose_town_plan(at=now).proposals == ()
    assert Assignment.objects.count() == 1


def test_the_address_shows_from_the_yes_until_two_hours_after_the_slot(town, lucie, now):
    assignment = ask(a_need(now), a_volunteer(now, lucie), lucie, now)
    assert not can_see_address(assignment, now)
    accept_assignment(assignment=assignment, by=assignment.volunteer.person, at=now)
    held = assignment_by_id(assignment.pk)
    assert can_see_address(held, held.ends_at + timedelta(hours=1, minutes=59))
    assert not can_see_address(held, held.ends_at + timedelta(hours=2))


def test_a_suspended_volunteer_sees_no_address_any_more(town, lucie, now):
    assignment = ask(a_need(now), a_volunteer(now, lucie), lucie, now)
    accept_assignment(assignment=assignment, by=assignment.volunteer.person, at=now)
    suspend_volunteer(volunteer=assignment.volunteer, by=lucie, at=now)
    assert not can_see_address(assignment_by_id(assignment.pk), now)


def test_two_people_never_hold_one_place(town, lucie, now):
    need = a_need(now)
    first = ask(need, a_volunteer(now, lucie), lucie, now)
    second = ask(need, a_volunteer(now, lucie), lucie, now)
    assert accept_assignment(assignment=first, by=lucie, at=now).outcome == AnswerOutcome.ACCEPTED
    answer = accept_assignment(assignment=second, by=lucie, at=now)
    assert answer.outcome == AnswerOutcome.TAKEN and "Merci" in answer.sentence
    assert OutgoingMessage.objects.filter(kind="mission_taken").count() == 1


def test_a_yes_said_twice_is_one_yes(town, lucie, now):
    assignment = ask(a_need(now), a_volunteer(now, lucie), lucie, now)
    accept_assignment(assignment=assignment, by=lucie, at=now)
    assert accept_assignment(assignment=assignment, by=lucie, at=now).outcome == AnswerOutcome.ALREADY_YOURS
    assert Event.objects.filter(verb="accept_assignment").count() == 1


def test_two_helpers_hold_two_places_and_only_then_is_the_need_assigned(town, lucie, now):
    need = a_need(now, helpers=2)
    first = ask(need, a_volunteer(now, lucie), lucie, now)
    second = ask(Need.objects.get(pk=need.pk), a_volunteer(now, lucie), lucie, now)
    accept_assignment(assignment=first, by=lucie, at=now)
    assert Need.objects.get(pk=need.pk).state == NeedState.PROPOSED
    accept_assignment(assignment=second, by=lucie, at=now)
    assert Need.objects.get(pk=need.pk).state == NeedState.ASSIGNED
    assert sorted(Assignment.objects.values_list("place", flat=True)) == [0, 1]


def test_nobody_promises_one_half_day_twice(town, lucie, now):
    karim = a_volunteer(now, lucie)
    first, second = a_need(now), a_need(now)
    window = {"starts_at": now, "ends_at": now + timedelta(hours=3), "suggested_at": now, "proposed_at": now}
    asked = [
        Assignment.objects.create(need=need, volunteer=karim, state="proposed", answer_due_at=now, **window)
        for need in (first, second)
    ]
    Need.objects.update(state=NeedState.PROPOSED)
    assert accept_assignment(assignment=asked[0], by=lucie, at=now).held
    assert accept_assignment(assignment=asked[1], by=lucie, at=now).outcome == AnswerOutcome.BUSY


def test_without_an_answer_the_next_best_is_suggested_and_the_first_may_still_say_yes(town, lucie, now):
    need = a_need(now, urgency=1)
    near = a_volunteer(now, lucie)
    far = a_volunteer(now, lucie, place={"latitude": 47.362, "longitude": -0.90, "location_quality": "door"})
    first = ask(need, near, lucie, now)
    later = now + timedelta(minutes=21)
    assert pass_on_unanswered(at=later) == 1
    assert pass_on_unanswered(at=later) == 0
    assert Assignment.objects.get(state=AssignmentState.SUGGESTED).volunteer == far
    assert accept_assignment(assignment=first, by=lucie, at=later).outcome == AnswerOutcome.ACCEPTED
    assert not Assignment.objects.filter(state=AssignmentState.SUGGESTED).exists()


def test_with_automatic_proposals_the_next_best_is_asked_at_once(town, lucie, now):
    type(town).objects.update(automatic_proposals=True)
    need = a_need(now, urgency=1)
    a_volunteer(now, lucie)
    a_volunteer(now, lucie)
    assert plan_by_itself(at=now) == 1
    decline_assignment(assignment=Assignment.objects.get(), by=lucie, at=now)
    assert Assignment.objects.filter(need=need, state=AssignmentState.PROPOSED).count() == 1
    assert OutgoingMessage.objects.filter(kind="mission_proposal").count() == 2


def test_je_ne_peux_plus_frees_the_place_and_looks_for_somebody_else(town, lucie, now):
    need = a_need(now)
    first = ask(need, a_volunteer(now, lucie), lucie, now)
    other = a_volunteer(now, lucie)
    accept_assignment(assignment=first, by=lucie, at=now)
    drop_assignment(assignment=first, by=first.volunteer.person, at=now)
    assert not can_see_address(assignment_by_id(first.pk), now)
    assert Need.objects.get(pk=need.pk).state == NeedState.QUALIFIED
    assert Assignment.objects.get(state=AssignmentState.SUGGESTED).volunteer == other


def test_done_then_verified_closes_the_need_and_measures_the_time(town, lucie, now):
    need = a_need(now)
    assignment = ask(need, a_volunteer(now, lucie), lucie, now)
    accept_assignment(assignment=assignment, by=lucie, at=now + timedelta(minutes=12))
    start_assignment(assignment=assignment, by=lucie, at=now + timedelta(hours=2))
    finish_assignment(
        assignment=assignment, by=lucie, at=now + timedelta(hours=2, minutes=38), amount_cents=3150
    )
    need.refresh_from_db()
    assert need.state == NeedState.DONE
    verify_need(need=need, by=lucie, at=now + timedelta(hours=3))
    need.refresh_from_db()
    assert need.state == NeedState.CLOSED and need.done_at - need.received_at == timedelta(
        hours=2, minutes=38
    )


def test_a_weekly_need_opens_its_next_occurrence_at_the_same_hour_and_prefers_the_same_helper(
    town, lucie, now
):
    start = now + timedelta(hours=1)
    need = a_need(now, recurrence="FREQ=WEEKLY", wanted_from=start, wanted_until=start + timedelta(hours=2))
    known = a_volunteer(
        now, lucie, place={"latitude": 47.3540, "longitude": -0.9010, "location_quality": "door"}
    )
    nearer = a_volunteer(now, lucie)
    assignment = ask(need, known, lucie, now)
    accept_assignment(assignment=assignment, by=lucie, at=now)
    finish_assignment(assignment=assignment, by=lucie, at=now + timedelta(hours=2))
    verify_need(need=Need.objects.get(pk=need.pk), by=lucie, at=now + timedelta(hours=3))
    following = Need.objects.get(series=need)
    assert following.wanted_from == start + timedelta(days=7)
    helpers = [one.volunteer_id for one in best_helpers(need=following, at=now + timedelta(days=2))]
    assert helpers == [known.pk, nearer.pk]


def test_cancelling_a_need_tells_whoever_was_engaged(town, lucie, now):
    need = a_need(now)
    assignment = ask(need, a_volunteer(now, lucie), lucie, now)
    accept_assignment(assignment=assignment, by=lucie, at=now)
    assert cancel_assignments_of(need=need, by=lucie, at=now) == 1
    assert OutgoingMessage.objects.filter(kind="mission_cancelled").count() == 1


def test_a_pair_set_aside_for_good_is_never_suggested_again(town, lucie, now):
    a_need(now)
    a_volunteer(now, lucie)
    [suggestion] = store_plan(plan=propose_town_plan(at=now), by=lucie, at=now)
    set_suggestion_aside(assignment=assignment_by_id(suggestion.pk), by=lucie, at=now, block=True)
    assert propose_town_plan(at=now).proposals == ()
    assert any(
        "exclue" in reason or "mis" in reason for reason in propose_town_plan(at=now).unserved[0].reasons
    )


def test_why_not_says_what_is_missing_first(town, lucie, now):
    need = a_need(now, needs_vehicle=True)
    answer = why_not(need=need, volunteer=a_volunteer(now, lucie), at=now)
    assert not answer.possible and answer.answers[0].sentence == "N’a pas de véhicule"
    candidate = a_volunteer(now, cleared=False)
    assert "admission" in why_not(need=need, volunteer=candidate, at=now).answers[0].sentence


def test_somebody_unsuitable_cannot_be_proposed_even_by_hand(town, lucie, now):
    volunteer = a_volunteer(now, lucie, remote_only=True)
    with pytest.raises(Refused):
        proposal_for(need=a_need(now), volunteer=volunteer, at=now)


def test_a_volunteer_on_a_pause_is_not_asked(town, lucie, now):
    a_need(now)
    pause_volunteer(
        volunteer=a_volunteer(now, lucie), by=lucie, at=now, until=(now + timedelta(days=3)).date()
    )
    assert propose_town_plan(at=now).proposals == ()


def test_a_served_need_reopened_finds_somebody_else_and_keeps_the_first_mission(town, lucie, now):
    need = a_need(now)
    first = ask(need, a_volunteer(now, lucie), lucie, now)
    accept_assignment(assignment=first, by=lucie, at=now)
    finish_assignment(assignment=first, by=lucie, at=now)
    need.refresh_from_db()
    reopen_need(need=need, by=lucie, at=now)
    assert open_served_places(need=need, by=lucie, at=now) == 1
    other = a_volunteer(now, lucie)
    assert [one.volunteer_id for one in propose_town_plan(at=now).proposals] == [other.pk]
    second = ask(need, other, lucie, now)
    assert accept_assignment(assignment=second, by=lucie, at=now).held
    finish_assignment(assignment=second, by=lucie, at=now)
    need.refresh_from_db()
    assert need.state == NeedState.DONE
    assert Assignment.objects.filter(state=AssignmentState.DONE).count() == 2


def test_a_pause_ends_by_itself_the_day_after_its_last_and_owes_no_news_meanwhile(town, lucie, now):
    karim = a_volunteer(now, lucie)
    last_day = now + timedelta(days=30)
    pause_volunteer(volunteer=karim, by=lucie, at=now, until=last_day.date())
    assert promises(now=last_day).without_news == 0
    assert end_pauses(at=last_day) == 0
    assert end_pauses(at=last_day + timedelta(days=1)) == 1 and end_pauses(at=last_day) == 0
    assert Volunteer.objects.get().state == VolunteerState.CLEARED
    assert promises(now=last_day + timedelta(days=1)).without_news == 1


def test_nobody_is_woken_up_to_hear_there_is_no_mission_yet(town, now):
    a_volunteer(now, cleared=False)
    tomorrow = now + timedelta(days=2)
    night = tomorrow.replace(hour=2)
    assert keep_promises_by_day(at=night) == {}
    assert keep_promises_by_day(at=tomorrow.replace(hour=9))["waiting"] == 1


def test_those_who_can_only_be_rung_up_do_not_keep_the_others_from_their_answer(town, now):
    a_volunteer(now, cleared=False, phone="+33241000001")
    reachable = a_volunteer(now + timedelta(hours=1), cleared=False)
    assert volunteers_to_answer(limit=1) == [reachable]


def test_automatic_proposals_go_on_after_one_that_cannot_be_sent(town, lucie, now, monkeypatch):
    type(town).objects.update(automatic_proposals=True)
    closed, waiting = a_need(now, urgency=1), a_need(now, urgency=2)
    a_volunteer(now, lucie)
    a_volunteer(now, lucie)
    plan = propose_town_plan(at=now)
    assert len(plan.proposals) == 2
    cancel_need(need=closed, by=lucie, at=now, reason="duplicate")
    monkeypatch.setattr("cordee.ground.assignments.tasks.ticks.propose_town_plan", lambda *, at: plan)
    assert plan_by_itself(at=now) == 1
    assert Assignment.objects.get(state=AssignmentState.PROPOSED).need == waiting


@pytest.mark.parametrize(("text", "state"), [("Oui !", "accepted"), ("non désolé", "declined")])
def test_an_sms_answers_the_proposal(town, lucie, now, text, state):
    assignment = ask(a_need(now), a_volunteer(now, lucie), lucie, now)
    phone = assignment.volunteer.person.phone
    for _ in range(2):
        receive_sms(provider="file", provider_ref="42", sender=phone, text=text, at=now)
    assert Assignment.objects.get().state == state


def test_everybody_hears_within_two_days_and_only_as_many_are_invited_as_needs_call_for(town, lucie, now):
    for _ in range(2):
        a_need(now)
    for _ in range(5):
        a_volunteer(now, cleared=False)
    counts = keep_promises(at=now + timedelta(hours=25))
    assert counts == {"briefing": 3, "waiting": 2, "news": 0}
    assert not Volunteer.objects.filter(contacted_at=None).exists()
    assert keep_promises(at=now + timedelta(hours=26)) == {"briefing": 0, "waiting": 0, "news": 0}


def test_news_come_every_fourteen_days(town, lucie, now):
    a_volunteer(now, lucie)
    assert keep_promises(at=now + timedelta(days=13))["news"] == 0
    assert keep_promises(at=now + timedelta(days=15))["news"] == 1


@pytest.mark.parametrize("size", [3, 12])
def test_planning_asks_the_database_as_much_for_few_as_for_many(
    town, lucie, now, size, django_assert_num_queries
):
    for _ in range(size):
        a_need(now)
        a_volunteer(now, lucie)
    with django_assert_num_queries(12):
        propose_town_plan(at=now)


def test_somebody_who_keeps_their_address_for_the_town_hall_is_proposed_to_nobody(town, lucie, now):
    need = a_need(now)
    assignment = ask(need, a_volunteer(now, lucie), lucie, now)
    accept_assignment(assignment=assignment, by=lucie, at=now)
    type(need.beneficiary).objects.update(share_with_helper=False)
    assert not can_see_address(assignment_by_id(assignment.pk), now)
    other = a_need(now)
    type(need.beneficiary).objects.update(share_with_helper=False)
    assert propose_town_plan(at=now).proposals == () and best_helpers(need=other, at=now) == []
    [answer] = why_not(need=other, volunteer=assignment.volunteer, at=now).answers
    assert "seule la mairie" in answer.sentence
