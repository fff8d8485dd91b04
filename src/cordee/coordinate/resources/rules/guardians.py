"""The link and the PIN of a guardian: how they are drawn and kept."""

from __future__ import annotations

import secrets

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.codes import QUICK_CODE_DIGITS, check_quick_code, digest_of, read_code

MOST_WRONG_PINS = 5
"""Wrong PINs in a row that lock a link, as for any other code of the house."""
DEAD_LINK = "Ce lien n’est plus valable : demandez-en un autre à la mairie."
LOCKED = "Trop d’essais : ce lien est bloqué. Appelez la mairie, elle vous en donne un autre."


def draw_pin() -> str:
    """Six digits nobody would try first."""
    while True:
        pin = f"{secrets.randbelow(10**QUICK_CODE_DIGITS):0{QUICK_CODE_DIGITS}d}"
        try:
            check_quick_code(pin)
        except Refused:
            continue
        return pin


def link_digest(token: str) -> str:
    """What is kept of a link."""
    return digest_of(token, use="guardian_link")


def pin_digest(link: str, pin: str) -> str:
    """What is kept of a PIN: bound to the digest of its link, so that it opens no other."""
    return digest_of(f"{link}:{read_code(pin)}", use="guardian_pin")
