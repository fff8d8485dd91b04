"""The « fiche d’évaluation »: its questions and what answers propose, shipped as data (``reference/assessment.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.requests import askable_activities
from cordee.ground.needs.rules.urgency import suggested_urgency
from cordee.ground.vault.models import keeps_health

_FILE = Path(__file__).resolve().parents[1] / "reference" / "assessment.toml"
WORDS_PER_SECOND = 2.5
"""How fast an agent says a question: 150 words a minute, the pace of a clear voice on the telephone."""
ANSWER_S = 4
"""Seconds to hear and tick one answer."""
UNSAFE = frozenset({"non", "silent"})
SAFETY = "safety_at_home"
OWN_SPACE_HIDES = frozenset({SAFETY, "safe_slot"})
"""Not shown in one's own space, which whoever is feared at home may open too: said aloud, by the CCAS, on request."""

KEPT_AGAINST_CONSENT = frozenset({"caller_role", "consent_info", "needs", "next_contact"})
"""All that is kept of somebody who refuses: the need (domain.md § 3.2, 2), beside the name and number of the file."""

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question: class A (ordinary), B (social), C (touches health); ``must`` only counts when finishing."""

    code: str
    say: str
    kind: str
    privacy: str
    must: bool = False
    spoken: bool = True
    longest: int = 0
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def seconds(self) -> float:
        """Time to say the question and tick its answer."""
        return (len(self.say.split()) / WORDS_PER_SECOND if self.spoken else 0) + ANSWER_S


@dataclass(frozen=True)
class Section:
    """Questions told together."""

    code: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Proposal:
    """A need the answers suggest, and why, in French."""

    activity: str
    urgency: int
    because: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """Something to know or to do that creates nothing."""

    code: str
    title: str
    words: str
    tone: str
    link: str = ""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _question(raw: dict[str, Any]) -> Question:
    options = askable_activities() if raw["kind"] == "activities" else raw.get("options", ())
    return Question(**(raw | {"options": tuple((code, label) for code, label in options)}))


@cache
def every_section() -> tuple[Section, ...]:
    """The whole questionnaire, in the order it is said."""
    return tuple(
        Section(raw["code"], raw["title"], tuple(_question(one) for one in raw["question"]))
        for raw in _data()["section"]
    )


def sections_asked() -> list[Section]:
    """The questionnaire of this host: class C is hidden where health may not be kept."""
    return [
        Section(one.code, one.title, tuple(q for q in one.questions if q.privacy != "C" or keeps_health()))
        for one in every_section()
    ]


def questions_asked() -> dict[str, Question]:
    """Questions of this host by code."""
    return {question.code: question for section in sections_asked() for question in section.questions}


def kept_answers(said: Answers) -> dict[str, Any]:
    """The answers that may be kept: empty ones, questions this host does not ask and what the person refuses are dropped.

    Raises ``Refused`` (field) for an answer nobody offered or a text too long.
    """
    asked, kept = questions_asked(), {}
    for code, answer in said.items():
        question = asked.get(code)
        if question is None or answer in (None, "", []):
            continue
        offered = {value for value, _ in question.options}
        chosen = answer if isinstance(answer, list) else [answer]
        if offered and not set(chosen) <= offered:
            raise Refused("Choisissez une réponse de la liste.", field=code)
        if question.longest and len(str(answer)) > question.longest:
            raise Refused(f"{question.longest} caractères au plus.", field=code)
        kept[code] = answer
    if not refuses(kept):
        return kept
    # Vital interest: who is not safe is never called back at the wrong moment, whatever they refused.
    keepable = KEPT_AGAINST_CONSENT | (OWN_SPACE_HIDES if is_unsafe(kept) else frozenset())
    return {code: answer for code, answer in kept.items() if code in keepable}


def refuses(answers: Answers) -> bool:
    """True when the person does not want their answers written down."""
    return answers.get("consent_info") == "non"


def privacy_split(answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers of class A and B, then those of class C."""
    asked = questions_asked()
    ordinary = {code: value for code, value in answers.items() if asked[code].privacy != "C"}
    return ordinary, {code: value for code, value in answers.items() if code not in ordinary}


def is_unsafe(answers: Answers) -> bool:
    """True when the person is not safe at home or cannot speak: silent protocol."""
    return answers.get(SAFETY) in UNSAFE


def missing_answers(answers: Answers) -> dict[str, str]:
    """What finishing still needs: code of the question to what is said beside it. Never a question of class C."""
    wanted = {
        code: "Répondez à cette question avant de terminer."
        for code, question in questions_asked().items()
        if question.must and not answers.get(code) and (code in KEPT_AGAINST_CONSENT or not refuses(answers))
    }
    if is_unsafe(answers) and answers.get("next_contact") != "closed" and not answers.get("safe_slot"):
        wanted["safe_slot"] = "Notez quand rappeler sans risque, ou choisissez « pas de rappel »."
    return wanted


def next_contact_on(answers: Answers, today: date) -> date | None:
    """The day of the next contact; ``None`` when the person asked for none."""
    said = answers.get("next_contact", "closed")
    return None if said == "closed" else today + timedelta(days=int(said))


def _holds(conditions: dict[str, list[str]], answers: Answers) -> bool:
    for code, wanted in conditions.items():
        answer = answers.get(code)
        given = {str(one) for one in (answer if isinstance(answer, list) else [answer] if answer else [])}
        if not given or ("*" not in wanted and given.isdisjoint(wanted)):
            return False
    return True


def proposals_of(answers: Answers) -> list[Proposal]:
    """Needs the answers suggest, the most urgent first, each activity once with all its reasons."""
    found = [
        (one["activity"], int(one["urgency"]), str(one["because"]))
        for one in _data()["proposal"]
        if _holds(one["if"], answers)
    ]
    for code in answers.get("needs", ()):
        urgency, reason = suggested_urgency(activity=code)
        found.append((code, int(urgency), f"demandé pendant l’appel ; {reason}"))
    activities = dict.fromkeys(activity for activity, _, _ in found)
    gathered = [
        Proposal(
            activity,
            min(urgency for code, urgency, _ in found if code == activity),
            tuple(dict.fromkeys(because for code, _, because in found if code == activity)),
        )
        for activity in activities
    ]
    return sorted(gathered, key=lambda one: one.urgency)


def notices_of(answers: Answers) -> list[Notice]:
    """What the answers ask the agent to know or to do."""
    return [
        Notice(one["code"], one["title"], one["words"], one["tone"], one.get("link", ""))
        for one in _data()["notice"]
        if _holds(one["if"], answers)
    ]


def told(question: Question, answer: Any) -> str:
    """An answer as it is shown."""
    labels = dict(question.options)
    chosen = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels.get(str(one), str(one)) for one in chosen)


def words_of(answers: Answers) -> list[tuple[str, str]]:
    """Questions and answers in words, in the order of the questionnaire."""
    return [
        (question.say, told(question, answers[code]))
        for code, question in questions_asked().items()
        if code in answers
    ]
