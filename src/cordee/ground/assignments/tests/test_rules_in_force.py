"""Protocols in force: what is suspended is never proposed, conditions are read first, a change is judged case by case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cordee.ground.assignments.actions.answers import AnswerOutcome, accept_assignment, start_assignment
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.actions.proposals import approve_suggestion, propose
from cordee.ground.assignments.actions.reviews import (
    acknowledge_conditions,
    pass_over_rules,
    release_for_rules,
)
from cordee.ground.assignments.models import (
    Assignment,
    AssignmentState,
    ReviewedMission,
    RulesOverride,
    RulesReview,
)
from cordee.ground.assignments.planning.pairs import best_helpers, proposal_for, why_not
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.rules.places import can_see_address
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.assignments.selectors.verdicts import review_counts, town_rules
from cordee.ground.assignments.tasks.reviewing import review_missions, review_missions_later
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.zones import open_zone
from cordee.ground.crisis.tests.factories import closed_zone, decided, lifted, square
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.models import NeedState
from cordee.ground.needs.tests.factories import CENTRE, a_need
from cordee.ground.people.models import Role
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer

ELDERLY = date(1959, 1, 1)
"""67 in spring 2026: lockdown lets them go up to 69, a version at 64 does not."""


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR, name="Lucie")


@pytest.fixture
def mayor(account):
    return account(Role.MAYOR)


def ask(need, volunteer, lucie, at):
    return assignment_by_id(
        propose(proposal=proposal_for(need=need, volunteer=volunteer, at=at), by=lucie, at=at).pk
    )


def promised(need, volunteer, lucie, at):
    mission = ask(need, volunteer, lucie, at)
    accept_assignment(assignment=mission, by=volunteer.person, at=at)
    return assignment_by_id(mission.pk)


def run_tasks():
    """What the worker would do, each task once."""
    for row in DBTaskResult.objects.ready():
        if row.task_path == review_missions_later.module_path:
            review_missions_later.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
            row.delete()


# What is suspended is never proposed


def test_in_lockdown_a_volunteer_of_72_is_not_proposed_and_is_told_why(town, lucie, mayor, now):
    need, senior = a_need(now), a_volunteer(now, lucie, birth_on=date(1954, 1, 1))
    assert len(propose_town_plan(at=now).proposals) == 1
    decided("EPI-CONF", by=mayor, at=now)
    assert propose_town_plan(at=now).proposals == ()
    assert best_helpers(need=need, at=now) == []
    answer = why_not(need=need, volunteer=senior, at=now)
    assert not answer.possible and "âge > 69" in answer.closed_by_rules
    with pytest.raises(Refused, match="âge > 69"):
        proposal_for(need=need, volunteer=senior, at=now)


def test_a_suspended_activity_stays_without_help_and_the_plan_says_which_protocol(town, lucie, mayor, now):
    a_need(now, activity="VISITE_CONVIVIALITE")
    a_volunteer(now, lucie, activities=["VISITE_CONVIVIALITE"])
    Volunteer.objects.update(trust_level=4)
    decided("EPI-CONF", by=mayor, at=now)
    [left] = propose_town_plan(at=now).unserved
    assert "suspendu" in left.reasons[0] and "EPI-CONF version 3" in left.reasons[0]


def test_a_protocol_of_tomorrow_leaves_today_free(town, lucie, mayor, now):
    a_need(now, activity="VISITE_CONVIVIALITE")
    a_volunteer(now, lucie, activities=["VISITE_CONVIVIALITE"])
    Volunteer.objects.update(trust_level=4)
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0)
    decided("EPI-CONF", by=mayor, at=now, starts_at=tomorrow)
    [proposal] = propose_town_plan(at=now).proposals
    assert proposal.ends_at <= tomorrow
    lifted("EPI-CONF", by=mayor, at=now, starts_at=tomorrow)
    decided("EPI-CONF", by=mayor, at=now, ends_at=tomorrow)
    [proposal] = propose_town_plan(at=now).proposals
    assert proposal.starts_at >= tomorrow


def test_a_protocol_of_one_district_binds_its_doors_only(town, lucie, mayor, now, district):
    inside, outside = (a_need(now, activity="VISITE_CONVIVIALITE") for _ in range(2))
    home = inside.beneficiary.household
    home.district = district
    home.save()
    for _ in range(2):
        a_volunteer(now, lucie, activities=["VISITE_CONVIVIALITE"])
    Volunteer.objects.update(trust_level=4)
    decided("EPI-CONF", by=mayor, at=now, district=district)
    plan = propose_town_plan(at=now)
    assert [one.need_id for one in plan.proposals] == [outside.pk]
    assert [one.need_id for one in plan.unserved] == [inside.pk]


def test_in_extreme_heat_the_mission_is_planned_within_the_cool_hours(town, lucie, mayor, now):
    need = a_need(now, activity="ANIMAUX")
    a_volunteer(now, lucie, activities=["ANIMAUX"])
    decided("CAN-ROUGE", by=mayor, at=now)
    [proposal] = propose_town_plan(at=now).proposals
    start, end = timezone.localtime(proposal.starts_at), timezone.localtime(proposal.ends_at)
    assert (start.hour, end.hour) in {(8, 9), (20, 21)} and end - start <= timedelta(hours=1.5)
    mission = ask(need, Volunteer.objects.get(), lucie, now)
    assert mission.verdict["open"]


def test_the_dog_is_walked_within_a_kilometre(town, lucie, mayor, now):
    need = a_need(now, activity="ANIMAUX")
    far = a_volunteer(
        now, lucie, activities=["ANIMAUX"], place={"latitude": CENTRE[0] + 0.012, "longitude": CENTRE[1]}
    )
    assert propose_town_plan(at=now).proposals
    decided("EPI-CONF", by=mayor, at=now)
    assert propose_town_plan(at=now).proposals == ()
    assert "1 km" in why_not(need=need, volunteer=far, at=now).closed_by_rules


def test_a_suggestion_made_before_the_decision_is_not_sent_after_it(town, lucie, mayor, now):
    a_need(now, activity="VISITE_CONVIVIALITE")
    a_volunteer(now, lucie, activities=["VISITE_CONVIVIALITE"])
    Volunteer.objects.update(trust_level=4)
    [suggestion] = store_plan(plan=propose_town_plan(at=now), by=lucie, at=now)
    decided("EPI-CONF", by=mayor, at=now)
    with pytest.raises(Refused, match="EPI-CONF"):
        approve_suggestion(assignment=assignment_by_id(suggestion.pk), by=lucie, at=now)
    assert not OutgoingMessage.objects.filter(kind="mission_proposal").exists()


# Forbidden zones (H9)


def test_nobody_is_sent_into_a_forbidden_zone_until_it_opens(town, lucie, mayor, now):
    need, karim = a_need(now), a_volunteer(now, lucie)
    zone = closed_zone(by=mayor, at=now, outline=square(*CENTRE))
    plan = propose_town_plan(at=now)
    assert plan.proposals == () and "zone est interdite" in plan.unserved[0].reasons[0]
    answer = why_not(need=need, volunteer=karim, at=now)
    assert "interdite" in answer.closed_by_rules and not answer.overridable
    with pytest.raises(Refused, match="interdite"):
        proposal_for(need=need, volunteer=karim, at=now)
    open_zone(zone=zone, by=mayor, at=now)
    assert len(propose_town_plan(at=now).proposals) == 1


def test_a_zone_elsewhere_or_later_blocks_nothing_now(town, lucie, mayor, now):
    a_need(now)
    a_volunteer(now, lucie)
    closed_zone(by=mayor, at=now, outline=square(CENTRE[0] + 0.05, CENTRE[1]))
    closed_zone(by=mayor, at=now, outline=square(*CENTRE), starts_at=now + timedelta(days=1))
    [proposal] = propose_town_plan(at=now).proposals
    assert proposal.ends_at < now + timedelta(days=1)


def test_help_at_a_distance_goes_on_in_a_forbidden_zone(town, lucie, mayor, now):
    a_need(now, activity="APPEL_CONVIVIALITE")
    a_volunteer(now, lucie, activities=["APPEL_CONVIVIALITE"])
    closed_zone(by=mayor, at=now, outline=square(*CENTRE))
    assert len(propose_town_plan(at=now).proposals) == 1


def test_a_promised_mission_in_a_zone_just_closed_is_put_on_hold(
    town, lucie, mayor, now, django_capture_on_commit_callbacks
):
    mission = promised(a_need(now), a_volunteer(now, lucie), lucie, now)
    with django_capture_on_commit_callbacks(execute=True):
        zone = closed_zone(by=mayor, at=now, outline=square(*CENTRE))
    review_missions(RulesReview.objects.get().pk, at=now)
    mission = assignment_by_id(mission.pk)
    assert not can_see_address(mission, now) and "interdite" in mission.verdict["why"]
    assert OutgoingMessage.objects.filter(kind="mission_on_hold").count() == 1
    open_zone(zone=zone, by=mayor, at=now + timedelta(minutes=5))
    review_missions(RulesReview.objects.get(opens_zone=True).pk, at=now + timedelta(minutes=5))
    assert can_see_address(assignment_by_id(mission.pk), now)


# Conditions are read before the address


def test_the_address_waits_for_the_conditions_to_be_read(town, lucie, mayor, now):
    decided("EPI-CONF", by=mayor, at=now)
    mission = promised(a_need(now), a_volunteer(now, lucie), lucie, now)
    assert "Déposer devant la porte, sans contact" in [one["text"] for one in mission.verdict["conditions"]]
    assert not can_see_address(mission, now)
    acknowledge_conditions(assignment=mission, by=mission.volunteer.person, at=now)
    acknowledge_conditions(assignment=mission, by=mission.volunteer.person, at=now)
    assert can_see_address(assignment_by_id(mission.pk), now)
    assert Event.objects.filter(verb="acknowledge_conditions").count() == 1


def test_a_mission_keeps_the_version_under_which_it_was_authorised(town, lucie, mayor, now):
    decided("EPI-CONF", by=mayor, at=now)
    mission = promised(a_need(now), a_volunteer(now, lucie), lucie, now)
    after = mission.ends_at + timedelta(hours=1)
    decided("EPI-CONF", by=mayor, at=after, parameters={"age_max_onsite": 40})
    review_missions(RulesReview.objects.latest("pk").pk, at=after)
    assert assignment_by_id(mission.pk).verdict["protocols"] == ["EPI-CONF version 3"]
    assert not ReviewedMission.objects.exists()


# Passing over


def test_the_mayor_passes_over_a_protocol_with_a_reason_that_is_kept(town, lucie, mayor, now):
    need, senior = a_need(now), a_volunteer(now, lucie, birth_on=date(1954, 1, 1))
    decided("EPI-CONF", by=mayor, at=now)
    draft = Assignment(need=need, volunteer=senior, starts_at=now, ends_at=now + timedelta(hours=1))
    rules = town_rules(at=now)
    with pytest.raises(Refused) as refused:
        pass_over_rules(mission=draft, rules=rules, reason=" ", by=mayor, at=now)
    assert refused.value.field == "reason"
    pass_over_rules(
        mission=draft, rules=rules, reason="Infirmier retraité, seul disponible", by=mayor, at=now
    )
    assert why_not(need=need, volunteer=senior, at=now).overridden
    mission = ask(need, senior, lucie, now)
    assert (
        mission.state == AssignmentState.PROPOSED and "dérogation" in mission.verdict["conditions"][0]["text"]
    )
    assert propose_town_plan(at=now).proposals == ()
    event = Event.objects.get(verb="pass_over_rules")
    assert event.actor == mayor.trace_key and "retraité" not in str(event.facts)


def test_nobody_passes_over_a_hard_rule(town, lucie, mayor, now):
    need, karim = a_need(now), a_volunteer(now, lucie)
    closed_zone(by=mayor, at=now, outline=square(*CENTRE))
    draft = Assignment(need=need, volunteer=karim, starts_at=now, ends_at=now + timedelta(hours=1))
    with pytest.raises(Refused, match="Personne ne peut passer outre"):
        pass_over_rules(mission=draft, rules=town_rules(at=now), reason="urgent", by=mayor, at=now)
    assert not RulesOverride.objects.exists()


# A change, mission by mission


def test_a_stricter_version_takes_proposals_back_and_puts_promises_on_hold(town, lucie, mayor, now):
    decided("EPI-CONF", by=mayor, at=now)
    asked_only = ask(a_need(now), a_volunteer(now, lucie, birth_on=ELDERLY), lucie, now)
    held = promised(a_need(now, urgency=1), a_volunteer(now, lucie, birth_on=ELDERLY), lucie, now)
    Assignment.objects.update(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    decided(
        "EPI-CONF", by=mayor, at=now, starts_at=now + timedelta(minutes=10), parameters={"age_max_onsite": 64}
    )
    review = RulesReview.objects.latest("pk")
    review_missions(review.pk, at=now)
    assert assignment_by_id(asked_only.pk).state == AssignmentState.CANCELLED
    late = accept_assignment(assignment=asked_only, by=asked_only.volunteer.person, at=now)
    assert not late.held and late.outcome == AnswerOutcome.CLOSED
    held = assignment_by_id(held.pk)
    assert held.state == AssignmentState.ACCEPTED and not held.verdict["open"]
    with pytest.raises(Refused, match="n’y allez pas"):
        start_assignment(assignment=held, by=held.volunteer.person, at=now)
    assert review_counts(review.pk).to_settle == 1
    release_for_rules(line=ReviewedMission.objects.get(assignment=held), by=lucie, at=now)
    held = assignment_by_id(held.pk)
    assert held.state == AssignmentState.CANCELLED and held.need.state == NeedState.QUALIFIED
    assert review_counts(review.pk).to_settle == 0


def test_a_lifting_gives_missions_back(town, lucie, mayor, now):
    decided("EPI-CONF", by=mayor, at=now)
    mission = promised(a_need(now), a_volunteer(now, lucie), lucie, now)
    Assignment.objects.update(starts_at=now + timedelta(hours=1))
    lifted("EPI-CONF", by=mayor, at=now, starts_at=now + timedelta(minutes=1))
    review_missions(RulesReview.objects.latest("pk").pk, at=now)
    mission = assignment_by_id(mission.pk)
    assert mission.verdict["protocols"] == [] and can_see_address(mission, now)


def test_v11_at_scale_200_planned_missions_are_each_judged_once_and_told_once(town, lucie, mayor, now):
    """Protocol change tomorrow with 200 planned missions: worklist exact, each re-evaluated and notified once."""
    decided("EPI-CONF", by=mayor, at=now)
    morning = timezone.localtime(now).replace(hour=9, minute=0)
    tomorrow, after = morning + timedelta(days=1), morning.replace(hour=0) + timedelta(days=1)
    verdict = {"open": True, "protocols": ["EPI-CONF version 3"], "conditions": []}
    expected, others = [], []
    for rank in range(212):
        need = a_need(now, wanted_until=now + timedelta(days=4))
        senior = rank < 200
        one = a_volunteer(now, lucie, birth_on=ELDERLY if senior else date(1990, 1, 1))
        starts_at = morning + timedelta(hours=2) if rank >= 206 else tomorrow
        mission = Assignment.objects.create(
            commune_id=town.pk, need=need, volunteer=one, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
            state="proposed" if rank % 4 == 3 else "accepted", place=None if rank % 4 == 3 else 0,
            suggested_at=now, proposed_at=now, answered_at=now, verdict=verdict,
        )  # fmt: skip
        (expected if rank < 206 else others).append(mission.pk)
    decided("EPI-CONF", by=mayor, at=now, starts_at=after, parameters={"age_max_onsite": 64})
    review = RulesReview.objects.latest("pk")
    before = OutgoingMessage.objects.count()
    review_missions(review.pk, at=now)
    lines = ReviewedMission.objects.filter(review=review)
    # 206 missions of tomorrow are judged again, the six of today are not; the 200 of people over 64 change.
    assert sorted(lines.values_list("assignment", flat=True)) == expected
    counts = review_counts(review.pk)
    assert (counts.total, counts.judged, counts.changed, counts.told, counts.to_settle) == (
        206,
        206,
        200,
        200,
        150,
    )
    told = OutgoingMessage.objects.filter(kind="mission_on_hold")
    assert OutgoingMessage.objects.count() - before == told.count() == 200
    assert told.values("recipient").distinct().count() == 200
    assert Event.objects.filter(verb="judge_mission").count() == 206
    # Run again, by another worker or after a crash: nothing is judged, nothing is sent.
    review_missions(review.pk, at=now + timedelta(minutes=1))
    review_missions_later.func(review.pk, town.pk)
    assert OutgoingMessage.objects.count() - before == 200
    assert Event.objects.filter(verb="judge_mission").count() == 206
    assert Assignment.objects.filter(pk__in=others, verdict=verdict).count() == len(others)


def test_a_review_cut_short_goes_on_where_it_was(town, lucie, mayor, now, monkeypatch):
    decided("EPI-CONF", by=mayor, at=now)
    for _ in range(3):
        promised(a_need(now), a_volunteer(now, lucie, birth_on=ELDERLY), lucie, now)
    Assignment.objects.update(starts_at=now + timedelta(hours=1))
    decided(
        "EPI-CONF", by=mayor, at=now, starts_at=now + timedelta(minutes=1), parameters={"age_max_onsite": 64}
    )
    review = RulesReview.objects.latest("pk")
    from cordee.ground.assignments.tasks import reviewing

    judge, done = reviewing.judge_mission, []

    def dying(**given):
        if len(done) == 2:
            raise MemoryError
        done.append(given["line"])
        return judge(**given)

    monkeypatch.setattr(reviewing, "judge_mission", dying)
    with pytest.raises(MemoryError):
        review_missions(review.pk, at=now)
    monkeypatch.undo()
    assert review_counts(review.pk).judged == 2
    review_missions(review.pk, at=now)
    assert review_counts(review.pk).judged == 3
    assert OutgoingMessage.objects.filter(kind="mission_on_hold").count() == 3


def test_a_decision_hands_its_review_to_the_worker(
    town, lucie, mayor, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        decided("EPI-CONF", by=mayor, at=now)
    run_tasks()
    assert RulesReview.objects.get().finished_at is not None
