"""Volunteers of a partner are asked while its convention is open, on the days and for the help it covers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordee.ground.assignments.actions.answers import AnswerOutcome, accept_assignment
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.actions.proposals import approve_suggestion, propose
from cordee.ground.assignments.planning.pairs import proposal_for, why_not
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.organisations.actions.states import end_organisation, suspend_organisation
from cordee.ground.organisations.models import Organisation
from cordee.ground.organisations.tests.factories import an_organisation
from cordee.ground.people.models import Role
from cordee.ground.volunteers.models import Frame, Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def tilleuls(lucie, now):
    return an_organisation(now, lucie, name="Secours des Tilleuls")


def a_member(organisation, lucie, now, **fields):
    return a_volunteer(now, lucie, frame=Frame.PARTNER_ORG, organisation=organisation, **fields)


def why(need, volunteer, at):
    found = why_not(
        need=need, volunteer=Volunteer.objects.select_related("organisation").get(pk=volunteer.pk), at=at
    )
    return found.possible, " ".join(answer.sentence for answer in found.answers if not answer.met)


def test_an_association_is_required_of_its_volunteers_and_of_nobody_else(tilleuls, lucie, now):
    with pytest.raises(Refused, match="Choisissez l’association") as refused:
        a_volunteer(now, lucie, frame=Frame.PARTNER_ORG)
    assert refused.value.field == "organisation"
    with pytest.raises(Refused, match="que pour ses bénévoles"):
        a_volunteer(now, lucie, organisation=tilleuls)
    suspend_organisation(organisation=tilleuls, by=lucie, at=now)
    with pytest.raises(Refused, match="la convention avec Secours des Tilleuls est suspendue"):
        a_member(Organisation.objects.get(), lucie, now)


@pytest.mark.parametrize(
    ("last", "days"), [(date(2026, 4, 7), {7}), (date(2026, 4, 8), {7, 8}), (date(2026, 4, 6), set())]
)
def test_a_convention_closes_the_day_after_its_last_day(last, days, lucie, now):
    """Tuesday the 7th: a volunteer free all week goes no later than the last day of the convention."""
    member = a_member(an_organisation(now, lucie, name="Secours", valid_until=last), lucie, now)
    for day in (7, 8, 9):
        start = now.replace(day=day, hour=14, minute=0)
        need = a_need(now, wanted_from=start, wanted_until=start + timedelta(hours=4))
        found = propose_town_plan(at=now, only=[need.pk]).proposals
        assert bool(found) is (day in days), day
        possible, said = why(need, member, now)
        assert possible is (day in days)
        assert ("La convention avec Secours" in said and f"le {last.day}\u00a0avril 2026" in said) is (
            day not in days
        )


@pytest.mark.parametrize(
    ("stop", "said"), [(suspend_organisation, "est suspendue depuis le"), (end_organisation, "a pris fin le")]
)
def test_a_convention_that_stopped_closes_everything_with_its_reason(stop, said, tilleuls, lucie, now):
    member, need, other = a_member(tilleuls, lucie, now), a_need(now), a_need(now)
    asked = propose(proposal=proposal_for(need=need, volunteer=member, at=now), by=lucie, at=now)
    [suggestion] = store_plan(plan=propose_town_plan(at=now), by=lucie, at=now)
    assert suggestion.need_id == other.pk
    stop(organisation=tilleuls, by=lucie, at=now)
    assert propose_town_plan(at=now).proposals == ()
    possible, told = why(other, member, now)
    assert not possible and said in told
    with pytest.raises(Refused, match=said):
        approve_suggestion(assignment=assignment_by_id(suggestion.pk), by=lucie, at=now)
    answer = accept_assignment(assignment=asked, by=member.person, at=now)
    assert answer.outcome == AnswerOutcome.CONVENTION_OVER and "votre association" in answer.sentence


def test_a_yes_after_the_last_day_was_brought_forward_is_too_late(tilleuls, lucie, now):
    start = now + timedelta(days=2)
    need = a_need(now, wanted_from=start, wanted_until=start + timedelta(hours=8))
    asked = propose(
        proposal=proposal_for(need=need, volunteer=a_member(tilleuls, lucie, now), at=now), by=lucie, at=now
    )
    Organisation.objects.update(valid_until=now.date())
    assert accept_assignment(assignment=asked, by=lucie, at=now).outcome == AnswerOutcome.CONVENTION_OVER


def test_a_convention_covers_what_it_says(lucie, now):
    one = an_organisation(now, lucie, name="Secours", activities=["MEDICAMENTS"])
    member = a_member(one, lucie, now)
    shopping, medicine = a_need(now), a_need(now, activity="MEDICAMENTS", money_method="none")
    assert [found.need_id for found in propose_town_plan(at=now).proposals] == [medicine.pk]
    possible, said = why(shopping, member, now)
    assert not possible and "La convention avec Secours ne couvre pas" in said


def test_a_file_older_than_these_records_is_asked_as_before(lucie, now):
    older = a_volunteer(now, lucie)
    Volunteer.objects.filter(pk=older.pk).update(frame=Frame.PARTNER_ORG)
    need = a_need(now)
    assert [found.volunteer_id for found in propose_town_plan(at=now).proposals] == [older.pk]
    assert why(need, older, now)[0]


def test_a_plan_costs_as_many_queries_with_many_partners_as_with_none(lucie, now):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            propose_town_plan(at=now)
        return len(caught)

    a_need(now)
    a_volunteer(now, lucie)
    cost()
    without = cost()
    for rank in range(4):
        one = an_organisation(now, lucie, rna=f"W49100012{rank}")
        for _ in range(3):
            a_member(one, lucie, now)
        a_need(now)
    assert cost() == without
