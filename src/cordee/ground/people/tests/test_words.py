"""Words as people write them in a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.ground.people.rules.words.activities import activities_asked, activities_offered
from cordee.ground.people.rules.words.answers import has_vehicle, yes_or_no
from cordee.ground.people.rules.words.folding import fold
from cordee.ground.people.rules.words.health import HealthKind, without_health_words
from cordee.ground.people.rules.words.languages import languages_spoken
from cordee.ground.people.rules.words.urgency import (
    euros_said,
    food_days_said,
    money_is_short,
    treatment_days_said,
    urgency_said,
)
from cordee.ground.people.rules.words.week import WHOLE_WEEK, week_of

MORNING, NOON, AFTERNOON, EVENING = range(4)


def week(**days: tuple[int, ...]) -> int:
    """Bits of « monday=(MORNING,) »."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return sum(1 << (names.index(day) * 4 + part) for day, parts in days.items() for part in parts)


ALL = (MORNING, NOON, AFTERNOON, EVENING)
EVENINGS = sum(1 << (day * 4 + EVENING) for day in range(7))


@pytest.mark.parametrize(
    ("said", "bits"),
    [
        ("lun-ven matin", sum(1 << (day * 4) for day in range(5))),
        ("du lundi au vendredi, le matin", sum(1 << (day * 4) for day in range(5))),
        ("WE", week(saturday=ALL, sunday=ALL)),
        ("week-end et mercredi", week(saturday=ALL, sunday=ALL, wednesday=ALL)),
        ("18h-20h", EVENINGS),
        ("après 18h", EVENINGS),
        ("18-20h", EVENINGS),
        ("mercredi apm", week(wednesday=(AFTERNOON,))),
        ("mer. après-midi", week(wednesday=(AFTERNOON,))),
        ("mar/jeu", week(tuesday=ALL, thursday=ALL)),
        ("tous les jours", WHOLE_WEEK),
        ("7j/7", WHOLE_WEEK),
        ("tous les jours sauf mercredi", WHOLE_WEEK & ~week(wednesday=ALL)),
        ("lundi matin, mercredi", week(monday=(MORNING,), wednesday=ALL)),
        ("sam-lun soir", week(saturday=(EVENING,), sunday=(EVENING,), monday=(EVENING,))),
        ("mardi de 9h à 17h", week(tuesday=(MORNING, NOON, AFTERNOON))),
    ],
)
def test_moments_of_the_week_are_read_as_written(said: str, bits: int) -> None:
    assert week_of(said).bits == bits
    assert not week_of(said).doubtful


@pytest.mark.parametrize("said", ["selon planning", "vacances scolaires", "à voir", "ça dépend"])
def test_an_unknown_availability_is_asked_rather_than_guessed(said: str) -> None:
    assert week_of(said).bits == 0
    assert week_of(said).doubtful


def test_no_availability_written_is_not_a_doubt() -> None:
    assert week_of("").bits == 0
    assert not week_of("").doubtful


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (
            "colis alimentaire, appels, transport",
            {"AIDE_ALIMENTAIRE", "APPEL_CONVIVIALITE", "TRANSPORT_PERSONNE"},
        ),
        ("chiens", {"ANIMAUX"}),
        ("courses + pharmacie", {"COURSES", "MEDICAMENTS"}),
        ("aide aux devoirs", {"SOUTIEN_SCOLAIRE"}),
        ("couture / informatique", {"MASQUES", "AIDE_NUMERIQUE"}),
        ("distribution de tracts", {"INFO_TERRAIN"}),
    ],
)
def test_free_words_name_activities(said: str, codes: set[str]) -> None:
    assert set(activities_offered(said).codes) == codes


def test_everything_never_opens_what_needs_a_check_of_its_own() -> None:
    offered = activities_offered("tout")
    assert offered.everything
    assert {"COURSES", "MEDICAMENTS", "APPEL_CONVIVIALITE"} <= set(offered.codes)
    assert not {"GARDE_ENFANTS", "TRANSPORT_PERSONNE", "VISITE_CONVIVIALITE", "DON_ARGENT"} & set(
        offered.codes
    )


def test_what_is_excepted_is_not_offered() -> None:
    assert "ANIMAUX" not in activities_offered("tout sauf les chiens").codes


def test_a_word_not_understood_is_given_back() -> None:
    assert activities_offered("courses, jonglage").unknown == ("jonglage",)


def test_several_things_asked_in_one_cell_are_several_requests() -> None:
    assert activities_asked("courses + médicaments") == [
        ("COURSES", "courses"),
        ("MEDICAMENTS", "médicaments"),
    ]


def test_a_detail_of_an_errand_is_not_another_request() -> None:
    assert activities_asked("courses et du pain") == [("COURSES", "courses et du pain")]


def test_nothing_known_asked_gives_nothing() -> None:
    assert activities_asked("bricoler la clôture") == []


@pytest.mark.parametrize(
    ("remark", "kept", "kinds"),
    [
        ("asthme", "", {HealthKind.ILLNESS}),
        ("asthme, dispo le soir", "dispo le soir", {HealthKind.ILLNESS}),
        ("ne peut pas porter car cancer du sein", "ne peut pas porter", {HealthKind.ILLNESS}),
        ("opérée du genou ; prévenir sa fille", "prévenir sa fille", {HealthKind.TREATMENT}),
        ("enceinte de 6 mois", "", {HealthKind.PREGNANCY}),
        ("Diabétique et sous oxygène, 3e étage", "3e étage", {HealthKind.ILLNESS, HealthKind.TREATMENT}),
        ("sourde", "", {HealthKind.SENSES}),
        ("n° 1 54 03 49 328 123 45", "n°", {HealthKind.NUMBER}),
        ("en dialyse le mardi", "en […] le mardi", {HealthKind.TREATMENT}),
    ],
)
def test_health_words_are_taken_out_and_the_rest_is_kept(
    remark: str, kept: str, kinds: set[HealthKind]
) -> None:
    cleaned = without_health_words(remark)
    assert cleaned.text == kept
    assert set(cleaned.kinds) == kinds


@pytest.mark.parametrize(
    "remark", ["secouriste PSC1", "garde-malade", "3e sans ascenseur", "rappeler sa fille à Lille"]
)
def test_ordinary_remarks_are_left_as_written(remark: str) -> None:
    assert without_health_words(remark).text == remark


def test_an_errand_to_a_carer_keeps_its_sense_without_saying_which() -> None:
    cleaned = without_health_words("emmener chez le kiné jeudi 14h30", errand=True)
    assert cleaned.text == "emmener chez le soignant jeudi 14h30"
    assert cleaned.kinds == (HealthKind.CARE,)


@given(st.text(max_size=80))
def test_no_text_makes_the_search_for_health_words_fail(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert not without_health_words(without_health_words(text).text).kinds


@pytest.mark.parametrize(
    ("remark", "codes", "rest"),
    [
        ("parle arabe", ["ar"], ""),
        ("langue des signes", ["fsl"], ""),
        ("rappeler svp, parle anglais et espagnol", ["en", "es"], "rappeler svp"),
        ("peut donner des cours d’anglais", [], "peut donner des cours d’anglais"),
    ],
)
def test_languages_spoken_are_told_from_languages_mentioned(remark: str, codes: list[str], rest: str) -> None:
    assert languages_spoken(remark) == (codes, rest)


@pytest.mark.parametrize(
    ("mark", "answer"),
    [
        ("x", True),
        ("O", True),
        ("oui", True),
        ("N", False),
        ("non", False),
        ("peut-être", None),
        ("", None),
        ("✓", True),
        ("–", False),
    ],
)
def test_ticks_and_answers_are_read(mark: str, answer: bool | None) -> None:
    assert yes_or_no(mark) is answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("voiture 5 places", True),
        ("vélo", False),
        ("pas de voiture", False),
        ("x", True),
        ("", None),
        ("selon", None),
    ],
)
def test_a_bicycle_is_no_vehicle(said: str, answer: bool | None) -> None:
    assert has_vehicle(said) is answer


@pytest.mark.parametrize(
    ("said", "level"),
    [("URGENT", 1), ("pas urgent", 4), ("sous 48h", 2), ("cette semaine", 3), ("bonjour", None)],
)
def test_urgency_words_are_read(said: str, level: int | None) -> None:
    assert urgency_said(said) == level


def test_an_order_for_three_days_does_not_say_what_is_left() -> None:
    assert food_days_said("courses pour 3 jours") is None
    assert food_days_said("plus rien à manger") == 0
    assert food_days_said("il lui reste 2 jours de provisions") == 2
    assert treatment_days_said("il reste 3 jours de médicaments") == 3


def test_money_trouble_is_noticed_and_sums_are_rounded_up() -> None:
    assert money_is_short("ne peut pas payer")
    assert not money_is_short("paiera par chèque")
    assert euros_said("45,50 €") == 46
    assert euros_said("1 200 000") is None
