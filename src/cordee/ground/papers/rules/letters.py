"""Letters that the fonts of papers draw (those inside the typesetter, the same on every machine)."""

from __future__ import annotations

import unicodedata

_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC"})


def is_drawn(character: str) -> bool:
    """True for Latin, Greek, Cyrillic and Arabic letters, their marks, ordinary signs, ends of lines."""
    if character in "\t\n" or "\u2010" <= character <= "\u203a" or character == "€":
        return True
    script = unicodedata.name(character, "").partition(" ")[0]
    return " " <= character <= "\u036f" or script in _SCRIPTS


def undrawn_letters(text: str) -> list[str]:
    """Letters of a text that no font of ours draws, each once: printed, they would be spelt in Latin ones instead."""
    found = dict.fromkeys(one for one in text if unicodedata.category(one)[0] in "LM" and not is_drawn(one))
    return list(found)
