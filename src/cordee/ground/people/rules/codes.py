"""Short codes typed by hand: how they are drawn, read and kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from itertools import pairwise

from django.conf import settings

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.accounts import LETTERS

RECOVERY_CODES = 10
QUICK_CODE_DIGITS = 6


def digest_of(secret: str, *, use: str) -> str:
    """What is kept of a secret that was drawn at random: without the key of the machine it cannot be tried out."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{use}:{secret}".encode(), hashlib.sha256).hexdigest()


def draw_recovery_code() -> str:
    """Ten letters and digits in two groups: about 49 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2))


def read_code(typed: str) -> str:
    """What was meant: no spaces, no dashes, small letters."""
    return re.sub(r"[^a-z0-9]", "", typed.lower())[:40]


def check_quick_code(code: str) -> None:
    """Raise ``Refused`` for a code anybody would try first."""
    if not (code.isascii() and code.isdigit() and len(code) == QUICK_CODE_DIGITS):
        raise Refused(f"Ce code a {QUICK_CODE_DIGITS} chiffres.", field="code")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(code)}
    if len(steps) == 1 or len(set(code)) < 3 or code[:3] == code[3:]:
        raise Refused("Ce code se devine : évitez les suites et les répétitions.", field="code")
