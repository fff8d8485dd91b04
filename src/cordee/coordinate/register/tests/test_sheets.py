"""The register a town kept in a spreadsheet."""

from __future__ import annotations

import pytest

from cordee.coordinate.register.actions.keeping import oppose
from cordee.coordinate.register.actions.sheets import import_register
from cordee.coordinate.register.models import RegisterEntry
from cordee.coordinate.register.tests.factories import cleared
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.sheets import confirm_columns, receive_sheet
from cordee.ground.people.models import Role
from cordee.ground.people.selectors.sheets import report_lines
from cordee.ground.people.tests.sheet_files import xlsx_bytes

HEADERS = (
    "NOM",
    "Prénom",
    "Âge",
    "Téléphone",
    "Adresse",
    "Personne à prévenir",
    "Qualité",
    "Demande par",
    "Vit seul",
)
ROLLAND = (
    "ROLLAND",
    "Jeanne",
    "82 ans",
    "02 41 00 00 01",
    "3 rue des Lilas",
    "Anne (fille) 06 39 98 00 01",
    "",
    "",
    "oui",
)
BERNARD = ("BERNARD", "André", "environ 83", "0241000012", "5 rue du port", "", "", "sa fille", "")
WIFE = ("", "Odette", 79, "0241000013", "", "", "", "elle-même", "")
YOUNG = ("Petit", "Luc", "45 ans", "06 39 98 00 44", "1 quai", "", "", "", "")
CARD = ("Petit", "Zoé", "45 ans", "06 39 98 00 45", "1 quai", "", "RQTH", "", "")
MUTE = ("Muet", "Paul", "né en 1938", "", "9 rue Haute", "", "", "", "")


def run(now, *rows, by=None, merge=""):
    """A workbook received, its columns as guessed, run; returns the sheet."""
    actor = by or Task("import")
    sheet = receive_sheet(
        kind="register", file_name="canicule.xlsx", content=xlsx_bytes([HEADERS, *rows], merge=merge), by=actor, at=now
    )  # fmt: skip
    chosen = {int(position): code for position, code in sheet.columns.items()}
    confirm_columns(sheet=sheet, columns=chosen, by=actor, at=now)
    return import_register(sheet=sheet, by=actor, at=now)


def told(sheet):
    """Outcome and words of each line."""
    return [
        (one["outcome"], " ".join(said["text"] for said in one["messages"])) for one in report_lines(sheet)
    ]


def test_merged_cells_ages_in_words_and_contacts_are_understood(now, town):
    sheet = run(now, ROLLAND, BERNARD, WIFE, merge="A3:A4")
    assert [outcome for outcome, _ in told(sheet)] == ["created"] * 3
    jeanne, andre, odette = RegisterEntry.objects.select_related("person").order_by("pk")
    assert (jeanne.emergency_name, jeanne.emergency_phone) == ("Anne (fille)", "+33639980001")
    assert jeanne.person.birth_year == now.year - 82 and jeanne.order == 1 and jeanne.lives_alone is True
    assert (andre.origin, odette.origin, odette.person.last_name) == ("third_party", "self", "Bernard")
    assert (
        odette.address == andre.address and "au-dessus" in told(sheet)[2][1] and "vers" in told(sheet)[1][1]
    )


def test_what_cannot_be_listed_is_refused_with_its_reason_and_kept_to_be_corrected(now, town):
    sheet = run(now, YOUNG, MUTE, ROLLAND, CARD)
    assert [outcome for outcome, _ in told(sheet)] == ["refused", "refused", "created", "created"]
    assert "Moins de 65 ans" in told(sheet)[0][1] and "Il faut un numéro" in told(sheet)[1][1]
    assert report_lines(sheet)[0]["cells"] and RegisterEntry.objects.last().category == "handicap"


def test_run_again_changes_nothing_and_completes_what_was_not_known(now, town):
    run(now, ROLLAND, BERNARD, WIFE)
    again = run(now, ROLLAND, ROLLAND, (*BERNARD[:5], "Sophie 06 39 98 00 12", *BERNARD[6:]), WIFE)
    assert [outcome for outcome, _ in told(again)] == ["unchanged", "unchanged", "updated", "unchanged"]
    assert RegisterEntry.objects.count() == 3


def test_a_name_that_is_alike_waits_for_an_agent(now, town):
    run(now, ROLLAND)
    sheet = run(now, (*ROLLAND[:3], "02 41 00 00 99", *ROLLAND[4:]))
    assert told(sheet)[0][0] == "duplicate" and "à départager" in told(sheet)[0][1]
    assert RegisterEntry.objects.filter(state="requested").count() == 1


def test_an_old_list_undoes_no_opposition_and_keeps_no_word_of_the_person(now, town, account):
    run(now, ROLLAND)
    oppose(entry_id=RegisterEntry.objects.get().pk, by=cleared(account(Role.CCAS_MANAGER), now), at=now)
    sheet = run(now, ROLLAND)
    assert not RegisterEntry.objects.exists() and "ne pas figurer" in told(sheet)[0][1]
    assert "Rolland".casefold() not in str(sheet.report).casefold()


def test_only_who_keeps_the_register_imports_it(now, town, account):
    with pytest.raises(Refused, match="habilitation"):
        run(now, ROLLAND, by=account(Role.CCAS_MANAGER))
    assert not RegisterEntry.objects.exists()
    run(now, ROLLAND, by=cleared(account(Role.CCAS_MANAGER), now))
    assert RegisterEntry.objects.exists()
