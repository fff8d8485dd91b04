"""Text made comparable without moving a letter, so that what was found can be cut out of what was written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in "’‘ʼ`´":
        return "'"
    if character in "\u00a0\u202f\u2007\t":
        return " "
    if character in "–—‑−":
        return "-"
    base = unicodedata.normalize("NFD", character)[:1].lower()
    return base if len(base) == 1 else character


def fold(text: str) -> str:
    """Lower case, no accent, plain apostrophes, dashes and spaces; same length as ``text``."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


def words_of(text: str) -> str:
    """Folded words joined by one space, punctuation left out: « Né(e) le : » gives ``ne e le``."""
    return " ".join(re.findall(r"[a-z0-9œæ]+", fold(unicodedata.normalize("NFC", text))))
