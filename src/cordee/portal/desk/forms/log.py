"""What to read of the log."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cordee.ground.audit.models import EventKind
from cordee.ground.audit.selectors import EventFilter
from cordee.portal.desk.rules.journal import KEY_WORDS, VERB_WORDS
from cordee.ui.forms import FrenchDateField

_KEY_HELP = "Comme compte:3, demande:12 ou bénévole:7."
_KEYS = {words.casefold(): kind for kind, words in reversed(KEY_WORDS.items())}


def read_key(typed: str) -> str:
    """« bénévole 7 », « demande:12 » or « volunteer:7 » as the key kept in the log."""
    words, _, number = typed.strip().replace(":", " ").rpartition(" ")
    if not number.isdecimal():
        words, number = f"{words} {number}".strip(), ""
    kind = _KEYS.get(words.casefold(), words)
    return f"{kind}:{number}" if number else kind


class LogFilterForm(forms.Form):
    """Whose acts, on what, when; what cannot be read is said next to its field and left out."""

    genre = forms.ChoiceField(label="Genre", required=False, choices=[("", "Tout"), *EventKind.choices])
    acte = forms.ChoiceField(
        label="Acte",
        required=False,
        choices=[
            ("", "Tous"),
            *sorted(
                ((verb, words.capitalize()) for verb, words in VERB_WORDS.items()), key=lambda one: one[1]
            ),
        ],
    )
    qui = forms.CharField(label="Qui", required=False, max_length=60, help_text=_KEY_HELP)
    quoi = forms.CharField(label="Sur quoi", required=False, max_length=60, help_text=_KEY_HELP)
    du = FrenchDateField(label="Du", required=False)
    au = FrenchDateField(label="Au", required=False)

    def wanted(self) -> EventFilter:
        """The filter; the last day is whole."""
        self.is_valid()
        found: dict[str, Any] = getattr(self, "cleaned_data", {})

        def midnight(name: str, days: int = 0) -> datetime | None:
            chosen = found.get(name)
            return (
                timezone.make_aware(datetime.combine(chosen + timedelta(days=days), time()))
                if chosen
                else None
            )

        return EventFilter(
            kind=found.get("genre", ""),
            verb=found.get("acte", ""),
            actor=read_key(found.get("qui", "")),
            subject=read_key(found.get("quoi", "")),
            since=midnight("du"),
            until=midnight("au", 1),
        )
