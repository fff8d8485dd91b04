"""Days and moments as a paper writes them: in full, with the year, never « demain »."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)  # fmt: skip
_NBSP = "\u00a0"


def written_day(on: date) -> str:
    """« 7 avril 2026 », « 1er mai 2026 »."""
    return f"{'1er' if on.day == 1 else on.day}{_NBSP}{_MONTHS[on.month - 1]} {on.year}"


def written_moment(at: datetime) -> str:
    """« 7 avril 2026 à 9 h 12 », in local time."""
    local = timezone.localtime(at)
    minutes = f"{_NBSP}{local.minute:02d}" if local.minute else ""
    return f"{written_day(local.date())} à{_NBSP}{local.hour}{_NBSP}h{minutes}"


_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def _below_hundred(number: int, *, last: bool) -> str:
    if number < 20:
        return _UNITS[number]
    if number >= 80:
        rest = number - 80
        return f"quatre-vingt-{_UNITS[rest]}" if rest else "quatre-vingts" if last else "quatre-vingt"
    tens = min(number // 10, 6)
    rest = number - tens * 10
    if rest in {1, 11}:
        return f"{_TENS[tens]} et {_UNITS[rest]}"
    return f"{_TENS[tens]}-{_UNITS[rest]}" if rest else _TENS[tens]


def _in_letters(number: int, *, last: bool = True) -> str:
    """A whole number below ten thousand; libraries that spell are not to be had as wheels, or bring a whole ICU."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = "mille" if thousands == 1 else f"{_in_letters(thousands, last=False)} mille"
        return f"{head} {_in_letters(rest, last=last)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent{'s' if not rest and last else ''}"
        return f"{head} {_below_hundred(rest, last=last)}" if rest else head
    return _below_hundred(number, last=last)


def written_euros(cents: int) -> str:
    """« quarante-deux euros et dix centimes », as a receipt wants it; below ten thousand euros."""
    euros, rest = divmod(cents, 100)
    said = f"{_in_letters(euros)} euro{'s' if euros > 1 else ''}"
    return f"{said} et {_in_letters(rest)} centime{'s' if rest > 1 else ''}" if rest else said


def shown_euros(cents: int) -> str:
    """« 42,10 € »."""
    return f"{cents // 100},{cents % 100:02d}{_NBSP}€"


def written_hours(minutes: int) -> str:
    """« 12 h 30 »."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}{_NBSP}h{_NBSP}{rest:02d}" if rest else f"{hours}{_NBSP}h"
