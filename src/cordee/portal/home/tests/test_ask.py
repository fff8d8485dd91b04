"""A request for help made on the site."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.models import Beneficiary, Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Person

pytestmark = pytest.mark.django_db


def asked(**changes):
    """What a browser sends for « Mme Rolland needs shopping »."""
    fields = {
        "for_whom": "self",
        "activities": ["COURSES"],
        "details_COURSES": "Du lait et du pain",
        "food_days": "1",
        "money_method": "shop_account",
        "when": "soon",
        "first_name": "Suzanne",
        "last_name": "Rolland",
        "phone": "06 39 98 00 11",
        "address": "3 Rue des Lilas",
        "share": "yes",
        "website": "",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def test_a_request_enters_the_queue_with_its_urgency_and_its_receipt(town, streets, client, sound):
    response = client.post("/aide/", asked(), follow=True)
    need = Need.objects.get()
    assert (need.activity, need.urgency, need.door, need.state) == ("COURSES", 1, "web", "new")
    assert need.beneficiary.household.location_quality == "door"
    assert need.beneficiary.notice_given_at is not None
    assert need.beneficiary.share_with_helper
    html = sound(response)
    assert str(need) in html
    receipt = OutgoingMessage.objects.get()
    assert (receipt.kind, receipt.recipient) == ("need_receipt", "+33639980011")
    assert str(need) in receipt.body


def test_several_things_are_asked_for_in_one_go(town, streets, client):
    client.post(
        "/aide/",
        asked(activities=["COURSES", "MEDICAMENTS", "APPEL_CONVIVIALITE"], treatment_days="2", food_days="7"),
    )
    assert sorted(Need.objects.values_list("activity", "urgency")) == [
        ("APPEL_CONVIVIALITE", 3),
        ("COURSES", 3),
        ("MEDICAMENTS", 1),
    ]
    assert Beneficiary.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_a_relative_asks_and_the_receipt_goes_to_the_relative(town, streets, client):
    client.post(
        "/aide/",
        asked(
            for_whom="relative",
            asker_first_name="Claire",
            asker_last_name="Rolland",
            asker_phone="0639980022",
            agreed="on",
        ),
    )
    need = Need.objects.get()
    assert need.beneficiary.person.first_name == "Suzanne"
    assert (need.requester.first_name, need.requester_role) == ("Claire", "relative")
    assert OutgoingMessage.objects.get().recipient == "+33639980022"


def test_a_relative_who_has_no_agreement_is_asked_for_it(town, streets, client, sound):
    response = client.post(
        "/aide/", asked(for_whom="relative", asker_last_name="Rolland", asker_phone="0639980022")
    )
    assert "accord de la personne" in sound(response)
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"last_name": ""}, "Indiquez le nom."),
        ({"phone": "06 39"}, "un numéro français en compte dix"),
        ({"phone": ""}, "Indiquez un téléphone ou un courriel"),
        ({"address": ""}, "Indiquez l’adresse où venir"),
        ({"activities": None}, "Cochez au moins une aide."),
        ({"money_method": None}, "Choisissez comment les achats seront payés."),
        ({"money_method": "cash_envelope", "money_ceiling_euros": "120"}, "L’enveloppe ne dépasse pas 50"),
        ({"money_method": "cash_envelope"}, "Indiquez la somme placée dans l’enveloppe."),
        ({"when": "on"}, "Indiquez le jour"),
        ({"when": "on", "wanted_on": "01/01/2020"}, "Ce jour est passé."),
        ({"share": None}, "Choisissez oui ou non."),
        ({"email": "suzanne@"}, "n’est pas complète"),
    ],
)
def test_a_mistake_is_told_beside_its_field_twice_and_nothing_typed_is_lost(
    town, streets, client, sound, changes, sentence
):
    for _ in range(2):
        html = sound(client.post("/aide/", asked(**changes)))
        assert sentence in html
        assert "Du lait et du pain" in html
        assert "Erreur" in re.findall("<title>(.*?)</title>", html)[0]
    assert not Need.objects.exists()
    assert not Person.objects.exists()


def test_vital_words_stop_the_form_and_say_whom_to_ring(town, streets, client, sound):
    sent = asked(details_COURSES="Mon mari ne respire plus bien, il étouffe")
    response = client.post("/aide/", sent)
    html = sound(response)
    assert "appelez maintenant" in html
    assert "étouffe" in html
    assert 'href="tel:15"' in html
    assert 'href="sms:114"' in html
    assert not Need.objects.exists()
    client.post("/aide/", carried(html) | {"not_vital": "1"})
    assert Need.objects.get().details == sent["details_COURSES"]


def test_going_back_from_the_vital_page_finds_the_form_filled(town, streets, client):
    html = client.post("/aide/", asked(access_notes="Il est par terre")).content.decode()
    back = client.post("/aide/", carried(html) | {"back": "1"}).content.decode()
    assert 'value="Il est par terre"' in back
    assert "Du lait et du pain" in back
    assert not Need.objects.exists()


def carried(html: str) -> dict[str, list[str]]:
    """The hidden fields of a question page, as the browser would send them back."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        fields.setdefault(name, []).append(value.replace("&#x27;", "'"))
    return fields


def test_an_unknown_address_is_a_warning_and_not_a_wall(town, streets, client, sound):
    html = sound(client.post("/aide/", asked(address="14 impasse introuvable")))
    assert "Vérifions l’adresse" in html
    assert not Need.objects.exists()
    client.post("/aide/", carried(html) | {"place_ok": "14 impasse introuvable"})
    household = Need.objects.get().beneficiary.household
    assert household.address == "14 impasse introuvable"
    assert household.badly_located


def test_an_address_with_a_fault_is_proposed_and_can_be_chosen_without_javascript(
    town, streets, client, sound
):
    html = sound(client.post("/aide/", asked(address="3 rue du porc")))
    choice = re.findall(r'name="address_choice" value="([^"]*Port[^"]*)"', html)[0]
    client.post("/aide/", carried(html) | {"address_choice": choice, "place_ok": "3 rue du porc"})
    assert "Port" in Need.objects.get().beneficiary.household.address


def test_a_pin_on_the_map_stands_for_an_unknown_address(town, streets, client):
    client.post("/aide/", asked(address="la maison bleue", pin_lat="47.3501", pin_lon="-0.9001"))
    household = Need.objects.get().beneficiary.household
    assert household.location_quality == "pin"
    assert household.latitude == pytest.approx(47.3501)
    assert household.address == "la maison bleue"


def test_a_robot_that_fills_the_trap_is_turned_away(town, streets, client):
    client.post("/aide/", asked(website="https://buy.example"))
    assert not Need.objects.exists()


def test_the_same_person_asking_again_has_one_file_and_is_not_told_so(town, streets, client):
    first = client.post("/aide/", asked(), follow=True).content.decode()
    again = client.post(
        "/aide/", asked(last_name="ROLAND", first_name="suzanne", details_COURSES="Des piles"), follow=True
    ).content.decode()
    assert Person.objects.count() == 1
    assert Need.objects.count() == 2
    numbers = re.compile(r"B-\d+|nonce=\"[^\"]+\"|csrf[^>]+|avant [^.<]+")
    assert numbers.sub("", first) == numbers.sub("", again)


def test_a_form_nobody_signed_never_moves_the_door_of_somebody_already_helped(town, streets, client):
    need = a_need(timezone.now(), last_name="Rolland")
    door = need.beneficiary.household.address
    client.post(
        "/aide/",
        asked(first_name="Jeanne", phone=need.beneficiary.person.phone, address="3 Rue du Port"),
    )
    need.refresh_from_db()
    assert need.beneficiary.household.address == door
    late = Need.objects.exclude(pk=need.pk).get()
    assert late.beneficiary == need.beneficiary
    assert "3 Rue du Port" in late.details


def test_a_day_chosen_is_the_day_wanted_and_comes_back_each_week(town, streets, client):
    day = timezone.localdate() + timedelta(days=3)
    client.post("/aide/", asked(when="on", wanted_on=f"{day:%d/%m/%Y}", part="morning", weekly="on"))
    need = Need.objects.get()
    start, end = timezone.localtime(need.wanted_from), timezone.localtime(need.wanted_until)
    assert (start.date(), start.hour, end.hour) == (day, 8, 12)
    assert need.recurrence == "FREQ=WEEKLY"


def test_one_address_of_the_network_is_slowed_down_gently_and_keeps_what_it_typed(
    town, streets, client, settings
):
    settings.FORMS_PER_MINUTE = 2
    for rank in range(2):
        client.post("/aide/", asked(phone=f"06399800{rank}0"))
    html = client.post("/aide/", asked(phone="0639980055")).content.decode()
    assert "Attendez une minute" in html
    assert "Du lait et du pain" in html
    assert Need.objects.count() == 2


def test_a_thanks_page_that_was_made_up_does_not_exist(town, client):
    assert client.get("/aide/merci/abc:def:ghi/").status_code == 404


def test_the_form_opens_with_few_queries(town, streets, client, django_assert_max_num_queries):
    client.get("/aide/")
    # One of them asks whether an exercise is going on: every page says so.
    with django_assert_max_num_queries(4):
        response = client.get("/aide/")
    assert response.status_code == 200


def test_a_form_without_its_token_is_refused_with_words_that_help(town, sound):
    response = Client(enforce_csrf_checks=True).post("/aide/", {"last_name": "Rolland"})
    assert response.status_code == 403
    html = response.content.decode()
    assert "Revenez en arrière" in html
    assert Need.objects.count() == 0


def test_the_same_form_sent_twice_opens_one_request_and_shows_it_twice(town, streets, client):
    first, again = (client.post("/aide/", asked(), follow=True).content.decode() for _ in range(2))
    need = Need.objects.get()
    assert str(need) in first
    assert str(need) in again
    assert OutgoingMessage.objects.count() == 1


def test_another_thing_asked_minutes_later_is_another_request(town, streets, client):
    client.post("/aide/", asked())
    client.post("/aide/", asked(details_COURSES="Et des piles"))
    client.post("/aide/", asked(activities=["APPEL_CONVIVIALITE"]))
    assert Need.objects.count() == 3
