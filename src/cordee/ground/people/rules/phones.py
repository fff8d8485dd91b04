"""Telephone numbers as people write them, and as they are kept (E.164)."""

from __future__ import annotations

import re

import phonenumbers

from cordee.ground.audit.rules import Refused

_ONLY_DIAL_CHARACTERS = re.compile(r"^[+\d\s().\-/\u00a0\u202f]+$")


def parse_phone(text: str, *, field: str | None = None) -> str:
    """Read a number in any French form (06 12…, +33 (0)6…, 0033…, 612345678) or an international one.

    Returns E.164 (``+33612345678``). Raises ``Refused`` with a sentence that says what was expected. Fictional ranges
    (ARCEP, 06 39 98…) are accepted: the length is checked, not the attribution.
    """
    written = text.strip()
    digits = re.sub(r"\D", "", written)
    if not digits or not _ONLY_DIAL_CHARACTERS.match(written):
        raise Refused(
            f"« {written} » n’est pas un numéro de téléphone : dix chiffres sont attendus.", field=field
        )
    if written.startswith("+"):
        international = "+" + re.sub(r"^33\(?0", "33", digits) if digits.startswith("330") else "+" + digits
    elif digits.startswith("00"):
        rest = digits[2:]
        international = "+" + (re.sub(r"^330", "33", rest))
    elif len(digits) == 9 and digits[0] != "0":
        international = "+33" + digits
    elif len(digits) == 11 and digits.startswith("33"):
        international = "+" + digits
    else:
        international = digits
    try:
        number = phonenumbers.parse(international, "FR")
    except phonenumbers.NumberParseException:
        raise Refused(f"« {written} » n’est pas un numéro de téléphone complet.", field=field) from None
    if not phonenumbers.is_possible_number(number):
        count = len(digits)
        raise Refused(
            f"« {written} » compte {count} chiffres : un numéro français en compte dix (06 12 34 56 78).",
            field=field,
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display_phone(e164: str) -> str:
    """Write a kept number the way it is read aloud: ``06 12 34 56 78``; abroad with its country code."""
    if e164.startswith("+33") and len(e164) == 12:
        national = "0" + e164[3:]
        return " ".join(national[i : i + 2] for i in range(0, 10, 2))
    try:
        return phonenumbers.format_number(
            phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
    except phonenumbers.NumberParseException:
        return e164


def digits_typed(text: str) -> str:
    """The start of an E.164 number from what is being typed, for recognition while typing (``0612`` → ``+33612``)."""
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+"):
        return "+" + digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    return "+33" + digits[1:] if digits.startswith("0") else digits
