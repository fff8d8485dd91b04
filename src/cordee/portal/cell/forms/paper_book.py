"""Typing again what was written on paper while the house was down: the head of the sheet, then its lines in their order."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import Crisis, EntryKind, EntrySource, Importance
from cordee.ground.crisis.rules.logbook import LONGEST_ENTRY, PaperLine, check_entry, day_of_line
from cordee.ui.forms import ClockField, FrenchDateField, moment_of

LINES = 8
"""Lines of a page of the form; a sheet of the bag has twelve."""


class SheetForm(forms.Form):
    """What stands at the head of a sheet."""

    on = FrenchDateField(label="Jour de la première ligne", to_come=True)
    kept_by = forms.CharField(
        label="Tenue par", max_length=120, help_text="Qui a écrit sur le papier : nom d’agent ou fonction."
    )
    crisis = forms.ChoiceField(label="Événement", required=False)

    def __init__(self, *args: Any, crises: list[Crisis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._crises = {str(one.pk): one for one in crises}
        choices = [
            (key, f"{one.title} (exercice)" if one.exercise else one.title)
            for key, one in self._crises.items()
        ]
        self.fields["crisis"].choices = [("", "aucun en particulier"), *choices]  # type: ignore[attr-defined]

    def event(self) -> Crisis | None:
        """The event chosen."""
        return self._crises.get(self.cleaned_data["crisis"])


class LineForm(forms.Form):
    """One line: its hour, the fact; the rest when it is on the paper."""

    hour = ClockField(label="Heure", required=False)
    text = forms.CharField(
        label="Ce qui s’est passé",
        required=False,
        max_length=LONGEST_ENTRY,
        widget=forms.Textarea({"rows": 2}),
    )
    kind = forms.ChoiceField(label="Nature", choices=EntryKind.choices, initial=EntryKind.INFORMATION)
    importance = forms.ChoiceField(
        label="Importance", choices=Importance.choices, initial=Importance.ORDINARY
    )
    place = forms.CharField(label="Lieu", required=False, max_length=160)
    owner = forms.CharField(label="Responsable de la suite", required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """A line begun has an hour and a fact; one left blank is no mistake."""
        found = super().clean() or {}
        if self.has_changed():
            if found.get("hour") is None and "hour" not in self.errors:
                self.add_error("hour", "À quelle heure ? Celle écrite sur le papier, même à peu près.")
            if not found.get("text") and "text" not in self.errors:
                self.add_error("text", "Écrivez ce qui s’est passé : une phrase suffit.")
        return found


class Lines(forms.BaseFormSet[LineForm]):
    """The lines of a sheet; blank ones are left out."""

    def lines(self, first_day: date, *, at: datetime) -> list[PaperLine]:
        """The lines with their moment. A mistake is said beside its field: look at ``is_whole`` afterwards."""
        found: list[PaperLine] = []
        day, before = first_day, None
        for form in self.forms:
            if not form.has_changed():
                continue
            hour: time = form.cleaned_data["hour"]
            day, before = day_of_line(hour, day=day, before=before), hour
            line = _line(form, day, at=at)
            if line is not None:
                found.append(line)
        return found

    @property
    def is_whole(self) -> bool:
        """True when nothing is wrong in any line."""
        return not any(form.errors for form in self.forms)


def _line(form: LineForm, day: date, *, at: datetime) -> PaperLine | None:
    said = form.cleaned_data
    line = PaperLine(
        text=said["text"], happened_at=moment_of(day, said["hour"]), kind=said["kind"],
        importance=said["importance"], place=said["place"], owner=said["owner"],
    )  # fmt: skip
    try:
        check_entry(
            text=line.text, kind=line.kind, source=EntrySource.PAPER, importance=line.importance,
            happened_at=line.happened_at, due_at=None, at=at,
        )  # fmt: skip
    except Refused as refused:
        field = "hour" if refused.field == "happened_at" else refused.field
        form.add_error(field if field in form.fields else None, str(refused))
        return None
    return line


LineFormSet = forms.formset_factory(LineForm, formset=Lines, extra=LINES, max_num=LINES, absolute_max=LINES)
