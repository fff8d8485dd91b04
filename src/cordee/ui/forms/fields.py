"""Fields whose mistakes are told in plain French."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cordee.ui.forms.week import SQUARES, WeekGrid
from cordee.ui.forms.widgets import FrenchDateInput, Honeypot, PhoneInput

# Further away, arithmetic on days leaves the calendar and no person is concerned.
FIRST_YEAR, LAST_YEAR = 1880, 2200
_CLOCK = re.compile(r"([0-9]{1,2})\s*(?:[h:.]\s*([0-9]{2})?)?")
_RUN_TOGETHER = re.compile(r"([0-9]{1,2})([0-9]{2})")


class FrenchDateField(forms.DateField):
    """A day typed as people do: 7/4/1948, 07-04-1948, 07.04.48, 07041948, or the ISO form."""

    widget = FrenchDateInput
    default_error_messages = {
        "invalid": "Écrivez la date sous la forme jour/mois/année, par exemple 07/04/1948.",
        "required": "Indiquez la date.",
        "far": "Vérifiez l’année : elle doit être entre %(first)s et %(last)s.",
    }

    def __init__(self, *, to_come: bool = False, **kwargs: Any) -> None:
        """``to_come``: a day one plans, whose two-digit year may be in the future."""
        self.to_come = to_come
        kwargs.setdefault(
            "input_formats",
            [
                "%d/%m/%Y",
                "%d-%m-%Y",
                "%d.%m.%Y",
                "%d %m %Y",
                "%Y-%m-%d",
                "%d%m%Y",
                "%d/%m/%y",
                "%d-%m-%y",
                "%d.%m.%y",
            ],
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Read the day; spaces around separators are forgiven.

        A two-digit year is never in the future, unless ``to_come``.
        """
        if isinstance(value, str):
            value = re.sub(r"\s*([/.-])\s*", r"\1", value.strip())
        day: date | None = super().to_python(value)
        short_year = isinstance(value, str) and re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", value)
        if day and short_year and not self.to_come and day > timezone.localdate():
            day = day.replace(year=day.year - 100)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                self.error_messages["far"], code="far", params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day


class ClockField(forms.TimeField):
    """An hour typed as people do: 9 h 05, 9:05, 9h, 905 or 14."""

    default_error_messages = {
        "invalid": "Écrivez l’heure comme 8\u00a0h\u00a030 ou 8:30.",
        "required": "Indiquez l’heure.",
    }

    def __init__(self, *, placeholder: str = "", **kwargs: Any) -> None:
        """``placeholder``: an example of the hour this place waits for."""
        attrs = {"class": "short", "autocomplete": "off", "maxlength": "10"}
        kwargs.setdefault(
            "widget", forms.TimeInput(attrs | ({"placeholder": placeholder} if placeholder else {}), "%H:%M")
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        """Read the hour, to the minute. Raise ValidationError when it is none."""
        if value in self.empty_values or isinstance(value, time):
            return value or None
        typed = str(value).strip().casefold()
        found = _RUN_TOGETHER.fullmatch(typed) or _CLOCK.fullmatch(typed)
        if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(int(found[1]), int(found[2] or 0))


def moment_of(day: date, hour: time | None) -> datetime:
    """The moment of a day and an hour typed in this country; midnight when the hour was left empty."""
    return timezone.make_aware(datetime.combine(day, hour or time()))


class PhoneField(forms.CharField):
    """A telephone number as typed; reading and refusing it is the business of whoever keeps numbers."""

    widget = PhoneInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)


class EurosField(forms.Field):
    """A sum typed as people do, « 42,10 », « 42.1 € », « 1 200 »; cleaned to whole cents, ``None`` when left empty.

    ``most`` is the largest sum taken, in euros.
    """

    default_error_messages = {
        "required": "Indiquez la somme.",
        "invalid": "Écrivez une somme comme 42,10.",
        "below": "Une somme ne descend pas sous zéro.",
        "decimals": "Deux chiffres après la virgule, comme 42,10.",
        "above": "Pas plus de %(most)s\u00a0€.",
    }

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault(
            "widget",
            forms.TextInput({"class": "short", "inputmode": "decimal", "autocomplete": "off"}),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        """Read the sum. Raise ValidationError when it is none, or out of bounds."""
        # Python’s ``\s`` knows the non-breaking spaces a French keyboard or spreadsheet puts in.
        typed = re.sub(r"[\s€]", "", str(value or ""))
        if not typed:
            return None
        read = re.fullmatch(r"(-?)([0-9]{1,7})(?:[.,]([0-9]*))?", typed)
        if read is None:
            raise self._refused("invalid")
        sign, euros, decimals = read[1], read[2], read[3] or ""
        if len(decimals) > 2:
            raise self._refused("decimals")
        cents = int(euros) * 100 + int(decimals.ljust(2, "0"))
        if sign and cents:
            raise self._refused("below")
        if cents > self.most * 100:
            raise self._refused("above")
        return cents

    def _refused(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"most": self.most})


class HoneypotField(forms.CharField):
    """A trap for robots: refused when filled. Its label warns those whose browser shows it anyway."""

    widget = Honeypot

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Laissez cette case vide")
        super().__init__(required=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Raise ValidationError when something was typed."""
        if value:
            raise ValidationError(
                "Cette case doit rester vide. Effacez-la puis envoyez de nouveau.", code="robot"
            )


class WeekGridField(forms.IntegerField):
    """Moments of the week as an integer of 28 bits; « required » asks for at least one."""

    widget = WeekGrid
    default_error_messages = {
        "required": "Cochez au moins un moment de la semaine.",
        "invalid": "Un des moments cochés n’existe pas. Cochez-les de nouveau.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=(1 << SQUARES) - 1, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A table takes no `min` and `max`."""
        return {}

    def validate(self, value: Any) -> None:
        """Raise ValidationError when nothing is ticked and something must be."""
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
