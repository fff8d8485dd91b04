"""Yes and no, as they are ticked in a list."""

from __future__ import annotations

import re

from cordee.ground.people.rules.words.folding import fold, words_of

_YES = {
    "oui", "o", "x", "xx", "y", "yes", "ok", "vrai", "true", "1", "v", "d accord", "accord", "possible",
    "bien sur", "dispo", "disponible",
}  # fmt: skip
_NO = {"non", "n", "no", "faux", "false", "0", "aucun", "aucune", "sans", "pas", "jamais", "neant", "ko"}
_TICKS = {"✓", "✔", "☑", "☒", "√", "●", "•", "*", "+"}
_CROSSES = {"✗", "✘", "❌", "☐", "-", "–", "—", "/", "."}
_WHEELS = re.compile(
    r"\b(voitures?|vehicules?|autos?|camions?|camionnettes?|fourgons?|utilitaires?|permis|motos?|scooters?|"
    r"\d places?)\b"
)
_NO_MOTOR = re.compile(
    r"\b(velos?|trottinettes?|a pied|bus|tram|transports? en commun|(pas|plus|sans|aucune?) (de |une? "
    r")?\w+)\b"
)


def yes_or_no(text: str) -> bool | None:
    """``True``, ``False``, or ``None`` when nothing is said or it is not understood."""
    mark = text.strip()
    if mark in _TICKS:
        return True
    if mark in _CROSSES:
        return False
    words = words_of(mark)
    first = words.split(" ", 1)[0] if words else ""
    if words in _YES or first == "oui":
        return True
    if words in _NO or first == "non":
        return False
    return None


def has_vehicle(text: str) -> bool | None:
    """Whether there is a motor vehicle: « voiture 5 places » yes, « vélo » no, empty unknown (``None``)."""
    answer = yes_or_no(text)
    if answer is not None:
        return answer
    folded = fold(text)
    if _NO_MOTOR.search(folded):
        return False
    return True if _WHEELS.search(folded) else None
