"""A place is open when its hours or somebody there say so, and never by having been forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cordee.coordinate.resources.models import PlaceState
from cordee.coordinate.resources.rules.hours import Dated, Word, open_spans, state_of, timetable, word_until
from cordee.coordinate.resources.rules.weeks import (
    CLOSED_WEEK,
    hours_words,
    kept_week,
    read_hours,
    week_of,
    week_words,
)
from cordee.ground.audit.rules import Refused

NIGHTS = (read_hours("22h-6h"),) * 7
DAYS = (read_hours("9h-12h, 14h-18h"),) * 7
ALWAYS = (read_hours("24h/24"),) * 7


def at(*when):
    return timezone.make_aware(datetime(*when))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9h-12h30 et 14 h à 18 h", ((540, 750), (840, 1080))),
        ("de 9:00 à 12:00", ((540, 720),)),
        ("20 h – 8 h", ((1200, 1920),)),
        ("24 h/24", ((0, 1440),)),
        ("8h-24h", ((480, 1440),)),
        ("fermé", ()),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_write_them(typed, kept):
    assert read_hours(typed) == kept
    assert read_hours(hours_words(kept)) == kept, "what is shown can be typed again"


@pytest.mark.parametrize("typed", ["le matin", "9h", "25h-26h", "9h-12h, 11h-13h", "9h-9h", "9h-12h et"])
def test_what_is_not_hours_is_refused_beside_its_field(typed):
    with pytest.raises(Refused) as refused:
        read_hours(typed, field="day_2")
    assert refused.value.field == "day_2"


def test_days_of_the_same_hours_are_told_together():
    week = (*(read_hours("9h-18h"),) * 5, read_hours("9h-12h"), ())
    assert week_words(week) == [
        ("du lundi au vendredi", "9\u00a0h – 18\u00a0h"),
        ("samedi", "9\u00a0h – 12\u00a0h"),
    ]
    assert week_of(kept_week(week)) == week and week_of([]) == CLOSED_WEEK


def test_the_noon_break_closes_and_the_next_opening_is_told():
    noon = timetable(DAYS, [], at=at(2026, 4, 7, 13))
    assert not noon.is_open and noon.opens_at == at(2026, 4, 7, 14)
    morning = timetable(DAYS, [], at=at(2026, 4, 7, 9))
    assert morning.is_open and morning.until == at(2026, 4, 7, 12)
    assert not timetable(DAYS, [], at=at(2026, 4, 7, 12)).is_open, "at noon sharp it is shut"


@pytest.mark.parametrize(("evening", "hours"), [((2026, 10, 24), 9), ((2026, 3, 28), 7), ((2026, 4, 7), 8)])
def test_the_night_when_clocks_change_is_counted_as_it_lasts(evening, hours):
    start = at(*evening, 22).astimezone(UTC)
    (span,) = [one for one in open_spans(NIGHTS, [], at=start) if one[0] == start]
    assert span[1] - span[0] == timedelta(hours=hours)
    assert timetable(NIGHTS, [], at=start + timedelta(hours=hours, minutes=-1)).is_open
    assert not timetable(NIGHTS, [], at=start + timedelta(hours=hours)).is_open


def test_the_hour_that_comes_twice_keeps_the_door_open_to_its_end():
    week = (read_hours("0h30-2h30"),) * 7
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 2 h 15, the second time
    assert timetable(week, [], at=second).is_open


def test_day_and_night_has_no_end_in_sight():
    told = timetable(ALWAYS, [], at=at(2026, 10, 24, 23, 59))
    assert told.is_open and told.until is None


def test_dated_hours_open_then_end_by_themselves():
    opening = Dated(at(2026, 4, 7, 20), at(2026, 4, 9, 8), opens=True)
    for moment, is_open in (((2026, 4, 7, 19, 59), False), ((2026, 4, 8, 3), True), ((2026, 4, 9, 8), False)):
        assert timetable(CLOSED_WEEK, [opening], at=at(*moment)).is_open is is_open


def test_an_exceptional_closing_wins_over_the_week_and_over_other_dates():
    closing = Dated(at(2026, 4, 7, 10), at(2026, 4, 7, 16), opens=False)
    opening = Dated(at(2026, 4, 7, 8), at(2026, 4, 7, 20), opens=True)
    told = timetable(DAYS, [opening, closing], at=at(2026, 4, 7, 11))
    assert not told.is_open and told.opens_at == at(2026, 4, 7, 16)


def test_a_word_holds_until_the_hours_change_then_the_hours_speak():
    noon = at(2026, 4, 7, 10)
    hours = timetable(DAYS, [], at=noon)
    until = word_until(hours, PlaceState.FULL, at=noon)
    assert until == at(2026, 4, 7, 12)
    full = Word(PlaceState.FULL, until)
    assert state_of(hours, full, None, at=noon) == PlaceState.FULL
    later = at(2026, 4, 7, 14)
    assert state_of(timetable(DAYS, [], at=later), full, None, at=later) == PlaceState.OPEN


def test_a_place_said_open_at_night_and_forgotten_is_not_open_the_next_day():
    night = at(2026, 4, 7, 19)
    hours = timetable(CLOSED_WEEK, [], at=night)
    word = Word(PlaceState.OPEN, word_until(hours, PlaceState.OPEN, at=night))
    assert state_of(hours, word, None, at=night + timedelta(hours=11)) == PlaceState.OPEN
    assert state_of(hours, word, None, at=night + timedelta(hours=12)) == PlaceState.CLOSED


def test_a_place_open_day_and_night_said_closed_does_not_open_again_by_itself_tomorrow():
    now = at(2026, 4, 7, 10)
    hours = timetable(ALWAYS, [], at=now)
    assert word_until(hours, PlaceState.CLOSED, at=now) - now > timedelta(days=7)


def test_as_many_people_as_places_is_full():
    now = at(2026, 4, 7, 10)
    hours = timetable(DAYS, [], at=now)
    until = hours.until
    told = [
        state_of(hours, Word(PlaceState.OPEN, until, present), 40, at=now) for present in (39, 40, 41, None)
    ]
    assert told == [PlaceState.OPEN, PlaceState.FULL, PlaceState.FULL, PlaceState.OPEN]
