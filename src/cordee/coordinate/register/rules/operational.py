"""The optional questions: what each is for, how private it is, whether the town asks it (domain.md § 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cordee.coordinate.register.models import Mobility, PartOfDay, RegisterChoices
from cordee.ground.audit.rules import Refused
from cordee.ground.vault.models import keeps_health


@dataclass(frozen=True)
class Question:
    """One optional question: class A (ordinary), B (private, ciphered when in words), C (touches health)."""

    code: str
    label: str
    privacy: str
    why: str


QUESTIONS: dict[str, Question] = {
    one.code: one
    for one in (
        Question("lives_alone", "Vit seul·e", "B", "l’ordre des appels"),
        Question("weekly_visit", "Reçoit au moins une visite par semaine", "B", "l’ordre des appels"),
        Question("visits", "Qui passe, et quand", "B", "savoir qui appeler si personne ne répond"),
        Question("address_extra", "Étage, ascenseur, code d’entrée", "B", "aller voir sans attendre"),
        Question("key_holder", "Qui a une clé", "B", "éviter de forcer une porte"),
        Question("animal", "Animal à la maison", "A", "prévoir un départ, une visite"),
        Question("best_time", "Appeler plutôt", "A", "appeler au bon moment"),
        Question("mobility", "Comment la personne se déplace", "C", "l’ordre des appels, un transport"),
        Question("medical_device", "Appareil médical branché au courant", "C", "une coupure de courant"),
        Question("hard_of_hearing", "Entend mal au téléphone", "C", "préférer un SMS ou une visite"),
    )
}

_CHOICES: dict[str, tuple[str, ...]] = {
    "mobility": tuple(Mobility.values),
    "best_time": tuple(PartOfDay.values),
    "medical_device": ("oui", "non"),
    "hard_of_hearing": ("oui", "non"),
}
_EMPTY: dict[str, Any] = {"lives_alone": None, "weekly_visit": None}


def empty_answer(code: str) -> Any:
    """What stands where nothing was answered."""
    return _EMPTY.get(code, "")


def fields_off() -> frozenset[str]:
    """Codes the town does without."""
    chosen = RegisterChoices.objects.first()
    return frozenset(chosen.fields_off if chosen else ()) & frozenset(QUESTIONS)


def questions_asked() -> list[Question]:
    """The questions of this town on this host, in their order."""
    off = fields_off()
    return [
        one for one in QUESTIONS.values() if one.code not in off and (one.privacy != "C" or keeps_health())
    ]


def kept_answers(said: dict[str, Any], *, agreed: bool) -> dict[str, Any]:
    """The answers that may be kept. Raises ``Refused`` (field) without the person's agreement, for an answer nobody offered,
    or for a question that does not exist; a question the town does not ask is dropped."""
    asked = {one.code for one in questions_asked()}
    kept = {}
    for code, answer in said.items():
        if code not in QUESTIONS:
            raise TypeError(f"Not an optional question: {code}")
        if answer in (None, ""):
            continue
        if code in _CHOICES and answer not in _CHOICES[code]:
            raise Refused("Choisissez une réponse de la liste.", field=code)
        if code in asked:
            kept[code] = answer
    if kept and not agreed:
        raise Refused(
            "Ces questions sont facultatives : notez que la personne est d’accord pour y répondre, ou laissez-les vides.",
            field="operational_agreed",
        )
    return kept
