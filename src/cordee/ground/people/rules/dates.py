"""Dates as town halls write them: 14/7/53, 1988-02-04, 14.01.1947, an Excel serial, « 82 ans », « née en 1939
».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.words.folding import fold

_OLDEST = 115
_EXCEL_EPOCH = date(1899, 12, 30)
_MONTHS = {
    "jan": 1, "fev": 2, "mar": 3, "avr": 4, "mai": 5, "juin": 6, "juil": 7, "aou": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
_NAMED = re.compile(
    r"(?<!\d)(\d{1,2})(?:er)?[\s\-.]*(janv?|fevr?|mars?|avr|mai|juin|juil|aout?|sept?|oct|nov|dec)[a-z.]*[\s\-.]*(\d{4}|\d{2})?(?!\d)"
)
_GLUED = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_AGE = re.compile(r"(?<!\d)(\d{1,3})\s*ans?\b")
_YEAR = re.compile(r"(?<!\d)(1[89]\d{2}|20\d{2})(?!\d)")
_DAY_ALONE = re.compile(
    r"^(?:le\s+)?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)?\s*(?:le\s+)?(\d{1,2})(?:er)?$"
)
_HOUR = re.compile(r"(?<!\d)(\d{1,2})\s*(?:h|:|heures?)\s*(\d{2})?")
_DAYS_AGO = (
    (re.compile(r"\bavant-hier\b"), 2),
    (re.compile(r"\bhier\b"), 1),
    (re.compile(r"\baujourd'hui\b|\bce matin\b"), 0),
)
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True)
class Birth:
    """When somebody was born: the day when it is known, the year alone otherwise (``age`` tells it came from
    an age).
    """

    on: date | None = None
    year: int | None = None
    from_age: bool = False

    def age_on(self, day: date) -> int | None:
        """Age in whole years; from the year alone, the age reached during that year."""
        if self.on is not None:
            return day.year - self.on.year - ((day.month, day.day) < (self.on.month, self.on.day))
        return None if self.year is None else day.year - self.year


def _made(year: int, month: int, day: int, *, written: str) -> date:
    if month > 12 and day <= 12:
        day, month = month, day  # 05/25/1968 can only be an American date.
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(f"« {written} » n’est pas une date du calendrier.") from None


def _full_year(text: str, *, today: date, born: bool) -> int:
    """Two digits mean the last hundred years; for a birth, a child under 16 is read as a very old person."""
    if len(text) == 4:
        return int(text)
    century = today.year // 100 * 100
    year = century + int(text)
    if year > today.year:
        return year - 100
    if born and today.year - year < 16 and today.year - (year - 100) <= 105:
        return year - 100
    return year


def _day_in(text: str, *, today: date, born: bool) -> date | None:
    folded = fold(text).strip()
    if match := _YEAR_FIRST.search(folded):
        return _made(int(match[1]), int(match[2]), int(match[3]), written=text)
    if match := _DAY_FIRST.search(folded):
        return _made(_full_year(match[3], today=today, born=born), int(match[2]), int(match[1]), written=text)
    if match := _NAMED.search(folded):
        month = next(number for name, number in _MONTHS.items() if match[2].startswith(name))
        year = _full_year(match[3], today=today, born=born) if match[3] else today.year
        return _made(year, month, int(match[1]), written=text)
    if match := _GLUED.match(folded):
        return _made(int(match[3]), int(match[2]), int(match[1]), written=text)
    return None


def read_birth(cell: object, *, today: date) -> Birth:
    """Read a birth date, a year or an age. An empty cell gives an empty ``Birth``. Raises ``Refused``."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return Birth()
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _plausible(cell, today)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _birth_of_number(int(cell), str(cell), today)
    text = str(cell).strip()
    if re.fullmatch(r"\d{1,5}(?:[.,]0+)?", text):
        return _birth_of_number(int(re.split(r"[.,]", text)[0]), text, today)
    day = _day_in(text, today=today, born=True)
    if day is not None:
        return _plausible(day, today)
    if match := _AGE.search(fold(text)):
        return _birth_of_number(int(match[1]), text, today)
    if match := _YEAR.search(text):
        return _birth_of_number(int(match[1]), text, today)
    raise Refused(
        f"« {text[:40]} » n’est pas une date de naissance : écrivez jour/mois/année, par exemple 07/04/1948."
    )


def _plausible(day: date, today: date) -> Birth:
    if day > today:
        raise Refused(f"La date de naissance {day:%d/%m/%Y} est dans le futur.")
    if today.year - day.year > _OLDEST:
        raise Refused(f"La date de naissance {day:%d/%m/%Y} donne plus de {_OLDEST} ans.")
    return Birth(on=day, year=day.year)


def _birth_of_number(number: int, written: str, today: date) -> Birth:
    if 0 < number <= _OLDEST:
        return Birth(year=today.year - number, from_age=True)
    if today.year - _OLDEST <= number <= today.year:
        return Birth(year=number)
    if 3_000 <= number <= 80_000:
        return _plausible(_EXCEL_EPOCH + timedelta(days=number), today)
    raise Refused(f"« {written} » n’est ni une date de naissance, ni une année, ni un âge.")


def read_day(cell: object, *, today: date, near: date | None = None) -> date | None:
    """Read the day of something that happened. ``None`` for an empty cell. Raises ``Refused``.

    « le 3 » alone is the last 3rd of a month not after ``near`` (by default ``today``).
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 30_000 <= cell <= 80_000:
        return _EXCEL_EPOCH + timedelta(days=int(cell))
    text = str(cell).strip()
    folded = fold(text)
    for words, days in _DAYS_AGO:
        if words.search(folded):
            return today - timedelta(days=days)
    if match := _DAY_ALONE.match(folded):
        return _last_day_numbered(int(match[1]), near or today, text)
    day = _day_in(text, today=today, born=False) or _day_without_year(text, today)
    if day is None:
        raise Refused(
            f"« {text[:40]} » n’est pas une date : écrivez jour/mois/année, par exemple 03/11/2026."
        )
    return day


def _day_without_year(text: str, today: date) -> date | None:
    """« 03/11 » is the last 3 November."""
    match = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})", text)
    if match is None:
        return None
    day = _made(today.year, int(match[2]), int(match[1]), written=text)
    return day if day <= today else _made(today.year - 1, int(match[2]), int(match[1]), written=text)


def _last_day_numbered(number: int, near: date, written: str) -> date:
    first = near.replace(day=1)
    for _ in range(13):
        try:
            day = first.replace(day=number)
        except ValueError:
            if not 1 <= number <= 31:
                break
            day = date.max
        if day <= near:
            return day
        first = (first - timedelta(days=1)).replace(day=1)
    raise Refused(f"« {written} » n’est pas un jour du mois.")


def read_hour(cell: object) -> time | None:
    """Read an hour: 10:40, 9h15, « 14 h », a clock cell or a fraction of a day. ``None`` when
    there is none.
    """
    if isinstance(cell, datetime):
        return cell.time() if cell.time() != time() else None
    if isinstance(cell, time):
        return cell
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * 1440)
        return time(minutes // 60 % 24, minutes % 60)
    if isinstance(cell, int) and not isinstance(cell, bool) and 0 < cell < 24:
        return time(cell)
    match = _HOUR.search(fold(str(cell))) if isinstance(cell, str) else None
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def next_weekday(text: str, *, after: date) -> date | None:
    """The first day after ``after`` that a text names: « jeudi », « demain », 12/11. ``None`` when it names
    none.
    """
    folded = fold(text)
    if re.search(r"\bdemain\b", folded):
        return after + timedelta(days=1)
    for number, name in enumerate(_WEEKDAYS):
        if re.search(rf"\b{name}\b", folded):
            return after + timedelta(days=(number - after.weekday() - 1) % 7 + 1)
    if match := re.search(r"(?<!\d)(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?(?!\d)", folded):
        try:
            year = int(match[3]) % 100 + 2000 if match[3] else after.year
            day = date(year, int(match[2]), int(match[1]))
        except ValueError:
            return None
        return day if day > after or match[3] else day.replace(year=day.year + (day < after))
    return None
