"""A day and an hour, typed as people do."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cordee.ui.forms import FrenchDateField

_HOUR = re.compile(r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)?")


class HourField(forms.CharField):
    """An hour: 9 h 05, 9:05, 9h, 905 or 14."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"class": "short", "inputmode": "text"}))
        super().__init__(max_length=10, **kwargs)

    def clean(self, value: Any) -> Any:
        """The ``time``, or ``None`` when it may be left empty. Raises ``ValidationError``."""
        typed = str(super().clean(value)).strip().casefold()
        if not typed:
            return None
        if re.fullmatch(r"\d{3,4}", typed):
            typed = f"{typed[:-2]}:{typed[-2:]}"
        found = _HOUR.fullmatch(typed)
        if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError("Écrivez l’heure comme 14 h 05.", code="invalid")
        return time(int(found[1]), int(found[2] or 0))


def day_field(label: str, **kwargs: Any) -> FrenchDateField:
    """A day that may be today or to come."""
    return FrenchDateField(label=label, to_come=True, **kwargs)


def moment_of(day: Any, hour: Any) -> datetime | None:
    """The moment of a day and an hour of this country; midnight when the hour was left empty."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, hour or time()))
