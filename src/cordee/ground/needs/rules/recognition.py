"""The recognition word: spoken first by the visitor, chosen with the person or drawn for them (domain.md § 5.2)."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from functools import cache
from pathlib import Path

WORD_LASTS = timedelta(days=60)


def word_is_old(agreed_on: date | None, today: date) -> bool:
    """True when it is time to agree on another: never changed behind the person's back, the desk is told to ring."""
    return agreed_on is not None and today - agreed_on >= WORD_LASTS


@cache
def recognition_words() -> tuple[str, ...]:
    """Easy French words, with no twin at the ear."""
    path = Path(__file__).resolve().parents[1] / "reference" / "recognition_words.txt"
    return tuple(path.read_text(encoding="utf-8").split())


def draw_recognition_word(*, other_than: str = "") -> str:
    """Draw a word at random, never the one in use."""
    return secrets.choice([word for word in recognition_words() if word != other_than])
