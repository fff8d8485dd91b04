"""The impact assessment says what the house is today; the DPO completes it, and what is validated never moves again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.actions.impact import validate_study, write_study
from cordee.ground.people.actions.retention import choose_retention
from cordee.ground.people.models import ImpactStudy, Role
from cordee.ground.people.rules.impact import feared_events
from cordee.ground.people.selectors.impact import proposed_study, security_measures

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(account):
    return account(Role.DPO)


@pytest.fixture
def complete(town, now):
    """Everything the DPO would have written, on the day of the test."""
    proposal = proposed_study(town, at=now)
    return {
        "texts": proposal.texts | {"consulted": "Conseil d’administration du CCAS, le 2 avril.", "plan": "Sauvegardes."},
        "risks": proposal.risks,
        "opinion": "Favorable, avec un essai de restauration.", "opinion_on": now.date(), "decision": "measures",
        "decided_by": "Hélène Garnier, maire", "decided_on": now.date(),
        "next_review_on": now.date() + timedelta(days=365),
    }  # fmt: skip


def test_the_measures_told_are_those_of_the_town_and_of_its_settings(town, now, account, settings, claire):
    def told():
        return {one.code: (one.said, one.holds) for one in security_measures(at=now)}

    settings.HDS, settings.SESSION_COOKIE_SECURE, settings.PUBLIC_URL = True, True, "https://entraide.example"
    before = told()
    assert "CORDEE_HDS" in before["health"][0] and before["https"][1] and not before["backup"][1]
    settings.HDS, settings.SESSION_COOKIE_SECURE = False, False
    account(Role.CALLER)
    after = told()
    assert "Rien qui touche à la santé" in after["health"][0] and not after["https"][1]
    assert before["roles"][0].startswith("1 compte") and after["roles"][0].startswith("2 compte")
    assert after["factors"] == (
        "0 compte sur 2 demande plus qu’un mot de passe (code du téléphone ou clé d’accès).",
        False,
    )


def test_what_is_proposed_follows_the_retention_in_force(town, now, claire):
    assert "6 mois après la fin de l’aide" in proposed_study(town, at=now).texts["necessity"]
    choose_retention(code="demandes", days=90, by=claire, at=now)
    assert "90 jours après la fin de l’aide" in proposed_study(town, at=now).texts["necessity"]


def test_every_event_names_measures_that_exist(town, now):
    known = {one.code for one in security_measures(at=now)}
    assert [event.code for event in feared_events() if not set(event.measures) <= known] == []
    assert [event.code for event in feared_events()] == ["access", "change", "loss"]


MISSING = [
    ({"opinion": ""}, "opinion"),
    ({"decision": ""}, "decision"),
    ({"decided_by": ""}, "decided_by"),
    ({"next_review_on": None}, "next_review_on"),
]


@pytest.mark.parametrize(("wrong", "field"), MISSING)
def test_a_version_is_not_validated_while_something_is_missing(now, claire, complete, wrong, field):
    study = write_study(by=claire, at=now, **complete | wrong)
    with pytest.raises(Refused) as refused:
        validate_study(study=study, by=claire, at=now)
    assert refused.value.field == field


def test_a_decision_before_the_opinion_and_a_review_in_the_past_are_refused(now, claire, complete):
    for wrong, field in (
        ({"decided_on": now.date() - timedelta(days=1)}, "decided_on"),
        ({"next_review_on": now.date()}, "next_review_on"),
        ({"next_review_on": now.date() + timedelta(days=1200)}, "next_review_on"),
        ({"texts": complete["texts"] | {"consulted": " "}}, "text_consulted"),
    ):
        study = write_study(by=claire, at=now, **complete | wrong)
        with pytest.raises(Refused) as refused:
            validate_study(study=study, by=claire, at=now)
        assert refused.value.field == field


def test_a_high_risk_that_stays_goes_to_the_cnil_first(now, claire, complete):
    left = complete["risks"]["access"] | {"residual_severity": 4, "residual_likelihood": 3}
    risks = complete["risks"] | {"access": left}
    study = write_study(by=claire, at=now, **complete | {"risks": risks})
    with pytest.raises(Refused, match="article 36"):
        validate_study(study=study, by=claire, at=now)
    study = write_study(by=claire, at=now, **complete | {"risks": risks, "decision": "cnil"})
    assert validate_study(study=study, by=claire, at=now).validated_at == now


def test_measures_never_make_a_risk_worse(now, claire, complete):
    worse = complete["risks"]["loss"] | {"residual_likelihood": 4}
    study = write_study(by=claire, at=now, **complete | {"risks": complete["risks"] | {"loss": worse}})
    with pytest.raises(Refused) as refused:
        validate_study(study=study, by=claire, at=now)
    assert refused.value.field == "loss_residual_likelihood"


def test_what_is_validated_never_changes_and_the_next_words_open_a_version(now, claire, complete, staff):
    first = validate_study(study=write_study(by=claire, at=now, **complete), by=claire, at=now)
    with pytest.raises(Refused, match="déjà validée"):
        validate_study(study=first, by=claire, at=now)
    choose_retention(code="demandes", days=90, by=claire, at=now)
    second = write_study(by=claire, at=now, **complete | {"opinion": "À revoir"})
    first.refresh_from_db()
    assert (first.version, second.version, first.opinion[:9]) == (1, 2, "Favorable")
    client = staff(Role.DPO)
    old, draft = (
        " ".join(words_of(client.get(reverse("desk:impact_print", args=[one.pk])).content).split())
        for one in (first, second)
    )
    assert (
        "6 mois après la fin" in old and "90 jours après la fin" not in old and "validée le 07/04/2026" in old
    )
    assert "90 jours après la fin" in draft and "brouillon non validé" in draft
    assert Event.objects.filter(verb="validate_impact_study", facts__version=1).count() == 1


def test_the_page_opens_filled_keeps_a_draft_and_says_what_is_missing(town, staff, sound, now):
    with time_machine.travel(now, tick=False):
        client, page = staff(Role.DPO), reverse("desk:impact")
        html = sound(client.get(page))
        assert "Jamais validée" in client.get(reverse("desk:privacy")).content.decode()
        assert (
            "Demandes d’aide et évaluation (Le CCAS de Saint-Aubin-sur-Loire)" in html
            and not ImpactStudy.objects.exists()
        )
        form = client.get(page).context["form"]
        typed = {name: form[name].value() or "" for name in form.fields} | {
            "text_consulted": "Le CCAS, le 2 avril."
        }
        answer = client.post(page, typed | {"validate": "oui"})
        assert answer.status_code == 422 and 'id="id_opinion_error"' in sound(answer)
        assert ImpactStudy.objects.get().texts["consulted"] == "Le CCAS, le 2 avril."
        typed |= {
            "opinion": "Favorable.", "opinion_on": "7/4/2026", "decision": "go", "decided_by": "Hélène Garnier, maire",
            "decided_on": "7/4/2026", "next_review_on": "7/4/2027",
        }  # fmt: skip
        assert client.post(page, typed | {"opinion_on": "hier"}).status_code == 422
        assert client.post(page, typed | {"validate": "oui"}).status_code == 302
        html = sound(client.get(page))
        assert "Version 2, à écrire" in html and "Favorable." not in html
    with time_machine.travel(now + timedelta(days=400), tick=False):
        assert "La revue est due" in staff(Role.DPO).get(page).content.decode()


def test_nobody_but_the_dpo_reads_or_writes_it(staff, town):
    for role in (Role.MAYOR, Role.CCAS_MANAGER, Role.ADMINISTRATOR, Role.OPERATIONS_LEAD):
        assert staff(role).get(reverse("desk:impact")).status_code == 403
