"""The « sac de crise »: whoever is listed is in it, under their street; it is numbered, traced and counted back."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import pyzipper
import time_machine

from cordee.coordinate.register.actions.keeping import note_absence, oppose, remove_entry
from cordee.coordinate.register.models import RemovalReason
from cordee.coordinate.register.tests.factories import cleared, listed
from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.crisis.models import LogbookEntry
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.organisations.tests.factories import a_contact, an_organisation
from cordee.ground.papers.actions.lending import note_fate
from cordee.ground.papers.models import LentPaper, Paper
from cordee.ground.papers.selectors.retention import old_papers
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Person, Role
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db
TESTS = Task("tests")
ODF = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture(autouse=True)
def _at(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def people(town, now):
    """Two of the rue des Lilas, one of the quai de Loire, one away; one opposed, one removed, one protected."""

    def at(address, last_name, **other):
        place = {"address": address, "postcode": "49999", "city": "Saint-Aubin"}
        return listed(now, last_name=last_name, place=place, **other)

    at(
        "12 rue des Lilas",
        "Rolland",
        answers_agreed=True,
        answers={"key_holder": "M. Petit, au 14", "mobility": "bed"},
    )
    at("3 bis, Rue des Lilas", "Benali")
    away = at("8 quai de Loire", "Quentin")
    note_absence(
        entry_id=away.entry_key,
        away_from=now.date(),
        away_until=now.date() + timedelta(days=5),
        by=TESTS,
        at=now,
    )
    oppose(entry_id=at("1 quai de Loire", "Opposant").entry_key, by=TESTS, at=now)
    remove_entry(
        entry_id=at("2 quai de Loire", "Partie").entry_key, reason=RemovalReason.MOVED, by=TESTS, at=now
    )
    at("5 quai de Loire", "Cachée")
    Person.objects.filter(last_name="Cachée").update(protected=True)


@pytest.fixture
def mayor(account, now):
    return cleared(account(Role.MAYOR), now, "read")


def prepared(staff, **said):
    answer = staff(Role.MAYOR).post(
        "/cellule/sacs/preparer/", {"holder": "Marc Lusson, élu", "support": "paper", **said}
    )
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    return answer.content


def opened(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def sheets(workbook):
    """{sheet: rows of texts}, as an independent reader of XML sees them; no cell may hold anything but text."""
    root = ET.fromstring(zipfile.ZipFile(io.BytesIO(workbook)).read("content.xml"))
    found = {}
    for table in root.iter(f"{{{ODF}:table:1.0}}table"):
        rows = list(table.iter(f"{{{ODF}:table:1.0}}table-row"))
        for cell in (cell for row in rows for cell in row):
            assert set(cell.attrib.values()) <= {"string", "head"}, cell.attrib
        found[table.get(f"{{{ODF}:table:1.0}}name")] = [
            ["".join(cell.itertext()) for cell in row] for row in rows
        ]
    return found


def test_everybody_listed_is_in_it_under_their_street_and_nobody_else(people, mayor, staff):
    files = opened(prepared(staff))
    words = words_of(files["sac-de-crise.pdf"])
    assert faults_of(files["sac-de-crise.pdf"]) == []
    quay, lilacs = words.index("quai de Loire (1)"), words.index("rue des Lilas (2)")
    assert lilacs < quay
    assert (
        lilacs
        < words.index("Jeanne Benali")
        < words.index("Jeanne Rolland")
        < quay
        < words.index("Jeanne Quentin")
    )
    assert "Clé : M. Petit, au 14" in words and "absente jusqu’au 12/04" in words
    assert "1 dossier(s) protégé(s)" in words
    told = sheets(files["sac-de-crise.ods"])
    assert [row[3] for row in told["Registre"]] == [
        "Nom",
        "Jeanne Benali",
        "Jeanne Rolland",
        "Jeanne Quentin",
    ]
    for file in (words, str(told), files["a-lire.txt"].decode()):
        assert [gone for gone in ("Opposant", "Partie", "Cachée", "alité·e") if gone in file] == []


def test_the_workbook_says_the_same_and_runs_nothing(town, now, mayor, staff):
    nasty = '=HYPERLINK("http://mal.example";"+1")'
    listed(now, last_name="Rolland", home_service=nasty)
    _, line = sheets(opened(prepared(staff))["sac-de-crise.ods"])["Registre"]
    assert nasty in line and "rue des Lilas" in line and "Jeanne Rolland" in line


def test_it_is_numbered_dated_counted_and_to_be_destroyed(people, mayor, staff, now):
    words = words_of(opened(prepared(staff))["sac-de-crise.pdf"])
    lent = LentPaper.objects.get()
    assert "Sac de crise n° SC-2026-0001, 07/04/2026 à 09 h 12" in words
    assert words.count("à rendre ou à détruire.") >= lent.pages > 4
    assert f"page {lent.pages} sur {lent.pages}" in words
    assert (lent.people, lent.locked, lent.fate) == (3, False, "") and len(lent.digest) == 64
    assert "EXERCICE" not in words


def test_each_entry_taken_away_leaves_its_trace_with_the_reason(people, mayor, staff):
    prepared(staff)
    read = Event.objects.filter(verb="read", facts__page="bag", subject__startswith="registerentry:")
    assert read.count() == 3 and {one.facts["reading"] for one in read} == {"bag"}
    assert {one.actor for one in read} == {mayor.trace_key}
    assert Event.objects.get(verb="take_out_register").facts == {"people": 3, "protected": 1}
    assert Event.objects.get(verb="lend_paper").facts["number"] == "SC-2026-0001"
    entry = LogbookEntry.objects.get()
    assert entry.text.startswith("Sac de crise SC-2026-0001 préparé") and "Rolland" not in entry.text


def test_a_key_opens_with_the_password_shown_and_not_without(people, mayor, staff):
    page = staff(Role.MAYOR)
    shown = page.get("/cellule/sacs/preparer/")
    password = shown.context["password"]
    assert password in shown.content.decode()
    archive = page.post("/cellule/sacs/preparer/", {"holder": "Marc", "support": "key"}).content
    with pyzipper.AESZipFile(io.BytesIO(archive)) as packed:
        for wrong in (None, b"autre"):
            with pytest.raises(RuntimeError):
                packed.read("sac-de-crise.pdf", wrong)
        assert "Jeanne Rolland" in words_of(packed.read("sac-de-crise.pdf", password.encode()))
    assert page.get("/cellule/sacs/preparer/").context["password"] != password
    assert LentPaper.objects.get().locked


def test_it_says_whom_to_ring_and_which_missions_are_promised(mayor, staff, now):
    an_organisation(now, mayor, name="Protection civile", kind="aasc", contact=a_contact())
    mission = Assignment.objects.create(
        need=a_need(now), volunteer=a_volunteer(now, mayor), state="accepted", place=0, suggested_at=now,
        starts_at=now + timedelta(hours=5), ends_at=now + timedelta(hours=8),
    )  # fmt: skip
    words = words_of(opened(prepared(staff))["sac-de-crise.pdf"])
    assert "Protection civile" in words and "15 SAMU" in words
    assert mission.volunteer.person.full_name in words and "Partenaires (1 ligne)" in words


@pytest.mark.parametrize("role", [Role.OPERATIONS_LEAD, Role.SOCIAL_WORKER, Role.VOLUNTEER_COORDINATOR])
def test_another_role_prepares_none_but_sees_how_many_are_out(people, mayor, staff, role):
    assert (
        staff(role).post("/cellule/sacs/preparer/", {"holder": "Moi", "support": "paper"}).status_code == 403
    )
    page = staff(role).get("/cellule/sacs/").content.decode()
    assert "Préparer le sac" not in page and not Paper.objects.exists()


def test_without_a_clearance_the_role_is_not_enough_and_nothing_typed_is_lost(people, account, staff):
    answer = staff(Role.MAYOR).post("/cellule/sacs/preparer/", {"holder": "Marc", "support": "paper"})
    assert answer.status_code == 422 and "aucune habilitation à votre nom" in answer.content.decode()
    assert not Paper.objects.exists() and not Event.objects.filter(verb="read", facts__page="bag").exists()


def test_the_official_on_call_prepares_one_during_an_event_only(people, mayor, account, staff, now):
    cleared(account(Role.DUTY_ELECTED_OFFICIAL), now, "read")
    said = {"holder": "Moi", "support": "paper"}
    assert staff(Role.DUTY_ELECTED_OFFICIAL).post("/cellule/sacs/preparer/", said).status_code == 422
    open_crisis(kind="flood", title="Crue", phase="alert", colour="red", decided_by="Maire", by=mayor, at=now)
    assert staff(Role.DUTY_ELECTED_OFFICIAL).post("/cellule/sacs/preparer/", said).status_code == 200


def test_a_bag_of_an_exercise_says_so_on_every_page(people, mayor, staff, now):
    open_crisis(
        kind="flood",
        title="Crue",
        phase="alert",
        colour="red",
        decided_by="Maire",
        exercise=True,
        by=mayor,
        at=now,
    )
    words = words_of(opened(prepared(staff))["sac-de-crise.pdf"])
    assert words.count("EXERCICE — EXERCICE") == LentPaper.objects.get().pages
    assert LogbookEntry.objects.first().book.name.startswith("exercise:")


@pytest.mark.parametrize(
    ("fate", "told"), [("returned", "rendu"), ("destroyed", "détruit"), ("lost", "perdu")]
)
def test_what_became_of_it_is_said_once_and_written_in_the_logbook(people, mayor, staff, fate, told):
    prepared(staff)
    lent, desk = LentPaper.objects.get(), staff(Role.OPERATIONS_LEAD)
    assert "1 sac dehors" in desk.get("/cellule/sacs/").content.decode()
    back = f"/cellule/sacs/{lent.pk}/retour/"
    assert desk.post(back, {"fate": fate, "fate_on": "01/04/2026"}).status_code == 422
    page = desk.post(back, {"fate": fate, "fate_on": "07/04/2026"}, follow=True).content.decode()
    assert told in page and "dehors" not in page
    assert f"SC-2026-0001 {told} le 07/04/2026" in LogbookEntry.objects.first().text
    assert "72 heures" in page if fate == "lost" else "72 heures" not in page
    desk.post(back, {"fate": "returned", "fate_on": "07/04/2026"})
    lent.refresh_from_db()
    assert lent.fate == fate


def test_an_event_that_closes_says_which_bags_are_still_out(people, mayor, staff, now):
    crisis = open_crisis(
        kind="flood", title="Crue", phase="alert", colour="red", decided_by="Maire", by=mayor, at=now
    )
    prepared(staff)
    page = staff(Role.MAYOR).get(f"/cellule/crise/{crisis.pk}/clore/").content.decode()
    assert "sacs de crise ni rendus ni détruits" in page


def test_a_bag_still_out_is_never_eliminated(people, mayor, staff, now):
    prepared(staff)
    later = now + timedelta(days=4000)
    assert old_papers(later, 10) == []
    note_fate(lent_id=LentPaper.objects.get().pk, fate="returned", on=now.date(), by=mayor, at=now)
    assert [one.label for one in old_papers(later, 10)] == ["SC-2026-0001"]


def test_a_bag_that_cannot_be_typeset_keeps_its_number_cancelled(
    people, mayor, staff, settings, tmp_path, town
):
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "papiers" / town.pk
    folder.mkdir(parents=True)
    (folder / "bag.typ").write_text("#nothing-of-the-kind")
    answer = staff(Role.MAYOR).post("/cellule/sacs/preparer/", {"holder": "Marc", "support": "paper"})
    assert answer.status_code == 422 and "ne se compile pas" in answer.content.decode()
    assert Paper.objects.get().revoked_at is not None
    assert "dehors" not in staff(Role.MAYOR).get("/cellule/sacs/").content.decode()
