"""The log, for the person who protects data: acts and numbers, never a resident's name."""

from __future__ import annotations

import ast
import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import cordee
from cordee.ground.audit.actions import Task, leave_read_trace, leave_trace
from cordee.ground.audit.models import Event
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role
from cordee.portal.desk.forms.log import read_key
from cordee.portal.desk.rules.journal import FACT_WORDS, VERB_WORDS

LOG = reverse("desk:log")
EXPORT = reverse("desk:log_export")


@pytest.fixture
def claire(town, staff):
    return staff(Role.DPO)


def shown(client, **query):
    response = client.get(LOG, query)
    assert response.status_code == 200
    return response.content.decode()


def table(page):
    return page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""


def test_who_read_whose_file_is_told_without_a_name(claire, account):
    lucie = account(Role.VOLUNTEER_COORDINATOR, name="Lucie")
    need = a_need(timezone.now(), last_name="Rolland")
    leave_read_trace(subjects=[need.beneficiary.person], by=lucie, commune_code="49999", page="need")
    page = shown(claire, quoi=f"personne {need.beneficiary.person_id}", genre="read")
    assert "dossier consulté" in page
    assert f"Lucie (compte {lucie.pk})" in page
    assert "Rolland" not in shown(claire)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("bénévole 7", "volunteer:7"),
        ("demande:12", "need:12"),
        ("Compte 3", "account:3"),
        ("volunteer:7", "volunteer:7"),
        ("bénévole", "volunteer"),
        ("", ""),
    ],
)
def test_a_key_is_typed_as_one_says_it(typed, key):
    assert read_key(typed) == key


def test_the_log_is_filtered_by_days(claire):
    now = timezone.now()
    leave_trace(
        verb="suspend_volunteer",
        subject="volunteer:1",
        by=Task("x"),
        commune_code="49999",
        at=now - timedelta(days=3),
    )
    day = timezone.localtime(now - timedelta(days=3))
    assert "bénévole suspendu" in table(shown(claire, du=f"{day:%d/%m/%Y}", au=f"{day:%d/%m/%Y}"))
    assert "bénévole suspendu" not in table(shown(claire, du=f"{now:%d/%m/%Y}"))


def test_a_filter_that_cannot_be_read_is_said(claire):
    page = shown(claire, du="hier matin")
    assert "jour/mois/année" in page
    assert 'value="hier matin"' in page


def test_another_town_is_never_shown(claire):
    leave_trace(verb="suspend_volunteer", subject="volunteer:1", by=Task("x"), commune_code="49001")
    assert "bénévole suspendu" not in table(shown(claire))


def test_reading_the_log_is_in_the_log(claire):
    shown(claire)
    assert "journal consulté" in table(shown(claire))


def test_the_log_is_exported_disarmed_and_traced(claire, account):
    leave_trace(verb="x", subject="need:1", by=Task("=cmd"), commune_code="49999", word="=1+1")
    response = claire.post(EXPORT)
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Moment", "Genre", "Qui", "Acte", "Sur quoi", "Précisions"]
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert Event.objects.get(verb="export_log").actor == account(Role.DPO).trace_key
    assert claire.get(EXPORT).status_code == 405


def test_the_export_takes_what_the_page_showed(claire):
    leave_trace(verb="suspend_volunteer", subject="volunteer:1", by=Task("x"), commune_code="49999")
    leave_trace(verb="close_need", subject="need:1", by=Task("x"), commune_code="49999")
    text = claire.post(EXPORT + "?acte=close_need").content.decode()
    assert "demande close" in text
    assert "suspendu" not in text


def test_only_the_dpo_reads_the_log(town, staff):
    for role in Role:
        expected = 200 if role == Role.DPO else 403
        assert staff(role).get(LOG).status_code == expected
        assert staff(role).post(EXPORT).status_code == expected


def test_the_log_costs_the_same_whatever_its_length(claire, account):
    def cost():
        claire.get(LOG)
        with CaptureQueriesContext(connection) as queries:
            claire.get(LOG)
        return len(queries)

    leave_trace(verb="close_need", subject="need:1", by=account(Role.MAYOR), commune_code="49999")
    few = cost()
    for role in (Role.CALLER, Role.RECEPTIONIST, Role.CCAS_MANAGER):
        for number in range(4):
            leave_trace(verb="close_need", subject=f"need:{number}", by=account(role), commune_code="49999")
    assert cost() == few


def test_every_act_and_every_detail_left_by_the_code_has_french_words():
    verbs, facts = set(), set()
    for path in Path(cordee.__file__).parent.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "leave_trace",
                "leave_read_trace",
            }:
                given = {word.arg: word.value for word in node.keywords if word.arg}
                facts |= set(given) - {"verb", "subject", "subjects", "by", "commune_code", "kind", "at"}
                if isinstance(given.get("verb"), ast.Constant):
                    verbs.add(given["verb"].value)
    assert len(verbs) > 80 and verbs <= set(VERB_WORDS), verbs - set(VERB_WORDS)
    assert facts <= set(FACT_WORDS), facts - set(FACT_WORDS)


def test_a_code_is_said_in_words(claire, account):
    by = account(Role.DPO)
    leave_trace(verb="sign_in", subject=by, by=by, commune_code="49999", way="password")
    leave_trace(verb="drain_outbox", subject=by, by=Task("drain"), commune_code="49999", messages={"sent": 3})
    page = shown(claire)
    assert "façon : mot de passe" in page and "tâche automatique : envoi des messages" in page
    assert "password" not in table(page) and "messages : sent" not in table(page)
