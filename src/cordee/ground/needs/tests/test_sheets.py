"""A list of requests comes in: each thing asked is in the queue or explained, nothing about health is kept."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.needs.actions.sheets import import_needs
from cordee.ground.needs.models import Beneficiary, Door, Household, Need, NeedState
from cordee.ground.people.actions.sheets import receive_sheet
from cordee.ground.people.models import ContactBy, Person, ReceivedSheet, Role
from cordee.ground.people.tests.sheet_files import xlsx_bytes

SAMPLE = Path(__file__).parents[6] / "shared" / "data" / "spreadsheets" / "demandes_ccas.xlsx"
AT = timezone.make_aware(datetime(2026, 11, 23, 9, 0))
HEADERS = ("Date appel", "Heure", "Nom", "Âge", "Téléphone", "Adresse", "Besoin", "Observations")
pytestmark = pytest.mark.usefixtures("town")


def row(**cells: object) -> tuple[object, ...]:
    """A good line, but for the cells named."""
    good: dict[str, object] = {
        "day": "20/11/2026", "hour": "9h15", "name": "Mme Rolland", "age": 78, "phone": "02 41 00 00 01",
        "address": "12 rue des Lilas", "need": "courses", "remarks": "",
    }  # fmt: skip
    return tuple({**good, **cells}.values())


def bring(*rows: tuple[object, ...], by: object = None) -> ReceivedSheet:
    """Import rows."""
    return bring_file(xlsx_bytes([HEADERS, *rows]), by=by)


def bring_file(content: bytes, by: object = None) -> ReceivedSheet:
    """Import a file."""
    actor = by or Task("tests")
    sheet = receive_sheet(kind="needs", file_name="demandes.xlsx", content=content, by=actor, at=AT)
    return import_needs(sheet=sheet, by=actor, at=AT)


def said(sheet: ReceivedSheet, line: int = 2) -> str:
    """All that is said of a line."""
    entry = next(entry for entry in sheet.report if entry["line"] == line)
    return " | ".join(f"{told['column']}: {told['text']}" for told in entry.get("messages", []))


def outcome(sheet: ReceivedSheet, line: int = 2) -> str:
    """What became of a line."""
    return next(entry["outcome"] for entry in sheet.report if entry["line"] == line)


def test_the_list_of_the_ccas_is_all_in() -> None:
    if not SAMPLE.exists():
        return
    sheet = bring_file(SAMPLE.read_bytes())
    assert (sheet.counts["total"], sheet.counts["created"], sheet.counts["refused"]) == (60, 60, 0)
    assert "ligne de total (60 annoncés, 60 lignes lues)" in said(sheet, 64)
    asked = Counter(Need.objects.values_list("activity", flat=True))
    assert asked == {
        "COURSES": 15, "MEDICAMENTS": 10, "MASQUES": 9, "DEMARCHES": 6, "ANIMAUX": 6, "TRANSPORT_PERSONNE": 5,
        "APPEL_CONVIVIALITE": 4, "REPAS": 3, "AIDE_ALIMENTAIRE": 2,
    }  # fmt: skip
    assert Need.objects.filter(state=NeedState.QUALIFIED).count() == 15
    assert Need.objects.filter(urgency=1).count() == 16
    assert sheet.counts["health"] == 16
    assert Person.objects.filter(phone="", phone_alt__startswith="+33656").count() == 7
    kept = " ".join(Need.objects.values_list("details", flat=True)) + str(ReceivedSheet.objects.get().report)
    assert "kiné" not in kept
    assert "sourd" not in kept
    again = bring_file(SAMPLE.read_bytes())
    assert (again.counts["new"], again.counts["unchanged"]) == (0, 60)
    assert Need.objects.count() == 60


def test_a_request_keeps_who_where_when_and_has_an_owner_and_a_next_action(account) -> None:
    agent = account(Role.CCAS_MANAGER)
    bring(row(), by=agent)
    need = Need.objects.select_related("beneficiary__person", "beneficiary__household").get()
    person = need.beneficiary.person
    assert (person.last_name, person.phone, person.birth_year) == ("Rolland", "+33241000001", 1948)
    assert need.beneficiary.household.address == "12 rue des Lilas"
    assert need.beneficiary.recognition_word
    assert (need.door, need.activity, need.owner, need.number) == (Door.SHEET, "COURSES", agent, 1)
    assert timezone.localtime(need.received_at) == timezone.make_aware(datetime(2026, 11, 20, 9, 15))
    assert need.next_action
    assert need.next_action_at is not None


def test_a_command_hands_requests_to_a_coordinator_of_the_town(account) -> None:
    coordinator = account(Role.VOLUNTEER_COORDINATOR)
    bring(row())
    assert Need.objects.get().owner == coordinator


def test_what_and_how_urgent_being_said_the_request_is_ready() -> None:
    bring(row(name="Roux", phone="0241000002", remarks="URGENT"), row())
    assert list(Need.objects.order_by("number").values_list("state", "urgency")) == [
        ("qualified", 1),
        ("new", 3),
    ]


def test_nothing_left_to_eat_is_for_today() -> None:
    bring(row(need="plus rien à manger"))
    need = Need.objects.get()
    assert (need.activity, need.urgency, need.food_days_left, need.state) == ("COURSES", 1, 0, "qualified")
    assert timezone.localtime(need.wanted_until).date() == AT.date()


def test_somebody_who_cannot_pay_is_fed_and_the_helper_is_not_told() -> None:
    bring(row(need="plus rien à manger", remarks="ne peut pas payer"))
    need = Need.objects.get()
    assert need.activity == "AIDE_ALIMENTAIRE"
    assert "payer" not in need.details
    assert "CCAS" in need.next_action


def test_several_things_in_a_cell_are_several_requests_of_one_person() -> None:
    sheet = bring(row(need="courses + médicaments ; promener le chien"))
    assert sheet.counts["new"] == 3
    assert set(Need.objects.values_list("activity", flat=True)) == {"COURSES", "MEDICAMENTS", "ANIMAUX"}
    assert Beneficiary.objects.count() == 1


def test_the_number_of_a_neighbour_is_kept_aside() -> None:
    sheet = bring(row(phone="pas de tél, voisine : 06 56 00 00 01"))
    person = Person.objects.get()
    assert (person.phone, person.phone_alt) == ("", "+33656000001")
    assert "voisine, 06 56 00 00 01" in Need.objects.get().next_action
    assert "voisine" in said(sheet)


def test_an_appointment_to_come_gives_its_window() -> None:
    bring(row(need="emmener chez le kiné jeudi 14h30", day="23/11/2026"))
    need = Need.objects.get()
    assert timezone.localtime(need.wanted_from) == timezone.make_aware(datetime(2026, 11, 26, 13, 30))
    assert timezone.localtime(need.wanted_until) == timezone.make_aware(datetime(2026, 11, 26, 16, 30))
    assert need.needs_vehicle
    assert need.details == "emmener chez le soignant jeudi 14h30"


def test_an_appointment_gone_by_is_to_be_called_back() -> None:
    sheet = bring(row(need="emmener chez le médecin jeudi 14h30", day="03/11/2026", remarks="URGENT"))
    assert "Le 05/11/2026 est passé" in said(sheet)
    need = Need.objects.get()
    assert need.state == NeedState.NEW
    assert "Rappeler" in need.next_action


def test_remarks_go_where_they_serve_and_health_goes_nowhere() -> None:
    sheet = bring(row(remarks="3e sans ascenseur, sourde, rappeler sa fille à Lille", phone="06 55 00 00 01"))
    need = Need.objects.select_related("beneficiary__person", "beneficiary__household").get()
    assert need.beneficiary.household.address_extra == "3e sans ascenseur"
    assert need.beneficiary.person.contact_by == ContactBy.SMS
    assert "Rappeler sa fille à Lille" in need.next_action
    assert need.details == "courses"
    assert "audition ou vue" in said(sheet)


def test_words_of_danger_are_never_left_in_a_line_of_a_list() -> None:
    sheet = bring(row(need="courses", remarks="est tombée ce matin"))
    assert "appelez cette personne tout de suite" in said(sheet)
    need = Need.objects.get()
    assert (need.urgency, need.state) == (1, "new")
    assert "tout de suite" in need.next_action


def test_a_day_alone_is_understood_from_the_days_around_it() -> None:
    sheet = bring(row(name="Roux", phone="0241000002", day=datetime(2026, 11, 12)), row(day="le 3"))
    assert timezone.localtime(Need.objects.get(number=2).received_at).date() == date(2026, 11, 3)
    assert "compris comme le 03/11/2026" in said(sheet, 3)


def test_a_call_from_the_future_is_dated_today() -> None:
    sheet = bring(row(day="24/12/2026"))
    assert Need.objects.get().received_at == AT
    assert "futur" in said(sheet)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"need": ""}, "Besoin", "Aucune aide"),
        ({"need": "bricoler"}, "Besoin", "aucune aide connue"),
        ({"phone": "", "address": ""}, "Téléphone", "Ni téléphone ni adresse"),
        ({"name": "0241000001"}, "Nom", "chiffres"),
    ],
)
def test_a_line_that_cannot_be_a_request_says_why(cells: dict[str, object], column: str, words: str) -> None:
    sheet = bring(row(**cells))
    assert outcome(sheet) == "refused"
    assert words in said(sheet)
    assert said(sheet).startswith(f"{column}: ")
    assert not Need.objects.exists()


def test_somebody_without_a_name_is_not_turned_away() -> None:
    bring(row(name=""))
    assert Person.objects.get().last_name == "Nom à demander"


def test_the_same_person_asking_again_has_one_file_and_the_likeness_is_shown() -> None:
    sheet = bring(row(), row(day="22/11/2026"))
    assert (outcome(sheet, 2), outcome(sheet, 3)) == ("created", "duplicate")
    assert "à comparer" in said(sheet, 3)
    assert Beneficiary.objects.count() == 1
    assert Need.objects.get(number=2).state == NeedState.NEW


def test_two_people_behind_one_door_with_one_number_share_it() -> None:
    bring(row(name="M. Rolland Jean", need="courses"), row(name="Mme Petit Anne", need="pharmacie"))
    assert (Person.objects.count(), Household.objects.count()) == (2, 1)


def test_two_people_of_one_building_have_each_their_door() -> None:
    bring(row(name="Roux"), row(name="Petit", phone="02 41 00 00 02"))
    assert Household.objects.count() == 2


def test_one_event_tells_the_import_without_a_name() -> None:
    bring(row(), row(name="Petit", phone="0241000002"))
    event = Event.objects.get(verb="import_sheet")
    assert event.facts["new"] == 2
    assert "Petit" not in str(event.facts)


def test_a_request_whose_person_was_corrected_since_is_not_taken_again() -> None:
    bring(row())
    Person.objects.update(phone="+33699999999", last_name="Roland", name_key="x|")
    Household.objects.update(address="3 quai de Loire")
    assert bring(row()).counts["new"] == 0
