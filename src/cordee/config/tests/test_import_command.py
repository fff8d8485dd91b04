"""A list is imported at the terminal: told line by line, or as JSON."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cordee.ground.needs.models import Need
from cordee.ground.people.models import ReceivedSheet
from cordee.ground.people.tests.sheet_files import ALI, HEADERS, LEA, csv_bytes, ods_bytes, xlsx_bytes
from cordee.ground.territory.models import Address
from cordee.ground.volunteers.models import TrustLevel, Volunteer

pytestmark = pytest.mark.usefixtures("town")


def run(what: str, path: Path, **options: Any) -> str:
    """What the command tells."""
    told = StringIO()
    call_command("import", what, str(path), stdout=told, **options)
    return told.getvalue()


@pytest.fixture
def volunteers(tmp_path: Path) -> Path:
    """Two good lines and one without a number."""
    path = tmp_path / "benevoles.csv"
    path.write_bytes(csv_bytes([HEADERS, LEA, ALI, ("Roux", "Zoé", *[""] * 7)], encoding="cp1252"))
    return path


def test_columns_and_lines_are_told(volunteers: Path) -> None:
    told = run("volunteers", volunteers)
    assert "Peut aider                   → Ce que la personne peut faire" in told
    assert "2 bénévoles de plus" in told
    assert "ligne     4" in told
    assert "Téléphone : Pas de téléphone ni de courriel" in told
    assert Volunteer.objects.count() == 2
    assert "0 bénévoles de plus" in run("volunteers", volunteers)


def test_the_answer_may_be_json(volunteers: Path) -> None:
    answer = json.loads(run("volunteers", volunteers, json=True))
    assert (answer["counts"]["new"], answer["counts"]["refused"]) == (2, 1)
    assert [line["outcome"] for line in answer["lines"]] == ["created", "created", "refused"]


@pytest.mark.parametrize("make", [xlsx_bytes, ods_bytes])
def test_requests_are_read_from_a_workbook(tmp_path: Path, make: Any) -> None:
    path = tmp_path / "demandes"
    path.write_bytes(
        make(
            [
                ("Nom", "Téléphone", "Adresse", "Besoin"),
                ("Rolland", "0241000001", "1 rue des Lilas", "courses"),
            ]
        )
    )
    run("needs", path)
    assert Need.objects.get().activity == "COURSES"


def test_a_column_may_be_said_or_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Appeler au;Divers\nRoux;0610000001;secret")
    run("volunteers", path, columns="Appeler au=phone, Divers=")
    volunteer = Volunteer.objects.get()
    assert (volunteer.person.phone, volunteer.remarks) == ("+33610000001", "")
    with pytest.raises(CommandError, match="colonnes du fichier"):
        run("volunteers", path, columns="Groupe=phone")
    with pytest.raises(CommandError, match="last_name"):
        run("volunteers", path, columns="Divers=blood")


def test_the_town_may_vouch_for_its_volunteers(volunteers: Path) -> None:
    run("volunteers", volunteers, already_cleared=True)
    assert set(Volunteer.objects.values_list("trust_level", flat=True)) == {TrustLevel.DOORSTEP}


def test_addresses_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "ban.csv"
    path.write_text(
        "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
        "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
        "source_nom_voie;certification_commune;cad_parcelles\n"
        "49999_0001_00012;;12;;Rue des Lilas;49999;49999;Saint-Aubin-sur-Loire;;;0;0;-0.9;47.35;entrée;;;;;;;1;\n",
        encoding="utf-8",
    )
    assert run("addresses", path)
    assert Address.objects.get().street == "Rue des Lilas"


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "vide"), (b"%PDF-1.7", "PDF"), (b"a;b\n1;2", "en-tête")]
)
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run("volunteers", path)
    assert not ReceivedSheet.objects.exists()


@pytest.mark.parametrize("what", ["volunteers", "needs", "addresses"])
def test_a_missing_file_is_said_so(tmp_path: Path, what: str) -> None:
    with pytest.raises(CommandError, match="n’existe pas"):
        run(what, tmp_path / "nulle-part.csv")
