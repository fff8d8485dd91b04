"""What a person means by a short SMS."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_STOP = {"stop", "arret", "arreter", "stopsms", "desabonner"}
_START = {"start", "reprise", "reprendre"}
_YES = {
    "oui",
    "ouii",
    "ouiii",
    "oi",
    "ok",
    "okay",
    "yes",
    "daccord",
    "accepte",
    "partant",
    "partante",
    "volontiers",
}
_NO = {"non", "no", "nan", "impossible", "refuse", "desole", "desolee", "indisponible"}
_NEGATION = {"pas", "peux", "plus"}


class Answer(StrEnum):
    """What was answered."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Reply:
    """An answer, and the number of the mission when the person repeated it."""

    answer: Answer
    number: str = ""


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    return re.findall(r"[a-z0-9]+", letters)


def read_reply(text: str) -> Reply | None:
    """Read OUI or NON, with or without the mission's number; ``None`` when it is not clearly one."""
    words = _words(text)
    numbers = [word for word in words if word.isdigit() and len(word) <= 9]
    said = set(words) - set(numbers)
    yes, no = bool(said & _YES), bool(said & _NO)
    if yes == no or len(said) > 12 or (yes and said & _NEGATION):
        return None
    return Reply(Answer.YES if yes else Answer.NO, numbers[0] if len(numbers) == 1 else "")


def asks_to_stop(text: str) -> bool:
    """True for STOP alone or nearly (« STOP », « Stop SMS », « ARRÊT »): « stop, j'arrive » is not one."""
    words = _words(text)
    return 0 < len(words) <= 2 and words[0] in _STOP


def asks_to_start_again(text: str) -> bool:
    """True for START or REPRISE alone: the person wants messages again."""
    words = _words(text)
    return 0 < len(words) <= 2 and words[0] in _START
