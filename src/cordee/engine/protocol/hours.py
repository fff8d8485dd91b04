"""Hours of a day: where a task may stand, as sorted intervals of minutes since midnight."""

import re
from collections.abc import Iterable

Hours = tuple[tuple[int, int], ...]

DAY = 24 * 60
ALL_DAY: Hours = ((0, DAY),)
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def minutes(clock: str) -> int:
    """« 10:30 » as 630; « 24:00 » is the end of the day. ValueError with a French message otherwise."""
    found = _CLOCK.fullmatch(clock)
    if found is None or (total := int(found[1]) * 60 + int(found[2])) > DAY:
        raise ValueError(f"« {clock} » n’est pas une heure (attendu : 08:30)")
    return total


def parse_hours(texts: Iterable[str]) -> Hours:
    """Intervals such as « 07:00-10:30 », sorted, touching ones joined. ValueError with a French message."""
    spans: list[tuple[int, int]] = []
    for text in texts:
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError(f"« {text} » n’est pas un horaire (attendu : 07:00-10:30)")
        span = minutes(start.strip()), minutes(end.strip())
        if span[0] >= span[1]:
            raise ValueError(f"« {text} » finit avant de commencer")
        spans.append(span)
    joined: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def intersection(first: Hours, second: Hours) -> Hours:
    """The minutes both allow; an instant without duration is not kept."""
    met = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return tuple(sorted((low, high) for low, high in met if low < high))


def contain(hours: Hours, start: int, end: int) -> bool:
    """Whether one interval holds the whole of [start, end]; with start == end, the beginning alone counts."""
    return any(low <= start and (end <= high if end > start else start < high) for low, high in hours)


def written(hours: Hours) -> tuple[str, ...]:
    """As in the files: « 07:00-10:30 »."""
    return tuple(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in hours)


def _clock(at: int) -> str:
    return f"{at // 60} h" + (f" {at % 60:02}" if at % 60 else "")


def hours_phrase(hours: Hours) -> str:
    """« de 7 h à 10 h 30 ou de 19 h à 21 h », « à aucune heure »."""
    return " ou ".join(f"de {_clock(a)} à {_clock(b)}" for a, b in hours) or "à aucune heure"
