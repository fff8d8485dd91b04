"""The face of a town: a colour one can read, a logo that is a picture, a number that can be dialled."""

from __future__ import annotations

import re

import phonenumbers

from cordee.ground.audit.rules import Refused

READABLE_CONTRAST = 4.5
"""Contrast ratio asked between text and ground (WCAG 2.1, criterion 1.4.3)."""

LOGO_MAX_BYTES = 200_000
LOGO_MAX_SIDE = 2_000
"""In dots. A few bytes may unfold into a picture that stops the telephone of whoever opens the page."""


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_with_white(colour: str) -> float:
    """Contrast ratio between ``#rrggbb`` and white, from 1 (white) to 21 (black). Formula: WCAG 2.1, relative
    luminance.
    """

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def readable_shade(colour: str) -> str:
    """The lightest shade of the same hue that can be read against white."""
    channels = _channels(colour)
    for percent in range(100, -1, -1):
        shade = "#" + "".join(f"{channel * percent // 100:02x}" for channel in channels)
        if contrast_with_white(shade) >= READABLE_CONTRAST:
            return shade
    return "#000000"


def check_colour(colour: str) -> str:
    """The colour in lower case. Raises ``Refused``, with a shade that would do, when white text on it is hard
    to read.
    """
    written = colour.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", written):
        raise Refused(
            f"« {colour.strip()} » n’est pas une couleur : elle s’écrit comme #1f5c4d.", field="colour"
        )
    contrast = contrast_with_white(written)
    if contrast < READABLE_CONTRAST:
        shown = f"{int(contrast * 10) / 10:.1f}".replace(".", ",")
        raise Refused(
            f"Cette couleur est trop claire pour un texte blanc (contraste {shown}, il faut 4,5) : "
            f"essayez {readable_shade(written)}, la même en plus foncé.",
            field="colour",
        )
    return written


def check_logo(content: bytes) -> str:
    """Media type of a logo, told from its first bytes. Raises ``Refused`` when it is too heavy, too wide, too
    high, or not a PNG, JPEG or WebP.

    SVG is refused: it may carry scripts.
    """
    if len(content) > LOGO_MAX_BYTES:
        raise Refused(
            f"Ce logo pèse {len(content) // 1000} ko : 200 ko au plus, pour une page qui s’ouvre vite.",
            field="logo",
        )
    found = next(((kind, size) for kind, begins, size in _PICTURES if begins.match(content)), None)
    if found is None:
        raise Refused("Ce logo n’est pas une image PNG, JPEG ou WebP.", field="logo")
    kind, size = found
    width, height = size(content)
    if not (0 < width <= LOGO_MAX_SIDE and 0 < height <= LOGO_MAX_SIDE):
        raise Refused(
            f"Ce logo compte {width} × {height} points : {LOGO_MAX_SIDE} × {LOGO_MAX_SIDE} au plus.",
            field="logo",
        )
    return kind


def _png_size(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Sides told by the first frame header (ITU T.81, B.2.2); zeros when there is none."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(content[place + 7 : place + 9]), int.from_bytes(
                content[place + 5 : place + 7]
            )
        place += 1 if marker == 0xFF else 2 + int.from_bytes(content[place + 2 : place + 4])
    return 0, 0


def _webp_size(content: bytes) -> tuple[int, int]:
    """Sides told by the first chunk: extended, without loss, or plain (WebP container specification)."""
    chunk = content[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(content[26:28], "little") & 0x3FFF, int.from_bytes(
        content[28:30], "little"
    ) & 0x3FFF


_PICTURES = (
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n"), _png_size),
    ("image/jpeg", re.compile(rb"\xff\xd8\xff"), _jpeg_size),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL), _webp_size),
)


def check_town_phone(text: str, region: str) -> str:
    """The number to call, E.164. ``region`` is where its national form belongs (``FR``, ``RE``…). Raises
    ``Refused``.
    """
    try:
        number = phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Refused(f"« {text.strip()} » n’est pas un numéro de téléphone complet.", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_host(text: str) -> str:
    """A host name in lower case, without scheme, port nor path; empty when none. Raises ``Refused``."""
    host = re.sub(r"^https?://", "", text.strip().lower()).split("/")[0].partition(":")[0].rstrip(".")
    if host and not re.fullmatch(
        r"(?=.{1,120}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", host
    ):
        raise Refused(f"« {text.strip()} » n’est pas un nom d’hôte, comme entraide.mairie.fr.", field="host")
    return host
