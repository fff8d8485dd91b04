"""Platforms and questions for tests, written as they are in life."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from cordee.ground.people.models import Account
from cordee.inform.directory.actions.platforms import PlatformFacts, publish_platform, record_platform
from cordee.inform.directory.actions.questions import Answer, answer_question, note_question
from cordee.inform.directory.models import Platform, Question

_serial = count(1)


def a_platform(at: datetime, by: Account, **fields: Any) -> Platform:
    """A draft."""
    known = {
        "name": f"Plateforme {next(_serial)}",
        "what": "Elle relie des voisins.",
        "link": "https://www.exemple.fr",
        "serves": ("neighbours",),
    }
    return record_platform(facts=PlatformFacts(**(known | fields)), by=by, at=at)


def a_published_platform(at: datetime, by: Account, **fields: Any) -> Platform:
    """The same, looked at today."""
    return publish_platform(platform=a_platform(at, by, **fields), by=by, at=at)


def an_answered_question(at: datetime, by: Account, text: str, **fields: Any) -> Question:
    """A question and its answer, good for a month."""
    question = note_question(text=text, by=by, at=at)
    known = {
        "text": text,
        "theme": "other",
        "answer": "Oui, de 9 h à 12 h.",
        "source": "Mairie",
        "expires_on": timezone.localdate(at) + timedelta(days=30),
    }
    return answer_question(
        question=question, said=Answer(**(known | fields)), version=question.version, by=by, at=at
    )
