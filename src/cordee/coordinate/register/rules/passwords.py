"""The password of a file that leaves."""

from __future__ import annotations

import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def draw_password() -> str:
    """Five groups of four letters and digits nobody mistakes: about 99 bits, told by another way than the file."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(5))
