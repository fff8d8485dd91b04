"""Names, numbers, dates and addresses of one cell."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.dates import next_weekday, read_birth, read_day, read_hour
from cordee.ground.people.rules.emails import read_email
from cordee.ground.people.rules.sheets.cells import Name, cell_text, read_names, read_phones

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("01/11/1960", date(1960, 11, 1)),
        ("10/4/2000", date(2000, 4, 10)),
        ("04/03/79", date(1979, 3, 4)),
        ("06/09/01", date(2001, 9, 6)),
        ("1988-02-04", date(1988, 2, 4)),
        ("14.01.1947", date(1947, 1, 14)),
        ("12 mars 1950", date(1950, 3, 12)),
        ("né le 1er août 1944", date(1944, 8, 1)),
        ("07041948", date(1948, 4, 7)),
        ("05/25/1968", date(1968, 5, 25)),
        (32000, date(1987, 8, 11)),
        (datetime(1950, 1, 2), date(1950, 1, 2)),
        ("04/03/22", date(1922, 3, 4)),
    ],
)
def test_birth_dates_are_read_in_every_form(cell: object, day: date) -> None:
    assert read_birth(cell, today=TODAY).on == day


@pytest.mark.parametrize(
    ("cell", "year"), [("82 ans", 1944), (91, 1935), ("née en 1939", 1939), ("1948", 1948)]
)
def test_an_age_or_a_year_gives_the_year_alone(cell: object, year: int) -> None:
    birth = read_birth(cell, today=TODAY)
    assert (birth.on, birth.year) == (None, year)


@pytest.mark.parametrize("cell", ["01/01/2031", "31/02/1970", "bientôt", "12/12/1850", 2050])
def test_an_impossible_birth_date_is_refused_in_words(cell: object) -> None:
    with pytest.raises(Refused, match=r"date|an"):
        read_birth(cell, today=TODAY)


def test_a_day_alone_is_the_last_one_before_the_dates_around_it() -> None:
    assert read_day("le 3", today=TODAY, near=date(2026, 11, 12)) == date(2026, 11, 3)
    assert read_day("le 13", today=TODAY, near=date(2026, 11, 12)) == date(2026, 10, 13)
    assert read_day("hier", today=TODAY) == date(2026, 11, 22)
    assert read_day("03/11", today=TODAY) == date(2026, 11, 3)
    assert read_day("29/12", today=TODAY) == date(2025, 12, 29)


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("10:40", time(10, 40)),
        ("9h15", time(9, 15)),
        ("14 h", time(14)),
        (0.5, time(12)),
        (time(8, 5), time(8, 5)),
        ("25h", None),
        (None, None),
    ],
)
def test_hours_are_read(cell: object, hour: time | None) -> None:
    assert read_hour(cell) == hour


def test_a_weekday_is_the_next_one() -> None:
    assert next_weekday("chez le médecin jeudi 14h30", after=date(2026, 11, 4)) == date(2026, 11, 5)
    assert next_weekday("jeudi", after=date(2026, 11, 5)) == date(2026, 11, 12)
    assert next_weekday("demain matin", after=date(2026, 11, 4)) == date(2026, 11, 5)
    assert next_weekday("quand possible", after=date(2026, 11, 4)) is None


@pytest.mark.parametrize(
    "written",
    [
        "0033610004321",
        "610004321",
        "+33 6 10 00 43 21",
        "06.10.00.43.21",
        "+33 (0)610004321",
        "06 10 00 43 21",
        "06-10-00-43-21",
        "33610004321",
        "(0)6 10 00 43 21",
        "tél : 06 10 00 43 21",
    ],
)
def test_french_numbers_are_read_in_every_form(written: str) -> None:
    assert read_phones(written).own == "+33610004321"


def test_two_numbers_in_a_cell_are_both_kept() -> None:
    phones = read_phones("02 41 12 34 56 / 06 12 34 56 78")
    assert (phones.own, phones.other) == ("+33241123456", "+33612345678")


def test_two_numbers_with_only_a_space_between_are_both_kept() -> None:
    phones = read_phones("0241123456 06 12 34 56 78")
    assert (phones.own, phones.other) == ("+33241123456", "+33612345678")


def test_the_number_of_a_neighbour_is_not_the_number_of_the_person() -> None:
    phones = read_phones("pas de tél, voisine : 0033656000000")
    assert (phones.own, phones.other, phones.through) == ("", "+33656000000", "voisine")


def test_a_foreign_number_is_kept() -> None:
    assert read_phones("+44 20 7946 0018").own == "+442079460018"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("061234", "6 chiffres"),
        ("6,10E+08", "arrondi"),
        ("demander à l’accueil", "dix chiffres"),
        ("06 12 34 56 789", "11 chiffres"),
        ("06 12 34 56 78 90 12", "14 chiffres"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(written: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_phones(written)


@pytest.mark.parametrize("written", ["", "-", "pas de tél", "néant"])
def test_no_number_is_not_a_fault(written: str) -> None:
    assert read_phones(written).own == ""


@pytest.mark.parametrize(
    ("last", "first", "names"),
    [
        ("PETIT", "Chloé", [Name("Chloé", "Petit")]),
        ("LE GALL", "PHILIPPE", [Name("Philippe", "Le Gall")]),
        ("D’ARTAGNAN", "jean-pierre", [Name("Jean-Pierre", "D’Artagnan")]),
        (
            "Besson / Rivière",
            "Philippe et Christophe",
            [Name("Philippe", "Besson"), Name("Christophe", "Rivière")],
        ),
        ("Dupont", "Jean & Marie", [Name("Jean", "Dupont"), Name("Marie", "Dupont")]),
        ("Mme Vve Schneider", "", [Name("", "Schneider")]),
        ("M. DURAND", "", [Name("", "Durand")]),
        ("Dupont née Martin", "Anne", [Name("Anne", "Dupont")]),
        ("", "", []),
        (" - ", "", []),
    ],
)
def test_names_are_read_and_two_people_are_two(last: str, first: str, names: list[Name]) -> None:
    assert read_names(last, first) == names


@pytest.mark.parametrize("whole", ["DUPONT Jean", "Jean DUPONT", "Dupont, Jean", "Dupont Jean"])
def test_a_whole_name_is_cut_in_two(whole: str) -> None:
    assert read_names("", "", whole) == [Name("Jean", "Dupont")]


def test_a_number_is_not_a_name() -> None:
    with pytest.raises(Refused, match="chiffres"):
        read_names("0612345678", "Léa")


def test_an_address_is_lowered_and_an_accent_is_told() -> None:
    email = read_email(" Aïcha.Monnier@Exemple.fr ")
    assert email is not None
    assert (email.address, email.deliverable) == ("aïcha.monnier@exemple.fr", False)


@pytest.mark.parametrize("written", ["jean.dupont@", "x@y", "a..b@exemple.fr", "pas de mail"])
def test_half_an_address_is_refused(written: str) -> None:
    with pytest.raises(Refused, match="nom@exemple"):
        read_email(written)


def test_cells_are_read_as_one_sees_them() -> None:
    assert cell_text(610004515.0) == "610004515"
    assert cell_text(datetime(2026, 11, 4)) == "04/11/2026"
    assert cell_text("#N/A") == ""
    assert cell_text(True) == "oui"


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (
        lambda: read_names(text, text),
        lambda: read_names("", "", text),
        lambda: read_phones(text),
        lambda: read_email(text),
        lambda: read_birth(text, today=TODAY),
        lambda: read_day(text, today=TODAY),
        lambda: read_hour(text),
        lambda: next_weekday(text, after=TODAY),
    ):
        try:
            read()
        except Refused as refusal:
            assert str(refusal)
