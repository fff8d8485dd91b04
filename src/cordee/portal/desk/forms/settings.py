"""What a town chooses."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.rules.faces import LOGO_MAX_BYTES
from cordee.ui.forms import ClockField


def _number(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(widget=forms.TextInput({"inputmode": "numeric", "class": "short"}), **options)


class SettingsForm(forms.Form):
    """The town's face, its number, its delays. What is acceptable is judged by the action, field by field."""

    name = forms.CharField(label="Nom affiché", max_length=80)
    tagline = forms.CharField(label="Phrase d’accueil", required=False, max_length=160)
    phone = forms.CharField(
        label="Numéro à appeler", max_length=30, widget=forms.TextInput({"inputmode": "tel", "class": "short"}),
        help_text="Il est en grand sur toutes les pages.",
    )  # fmt: skip
    phone_hours = forms.CharField(
        label="Heures d’appel",
        required=False,
        max_length=120,
        help_text="Par exemple : du lundi au samedi, 9 h – 18 h.",
    )
    email = forms.EmailField(label="Courriel", required=False)
    colour = forms.CharField(
        label="Couleur de la commune", max_length=20, help_text="Comme #1f5c4d. Le texte blanc doit y rester lisible.",
        widget=forms.TextInput({"class": "short", "data-colour": "couleur", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    logo = forms.FileField(
        label="Logo ou blason", required=False, help_text="PNG, JPEG ou WebP, 200 ko et 2 000 × 2 000 points au plus.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )  # fmt: skip
    without_logo = forms.BooleanField(label="Retirer le logo actuel", required=False)
    automatic_proposals = forms.BooleanField(
        label="Envoyer les propositions aux bénévoles sans validation d’un agent",
        required=False,
        help_text="Attention : plus personne ne relit avant l’envoi. À garder pour les nuits et les grandes crises, "
        "et à couper ensuite.",
    )
    answer_minutes_u1 = _number(label="U1 (minutes)")
    answer_minutes_u2 = _number(label="U2 (minutes)")
    answer_minutes_u3 = _number(label="U3 (minutes)")
    answer_minutes_u4 = _number(label="U4 (minutes)")
    default_radius_km = forms.FloatField(
        label="Rayon proposé (km)",
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "class": "short"}),
    )
    default_weekly_cap = _number(label="Missions par semaine, au plus")
    daily_cap = _number(label="Missions par jour, au plus")
    cash_ceiling_euros = _number(
        label="Plafond des courses en espèces (€)",
        help_text="La somme placée dans l’enveloppe ne le dépasse jamais.",
    )
    briefing_weekday = forms.TypedChoiceField(label="Jour", required=False, coerce=int, empty_value=None)
    briefing_time = ClockField(label="Heure", placeholder="18 h 30")
    briefing_place = forms.CharField(label="Lieu", required=False, max_length=60)
    first_mission_with = forms.ChoiceField(
        label="Première mission accompagnée",
        choices=Municipality._meta.get_field("first_mission_with").choices or [],
        help_text="Un bénévole de la commune ou un réserviste ne part pas seul la première fois : quelqu’un d’expérience "
        "ou un agent vient avec lui.",
    )
    dpo_contact = forms.CharField(
        label="Délégué·e à la protection des données", required=False, max_length=160,
        help_text="Un courriel ou un nom et un téléphone, montrés sur la page « Vos données ».",
    )  # fmt: skip

    face_fields = ("name", "tagline", "phone", "phone_hours", "email")
    answer_fields = ("answer_minutes_u1", "answer_minutes_u2", "answer_minutes_u3", "answer_minutes_u4")
    cap_fields = ("default_radius_km", "default_weekly_cap", "daily_cap", "cash_ceiling_euros")
    briefing_fields = ("briefing_weekday", "briefing_time", "briefing_place")

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        known = {
            name: getattr(municipality, name) for name in self.base_fields if hasattr(municipality, name)
        }
        known |= {"phone": display_phone(municipality.phone), "logo": None}
        super().__init__(*args, **kwargs)
        self.initial = known
        days = Municipality._meta.get_field("briefing_weekday").choices or []
        self.fields["briefing_weekday"].choices = [  # type: ignore[attr-defined]
            ("", "pas de briefing régulier"),
            *((str(value), str(label).capitalize()) for value, label in days),
        ]
        if not municipality.logo_type:
            del self.fields["without_logo"]

    def group(self, names: tuple[str, ...]) -> list[Any]:
        """Bound fields of one part of the page."""
        return [self[name] for name in names]

    def changes(self) -> dict[str, Any]:
        """Arguments of ``update_municipality``."""
        found = dict(self.cleaned_data)
        logo = found.pop("logo", None)
        # One byte above the limit is enough to be refused: a film is not read into memory.
        found["logo"] = logo.read(LOGO_MAX_BYTES + 1) if logo else None
        return found


class DistrictsForm(forms.Form):
    """Districts: names typed, or a file with outlines."""

    names = forms.CharField(
        label="Noms des quartiers, un par ligne",
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 6}),
    )
    file = forms.FileField(
        label="Ou un fichier", required=False, help_text="GeoJSON avec les contours, ou texte avec un nom par ligne.",
        widget=forms.FileInput({"accept": ".geojson,.json,.txt,.csv"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("file") and not found.get("names", "").strip() and "file" not in self.errors:
            self.add_error("names", "Écrivez au moins un nom, ou choisissez un fichier.")
        return found
