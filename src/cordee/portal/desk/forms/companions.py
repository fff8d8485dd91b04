"""Who comes along with somebody new."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ground.assignments.selectors.accompaniment import PossibleCompanion
from cordee.ui.forms import RadioCards
from cordee.ui.numbers import row_number


def _label(one: PossibleCompanion) -> str:
    told = [one.volunteer.person.full_name]
    if one.km is not None:
        told.append(f"à {one.km:.1f} km".replace(".", ","))
    if not one.usually_free:
        told.append("pas libre d’habitude à ce moment : à appeler")
    return ", ".join(told)


class CompanionForm(forms.Form):
    """An experienced volunteer, or an agent by name: one of the two."""

    companion = forms.ChoiceField(
        label="Un bénévole d’expérience", required=False, widget=RadioCards,
        help_text="La mission lui est proposée au même moment ; elle ne commence pas sans son oui.",
    )  # fmt: skip
    agent_name = forms.CharField(
        label="Ou un agent de la mairie", required=False, max_length=80,
        help_text="Son nom : il figure sur l’ordre de mission.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, possible: list[PossibleCompanion]) -> None:
        super().__init__(data)
        self.fields["companion"].choices = [  # type: ignore[attr-defined]
            (str(one.volunteer.pk), _label(one)) for one in possible
        ]
        if not possible:
            del self.fields["companion"]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        found: dict[str, Any] = super().clean() or {}
        named = bool(found.get("agent_name", "").strip())
        if "companion" in self.errors or "agent_name" in self.errors:
            return found
        if not named and not found.get("companion"):
            self.add_error(
                "companion" if "companion" in self.fields else "agent_name", "Dites qui accompagne."
            )
        elif named and found.get("companion"):
            self.add_error("agent_name", "Choisissez un bénévole ou un agent, pas les deux.")
        return found

    def companion_id(self) -> int | None:
        """Key of the volunteer chosen."""
        return row_number(self.cleaned_data.get("companion") or "")
