"""The places at the desk: noted, looked for, sent to, closed; the list of a shelter and the words for whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cordee.coordinate.resources.models import DatedOpening, GuardianKey, Place, ShelteredFamily
from cordee.coordinate.resources.rules.shelter import REFUSAL
from cordee.coordinate.resources.selectors.guardians import key_of_link
from cordee.coordinate.resources.selectors.places import place_now
from cordee.coordinate.resources.tests.factories import WHERE, a_family, a_key, a_place, a_shelter
from cordee.ground.audit.models import Event, EventKind
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def desk(staff, now):
    with time_machine.travel(now, tick=False):
        yield staff(Role.VOLUNTEER_COORDINATOR)


def _told(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


TYPED = {
    "kind": "cool", "name": "Médiathèque", "address": "12 rue des Lilas", "capacity": "60", "beds": "",
    "phone": "02 61 91 00 31",
    "access": ["wheelchair", "pets"], "to_know": "", "every_day": "9h-20h", "day_6": "fermé", "published": "on",
    "guardian_first_name": "Agnès", "guardian_last_name": "Lambert", "guardian_phone": "06 39 98 01 61",
}  # fmt: skip


def test_a_place_is_noted_then_corrected_without_losing_its_hours(desk, streets, sound):
    made = desk.post(reverse("desk:place_new"), TYPED, follow=True)
    assert "Médiathèque est dans la liste" in sound(made)
    place = Place.objects.get()
    assert place.weekly[0] == [[540, 1200]] and place.weekly[6] == [] and place.phone == "+33261910031"
    assert place.guardian.phone == "+33639980161" and place.latitude is not None
    shown = sound(desk.get(reverse("desk:place_edit", args=[place.pk])))
    assert "9\u00a0h – 20\u00a0h" in shown and "Lambert" in shown
    form = TYPED | {"every_day": "", "day_6": "", "name": "Médiathèque Colette"}
    form |= {f"day_{rank}": "9 h – 20 h" for rank in range(6)}
    desk.post(reverse("desk:place_edit", args=[place.pk]), form)
    again = Place.objects.get()
    assert (again.name, again.weekly, again.guardian) == ("Médiathèque Colette", place.weekly, place.guardian)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"every_day": "le matin"}, "Écrivez les heures"),
        ({"day_3": "9h-12h, 11h-13h"}, "se chevauchent"),
        ({"guardian_phone": "123"}, "chiffres"),
        ({"guardian_phone": ""}, "pour joindre cette personne"),
        ({"beds": "90"}, "plus de lits"),
        ({"address": ""}, "obligatoire"),
        ({"kind": "castle"}, "choix"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(desk, streets, sound, wrong, said):
    answer = desk.post(reverse("desk:place_new"), TYPED | wrong)
    told = sound(answer)
    assert answer.status_code == 422 and said in told and "Agnès" in told and not Place.objects.exists()


def test_the_list_is_filtered_printed_and_has_the_words_for_whoever_asks(desk, now, lucie, sound):
    a_place(now, lucie, name="Médiathèque")
    a_place(now, lucie, name="Salle du soir", hours="20h-8h")
    told = sound(desk.get(reverse("desk:places")))
    assert told.index("Médiathèque") < told.index("Salle du soir") and REFUSAL[:40] in told
    only = sound(desk.get(reverse("desk:places") + "?ouverts=on"))
    assert "Salle du soir" not in only and "1 lieu" in only.replace("\n", " ")
    printed = sound(desk.get(reverse("desk:places_print") + "?ouverts=on"))
    assert "Médiathèque" in printed and "Salle du soir" not in printed


def test_dates_open_a_place_and_are_stopped(desk, now, lucie):
    place = a_place(now, lucie, hours="")
    page = reverse("desk:place_opening", args=[place.pk])
    wrong = desk.post(page, {"opening": "open", "ends_on": "06/04/2026", "why": "canicule"})
    assert wrong.status_code == 422 and "déjà passées" in _told(wrong) and "canicule" in _told(wrong)
    desk.post(page, {"opening": "open", "ends_on": "08/04/2026", "ends_time": "20 h"})
    assert place_now(place, at=now + timedelta(days=1)).is_open
    row = DatedOpening.objects.get()
    desk.post(reverse("desk:place_opening_drop", args=[place.pk, row.pk]))
    assert not place_now(place, at=now + timedelta(hours=1)).is_open


def test_the_link_and_the_pin_are_shown_once(desk, now, lucie, sound):
    place = a_place(now, lucie)
    page = reverse("desk:place_key", args=[place.pk])
    sound(desk.get(page))
    assert GuardianKey.objects.count() == 0, "looking gives nothing"
    shown = sound(desk.post(page))
    token = shown.split("/gardien/")[1].split("/")[0]
    assert key_of_link(token).place == place
    later = sound(desk.get(reverse("desk:place", args=[place.pk])))
    assert token not in later and "lien donné" in later
    sound(desk.post(page))
    assert key_of_link(token) is None


def test_whoever_only_sends_people_sees_neither_guardian_nor_link(desk, staff, now, lucie):
    desk.post(reverse("desk:place_new"), TYPED)
    page = reverse("desk:place", args=[Place.objects.get().pk])
    assert "Lambert" in _told(desk.get(page))
    told = _told(staff(Role.RECEPTIONIST).get(page))
    assert "Médiathèque" in told and "Lambert" not in told and "39 98 01 61" not in told
    person = Person.objects.get(last_name="Lambert")
    read = Event.objects.filter(kind=EventKind.READ, subject=f"person:{person.pk}", facts__page="place")
    assert read.count() == 1


def test_a_place_is_taken_away_after_a_question_and_put_back(desk, now, lucie):
    place = a_place(now, lucie, name="Médiathèque")
    page = reverse("desk:place_end", args=[place.pk])
    assert "Retirer Médiathèque" in _told(desk.get(page))
    assert "n’est plus dans la liste" in _told(desk.post(page, follow=True))
    assert "Médiathèque" in _told(desk.get(reverse("desk:places") + "?retires=on"))
    desk.post(reverse("desk:place_resume", args=[place.pk]))
    assert Place.objects.get().ended_at is None


# Where to send somebody


def test_somebody_on_the_phone_is_sent_to_the_nearest_open_place(desk, now, lucie, streets, sound):
    far = a_place(now, lucie, name="Loin", where=WHERE | {"latitude": 47.37})
    near = a_place(now, lucie, name="Près")
    page = reverse("desk:places_near")
    told = sound(
        desk.post(page, {"address": "12 rue des Lilas", "last_name": "Rolland", "phone": "0639980101"})
    )
    assert told.index(f"lieux/{near.pk}/") < told.index(f"lieux/{far.pk}/") and "km</strong>" in told
    assert "Rolland" not in told, "what the call page sends along is left aside"
    assert "la distance n’est pas mesurée" in sound(desk.get(page))
    call = _told(desk.get(reverse("desk:call")))
    assert f'formaction="{page}" formtarget="_blank"' in call
    assert call.index("Enregistrer</button>") < call.index(f'formaction="{page}"'), (
        "Enter still saves the call"
    )


def test_from_a_request_the_distance_is_from_the_door_and_the_reading_is_traced(
    desk, staff, now, lucie, sound
):
    need = a_need(now)
    a_place(now, lucie)
    page = reverse("desk:places_near_need", args=[need.pk])
    assert page in _told(desk.get(reverse("desk:need", args=[need.pk])))
    assert "Du plus proche" in sound(desk.get(page))
    person = need.beneficiary.person
    assert Event.objects.filter(subject=f"person:{person.pk}", facts__page="places_near").exists()
    assert staff(Role.CALLER).get(page).status_code == 403


# The list of a shelter

FAMILY = {
    "family_name": "Quéméner", "first_name": "Yolande", "phone": "06 39 98 01 71", "adults": "2", "children": "3",
    "pets": "1", "arrived_on": "07/04/2026", "arrived_time": "8 h 30", "needs": "Un lit bébé.", "next_solution": "",
    "next_details": "",
}  # fmt: skip


def test_a_family_arrives_is_listed_leaves_and_every_reading_is_in_the_log(desk, now, lucie, sound):
    place = a_shelter(now, lucie)
    there, new = reverse("desk:shelter", args=[place.pk]), reverse("desk:family_new", args=[place.pk])
    sound(desk.get(new))
    wrong = desk.post(new, FAMILY | {"needs": "Insuline au frais"})
    assert wrong.status_code == 422 and "dit la santé" in _told(wrong) and "Yolande" in _told(wrong)
    desk.post(new, FAMILY)
    family = ShelteredFamily.objects.get()
    assert (family.people, family.phone) == (5, "+33639980171")
    listed = sound(desk.get(there))
    assert "Quéméner Yolande" in listed and REFUSAL[:40] in listed and "3 enfants" in listed
    assert "Quéméner" in sound(desk.get(reverse("desk:shelter_print", args=[place.pk])))
    pages = Event.objects.filter(kind=EventKind.READ, subject=f"shelteredfamily:{family.pk}")
    assert sorted(one.facts["page"] for one in pages) == ["shelter", "shelter_print"]
    leaves = reverse("desk:family_leaves", args=[place.pk, family.pk])
    sound(desk.get(leaves))
    assert desk.post(leaves, {"left_on": "07/04/2026", "left_time": "9 h"}).status_code == 422
    desk.post(
        leaves,
        {"left_on": "07/04/2026", "left_time": "9 h", "next_solution": "hotel", "next_details": "du Port"},
    )
    assert "hôtel : du Port" in _told(desk.get(there))


def test_a_line_is_corrected(desk, now, lucie, account, sound):
    place = a_shelter(now, lucie)
    family = a_family(place, now, account(Role.CCAS_MANAGER))
    page = reverse("desk:family", args=[place.pk, family.pk])
    assert "Quéméner" in sound(desk.get(page))
    desk.post(page, FAMILY | {"family_name": "Quemeneur", "next_solution": "relatives"})
    family.refresh_from_db()
    assert (family.family_name, family.next_solution, family.children) == ("Quemeneur", "relatives", 3)


@pytest.mark.parametrize(
    "role", [Role.RECEPTIONIST, Role.CALLER, Role.COMMUNICATION, Role.OPERATIONS_LEAD, Role.DPO]
)
def test_who_is_sheltered_is_read_by_nobody_else(desk, staff, now, lucie, account, role):
    place = a_shelter(now, lucie)
    family = a_family(place, now, account(Role.CCAS_MANAGER))
    client = staff(role)
    for name, keys in (
        ("shelter", [place.pk]),
        ("shelter_print", [place.pk]),
        ("family", [place.pk, family.pk]),
    ):
        assert client.get(reverse(f"desk:{name}", args=keys)).status_code == 403
    for name in ("desk:places", "desk:place"):
        answer = client.get(reverse(name, args=[place.pk] if name == "desk:place" else []))
        assert "Quéméner" not in _told(answer)


def test_a_cool_room_has_no_list(desk, now, lucie):
    assert desk.get(reverse("desk:shelter", args=[a_place(now, lucie).pk])).status_code == 404


def test_a_locked_link_says_so_to_whoever_renews_it(desk, now, lucie):
    place = a_place(now, lucie)
    a_key(place, now, lucie)
    GuardianKey.objects.update(wrong_tries=5)
    assert "lien bloqué" in _told(desk.get(reverse("desk:place", args=[place.pk])))
