"""Recognising somebody who opposed, without keeping who they are."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from cordee.coordinate.register.models import OppositionTrace
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.words.folding import words_of
from cordee.ground.territory.models import current_commune

OPPOSED_ASK_MANAGER = (
    "Cette personne a demandé à ne pas figurer au registre. Elle peut revenir elle-même sur son choix. Un tiers ne peut pas "
    "l’inscrire : seule la direction du CCAS le décide, par écrit."
)

NOT_BY_THE_SITE = (
    "Cette demande ne peut pas être prise sur le site. La personne peut appeler la mairie ou y passer ; quelqu’un d’autre "
    "peut écrire à la direction du CCAS, qui répondra."
)


def _digest(*parts: str) -> str:
    # The key of the log rather than that of the sessions: it is never changed, and an opposition is for good.
    said = "\x1f".join(("opposition", current_commune(), *parts))
    return hmac.new(settings.AUDIT_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def digests_of(
    *, first_name: str, last_name: str, phones: Iterable[str], birth_year: int | None, address: str
) -> list[str]:
    """The name as it sounds, tied to each number, to the year of birth, to the door: any of them recognises the person; a
    number alone does not, for a couple has one telephone."""
    key = name_key(first_name, last_name)
    found = [_digest("phone", key, phone) for phone in dict.fromkeys(phones) if phone]
    if birth_year:
        found.append(_digest("birth", key, str(birth_year)))
    if door := words_of(address):
        found.append(_digest("door", key, door))
    return found


def opposition_marks(digests: list[str]) -> list[str]:
    """Marks of the oppositions these digests recognise."""
    return list(OppositionTrace.objects.filter(digest__in=digests).values_list("mark", flat=True).distinct())
