"""The recognition word: spoken first by the visitor, chosen with the person or drawn for them (domain.md § 5.2)."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path


@cache
def recognition_words() -> tuple[str, ...]:
    """Easy French words, with no twin at the ear."""
    path = Path(__file__).resolve().parents[1] / "reference" / "recognition_words.txt"
    return tuple(path.read_text(encoding="utf-8").split())


def draw_recognition_word(*, other_than: str = "") -> str:
    """Draw a word at random, never the one in use."""
    return secrets.choice([word for word in recognition_words() if word != other_than])
