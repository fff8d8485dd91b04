"""Words about somebody's religion, told to the writer so that they are not kept (domain.md § 7.2)."""

from __future__ import annotations

import re

from cordee.ground.people.rules.words.folding import fold

_BELIEFS = re.compile(
    r"\b(?:musulman\w*|islam\w*|ramadan|halal|catholi\w*|chretien\w*|protestant\w*|evangeli\w*|juif\w*|juive\w*|"
    r"juda\w*|casher|kasher|bouddhis\w*|hindou\w*|temoins? de jehovah|athee?s?|religi\w*|croyante?s?|"
    r"mosquee|eglise|synagogue|messe|careme|priere)\b"
)


def has_belief_words(text: str) -> bool:
    """True when a text may tell what somebody believes; « sans porc » is a delivery, and says nothing."""
    return _BELIEFS.search(fold(text)) is not None
