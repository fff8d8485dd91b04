"""Posters, flyers and kits read back from the PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.inform.bulletins.rules.announcements import Mode, Step, Words
from cordee.inform.bulletins.rules.channels.halls import (
    MOST_BUILDINGS,
    Referent,
    building_kit,
    hall_kinds,
    kits_content,
)
from cordee.inform.bulletins.rules.channels.printed import Size, poster_content
from cordee.inform.bulletins.rules.channels.registry import CHANNELS
from cordee.inform.bulletins.selectors.printing import PRINTED, flyer_pdf, kits_pdf, poster_pdf
from cordee.inform.bulletins.tests.announcements import (
    ARABIC,
    FRENCH,
    SPEAKER,
    UKRAINIAN,
    an_announcement,
    announcements,
)

pytestmark = pytest.mark.django_db
LIGHT = 200_000
REMOVE = date(2026, 9, 1)


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in millimetres."""
    return [
        (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4))
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]


def letters_of(pdf: bytes) -> str:
    """Its letters without spaces: readers give Arabic back in pieces, and large lines broken."""
    return "".join(words_of(pdf).split())


@pytest.mark.parametrize(("size", "sheet"), [(Size.A4, (210, 297)), (Size.A3, (297, 420))])
def test_a_poster_is_one_accessible_page_that_says_everything(town, now, size, sheet):
    pdf = poster_pdf(an_announcement(), at=now, size=size)
    assert pages_of(pdf) == [sheet] and faults_of(pdf) == [] and len(pdf) <= LIGHT
    words = words_of(pdf)
    for expected in (
        "Canicule orange", "fermez les volets", "médiathèque", "mercredi 12 août 2026 à 20 h", "02 41 00 00 00",
        "préfecture de Maine-et-Loire", "entraide.saint-aubin.example/messages/1", "Affiche à retirer le 12 août 2026",
    ):  # fmt: skip
        assert expected in words, expected


@pytest.mark.parametrize("words", [ARABIC, UKRAINIAN], ids=["ar", "uk"])
def test_a_poster_in_another_language_keeps_the_french_below(town, now, words):
    pdf = poster_pdf(an_announcement(), at=now, language=words.language)
    assert pages_of(pdf) == [(210, 297)] and faults_of(pdf) == []
    letters = letters_of(pdf)
    assert "Caniculeorange" in letters
    # Each letter is there, none spelt in Latin ones; readers differ on the order of right-to-left words.
    assert set(words.title + words.action) - set(" .") <= set(letters)


def test_a_language_that_cannot_be_printed_is_refused_by_name(town, now):
    chinese = Words("en", "高温", "喝水")
    for change, language, sentence in (
        ({"translations": (chinese,)}, "en", "ne sait pas écrire « 高 温 喝 水 »"),
        ({"translations": (replace(ARABIC, outdated=True),)}, "ar", "pas de traduction à jour"),
        ({"step": Step.CANCEL}, "ar", "qu’en français"),
    ):
        with pytest.raises(Refused, match=sentence) as refused:
            poster_pdf(an_announcement(**change), at=now, language=language)
        assert refused.value.field == "language"


def test_an_exercise_and_an_end_are_told_on_the_paper(town, now):
    exercise = words_of(poster_pdf(an_announcement(mode=Mode.EXERCISE), at=now))
    assert "EXERCICE" in exercise
    cancelled = words_of(poster_pdf(an_announcement(step=Step.CANCEL, reason="Le vent a tourné."), at=now))
    assert (
        "Annulé : Canicule orange" in cancelled
        and "Le vent a tourné" in cancelled
        and "Buvez" not in cancelled
    )


@given(announcement=announcements())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_was_typed_a_poster_is_one_light_page_and_a_flyer_two(town, now, announcement):
    for pdf, pages in ((poster_pdf(announcement, at=now), 1), (flyer_pdf(announcement, at=now), 2)):
        assert len(pages_of(pdf)) == pages and faults_of(pdf) == [] and len(pdf) <= LIGHT
        assert announcement.phone.replace(" ", "") in letters_of(pdf)


def test_a_long_word_makes_everything_smaller_rather_than_being_cut(town, now):
    long = an_announcement(french=replace(FRENCH, title="Anticonstitutionnellementissime"))
    assert "Anticonstitutionnellementissime" in words_of(poster_pdf(long, at=now))


def test_a_flyer_says_what_to_do_then_how_to_be_in_the_register(town, now):
    pdf = flyer_pdf(an_announcement(), at=now)
    assert pages_of(pdf) == [(148, 210)] * 2 and faults_of(pdf) == [] and len(pdf) <= LIGHT
    recto, verso = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Mouillez-vous" in recto and "coupon d’inscription" in verso
    for expected in ("65 ans", "Personne à prévenir", "L. 121-6-1", "CNIL", "sans justificatif"):
        assert expected in " ".join(verso.replace("\u00a0", " ").split())


def test_every_channel_without_words_has_its_file(town, now):
    assert set(PRINTED) == {one.code for one in CHANNELS if one.copy is None}
    assert all(make(an_announcement(), now).startswith(b"%PDF") for make in PRINTED.values())


@pytest.mark.parametrize("kind", [*hall_kinds(), "unheard-of"])
def test_each_event_has_its_kit(town, now, kind):
    pdf = kits_pdf([building_kit("3 rue des Lilas", None, kind, SPEAKER, REMOVE)], at=now)
    words = words_of(pdf)
    assert pages_of(pdf) == [(210, 297)] * 3 and faults_of(pdf) == [] and len(pdf) <= LIGHT
    for expected in (
        "on s’organise entre voisins", "3 rue des Lilas", "J’ai besoin", "Je propose", "02 41 00 00 00", "114 (SMS)",
        "pas d’argent sans reçu", "N’écrivez ni maladie ni absence prolongée", "Affiche à retirer le 1er septembre 2026",
    ):  # fmt: skip
        assert expected.casefold() in words.casefold(), expected


def test_a_referent_is_named_only_with_a_written_agreement(town, now):
    silent = Referent("Nadia", "2e étage", "06 39 98 00 01")
    agreed = replace(silent, agreed_on=date(2026, 8, 1))
    told, untold = (
        words_of(kits_pdf([building_kit("3 rue des Lilas", one, "heatwave", SPEAKER, REMOVE)], at=now))
        for one in (agreed, silent)
    )
    assert "Nadia, 2e étage, 06 39 98 00 01" in told
    assert "Nadia" not in untold and "06 39" not in untold and "référent" not in untold


def test_a_whole_district_is_one_file_in_its_order(town, now):
    kits = [
        building_kit(f"{number} rue des Lilas", None, "flood", SPEAKER, REMOVE) for number in range(1, 31)
    ]
    pdf = kits_pdf(kits, at=now, size=Size.A3)
    assert pages_of(pdf) == [(297, 420)] * 90 and faults_of(pdf) == []
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert all(f"{rank // 3 + 1} rue des Lilas" in text for rank, text in enumerate(texts))
    for too, sentence in (([], "Aucun immeuble"), (kits[:1] * (MOST_BUILDINGS + 1), "au plus à la fois")):
        with pytest.raises(Refused, match=sentence):
            kits_pdf(too, at=now)
    with pytest.raises(ValueError, match="one event"):
        kits_content([kits[0], replace(kits[1], crisis="cold")])


def test_hours_never_break_at_the_end_of_a_line():
    places = poster_content(an_announcement())["french"]["places"]
    assert places == "Salle fraîche\u00a0: médiathèque, 9\u00a0h\u00a0–\u00a020\u00a0h"
