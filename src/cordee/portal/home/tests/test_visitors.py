"""A visitor is doubted: told on the site, looked into at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cordee.ground.crisis.models import VisitorReport
from cordee.ground.crisis.selectors.visitors import old_reports
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.papers import issue_badge
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(town, now):
    cache.clear()
    with time_machine.travel(now, tick=False):
        yield now


def test_from_the_doorstep_to_the_desk_and_settled_once(staff, account, at, sound):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    until = timezone.localdate() + timedelta(days=9)
    badge = issue_badge(volunteer=a_volunteer(at, lucie), until=until, by=lucie, at=at)
    sound(Client().get("/signaler/"))
    for shown in (badge.code, "AAAA-AAAA"):
        answer = Client().post(
            "/signaler/", {"told": "Deux hommes <b>désinfectent</b>", "badge": shown}, follow=True
        )
        assert "L’accueil va vérifier" in sound(answer)
    reception = staff(Role.RECEPTIONIST)
    html = sound(reception.get("/bureau/signalements/"))
    assert (
        "&lt;b&gt;désinfectent" in html
        and "valide, Karim B." in html
        and "AAAA-AAAA&nbsp;: non valide" in html
    )
    report = VisitorReport.objects.order_by("pk").first()
    address = f"/bureau/signalements/{report.pk}/traiter/"
    assert "Choisissez" in reception.post(address, {"outcome": "nimporte"}, follow=True).content.decode()
    assert "est traité" in reception.post(address, {"outcome": "fake"}, follow=True).content.decode()
    assert "déjà été traité" in reception.post(address, {"outcome": "known"}, follow=True).content.decode()
    report.refresh_from_db()
    assert report.outcome == "fake"
    assert [one.key for one in old_reports(at + timedelta(days=1), 10)] == [report.pk]


def test_a_call_is_taken_down_and_nothing_typed_is_lost(staff, sound):
    reception = staff(Role.RECEPTIONIST)
    answer = reception.post(
        "/bureau/signalements/", {"told": "", "place": "rue d’Ys", "phone": "02 61 91 99 77"}
    )
    assert answer.status_code == 422 and "rue d’Ys" in sound(answer)
    answer = reception.post("/bureau/signalements/", {"told": "Fausse quête", "phone": "douze"})
    assert answer.status_code == 422 and "Fausse quête" in sound(answer)
    reception.post("/bureau/signalements/", {"told": "Fausse quête", "phone": "02 61 91 99 77"})
    assert "tel:+33261919977" in sound(reception.get("/bureau/signalements/"))


def test_a_robot_and_a_flood_are_kept_out(sound):
    client = Client()
    assert client.post("/signaler/", {"told": "x", "website": "http://x"}).status_code == 422
    answers = [client.post("/signaler/", {"told": "x"}) for _ in range(settings.FORMS_PER_MINUTE + 1)]
    assert answers[-1].status_code == 422 and "Attendez une minute" in sound(answers[-1])
    assert VisitorReport.objects.count() == settings.FORMS_PER_MINUTE
