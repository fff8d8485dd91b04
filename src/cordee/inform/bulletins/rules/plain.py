"""Help to write plainly: remarks on a text, never a refusal, and never the label « FALC » (domain.md § 6.3).

The rules are those of plain French (Inclusion Europe, « L’information pour tous », 2009): short sentences, one idea,
concrete words, what to do rather than what not to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG_SENTENCE = 18
"""Words: beyond, a sentence is read twice."""
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_WORD = re.compile(r"[\wÀ-ÿ’'-]+")
_IMPERATIVE = re.compile(r"^(?:ne |n[’']|nous ne |merci de )?[\wÀ-ÿ’'-]*?(?:ez|ons)\b", re.I)
_INFINITIVE = re.compile(r"^[\wÀ-ÿ-]+(?:er|ir|re)\b", re.I)
_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")
_KNOWN = frozenset({"CCAS", "SMS", "SAMU", "FAX", "PMR"})
_NEGATION = re.compile(r"\b(?:ne|n[’'])\s*\S+\s+(?:pas|plus|jamais|rien|aucun)", re.I)
_HARD = {
    "afin de": "pour",
    "procéder à": "faire",
    "dans le cadre de": "pour",
    "en raison de": "à cause de",
    "s’avère": "est",
    "préalablement": "avant",
    "ultérieurement": "plus tard",
    "susceptible de": "qui peut",
    "obligatoirement": "(dites seulement le geste)",
    "il convient de": "(dites seulement le geste)",
    "veuillez": "(dites seulement le geste)",
    "notamment": "par exemple",
    "effectuer": "faire",
    "se munir de": "prendre",
    "hydratez-vous": "buvez de l’eau",
}


@dataclass(frozen=True)
class Remark:
    """What would make a text easier: the field it is about, and the sentence to show beside it."""

    field: str
    sentence: str


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [found.strip() for found in _SENTENCE.findall(text) if _WORD.search(found)]


def _of_text(name: str, text: str) -> list[Remark]:
    remarks = []
    for sentence in sentences(text):
        count = len(_WORD.findall(sentence))
        if count > LONG_SENTENCE:
            remarks.append(
                Remark(name, f"Une phrase de {count} mots : coupez-la (« {sentence[:40].strip()}… »).")
            )
        if _NEGATION.search(sentence):
            remarks.append(
                Remark(
                    name,
                    f"Dites ce qu’il faut faire plutôt que « {_NEGATION.search(sentence)[0]} ».",  # type: ignore[index]
                )
            )
    folded = text.casefold()
    remarks += [
        Remark(name, f"« {hard} » : plus simple, {simple}.")
        for hard, simple in _HARD.items()
        if hard in folded
    ]
    words = sorted(set(_ACRONYM.findall(text)) - _KNOWN)
    # A title all in capitals is another matter than a word nobody knows.
    if words and not text.isupper():
        remarks.append(
            Remark(name, f"{', '.join(words)} : tout le monde sait ce que c’est ? Écrivez le mot entier.")
        )
    if text.isupper() and len(text) > 12:
        remarks.append(Remark(name, "Tout en majuscules se lit mal."))
    return remarks


def plain_remarks(*, title: str, action: str, details: str = "", phone: str = "") -> list[Remark]:
    """What could be plainer, in the order of the fields; nothing when all is well."""
    remarks = _of_text("title", title) + _of_text("action", action) + _of_text("details", details)
    if action and not (_IMPERATIVE.match(action.strip()) or _INFINITIVE.match(action.strip())):
        remarks.append(Remark("action", "Commencez par le verbe : « Buvez… », « Restez… », « Appelez… »."))
    if len(sentences(action)) > 1:
        remarks.append(
            Remark("action", "Une seule action par message : les autres iront dans un autre message.")
        )
    if not phone and not re.search(r"\d", action + details):
        remarks.append(Remark("phone", "Aucun numéro : qui appeler quand on n’a pas compris ?"))
    return remarks
