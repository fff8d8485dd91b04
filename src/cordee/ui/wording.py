"""French wording of durations, moments and numbers, with the non-breaking spaces French typography asks for.

Plain tables instead of Django's date filters: a list prints dozens of dates and `|date` was half its cost.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.utils import timezone

NBSP = "\u00a0"
THIN = "\u202f"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_SPACES = "[ \u00a0\u202f]"
_BREAKABLE = re.compile(
    rf"{_SPACES}+(?=[;:!?»])"  # a space already there, which must not break
    r"|(?<![ \u00a0\u202f?!])(?=[;!?](?:\s|$|»))"  # none, before a mark that ends a word
    rf"|(?<=«){_SPACES}*"
    rf"|(?<=\d){_SPACES}+(?=h\b)"  # an hour holds together: « 18 h 30 »
    rf"|(?<=\d[ \u00a0\u202f]h){_SPACES}+(?=\d\d\b)"
)


def typo(text: str) -> str:
    """Put a non-breaking space before « : ; ! ? », inside guillemets and inside an hour, as French readers expect."""
    return _BREAKABLE.sub(NBSP, text)


def number(value: int) -> str:
    """Write a whole number by groups of three: 18 400."""
    return f"{value:,}".replace(",", THIN)


def is_plural(count: float) -> bool:
    """In French the plural begins at two: « 0 demande », « 1,5 heure », « 2 demandes »."""
    return abs(count) >= 2


def counted(count: int, one: str, many: str) -> str:
    """Write a count with its words: « 1 place libérée », « 3 places libérées »."""
    return f"{number(count)} {many if is_plural(count) else one}"


def pluralize(value: Any, forms: str = "s") -> str:
    """Django's filter of the same name, as French counts; ``value`` is a number or anything that has a length."""
    singular, _, plural = forms.rpartition(",")
    try:
        count = float(value) if isinstance(value, (int, float, str)) else len(value)
    except (TypeError, ValueError):
        return ""
    return plural if is_plural(count) else singular


def duration(minutes: float) -> str:
    """Write a length of time in minutes: « 45 min », « 2 h 10 », « 3 jours »; the sign is dropped."""
    total = round(abs(minutes))
    hours, rest = divmod(total, 60)
    if hours == 0:
        return f"{rest}{NBSP}min"
    if hours < 48:
        return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest and hours < 12 else f"{hours}{NBSP}h"
    return f"{hours // 24}{NBSP}jours"


def distance(km: float) -> str:
    """Write a distance given in kilometres: « 420 m » to the ten metres, « 2,3 km »."""
    if km < 0.995:
        return f"{max(round(km * 100) * 10, 10)}{NBSP}m"
    return f"{km:.1f}".replace(".", ",").removesuffix(",0") + f"{NBSP}km"


def hour(at: datetime) -> str:
    """Write the local time of day: « 9 h 12 », « 14 h »."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}" if local.minute else f"{local.hour}{NBSP}h"


def day(on: date, today: date | None = None) -> str:
    """Write a day: « aujourd’hui », « demain », « mardi 7 avril », with the year when it is not `today`'s."""
    today = today or timezone.localdate()
    distance = (on - today).days
    if -1 <= distance <= 1:
        return ("hier", "aujourd’hui", "demain")[distance + 1]
    number_of_day = "1er" if on.day == 1 else str(on.day)
    words = f"{DAYS[on.weekday()]} {number_of_day}{NBSP}{MONTHS[on.month - 1]}"
    return words if on.year == today.year else f"{words} {on.year}"


def until(at: datetime, now: datetime | None = None) -> str:
    """Write an end: « jusqu’à 20 h », « jusqu’à minuit », « jusqu’à demain à 8 h », « jusqu’au mardi 7 avril à 11 h »."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    today = timezone.localtime(now).date() if now else timezone.localdate()
    distance = (local.date() - today).days
    if distance == 1 and not local.hour and not local.minute:
        return "jusqu’à minuit"
    if distance == 0:
        return f"jusqu’à {hour(local)}"
    return f"jusqu’{'à' if abs(distance) == 1 else 'au'} {moment(at, now)}"


def moment(at: datetime, now: datetime | None = None) -> str:
    """Write a moment in local time: « aujourd’hui à 9 h 12 », « mardi 7 avril à 14 h »."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    today = timezone.localtime(now).date() if now else timezone.localdate()
    return f"{day(local.date(), today)} à{NBSP}{hour(local)}"
