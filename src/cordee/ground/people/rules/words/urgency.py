"""Words that say how urgent something is, or how it is to be paid."""
# ruff: noqa: E501 – a family of words reads better on one line.

from __future__ import annotations

import re

from cordee.ground.people.rules.words.folding import fold

_TODAY = re.compile(
    r"\b(urgen\w+|aujourd'hui|tout de suite|immediat\w*|au plus vite|des que possible|asap|ce soir|ce "
    r"matin|critique|u1|p1|priorite 1)\b|!!!"
)
_SOON = re.compile(
    r"\b(demain|sous 48 ?h|48 ?h|rapidement|vite|prioritaire|assez urgent|u2|p2|priorite "
    r"2|haute?|forte?|eleve\w*)\b"
)
_WEEK = re.compile(r"\b(cette semaine|dans la semaine|semaine|normale?|moyenne?|u3|p3|priorite 3)\b")
_LATER = re.compile(
    r"\b(pas (d')?urgen\w*|non urgen\w*|pas presse\w*|quand (c'est )?possible|faible|basse|u4|p4|priorite "
    r"4|plus tard)\b"
)
_NO_FOOD = re.compile(
    r"(plus )?rien a manger|plus (de quoi|a) manger|frigo (est )?vide|n'a plus de nourriture|n'a pas "
    r"mange|\baffame\w*"
)
_DAYS = r"(\d{1,2}|un|deux|trois|quatre|cinq) ?(?:j\b|jours?)"
_FOOD_LEFT = re.compile(rf"(?:reste|a manger pour|nourriture pour|de quoi manger pour)\D{{0,25}}?{_DAYS}")
_PILLS_LEFT = re.compile(
    rf"(?:medic\w*|traitement|cachets?|comprimes?)\D{{0,20}}(?:pour|reste)\D{{0,12}}{_DAYS}|reste\D{{0,12}}{_DAYS}\D{{0,8}}(?:de )?(?:medic\w*|traitement)"
)
_NUMBERS = {"un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_NO_MONEY = re.compile(
    r"\b(ne peut (pas|plus) payer|pas (d'|les moyens|de moyens)|sans (argent|ressources?)|n'a pas "
    r"d'argent|difficultes? financieres?|rsa)\b"
)


def urgency_said(text: str) -> int | None:
    """1 to 4 when the words say it, ``None`` when they say nothing. « pas urgent » is 4, not 1."""
    folded = fold(text)
    if _LATER.search(folded):
        return 4
    for level, words in ((1, _TODAY), (2, _SOON), (3, _WEEK)):
        if words.search(folded):
            return level
    return None


def _days(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    said = next(group for group in match.groups() if group)
    return _NUMBERS.get(said) or int(said)


def food_days_said(text: str) -> int | None:
    """Days of food left, 0 for « plus rien à manger »; ``None`` when not said (« courses pour 3 jours » is an
    order).
    """
    folded = fold(text)
    return 0 if _NO_FOOD.search(folded) else _days(_FOOD_LEFT.search(folded))


def treatment_days_said(text: str) -> int | None:
    """Days of medicines left; ``None`` when not said."""
    folded = fold(text)
    if re.search(r"plus (de|aucun) (medic\w*|traitement)", folded):
        return 0
    return _days(_PILLS_LEFT.search(folded))


def money_is_short(text: str) -> bool:
    """True for « ne peut pas payer »: to be settled with the CCAS, never told to the person who helps."""
    return bool(_NO_MONEY.search(fold(text)))


def euros_said(text: str) -> int | None:
    """An amount in whole euros, rounded up: « 45,50 € » is 46. ``None`` when there is none or it is out of
    reason.
    """
    match = re.search(r"(\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d{1,5})(?:[.,](\d{1,2}))?\s*(?:€|eur\w*)?", text)
    if not match:
        return None
    whole = int(re.sub(r"\D", "", match.group(1))) + (1 if int(match.group(2) or 0) else 0)
    return whole if whole <= 1000 else None
