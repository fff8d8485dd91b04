"""What the town itself signs: the decision that opens a crisis, the agreement with an association."""

from __future__ import annotations

from datetime import date

from django import forms

from cordee.ground.papers.models import PaperKind
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


TOWN_FORMS: dict[str, type[ActivationForm | PartnerForm]] = {
    PaperKind.ACTIVATION.value: ActivationForm,
    PaperKind.PARTNER.value: PartnerForm,
}
