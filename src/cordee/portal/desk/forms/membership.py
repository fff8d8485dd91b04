"""Which association mandates a volunteer."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ground.organisations.models import Organisation
from cordee.ground.organisations.selectors.lists import organisations_to_join
from cordee.ground.volunteers.models import Frame


class OrganisationField(forms.ChoiceField):
    """The partners of the town; its clean value is one, or nothing. ``keep`` stays whatever its state."""

    def __init__(self, *, keep: int | None = None, **kwargs: Any) -> None:
        super().__init__(
            label="Association qui mandate",
            required=False,
            help_text="Seulement pour les bénévoles d’une association. Elle manque ? Ajoutez-la dans « Partenaires ».",
            **kwargs,
        )
        self.offer(keep=keep)

    def offer(self, *, keep: int | None = None) -> None:
        """Read the list again: forms are made once, partners come and go."""
        self._known = {str(one.pk): one for one in organisations_to_join(keep=keep)}
        self.choices = [("", "Aucune"), *((key, one.name) for key, one in self._known.items())]

    def clean(self, value: Any) -> Organisation | None:
        """The partner chosen."""
        return self._known.get(super().clean(value))


def check_frame(form: forms.Form) -> None:
    """An association for its volunteers and for nobody else, told beside the field."""
    frame, organisation = form.cleaned_data.get("frame"), form.cleaned_data.get("organisation")
    if "organisation" in form.errors:
        return
    if frame == Frame.PARTNER_ORG and organisation is None:
        form.add_error("organisation", "Choisissez l’association qui mandate cette personne.")
    elif frame and frame != Frame.PARTNER_ORG and organisation is not None:
        form.add_error(
            "organisation", "L’association ne se choisit que pour ses bénévoles : changez le cadre, ou videz."
        )
