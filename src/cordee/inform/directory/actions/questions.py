"""Writing down what callers ask, and the town's answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune
from cordee.inform.directory.models import Question, QuestionDay, QuestionState
from cordee.inform.directory.rules.likeness import question_key
from cordee.inform.directory.rules.questions import check_answer, check_question


@dataclass(frozen=True)
class Answer:
    """What the town answers: the question as everybody reads it, the words, where they come from, their last day."""

    text: str
    theme: str
    answer: str
    source: str
    expires_on: date


def _held(question: Question) -> Question:
    """The row, locked for the time of a change."""
    found: Question = Question.objects.select_for_update().get(pk=question.pk)
    return found


def _count(question: Question, *, at: datetime) -> None:
    """One caller more, in all and on this day."""
    today = timezone.localdate(at)
    Question.objects.filter(pk=question.pk).update(asked_count=F("asked_count") + 1, last_asked_at=at)
    QuestionDay.objects.get_or_create(question=question, day=today, commune_id=current_commune())
    QuestionDay.objects.filter(question=question, day=today).update(count=F("count") + 1)
    question.refresh_from_db()


@transaction.atomic
def note_question(*, text: str, by: Account, at: datetime, spared: Iterable[str] = ()) -> Question:
    """Write down a question a caller asked; the same words, but for capitals and accents, are counted, not copied.

    ``spared`` are public names that are nobody's. Raises ``Refused`` when it names somebody.
    """
    check_can(by, Permission.QUESTION_NOTE)
    written = " ".join(text.split())
    check_question(written, spared=spared)
    question, created = Question.objects.get_or_create(
        text_key=question_key(written),
        commune_id=current_commune(),
        defaults={"text": written, "asked_at": at, "last_asked_at": at},
    )
    _count(question, at=at)
    leave_trace(
        verb="note_question",
        subject=question,
        by=by,
        commune_code=current_commune(),
        at=at,
        again=not created,
    )
    return question


@transaction.atomic
def count_question(*, question: Question, by: Account, at: datetime) -> Question:
    """Another caller asked a known question, in other words."""
    check_can(by, Permission.QUESTION_NOTE)
    found = _held(question)
    _count(found, at=at)
    leave_trace(verb="note_question", subject=found, by=by, commune_code=current_commune(), at=at, again=True)
    return found


@transaction.atomic
def uncount_question(*, question: Question, by: Account, at: datetime) -> Question | None:
    """Undo what was noted today by mistake: one caller less; ``None`` when nothing is left of it. Raises ``Refused``."""
    check_can(by, Permission.QUESTION_NOTE)
    found, today = _held(question), timezone.localdate(at)
    counted = QuestionDay.objects.filter(question=found, day=today, count__gt=0).update(count=F("count") - 1)
    if not counted:
        raise Refused("Personne n’a posé cette question aujourd’hui : il n’y a rien à annuler.")
    found.asked_count = max(found.asked_count - 1, 0)
    leave_trace(verb="uncount_question", subject=found, by=by, commune_code=current_commune(), at=at)
    if found.asked_count == 0 and found.state == QuestionState.OPEN and not found.answer:
        found.delete()
        return None
    found.save(update_fields=["asked_count"])
    return found


@transaction.atomic
def answer_question(
    *, question: Question, said: Answer, version: int, by: Account, at: datetime, spared: Iterable[str] = ()
) -> Question:
    """Answer everybody, or correct the answer: on the public page at once, until its last day. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found, today = _held(question), timezone.localdate(at)
    if found.version != version:
        raise Refused(
            "Un collègue a répondu pendant que vous écriviez : relisez sa réponse, puis complétez-la."
        )
    if found.state == QuestionState.WITHDRAWN:
        raise Refused("Cette question est retirée : remettez-la d’abord.")
    written = " ".join(said.text.split())
    check_question(written, spared=spared)
    check_answer(
        theme=said.theme, answer=said.answer, source=said.source, expires_on=said.expires_on, today=today
    )
    key = question_key(written)
    if Question.objects.filter(text_key=key).exclude(pk=found.pk).exists():
        raise Refused("Une autre question est écrite avec ces mots.", field="text")
    again = found.state == QuestionState.PUBLISHED
    found.text, found.text_key, found.theme = written, key, said.theme
    found.answer, found.source, found.expires_on = said.answer.strip(), said.source.strip(), said.expires_on
    found.state, found.published_at, found.answered_by = QuestionState.PUBLISHED, at, by
    return _kept(found, "answer_question", by=by, at=at, again=again)


def _kept(question: Question, verb: str, *, by: Account, at: datetime, **facts: Any) -> Question:
    question.version += 1
    question.save()
    leave_trace(verb=verb, subject=question, by=by, commune_code=current_commune(), at=at, **facts)
    return question


@transaction.atomic
def withdraw_question(*, question: Question, why: str, by: Account, at: datetime) -> Question:
    """Take it away from everybody and from what waits, with the reason. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(question)
    if found.state == QuestionState.WITHDRAWN:
        raise Refused("Cette question est déjà retirée.")
    if not why.strip():
        raise Refused("Dites pourquoi : un collègue le lira dans six mois.", field="why")
    found.former_state, found.state = found.state, QuestionState.WITHDRAWN
    found.withdrawn_why = why.strip()
    return _kept(found, "withdraw_question", by=by, at=at)


@transaction.atomic
def put_back_question(*, question: Question, by: Account, at: datetime) -> Question:
    """Undo a withdrawal: where it was. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(question)
    if found.state != QuestionState.WITHDRAWN:
        raise Refused("Cette question n’est pas retirée.")
    found.state = QuestionState(found.former_state or QuestionState.OPEN)
    found.former_state, found.withdrawn_why = "", ""
    return _kept(found, "put_back_question", by=by, at=at)
