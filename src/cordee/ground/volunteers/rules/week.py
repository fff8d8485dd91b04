"""The weekly grid: seven days, four parts of a day, one bit each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

PARTS: tuple[tuple[str, time, time], ...] = (
    ("matin", time(8), time(12)),
    ("midi", time(12), time(14)),
    ("après-midi", time(14), time(18)),
    ("soir", time(18), time(21)),
)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WHOLE_WEEK = (1 << 28) - 1


def bit_of(day: int, part: int) -> int:
    """Bit of one part of one day (Monday = 0)."""
    return 1 << (day * 4 + part)


def bits_of_week(cells: Iterable[tuple[int, int]]) -> int:
    """Bits of (day, part) cells."""
    bits = 0
    for day, part in cells:
        bits |= bit_of(day, part)
    return bits


def slots_from(now: datetime, days: int = 7) -> list[tuple[datetime, datetime]]:
    """The half-day-like slots of the next ``days`` days from now, in UTC instants, the current one included.

    Wall times are built in local time and then made aware, so that a slot after the clock change still starts at 8 h.
    A slot with less than thirty minutes left is not offered.
    """
    today = timezone.localtime(now).date()
    slots = []
    for offset in range(days):
        day = today + timedelta(days=offset)
        for _, start, end in PARTS:
            starts_at = timezone.make_aware(datetime.combine(day, start))
            ends_at = timezone.make_aware(datetime.combine(day, end))
            if ends_at - now >= timedelta(minutes=30):
                slots.append((starts_at, ends_at))
    return slots


def week_bit_of(moment: datetime) -> int:
    """Bit of the part of day a slot start falls in."""
    local = timezone.localtime(moment)
    for part, (_, start, end) in enumerate(PARTS):
        if start <= local.time() < end:
            return bit_of(local.weekday(), part)
    return 0


def words_of_slot(starts_at: datetime, now: datetime) -> str:
    """« cet après-midi », « demain matin », « jeudi soir », « jeudi 12 au matin »."""
    local, today = timezone.localtime(starts_at), timezone.localtime(now).date()
    part = next((name for name, start, end in PARTS if start <= local.time() < end), "")
    days = (local.date() - today).days
    if days == 0:
        return {
            "matin": "ce matin",
            "midi": "ce midi",
            "après-midi": "cet après-midi",
            "soir": "ce soir",
        }.get(part, "aujourd’hui")
    if days == 1:
        return f"demain {part}".strip()
    if 1 < days < 7:
        return f"{DAYS[local.weekday()]} {part}".strip()
    return f"{DAYS[local.weekday()]} {local.day} {part}".strip()
