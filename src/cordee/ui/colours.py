"""The town's colour, made readable: whatever a town picks, text stays at WCAG AA contrast.

Source: WCAG 2.1, « relative luminance » and « contrast ratio » definitions.
"""

from __future__ import annotations

import re
from functools import lru_cache

DEFAULT_TOWN = "#0f5a57"
PAPER = "#faf6ee"
# A little above the 4.5 of AA: small text on a tinted background must pass too.
LEAST_CONTRAST = 5.6

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def parse_hex(text: str) -> tuple[int, int, int] | None:
    """Return (red, green, blue) in 0–255 for « #rgb » or « #rrggbb », None for anything else."""
    text = text.strip()
    if not _HEX.fullmatch(text):
        return None
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def to_hex(rgb: tuple[int, int, int]) -> str:
    """Return « #rrggbb »."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def luminance(rgb: tuple[int, int, int]) -> float:
    """Return the WCAG relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (
        channel / 12.92 if (channel := value / 255) <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for value in rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21, of two hexadecimal colours; ValueError for anything else."""
    one, two = parse_hex(first), parse_hex(second)
    if one is None or two is None:
        raise ValueError(f"not a colour: {first!r} or {second!r}")
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(first: str, second: str, share: float) -> str:
    """Return `share` (0–1) of the first colour in the second."""
    one, two = parse_hex(first), parse_hex(second)
    if one is None or two is None:
        raise ValueError(f"not a colour: {first!r} or {second!r}")
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, two, strict=True))
    return to_hex((red, green, blue))


@lru_cache(maxsize=256)
def palette(colour: str) -> dict[str, str]:
    """Return the town's shades as CSS custom properties, from the colour it chose.

    Unreadable choices (yellow, pastel) are darkened until they stand out enough on paper. What is no colour
    gives the default, so that nothing but a colour can reach a style sheet.
    """
    rgb = parse_hex(colour)
    town = to_hex(rgb) if rgb else DEFAULT_TOWN
    while contrast(town, PAPER) < LEAST_CONTRAST:
        town = mix(town, "#000000", 0.94)
    return {
        "--town": town,
        "--town-deep": mix(town, "#0b1413", 0.62),
        "--town-tint": mix(town, "#ffffff", 0.1),
        "--town-line": mix(town, PAPER, 0.38),
    }
