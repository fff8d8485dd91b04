"""The receptionist's call, the coordinator's need: wrong input, twice, and nothing typed is lost."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.models import Event
from cordee.ground.needs.models import Beneficiary, Household, Need, NeedDraft
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import Person, Role
from cordee.ground.volunteers.tests.factories import a_volunteer

CALL = {
    "phone": "02 61 91 04 12",
    "last_name": "Rolland",
    "first_name": "Jeanne",
    "birth_year": "1948",
    "address": "12 rue des Tilleuls",
    "requester_role": "self",
    "asked-TOTAL_FORMS": "2",
    "asked-INITIAL_FORMS": "0",
    "asked-0-activity": "COURSES",
    "asked-0-food_days_left": "1",
    "asked-0-money_method": "shop_account",
}


@pytest.fixture
def nadia(staff):
    return staff(Role.RECEPTIONIST)


@pytest.fixture
def lucie(staff):
    return staff(Role.VOLUNTEER_COORDINATOR)


def test_a_call_becomes_a_need_for_today_in_the_queue(town, nadia, lucie):
    answer = nadia.post(reverse("desk:call"), CALL, follow=True)
    assert "enregistrée" in answer.content.decode()
    need = Need.objects.get()
    assert (need.urgency, need.state, need.door) == (1, "qualified", "phone")
    assert "Jeanne R." in lucie.get(reverse("desk:queue")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"phone": "12"}, "id_phone", "dix"),
        ({"last_name": ""}, "id_last_name", "obligatoire"),
        ({"birth_year": "quarante"}, "id_birth_year", "Quatre chiffres"),
        ({"asked-0-activity": ""}, "id_asked-0-activity", "aide demandée"),
        ({"asked-0-money_method": ""}, "id_asked-0-money_method", "payées"),
        ({"asked-0-money_method": "cash_envelope", "asked-0-money_ceiling_euros": "90"}, "ceiling", "50"),
        ({"requester_role": "relative"}, "id_requester_name", "Qui appelle"),
        ({"phone": ""}, "id_phone", "numéro"),
    ],
)
def test_a_mistake_is_said_next_to_its_field_and_nothing_typed_is_lost(town, nadia, wrong, field, words):
    for _ in range(2):
        answer = nadia.post(reverse("desk:call"), CALL | {"asked-0-details": "pain et lait"} | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422 and words in page and field in page
        assert "pain et lait" in page and "12 rue des Tilleuls" in page
    assert not Need.objects.exists() and not Person.objects.exists()


def test_words_of_danger_stop_the_form_and_show_whom_to_ring(town, nadia):
    answer = nadia.post(reverse("desk:call"), CALL | {"asked-0-details": "elle ne répond plus"})
    page = answer.content.decode()
    assert 'href="tel:15"' in page and "<details" in page and "danger_cleared" in page
    assert not Need.objects.exists()
    nadia.post(
        reverse("desk:call"), CALL | {"asked-0-details": "elle ne répond plus", "danger_cleared": "on"}
    )
    assert Need.objects.count() == 1


def test_somebody_already_known_is_shown_before_saving_and_not_written_twice(town, nadia):
    known = record_person(by=_by(), last_name="ROLAND", first_name="Jeanne", phone="+33261910412")
    page = nadia.post(reverse("desk:call"), CALL)
    assert "déjà connue" in page.content.decode() and not Need.objects.exists()
    nadia.post(reverse("desk:call"), CALL | {"person_id": str(known.pk)})
    assert Person.objects.count() == 1 and Need.objects.get().beneficiary.person == known


def test_what_a_known_caller_adds_completes_her_file_and_writes_nothing_over(town, nadia):
    known = record_person(
        by=_by(), last_name="Rolland", first_name="Jeanne", phone="+33261910499", email="j@exemple.fr"
    )
    nadia.post(reverse("desk:call"), CALL | {"person_id": str(known.pk), "email": "autre@exemple.fr"})
    known.refresh_from_db()
    assert (known.phone, known.phone_alt) == ("+33261910499", "+33261910412")
    assert (known.birth_year, known.email) == (1948, "j@exemple.fr")


def test_somebody_else_of_the_same_name_is_a_new_person(town, nadia):
    record_person(by=_by(), last_name="Rolland", first_name="Jeanne", phone="+33261910499")
    nadia.post(reverse("desk:call"), CALL | {"same": "new"})
    assert Person.objects.count() == 2


def test_a_caller_is_recognised_by_her_number_and_each_look_leaves_a_trace(town, nadia):
    record_person(by=_by(), last_name="Rolland", first_name="Jeanne", phone="+33261910412")
    assert "Rolland" not in nadia.get(reverse("desk:recognise"), {"phone": "0261"}).content.decode()
    assert not Event.objects.filter(kind="read").exists()
    assert "Jeanne Rolland" in nadia.get(reverse("desk:recognise"), {"phone": "02 61 91 04"}).content.decode()
    assert Event.objects.filter(kind="read", facts__page="recognise").count() == 1


def test_an_interrupted_call_is_there_when_one_comes_back(town, nadia, lucie):
    answer = nadia.post(
        reverse("desk:save_draft"), {"last_name": "Roll", "asked-0-details": "des pâtes", "draft": ""}
    )
    draft = json.loads(answer.content)["fields"]["draft"]
    nadia.post(
        reverse("desk:save_draft"), {"last_name": "Rolland", "asked-0-details": "des pâtes", "draft": draft}
    )
    assert NeedDraft.objects.count() == 1
    page = nadia.get(reverse("desk:call"), {"brouillon": draft}).content.decode()
    assert 'value="Rolland"' in page and "des pâtes" in page
    assert "Rolland" not in lucie.get(reverse("desk:call"), {"brouillon": draft}).content.decode()
    nadia.post(reverse("desk:call"), CALL | {"draft": draft})
    assert not NeedDraft.objects.exists()


def test_a_relative_who_calls_is_kept_apart_from_the_person_helped(town, nadia):
    nadia.post(
        reverse("desk:call"),
        CALL
        | {
            "requester_role": "relative",
            "requester_name": "Sophie Rolland",
            "requester_phone": "06 39 98 00 01",
        },
    )
    need = Need.objects.get()
    assert need.requester.full_name == "Sophie Rolland" and need.beneficiary.person.first_name == "Jeanne"


def test_an_unknown_address_is_a_warning_and_a_pin_places_it(town, nadia, lucie):
    nadia.post(reverse("desk:call"), CALL | {"address": "la ferme derrière le bois"})
    need = Need.objects.get()
    assert need.beneficiary.household.badly_located
    page = lucie.get(reverse("desk:need", args=[need.pk])).content.decode()
    assert "mal localisée" in page and reverse("desk:file", args=[need.pk]) in page
    file = reverse("desk:file", args=[need.pk])
    typed = {
        "last_name": "Rolland", "first_name": "Jeanne", "phone": "02 61 91 04 12", "language": "fr", "contact_by": "phone",
        "address": "la ferme derrière le bois", "recognition_word": "tilleul", "lat": "47.352", "lon": "-0.905",
    }  # fmt: skip
    assert lucie.post(file, typed | {"phone": "12"}).status_code == 422
    lucie.post(file, typed)
    household = Household.objects.get()
    assert household.location_quality == "pin" and household.latitude == 47.352
    assert Need.objects.get().beneficiary.recognition_word == "tilleul"


@pytest.mark.parametrize(
    ("route", "wrong", "right", "state"),
    [
        ("postpone", {"until": "hier"}, {"until": "01/01/2030"}, "postponed"),
        ("cancel", {"reason": ""}, {"reason": "duplicate"}, "cancelled"),
        ("recurrence", {"recurrence": "FREQ=DAILY", "last_day": "01/01/2020"}, {}, "qualified"),
        ("no_solution", {"reason": ""}, {"reason": "nobody_available"}, "no_solution"),
        (
            "refer",
            {"to": "SAAD", "back_on": "bientôt"},
            {"to": "SAAD", "back_on": "01/01/2030", "recipient": "own"},
            "referred",
        ),
    ],
)
def test_a_decision_says_what_is_missing_then_is_taken(town, lucie, now, route, wrong, right, state):
    need = a_need(now)
    answer = lucie.post(reverse(f"desk:{route}", args=[need.pk]), wrong)
    assert answer.status_code == 422 and "aria-invalid" in answer.content.decode()
    lucie.post(reverse(f"desk:{route}", args=[need.pk]), right)
    assert Need.objects.get().state == state
    again = lucie.post(reverse(f"desk:{route}", args=[need.pk]), right, follow=True)
    assert again.status_code in {200, 422} and Need.objects.get().state == state


def test_a_need_that_comes_back_says_until_when_and_can_be_stopped(town, nadia, lucie):
    nadia.post(
        reverse("desk:call"), CALL | {"asked-0-recurrence": "FREQ=WEEKLY", "asked-0-last_day": "12/05/2031"}
    )
    page = reverse("desk:need", args=[Need.objects.get().pk])
    assert "chaque semaine, jusqu’au 12/05/2031" in lucie.get(page).content.decode()
    lucie.post(reverse("desk:recurrence", args=[Need.objects.get().pk]), {"recurrence": ""})
    assert "Se répète</dt>" not in lucie.get(page).content.decode() and not Need.objects.get().recurrence


def test_help_given_by_the_town_hall_or_a_service_is_closed_as_served(town, lucie, now):
    need, referred = a_need(now), a_need(now)
    lucie.post(
        reverse("desk:refer", args=[referred.pk]), {"to": "SAAD", "back_on": "01/01/2030", "recipient": "own"}
    )
    assert "SAAD" in lucie.get(reverse("desk:need", args=[referred.pk])).content.decode()
    for one in (need, referred):
        assert "clore" in lucie.get(reverse("desk:need", args=[one.pk])).content.decode()
        lucie.post(reverse("desk:serve", args=[one.pk]))
    assert set(Need.objects.values_list("state", "closing_reason")) == {("closed", "served")}


def test_the_receptionist_reads_the_queue_without_a_name_or_a_door(town, nadia, now):
    need = a_need(now, last_name="Rolland")
    for address in (reverse("desk:queue"), reverse("desk:need", args=[need.pk])):
        page = nadia.get(address).content.decode()
        assert (
            "Rolland" not in page and "Jeanne" not in page and "Lilas" not in page and "tilleul" not in page
        )


def test_reading_a_file_leaves_a_trace(town, lucie, now):
    need = a_need(now)
    lucie.get(reverse("desk:need", args=[need.pk]))
    assert set(Event.objects.filter(kind="read").values_list("subject", flat=True)) == {
        f"need:{need.pk}",
        f"person:{need.beneficiary.person_id}",
        f"beneficiary:{need.beneficiary_id}",
    }


def test_the_need_of_another_town_is_not_found(town, lucie, now):
    from cordee.ground.territory.models import Commune

    need = a_need(now)
    other = Commune.objects.create(
        insee_code="49001",
        name="Ailleurs",
        name_key="ailleurs",
        kind="x",
        departement="49",
        postcodes="49000",
    )
    Need.everywhere.filter(pk=need.pk).update(commune=other)
    assert lucie.get(reverse("desk:need", args=[need.pk])).status_code == 404
    assert lucie.post(reverse("desk:cancel", args=[need.pk]), {"reason": "duplicate"}).status_code == 404


@pytest.mark.parametrize("name", ["desk:queue", "desk:proposals"])
def test_a_list_asks_the_database_as_much_for_two_rows_as_for_twenty(
    town, account, lucie, now, name, django_assert_max_num_queries
):
    counts = []
    for _ in range(2):
        for _ in range(2 if not counts else 18):
            a_need(now)
            a_volunteer(now, account(Role.VOLUNTEER_COORDINATOR))
        lucie.post(reverse("desk:make_plan"))
        with django_assert_max_num_queries(40) as asked:
            lucie.get(reverse(name))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_suggestions_are_sent_together_and_one_that_moved_is_told(town, account, lucie, now):
    need = a_need(now, wanted_until=now + timedelta(days=3650))
    a_volunteer(now, account(Role.VOLUNTEER_COORDINATOR))
    lucie.post(reverse("desk:make_plan"))
    from cordee.ground.assignments.models import Assignment

    chosen = list(Assignment.objects.values_list("pk", flat=True))
    page = lucie.post(
        reverse("desk:decide"), {"assignment": [*chosen, 999_999], "decision": "valider"}, follow=True
    )
    assert "1 envoyée au bénévole." in page.content.decode() and "n’existe plus" in page.content.decode()
    assert Need.objects.get(pk=need.pk).state == "proposed"
    assert (
        "Cochez" in lucie.post(reverse("desk:decide"), {"decision": "valider"}, follow=True).content.decode()
    )


def _by():
    from cordee.ground.audit.actions import Task

    return Task("tests")


NO_NUMBERS = ("²", "9" * 5000, "-1", "abc")


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_a_number_that_is_none_is_answered_without_a_fault(town, nadia, lucie, typed):
    assert nadia.post(reverse("desk:call"), CALL | {"draft": typed, "last_name": ""}).status_code == 422
    assert nadia.post(reverse("desk:save_draft"), {"draft": typed, "last_name": "Rolland"}).status_code == 200
    short = typed[:60]
    assert nadia.get(reverse("desk:call"), {"brouillon": short, "personne": short}).status_code == 200
    assert lucie.get(reverse("desk:queue"), {"q": short}).status_code == 200
    assert lucie.get(reverse("desk:volunteers"), {"q": f"V-{short}"}).status_code == 200
    assert lucie.post(reverse("desk:decide"), {"assignment": typed}).status_code == 302


@pytest.mark.parametrize("count", ["-1", "0", "", "²", "1e999"])
def test_a_wrong_count_of_needs_still_leaves_a_need_to_fill(town, nadia, count):
    answer = nadia.post(
        reverse("desk:call"), {"last_name": "Rolland", "phone": CALL["phone"], "asked-TOTAL_FORMS": count}
    )
    assert answer.status_code == 422
    assert 'name="asked-0-activity"' in answer.content.decode()


def test_a_call_interrupted_keeps_no_character_a_database_refuses(town, nadia):
    nadia.post(reverse("desk:save_draft"), {"last_name": "Rol\0land", "first_name": "\0"})
    draft = NeedDraft.objects.get()
    assert draft.fields["last_name"] == ["Rolland"]
    assert "\0" not in draft.label


def test_a_role_that_recognises_no_caller_cannot_open_a_file_by_its_number(town, staff, now):
    need = a_need(now, last_name="Secret")
    sent = CALL | {"person_id": str(need.beneficiary.person_id), "phone": "06 39 98 11 22"}
    staff(Role.CALLER).post(reverse("desk:call"), sent, follow=True)
    assert Need.objects.exclude(pk=need.pk).get().beneficiary.person_id != need.beneficiary.person_id


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001"])
def test_a_day_beyond_the_calendar_is_refused_next_to_its_field(town, lucie, staff, now, day):
    need = a_need(now)
    answer = lucie.post(reverse("desk:postpone", args=[need.pk]), {"until": day})
    assert answer.status_code == 422
    assert "Vérifiez l’année" in answer.content.decode()
    answer = staff(Role.DPO).get(reverse("desk:log"), {"du": day, "au": day})
    assert answer.status_code == 200
    assert "Vérifiez l’année" in answer.content.decode()


def test_a_volunteer_who_rings_to_give_a_mission_back_frees_the_place(town, account, lucie, now):
    at = timezone.now()
    need = a_need(at)
    karim = a_volunteer(at, account(Role.VOLUNTEER_COORDINATOR))
    lucie.post(reverse("desk:propose", args=[need.pk, karim.pk]))
    mission = Assignment.objects.get()
    lucie.post(reverse("desk:answered_by_phone", args=[mission.pk]), {"reponse": "oui"})
    page = lucie.get(reverse("desk:need", args=[need.pk])).content.decode()
    assert "Ne peut plus venir" in page
    lucie.post(reverse("desk:mission_step", args=[need.pk, mission.pk, "rendue"]))
    assert Assignment.objects.get(pk=mission.pk).state == "dropped"
    assert Need.objects.get().state == "qualified"


def test_what_was_said_done_and_was_not_finds_somebody_again(town, account, lucie):
    at = timezone.now()
    need = a_need(at)
    karim = a_volunteer(at, account(Role.VOLUNTEER_COORDINATOR))
    lucie.post(reverse("desk:propose", args=[need.pk, karim.pk]))
    mission = Assignment.objects.get()
    lucie.post(reverse("desk:answered_by_phone", args=[mission.pk]), {"reponse": "oui"})
    lucie.post(reverse("desk:mission_step", args=[need.pk, mission.pk, "fait"]))
    assert "rien n’est fait" in lucie.get(reverse("desk:need", args=[need.pk])).content.decode()
    lucie.post(reverse("desk:reopen", args=[need.pk]))
    assert Need.objects.get().state == "qualified" and Assignment.objects.get().place >= 100


def test_a_need_whose_moment_is_past_is_told_where_the_plan_no_longer_sees_it(town, lucie):
    at = timezone.now() - timedelta(days=5)
    need = a_need(at)
    for address in (reverse("desk:proposals"), reverse("desk:need", args=[need.pk])):
        page = lucie.get(address).content.decode()
        assert "passé" in page and f"B-{need.number:05d}" in page


def test_an_agent_says_how_many_go_and_with_what(town, nadia, lucie):
    nadia.post(reverse("desk:call"), CALL | {"asked-0-helpers": "2"})
    need = Need.objects.get()
    assert need.helpers == 2
    answer = lucie.post(
        reverse("desk:qualify", args=[need.pk]),
        {"activity": "COURSES", "urgency": "1", "helpers": "3", "needs_vehicle": "on", "heavy": "on"},
    )
    assert answer.status_code == 302
    page = lucie.get(reverse("desk:need", args=[need.pk])).content.decode()
    assert "3 ensemble" in page and "un véhicule, des charges lourdes" in page


def test_the_receptionist_who_follows_a_need_rings_the_person_up_and_verifies(
    town, account, staff, nadia, now
):
    need = a_need(now, last_name="Rolland")
    Need.objects.update(state="done", done_at=now)
    assert "Rolland" not in nadia.get(reverse("desk:need", args=[need.pk])).content.decode()
    nadia.post(reverse("desk:verify", args=[need.pk]))
    assert Need.objects.get().state == "done"
    Need.objects.update(owner=account(Role.RECEPTIONIST))
    page = nadia.get(reverse("desk:need", args=[need.pk])).content.decode()
    assert "Jeanne Rolland" in page and "vérifié" in page
    nadia.post(reverse("desk:verify", args=[need.pk]))
    assert Need.objects.get().state == "closed"


def test_an_old_word_is_flagged_and_another_drawn_in_one_click(town, lucie, now):
    need = a_need(now)
    Beneficiary.objects.update(recognition_word_on=(now - timedelta(days=60)).date())
    with time_machine.travel(now, tick=False):
        assert "plus de 60 jours" in lucie.get(reverse("desk:need", args=[need.pk])).content.decode()
        html = lucie.post(reverse("desk:renew_word", args=[need.pk]), follow=True).content.decode()
    word = Beneficiary.objects.get().recognition_word
    assert word != "tilleul" and f"« {word} »" in html and "plus de 60 jours" not in html
    assert word not in str(Event.objects.filter(verb="change_recognition_word").get().facts)


def test_without_a_host_for_health_nothing_of_it_is_asked_kept_or_shown(staff, town, settings):
    settings.HDS = False
    nadia = staff(Role.RECEPTIONIST)
    page = nadia.get(reverse("desk:call")).content.decode()
    assert "treatment_days_left" not in page and "mobility" not in page
    nadia.post(reverse("desk:call"), CALL | {"asked-0-treatment_days_left": "2", "mobility": "housebound"})
    settings.HDS = True
    need = Need.objects.select_related("beneficiary").get()
    assert need.treatment_days_left is None and need.beneficiary.mobility == ""


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("qualify", {"activity": "COURSES", "urgency": "3", "helpers": "1", "details": "du pain"}),
        ("next_action", {"next_action": "Rappeler sa fille", "due_on": "31/12/2099", "due_time": "9 h"}),
        ("postpone", {"until": "31/12/2099"}),
        ("recurrence", {"recurrence": "FREQ=WEEKLY"}),
        ("refer", {"to": "CCAS d’Angers", "back_on": "31/12/2099"}),
        ("no_solution", {"reason": "nobody_available", "note": "tous en vacances"}),
        ("cancel", {"reason": "duplicate", "note": "déjà notée"}),
    ],
)
def test_whoever_writes_on_a_request_closed_meanwhile_reads_why_and_keeps_what_they_typed(
    staff, account, now, sound, name, typed
):
    need = a_need(now)
    client = staff(Role.VOLUNTEER_COORDINATOR)
    page = sound(client.get(reverse("desk:need", args=[need.pk])))
    # Everything the open page would send, a little changed, from the tab left open while a colleague closed the request.
    Need.objects.filter(pk=need.pk).update(state="cancelled", closed_at=now, closing_reason="duplicate")
    form = page.split(reverse(f"desk:{name}", args=[need.pk]))[1].split("</form>")[0]
    sent = dict(re.findall(r'name="([a-z_]+)"[^>]* value="([^"]*)"', form))
    for field, options in re.findall(r'<select name="([a-z_]+)"(.*?)</select>', form, re.DOTALL):
        values = re.findall(r'value="([^"]+)"', options)
        sent[field] = next(iter(re.findall(r'value="([^"]+)"[^>]*selected', options)), values[0])
    answer = client.post(
        reverse(f"desk:{name}", args=[need.pk]),
        sent | typed | {"owner": account(Role.VOLUNTEER_COORDINATOR).pk},
    )
    told = sound(answer)
    assert answer.status_code == 422
    assert "est close" in told or "ne peut pas passer" in told
    assert all(words in told for words in typed.values() if " " in words)
    assert Need.objects.get().state == "cancelled"


def test_a_request_copied_from_a_sheet_keeps_its_hour_and_its_delays(town, nadia, now, sound):
    with time_machine.travel(now, tick=False):
        on = {"heard_on": f"{timezone.localtime(now) - timedelta(days=1):%d/%m/%Y}"}
        half = nadia.post(reverse("desk:call"), CALL | on)
        assert half.status_code == 422 and "Notez l’heure écrite sur la feuille" in sound(half)
        later = nadia.post(reverse("desk:call"), CALL | {"heard_on": "31/12/2199", "heard_hour": "8 h"})
        assert (
            later.status_code == 422
            and "dans l’avenir" in sound(later)
            and "31/12/2199" in later.content.decode()
        )
        old = nadia.post(reverse("desk:call"), CALL | {"heard_on": "1/1/2026", "heard_hour": "8 h"})
        assert old.status_code == 422 and "plus de 31 jours" in sound(old)
        assert not Need.objects.exists() and not Person.objects.filter(last_name=CALL["last_name"]).exists()
        nadia.post(reverse("desk:call"), CALL | on | {"heard_hour": "18 h 40"})
    need = Need.objects.get()
    assert f"{timezone.localtime(need.received_at):%d/%m %H:%M}" == "06/04 18:40"
    assert need.next_action_at < now < need.wanted_until and need.qualified_at == now
