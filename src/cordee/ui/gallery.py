"""What the gallery shows: every component in every state, with sample words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from cordee.ui.forms import (
    CheckboxCards,
    Combobox,
    FrenchDateField,
    HoneypotField,
    PhoneField,
    RadioCards,
    WeekGridField,
    week_bit,
)
from cordee.ui.icons import ICONS

CHOICES = [
    ("shop", "Courses"),
    ("pharmacy", "Pharmacie"),
    ("call", "Appel de convivialité"),
    ("walk", "Promener un chien"),
]


class SampleForm(forms.Form):
    """Every kind of field, in the order of a real form."""

    name = forms.CharField(label="Nom et prénom", max_length=80)
    number = PhoneField(label="Téléphone", help_text="Fixe ou portable, comme vous l’écrivez d’habitude.")
    birth = FrenchDateField(label="Date de naissance", required=False, help_text="Par exemple 07/04/1948.")
    place = forms.CharField(
        label="Adresse",
        required=False,
        widget=Combobox("/interface/propositions/", fills={"value": "id_place_key"}),
        help_text="Commencez à écrire : des adresses sont proposées.",
    )
    place_key = forms.CharField(required=False, widget=forms.HiddenInput)
    what = forms.MultipleChoiceField(
        label="De quoi s’agit-il ?",
        choices=CHOICES,
        widget=CheckboxCards(
            icons={"shop": "cart", "pharmacy": "pill", "call": "phone", "walk": "dog"},
            hints={"call": "Depuis chez soi, une fois par semaine."},
        ),
    )
    for_whom = forms.ChoiceField(
        label="Pour qui ?", choices=[("self", "Pour moi"), ("other", "Pour un proche")], widget=RadioCards
    )
    week = WeekGridField(label="Quand ?", help_text="Cochez tout ce qui convient.")
    district = forms.ChoiceField(
        label="Quartier", required=False, choices=[("", "Je ne sais pas"), ("1", "Centre")]
    )
    note = forms.CharField(label="Précisions", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="J’ai lu la charte et je l’accepte.")
    website = HoneypotField()


class SampleFilter(forms.Form):
    """A filter bar."""

    words = forms.CharField(label="Mots", required=False)
    state = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), ("new", "Nouveau")])


def sample_context(at: datetime) -> dict[str, Any]:
    """Return the context of the gallery page, its clocks turning around `at`."""
    weekend = sum(1 << week_bit(day, part) for day in (5, 6) for part in range(4))
    sent = QueryDict(mutable=True)
    sent.update({"w-name": "Rolland", "w-number": "", "w-birth": "hier", "w-website": ""})
    return {
        "at": at,
        "icons": ICONS,
        "tones": ["neutral", "info", "ok", "warn", "danger"],
        "levels": ["Danger, agir", "Dans l’heure", "Aujourd’hui", "Sous 3 jours", "Quand on peut"],
        "clocks": [
            at - timedelta(minutes=130),
            at + timedelta(minutes=25),
            at + timedelta(hours=7, minutes=5),
        ],
        "trail": [("Accueil", "/"), ("Liste", "#liste"), ("Fiche 12", "")],
        "step_labels": ["Vous", "Le lieu", "Quand", "Relecture"],
        "tab_items": [
            ("À traiter", "#a", True, 12),
            ("En cours", "#b", False, 4),
            ("Terminées", "#c", False),
        ],
        "page": Paginator(range(180), 20).page(4),
        "facts": [
            ("Téléphone", "02 41 00 00 00"),
            ("Quartier", "Les Tilleuls"),
            ("Langues", "français, portugais"),
        ],
        "headers": ["Quartier", "Demandes", "Délai médian", "État"],
        "rows": [
            ["Centre", 31, "1 h 40", "Calme"],
            ["Les Tilleuls", 24, "2 h 05", "Tendu"],
            ["Bords de Loire", 8, "55 min", "Calme"],
        ],
        "bars": [("Courses", 34), ("Pharmacie", 21), ("Appels", 18, "à distance"), ("Animaux", 3)],
        "trend": [4, 6, 5, 9, 14, 12, 18, 17],
        "blank_form": SampleForm(initial={"week": weekend}),
        "wrong_form": SampleForm(sent, auto_id="erreur_%s", prefix="w"),
        "filter_form": SampleFilter(auto_id="filtre_%s"),
        "points": [
            {
                "id": 1,
                "lat": 47.3712,
                "lon": -0.5601,
                "label": "Rue des Lilas",
                "kind": "l1",
                "text": "Centre",
            },
            {
                "id": 2,
                "lat": 47.3745,
                "lon": -0.5522,
                "label": "Place du Marché",
                "kind": "l2",
                "text": "Centre",
            },
            {
                "id": 3,
                "lat": 47.3682,
                "lon": -0.5471,
                "label": "Quai de Loire",
                "kind": "l3",
                "text": "Bords de Loire",
            },
        ],
        "districts": {
            "type": "FeatureCollection",
            "features": [
                _square("Centre", -0.566, 47.366, -0.5495, 47.378),
                _square("Bords de Loire", -0.5495, 47.364, -0.538, 47.376),
            ],
        },
    }


def _square(name: str, west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
