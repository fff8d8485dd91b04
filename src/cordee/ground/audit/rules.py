"""How the trace names things."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models

from cordee.ground.audit.models import Event


def subject_key(subject: models.Model | str) -> str:
    """Name a row in the trace: ``need:12``."""
    return subject if isinstance(subject, str) else f"{subject._meta.model_name}:{subject.pk}"


class Refused(Exception):
    """An action that may not happen, with the French sentence for the person who asked.

    ``field`` names the form field that caused it, when there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(sentence)


def _hmac(*parts: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def sign_words(purpose: str, *words: str) -> str:
    """Sign words kept outside the database, for one purpose; they hold no control character."""
    return _hmac(purpose, *words)


def sign_event(
    *, at: datetime, commune_code: str, kind: str, verb: str, actor: str, subject: str, facts: dict[str, Any]
) -> str:
    """What nobody without the key can make again from other words."""
    # Through JSON once, as the database does: a tuple comes back a list.
    told = json.dumps(json.loads(json.dumps(facts)), sort_keys=True, ensure_ascii=False)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _hmac("event", moment, commune_code, str(kind), verb, actor, subject, told)


def line_of(event: Event) -> str:
    """One sealed event on one line of JSON, in plain ASCII: no word of it can end the line or begin another."""
    return json.dumps(
        {
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "town": event.commune_code,
            **{name: getattr(event, name) for name in ("rank", "kind", "verb", "actor", "subject", "facts")},
            "signature": event.signature,
            "seal": event.seal,
        }
    )


def seal_after(*, commune_code: str, rank: int, before: str, signature: str) -> str:
    """The seal that ties an event to the one before it."""
    return _hmac("seal", commune_code, str(rank), before, signature)


def sign_chain(*, commune_code: str, start_rank: int, start_seal: str, end_rank: int, end_seal: str) -> str:
    """Signature of both ends of a chain."""
    return _hmac("chain", commune_code, str(start_rank), start_seal, str(end_rank), end_seal)
