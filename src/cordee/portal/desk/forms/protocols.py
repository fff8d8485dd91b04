"""A decision about a protocol, a zone, a mission: who decides, from when, on what ground."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.rules.parameters import as_value
from cordee.ground.crisis.selectors.protocols import ParameterLine
from cordee.ground.territory.models import District
from cordee.ui.forms import ClockField, FrenchDateField, moment_of


class FromForm(forms.Form):
    """From when, and who decides."""

    starts_on = FrenchDateField(
        label="À partir du", required=False, to_come=True, help_text="Vide : tout de suite."
    )
    starts_time = ClockField(label="Heure de début", required=False)
    decided_by = forms.CharField(
        label="Décidé par", max_length=120, help_text="Le nom et la fonction : « Hélène Martin, maire »."
    )
    decided_on = FrenchDateField(label="Décidé le")
    legal_ref = forms.CharField(
        label="Arrêté, décret ou vigilance",
        max_length=200,
        help_text="Par exemple : arrêté municipal 2026-041.",
    )

    def starts_at(self, now: datetime) -> datetime:
        """The moment it starts: now when no day is given, midnight when no hour is."""
        day, at = self.cleaned_data["starts_on"], self.cleaned_data["starts_time"]
        if day is None and at is None:
            return now
        day = day or timezone.localtime(now).date()
        if at is None and day == timezone.localtime(now).date():
            return now
        return moment_of(day, at)


class UntilForm(FromForm):
    """And until when."""

    ends_on = FrenchDateField(
        label="Jusqu’au", required=False, to_come=True,
        help_text="Ce jour est compris, sauf si vous donnez une heure. Vide : jusqu’à nouvel ordre.",
    )  # fmt: skip
    ends_time = ClockField(label="Heure de fin", required=False)
    district = forms.ChoiceField(label="Où", required=False)

    def __init__(self, *args: Any, districts: Sequence[District], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._districts = {str(one.pk): one for one in districts}
        self.fields["district"].choices = [  # type: ignore[attr-defined]
            ("", "toute la commune"),
            *((key, one.name) for key, one in self._districts.items()),
        ]

    def ends_at(self) -> datetime | None:
        """The moment it ends, not included; nothing when it lasts until further notice."""
        day, at = self.cleaned_data["ends_on"], self.cleaned_data["ends_time"]
        if day is None:
            return None
        return moment_of(day, at) if at else moment_of(day + timedelta(days=1), None)

    def clean(self) -> dict[str, Any]:
        """An hour of end belongs to a day."""
        found = super().clean() or self.cleaned_data
        if found.get("ends_time") and not found.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "Donnez aussi le jour de fin.")
        return found

    def place(self) -> District | None:
        """The district chosen, or nothing for the whole town."""
        return self._districts.get(self.cleaned_data["district"])


class DecisionForm(UntilForm):
    """A protocol with its dates and each of its parameters, confirmed or not."""

    field_order = (
        "starts_on",
        "starts_time",
        "ends_on",
        "ends_time",
        "district",
        "decided_by",
        "decided_on",
        "legal_ref",
    )

    def __init__(
        self, *args: Any, lines: Sequence[ParameterLine], fixed_place: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        if fixed_place:
            self.fields["district"].disabled = True
            self.fields[
                "district"
            ].help_text = "Une modification garde le lieu. Pour un autre, prenez une autre décision."
        for line in lines:
            self.fields[f"value_{line.name}"] = _value_field(line)
            self.fields[f"source_{line.name}"] = forms.CharField(
                label=f"Source : {line.label}", required=False, max_length=200, initial=line.source
            )
            self.fields[f"confirmed_{line.name}"] = forms.BooleanField(
                label="Vérifié dans le texte en vigueur", required=False, initial=line.confirmed
            )

    def rows(self) -> list[tuple[ParameterLine, BoundField, BoundField, BoundField]]:
        """Each parameter with its three fields."""
        return [
            (line, self[f"value_{line.name}"], self[f"source_{line.name}"], self[f"confirmed_{line.name}"])
            for line in self.lines
        ]

    def decision_fields(self) -> list[BoundField]:
        """The fields that are not parameters."""
        return [self[name] for name in self.field_order]

    def parameters(self, today: date) -> dict[str, dict[str, Any]]:
        """Every parameter as the decision keeps it. A confirmation keeps its first day while nothing moves."""
        found = {}
        for line in self.lines:
            try:
                value = as_value(line.name, self.cleaned_data.get(f"value_{line.name}"))
            except Refused as refused:
                self.add_error(f"value_{line.name}", str(refused))
                continue
            source = self.cleaned_data[f"source_{line.name}"].strip() or line.source
            confirmed = self.cleaned_data[f"confirmed_{line.name}"]
            unchanged = line.confirmed and source == line.source and value == as_value(line.name, line.typed)
            checked = line.checked_on if unchanged and line.checked_on else today.isoformat()
            found[line.name] = {
                "value": value,
                "source": source,
                "confirmed": confirmed,
                "checked_on": checked if confirmed else "",
            }
        return found


def _value_field(line: ParameterLine) -> forms.Field:
    if line.several:
        return forms.MultipleChoiceField(
            label=line.label, required=False, choices=line.choices, initial=line.typed,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
    if line.choices:
        return forms.ChoiceField(label=line.label, choices=line.choices, initial=line.typed)
    widget = (
        forms.Textarea({"rows": 3})
        if line.lines
        else forms.TextInput({"class": "short", "inputmode": "decimal"})
    )
    return forms.CharField(
        label=line.label, initial=line.typed, widget=widget, help_text=line.hint, max_length=1000
    )


class ZoneForm(UntilForm):
    """A zone where nobody is sent: drawn, pasted, or a whole district."""

    field_order = (
        "name", "district", "outline", "starts_on", "starts_time", "ends_on", "ends_time", "decided_by", "legal_ref",
    )  # fmt: skip
    name = forms.CharField(
        label="Nom de la zone", required=False, max_length=120, help_text="Par exemple : Quais de Loire."
    )
    outline = forms.CharField(
        label="Contour (GeoJSON)", required=False, max_length=120_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text="Il se remplit quand vous dessinez sur la carte. Vous pouvez aussi coller un polygone.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["decided_on"]
        self.fields["district"].label = "Quartier entier"
        places = [(key, one.name) for key, one in self._districts.items()]
        self.fields["district"].choices = [("", "non, un contour"), *places]  # type: ignore[attr-defined]
        self.fields["legal_ref"].required = False
        self.fields["legal_ref"].label = "Source"
        self.fields["legal_ref"].help_text = "Arrêté, préfecture, pompiers…"


class OverrideForm(forms.Form):
    """Why somebody passes over a protocol."""

    reason = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text="Sans nom ni état de santé : ce motif est gardé avec votre nom.",
    )  # fmt: skip
