"""Noting that a document was seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cordee.ground.volunteers.models import CheckKind, VolunteerCheck
from cordee.ground.volunteers.rules.checks import KINDS, CheckState, End, check_state
from cordee.ui.forms import FrenchDateField


class SightForm(forms.Form):
    """When it was seen and until when it is good; only what the kind asks for. Nothing of what the document says."""

    seen_on = FrenchDateField(label="Vu le", help_text="Le jour où la personne l’a montré.")
    dated_on = FrenchDateField(label="Date écrite sur le document")
    valid_until = FrenchDateField(to_come=True, label="Valable jusqu’au")
    held_two_years = forms.ChoiceField(
        label="La personne a-t-elle le permis depuis deux ans au moins ?",
        choices=[("oui", "Oui"), ("non", "Non, moins de deux ans")],
        widget=forms.RadioSelect,
        help_text="La réponse ouvre le contrôle ; elle n’est pas gardée.",
        error_messages={"required": "Regardez la date du permis, puis dites oui ou non."},
    )

    def __init__(
        self, data: Any = None, *, kind: CheckKind, today: date, current: VolunteerCheck | None = None
    ) -> None:
        rules = KINDS[kind]
        # What is still good is there to be corrected; what ends is seen anew, and an old end left in its box would stay.
        good = (
            current is not None and check_state(kind, {kind: current.valid_until}, today) == CheckState.GOOD
        )
        end = current.valid_until if current and good and rules.months is None else None
        super().__init__(
            data, initial={"seen_on": current.seen_on if current and good else today, "valid_until": end}
        )
        if rules.months is None:
            del self.fields["dated_on"]
        else:
            self.fields["dated_on"].required = False
            self.fields["dated_on"].help_text = f"Elle donne la fin proposée : {rules.months} mois après."
            self.fields["valid_until"].help_text = "Laissez vide pour la fin proposée."
        if rules.end == End.NONE:
            del self.fields["valid_until"]
        elif rules.end == End.MAYBE or rules.months is not None:
            self.fields["valid_until"].required = False
        if rules.end == End.MAYBE:
            self.fields["valid_until"].help_text = "Laissez vide s’il n’a pas de fin."
        if kind != CheckKind.LICENCE:
            del self.fields["held_two_years"]

    def clean(self) -> dict[str, Any]:
        """One of the two days is needed where the document is only good for some months."""
        found = super().clean() or self.cleaned_data
        told = (
            found.get("dated_on")
            or found.get("valid_until")
            or {"dated_on", "valid_until"} & set(self.errors)
        )
        if "dated_on" in self.fields and not told:
            self.add_error("dated_on", "Écrivez la date du document, ou son dernier jour de validité.")
        return found

    def sight(self) -> dict[str, Any]:
        """Arguments of ``note_check``."""
        held = self.cleaned_data.get("held_two_years")
        days = {name: self.cleaned_data.get(name) for name in ("seen_on", "dated_on", "valid_until")}
        return days | {"held_two_years": None if held is None else held == "oui"}
