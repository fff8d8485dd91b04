"""The town writes its own papers."""

from __future__ import annotations

import pytest

from cordee.ground.papers.models import PaperKind, PaperText
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/bureau/reglages/documents/charter/"


@pytest.fixture
def client(staff):
    return staff(Role.OPERATIONS_LEAD)


def test_every_text_is_listed_with_where_it_comes_from(client, sound):
    html = sound(client.get("/bureau/reglages/documents/"))
    assert "Charte du bénévole" in html and "modèle fourni" in html


def test_a_text_is_written_and_the_model_stays_at_hand(client, sound):
    answer = client.post(ADDRESS, {"body": "Nous aidons {commune}.", "after": 0}, follow=True)
    html = sound(answer)
    assert "Version 1 enregistrée" in html and "Le modèle fourni" in html
    assert PaperText.objects.get().kind == PaperKind.CHARTER


def test_a_wrong_field_is_told_beside_the_text_and_nothing_typed_is_lost(client, sound):
    for address in (ADDRESS, ADDRESS + "apercu/"):
        answer = client.post(address, {"body": "Bonjour {prenom}", "after": 0})
        html = sound(answer)
        assert answer.status_code == 422 and "Bonjour {prenom}" in html and "n’existent pas" in html
    assert not PaperText.objects.exists()


def test_the_preview_shows_the_text_being_typed_and_keeps_nothing(client):
    answer = client.post(ADDRESS + "apercu/", {"body": "Aidons #ensemble {commune}.", "after": 0})
    assert answer["Content-Type"] == "application/pdf"
    assert "Aidons #ensemble Saint-Aubin-sur-Loire." in words_of(answer.content)
    assert faults_of(answer.content) == [] and not PaperText.objects.exists()


def test_a_badge_has_no_text_and_an_unknown_one_no_page(client):
    for kind in ("badge", "testament"):
        assert client.get(f"/bureau/reglages/documents/{kind}/").status_code == 404
