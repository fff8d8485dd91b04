"""How long an SMS is: GSM 03.38 septets when every character allows it, UTF-16 code units as soon as one does
not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# GSM 03.38 default alphabet: the position of a character is its code; 0x1B announces the extension table.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = 0x1B
EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40,
    "€": 0x65,
}  # fmt: skip
CODES = {character: code for code, character in enumerate(BASIC) if code != ESCAPE}

GSM, UCS2 = "GSM-7", "UCS-2"
ALONE = {GSM: 160, UCS2: 70}
CHAINED = {GSM: 153, UCS2: 67}

# What people type without knowing what it costs; an accent that GSM lacks is dropped, one it has (é è à ù)
# stays.
FRIENDLY = {
    "’": "'", "‘": "'", "ʼ": "'", "′": "'", "“": '"', "”": '"', "„": '"', "…": "...", "–": "-", "—": "-",
    "‑": "-",
    "−": "-", "•": "-", "·": ".", "œ": "oe", "Œ": "OE", "°": "o", "º": "o", "ª": "a", "×": "x", "²": "2",
    "³": "3",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u200b": "", "\u00ad": "", "\ufeff": "",
    "\t": " ",
}  # fmt: skip


@dataclass(frozen=True)
class SmsLength:
    """What a text costs: encoding, length in its units (septets or UTF-16 code units), segments, and who is
    to blame.
    """

    encoding: str
    characters: int
    segments: int
    unicode_characters: tuple[str, ...]


_OUTSIDE = re.compile("[^" + re.escape("".join([*CODES, *EXTENSION])) + "]")
_COSTLY = {
    GSM: re.compile("[" + re.escape("".join(EXTENSION)) + "]"),
    UCS2: re.compile("[\U00010000-\U0010ffff]"),
}


def unit_cost(character: str, encoding: str) -> int:
    """Units one character takes: 2 in the GSM extension, 2 in UCS-2 beyond the basic plane."""
    if encoding == GSM:
        return 2 if character in EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def _outsiders(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_OUTSIDE.findall(text)))


def sms_parts(text: str) -> list[str]:
    """Cut a text into the segments that will travel; no escape pair and no surrogate pair is ever split."""
    encoding = UCS2 if _outsiders(text) else GSM
    costs = [unit_cost(character, encoding) for character in text]
    if sum(costs) <= ALONE[encoding]:
        return [text]
    parts, start, filled = [], 0, 0
    for position, cost in enumerate(costs):
        if filled + cost > CHAINED[encoding]:
            parts.append(text[start:position])
            start, filled = position, 0
        filled += cost
    parts.append(text[start:])
    return parts


def sms_length(text: str) -> SmsLength:
    """Measure a filled text (GSM 03.38: 160 septets alone, 153 chained; UCS-2: 70 and 67 code units)."""
    outsiders = _outsiders(text)
    encoding = UCS2 if outsiders else GSM
    characters = len(text) + len(_COSTLY[encoding].findall(text))
    return SmsLength(
        encoding=encoding,
        characters=characters,
        segments=1 if characters <= ALONE[encoding] else len(sms_parts(text)),
        unicode_characters=outsiders,
    )


def encode_part(part: str, encoding: str) -> bytes:
    """Octets of one segment as an SMS centre expects them: one per septet, or UTF-16 big-endian."""
    if encoding == UCS2:
        return part.encode("utf-16-be")
    octets = bytearray()
    for character in part:
        if character in EXTENSION:
            octets += bytes((ESCAPE, EXTENSION[character]))
        else:
            octets.append(CODES[character])
    return bytes(octets)


def gsm_friendly(text: str) -> str:
    """Rewrite a text with characters that cost one septet each, when a faithful one exists.

    Typographic quotes, « ç », « ê », « œ », the ellipsis and hard spaces are replaced; a character with no
    near equivalent (another script, an emoji) is left as it is.
    """
    text = re.sub(r"«\s*|\s*»", '"', text)
    friendly = []
    for character in text:
        if character in CODES or character in EXTENSION:
            friendly.append(character)
        elif character in FRIENDLY:
            friendly.append(FRIENDLY[character])
        else:
            bare = "".join(
                c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)
            )
            friendly.append(bare if bare and all(c in CODES for c in bare) else character)
    return "".join(friendly)
