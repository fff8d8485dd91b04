"""The volunteers' pages: the promise, the list, one file, pairs."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.actions.answers import accept_assignment
from cordee.ground.assignments.actions.proposals import propose
from cordee.ground.assignments.models import AssignmentState
from cordee.ground.assignments.planning.pairs import proposal_for
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.audit.models import Event
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Person, Role
from cordee.ground.volunteers.models import DuplicateHint, Volunteer, VolunteerCheck, VolunteerState
from cordee.ground.volunteers.tests.factories import a_volunteer


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


def propose_to(*, need, volunteer, by, at):
    return propose(proposal=proposal_for(need=need, volunteer=volunteer, at=at), by=by, at=at)


def page(client, name, *args, **query):
    response = client.get(reverse(f"desk:{name}", args=args), query)
    return response.status_code, response.content.decode()


def send(client, name, *args, **data):
    response = client.post(reverse(f"desk:{name}", args=args), data, follow=True)
    return response.status_code, response.content.decode()


def query_count(client, url):
    client.get(url)  # what a process keeps for all is read once
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_says_who_was_never_contacted_and_turns_red_when_late(town, lucie, at):
    a_volunteer(at - timedelta(hours=3), cleared=False)
    assert "stat danger" not in page(lucie, "volunteers")[1]
    late = a_volunteer(at - timedelta(hours=49), cleared=False)
    _, shown = page(lucie, "volunteers")
    assert "stat danger" in shown
    assert "?promesse=retard" in shown
    _, listed = page(lucie, "volunteers", promesse="retard")
    assert str(late) in listed
    assert len(re.findall(r"V-\d{5}", listed)) == 1


def test_numbers_show_only_on_the_list_one_rings_from(town, lucie, at):
    volunteer = a_volunteer(at, cleared=False)
    assert volunteer.person.phone not in page(lucie, "volunteers")[1]
    assert volunteer.person.phone in page(lucie, "volunteers", promesse="jamais")[1]
    assert Event.objects.filter(verb="read", subject=f"volunteer:{volunteer.pk}").count() == 1


def test_filters_keep_those_who_match(town, lucie, agent, at):
    far = a_volunteer(at, agent, vehicle=True, activities=["APPEL_CONVIVIALITE"], last_name="Zola")
    near = a_volunteer(at, agent, last_name="Balzac")
    for query, wanted in (
        ({"q": "zola"}, far),
        ({"vehicule": "on"}, far),
        ({"activite": "COURSES"}, near),
        ({"q": str(near)}, near),
        (
            {"q": f"06 39 {near.person.phone[-6:-4]} {near.person.phone[-4:-2]} {near.person.phone[-2:]}"},
            near,
        ),
    ):
        _, shown = page(lucie, "volunteers", **query)
        assert (str(far) in shown, str(near) in shown) == (wanted == far, wanted == near), query


def test_an_unknown_filter_is_ignored(town, lucie, at):
    volunteer = a_volunteer(at, cleared=False)
    status, shown = page(lucie, "volunteers", etat="x", niveau="9", quartier="zz", page="-3")
    assert status == 200
    assert str(volunteer) in shown


def test_the_list_costs_the_same_whatever_its_length(town, lucie, agent, at):
    a_volunteer(at, agent)
    url = reverse("desk:volunteers")
    few = query_count(lucie, url)
    for _ in range(12):
        a_volunteer(at, agent)
    assert query_count(lucie, url) == few


def test_one_file_costs_the_same_whatever_its_past(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent)
    url = reverse("desk:volunteer", args=[volunteer.pk])
    propose_to(need=a_need(at), volunteer=volunteer, by=agent, at=at)
    few = query_count(lucie, url)
    for _ in range(2):
        propose_to(need=a_need(at), volunteer=volunteer, by=agent, at=at)
    assert query_count(lucie, url) == few


def test_roles_without_volunteers_are_told_no(town, staff, at):
    volunteer = a_volunteer(at, cleared=False)
    for role in (Role.RECEPTIONIST, Role.CALLER, Role.MAYOR, Role.DPO, Role.ADMINISTRATOR):
        assert page(staff(role), "volunteers")[0] == 403
        assert page(staff(role), "volunteer", volunteer.pk)[0] == 403
    reader = staff(Role.SOCIAL_WORKER)
    assert page(reader, "volunteer", volunteer.pk)[0] == 200
    for name in ("volunteers_export", "volunteers_print", "volunteer_new", "duplicates"):
        assert page(reader, name)[0] == 403
    assert reader.post(reverse("desk:volunteer_check", args=[volunteer.pk, "identity"])).status_code == 403
    assert not VolunteerCheck.objects.exists()


def test_a_volunteer_of_another_town_is_not_found(town, lucie, at):
    assert page(lucie, "volunteer", 987654)[0] == 404


def test_opening_a_file_leaves_a_read_trace(town, lucie, agent, at):
    volunteer = a_volunteer(at, cleared=False)
    page(lucie, "volunteer", volunteer.pk)
    trace = Event.objects.get(verb="read", subject=f"volunteer:{volunteer.pk}")
    assert (trace.actor, trace.facts) == (agent.trace_key, {"page": "volunteer"})


def test_checks_lead_to_the_doorstep_and_back(town, lucie, at):
    volunteer = a_volunteer(at, cleared=False)
    _, shown = page(lucie, "volunteer", volunteer.pk)
    assert "la pièce d’identité (vue, jamais copiée)" in shown
    for check in ("phone", "identity", "briefing"):
        send(lucie, "volunteer_check", volunteer.pk, check, vu="oui")
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.trust_level) == (VolunteerState.CLEARED, 2)
    assert '<td data-label="Par">Volunteer_Coordinator' in page(lucie, "volunteer", volunteer.pk)[1]
    send(lucie, "volunteer_check", volunteer.pk, "identity", vu="non")
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.trust_level) == (VolunteerState.INCOMPLETE, 1)


def test_an_unknown_check_is_refused_kindly(town, lucie, at):
    volunteer = a_volunteer(at, cleared=False)
    status, shown = send(lucie, "volunteer_check", volunteer.pk, "horoscope", vu="oui")
    assert status == 200
    assert "Ce contrôle n’existe pas." in shown


def test_a_pause_is_refused_in_the_past_then_kept(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent)
    for wrong in ("01/01/2020", "demain"):
        status, shown = send(lucie, "volunteer_pause", volunteer.pk, until=wrong)
        assert status == 422
        assert f'value="{wrong}"' in shown
    later = timezone.localdate() + timedelta(days=9)
    send(lucie, "volunteer_pause", volunteer.pk, until=f"{later:%d/%m/%Y}")
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.paused_until) == (VolunteerState.PAUSED, later)
    send(lucie, "volunteer_resume", volunteer.pk)
    volunteer.refresh_from_db()
    assert volunteer.state == VolunteerState.CLEARED


def test_suspending_asks_first_then_frees_the_missions(town, lucie, agent, at):
    volunteer, need = a_volunteer(at, agent), a_need(at)
    mission = assignment_by_id(propose_to(need=need, volunteer=volunteer, by=agent, at=at).pk)
    accept_assignment(assignment=mission, by=volunteer.person, at=at)
    status, shown = page(lucie, "volunteer_suspend", volunteer.pk)
    assert status == 200
    assert "Suspendre Karim" in shown
    volunteer.refresh_from_db()
    assert volunteer.state == VolunteerState.CLEARED
    _, told = send(lucie, "volunteer_suspend", volunteer.pk)
    assert "1 mission à repourvoir" in told
    volunteer.refresh_from_db()
    assert volunteer.state == VolunteerState.SUSPENDED
    assert assignment_by_id(mission.pk).state == AssignmentState.CANCELLED
    assert Need.objects.get(pk=need.pk).state == "qualified"


def test_somebody_who_stops_may_come_back(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent)
    send(lucie, "volunteer_leave", volunteer.pk)
    assert str(volunteer) not in page(lucie, "volunteers")[1]
    _, again = send(lucie, "volunteer_leave", volunteer.pk)
    assert "déjà fermé" in again
    send(lucie, "volunteer_resume", volunteer.pk)
    assert str(volunteer) in page(lucie, "volunteers")[1]


def test_available_now_is_taken_by_phone(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent)
    send(lucie, "volunteer_now", volunteer.pk, hours="3")
    volunteer.refresh_from_db()
    assert volunteer.available_now_until > at + timedelta(hours=2)
    assert str(volunteer) in page(lucie, "volunteers", maintenant="on")[1]
    assert send(lucie, "volunteer_now", volunteer.pk, hours="99")[0] == 422


def test_news_by_phone_keep_the_promise(town, lucie, at):
    volunteer = a_volunteer(at - timedelta(hours=60), cleared=False)
    send(lucie, "volunteer_news", volunteer.pk)
    assert str(volunteer) not in page(lucie, "volunteers", promesse="jamais")[1]


def test_the_personal_access_is_sent_and_never_shown(town, lucie, at):
    volunteer = a_volunteer(at, cleared=False)
    send(lucie, "volunteer_entry", volunteer.pk)
    message = OutgoingMessage.objects.get(kind="entry_link")
    token = message.body.split("/l/")[1].split("/")[0]
    assert len(token) >= 20
    assert token not in page(lucie, "volunteer", volunteer.pk)[1]


def test_a_landline_alone_gets_no_access_and_the_page_says_why(town, lucie, at):
    volunteer = a_volunteer(at, cleared=False, phone="+33241234567")
    _, shown = send(lucie, "volunteer_entry", volunteer.pk)
    assert "Ni portable ni courriel" in shown
    assert not OutgoingMessage.objects.filter(kind="entry_link").exists()


OFFER = {
    "activities": ["COURSES"],
    "week": ["0", "1"],
    "radius_km": "5",
    "weekly_cap": "2",
    "languages": ["ar"],
}
NEWCOMER = {
    "last_name": "Perrin", "first_name": "Odile", "birth_on": "07/04/1960", "phone": "02 41 22 33 44", "frame": "rcsc",
    "activities": ["COURSES", "APPEL_CONVIVIALITE"], "week": ["4"], "radius_km": "3", "charter": "on",
    "address": "12 rue des Lilas",
}  # fmt: skip


def test_somebody_without_internet_signs_up_at_the_counter(town, lucie, agent):
    _, shown = send(lucie, "volunteer_new", **NEWCOMER)
    assert "Odile Perrin" in shown
    volunteer = Volunteer.objects.get(person__last_name="Perrin")
    assert (volunteer.person.phone, volunteer.frame, volunteer.week_bits) == ("+33241223344", "rcsc", 1 << 4)
    assert volunteer.charter_accepted_at
    assert Event.objects.get(verb="sign_up_volunteer").actor == agent.trace_key


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "12"}, "compte 2 chiffres"),
        ({"phone": ""}, "Indiquez un téléphone ou un courriel"),
        ({"birth_on": "07/04/2020"}, "Il faut avoir 16 ans"),
        ({"activities": []}, "Cochez au moins une façon"),
    ],
)
def test_a_wrong_sign_up_is_told_twice_and_keeps_what_was_typed(town, lucie, wrong, said):
    for _ in range(2):
        status, shown = send(lucie, "volunteer_new", **NEWCOMER | wrong)
        assert status == 422
        assert said in shown
        assert 'value="Perrin"' in shown
    assert not Volunteer.objects.exists()


def test_the_offer_is_changed_for_the_person(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent)
    _, shown = send(lucie, "volunteer_offer", volunteer.pk, **OFFER)
    assert "L’offre est modifiée" in shown
    volunteer.refresh_from_db()
    assert (volunteer.activities, volunteer.week_bits, volunteer.radius_km) == (("COURSES",), 3, 5)
    assert (volunteer.weekly_cap, volunteer.languages) == (2, ["ar"])
    assert volunteer.latitude is not None
    for wrong in ({"activities": []}, {"weekly_cap": "beaucoup"}, {"radius_km": "1000"}):
        assert send(lucie, "volunteer_offer", volunteer.pk, **OFFER | wrong)[0] == 422


def test_an_unusual_radius_is_not_silently_changed(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent, radius_km=2.5)
    _, shown = page(lucie, "volunteer_edit", volunteer.pk)
    assert '<option value="2.5" selected>2,5 km</option>' in shown


def test_the_ways_to_reach_somebody_are_corrected(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent)
    known = {"last_name": "Benali", "first_name": "Karim", "contact_by": "phone"}
    status, shown = send(lucie, "volunteer_identity", volunteer.pk, **known, phone="", email="")
    assert status == 422
    assert "Gardez au moins" in shown
    send(lucie, "volunteer_identity", volunteer.pk, **known, phone="07 11 22 33 44", email="K@exemple.fr")
    person = Person.objects.get(pk=volunteer.person_id)
    assert (person.phone, person.email) == ("+33711223344", "k@exemple.fr")


def pair(at, agent):
    first = a_volunteer(at, agent, last_name="Benali", phone="+33639100001")
    second = a_volunteer(
        at, agent, last_name="Ben Ali", birth_on=date(1991, 2, 5), phone="+33639100001", email="k@exemple.fr"
    )
    return first, second, DuplicateHint.objects.get()


def test_the_same_person_is_merged_after_a_question(town, lucie, agent, at):
    first, second, hint = pair(at, agent)
    mission = propose_to(need=a_need(at), volunteer=second, by=agent, at=at)
    _, shown = page(lucie, "duplicates")
    assert "même téléphone" in shown
    status, asked = page(lucie, "duplicate_merge", hint.pk)
    assert status == 200
    assert "la même personne" in asked
    assert DuplicateHint.objects.get().decided_at is None
    send(lucie, "duplicate_merge", hint.pk)
    second.refresh_from_db()
    assert second.state == VolunteerState.LEFT
    assert Person.objects.get(pk=first.person_id).email == "k@exemple.fr"
    assert assignment_by_id(mission.pk).state == AssignmentState.CANCELLED
    _, again = send(lucie, "duplicate_merge", hint.pk)
    assert "déjà été traité" in again
    assert "Aucun doublon" in page(lucie, "duplicates")[1]


def test_two_people_stay_two(town, lucie, agent, at):
    first, second, hint = pair(at, agent)
    send(lucie, "duplicate_apart", hint.pk)
    assert set(Volunteer.objects.exclude(state="left")) == {first, second}
    assert "Aucun doublon" in page(lucie, "duplicates")[1]


def test_a_file_already_merged_is_not_offered_again(town, lucie, agent, at):
    _, second, hint = pair(at, agent)
    third = a_volunteer(at, agent, last_name="Benaly", first_name="Karima", phone="+33639100001")
    assert DuplicateHint.objects.filter(kept=second, other=third).exists()
    send(lucie, "duplicate_merge", hint.pk)
    _, shown = page(lucie, "duplicates")
    assert str(third) in shown
    assert str(second) not in shown


def test_pairs_cost_the_same_whatever_their_number(town, lucie, agent, at):
    pair(at, agent)
    url = reverse("desk:duplicates")
    few = query_count(lucie, url)
    for number in range(3):
        a_volunteer(at, agent, last_name=f"Autre{number}", phone="+33639100001")
    assert query_count(lucie, url) == few


def exported(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_an_export_asks_why_and_holds_no_more_than_that(town, lucie, agent, at):
    a_volunteer(at, agent, last_name="=CMD()", phone="+33639100002")
    url = reverse("desk:volunteers_export")
    assert lucie.post(url, {}).status_code == 422
    assert lucie.post(url, {"purpose": "curiosité"}).status_code == 422
    response = lucie.post(url, {"purpose": "call"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = exported(response)
    assert rows[0] == ["Dossier", "Prénom", "Nom", "Téléphone", "Courriel", "Association"]
    assert rows[1][2] == "'=CMD()"
    assert rows[1][3] == "06 39 10 00 02"
    trace = Event.objects.get(verb="export_volunteers")
    assert (trace.facts["purpose"], trace.facts["count"], trace.actor) == ("call", 1, agent.trace_key)
    assert "CMD" not in str(trace.facts)


def test_the_insurers_list_names_nobody(town, lucie, agent, at):
    volunteer = a_volunteer(at, agent, last_name="Zola")
    text = lucie.post(reverse("desk:volunteers_export"), {"purpose": "insurer"}).content.decode()
    assert str(volunteer) in text
    assert "Zola" not in text
    assert "06" not in text.replace(f"{at:%d/%m/%Y}", "").split("\n", 1)[1].split(";")[1]


def test_an_export_takes_what_the_list_showed(town, lucie, agent, at):
    a_volunteer(at, agent, vehicle=True, last_name="Zola")
    a_volunteer(at, agent, last_name="Balzac")
    rows = exported(lucie.post(reverse("desk:volunteers_export") + "?vehicule=on", {"purpose": "site"}))
    assert [row[2] for row in rows[1:]] == ["Zola"]


def test_the_paper_list_leaves_a_trace(town, lucie, agent, at):
    a_volunteer(at, agent, last_name="Zola")
    status, shown = page(lucie, "volunteers_print")
    assert status == 200
    assert "Zola" in shown
    assert Event.objects.get(verb="print_volunteers").facts["count"] == 1
