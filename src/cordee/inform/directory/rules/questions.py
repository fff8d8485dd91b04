"""What a question may hold, and what an answer must say before everybody reads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cordee.engine.protocol.cases import months_after
from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.words.somebody import somebody_in
from cordee.inform.directory.models import Question, QuestionState, Theme

SHORTEST = 8
LONGEST_ANSWER_MONTHS = 6


def check_names_nobody(text: str, *, spared: Iterable[str] = (), field: str = "text") -> None:
    """Raise ``Refused`` when a question seems to say who asks it, or about whom."""
    found = somebody_in(text, spared=spared)
    if found:
        raise Refused(
            f"« {found} » dit peut-être qui est quelqu’un : écrivez la question comme tout le monde la poserait, sans nom "
            "ni numéro. Si c’est un lieu, mettez « rue », « école », « salle »… devant.",
            field=field,
        )


def check_question(text: str, *, spared: Iterable[str] = (), field: str = "text") -> None:
    """Raise ``Refused`` when it is too short to be answered, or names somebody."""
    if len(text.strip()) < SHORTEST:
        raise Refused("Écrivez la question en quelques mots.", field=field)
    check_names_nobody(text, spared=spared, field=field)


def check_answer(*, theme: str, answer: str, source: str, expires_on: date, today: date) -> None:
    """Raise ``Refused``, with its field, when the answer misses its words, its source or its end."""
    if theme not in Theme.values:
        raise Refused("Choisissez dans la liste.", field="theme")
    if not answer.strip():
        raise Refused("Écrivez la réponse.", field="answer")
    if not source.strip():
        raise Refused("D’où vient la réponse ? Un habitant doit pouvoir le vérifier.", field="source")
    if expires_on < today:
        raise Refused("Ce jour est passé : choisissez un jour à venir.", field="expires_on")
    latest = months_after(today, LONGEST_ANSWER_MONTHS)
    if expires_on > latest:
        raise Refused(f"Six mois au plus : jusqu’au {latest:%d/%m/%Y}.", field="expires_on")


def is_told(question: Question, today: date) -> bool:
    """True when everybody reads its answer on this day."""
    return (
        question.state == QuestionState.PUBLISHED
        and question.expires_on is not None
        and question.expires_on >= today
    )


def waits(question: Question, today: date) -> bool:
    """True when callers have no answer to read: never answered, or the answer has run out."""
    return question.state != QuestionState.WITHDRAWN and not is_told(question, today)
