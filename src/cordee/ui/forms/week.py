"""The week as 28 squares, seven days by four parts of the day, kept in one integer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from cordee.ui.numbers import row_number

WEEK_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# (name, first hour, last hour) in local time.
DAY_PARTS = (("matin", 8, 12), ("midi", 12, 14), ("après-midi", 14, 18), ("soir", 18, 21))
SQUARES = len(WEEK_DAYS) * len(DAY_PARTS)
WHOLE_WEEK = (1 << SQUARES) - 1


def week_bit(day: int, part: int) -> int:
    """Return the position (0–27) of a square: `day` 0 is Monday, `part` 0 is the morning."""
    if not (0 <= day < len(WEEK_DAYS) and 0 <= part < len(DAY_PARTS)):
        raise ValueError(f"no such square: day {day}, part {part}")
    return day * len(DAY_PARTS) + part


def bits_of(mask: int) -> Iterator[int]:
    """Yield the positions ticked in a mask, in the order of the week."""
    return (bit for bit in range(SQUARES) if mask >> bit & 1)


def describe_week(mask: int) -> str:
    """Say a mask in French: « lundi matin et midi, samedi toute la journée »; « aucun moment » when empty."""
    if mask & WHOLE_WEEK == WHOLE_WEEK:
        return "toute la semaine"
    days = []
    for day, name in enumerate(WEEK_DAYS):
        parts = [label for part, (label, _, _) in enumerate(DAY_PARTS) if mask >> week_bit(day, part) & 1]
        if len(parts) == len(DAY_PARTS):
            days.append(f"{name} toute la journée")
        elif parts:
            days.append(f"{name} " + " et ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])))
    return ", ".join(days) or "aucun moment"


class WeekGrid(forms.Widget):
    """A table of 28 check boxes that reads and writes one integer: bit = day × 4 + part."""

    template_name = "ui/forms/widgets/week_grid.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add `parts` (columns) and `days` (rows of squares) to what Django gives a widget template."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        mask = row_number(str(value or "")) or 0
        identifier = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"] |= {
            "id": identifier,
            "parts": [{"label": label, "hours": f"{start}–{end}\u00a0h"} for label, start, end in DAY_PARTS],
            "days": [
                {
                    "label": day_label,
                    "squares": [
                        {
                            "bit": (bit := week_bit(day, part)),
                            "id": f"{identifier}_{bit}",
                            "label": f"{day_label} {label}",
                            "checked": bool(mask >> bit & 1),
                        }
                        for part, (label, _, _) in enumerate(DAY_PARTS)
                    ],
                }
                for day, day_label in enumerate(WEEK_DAYS)
            ],
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the mask, or words no field takes for a number when a value is not a square."""
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        mask = 0
        for value in values if isinstance(values, list | tuple) else [values]:
            square = row_number(str(value))
            if square is None or square >= SQUARES:
                return f"no square {value}"
            mask |= 1 << square
        return mask

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A grid with nothing ticked sends nothing: that is an answer, not an omission."""
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        """HTML's `required` would ask for all 28 squares."""
        return False

    def id_for_label(self, id_: str, index: str = "0") -> str:
        """A table has no single control a label could point to."""
        return ""
