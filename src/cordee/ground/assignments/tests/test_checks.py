"""An honourability that ends before the mission closes childcare, at every door, and childcare only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordee.ground.assignments.actions.answers import AnswerOutcome, accept_assignment
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.actions.proposals import approve_suggestion, propose
from cordee.ground.assignments.planning.pairs import best_helpers, proposal_for, why_not
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.selectors.accompaniment import possible_companions
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.checks import take_check_back
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer, in_order

CHILDREN = "GARDE_ENFANTS"


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR, name="Lucie")


@pytest.fixture
def children(town, now):
    """Childcare asked for the fourth and fifth day from now, one helper."""
    need = a_need(now, activity=CHILDREN)
    day = (now + timedelta(days=4)).replace(hour=8, minute=0)
    Need.objects.filter(pk=need.pk).update(
        helpers=1, wanted_from=day, wanted_until=day.replace(hour=21) + timedelta(days=1)
    )
    need.refresh_from_db()
    return need


def somebody(now, lucie, *, days):
    """Who looks after children and shops, with an attestation good for so many days."""
    volunteer = a_volunteer(now, lucie, activities=[CHILDREN, "COURSES"])
    return in_order(volunteer, "honorability", by=lucie, at=now, until=now.date() + timedelta(days=days))


def test_it_is_proposed_until_the_last_day_and_no_further(children, lucie, now):
    good = somebody(now, lucie, days=4)
    [proposal] = propose_town_plan(at=now).proposals
    assert (proposal.volunteer_id, proposal.starts_at.date()) == (good.pk, now.date() + timedelta(days=4))


def test_one_that_ends_the_day_before_closes_children_and_not_the_shopping(children, lucie, now):
    over = somebody(now, lucie, days=3)
    shopping = a_need(now)
    plan = propose_town_plan(at=now)
    assert [(one.need_id, one.volunteer_id) for one in plan.proposals] == [(shopping.pk, over.pk)]
    [left] = plan.unserved
    assert left.need_id == children.pk and "un contrôle demandé n’est pas en ordre" in left.reasons[0]
    assert best_helpers(need=children, at=now) == []


def test_why_not_names_the_document_and_its_day(children, lucie, now):
    over = somebody(now, lucie, days=3)
    answer = why_not(need=children, volunteer=over, at=now)
    assert not answer.possible
    assert answer.answers[0].sentence.startswith(
        "Attestation d’honorabilité valable jusqu’au 10\u00a0avril seulement"
    )
    Need.objects.update(wanted_from=now + timedelta(days=5), wanted_until=now + timedelta(days=6))
    later = now + timedelta(days=4)
    sentence = why_not(need=children, volunteer=over, at=later).answers[0].sentence
    assert sentence == "Attestation d’honorabilité expirée le 10\u00a0avril"
    with pytest.raises(Refused, match="expirée le 10"):
        proposal_for(need=children, volunteer=over, at=later)


def test_nothing_is_said_of_checks_where_none_is_asked(town, lucie, now):
    answer = why_not(need=a_need(now), volunteer=somebody(now, lucie, days=3), at=now)
    assert answer.possible and not any("Contrôles demandés" in one.sentence for one in answer.answers)


def test_without_a_diploma_the_agent_reads_that_a_professional_stays(children, lucie, now):
    answer = why_not(need=children, volunteer=somebody(now, lucie, days=9), at=now)
    assert answer.possible and any("jamais en charge" in one.sentence for one in answer.answers)


def test_a_suggestion_made_before_is_not_sent_once_the_check_is_taken_back(children, lucie, now):
    helper = somebody(now, lucie, days=9)
    [suggestion] = store_plan(plan=propose_town_plan(at=now), by=lucie, at=now)
    take_check_back(volunteer=helper, kind="honorability", by=lucie, at=now)
    with pytest.raises(Refused, match="honorabilité jamais vue"):
        approve_suggestion(assignment=assignment_by_id(suggestion.pk), by=lucie, at=now)


def test_a_yes_that_comes_after_the_check_was_taken_back_is_thanked_and_holds_nothing(children, lucie, now):
    helper = somebody(now, lucie, days=9)
    asked = propose(proposal=proposal_for(need=children, volunteer=helper, at=now), by=lucie, at=now)
    take_check_back(volunteer=helper, kind="honorability", by=lucie, at=now)
    answer = accept_assignment(assignment=asked, by=helper.person, at=now)
    assert (answer.outcome, answer.held) == (AnswerOutcome.CHECKS, False)
    assert answer.sentence.startswith("Merci")
    in_order(helper, "honorability", by=lucie, at=now)
    assert accept_assignment(assignment=asked, by=helper.person, at=now).held


def test_whoever_comes_along_has_the_checks_too(town, lucie, now):
    visit = a_need(now, activity="VISITE_CONVIVIALITE")
    new, ready, over = (a_volunteer(now, lucie, activities=["VISITE_CONVIVIALITE"]) for _ in range(3))
    in_order(ready, "criminal_record", by=lucie, at=now)
    in_order(over, "criminal_record", by=lucie, at=now, until=now.date())
    Volunteer.objects.update(accompanied_on=now.date())
    found = possible_companions(visit, new, starts_at=now + timedelta(days=1), at=now)
    assert [one.volunteer for one in found] == [ready]


def test_a_plan_reads_all_the_checks_in_one_query(children, lucie, now):
    somebody(now, lucie, days=9)
    with_one = _queries(now)
    for _ in range(5):
        somebody(now, lucie, days=9)
    assert _queries(now) == with_one
    Need.objects.filter(pk=children.pk).update(activity="COURSES")
    assert _queries(now) == with_one - 1


def _queries(now):

    with CaptureQueriesContext(connection) as caught:
        propose_town_plan(at=now)
    return len(caught)
