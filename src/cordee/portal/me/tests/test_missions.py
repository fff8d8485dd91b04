"""From the link of a proposal to the doorstep: who sees what, when."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.models import Event
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.persons import correct_person
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.admission import suspend_volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer
from cordee.portal.me.tests.factories import asked, come_in, posted

pytestmark = pytest.mark.django_db
SECRETS = ("rue des Lilas", "02 61 90", "tilleul", "Jeanne")


@pytest.fixture
def at(now):
    """Tuesday, 9 h 12."""
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def karim(at, lucie):
    return a_volunteer(at, lucie)


@pytest.fixture
def proposal(at, lucie, karim):
    need = a_need(at, last_name="Rolland", details="Du lait", wanted_until=at + timedelta(hours=9))
    return asked(need, karim, lucie, at)


def test_the_link_tells_what_where_about_and_when_but_neither_address_nor_name(proposal, client, sound):
    _, link = proposal
    response = client.get(link)
    html = sound(response)
    assert "Courses à domicile" in html
    assert "Oui, je m’en charge" in html
    for secret in (*SECRETS, "Rolland", "Du lait"):
        assert secret not in html
    assert response.headers["Cache-Control"] == "no-store"


def test_a_yes_opens_the_space_and_shows_the_address_the_phone_and_the_word(proposal, client, sound):
    assignment, link = proposal
    response = client.post(link, {"answer": "oui"})
    assert response["Location"] == f"/moi/missions/{assignment.pk}/"
    html = sound(client.get(response["Location"]))
    for secret in (*SECRETS, "Du lait"):
        assert secret in html
    assert "Jeanne R." in html
    assert "Rolland" not in html
    assert Need.objects.get().state == "assigned"


def test_each_look_at_the_address_leaves_a_trace(proposal, karim):
    assignment, link = proposal
    client = come_in(karim.person)
    client.get(f"/moi/missions/{assignment.pk}/")
    assert not Event.objects.filter(kind="read").exists()  # Nothing was shown yet.
    client.post(link, {"answer": "oui"})
    client.get(f"/moi/missions/{assignment.pk}/")
    client.get(f"/moi/missions/{assignment.pk}/feuille/")
    file = assignment.need.beneficiary
    seen = Event.objects.filter(
        verb="read", kind="read", subject=f"beneficiary:{file.pk}", actor=karim.person.trace_key
    )
    assert seen.count() == 2


def test_the_address_goes_two_hours_after_the_slot(proposal, client, at):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    assignment.refresh_from_db()
    for minutes, shown in ((119, True), (121, False)):
        with time_machine.travel(assignment.ends_at + timedelta(minutes=minutes), tick=False):
            for page in ("", "feuille/"):
                html = client.get(f"/moi/missions/{assignment.pk}/{page}").content.decode()
                assert ("rue des Lilas" in html) is shown
                assert ("02 61 90" in html) is shown
    with time_machine.travel(assignment.ends_at + timedelta(minutes=121), tick=False):
        html = client.get(f"/moi/missions/{assignment.pk}/").content.decode()
        assert "tilleul" not in html
        assert "Jeanne" not in html
        assert "n’est plus affichée" in html


@pytest.mark.parametrize("how", ["protected", "suspended"])
def test_a_protected_person_and_a_suspended_helper_close_the_address_at_once(
    proposal, client, karim, lucie, at, how
):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    if how == "protected":
        correct_person(person=assignment.need.beneficiary.person, by=lucie, protected=True)
    else:
        suspend_volunteer(volunteer=karim, by=lucie, at=at)
    html = client.get(f"/moi/missions/{assignment.pk}/").content.decode()
    for secret in SECRETS:
        assert secret not in html


def test_the_sheet_on_paper_never_holds_the_word(proposal, client, sound):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    html = sound(client.get(f"/moi/missions/{assignment.pk}/feuille/"))
    assert "rue des Lilas" in html
    assert "tilleul" not in html


def test_a_used_link_opens_nothing_for_a_stranger_and_the_mission_for_its_owner(proposal, client, sound):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    assert client.get(link)["Location"] == f"/moi/missions/{assignment.pk}/"
    stranger = Client()
    response = stranger.get(link)
    assert response.status_code == 410
    html = sound(response)
    assert "Ce lien a déjà servi" in html
    for secret in SECRETS:
        assert secret not in html
    assert stranger.post(link, {"answer": "oui"}).status_code == 410


def test_looking_at_a_proposal_answers_nothing(proposal, client):
    assignment, link = proposal
    client.head(link)
    client.get(link)
    client.post(link, {})
    assignment.refresh_from_db()
    assert assignment.state == "proposed"


def test_a_no_is_thanked_its_reason_is_kept_and_nothing_is_shown(proposal, client, sound):
    assignment, link = proposal
    html = sound(client.post(link, {"answer": "non", "reason": "far"}))
    assert "merci de l’avoir dit" in html
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reason_code) == ("declined", "far")
    assert client.get(link).status_code == 410


def test_a_no_needs_no_reason(proposal, client):
    assignment, link = proposal
    client.post(link, {"answer": "non"})
    assignment.refresh_from_db()
    assert assignment.state == "declined"


def test_a_place_already_taken_is_told_kindly(proposal, lucie, at, sound):
    assignment, link = proposal
    other = a_volunteer(at, lucie)
    _, quicker = asked(assignment.need, other, lucie, at)
    assert Client().post(quicker, {"answer": "oui"}).status_code == 302
    late = Client()
    html = sound(late.get(link))
    assert "n’attend plus de réponse" in html
    assert "rue des Lilas" not in html
    assert late.post(link, {"answer": "oui"}).status_code == 200
    assert Assignment.objects.filter(state="accepted").count() == 1


def test_a_link_of_one_purpose_does_not_open_the_other(proposal, client):
    _, link = proposal
    assert client.get(link.replace("/m/", "/l/")).status_code == 404


def test_somebody_elses_mission_does_not_exist(proposal, lucie, at):
    assignment, _ = proposal
    stranger = come_in(a_volunteer(at, lucie).person)
    for path in ("", "feuille/", "rendre/"):
        assert stranger.get(f"/moi/missions/{assignment.pk}/{path}").status_code == 404
        assert stranger.get(f"/moi/missions/999999/{path}").status_code == 404
    for path in ("depart/", "fait/", "rendre/", "reponse/"):
        assert stranger.post(f"/moi/missions/{assignment.pk}/{path}", {"answer": "oui"}).status_code == 404
    assignment.refresh_from_db()
    assert assignment.state == "proposed"


def test_on_the_way_then_done_with_the_time_and_the_till(proposal, client):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    path = f"/moi/missions/{assignment.pk}/"
    assert "Bonne route" in posted(client, path + "depart/")
    assert "Merci" in posted(client, path + "fait/", {"minutes": "45", "amount": "23,40"})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.minutes, assignment.amount_cents) == ("done", 45, 2340)
    assert Need.objects.get().state == "done"


@pytest.mark.parametrize(
    ("field", "typed"), [("amount", "vingt"), ("amount", "5000"), ("minutes", "longtemps")]
)
def test_a_wrong_amount_is_told_beside_its_field_and_kept(proposal, client, sound, field, typed):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    html = sound(client.post(f"/moi/missions/{assignment.pk}/fait/", {field: typed}))
    assert f'value="{typed}"' in html
    assert "Une erreur est à corriger" in html
    assignment.refresh_from_db()
    assert assignment.state == "accepted"


def test_what_is_done_by_phone_shows_a_number_and_no_address(lucie, at, sound):
    marion = a_volunteer(at, lucie, activities=["APPEL_CONVIVIALITE"])
    need = a_need(at, activity="APPEL_CONVIVIALITE", wanted_until=at + timedelta(hours=9))
    assignment, link = asked(need, marion, lucie, at)
    client = Client()
    client.post(link, {"answer": "oui"})
    for page in ("", "feuille/"):
        html = sound(client.get(f"/moi/missions/{assignment.pk}/{page}"))
        assert "02 61 90" in html
        assert "rue des Lilas" not in html


def test_i_cannot_any_more_hides_the_address_and_frees_the_place(proposal, client, sound):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    path = f"/moi/missions/{assignment.pk}/"
    sound(client.get(path + "rendre/"))
    assert "Nous cherchons quelqu’un d’autre" in posted(client, path + "rendre/", {"reason": "ill"})
    html = client.get(path).content.decode()
    assert "rue des Lilas" not in html
    assert "tilleul" not in html
    assert Need.objects.get().state in {"qualified", "proposed"}


def test_a_proposal_is_answered_from_ones_space_too(proposal, karim, sound):
    assignment, _ = proposal
    client = come_in(karim.person)
    html = sound(client.get("/moi/"))
    assert "On attend votre réponse" in html
    assert "rue des Lilas" not in html
    page = posted(client, f"/moi/missions/{assignment.pk}/reponse/", {"answer": "oui"})
    assert "rue des Lilas" in page


def test_queries_of_the_space_do_not_grow_with_missions(lucie, karim, at, django_assert_max_num_queries):
    client = come_in(karim.person)

    def cost() -> int:
        with django_assert_max_num_queries(40) as seen:
            assert client.get("/moi/").status_code == 200
        return len(seen)

    def past_mission(rank: int) -> None:
        start = at + timedelta(days=1, hours=4 * rank)
        Assignment.objects.create(
            need=a_need(at), volunteer=karim, state="proposed", starts_at=start, suggested_at=at,
            ends_at=start + timedelta(hours=4), commune_id=karim.commune_id,
        )  # fmt: skip

    past_mission(1)
    client.get("/moi/")
    few = cost()
    for rank in range(2, 9):
        past_mission(rank)
    assert cost() == few


@pytest.mark.parametrize("typed", ["inf", "1e999999", "NaN", "-3", "²"])
def test_an_amount_that_is_no_sum_is_refused_next_to_its_field(proposal, typed, sound):
    assignment, link = proposal
    browser = Client()
    posted(browser, link, {"answer": "oui"})
    html = sound(browser.post(f"/moi/missions/{assignment.pk}/fait/", {"amount": typed}))
    assert "montant" in html
    assignment.refresh_from_db()
    assert assignment.state == "accepted"


def test_the_word_shows_an_hour_before_the_slot_to_the_helper_alone_and_each_view_is_traced(
    proposal, client, at
):
    assignment, link = proposal
    client.post(link, {"answer": "oui"})
    assignment.refresh_from_db()
    page = f"/moi/missions/{assignment.pk}/"
    shown = {-61: False, -59: True, 10: True}
    for minutes, expected in shown.items():
        with time_machine.travel(assignment.starts_at + timedelta(minutes=minutes), tick=False):
            assignment.answered_at = at - timedelta(days=1)
            html = client.get(page).content.decode()
            assert ("tilleul" in html) is expected, minutes
            assert "tilleul" not in client.get(page + "feuille/").content.decode()
    seen = Event.objects.filter(verb="show_recognition_word", kind="read")
    assert seen.count() == 2 and {event.facts["page"] for event in seen} == {"me:mission"}


def test_the_conditions_are_read_before_the_address_shows(town, account):
    at, lucie = timezone.now(), account(Role.VOLUNTEER_COORDINATOR)
    need, karim = a_need(at), a_volunteer(at, lucie)
    mission = Assignment.objects.create(
        commune_id=town.pk, need=need, volunteer=karim, state="accepted", place=0, starts_at=at,
        ends_at=at + timedelta(hours=2), suggested_at=at, answered_at=at,
        verdict={"open": True, "conditions": [{"text": "Déposer devant la porte", "source": "EPI-CONF version 3"}],
                 "advice": [], "documents": ["Ordre de mission"]},
    )  # fmt: skip
    client, page = come_in(karim.person), reverse("me:mission", args=[mission.pk])
    address = need.beneficiary.household.address
    shown = client.get(page).content.decode()
    assert "Déposer devant la porte" in shown and address not in shown
    read = reverse("me:acknowledge", args=[mission.pk])
    assert address not in posted(client, read)
    assert address in posted(client, read, {"read": "oui"})
    sheet = client.get(reverse("me:sheet", args=[mission.pk])).content.decode()
    assert "Déposer devant la porte" in sheet and "Ordre de mission" in sheet


def test_a_suspended_mission_says_not_to_go(town, account):
    at, lucie = timezone.now(), account(Role.VOLUNTEER_COORDINATOR)
    need, karim = a_need(at), a_volunteer(at, lucie)
    mission = Assignment.objects.create(
        commune_id=town.pk, need=need, volunteer=karim, state="accepted", place=0, starts_at=at,
        ends_at=at + timedelta(hours=2), suggested_at=at, answered_at=at, verdict={"open": False, "conditions": []},
    )  # fmt: skip
    client = come_in(karim.person)
    page = client.get(reverse("me:mission", args=[mission.pk])).content.decode()
    assert "N’y allez pas" in page and need.beneficiary.household.address not in page
    assert "n’y allez pas" in posted(client, reverse("me:start", args=[mission.pk]))
