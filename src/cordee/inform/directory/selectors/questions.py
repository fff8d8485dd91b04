"""Questions as the desk and everybody see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cordee.ground.people.rules.words.folding import words_of
from cordee.inform.directory.models import Question, QuestionDay, QuestionState, Theme
from cordee.inform.directory.rules.likeness import alike
from cordee.inform.directory.rules.questions import is_told, waits

MOST_OF_A_DAY = 3


@dataclass(frozen=True)
class QuestionFilter:
    """What was asked to see. ``state`` is ``waiting``, ``published`` (read today) or ``withdrawn``."""

    text: str = ""
    theme: str = ""
    state: str = ""


@dataclass(frozen=True)
class QuestionLine:
    """A question on a day: how often it was asked today, whether everybody reads its answer."""

    question: Question
    today: int
    told: bool
    waits: bool

    @property
    def state_label(self) -> str:
        """« sans réponse », « réponse publiée », « réponse échue », « retirée »."""
        if self.question.state == QuestionState.WITHDRAWN:
            return "retirée"
        if self.told:
            return "réponse publiée"
        return "réponse échue" if self.question.answer else "sans réponse"

    @property
    def tone(self) -> str:
        """Tone of its badge."""
        return "ok" if self.told else "warn" if self.waits else "neutral"


def question_by_id(question_id: int) -> Question | None:
    """One question of the town in scope."""
    return Question.objects.select_related("answered_by").filter(pk=question_id).first()


def _counts(today: date) -> dict[int, int]:
    return dict(QuestionDay.objects.filter(day=today, count__gt=0).values_list("question_id", "count"))


def _lines(questions: Iterable[Question], today: date) -> list[QuestionLine]:
    counts = _counts(today)
    return [
        QuestionLine(one, counts.get(one.pk, 0), is_told(one, today), waits(one, today)) for one in questions
    ]


def question_line(question: Question, *, at: datetime) -> QuestionLine:
    """How one question stands."""
    return _lines([question], timezone.localdate(at))[0]


def near_questions(text: str) -> list[Question]:
    """Known questions a text may be, nearest first: to be counted rather than copied; two queries."""
    known = Question.objects.exclude(state=QuestionState.WITHDRAWN).values_list("pk", "text_key")
    found = [one.question_id for one in alike(text, known)]
    rows = Question.objects.in_bulk(found)
    return [rows[key] for key in found if key in rows]


def _matches(question: Question, wanted: QuestionFilter) -> bool:
    if wanted.theme and question.theme != wanted.theme:
        return False
    words = words_of(wanted.text).split()[:5]
    told = words_of(f"{question.text} {question.answer}") if words else ""
    return all(word in told for word in words)


def desk_questions(wanted: QuestionFilter, *, at: datetime) -> list[QuestionLine]:
    """What the desk keeps, those that wait first, the most asked first; two queries."""
    rows = [one for one in Question.objects.select_related("answered_by") if _matches(one, wanted)]
    lines = _lines(rows, timezone.localdate(at))
    if wanted.state == "waiting":
        lines = [one for one in lines if one.waits]
    elif wanted.state == "published":
        lines = [one for one in lines if one.told]
    elif wanted.state == "withdrawn":
        lines = [one for one in lines if one.question.state == QuestionState.WITHDRAWN]
    else:
        lines = [one for one in lines if one.question.state != QuestionState.WITHDRAWN]
    return sorted(lines, key=lambda one: (not one.waits, -one.question.asked_count))


def most_asked_today(*, at: datetime) -> list[QuestionLine]:
    """The three questions most asked on this day, those without an answer first (features.md, S8); two queries."""
    today = timezone.localdate(at)
    counts = _counts(today)
    rows = Question.objects.filter(pk__in=counts).exclude(state=QuestionState.WITHDRAWN)
    lines = sorted(
        (QuestionLine(one, counts[one.pk], is_told(one, today), waits(one, today)) for one in rows),
        key=lambda line: (-line.today, line.question.pk),
    )[:MOST_OF_A_DAY]
    return sorted(lines, key=lambda line: not line.waits)


def public_questions(wanted: QuestionFilter, *, at: datetime) -> list[QuestionLine]:
    """What everybody may read today, the most asked of the day first; two queries."""
    rows = Question.objects.filter(state=QuestionState.PUBLISHED)
    lines = _lines((one for one in rows if _matches(one, wanted)), timezone.localdate(at))
    return sorted((one for one in lines if one.told), key=lambda one: (-one.today, -one.question.asked_count))


def themes_of(lines: Iterable[QuestionLine]) -> list[tuple[str, str]]:
    """(code, words) of the themes these questions have, in the order of the list."""
    have = {one.question.theme for one in lines}
    return [(code, str(label)) for code, label in Theme.choices if code in have]


def waiting_count(*, at: datetime) -> int:
    """Questions callers asked and nobody has answered, or whose answer ran out."""
    today = timezone.localdate(at)
    return sum(waits(one, today) for one in Question.objects.exclude(state=QuestionState.WITHDRAWN))
