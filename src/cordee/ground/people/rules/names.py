"""Names compared the way they sound, so that « Rolland » and « ROLAND » meet."""

from __future__ import annotations

import re

from unidecode import unidecode

_PARTICLES = {"de", "du", "des", "d"}


def _sound(word: str) -> str:
    """A short French phonetic key: silent endings dropped, doubled letters joined, close sounds merged."""
    word = re.sub(r"[^a-z]", "", unidecode(word).lower())
    for written, heard in (
        ("ph", "f"), ("ch", "S"), ("qu", "k"), ("gn", "N"), ("eau", "o"), ("au", "o"), ("ain", "in"), ("ein", "in"),
        ("ei", "e"), ("ai", "e"), ("oe", "e"), ("ou", "U"), ("y", "i"), ("c", "k"), ("z", "s"), ("h", ""), ("ie", "i"),
    ):  # fmt: skip
        word = word.replace(written, heard)
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub(r"(?<=..)[estdxp]+$", "", word)


def name_key(first_name: str, last_name: str) -> str:
    """Key under which two spellings of one name meet: sound of the name, then of the first name.

    >>> name_key("Jean-Pierre", "Rolland") == name_key("jean pierre", "ROLAND")
    True
    """

    def key(name: str) -> str:
        words = re.split(r"[^A-Za-zÀ-ÿŒœ]+", name)
        return _sound("".join(word for word in words if unidecode(word).lower() not in _PARTICLES))

    return f"{key(last_name)}|{key(first_name)}"[:160]
