"""Sentences a coordinator reads all day."""

import re

import pytest

from cordee.engine.matching.phrases import assignment_phrase, distance_phrase, moments_phrase


@pytest.mark.parametrize(
    ("km", "phrase"),
    [
        (0.0, "à moins de 50 m"),
        (0.419, "à 420 m"),
        (0.994, "à 990 m"),
        (0.997, "à 1 km"),
        (1.24, "à 1,2 km"),
        (3.0, "à 3 km"),
        (9.97, "à 10 km"),
        (12.4, "à 12 km"),
    ],
)
def test_distances_are_rounded_as_people_say_them(km, phrase):
    assert distance_phrase(km) == re.sub(r"(?<=\d) ", "\u202f", phrase)


def test_a_guessed_place_says_so():
    assert distance_phrase(0.8, approximate=True) == "à environ 800\u202fm"


def test_the_reason_of_a_proposal_reads_as_one_line():
    line = assignment_phrase(
        distance_km=0.42,
        remote=False,
        moment="cet après-midi",
        activity="les courses",
        former=True,
        load=2,
    )
    assert line == (
        "À 420\u202fm, disponible cet après-midi, peut aider pour les courses, a déjà aidé cette personne"
    )


def test_help_at_a_distance_speaks_of_no_kilometres():
    line = assignment_phrase(
        distance_km=0.0, remote=True, moment="demain", activity="les démarches", former=False, load=0
    )
    assert line == "À distance, disponible demain, peut aider pour les démarches, n’a pas encore de mission"


def test_many_moments_are_summed_up():
    assert moments_phrase(["jeudi matin"]) == "jeudi matin"
    assert moments_phrase(["jeudi matin", "vendredi soir"]) == "jeudi matin ou vendredi soir"
    assert moments_phrase(["lundi", "mardi", "jeudi"]) == moments_phrase([]) == "sur la période souhaitée"
