"""Times, days and numbers read as a French town hall writes them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import override_settings

from cordee.ui import wording


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (130, "2 h 10"),
        (-25, "25 min"),
        (1440, "24 h"),
        (4320, "3 jours"),
    ],
)
def test_a_length_of_time_is_said_in_its_natural_unit(minutes: int, said: str) -> None:
    assert plain(wording.duration(minutes)) == said


@override_settings(TIME_ZONE="Europe/Paris", USE_TZ=True)
def test_an_hour_is_the_one_of_the_wall_clock_in_town() -> None:
    assert plain(wording.hour(datetime(2026, 4, 7, 7, 12, tzinfo=UTC))) == "9 h 12"
    assert plain(wording.hour(datetime(2026, 1, 7, 13, 0, tzinfo=UTC))) == "14 h"


@override_settings(TIME_ZONE="Europe/Paris", USE_TZ=True)
def test_a_moment_late_in_the_evening_belongs_to_the_local_day() -> None:
    now = datetime(2026, 4, 7, 22, 30, tzinfo=UTC)
    assert plain(wording.moment(datetime(2026, 4, 7, 22, 45, tzinfo=UTC), now)) == "aujourd’hui à 0 h 45"
    assert plain(wording.moment(datetime(2026, 4, 7, 12, 0, tzinfo=UTC), now)) == "hier à 14 h"


def test_a_day_is_named_and_its_year_told_only_when_it_differs() -> None:
    today = date(2026, 4, 7)
    assert wording.day(date(2026, 4, 8), today) == "demain"
    assert plain(wording.day(date(2026, 5, 1), today)) == "vendredi 1er mai"
    assert plain(wording.day(date(2025, 12, 25), today)) == "jeudi 25 décembre 2025"


def test_a_number_never_breaks_between_its_thousands() -> None:
    assert wording.number(18400) == "18\u202f400"
    assert wording.number(12) == "12"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Besoin d’aide ?", "Besoin d’aide\u00a0?"),
        ("Merci!", "Merci\u00a0!"),
        ("De 8 h à 18 h 30", "De 8\u00a0h à 18\u00a0h\u00a030"),
        ("À 9 h : « bonjour »", "À 9\u00a0h\u00a0: «\u00a0bonjour\u00a0»"),
        ("https://exemple.fr/?a=1", "https://exemple.fr/?a=1"),
        ("12:30", "12:30"),
    ],
)
def test_strong_punctuation_never_starts_a_line(written: str, printed: str) -> None:
    assert wording.typo(written) == printed
    assert wording.typo(printed) == printed


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 place libérée"),
        (1, "1 place libérée"),
        (2, "2 places libérées"),
        (1_200, "1 200 places libérées"),
    ],
)
def test_the_plural_begins_at_two(count: int, said: str) -> None:
    assert plain(wording.counted(count, "place libérée", "places libérées")) == said
    page = Template("{{ n }} {{ n|pluralize:'a,ont' }} mission{{ n|pluralize }}").render(
        Context({"n": count})
    )
    assert page.endswith("ont missions" if count > 1 else "a mission")


@override_settings(TIME_ZONE="Europe/Paris", USE_TZ=True)
@pytest.mark.parametrize(
    ("end", "said"),
    [
        (datetime(2026, 4, 7, 18, 0, tzinfo=UTC), "jusqu’à 20 h"),
        (datetime(2026, 4, 7, 22, 0, tzinfo=UTC), "jusqu’à minuit"),
        (datetime(2026, 4, 8, 6, 30, tzinfo=UTC), "jusqu’à demain à 8 h 30"),
        (datetime(2026, 4, 10, 22, 0, tzinfo=UTC), "jusqu’au samedi 11 avril à 0 h"),
    ],
)
def test_an_end_is_said_as_one_says_it(end: datetime, said: str) -> None:
    assert plain(wording.until(end, datetime(2026, 4, 7, 8, 0, tzinfo=UTC))) == said


@pytest.mark.parametrize(
    ("km", "said"), [(0, "10 m"), (0.418, "420 m"), (0.996, "1 km"), (2.26, "2,3 km"), (12.0, "12 km")]
)
def test_a_distance_is_said_in_its_natural_unit(km: float, said: str) -> None:
    assert plain(wording.distance(km)) == said
