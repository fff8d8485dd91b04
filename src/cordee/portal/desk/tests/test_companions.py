"""First missions at the desk: par qui, une dispense, accompagnement fait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.models import Accompaniment, Assignment, AssignmentState
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.tests.test_accompaniment import VISIT, a_visitor
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.people.models import Role
from cordee.ground.volunteers.models import Volunteer


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def desk(staff):
    return staff(Role.VOLUNTEER_COORDINATOR)


def address(name, need, volunteer):
    return reverse(f"desk:{name}", args=[need.pk, volunteer.pk])


def test_the_proposals_ask_by_whom_and_the_agent_is_named_on_the_order(town, lucie, desk):
    at = timezone.now()
    need, zoe = a_need(at, activity=VISIT), a_visitor(at, lucie)
    store_plan(plan=propose_town_plan(at=at), by=lucie, at=at)
    page = desk.get(reverse("desk:proposals")).content.decode()
    assert "première mission à accompagner" in page and 'type="checkbox"' not in page
    ticked = desk.post(
        reverse("desk:decide"), {"assignment": Assignment.objects.get().pk, "decision": "valider"}
    )
    assert ticked.url == address("companion", need, zoe)
    answer = desk.post(ticked.url, {"agent_name": "Mme Durand"}, follow=True).content.decode()
    assert "Proposé à" in answer
    order = {
        "ordre-activities": ["Visite de convivialité"], "ordre-sector": "Centre", "ordre-starts_on": f"{at:%d/%m/%Y}",
        "ordre-starts_time": "00:00", "ordre-ends_on": f"{timezone.localtime(at) + timedelta(days=6):%d/%m/%Y}",
        "ordre-ends_time": "23:00",
    }  # fmt: skip
    offered = desk.get(reverse("desk:volunteer_papers", args=[zoe.pk])).context["order_form"]
    order["ordre-activities"] = [value for value, _ in offered.fields["activities"].choices]
    desk.post(reverse("desk:order_issue", args=[zoe.pk]), order)
    assert "Mme Durand" in str(Paper.objects.get(kind=PaperKind.ORDER).content)


def test_nobody_or_two_is_refused_beside_the_field_and_nothing_typed_is_lost(town, lucie, desk):
    at = timezone.now()
    need, zoe, karim = (
        a_need(at, activity=VISIT),
        a_visitor(at, lucie),
        a_visitor(at, lucie, experienced=True),
    )
    page = address("companion", need, zoe)
    assert desk.post(page).context["form"].errors == {"companion": ["Dites qui accompagne."]}
    both = desk.post(page, {"companion": karim.pk, "agent_name": "Mme Durand"})
    assert both.status_code == 422 and "agent_name" in both.context["form"].errors
    assert "Mme Durand" in both.content.decode() and not Accompaniment.objects.exists()


def test_a_pair_is_asked_followed_and_recorded(town, lucie, desk):
    at = timezone.now()
    need, zoe, karim = (
        a_need(at, activity=VISIT),
        a_visitor(at, lucie),
        a_visitor(at, lucie, experienced=True),
    )
    desk.post(address("propose", need, zoe))
    desk.post(address("companion", need, zoe), {"companion": karim.pk})
    assert "accompagnée par" in desk.get(reverse("desk:proposals")).content.decode()
    first, along = (
        Assignment.objects.get(accompanies=None),
        Assignment.objects.exclude(accompanies=None).get(),
    )
    done = reverse("desk:companion_done", args=[first.pk])
    assert "pas encore faite" in desk.post(done, follow=True).content.decode()
    for rank, one in ((0, first), (50, along)):
        Assignment.objects.filter(pk=one.pk).update(state=AssignmentState.DONE, place=rank)
    assert "Accompagnement fait" in desk.get(reverse("desk:proposals")).content.decode()
    assert "peut maintenant partir" in desk.post(done, follow=True).content.decode()
    page = desk.get(reverse("desk:volunteer", args=[zoe.pk])).content.decode()
    assert "Première mission accompagnée" in page and Volunteer.objects.get(pk=zoe.pk).accompanied_on


def test_a_waiver_is_given_by_who_answers_for_it(town, lucie, desk, staff):
    at = timezone.now()
    need, zoe = a_need(at, activity=VISIT), a_visitor(at, lucie)
    page = address("companion_waive", need, zoe)
    assert desk.get(page).status_code == 403
    mayor = staff(Role.MAYOR)
    assert mayor.post(page).status_code == 422
    mayor.post(page, {"reason": "Connue du CCAS depuis dix ans."})
    desk.post(address("propose", need, zoe))
    assert Assignment.objects.get().state == AssignmentState.PROPOSED
