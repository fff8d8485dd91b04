"""How the trace names things."""

from __future__ import annotations

from django.db import models


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
