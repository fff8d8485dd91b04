"""Numbers a stranger reads on a badge: drawn at random, easy to say, impossible to continue from one to the next."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 nor O, no 1, I nor L: read aloud on a doorstep they are the same."""
LENGTH = 8


def draw_code() -> str:
    """Eight characters out of thirty-one: 850 billion possibilities."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def draw_short_code() -> str:
    """Four digits for the telephone, never alone: the desk asks for the first name too."""
    return f"{secrets.randbelow(10_000):04d}"


def shown_code(code: str) -> str:
    """« K7MP-3XQ9 »."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def shown_short_code(code: str) -> str:
    """« 12-47 »."""
    return f"{code[:2]}-{code[2:]}" if code else ""


def typed_code(typed: str) -> str:
    """The code somebody typed, without its dash, spaces and small letters; empty when it cannot be one."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept if len(kept) == LENGTH and all(character in ALPHABET for character in kept) else ""


def typed_short_code(typed: str) -> str:
    """The four digits somebody said; empty when they are not four digits."""
    kept = "".join(character for character in typed if character in "0123456789")
    return kept if len(kept) == 4 else ""
