"""Asking to be listed, from the site."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cordee.coordinate.register.actions.keeping import oppose
from cordee.coordinate.register.models import OppositionTrace, RegisterEntry
from cordee.coordinate.register.tests.factories import cleared
from cordee.ground.people.models import Person, Role

pytestmark = pytest.mark.django_db
THIRD = {
    "origin": "third_party", "third_name": "Sophie Bernard", "third_quality": "sa fille", "signed": "on",
}  # fmt: skip


def asked(**changes):
    """What a browser sends for M. Bernard."""
    fields = {
        "origin": "self", "last_name": "Bernard", "first_name": "André", "birth_on": "12/05/1943", "category": "age65",
        "phone": "02 41 00 00 12", "address": "5 rue du port", "website": "",
    }  # fmt: skip
    return {name: value for name, value in (fields | changes).items() if value is not None}


def test_who_asks_for_themselves_is_listed_at_once(town, streets, client, sound):
    told = sound(client.post("/registre/", asked(lives_alone="oui", answers_agreed="on"), follow=True))
    entry = RegisterEntry.objects.get()
    assert (entry.state, entry.origin, entry.means, entry.order) == ("active", "self", "web", 1)
    assert "reçue" in told and str(entry) not in told


def test_a_third_party_writes_signs_and_the_clock_of_eight_days_runs(town, streets, client, sound):
    page = sound(client.post("/registre/", asked(**THIRD | {"signed": None, "third_quality": ""})))
    assert "sans écrit, la loi" in page and "Dites qui vous êtes" in page and 'value="Sophie Bernard"' in page
    assert "sous huit jours" in sound(client.post("/registre/", asked(**THIRD), follow=True))
    entry = RegisterEntry.objects.get()
    assert (entry.third_name, entry.third_quality) == ("Sophie Bernard", "sa fille")
    assert (entry.acknowledge_by - entry.requested_on).days == 8


def test_a_guardian_is_kept_as_one(town, streets, client):
    client.post("/registre/", asked(origin="representative", third_name="Léa Roy", third_quality="tutrice"))
    entry = RegisterEntry.objects.get()
    assert (entry.representative, entry.third_name, entry.acknowledge_by) == ("Léa Roy (tutrice)", "", None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"birth_on": "12/05/1990"}, "moins de 65 ans"), ({"phone": "12"}, "en compte dix"),
     ({"phone": ""}, "Il faut un numéro"), ({"address": ""}, "Indiquez l’adresse"),
     ({"category": None}, "à quel titre"), ({"origin": None}, "qui fait la demande"),
     ({"lives_alone": "oui"}, "facultatives"), ({"mobility": "malade"}, "choix valide")],
)  # fmt: skip
def test_a_mistake_is_told_and_nothing_typed_is_lost(town, streets, client, sound, changes, sentence):
    page = sound(client.post("/registre/", asked(emergency_name="Anne, sa nièce", **changes)))
    assert sentence in page and "Anne, sa nièce" in page and not RegisterEntry.objects.exists()


def test_twice_is_once_and_the_answer_is_the_same(town, streets, client):
    first = client.post("/registre/", asked())
    again = client.post("/registre/", asked(emergency_name="Anne"))
    assert first.url.split(":")[0] == again.url.split(":")[0]
    assert RegisterEntry.objects.get().emergency_name == "Anne"


@pytest.mark.parametrize("who", [{}, THIRD])
def test_nobody_undoes_an_opposition_from_the_site(town, streets, client, sound, account, who):
    at = timezone.now()
    client.post("/registre/", asked())
    oppose(entry_id=RegisterEntry.objects.get().pk, by=cleared(account(Role.CCAS_MANAGER), at), at=at)
    page = sound(client.post("/registre/", asked(**who)))
    assert "ne peut pas être prise sur le site" in page and "opposé" not in page
    assert not RegisterEntry.objects.exists() and not Person.objects.filter(last_name="Bernard").exists()
    assert OppositionTrace.objects.exists()


def test_the_written_request_is_a_sheet_that_names_nobody(town, client):
    content = client.get("/registre/demande-ecrite/").content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "registre de solidarité" in text and "signature" in text
