"""A list of volunteers comes in: every line is in or explained, nobody twice, nobody lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.actions.states import suspend_organisation
from cordee.ground.organisations.tests.factories import an_organisation
from cordee.ground.people.actions.sheets import (
    confirm_columns,
    forget_cells,
    forget_old_sheets,
    receive_sheet,
)
from cordee.ground.people.models import Person, ReceivedSheet, Role, SheetState
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.selectors.sheets import refused_lines_csv
from cordee.ground.territory.models import Commune
from cordee.ground.volunteers.actions.sheets import import_volunteers
from cordee.ground.volunteers.models import (
    CheckKind,
    DuplicateHint,
    TrustLevel,
    Volunteer,
    VolunteerCheck,
    VolunteerState,
)

SAMPLE = Path(__file__).parents[6] / "shared" / "data" / "spreadsheets" / "benevoles_mairie.csv"
AT = timezone.make_aware(datetime(2026, 11, 23, 9, 0))
HEADERS = (
    "Nom",
    "Prénom",
    "Né(e) le",
    "Tél",
    "Mail",
    "Adresse",
    "Peut aider",
    "Véhicule",
    "Dispos",
    "Remarques",
)
pytestmark = pytest.mark.usefixtures("town")


def row(number: int = 1, **cells: str) -> tuple[str, ...]:
    """A good line, but for the cells named."""
    letters = (
        f"{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10 % 10]}{'uvwxyzabcd'[number // 100 % 10]}"
    )
    good = {
        "last": f"Martin{letters}",
        "first": "Léa",
        "birth": f"{number % 28 + 1}/{number % 12 + 1}/{1950 + number % 50}",
        "phone": f"06 10 00 {number // 100:02d} {number % 100:02d}",
        "mail": "",
        "address": "12 rue des Lilas",
        "help": "courses",
        "vehicle": "oui",
        "week": "mardi matin",
        "remarks": "",
    }
    return tuple({**good, **cells}.values())


def bring(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS, **options: bool) -> ReceivedSheet:
    """Import rows."""
    content = "\r\n".join(";".join(cells) for cells in (headers, *rows)).encode()
    return bring_file(content, **options)


def bring_file(content: bytes, **options: bool) -> ReceivedSheet:
    """Import a file."""
    sheet = receive_sheet(kind="volunteers", file_name="liste.csv", content=content, by=Task("tests"), at=AT)
    return import_volunteers(sheet=sheet, by=Task("tests"), at=AT, **options)


def said(sheet: ReceivedSheet, line: int) -> str:
    """All that is said of a line."""
    entry = next(entry for entry in sheet.report if entry["line"] == line)
    return " | ".join(f"{told['column']}: {told['text']}" for told in entry.get("messages", []))


def outcome(sheet: ReceivedSheet, line: int = 2) -> str:
    """What became of a line."""
    return next(entry["outcome"] for entry in sheet.report if entry["line"] == line)


def test_the_list_of_the_town_hall_is_all_in_or_explained() -> None:
    if not SAMPLE.exists():
        return
    sheet = bring_file(SAMPLE.read_bytes())
    counts = sheet.counts
    assert (counts["total"], counts["created"], counts["refused"], counts["new"]) == (120, 114, 6, 115)
    assert [entry["line"] for entry in sheet.report if entry["outcome"] == "refused"] == [
        18,
        20,
        66,
        75,
        100,
        111,
    ]
    assert "courriel complète" in said(sheet, 18)
    assert "14 ans" in said(sheet, 20)
    assert "NOM: Le nom manque" in said(sheet, 75)
    assert "Pas de téléphone ni de courriel" in said(sheet, 100)
    assert "Deux personnes sur une ligne" in said(sheet, 60)
    assert "dans le futur" in said(sheet, 105)
    assert counts["health"] == 16
    assert Volunteer.objects.count() == 115
    assert Volunteer.objects.filter(week_bits=0).count() == 20
    assert bring_file(SAMPLE.read_bytes()).counts["new"] == 0
    kept = " ".join(Volunteer.objects.values_list("remarks", flat=True)) + str(
        list(ReceivedSheet.objects.values_list("report", "counts"))
    )
    assert "asthme" not in kept


FAULTS: tuple[tuple[dict[str, str], str], ...] = (
    ({"last": "", "first": ""}, "Le nom manque"),
    ({"last": "0612345678"}, "chiffres"),
    ({"phone": "", "mail": ""}, "Pas de téléphone ni de courriel"),
    ({"phone": "06 12 34"}, "6 chiffres"),
    ({"phone": "06 12 34 56 78 90 12"}, "chiffres"),
    ({"phone": "6,10E+08"}, "arrondi"),
    ({"phone": "demander à Paul"}, "n’est pas un numéro"),
    ({"phone": "", "mail": "jean.dupont@"}, "courriel complète"),
    ({"phone": "", "mail": "pas de mail"}, "courriel complète"),
    ({"birth": "12/05/2012"}, "14 ans"),
    ({"birth": "9 ans"}, "9 ans"),
    ({"last": 'Mar"tin', "remarks": "a;b;c"}, "guillemet"),
)


def test_in_850_lines_the_40_faulty_ones_are_explained_by_row_and_column(
    django_assert_max_num_queries,
) -> None:
    faulty = {21 * rank + 3: FAULTS[rank % len(FAULTS)] for rank in range(40)}
    rows = [row(number, **faulty.get(number, ({}, ""))[0]) for number in range(1, 851)]
    with django_assert_max_num_queries(80):
        sheet = bring(*rows)
    counts = sheet.counts
    assert (counts["created"], counts["refused"], counts["new"]) == (810, 40, 810)
    for number, (_, words) in faulty.items():
        assert outcome(sheet, number + 1) == "refused"
        assert words in said(sheet, number + 1)
    columns = {entry["messages"][0]["column"] for entry in sheet.report if entry["outcome"] == "refused"}
    assert columns == {"Nom", "Né(e) le", "Tél", "Mail", ""}
    again = bring(*rows)
    assert (again.counts["new"], again.counts["unchanged"], again.counts["refused"]) == (0, 810, 40)
    assert Volunteer.objects.count() == 810


def test_an_imported_volunteer_is_a_candidate_of_whom_nothing_is_known_yet() -> None:
    bring(row(help="courses, pharmacie", week="lun-ven matin", remarks="parle arabe, secouriste PSC1"))
    volunteer = Volunteer.objects.get()
    assert (volunteer.state, volunteer.trust_level) == (VolunteerState.APPLICANT, TrustLevel.APPLICANT)
    assert set(volunteer.activities) == {"COURSES", "MEDICAMENTS"}
    assert volunteer.week_bits == sum(1 << (day * 4) for day in range(5))
    assert (volunteer.languages, volunteer.remarks, volunteer.vehicle) == (["ar"], "secouriste PSC1", True)
    assert volunteer.person.phone == "+33610000001"
    assert volunteer.contacted_at is None


def test_a_health_word_is_pointed_out_and_never_kept() -> None:
    sheet = bring(row(remarks="asthme, dispo le soir"))
    assert "Remarques: Mot de santé (maladie) lu et non conservé." in said(sheet, 2)
    assert Volunteer.objects.get().remarks == "dispo le soir"
    assert "asthme" not in str(sheet.report)


def test_a_health_word_of_a_refused_line_is_not_kept_either() -> None:
    sheet = bring(row(phone="12", remarks="asthme"))
    assert outcome(sheet) == "refused"
    assert "Remarques: Mot de santé (maladie)" in said(sheet, 2)
    assert "asthme" not in str(ReceivedSheet.objects.get().report)


def test_two_people_in_a_cell_become_two_volunteers() -> None:
    sheet = bring(row(last="Besson / Rivière", first="Philippe et Christophe", mail="p@exemple.fr"))
    first, second = Volunteer.objects.order_by("number")
    assert (str(first.person), str(second.person)) == ("Philippe Besson", "Christophe Rivière")
    assert first.person.phone == second.person.phone
    assert (second.state, second.person.birth_on, second.person.email) == (
        VolunteerState.INCOMPLETE,
        None,
        "",
    )
    assert sheet.counts["new"] == 2
    assert DuplicateHint.objects.count() == 0
    assert (
        bring(row(last="Besson / Rivière", first="Philippe et Christophe", mail="p@exemple.fr")).counts["new"]
        == 0
    )


def test_under_sixteen_is_thanked_and_refused_and_seventeen_waits_for_the_parents() -> None:
    sheet = bring(row(1, birth="01/01/2015"), row(2, birth="01/01/2009"))
    assert "Remerciez" in said(sheet, 2)
    assert "autorisation des parents" in said(sheet, 3)
    assert Volunteer.objects.get().state == VolunteerState.INCOMPLETE


def test_a_bad_number_beside_a_good_address_is_told_and_accepted() -> None:
    sheet = bring(row(phone="06 12", mail="lea@exemple.fr"))
    assert outcome(sheet) == "created"
    assert "La ligne est acceptée sans" in said(sheet, 2)


def test_the_same_person_written_again_is_completed_and_never_overwritten() -> None:
    bring(row(birth="", week="", address=""))
    sheet = bring(row(birth="12/03/1980", week="WE", address="3 quai de Loire", help="chiens"))
    assert outcome(sheet) == "updated"
    assert "date de naissance" in said(sheet, 2)
    volunteer = Volunteer.objects.get()
    assert (volunteer.address, volunteer.activities) == ("3 quai de Loire", ("COURSES",))
    assert volunteer.person.birth_on is not None


def test_what_differs_from_the_file_kept_is_told_and_left() -> None:
    bring(row())
    sheet = bring(row(help="courses, chiens"))
    assert outcome(sheet) == "unchanged"
    assert "activités" in said(sheet, 2)
    assert Volunteer.objects.get().activities == ("COURSES",)


def test_the_same_number_under_another_name_is_shown_to_an_agent() -> None:
    sheet = bring(row(1), row(2, last="Durand", first="Paul", phone="06 10 00 00 01", birth="01/01/1970"))
    assert outcome(sheet, 3) == "duplicate"
    assert "même téléphone" in said(sheet, 3)
    hint = DuplicateHint.objects.get()
    assert (str(hint.kept.person), str(hint.other.person)) == ("Léa Martinbku", "Paul Durand")


def test_a_father_and_a_son_of_the_same_name_are_two() -> None:
    sheet = bring(row(1), row(1, birth="12/03/2001"))
    assert sheet.counts["new"] == 2
    assert DuplicateHint.objects.count() == 1


def test_a_line_written_twice_is_one_person() -> None:
    sheet = bring(row(1), row(1))
    assert (outcome(sheet, 2), outcome(sheet, 3)) == ("created", "unchanged")
    assert "ligne 2" in said(sheet, 3)


def test_somebody_the_town_already_knows_keeps_one_file() -> None:
    person = Person.objects.create(
        first_name="Léa", last_name="Martinbku", name_key=name_key("Léa", "Martinbku"), phone="+33610000001"
    )
    bring(row(1))
    assert Volunteer.objects.get().person == person
    assert Person.objects.count() == 1


def test_nothing_is_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the power is cut")

    monkeypatch.setattr(
        "cordee.ground.volunteers.actions.sheets.importing.DuplicateHint.everywhere.bulk_create", burst
    )
    with pytest.raises(RuntimeError):
        bring(row(1), row(2))
    assert Person.objects.count() == Volunteer.objects.count() == 0
    sheet = ReceivedSheet.objects.get()
    assert sheet.state == SheetState.RECEIVED
    monkeypatch.undo()
    assert import_volunteers(sheet=sheet, by=Task("tests"), at=AT).counts["new"] == 2


def test_a_list_runs_once() -> None:
    sheet = bring(row(1))
    with pytest.raises(Refused, match="déjà importée"):
        import_volunteers(sheet=sheet, by=Task("tests"), at=AT)


def test_the_file_is_dropped_and_the_report_stays() -> None:
    sheet = ReceivedSheet.objects.get(pk=bring(row(1), row(2, phone="12")).pk)
    assert sheet.content is None
    assert [entry["outcome"] for entry in sheet.report] == ["created", "refused"]
    event = Event.objects.get(verb="import_sheet")
    assert event.facts["created"] == 1
    assert "Martin" not in str(event.facts)


def test_volunteers_the_town_vouches_for_come_in_cleared_but_not_the_minors(account) -> None:
    agent = account(Role.VOLUNTEER_COORDINATOR)
    content = "\n".join(";".join(cells) for cells in (HEADERS, row(1), row(2, birth="01/01/2009"))).encode()
    sheet = receive_sheet(kind="volunteers", file_name="a.csv", content=content, by=agent, at=AT)
    import_volunteers(sheet=sheet, by=agent, at=AT, already_cleared=True)
    adult, minor = Volunteer.objects.order_by("number")
    assert (adult.state, adult.trust_level) == (VolunteerState.CLEARED, TrustLevel.DOORSTEP)
    identity = VolunteerCheck.objects.get()
    assert (identity.volunteer, identity.kind, identity.seen_by, identity.seen_on) == (
        adult, CheckKind.IDENTITY, agent, AT.date(),
    )  # fmt: skip
    assert (minor.state, minor.trust_level) == (VolunteerState.INCOMPLETE, TrustLevel.APPLICANT)
    assert Event.objects.get(verb="import_sheet").facts["already_cleared"] is True


def test_only_who_may_admit_volunteers_can_vouch_for_a_list(account) -> None:
    agent = account(Role.RECEPTIONIST)
    content = "\n".join(";".join(cells) for cells in (HEADERS, row(1))).encode()
    sheet = receive_sheet(kind="volunteers", file_name="a.csv", content=content, by=agent, at=AT)
    with pytest.raises(Refused, match="Votre rôle"):
        import_volunteers(sheet=sheet, by=agent, at=AT, already_cleared=True)


def test_ticked_columns_count_for_their_header() -> None:
    headers = ("Nom", "Prénom", "Tél", "Courses", "Pharmacie", "Lundi", "Samedi")
    bring(
        ("Roux", "Anne", "0610000001", "x", "", "matin", "x"),
        ("Petit", "Paul", "0610000002", "", "x", "", ""),
        headers=headers,
    )
    first, second = Volunteer.objects.order_by("number")
    assert (first.activities, second.activities) == (("COURSES",), ("MEDICAMENTS",))
    assert first.week_bits == (1 << 0) | (0b1111 << 20)


def test_columns_are_changed_by_a_person_before_anything_is_written() -> None:
    content = "Nom;Tél;Groupe;Divers\nRoux;0610000001;courses;x".encode()
    sheet = receive_sheet(kind="volunteers", file_name="a.csv", content=content, by=Task("tests"), at=AT)
    confirm_columns(
        sheet=sheet, columns={0: "last_name", 1: "phone", 2: "activities", 3: ""}, by=Task("tests"), at=AT
    )
    done = import_volunteers(sheet=sheet, by=Task("tests"), at=AT)
    assert Volunteer.objects.get().activities == ("COURSES",)
    assert done.counts["ignored"] == ["Divers"]


def test_refused_lines_come_back_as_a_file_that_can_be_corrected_and_sent_again() -> None:
    sheet = bring(row(1), row(2, phone="12", remarks="=1+1"))
    exported = refused_lines_csv(sheet)
    assert "'=1+1" in exported
    assert "2 chiffres" in exported
    corrected = exported.replace(";12;", ";06 10 00 00 02;")
    assert bring_file(corrected.encode("utf-8")).counts["new"] == 1
    assert forget_cells(sheet=sheet, by=Task("tests"), at=AT).report[1].get("cells") is None


def test_old_lists_are_forgotten() -> None:
    done = bring(row(1, phone="12"))
    waiting = receive_sheet(
        kind="volunteers", file_name="a.csv", content=b"Nom;Tel\nRoux;0610000001", by=Task("tests"), at=AT
    )
    ReceivedSheet.objects.update(received_at=AT)
    assert forget_old_sheets(by=Task("tests"), at=AT + timedelta(days=31)) == 2
    assert not ReceivedSheet.objects.filter(pk=waiting.pk).exists()
    done.refresh_from_db()
    assert "cells" not in done.report[0]
    assert forget_old_sheets(by=Task("tests"), at=AT + timedelta(days=32)) == 0


def test_addresses_not_yet_imported_are_told_once_and_not_on_every_line() -> None:
    sheet = bring(row(1), row(2))
    assert [note for note in sheet.counts["notes"] if "adresses de la commune" in note]
    assert "adresses" not in said(sheet, 2)


def test_an_address_in_another_town_is_a_warning_and_not_a_wall() -> None:
    Commune.objects.create(
        insee_code="49007", name="Angers", name_key="angers", kind="commune-actuelle", departement="49",
        population=150_000, postcodes="49000 49100", latitude=47.47, longitude=-0.55,
    )  # fmt: skip
    sheet = bring(row(1, address="3 rue Foch 49000 Angers"))
    assert outcome(sheet) == "created"
    assert "hors de" in said(sheet, 2)
    assert Volunteer.objects.get().outside_commune


def test_somebody_whose_number_was_corrected_since_is_not_written_again() -> None:
    bring(row(1))
    Person.objects.update(phone="+33699999999", birth_on=None)
    assert bring(row(1)).counts["new"] == 0


def test_an_association_named_by_its_name_or_its_number_mandates_the_line(account):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    tilleuls = an_organisation(AT, lucie, name="Secours des Tilleuls", rna="W491000123")
    port = an_organisation(AT, lucie, name="Épicerie du Port", siret="73282932000074")
    headers = (*HEADERS, "Association")
    with CaptureQueriesContext(connection) as first:
        sheet = bring(
            (*row(1), "secours des TILLEULS"), (*row(2), "w 491 000 123"), (*row(3), "732 829 320 00074"),
            (*row(4), ""), (*row(5), "Aucune"), (*row(6), "Les Inconnus"), headers=headers, already_cleared=True,
        )  # fmt: skip
    linked = list(Volunteer.objects.order_by("number").values_list("frame", "organisation"))
    assert linked == [
        ("partner_org", tilleuls.pk), ("partner_org", tilleuls.pk), ("partner_org", port.pk),
        ("commune_cosp", None), ("commune_cosp", None), ("partner_org", None),
    ]  # fmt: skip
    assert "Association: « Les Inconnus » n’est pas dans vos partenaires" in said(sheet, 7)
    assert Volunteer.objects.get(number=6).state == VolunteerState.INCOMPLETE
    # Corrected and brought again, the same person's file is completed.
    assert "association" in said(bring((*row(6), "Secours des Tilleuls"), headers=headers), 2)
    assert Volunteer.objects.get(number=6).organisation == tilleuls
    with CaptureQueriesContext(connection) as second:
        bring(*((*row(number), "Secours des Tilleuls") for number in range(20, 60)), headers=headers)
    assert len(second) <= len(first) + 3


def test_a_suspended_association_takes_nobody_in(account):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    suspend_organisation(organisation=an_organisation(AT, lucie, name="Secours"), by=lucie, at=AT)
    sheet = bring((*row(1), "Secours"), headers=(*HEADERS, "Association"))
    assert "la convention avec Secours est suspendue" in said(sheet, 2)
    assert Volunteer.objects.get().organisation is None
