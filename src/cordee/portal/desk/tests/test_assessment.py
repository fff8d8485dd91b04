"""The assessment of needs at the desk: saved at any point, taken up again, finished, then confirmed."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cordee.ground.audit.models import Event
from cordee.ground.needs.models import Need, NeedsAssessment
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role

ENOUGH = {
    "caller_role": "self",
    "consent_info": "oui",
    "lives_alone": "oui",
    "food_days_left": "1",
    "payment_means": "shop_account",
    "next_contact": "2",
}


@pytest.fixture
def solene(staff):
    return staff(Role.SOCIAL_WORKER)


@pytest.fixture
def need(town, now):
    return a_need(now, activity="ANIMAUX")


def _begun(client, need):
    answer = client.post(reverse("desk:assess_need", args=[need.pk]))
    sheet = NeedsAssessment.objects.get(state="draft")
    assert answer.url == reverse("desk:assessment", args=[sheet.pk])
    return sheet, answer.url


def _post(client, address, then, **said):
    sheet = NeedsAssessment.objects.latest("pk")
    return client.post(address, ENOUGH | {"version": sheet.version, "opened": "", "then": then} | said)


def test_from_a_request_to_needs_confirmed(solene, need):
    assert "Évaluer les besoins" in solene.get(reverse("desk:need", args=[need.pk])).content.decode()
    sheet, address = _begun(solene, need)
    assert "0 sur 6" in solene.get(address).content.decode()
    answer = _post(solene, address, "finish", pet=["food"], mobility="bedridden")
    result = reverse("desk:assessment_result", args=[sheet.pk])
    assert answer.url == result
    page = solene.get(result).content.decode()
    assert "au plus un jour de nourriture" in page and "P1</strong> (vit seul·e, alité·e)" in page
    confirmed = {"priority": "2", "address": "", "COURSES-wanted": "on", "COURSES-urgency": "2"}
    refused = solene.post(result, confirmed | {"ANIMAUX-urgency": "3"})
    assert refused.status_code == 422 and "payées" in refused.content.decode()
    solene.post(result, confirmed | {"ANIMAUX-urgency": "3", "COURSES-money_method": "shop_account"})
    created = Need.objects.exclude(pk=need.pk).get()
    assert (created.activity, created.urgency, created.food_days_left) == ("COURSES", 2, 1)
    sheet.refresh_from_db()
    assert sheet.priority == 2 and sheet.next_contact_on
    assert Event.objects.filter(verb="read", subject=f"needsassessment:{sheet.pk}").exists()


def test_finishing_too_early_says_what_is_left_and_keeps_what_was_typed(solene, need):
    _, address = _begun(solene, need)
    for _ in range(2):
        answer = _post(solene, address, "finish", lives_alone="", agent_summary="Le chien s’appelle Rex.")
        page = answer.content.decode()
        assert answer.status_code == 422 and "id_lives_alone_error" in page and "Rex" in page
    assert "Rex" in NeedsAssessment.objects.get().answers["agent_summary"]


def test_a_colleague_of_the_ccas_goes_on_a_receptionist_does_not_read(staff, need, solene, account):
    need.owner = None
    need.save()
    nadia = staff(Role.RECEPTIONIST)
    nadia.post(reverse("desk:assess_person", args=[need.beneficiary.person_id]))
    sheet = NeedsAssessment.objects.get()
    address = reverse("desk:assessment", args=[sheet.pk])
    _post(nadia, address, "save", agent_summary="Deux marches à l’entrée.")
    assert "Deux marches" in solene.get(address).content.decode()
    other = staff(Role.CALLER)
    assert other.get(address).status_code == 404
    lucie = staff(Role.VOLUNTEER_COORDINATOR)
    assert lucie.get(address).status_code == 403
    page = lucie.get(reverse("desk:need", args=[need.pk])).content.decode()
    assert "Évaluation des besoins en cours" in page and "Deux marches" not in page


def test_who_is_not_safe_brings_the_silent_protocol_and_the_way_to_report(solene, need):
    sheet, address = _begun(solene, need)
    _post(solene, address, "finish", safety_at_home="silent", safe_slot="mardi 10 h")
    page = solene.get(reverse("desk:assessment_result", args=[sheet.pk])).content.decode()
    assert "Protocole silencieux" in page and "mardi 10 h" in page
    assert re.search(rf'href="{reverse("desk:safeguard_start")}\?de=', page)


def test_words_of_health_or_religion_are_told_once_and_every_note_says_who_reads_it(solene, need):
    _, address = _begun(solene, need)
    assert "Cette note peut être lue par la personne" in solene.get(address).content.decode()
    said = {"agent_summary": "Diabétique, mange halal."}
    page = solene.post(address, ENOUGH | {"version": 0, "then": "save"} | said, follow=True).content.decode()
    assert "Un mot évoque : maladie, religion" in page.replace("\u00a0", " ")
    again = solene.post(address, ENOUGH | {"version": 1, "then": "save"} | said, follow=True)
    assert "Un mot évoque" not in again.content.decode()


def test_without_a_host_for_health_those_questions_are_not_there(solene, need, settings):
    settings.HDS = False
    _, address = _begun(solene, need)
    page = solene.get(address).content.decode()
    assert 'name="mobility"' not in page and 'name="food_days_left"' in page


def test_two_agents_on_one_sheet_do_not_write_over_one_another(solene, need):
    _, address = _begun(solene, need)
    _post(solene, address, "save")
    late = solene.post(address, ENOUGH | {"version": 0, "then": "save", "agent_summary": "Mon texte"})
    assert late.status_code == 422 and "pendant que vous écriviez" in late.content.decode()
    assert "Mon texte" in late.content.decode()


def test_the_agent_hears_that_a_refusal_keeps_only_the_need(solene, need):
    sheet, address = _begun(solene, need)
    page = _post(solene, address, "finish", consent_info="non", needs=["ANIMAUX"])
    assert page.url == reverse("desk:assessment_result", args=[sheet.pk])
    words = solene.get(page.url).content.decode()
    assert "3 réponses effacées, le besoin reste" in words and "Vous vivez seul" not in words
