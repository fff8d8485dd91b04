"""How places are written: streets, communes, colours, logos, phones, points."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.rules import (
    check_colour,
    check_logo,
    contrast_with_white,
    coordinate_fault,
    place_key,
)
from cordee.ground.territory.rules.coordinates import parse_degrees
from cordee.ground.territory.rules.faces import LOGO_MAX_BYTES, LOGO_MAX_SIDE, check_host, check_town_phone
from cordee.ground.territory.rules.streets import door_and_street, read_address, read_street, street_key


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("av gal de gaulle", "Avenue du Général de Gaulle"),
        ("bd mal foch", "Boulevard du Maréchal Foch"),
        ("boul. du Dr Roux", "Boulevard du Docteur Roux"),
        ("r. st jean", "Rue Saint-Jean"),
        ("pl ste anne", "Place Sainte-Anne"),
        ("RTE DE L'ETANG", "Route de l’Étang"),
        ("imp des pres", "Impasse des Prés"),
        ("all. du cdt Charcot", "Allée du Commandant Charcot"),
        ("chem. du moulin", "Chemin du Moulin"),
        ("fg st nicolas", "Faubourg Saint-Nicolas"),
        ("sq du pdt kennedy", "Square du Président Kennedy"),
        ("qu de la loire", "Quai de la Loire"),
        ("8 mai 45", "8 Mai 1945"),
        ("rue du huit mai 45", "Rue du 8 Mai 1945"),
        ("r du onze nov 1918", "Rue du 11 Novembre 1918"),
        ("rue du premier mai", "Rue du 1er Mai"),
        ("gde rue", "Grande Rue"),
        ("rond point du stade", "Rond-Point du Stade"),
    ],
)
def test_short_forms_and_full_names_of_a_street_meet(typed: str, written: str) -> None:
    assert street_key(typed) == street_key(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rue du moulin", "rue des moulins"),
        ("rue de la gare", "avenue de la gare"),
        ("rue du 8 mai", "rue du 11 mai"),
        ("rue des prés", "rue du président"),
        ("rue du chat", "rue du château"),
        ("rue du gal foch", "rue foch"),
    ],
)
def test_different_streets_stay_different(one: str, other: str) -> None:
    assert street_key(one) != street_key(other)


@pytest.mark.parametrize(
    ("typed", "number", "suffix"),
    [
        ("12 rue de la gare", "12", ""),
        ("12bis rue de la gare", "12", "bis"),
        ("12 TER, rue de la gare", "12", "ter"),
        ("rue de la gare 12 bis", "12", "bis"),
        ("n° 12 rue de la gare", "12", ""),
        ("12-14 rue de la gare", "12", ""),
        ("12 et 14 rue de la gare", "12", ""),
        ("Résidence du Parc, 12 b rue de la gare, bât C 2e étage", "12", "b"),
        ("résidence du parc 12 rue de la gare apt 7", "12", ""),
        ("12 rue de la gare 49190 Saint-Aubin", "12", ""),
    ],
)
def test_the_door_is_found_wherever_it_is_said(typed: str, number: str, suffix: str) -> None:
    doors = {
        (reading.number, reading.suffix)
        for reading in read_address(typed).readings
        if reading.street.name == "gare"
    }
    assert (number, suffix) in doors


def test_a_date_is_not_taken_for_a_door() -> None:
    assert {(reading.number, reading.street.name) for reading in read_address("8 mai 1945").readings} == {
        ("", "8 mai 1945")
    }
    assert ("12", "8 mai 1945") in {
        (reading.number, reading.street.name) for reading in read_address("12 rue du 8 mai 45").readings
    }


def test_postcode_and_town_are_taken_off_the_street() -> None:
    written = read_address("3 place Foch 49 190 St Aubin")
    assert (written.postcode, written.city) == ("49190", "St Aubin")
    assert written.readings[0].street == read_street("place Foch")


def test_the_name_of_the_town_at_the_end_is_not_the_street() -> None:
    written = read_address("3 rue Foch st aubin sur loire", town_keys=frozenset({"saint aubin sur loire"}))
    assert written.readings[0].street == read_street("rue Foch")


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    for reading in read_address(text, town_keys=frozenset({"saint aubin"})).readings:
        assert reading.street.name
    assert len(street_key(text)) <= 120


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Aubin-sur-Loire", "ST AUBIN S/ LOIRE"),
        ("L'Haÿ-les-Roses", "l’hay les roses"),
        ("Paris 12e Arrondissement", "PARIS 12"),
        ("Lyon 3e Arrondissement", "lyon 03"),
        ("Angers", "ANGERS CEDEX 02"),
        ("Œuilly", "oeuilly"),
    ],
)
def test_names_of_communes_meet_whatever_their_dress(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


def test_a_pale_colour_is_refused_with_a_darker_one_that_is_accepted() -> None:
    with pytest.raises(Refused) as refusal:
        check_colour("#7FC8A9")
    proposed = next(word.strip(",.") for word in str(refusal.value).split() if word.startswith("#"))
    assert refusal.value.field == "colour"
    assert check_colour(proposed) == proposed
    with pytest.raises(Refused):
        check_colour("#777777")
    assert contrast_with_white(proposed) < 5


def test_contrast_follows_wcag() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    # The lightest grey that passes, an example often given with the criterion.
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("colour", ["green", "#12345", "#1f5c4d;}", ""])
def test_what_is_not_a_colour_is_refused(colour: str) -> None:
    with pytest.raises(Refused):
        check_colour(colour)


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x06"


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0\0\x11\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x03"
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff" + frame


def webp(width: int, height: int, chunk: bytes) -> bytes:
    if chunk == b"VP8X":
        body = b"\0" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif chunk == b"VP8L":
        body = b"\x2f" + (width - 1 | (height - 1) << 14).to_bytes(4, "little")
    else:
        body = b"\0\0\0\x9d\x01\x2a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return b"RIFF\0\0\0\0WEBP" + chunk + len(body).to_bytes(4, "little") + body


PICTURES = [
    (png, "image/png"), (jpeg, "image/jpeg"),
    *[(partial(webp, chunk=chunk), "image/webp") for chunk in (b"VP8X", b"VP8L", b"VP8 ")],
]  # fmt: skip


@pytest.mark.parametrize(("make", "kind"), PICTURES)
def test_a_picture_that_unfolds_into_a_monster_is_refused(make, kind) -> None:
    assert check_logo(make(LOGO_MAX_SIDE, 40)) == check_logo(make(40, LOGO_MAX_SIDE)) == kind
    for width, height in ((LOGO_MAX_SIDE + 1, 40), (40, LOGO_MAX_SIDE + 1), (12_000, 12_000)):
        with pytest.raises(Refused, match="points"):
            check_logo(make(width, height))


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF1234WEBP"]), st.binary(max_size=60))
def test_a_picture_cut_short_is_refused_or_taken_and_never_breaks(begins: bytes, rest: bytes) -> None:
    with suppress(Refused):
        assert check_logo(begins + rest).startswith("image/")


@pytest.mark.parametrize(("content", "kind"), [(make(32, 32), kind) for make, kind in PICTURES])
def test_a_picture_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert check_logo(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a",
        b"",
        b"\x89PNG\r\n\x1a\n" + b"0" * LOGO_MAX_BYTES,
    ],
)
def test_a_logo_that_may_harm_or_weigh_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        check_logo(content)


def test_a_town_phone_is_read_in_its_own_region() -> None:
    assert check_town_phone("02 41 51 81 30", "FR") == "+33241518130"
    assert check_town_phone("0262 40 10 10", "RE") == "+262262401010"
    with pytest.raises(Refused):
        check_town_phone("mairie", "FR")


def test_a_host_is_kept_bare() -> None:
    assert check_host("https://Entraide.Mairie.fr:443/accueil") == "entraide.mairie.fr"
    with pytest.raises(Refused):
        check_host("entr aide.fr")


def test_a_misplaced_point_is_told_for_what_it_is() -> None:
    assert coordinate_fault(47.35, -0.9) is None
    assert "inversées" in (coordinate_fault(-0.9, 47.35) or "")
    assert "Lambert" in (coordinate_fault(6_700_000.0, 432_000.0) or "")
    assert "pas en France" in (coordinate_fault(0.0, 0.0) or "")
    assert parse_degrees("nan") is None
    assert parse_degrees("inf") is None
    assert parse_degrees(" -0,9 ") == -0.9


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("12 rue des Lilas", (12, "12", "rue des Lilas")),
        ("12 bis, rue des Lilas", (12, "12 bis", "rue des Lilas")),
        ("3B quai de Loire", (3, "3B", "quai de Loire")),
        ("n° 4 place du 8 Mai 1945", (4, "n° 4", "place du 8 Mai 1945")),
        ("8 mai 1945, rue du", (0, "", "8 mai 1945, rue du")),
        ("12-14 rue de la Gare", (12, "12-14", "rue de la Gare")),
        ("2 à Dieu Vat", (2, "2", "à Dieu Vat")),
        ("Le Moulin", (0, "", "Le Moulin")),
        ("12", (0, "", "12")),
        ("", (0, "", "")),
    ],
)
def test_the_door_comes_before_the_street(written, found):
    assert door_and_street(written) == found
