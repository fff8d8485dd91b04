"""Which questions are the same one, asked otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from cordee.ground.people.rules.words.folding import words_of

_EMPTY = frozenset(
    "a ai ait alors au aux avec avez avoir avons bonjour ca ce ces cette comment d dans de des dois doit "
    "du elle elles en est et etre faire faut il ils j je l la le les leur lui m ma mais me mes moi mon n ne nos "
    "notre nous on ont ou par pas peut peuvent peux plus pour pourquoi puis qu quand que quel quelle "
    "quelles quels qui quoi s sa se ses si sera seront son sont sur t ta te tes toi ton tu un une va vais vont vos "
    "votre vous y".split()
)
ALIKE = 69.0
"""Out of 100. Low on purpose (pairs of ``tests/test_rules.py``): one too many is shown and put aside, a copy stays."""
MOST_PROPOSED = 3


@dataclass(frozen=True)
class Likeness:
    """A known question (its key), and how near it is, out of 100."""

    question_id: int
    score: float


def question_key(text: str) -> str:
    """A question as it is compared: folded, without punctuation. « Où sont les masques ? » gives ``ou sont les masques``."""
    return (words_of(text) or " ".join(text.casefold().split()))[:240]


def _telling(key: str) -> str:
    """Its words that tell what it is about, plurals dropped; all of them when none tells."""
    words = [word.rstrip("sx") if len(word) > 3 else word for word in key.split() if word not in _EMPTY]
    return " ".join(words) or key


def alike(text: str, known: Iterable[tuple[int, str]], *, most: int = MOST_PROPOSED) -> list[Likeness]:
    """The known questions (id, key) a text may be, nearest first.

    Half the order-free likeness of the whole, half that of what the two have in common: « trouver des masques » meets
    « où trouver des masques en tissu », « heures de la déchetterie » does not meet « heures de la pharmacie ».
    """
    asked = _telling(question_key(text))
    found = []
    for question_id, key in known:
        told = _telling(key)
        score = (fuzz.token_sort_ratio(asked, told) + fuzz.token_set_ratio(asked, told)) / 2
        if score >= ALIKE:
            found.append(Likeness(question_id, score))
    return sorted(found, key=lambda one: (-one.score, one.question_id))[:most]
