"""What the town itself signs: the decision that opens a crisis, the agreement with an association."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.words import written_day
from cordee.ui.forms import FrenchDateField


def _words(
    label: str, *, most: int = 300, required: bool = True, rows: int = 0, help_text: str = ""
) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=widget
    )


class ActivationForm(forms.Form):
    """The decision of the mayor; what is left empty is a line to complete by hand."""

    event = _words("Événement", most=120)
    starts_on = FrenchDateField(label="À compter du")
    because = _words("Considérant", most=600, rows=3, help_text="Ce qui oblige à agir, sans nom d’habitant.")
    visas = _words(
        "Vu aussi", required=False, help_text="Le plan communal de sauvegarde, une délibération, un arrêté."
    )
    reserve = _words(
        "Réserve communale", required=False,
        help_text="« La réserve communale de sécurité civile est mobilisée. », ou laissez vide.",
    )  # fmt: skip
    people = _words(
        "Personnes désignées",
        required=False,
        most=600,
        rows=3,
        help_text="Agents et élus, avec leur fonction.",
    )
    places = _words("Lieux ouverts", required=False, most=600, rows=2)
    signer = _words("Signé par", required=False, most=80)

    def values(self) -> dict[str, str]:
        """Fields of the text."""
        found = self.cleaned_data
        return {
            "événement": found["event"],
            "début": written_day(found["starts_on"]),
            "motif": found["because"],
            "visas": found["visas"],
            "réserve": found["reserve"] or "La réserve communale n’est pas mobilisée à ce jour.",
            "personnes": found["people"],
            "lieux": found["places"],
            "signataire": found["signer"],
        }


def _event(paper: Paper) -> str:
    return str(paper.content.get("values", {}).get("événement", ""))


class EndForm(forms.Form):
    """The decision that ends what another one opened: it says which."""

    activation = forms.ChoiceField(
        label="Arrêté d’activation",
        error_messages={
            "required": "Choisissez l’arrêté qui prend fin.",
            "invalid_choice": "Cet arrêté n’existe pas.",
        },
    )
    ends_on = FrenchDateField(label="Fin le")
    because = _words(
        "Considérant",
        most=600,
        rows=3,
        help_text="Ce qui permet d’arrêter : « que la Loire est rentrée dans son lit ».",
    )
    visas = _words("Vu aussi", required=False)
    follow_up = _words(
        "Suites", required=False, most=600, rows=2,
        help_text="Ce qui continue : « Les visites engagées vont à leur terme. »",
    )  # fmt: skip
    signer = _words("Signé par", required=False, most=80)

    def __init__(self, *args: Any, activations: list[tuple[Paper, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(paper.pk): paper for paper, _ in activations}
        self.fields["activation"].choices = [  # type: ignore[attr-defined]
            (str(paper.pk), f"{paper}, {_event(paper)}" + (f" (fin déjà préparée : {end})" if end else ""))
            for paper, end in activations
        ]

    def chosen(self) -> Paper:
        """The activation that ends."""
        return self._known[self.cleaned_data["activation"]]

    def clean_ends_on(self) -> date:
        """Not before the activation was issued: the day it opens is written in words on it."""
        ends = self.cleaned_data["ends_on"]
        paper = self._known.get(self.cleaned_data.get("activation", ""))
        if paper is not None and ends < date(*paper.content["on"]):
            raise forms.ValidationError("La fin ne vient pas avant l’arrêté d’activation.")
        return ends

    def values(self) -> dict[str, str]:
        """Fields of the text."""
        found, paper = self.cleaned_data, self.chosen()
        return {
            "événement": _event(paper),
            "arrêté": str(paper),
            "activation": f"n° {paper} du {written_day(date(*paper.content['on']))}",
            "motif": found["because"],
            "fin": written_day(found["ends_on"]),
            "visas": found["visas"],
            "suites": found["follow_up"] or "Les missions en cours vont à leur terme.",
            "signataire": found["signer"],
        }


class PartnerForm(forms.Form):
    """The agreement with an association, which mandates and insures its own volunteers."""

    name = _words("Association", most=160)
    identifier = _words("Numéro RNA ou SIREN", required=False, most=40)
    seat = _words("Siège", required=False, most=200)
    representative = _words("Représentée par", most=120, help_text="« sa présidente, Mme … »")
    activities = _words("Aides confiées", help_text="« courses à domicile, appels »")
    insurer = _words("Assureur et contrat", required=False, most=160)
    starts_on = FrenchDateField(label="Du")
    ends_on = FrenchDateField(label="Au")
    signer = _words("Signé par, pour la commune", required=False, most=80)

    def clean_ends_on(self) -> date:
        """After its beginning."""
        ends, starts = self.cleaned_data["ends_on"], self.cleaned_data.get("starts_on")
        if starts and ends <= starts:
            raise forms.ValidationError("La fin vient après le début.")
        return ends

    def values(self) -> dict[str, str]:
        """Fields of the text."""
        found = self.cleaned_data
        return {
            "association": found["name"],
            "identifiant": found["identifier"],
            "siège": found["seat"],
            "représentant": found["representative"],
            "activités": found["activities"],
            "assureur": found["insurer"],
            "début": written_day(found["starts_on"]),
            "fin": written_day(found["ends_on"]),
            "signataire": found["signer"],
        }


TOWN_FORMS: dict[str, Callable[..., ActivationForm | EndForm | PartnerForm]] = {
    PaperKind.ACTIVATION.value: ActivationForm,
    PaperKind.END.value: EndForm,
    PaperKind.PARTNER.value: PartnerForm,
}
