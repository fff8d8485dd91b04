"""One's papers, and the moment everything is cut."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.actions.texts import write_text
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.admission import suspend_volunteer
from cordee.ground.volunteers.actions.papers import change_frame, issue_badge, issue_order
from cordee.ground.volunteers.actions.reserve import record_extension
from cordee.ground.volunteers.models import Acceptance, Frame
from cordee.ground.volunteers.tests.factories import a_volunteer
from cordee.portal.me.tests.factories import asked, come_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def karim(at, lucie):
    return a_volunteer(at, lucie)


@pytest.fixture
def client(karim):
    return come_in(karim.person)


@pytest.fixture
def order(karim, lucie, at):
    return issue_order(
        volunteer=karim, starts_at=at, ends_at=at + timedelta(days=5), activities=["Courses à domicile"], by=lucie, at=at,
        sector="Les Tilleuls", vehicle="", motive="", act="", signer="",
    )  # fmt: skip


def test_the_agreement_is_read_with_my_name_and_accepted_with_its_date_and_version(client, karim, sound):
    html = sound(client.get("/moi/papiers/"))
    assert f"{karim.person.full_name}, né·e le 2" in html and "collaborateur occasionnel" in html
    html = client.post("/moi/papiers/agreement/accepter/", {"version": "0"}, follow=True).content.decode()
    assert "Cochez la case" in html and not Acceptance.objects.filter(kind="agreement").exists()
    client.post("/moi/papiers/agreement/accepter/", {"version": "0", "read": "oui"})
    kept = Acceptance.objects.get(kind="agreement")
    assert (kept.version, kept.accepted_at, kept.seen_by) == (0, timezone.now(), None)


def test_a_text_that_changed_asks_to_be_read_again(client, lucie, at, sound):
    write_text(kind=PaperKind.CHARTER, body="Nous aidons autrement.", after=0, by=lucie, at=at)
    html = sound(client.get("/moi/papiers/"))
    assert "Le texte a changé" in html and "Nous aidons autrement." in html
    answer = client.post("/moi/papiers/charter/accepter/", {"version": "0", "read": "oui"}, follow=True)
    assert "vient de changer" in answer.content.decode()


def test_an_order_is_printed_at_home_and_another_person_s_does_not_exist(client, order, at, lucie):
    answer = client.get(f"/moi/papiers/{order.pk}/")
    assert "OM-2026-0001" in words_of(answer.content)
    stranger = come_in(a_volunteer(at, lucie).person)
    assert stranger.get(f"/moi/papiers/{order.pk}/").status_code == 404


def test_suspended_while_the_page_is_open_the_next_click_shows_nothing(client, karim, lucie, at, order):
    """Rule H6: no argument, no delay; each page and each button of before."""
    until = timezone.localtime(at).date() + timedelta(days=9)
    badge = issue_badge(volunteer=karim, until=until, by=lucie, at=at)
    mission, link = asked(
        a_need(at, details="Du lait", wanted_until=at + timedelta(hours=9)), karim, lucie, at
    )
    client.post(link, {"answer": "oui"})
    page = f"/moi/missions/{mission.pk}/"
    secrets = ("rue des Lilas", "tilleul", "02 61 90", "Jeanne", "Du lait")
    assert all(secret in client.get(page).content.decode() for secret in secrets)
    suspend_volunteer(volunteer=karim, by=lucie, at=at)
    pages = [
        page,
        page + "feuille/",
        "/moi/",
        "/moi/papiers/",
        f"/moi/papiers/{order.pk}/",
        "/moi/offre/",
        link,
    ]
    for address in pages:
        html = client.get(address, follow=True).content.decode(errors="replace")
        assert not [secret for secret in secrets if secret in html], address
        assert "%PDF" not in html
    for button in ("depart/", "fait/", "rendre/", "reponse/"):
        answer = client.post(
            page + button, {"minutes": "30", "answer": "oui", "reason": "other"}, follow=True
        )
        html = answer.content.decode()
        assert not [secret for secret in secrets if secret in html], button
    mission.refresh_from_db()
    assert mission.state == "accepted" and mission.started_at is None
    for paper in (badge, order):
        assert "suspendu" in client.get(f"/v/{paper.code}/").content.decode()


def test_a_reservist_accepts_or_refuses_thirty_days_from_their_space(client, karim, lucie, at, sound):
    change_frame(volunteer=karim, frame=Frame.RCSC, by=lucie, at=at)
    html = sound(client.get("/moi/papiers/"))
    assert "0 jour sur 15" in html and "J’accepte" not in html
    today = at.date()
    vote = record_extension(
        emergency="loi", emergency_from=today, emergency_until=today + timedelta(days=60), vote="2026-041", voted_on=today,
        by=lucie, at=at,
    )  # fmt: skip
    html = sound(client.get("/moi/papiers/"))
    assert "J’accepte" in html and "Vous pouvez refuser" in html
    html = sound(client.post(f"/moi/reserve/{vote.pk}/", {"mot": "oui"}, follow=True))
    assert "vous acceptez" in html and "0 jour sur 30" in html
    html = sound(client.post(f"/moi/reserve/{vote.pk}/", {"mot": "non"}, follow=True))
    assert "vous refusez" in html and "0 jour sur 15" in html
    assert client.post(f"/moi/reserve/{vote.pk}/", {"mot": ""}).status_code == 404
