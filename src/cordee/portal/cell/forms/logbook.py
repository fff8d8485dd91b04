"""Writing in the logbook, and looking for what was written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cordee.ground.crisis.models import Crisis, EntryKind, EntrySource, Importance
from cordee.ground.crisis.rules.logbook import LONGEST_ENTRY
from cordee.ground.crisis.selectors.logbook import LogFilter
from cordee.ui.forms import ClockField, FrenchDateField, moment_of

_BY_HAND = [(one.value, one.label) for one in EntrySource if one != EntrySource.HOUSE]


class EntryForm(forms.Form):
    """One entry: the fact first, the rest only when it is useful. Enter, and the next."""

    text = forms.CharField(
        label="Ce qui s’est passé", max_length=LONGEST_ENTRY, widget=forms.Textarea({"rows": 3}),
        help_text="Des faits. Pas de nom d’habitant : « une dame, rue des Lilas » suffit.",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Nature", choices=EntryKind.choices, initial=EntryKind.INFORMATION)
    source = forms.ChoiceField(label="Reçue par", choices=_BY_HAND, initial=EntrySource.PHONE)
    importance = forms.ChoiceField(
        label="Importance", choices=Importance.choices, initial=Importance.ORDINARY
    )
    happened_hour = ClockField(
        label="Heure du fait", required=False, help_text="Vide : maintenant. Comme 14 h 05."
    )
    happened_on = FrenchDateField(
        label="Jour du fait", to_come=True, required=False, help_text="Vide : aujourd’hui."
    )
    place = forms.CharField(label="Lieu", required=False, max_length=160)
    told_by = forms.CharField(
        label="Qui le dit",
        required=False,
        max_length=120,
        help_text="La fonction : police municipale, gardien…",
    )
    owner = forms.CharField(
        label="Responsable de la suite", required=False, max_length=120, help_text="Service ou fonction."
    )
    due_on = FrenchDateField(label="Échéance, jour", to_come=True, required=False)
    due_hour = ClockField(label="Échéance, heure", required=False)
    crisis = forms.ChoiceField(label="Événement", required=False)

    def __init__(self, *args: Any, crises: list[Crisis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._crises = {str(one.pk): one for one in crises}
        choices = [
            (key, f"{one.title} (exercice)" if one.exercise else one.title)
            for key, one in self._crises.items()
        ]
        self.fields["crisis"].choices = [("", "aucun en particulier"), *choices]  # type: ignore[attr-defined]

    def said(self, now: datetime) -> dict[str, Any]:
        """What the action asks for; an hour without day is today’s, yesterday’s when it has not come yet."""
        found = self.cleaned_data
        today = timezone.localtime(now).date()
        due_on = found["due_on"] or (today if found["due_hour"] else None)
        return {
            "text": found["text"],
            "kind": found["kind"],
            "source": found["source"],
            "importance": found["importance"],
            "place": found["place"],
            "told_by": found["told_by"],
            "owner": found["owner"],
            "crisis": self._crises.get(found["crisis"]),
            "happened_at": self._happened_at(now),
            "due_at": moment_of(due_on, found["due_hour"]) if due_on else None,
        }

    def _happened_at(self, now: datetime) -> datetime | None:
        day, hour = self.cleaned_data["happened_on"], self.cleaned_data["happened_hour"]
        if day is None and hour is None:
            return None
        today = timezone.localtime(now).date()
        found = moment_of(day or today, hour)
        if day is None and found > now:
            # « 23 h 50 », typed at half past midnight.
            found = moment_of(today - timedelta(days=1), hour)
        return found


class LogFilterForm(forms.Form):
    """What to read; what cannot be read is said next to its field and left out."""

    q = forms.CharField(label="Chercher", required=False, max_length=80)
    nature = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *EntryKind.choices])
    importance = forms.ChoiceField(
        label="Importance", required=False, choices=[("", "Toutes"), *Importance.choices]
    )
    evenement = forms.ChoiceField(label="Événement", required=False)
    du = FrenchDateField(label="Du", to_come=True, required=False)
    au = FrenchDateField(label="Au", to_come=True, required=False)
    suite = forms.BooleanField(label="À suivre seulement", required=False)

    def __init__(self, *args: Any, crises: list[Crisis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evenement"].choices = [("", "Tous"), *((str(one.pk), one.title) for one in crises)]  # type: ignore[attr-defined]

    def wanted(self) -> LogFilter:
        """The filter; the last day is whole."""
        self.is_valid()
        found: dict[str, Any] = getattr(self, "cleaned_data", {})
        first, last = found.get("du"), found.get("au")
        return LogFilter(
            words=found.get("q", ""),
            kind=found.get("nature", ""),
            importance=found.get("importance", ""),
            crisis_id=int(found["evenement"]) if found.get("evenement") else None,
            since=moment_of(first, None) if first else None,
            until=moment_of(last + timedelta(days=1), None) if last else None,
            pending=bool(found.get("suite")),
        )
