"""Figures: time to help first, small groups hidden and said so, nobody's name."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cordee.ground.audit.models import Event
from cordee.ground.needs.models import Household, Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role
from cordee.ground.territory.models import District
from cordee.ground.volunteers.tests.factories import a_volunteer
from cordee.portal.desk.views.figures import figures_of

FIGURES = reverse("desk:figures")
EXPORT = reverse("desk:figures_export")


@pytest.fixture
def at(town):
    return timezone.now()


def needs_in(name, count, at, **fields):
    district, _ = District.objects.get_or_create(name=name, commune_id="49999")
    for _ in range(count):
        need = a_need(at)
        Household.objects.filter(pk=need.beneficiary.household_id).update(district=district)
        Need.objects.filter(pk=need.pk).update(**fields)


def shown(client, **query):
    return client.get(FIGURES, query).content.decode()


def test_the_first_figure_is_the_time_to_help(staff, at):
    before = at - timedelta(hours=5)
    needs_in(
        "Bourg", 5, before, accepted_at=before + timedelta(minutes=95), done_at=before + timedelta(hours=3)
    )
    page = shown(staff(Role.MAYOR))
    assert page.index("1\u00a0h\u00a035") < page.index("demandes reçues")
    assert "3\u00a0h" in page


def test_an_empty_town_is_told_kindly(staff, at):
    page = shown(staff(Role.MAYOR))
    assert "pas encore" in page
    assert "Aucune demande sur cette période." in page


def test_a_small_district_is_hidden_and_the_page_says_so(staff, at):
    needs_in("Bourg", 9, at, accepted_at=at + timedelta(minutes=7))
    needs_in("Gare", 6, at, accepted_at=at + timedelta(minutes=7))
    needs_in("Prairie", 2, at, accepted_at=at + timedelta(minutes=42))
    page = shown(staff(Role.COMMUNICATION))
    assert ">moins de 5 demandes</td>" in page
    assert "ne sont pas détaillés" in page
    assert "42\u00a0min" not in page


def test_figures_name_nobody(staff, at):
    need, volunteer = a_need(at, last_name="Rolland"), a_volunteer(at, cleared=False, last_name="Benalissime")
    for client in (staff(Role.MAYOR), staff(Role.DPO)):
        page = shown(client) + client.get(EXPORT).content.decode()
        assert "Rolland" not in page
        assert "Benalissime" not in page
        assert need.beneficiary.person.phone not in page
        assert str(volunteer) not in page


def test_the_period_is_chosen_and_a_strange_one_ignored(staff, at):
    needs_in("Bourg", 3, at - timedelta(days=20))
    client = staff(Role.MAYOR)
    assert '<p class="stat-value">3</p>' in shown(client, jours="30")
    assert '<p class="stat-value">3</p>' not in shown(client, jours="7").split("ouvertes")[0]
    assert client.get(FIGURES, {"jours": "abc"}).status_code == 200


def test_why_there_was_no_solution_is_told(staff, at):
    needs_in("Bourg", 1, at, state="no_solution", closing_reason="nobody_available")
    assert "Personne n’était disponible" in shown(staff(Role.MAYOR))


def test_the_file_tells_the_same_and_leaves_a_trace(staff, account, at):
    needs_in("Bourg", 5, at, accepted_at=at + timedelta(minutes=30))
    response = staff(Role.MAYOR).get(EXPORT)
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert ["Délais", "Toute la commune : jusqu’au oui (minutes, médiane)", "30"] in rows
    assert ["Demandes", "reçues", "5"] in rows
    assert Event.objects.get(verb="export_figures").actor == account(Role.MAYOR).trace_key


def test_a_district_that_looks_like_a_formula_is_disarmed(staff, at):
    needs_in("=HYPERLINK(1)", 5, at)
    text = staff(Role.MAYOR).get(EXPORT).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_figures_are_refused_to_those_who_have_no_use_for_them(staff, at):
    for role in (Role.RECEPTIONIST, Role.CALLER, Role.DISTRICT_REFERENT, Role.ADMINISTRATOR):
        assert staff(role).get(FIGURES).status_code == 403
        assert staff(role).get(EXPORT).status_code == 403


def test_figures_cost_the_same_whatever_the_number_of_requests(staff, at):
    client = staff(Role.MAYOR)

    def cost():
        client.get(FIGURES)
        with CaptureQueriesContext(connection) as queries:
            client.get(FIGURES)
        return len(queries)

    needs_in("Bourg", 1, at)
    few = cost()
    for name in ("Gare", "Quais", "Moulin"):
        needs_in(name, 6, at)
    assert cost() == few


@pytest.mark.parametrize("period", ["1", "7", "30"])
def test_a_request_does_not_leave_the_figures_in_the_course_of_a_day(at, period):
    """Whole days: what the council reads at eight and at eleven is the same count."""
    noon = timezone.localtime(at).replace(hour=12, minute=0)
    first = noon - timedelta(days=int(period) - 1)
    needs_in("Bourg", 1, first.replace(hour=7))
    needs_in("Bourg", 1, first - timedelta(days=1))
    assert [figures_of(period, now=noon.replace(hour=hour)).counts.received for hour in (8, 23)] == [1, 1]
