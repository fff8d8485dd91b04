"""Passwords that somebody who knows the town would try first: its words, people and years (ASVS 6.1.2, 6.2.11)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from cordee.ground.people.models import Account, Role
from cordee.ground.people.rules.words.folding import words_of
from cordee.ground.territory.models import Commune, Municipality

HOUSE_WORDS = (
    "cordee", "entraide", "solidarite", "mairie", "ccas", "commune", "ville", "village", "bureau", "accueil", "astreinte",
    "benevole", "benevoles", "agent", "agents", "elu", "elus", "maire", "adjoint", "adjointe", "crise", "plan", "pcs",
    "admin", "administrateur", "motdepasse", "password", "passe", "bonjour", "bienvenue", "azerty", "qwerty", "secret",
    *(word for role in Role.labels for word in words_of(role).split() if len(word) > 3),
)  # fmt: skip
"""What any town hall would put in a password; the words of the town and of the person are added."""
MUST_REMAIN = 8
"""Letters and digits a password needs besides the words of its context."""
_DISGUISES = str.maketrans("013457@$!", "oieasta" + "si")
_SHORTEST = 3
_LONGEST_LOOKED_AT = 200
"""Nobody guesses more, and a megabyte is not searched for words."""
_FILLING = re.compile(r"(?:19|20)\d\d|0?123(?:4(?:5(?:6(?:7(?:89?)?)?)?)?)?|(.)\1{2,}")


def context_words(account: Account | None, towns: Iterable[tuple[str, Commune]]) -> set[str]:
    """Words a password may hold but not be made of, folded and without a space: of the house, the towns, the person."""
    told = [*HOUSE_WORDS]
    for shown, commune in towns:
        told += [shown, commune.name, commune.insee_code, commune.departement, commune.postcodes]
    if account is not None:
        told += [account.name, account.email]
    parts = [words_of(one) for one in told]
    return {
        word for part in parts for word in (*part.split(), part.replace(" ", "")) if len(word) >= _SHORTEST
    }


def what_remains(password: str, words: set[str]) -> str | None:
    """The letters and digits of a password once the words of its context are cut out; ``None`` when it holds none.

    « S4int-Aubin_2026 » is read as « saintaubin2026 »; years and runs such as 1234 or aaa, which only fill, go too.
    """
    plain = "".join(words_of(password).split())
    # What stands for a letter may also be a digit: both readings are tried, the shorter remainder counts.
    disguised = "".join(words_of(password.translate(_DISGUISES)).split())
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
    found = [
        _FILLING.sub("", pattern.sub("", one))
        for one in (_FILLING.sub("", plain), plain, disguised)
        if pattern.search(one)
    ]
    return min(found, key=len, default=None)


class ContextWords:
    """Refuse a password made of the words of its context; a long sentence that merely says « mairie » passes."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ``ValidationError`` with a sentence for whoever chooses."""
        if len(password) > _LONGEST_LOOKED_AT:
            return
        towns = [(town.name, town.commune) for town in Municipality.objects.select_related("commune")]
        rest = what_remains(password, context_words(user, towns))
        if rest is not None and len(rest) < MUST_REMAIN:
            raise ValidationError(
                "Ce mot de passe se devine : il est surtout fait du nom de la commune, du service ou du vôtre. "
                "Prenez plutôt trois ou quatre mots sans rapport.",
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        """What Django shows beside the field where it lists the rules."""
        return "Évitez le nom de la commune, du service, le vôtre et l’année."
