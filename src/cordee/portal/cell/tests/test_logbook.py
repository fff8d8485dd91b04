"""Writing fast, finding again, correcting without erasing, taking away on paper."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cordee.ground.crisis.models import LogbookEntry
from cordee.ground.people.models import Role

BOOK = reverse("cell:logbook")
LINE = {"text": "Arbre tombé", "kind": "information", "source": "phone", "importance": "ordinary"}


@pytest.fixture
def solene(town, staff):
    return staff(Role.CCAS_MANAGER)


def last():
    return LogbookEntry.objects.first()


def test_a_line_is_written_with_one_field_and_enter(solene):
    assert "MC-0001" in solene.post(BOOK, LINE, follow=True).content.decode()
    assert last().text == "Arbre tombé" and last().source == "phone"


@pytest.mark.parametrize("typed", ["00 h 01", "0:01", "001", "0h01"])
def test_the_hour_of_the_fact_is_typed_as_people_do(solene, typed):
    solene.post(BOOK, LINE | {"happened_hour": typed})
    fact = timezone.localtime(last().happened_at)
    assert (fact.hour, fact.minute) == (0, 1) and last().recorded_at > last().happened_at


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " "}, "obligatoire"),
        ({"happened_hour": "25 h"}, "14 h 05"),
        ({"happened_on": "01/01/2190"}, "avenir"),
        ({"kind": "rumeur"}, "Ce qui s"),
    ],
)
def test_a_wrong_line_is_said_beside_its_field_and_kept(solene, wrong, said):
    page = solene.post(BOOK, LINE | {"place": "Quai du Port"} | wrong)
    assert page.status_code == 422 and "Quai du Port" in page.content.decode()
    assert said in page.content.decode().replace("\xa0", " ") or wrong.get("text") == " "
    assert not LogbookEntry.objects.exists()


def test_a_mistake_is_corrected_by_a_new_line_that_names_the_first(solene):
    solene.post(BOOK, LINE)
    entry = reverse("cell:entry", args=[1])
    assert "Annuler et remplacer" in solene.get(entry).content.decode()
    solene.post(entry, LINE | {"text": "Deux arbres tombés", "suite": "corrects"})
    page = solene.get(BOOK).content.decode()
    assert "<del>Arbre tombé</del>" in page and "remplacée par MC-0002" in page
    assert "déjà remplacée" in solene.post(entry, LINE | {"suite": "corrects"}).content.decode()
    assert solene.get(reverse("cell:entry", args=[9])).status_code == 404


def test_what_is_followed_by_somebody_is_listed_until_closed(solene):
    solene.post(BOOK, LINE | {"owner": "Services techniques"})
    solene.post(BOOK, LINE | {"text": "Sans suite"})
    page = solene.get(BOOK + "?suite=on").content.decode()
    assert "Services techniques" in page and "Sans suite" not in page
    solene.post(reverse("cell:entry", args=[1]), LINE | {"text": "Dégagé", "suite": "closes"})
    assert "Services techniques" not in solene.get(BOOK + "?suite=on").content.decode()


def test_it_is_searched_printed_and_exported_without_formulas(solene):
    solene.post(BOOK, LINE | {"text": "=cmd|' /C calc'!A0", "place": "École"})
    solene.post(BOOK, LINE)
    assert solene.get(BOOK + "?q=ecole").content.decode().count('class="log-text"') == 1
    pdf = solene.get(reverse("cell:logbook_print"))
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert pdf["Content-Type"] == "application/pdf" and words.index("MC-0001") < words.index("MC-0002")
    rows = solene.post(reverse("cell:logbook_export")).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3 and ";=cmd" not in rows[1] and "'=cmd" in rows[1]


def test_whoever_only_calls_reads_no_logbook(town, staff):
    for role in (Role.CALLER, Role.DISTRICT_REFERENT, Role.RECEPTIONIST, Role.DPO):
        assert staff(role).get(BOOK).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_lines(solene, django_assert_max_num_queries):
    for number in range(12):
        solene.post(BOOK, LINE | {"text": f"Fait {number}"})
    with django_assert_max_num_queries(16):
        solene.get(BOOK)
