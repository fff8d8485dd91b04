"""Nobody is read in what everybody reads: neither by a name, nor by a number, nor by subtraction."""

from __future__ import annotations

import itertools
import random

import pytest

from cordee.ground.crisis.rules.bilan import HIDDEN, district_cells, hidden_cells
from cordee.ground.crisis.rules.private_words import PrivateWords, people_found


@pytest.fixture
def known():
    words = PrivateWords()
    words.add_name("Jeanne", "Rolland")
    words.add_name("Élodie", "Petit")
    words.add_name("Maëlle", "Le Goff")
    words.add_phone("+33639981234")
    words.add_email("Jeanne.Rolland@exemple.fr")
    words.add_address("12 bis, rue des Tilleuls")
    return words


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("On a aidé ROLLAND dès lundi.", "ROLLAND"),
        ("mme rolland attendait", "rolland"),
        ("Rolland Jeanne", "Rolland Jeanne"),
        ("merci à elodie", "elodie"),
        ("avec Petit, du CCAS", "Petit"),
        ("le message de le goff", "le goff"),
        ("06.39 98-12 34 sonne", "06.39 98-12 34"),
        ("au +33 6 39 98 12 34", "+33 6 39 98 12 34"),
        ("écrire à jeanne.rolland@EXEMPLE.fr.", "jeanne.rolland@EXEMPLE.fr."),
        ("au 12 BIS rue des tilleuls", "12 BIS rue des tilleuls"),
    ],
)
def test_somebody_is_found_whatever_the_case_the_accents_and_the_separators(known, text, written):
    found = people_found(text, known, where="En bref")
    assert written.rstrip(".") in {hit.written.rstrip(".") for hit in found} and found[0].where == "En bref"


@pytest.mark.parametrize(
    "text",
    ["Un petit groupe est venu.", "rue des Tilleuls, coupée", "Appelez le 02 61 91 00 17.", "rollandais"],
)
def test_words_of_every_day_say_nothing_of_anybody(known, text):
    assert people_found(text, known, where="x") == []


def test_who_is_told_by_what_they_are_to_another_is_nobody():
    known = PrivateWords()
    for told in ("une voisine", "sa fille aînée", "Anne Rolland (fille)", "le gardien, m. oger", ""):
        known.add_contact(told)
    assert known.names == {"anne", "rolland", "oger"}
    assert people_found("une voisine et sa fille sont venues", known, where="x") == []
    assert [hit.written for hit in people_found("Oger est venu", known, where="x")] == ["Oger"]


def test_the_own_words_of_the_town_are_spared_and_nothing_else(known):
    own = ("Rolland-sur-Loire",)
    assert people_found("Crue à Rolland-sur-Loire", known, where="x", spared=own) == []
    assert people_found("À Rolland-sur-Loire, Rolland a dit non", known, where="x", spared=own)


def test_no_cell_under_five_is_read_nor_subtracted():
    dice = random.Random(5)
    for _ in range(300):
        rows = []
        for name in "ABCDEF"[: dice.randint(1, 6)]:
            asked = dice.choice([0, 1, 3, 4, 5, 9, 30])
            rows.append((name, asked, dice.randint(0, asked)))
        cells = district_cells(rows)
        for (_, asked, served), (_, said, helped) in zip(rows, cells, strict=True):
            assert said in (HIDDEN, "0") or int(said) >= 5
            if helped != HIDDEN:
                assert helped == str(served) and not 0 < asked - served < 5 and not 0 < served < 5
        for column in (1, 2):
            shut = [row[column] for row, said in zip(rows, cells, strict=True) if said[column] == HIDDEN]
            told = [row[column] for row, said in zip(rows, cells, strict=True) if said[column] != HIDDEN]
            # Whoever knows the total of the town learns nothing of fewer than five people.
            if shut and told:
                assert sum(shut) >= 5 and len(shut) > 1


def test_a_column_without_small_cells_is_left_alone():
    assert hidden_cells([0, 5, 12]) == [False] * 3 and district_cells([]) == []
    assert all(itertools.chain(hidden_cells([1, 6]), hidden_cells([2, 2])))
