"""A number that cannot be one is refused with the words of what was expected."""

from __future__ import annotations

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.rules.identifiers import numbers_in_words, read_rna, read_siret


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("732 829 320 00074", "73282932000074"),
        ("73282932000074", "73282932000074"),
        ("356 000 000 00048", "35600000000048"),
        # An establishment of La Poste: its key is a sum, not Luhn's.
        ("356 000 000 09075", "35600000009075"),
        ("", ""),
    ],
)
def test_a_siret_is_read_however_it_is_spaced(typed, kept):
    assert read_siret(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("732 829 320 00075", "sa clé ne tombe pas juste"),
        ("356 000 000 09076", "sa clé ne tombe pas juste"),
        ("732829320", "C’est un SIREN"),
        ("7328293200007", "il y en a 13"),
        ("W491000123", "sans lettre"),
        ("７３２８２９３２００００７４", "sans lettre"),
    ],
)
def test_a_wrong_siret_says_what_is_wrong(typed, said):
    with pytest.raises(Refused, match=said) as refused:
        read_siret(typed)
    assert refused.value.field == "siret"


def test_a_rna_is_w_and_nine_digits():
    assert (
        read_rna(" w 491 000 123 ") == "W491000123"
        and read_rna("W9M1000456".replace("M", "1")) == "W911000456"
    )
    for wrong in ("491000123", "W49100012", "W4910001234", "WA91000123"):
        with pytest.raises(Refused, match="la lettre W suivie de neuf chiffres") as refused:
            read_rna(wrong)
        assert refused.value.field == "rna"


def test_papers_say_both_numbers():
    assert (
        numbers_in_words(rna="W491000123", siret="73282932000074")
        == "RNA W491000123, SIRET 732 829 320 00074"
    )
    assert numbers_in_words(rna="", siret="") == ""
