"""Receipts of what is handed to volunteers, letters, and the papers of the town, from the desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from cordee.ground.assignments.actions.answers import accept_assignment
from cordee.ground.assignments.models import Assignment, CashSlip
from cordee.ground.audit.models import Event
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.models import Paper
from cordee.ground.papers.rules.words import written_euros
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.actions.protection import protect_person
from cordee.ground.people.models import Role
from cordee.ground.people.ports import erasures
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def mission(at, lucie):
    need = a_need(at, money_method="cash_envelope", money_ceiling_euros=50)
    made = Assignment.objects.create(
        need=need, volunteer=a_volunteer(at, lucie), state="proposed", suggested_at=at, proposed_at=at, place=None,
        starts_at=at.replace(hour=10), ends_at=at.replace(hour=12),
    )  # fmt: skip
    accept_assignment(assignment=made, by=made.volunteer.person, at=at)
    made.refresh_from_db()
    return made


@pytest.fixture
def client(staff, lucie):
    return staff(Role.VOLUNTEER_COORDINATOR)


def page_of(mission):
    return f"/bureau/demandes/{mission.need_id}/missions/{mission.pk}/recu/"


def back_of(slip, **typed):
    return {f"retour-{slip.pk}-{name}": value for name, value in typed.items()}


def test_a_sum_is_written_in_letters_as_one_says_it():
    said = {
        0: "zéro euro", 100: "un euro", 4210: "quarante-deux euros et dix centimes", 2101: "vingt et un euros et un centime",
        7100: "soixante et onze euros", 7700: "soixante-dix-sept euros", 8000: "quatre-vingts euros",
        8100: "quatre-vingt-un euros", 9900: "quatre-vingt-dix-neuf euros", 20000: "deux cents euros",
        38000: "trois cent quatre-vingts euros", 100000: "mille euros",
        219900: "deux mille cent quatre-vingt-dix-neuf euros",
    }  # fmt: skip
    assert {cents: written_euros(cents) for cents in said} == said


def test_from_the_envelope_to_an_account_that_is_right(client, mission, sound):
    assert page_of(mission) in client.get(f"/bureau/demandes/{mission.need_id}/").content.decode()
    html = sound(client.post(page_of(mission), {"handed": "42,10"}, follow=True))
    slip = CashSlip.objects.get()
    assert "RE-2026-0001" in html and "retour attendu" in html and slip.handed_cents == 4210
    pdf = client.get(f"/bureau/demandes/{mission.need_id}/papiers/{slip.paper_id}/")
    words = words_of(pdf.content)
    assert words.count("quarante-deux euros et dix centimes") == 2 and "exemplaire : le bénévole" in words
    assert "enveloppe d’espèces" in words and mission.need.beneficiary.person.last_name not in words
    html = sound(client.post(
        f"{page_of(mission)}{slip.pk}/retour/", back_of(slip, ticket="40", change="2,10", goods_given="on"), follow=True
    ))  # fmt: skip
    mission.refresh_from_db()
    assert "compte juste" in html and mission.amount_cents == 4000
    assert "compte juste" in sound(client.get("/bureau/recus/"))


def test_a_gap_is_told_with_its_sum_and_kept_only_when_it_was_looked_into(client, mission, sound):
    client.post(page_of(mission), {"handed": "50"})
    slip = CashSlip.objects.get()
    address = f"{page_of(mission)}{slip.pk}/retour/"
    answer = client.post(address, back_of(slip, ticket="32,10", change="10"))
    html = sound(answer)
    assert answer.status_code == 422 and "il manque 7,90" in html and "32,10" in html
    assert CashSlip.objects.get().returned_at is None
    html = sound(client.post(address, back_of(slip, ticket="32,10", change="10", gap_seen="on"), follow=True))
    assert "écart" in html and Event.objects.get(verb="record_cash_return").facts["gap_cents"] == 790
    html = client.post(address, back_of(slip, ticket="1", change="49"), follow=True).content.decode()
    assert "déjà noté" in html


@pytest.mark.parametrize(("typed", "said"), [
    ("50,01", "Pas plus de 50,00"), ("", "Écrivez la somme remise"), ("4970 1012 3456 7890", "comme 42,10"),
    ("FR76 3000 6000 0112", "comme 42,10"), ("-3", "sous zéro"), ("1,234", "virgule"),
])  # fmt: skip
def test_only_a_sum_below_the_ceiling_is_taken(client, mission, sound, typed, said):
    answer = client.post(page_of(mission), {"handed": typed})
    assert answer.status_code == 422 and said in sound(answer) and not CashSlip.objects.exists()


def test_another_receipt_waits_for_the_return_of_the_first(client, mission, sound):
    client.post(page_of(mission), {"handed": "20"})
    html = sound(client.post(page_of(mission), {"handed": "20"}, follow=True))
    assert "attend déjà son retour" in html
    assert CashSlip.objects.count() == 1


def test_a_paper_of_somebody_else_is_not_found_under_a_request(client, mission, at):
    client.post(page_of(mission), {"handed": "20"})
    other = a_need(at)
    slip = CashSlip.objects.get()
    assert client.get(f"/bureau/demandes/{other.pk}/papiers/{slip.paper_id}/").status_code == 404
    assert client.get(f"/bureau/demandes/{other.pk}/missions/{mission.pk}/recu/").status_code == 404
    assert (
        client.post(f"/bureau/demandes/{other.pk}/missions/{mission.pk}/recu/{slip.pk}/retour/").status_code
        == 404
    )


def test_a_letter_says_what_was_asked_by_whom_and_the_rights(client, mission):
    answer = client.post(f"/bureau/demandes/{mission.need_id}/accuse/", follow=True)
    words = words_of(answer.content)
    assert "AR-2026-0001" in words and mission.need.beneficiary.person.full_name in words
    assert "dpo@saint-aubin.example" in words and "rue des Lilas" not in words


def test_an_activation_is_numbered_says_what_was_decided_and_is_the_mayors_only(staff, client, sound):
    mayor = staff(Role.MAYOR)
    sound(mayor.get("/bureau/crise/documents/"))
    typed = {
        "event": "Crue de la Loire",
        "starts_on": "07/04/2026",
        "because": "que l’eau monte",
        "people": "Mme D’Ys",
    }
    html = sound(mayor.post(
        "/bureau/crise/documents/activation/editer/", {f"activation-{name}": value for name, value in typed.items()},
        follow=True,
    ))  # fmt: skip
    assert "AM-2026-0001 est prêt" in html
    paper = Paper.objects.get()
    words = words_of(mayor.get(f"/bureau/crise/documents/{paper.pk}/").content)
    assert "Considérant que l’eau monte" in words and "Mme D’Ys" in words and "L. 2212-2" in words
    assert "n’est pas mobilisée" in words and "…………" in words
    assert client.get(f"/bureau/papiers/{paper.pk}/").status_code == 404
    answer = mayor.post("/bureau/crise/documents/activation/editer/", {"activation-event": "Seul"})
    assert answer.status_code == 422 and "Seul" in sound(answer)
    assert mayor.post("/bureau/crise/documents/badge/editer/").status_code == 404


def test_an_end_names_the_activation_it_ends_and_comes_after_it(staff, sound):
    mayor = staff(Role.MAYOR)
    issue = "/bureau/crise/documents/{}/editer/"
    assert "n’attend sa fin" in sound(mayor.get("/bureau/crise/documents/"))
    opening = {"event": "Crue de la Loire", "starts_on": "07/04/2026", "because": "que l’eau monte"}
    mayor.post(issue.format("activation"), {f"activation-{name}": value for name, value in opening.items()})
    opened = Paper.objects.get()
    opened_on = date(*opened.content["on"])

    def end(on, **typed):
        typed = {
            "activation": opened.pk,
            "ends_on": f"{on:%d/%m/%Y}",
            "because": "que l’eau est partie",
        } | typed
        return mayor.post(
            issue.format("end"), {f"end-{name}": value for name, value in typed.items()}, follow=True
        )

    early = end(opened_on - timedelta(days=1))
    assert early.status_code == 422 and "pas avant l’arrêté" in sound(early)
    assert end(opened_on, activation=999).status_code == 422
    assert "AF-2026-0001 est prêt" in sound(end(opened_on + timedelta(days=9)))
    words = words_of(mayor.get(f"/bureau/crise/documents/{Paper.objects.get(kind='end').pk}/").content)
    assert "AM-2026-0001" in words and "Crue de la Loire" in words and "abrogé" in words
    assert "fin déjà préparée" in sound(mayor.get("/bureau/crise/documents/"))
    end = Paper.objects.get(kind="end")
    html = sound(mayor.post(f"/bureau/crise/documents/{end.pk}/annuler/", follow=True))
    assert "est annulé" in html and "fin déjà préparée" not in html
    assert "annulé le" in words_of(mayor.get(f"/bureau/crise/documents/{end.pk}/").content)
    again = mayor.post(f"/bureau/crise/documents/{end.pk}/annuler/", follow=True).content.decode()
    assert "déjà annulé" in again


def test_an_agreement_with_an_association_ends_after_it_begins(staff, sound):
    mayor = staff(Role.MAYOR)
    typed = {
        "name": "L’Entraide", "representative": "sa présidente", "activities": "courses", "starts_on": "07/04/2026",
        "ends_on": "01/04/2026",
    }  # fmt: skip
    form = {f"partner-{name}": value for name, value in typed.items()}
    answer = mayor.post("/bureau/crise/documents/partner/editer/", form)
    assert answer.status_code == 422 and "La fin vient après le début" in sound(answer)
    mayor.post("/bureau/crise/documents/partner/editer/", form | {"partner-ends_on": "31/12/2026"})
    words = words_of(mayor.get(f"/bureau/crise/documents/{Paper.objects.get().pk}/").content)
    assert "CP-2026-0001" in words and "L’Entraide" in words and "31 décembre 2026" in words


def test_what_was_printed_of_an_erased_person_prints_no_more(client, mission, at):
    client.post(page_of(mission), {"handed": "20"})
    person = mission.volunteer.person
    Assignment.objects.update(
        state="done", starts_at=at - timedelta(hours=3), ends_at=at - timedelta(hours=1)
    )
    for erase in erasures():
        erase(person, at)
    paper = Paper.objects.get()
    assert paper.content == {} and paper.revoked_at is not None and str(paper) == "RE-2026-0001"
    answer = client.get(f"/bureau/demandes/{mission.need_id}/papiers/{paper.pk}/", follow=True)
    assert "ne s’imprime plus" in answer.content.decode()


def test_the_receipts_of_a_protected_person_are_shut_as_their_request_is(client, mission, account, at):
    protect_person(
        person=mission.need.beneficiary.person,
        ground="violence",
        note="",
        by=account(Role.CCAS_MANAGER),
        at=at,
    )
    shut = client.get(f"/bureau/demandes/{mission.need_id}/")
    assert client.get(page_of(mission)).status_code == shut.status_code != 200
    client.post(page_of(mission), {"handed": "42,10"})
    assert not CashSlip.objects.exists()
