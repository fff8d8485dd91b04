"""Coordinates of the small charts drawn as SVG; their figures are always repeated in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cordee.ui.wording import number


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart: its figure as written in French, its length as 0–100 of the longest bar."""

    label: str
    figure: str
    length: str
    note: str = ""


def bars(rows: Sequence[Sequence[object]]) -> list[Bar]:
    """Turn (label, value[, note]) rows into bars; negative values count as zero length."""
    values = [float(str(row[1])) for row in rows]
    longest = max([*values, 0.0]) or 1.0
    return [
        # The length is text: a template would write 12,5 in French, which SVG does not read.
        Bar(
            str(row[0]),
            number(int(value)) if value.is_integer() else f"{value:.1f}".replace(".", ","),
            f"{100 * max(value, 0.0) / longest:.2f}",
            str(row[2]) if len(row) > 2 else "",
        )
        for row, value in zip(rows, values, strict=True)
    ]


def line_points(values: Sequence[float], width: int = 120, height: int = 32, margin: int = 3) -> str:
    """Return the `points` of an SVG polyline through the values, lowest at the bottom; empty for none."""
    if not values:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = (width - 2 * margin) / max(len(values) - 1, 1)
    usable = height - 2 * margin
    return " ".join(
        f"{margin + index * step:.1f},{height - margin - (value - low) / spread * usable:.1f}"
        for index, value in enumerate(values)
    )
