"""A bulletin and its translations: what people will read, who says it, until when, and where it holds."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.rules.zones import read_outline
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import districts
from cordee.inform.bulletins.models import (
    Audience,
    Authority,
    Bulletin,
    BulletinKind,
    Certainty,
    Language,
    Response,
    Severity,
    Theme,
    Translation,
    Urgency,
)
from cordee.inform.bulletins.rules.contents import MOST_DETAILS, Said
from cordee.inform.bulletins.rules.templates import Template, filled
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import CheckboxCards, ClockField, FrenchDateField, RadioCards, moment_of
from cordee.ui.wording import DAYS

KIND_ICONS = {
    BulletinKind.INSTRUCTION: "alert",
    BulletinKind.INFORMATION: "message",
    BulletinKind.DENIAL: "cross",
}


def _text(
    label: str, most: int, *, rows: int = 0, help_text: str = "", required: bool = True, missing: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text,
        widget=forms.Textarea({"rows": rows}) if rows else None,
        error_messages={"required": missing} if missing else None,
    )  # fmt: skip


class BulletinForm(forms.Form):
    """One message: everything typed comes back when something is wrong."""

    kind = forms.ChoiceField(
        label="Nature", choices=BulletinKind.choices, widget=RadioCards(icons=KIND_ICONS)
    )
    event = _text(
        "De quoi s’agit-il", 60, help_text="Canicule, crue, coupure d’eau, démarchage…",
        missing="De quoi s’agit-il ? Par exemple : canicule, crue, démarchage.",
    )  # fmt: skip
    title = _text("Titre", 100, missing="Il manque le titre.")
    action = _text(
        "Que faire", 200, rows=2, help_text="Une seule action, le verbe d’abord : « Buvez de l’eau toutes les heures. »",
        missing="Que faut-il faire ? Une action, le verbe d’abord.",
    )  # fmt: skip
    details = _text(
        "Précisions",
        MOST_DETAILS + 2000,
        rows=5,
        required=False,
        help_text="Ce que l’on peut lire ensuite. Aucun nom de personne.",
    )
    places = _text(
        "Où, avec des mots",
        300,
        required=False,
        help_text="Rues, quartiers, salle ouverte : tout le monde ne lit pas une carte.",
    )
    phone = PhoneField(
        label="Qui appeler", required=False, help_text="Le numéro de la mairie si vous laissez vide."
    )
    sms = _text(
        "Texte du SMS", 480, rows=3, required=False,
        help_text="Laissez vide : il est fait du titre et de l’action. Le compte exact est montré à l’étape suivante.",
    )  # fmt: skip
    authority = forms.ChoiceField(label="Qui le dit", choices=Authority.choices)
    authority_name = _text(
        "Précisez", 80, required=False, help_text="Par exemple : préfecture de Maine-et-Loire."
    )
    source_url = forms.URLField(
        label="Lien de la source", required=False, max_length=300, assume_scheme="https",
        error_messages={"invalid": "Ce n’est pas une adresse de page : elle commence par « https:// »."},
    )  # fmt: skip
    said_on = FrenchDateField(label="Dit le", required=False)
    said_time = ClockField(label="à", required=False)
    starts_on = FrenchDateField(
        label="Vaut à partir du", required=False, to_come=True, help_text="Vide : dès la diffusion."
    )
    starts_time = ClockField(label="à", required=False)
    expires_on = FrenchDateField(
        label="Vaut jusqu’au", to_come=True,
        error_messages={"required": "Jusqu’à quand ? Sans fin, un message reste affiché des mois."},
    )  # fmt: skip
    expires_time = ClockField(label="à", required=False, help_text="Vide : minuit.")
    districts = forms.MultipleChoiceField(
        label="Quartiers", required=False, widget=CheckboxCards, help_text="Aucun : toute la commune."
    )
    outline = forms.CharField(
        label="Zone dessinée (GeoJSON)", required=False, max_length=120_000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text="Facultatif. Il se remplit quand vous dessinez sur la carte.",
    )  # fmt: skip
    audiences = forms.MultipleChoiceField(
        label="Pour qui", choices=Audience.choices, widget=CheckboxCards, initial=[Audience.EVERYBODY],
        error_messages={"required": "Dites à qui ce message s’adresse."},
    )  # fmt: skip
    theme = forms.ChoiceField(label="Thème", choices=Theme.choices)
    response = forms.ChoiceField(
        label="Geste demandé", required=False, choices=[("", "aucun en particulier"), *Response.choices]
    )
    urgency = forms.ChoiceField(label="Quand agir", choices=Urgency.choices, initial=Urgency.EXPECTED)
    severity = forms.ChoiceField(label="Gravité", choices=Severity.choices, initial=Severity.MODERATE)
    certainty = forms.ChoiceField(label="Certitude", choices=Certainty.choices, initial=Certainty.LIKELY)
    vital = forms.BooleanField(
        label="Urgence vitale : des vies sont en jeu dans l’heure", required=False,
        help_text="Elle peut être diffusée sans deuxième lecture. Elle sera relue ensuite.",
    )  # fmt: skip
    falc_reviewed_by = _text(
        "FALC : relu par", 120, required=False,
        help_text="Seulement si des personnes concernées l’ont relu : leur groupe ou leur association.",
    )  # fmt: skip
    template = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    text_fields = ("event", "title", "action", "details", "places", "phone")
    source_fields = ("authority", "authority_name", "source_url")
    weight_fields = ("theme", "response", "urgency", "severity", "certainty")

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now or timezone.now()
        self.fields["districts"].choices = [(str(one.pk), one.name) for one in districts()]  # type: ignore[attr-defined]

    @staticmethod
    def known(bulletin: Bulletin) -> dict[str, Any]:
        """What a bulletin says, as the form shows it."""
        shown = {
            name: getattr(bulletin, name)
            for name in (
                "kind", "event", "title", "action", "details", "places", "sms", "authority", "authority_name",
                "source_url", "audiences", "theme", "response", "urgency", "severity", "certainty", "vital",
                "falc_reviewed_by", "template",
            )
        }  # fmt: skip
        for name in ("said", "starts", "expires"):
            at = timezone.localtime(getattr(bulletin, f"{name}_at"))
            shown |= {f"{name}_on": at.date(), f"{name}_time": at.time().replace(second=0, microsecond=0)}
        return shown | {
            "phone": display_phone(bulletin.phone) if bulletin.phone else "",
            "districts": [str(one.pk) for one in bulletin.districts.all()],
            "outline": json.dumps(bulletin.zone) if bulletin.zone else "",
        }

    @staticmethod
    def blank(town: Municipality, now: datetime) -> dict[str, Any]:
        """What a new message starts from: said now, valid until tomorrow evening, with the telephone of the town."""
        local = timezone.localtime(now)
        return {
            "kind": BulletinKind.INSTRUCTION, "said_on": local.date(),
            "said_time": local.time().replace(second=0, microsecond=0),
            "expires_on": local.date() + timedelta(days=1), "expires_time": "20:00", "audiences": [Audience.EVERYBODY],
            "phone": display_phone(town.phone) if town.phone else "",
        }  # fmt: skip

    @staticmethod
    def from_template(template: Template, town: Municipality, now: datetime) -> dict[str, Any]:
        """What a template proposes, with the town’s name and telephone; what only the author knows stays in sight."""
        start = BulletinForm.blank(town, now)
        end = timezone.localtime(now + timedelta(hours=template.hours)).replace(microsecond=0)
        told = filled(
            template,
            {"commune": town.name, "telephone": start["phone"], "date_heure": f"{DAYS[end.weekday()][:3]} {end:%d/%m %Hh}"},
        )  # fmt: skip
        names = (
            "kind",
            "event",
            "title",
            "action",
            "details",
            "places",
            "sms",
            "theme",
            "response",
            "urgency",
            "severity",
        )
        return start | {name: getattr(told, name) for name in (*names, "certainty")} | {
            "template": told.code, "expires_on": end.date(), "expires_time": end.time().replace(minute=0, second=0),
        }  # fmt: skip

    def clean_outline(self) -> dict[str, Any] | None:
        """The zone, or nothing."""
        typed = self.cleaned_data["outline"].strip()
        if not typed:
            return None
        try:
            return read_outline(typed)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def _moment(self, name: str, default: datetime) -> datetime:
        day, hour = self.cleaned_data.get(f"{name}_on"), self.cleaned_data.get(f"{name}_time")
        if day is None and hour is None:
            return default
        return moment_of(day or timezone.localtime(self.now).date(), hour)

    def said(self) -> Said:
        """What was typed. Call it on a valid form."""
        found = self.cleaned_data
        last = found["expires_on"] + timedelta(days=0 if found["expires_time"] else 1)
        same = (
            "kind",
            "event",
            "title",
            "action",
            "details",
            "places",
            "phone",
            "sms",
            "template",
            "authority",
        )
        more = (
            "authority_name",
            "source_url",
            "theme",
            "response",
            "urgency",
            "severity",
            "certainty",
            "vital",
        )
        return Said(
            **{name: found[name] for name in (*same, *more, "falc_reviewed_by")},
            said_at=self._moment("said", self.now),
            starts_at=self._moment("starts", self.now),
            expires_at=moment_of(last, found["expires_time"]),
            districts=tuple(int(key) for key in found["districts"]),
            zone=found["outline"],
            audiences=tuple(found["audiences"]),
        )

    def add_refused(self, refused: Refused) -> None:
        """Put a refusal beside what caused it: a moment is two fields."""
        field = refused.field or ""
        field = {"said": "said_on", "starts": "starts_on", "expires": "expires_on"}.get(field, field)
        self.add_error(field if field in self.fields else None, str(refused))


class WhyForm(forms.Form):
    """One sentence, that residents or the author will read."""

    why = forms.CharField(
        label="Pourquoi", max_length=300, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Dites pourquoi, en une phrase."},
    )  # fmt: skip

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["why"].label = label


class TranslationForm(forms.Form):
    """The message in another language."""

    title = _text("Titre", 160, missing="Il manque le titre.")
    action = _text("Que faire", 300, rows=2, missing="Il manque ce qu’il faut faire.")
    details = _text("Précisions", 3000, rows=6, required=False)
    places = _text("Où", 400, required=False)
    reviewed_by = _text("Relue par", 120, required=False, help_text="Une personne qui parle cette langue.")

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "action", "details", "places"):
            # The browser, its spelling and its reader must know the language; « auto » lays Arabic out from the right.
            self.fields[name].widget.attrs |= {"lang": language, "dir": "auto"}

    @staticmethod
    def known(found: Translation | None) -> dict[str, Any]:
        """What is written already."""
        names = ("title", "action", "details", "places", "reviewed_by")
        return {name: getattr(found, name) for name in names} if found else {}


LANGUAGES = dict(Language.choices)
