"""What goes to somebody outside goes with the person's yes, recipient by recipient, and stops when they take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.selectors.matching import need_rows
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.actions.requests import Asked, Circumstances, take_request
from cordee.ground.needs.actions.sharing import note_sharing, withdraw_sharing
from cordee.ground.needs.actions.steps import refer_need
from cordee.ground.needs.models import Beneficiary, Need, NeedState
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.privacy import accept_objection, open_right_request
from cordee.ground.people.models import Consent, Role
from cordee.ground.people.ports import everything_about
from cordee.ground.people.selectors.consents import consents_of
from cordee.ground.volunteers.tests.factories import a_volunteer
from cordee.portal.me.tests.factories import come_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


def said(need, recipient, answer, now, by, channel="phone"):
    return note_sharing(
        beneficiary=need.beneficiary, recipient=recipient, answer=answer, channel=channel, said_on=now.date(), by=by, at=now
    )  # fmt: skip


def refer(need, recipient, now, by):
    return refer_need(
        need=need,
        by=by,
        at=now,
        to="Secours des Tilleuls",
        back_on=now + timedelta(days=2),
        recipient=recipient,
    )


def answers(person):
    return {one.recipient: one.consent.answer for one in consents_of(person) if one.consent}


def test_a_request_goes_to_an_association_only_with_the_yes_that_stands(now, lucie):
    need = a_need(now)
    with pytest.raises(Refused, match="demandez-le-lui") as unasked:
        refer(need, "partner", now, lucie)
    assert unasked.value.field == "recipient"
    said(need, "partner", "yes", now, lucie)
    with pytest.raises(Refused, match="demandez-le-lui"):
        refer(need, "doctor", now, lucie)
    withdraw_sharing(beneficiary=need.beneficiary, recipient="partner", channel="phone", by=lucie, at=now)
    with pytest.raises(Refused, match="accord retiré"):
        refer(need, "partner", now, lucie)
    said(need, "partner", "yes", now, lucie)
    assert refer(need, "partner", now, lucie).state == NeedState.REFERRED
    assert Event.objects.filter(verb="refer_need").latest("id").facts["recipient"] == "partner"


@pytest.mark.parametrize("ground", ["own", "self", "law"])
def test_what_asks_no_consent_says_its_ground(now, lucie, ground):
    assert refer(a_need(now), ground, now, lucie).state == NeedState.REFERRED


def test_the_answer_about_the_helper_is_kept_from_the_first_call_and_governs_the_plan(now, lucie):
    need = a_need(now)
    assert len(need_rows(now=now)) == 1
    first = Consent.objects.get(person=need.beneficiary.person)
    assert (first.recipient, first.answer, first.channel) == ("helper", "yes", "phone")
    withdraw_sharing(beneficiary=need.beneficiary, recipient="helper", channel="phone", by=lucie, at=now)
    need.beneficiary.refresh_from_db()
    assert need.beneficiary.share_with_helper is False
    assert need_rows(now=now) == [] and answers(need.beneficiary.person) == {"helper": "withdrawn"}
    with pytest.raises(Refused, match="pas d’accord à retirer"):
        withdraw_sharing(beneficiary=need.beneficiary, recipient="helper", channel="phone", by=lucie, at=now)


def test_a_form_nobody_signed_never_opens_what_the_person_shut(now, lucie):
    need = a_need(now)
    said(need, "helper", "no", now, lucie)
    again = {
        "at": now, "person": need.beneficiary.person, "place": {}, "asked": [Asked(activity="ANIMAUX")],
        "circumstances": Circumstances(share_with_helper=True),
    }  # fmt: skip
    take_request(by=need.beneficiary.person, door="web", **again)
    assert Beneficiary.objects.get().share_with_helper is False
    take_request(by=lucie, door="phone", **again)
    assert Beneficiary.objects.get().share_with_helper is True
    assert answers(need.beneficiary.person) == {"helper": "yes"}


def test_whoever_objects_agrees_to_nothing_any_more(now, account, lucie):
    need = a_need(now)
    said(need, "pharmacy", "yes", now, lucie)
    asked = open_right_request(
        person=need.beneficiary.person, kind="opposition", channel="phone", received_on=now.date(), by=lucie, at=now,
        identity_checked="mot dit",
    )  # fmt: skip
    accept_objection(request=asked, by=account(Role.DPO), at=now)
    assert answers(need.beneficiary.person) == {"helper": "withdrawn", "pharmacy": "withdrawn"}


def test_the_person_reads_every_answer_in_their_file(now, lucie):
    need = a_need(now)
    said(need, "doctor", "yes", now, lucie, channel="paper")
    told = everything_about(need.beneficiary.person)["Vos accords"]["Réponses"]
    assert [(one["Destinataire"], one["Réponse"], one["Dit"]) for one in told] == [
        ("la personne qui vient aider", "d’accord", "au téléphone"),
        ("un médecin ou un soignant", "d’accord", "par écrit, sur papier"),
    ]
    assert lucie.name not in str(told)


def test_the_desk_notes_an_answer_and_takes_it_back_in_one_gesture(now, staff, sound, account):
    client, need = staff(Role.VOLUNTEER_COORDINATOR), a_need(now)
    page = reverse("desk:need", args=[need.pk])
    typed = {
        "consent-recipient": "doctor",
        "consent-answer": "yes",
        "consent-channel": "phone",
        "consent-said_on": "1/1/2099",
    }
    wrong = client.post(reverse("desk:consent", args=[need.pk]), typed)
    assert wrong.status_code == 422 and "Ce jour n’est pas encore venu" in sound(wrong)
    client.post(reverse("desk:consent", args=[need.pk]), typed | {"consent-said_on": "1/4/2026"})
    html = sound(client.get(page))
    assert "Un médecin ou un soignant" in html and "noté par" in html
    client.post(reverse("desk:consent_withdraw", args=[need.pk, "doctor"]))
    assert answers(need.beneficiary.person)["doctor"] == "withdrawn"
    # Whoever reads no name reads no answer either.
    assert "À qui ses données peuvent aller" not in staff(Role.RECEPTIONIST).get(page).content.decode()


def test_an_agreement_just_given_is_noted_with_the_handing_over_or_not_at_all(now, staff):
    client, need = staff(Role.VOLUNTEER_COORDINATOR), a_need(now)
    address = reverse("desk:refer", args=[need.pk])
    typed = {"to": "Secours des Tilleuls", "back_on": "01/01/2030", "recipient": "partner"}
    refused = client.post(address, typed)
    assert refused.status_code == 422 and "demandez-le-lui" in refused.content.decode()
    client.post(address, typed | {"agreed_now": "on"})
    assert Need.objects.get(pk=need.pk).state == NeedState.REFERRED
    assert answers(need.beneficiary.person)["partner"] == "yes"
    client.post(address, typed | {"agreed_now": "on", "recipient": "doctor"})
    assert "doctor" not in answers(need.beneficiary.person), "a need already handed over notes nothing"


def _accepted(need, volunteer, now):
    return Assignment.objects.create(
        need=need, volunteer=volunteer, state="accepted", starts_at=now + timedelta(hours=2), answered_at=now,
        ends_at=now + timedelta(hours=4), minutes=60, suggested_at=now, place=0, reasons=["proche"],
    )  # fmt: skip


def test_the_person_takes_their_yes_back_themselves_and_the_helper_reads_why_the_address_is_gone(
    now, lucie, town
):
    need, karim = a_need(now, last_name="Rivoire"), a_volunteer(now, lucie)
    with time_machine.travel(now, tick=False):
        page = reverse("me:mission", args=[_accepted(need, karim, now).pk])
        helper, her = come_in(karim.person), come_in(need.beneficiary.person)
        assert "rue des Lilas" in helper.get(page).content.decode()
        assert "Retirer cet accord" in her.get(reverse("me:data")).content.decode()
        assert her.post(reverse("me:withdraw", args=["helper"]), follow=True).status_code == 200
        for address in (page, page + "feuille/"):
            html = helper.get(address).content.decode()
            assert "rue des Lilas" not in html and "n’y allez pas" in html
        # Somebody who helps has no file of help: there is nothing to take back.
        refused = helper.post(reverse("me:withdraw", args=["helper"]), follow=True)
        assert "Il n’y a pas d’accord" in refused.content.decode()
    told = OutgoingMessage.objects.get(kind="right_asked")
    assert told.recipient == town.email and "Rivoire" not in told.body


def test_the_sheet_says_whether_the_pharmacy_may_be_told_the_name(now, lucie):
    need, karim = a_need(now, activity="MEDICAMENTS", money_method="none"), a_volunteer(now, lucie)
    with time_machine.travel(now, tick=False):
        page = reverse("me:sheet", args=[_accepted(need, karim, now).pk])
        helper = come_in(karim.person)
        assert "n’a pas donné son accord" in helper.get(page).content.decode()
        said(need, "pharmacy", "yes", now, lucie)
        assert "d’accord pour que vous donniez son nom" in helper.get(page).content.decode()
