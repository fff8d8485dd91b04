"""The three demonstration towns, by orders of magnitude met in the field (domain reference § 12.5)."""

from __future__ import annotations

from dataclasses import dataclass

DEMO_COMMUNE = "49999"
"""A code INSEE never gave: the demonstration can never be taken for a real commune."""
DEMO_NAME = "Saint-Aubin-sur-Loire"
DEMO_POSTCODE = "49990"
DEMO_CENTRE = (47.3480, -0.9000)
DEMO_PASSWORD = "cordee-demo-2026"  # noqa: S105 - printed on purpose


@dataclass(frozen=True)
class TownSize:
    """How large a demonstration town is.

    inhabitants, streets, doors (addresses), needs open today, needs of the last ten days (``past``),
    volunteers, built_m (radius of the built-up area, metres), outline_m (radius of the commune, metres).
    """

    name: str
    inhabitants: int
    streets: int
    doors: int
    needs: int
    past: int
    volunteers: int
    built_m: float
    outline_m: float


SIZES = {
    size.name: size
    for size in (
        TownSize("small", 600, 14, 260, 3, 9, 15, 420, 1900),
        TownSize("medium", 18_400, 160, 5_000, 90, 380, 850, 1750, 3300),
        TownSize("large", 150_000, 950, 40_000, 600, 2_600, 6_000, 5200, 7200),
    )
}
