"""The checks at the desk: read on the volunteer's page, noted, taken back, listed, exported."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cordee.ground.audit.models import Event
from cordee.ground.people.models import Role
from cordee.ground.volunteers.models import VolunteerCheck
from cordee.ground.volunteers.tests.factories import a_volunteer, in_order
from cordee.portal.desk.tests.test_volunteers import page, query_count, send


@pytest.fixture
def at():
    """The real present: views read their own clock."""
    return timezone.now()


@pytest.fixture
def lucie(staff):
    return staff(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def agent(account):
    return account(Role.VOLUNTEER_COORDINATOR)


def test_each_document_says_when_by_whom_until_when_and_where_it_stands(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent, activities=["GARDE_ENFANTS", "COURSES"])
    in_order(volunteer, "honorability", by=agent, at=at, until=at.date() + timedelta(days=10))
    _, shown = page(lucie, "volunteer", volunteer.pk)
    assert "expire bientôt" in shown and agent.name in shown
    assert "jamais vue" in shown and "fermé" not in shown


def test_noting_an_attestation_by_its_date_opens_children(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent, activities=["GARDE_ENFANTS"])
    today = f"{at:%d/%m/%Y}"
    status, shown = send(lucie, "volunteer_check_note", volunteer.pk, "honorability", seen_on=today)
    assert status == 422 and "Écrivez la date du document" in shown
    dated = at.date() - timedelta(days=60)
    send(
        lucie,
        "volunteer_check_note",
        volunteer.pk,
        "honorability",
        seen_on=today,
        dated_on=f"{dated:%d/%m/%Y}",
    )
    check = VolunteerCheck.objects.get(kind="honorability")
    assert (check.seen_on, check.seen_by) == (at.date(), agent)
    assert timedelta(days=118) < check.valid_until - at.date() < timedelta(days=126)


def test_under_two_years_of_licence_is_refused_beside_its_question_and_nothing_is_lost(
    town, lucie, agent, at
):
    volunteer = a_volunteer(at, agent)
    seen = f"{at.date() - timedelta(days=1):%d/%m/%Y}"
    status, shown = send(
        lucie, "volunteer_check_note", volunteer.pk, "licence", seen_on=seen, held_two_years="non"
    )
    assert status == 422 and "depuis deux ans" in shown and seen in shown
    assert not VolunteerCheck.objects.filter(kind="licence").exists()


def test_taking_back_asks_first_and_the_line_stays_readable(town, lucie, agent, at):
    volunteer = in_order(a_volunteer(at, agent), "criminal_record", by=agent, at=at)
    status, shown = page(lucie, "volunteer_check_back", volunteer.pk, "criminal_record")
    assert status == 200 and "Retirer « bulletin n° 3 »" in shown.replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    send(lucie, "volunteer_check_back", volunteer.pk, "criminal_record")
    assert "Noté avant (1)" in page(lucie, "volunteer", volunteer.pk)[1]


def test_what_was_noted_without_saying_which_is_shown_to_be_seen_again(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent)
    VolunteerCheck.objects.create(volunteer=volunteer, kind="unsaid", seen_on=at.date())
    shown = page(lucie, "volunteer", volunteer.pk)[1]
    assert "sans dire lequel" in shown and "à revoir" in shown
    assert page(lucie, "volunteer_check_note", volunteer.pk, "unsaid")[0] == 404


def test_the_list_of_what_ends_is_reached_from_the_volunteers_rung_and_exported(
    town, lucie, staff, agent, at
):
    ending = in_order(
        a_volunteer(at, agent), "insurance", by=agent, at=at, until=at.date() + timedelta(days=3)
    )
    fine = in_order(a_volunteer(at, agent), "criminal_record", by=agent, at=at)
    assert "controles=on" in page(lucie, "volunteers")[1]
    _, shown = page(lucie, "volunteers", controles="on")
    assert str(ending) in shown and str(fine) not in shown
    assert "ssurance du véhicule valable jusqu’au" in shown
    assert Event.objects.filter(verb="read", facts__page="volunteers_to_ring").exists()
    taken = lucie.post(
        reverse("desk:volunteers_export") + "?controles=on", {"purpose": "checks"}
    ).content.decode()
    assert "Contrôles à revoir" in taken and str(ending) in taken and str(fine) not in taken


def test_a_longer_list_asks_no_more_of_the_database(town, lucie, agent, at):
    def one_more():
        in_order(a_volunteer(at, agent), "insurance", by=agent, at=at, until=at.date())

    one_more()
    url = reverse("desk:volunteers") + "?controles=on"
    few = query_count(lucie, url)
    one_more()
    one_more()
    assert query_count(lucie, url) == few


def test_who_may_read_volunteers_reads_the_checks_and_changes_none(town, staff, agent, at):
    volunteer = a_volunteer(at, agent)
    reader = staff(Role.SOCIAL_WORKER)
    shown = page(reader, "volunteer", volunteer.pk)[1]
    assert "Contrôles" in shown and "controles/licence/noter" not in shown
    assert page(reader, "volunteer_check_note", volunteer.pk, "licence")[0] == 403
