"""Places: looking for one, noting one, saying how it stands, opening it for some days, looking for the nearest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils import timezone

from cordee.coordinate.resources.actions.records import Guardian, PlaceFacts
from cordee.coordinate.resources.models import Access, OpeningKind, Place, PlaceKind, PlaceState
from cordee.coordinate.resources.rules.weeks import DAY_NAMES, Span, Week, hours_words, read_hours, week_of
from cordee.coordinate.resources.selectors.places import PlaceFilter
from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.selectors import districts
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import CheckboxCards, ClockField, Combobox, FrenchDateField, RadioCards, moment_of
from cordee.ui.numbers import row_number

PLACE_ICONS = {
    PlaceKind.COOL: "leaf",
    PlaceKind.WARM: "home",
    PlaceKind.SHELTER: "bed",
    PlaceKind.DISTRIBUTION: "gift",
    PlaceKind.CHARGING: "laptop",
}


def address_box() -> Combobox:
    """An address proposed as it is typed, with its point when one is chosen."""
    return Combobox(cast(str, reverse_lazy("home:addresses")), fills={"lat": "id_lat", "lon": "id_lon"})


def _whole(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, help_text=help_text,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "6"}),
        error_messages={
            "invalid": "Écrivez un nombre entier, comme 40.",
            "max_value": "Ce nombre est trop grand : vérifiez.",
            "min_value": "Un nombre ne descend pas sous zéro.",
        },
    )  # fmt: skip


class PlaceFilterForm(forms.Form):
    """Which places to see; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Nom ou rue", required=False, max_length=60)
    nature = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *PlaceKind.choices])
    quartier = forms.ChoiceField(label="Quartier", required=False)
    acces = forms.ChoiceField(label="Avec", required=False, choices=[("", "Peu importe"), *Access.choices])
    ouverts = forms.BooleanField(label="Ouverts maintenant", required=False)
    retires = forms.BooleanField(label="Lieux retirés", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quartier"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"),
            *((str(one.pk), one.name) for one in districts()),
        ]

    def wanted(self) -> PlaceFilter:
        """The filter."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return PlaceFilter(
            text=found.get("q", ""),
            kind=found.get("nature", ""),
            district=row_number(found.get("quartier", "")),
            access=found.get("acces", ""),
            open_now=bool(found.get("ouverts")),
            ended=bool(found.get("retires")),
        )


class PlaceForm(forms.Form):
    """A place, its week and who guards it."""

    kind = forms.ChoiceField(
        label="Nature", choices=PlaceKind.choices, widget=RadioCards(icons=PLACE_ICONS),
        error_messages={"required": "Dites ce que l’on y trouve."},
    )  # fmt: skip
    name = forms.CharField(
        label="Nom du lieu", max_length=120, help_text="Celui que les habitants connaissent."
    )
    address = forms.CharField(label="Adresse", max_length=200, widget=address_box())
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    phone = PhoneField(label="Téléphone du lieu", required=False, help_text="Il est sur la page publique.")
    capacity = _whole("Personnes au plus", 50_000)
    beds = _whole("Lits", 5_000)
    access = forms.MultipleChoiceField(
        label="Ce que l’on y trouve", required=False, choices=Access.choices, widget=CheckboxCards
    )
    to_know = forms.CharField(
        label="Bon à savoir", required=False, max_length=240, widget=forms.Textarea({"rows": 2}),
        help_text="Sur la page publique : entrée, étage, ce qu’il faut apporter. Aucun nom de personne.",
    )  # fmt: skip
    every_day = forms.CharField(
        label="Tous les jours", required=False, max_length=80,
        help_text="« 9 h – 12 h, 14 h – 18 h », « 20 h – 8 h » jusqu’au matin, ou « 24 h/24 ». Vide : seulement les "
        "jours remplis plus bas, ou les dates que vous ouvrirez.",
    )  # fmt: skip
    published = forms.BooleanField(label="Montrer ce lieu sur la page publique", required=False, initial=True)
    guardian_first_name = forms.CharField(label="Prénom", required=False, max_length=60)
    guardian_last_name = forms.CharField(label="Nom", required=False, max_length=80)
    guardian_phone = PhoneField(label="Téléphone", required=False)

    where_fields = ("name", "address", "phone")
    size_fields = ("capacity", "beds")
    guardian_fields = ("guardian_first_name", "guardian_last_name", "guardian_phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rank, name in enumerate(DAY_NAMES):
            self.fields[f"day_{rank}"] = forms.CharField(
                label=name.capitalize(), required=False, max_length=80,
                widget=forms.TextInput({"placeholder": "comme tous les jours"}),
            )  # fmt: skip

    @property
    def days(self) -> list[BoundField]:
        """The seven boxes, Monday first."""
        return [self[f"day_{rank}"] for rank in range(7)]

    @property
    def days_differ(self) -> bool:
        """True when one of them says something: they are then shown open."""
        return any(box.value() or box.errors for box in self.days)

    def _hours(self, name: str) -> tuple[Span, ...]:
        try:
            return read_hours(self.cleaned_data.get(name, ""), field=name)
        except Refused as refused:
            self.add_error(name, str(refused))
            return ()

    def clean(self) -> dict[str, Any]:
        """Read the hours: a day left empty is like every day, « fermé » is closed."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        common = self._hours("every_day")
        found["week"] = tuple(
            self._hours(f"day_{rank}") if found.get(f"day_{rank}", "").strip() else common
            for rank in range(7)
        )
        return found

    @staticmethod
    def known(place: Place) -> dict[str, Any]:
        """What the form shows of a place."""
        guardian = place.guardian
        hidden = guardian is None or guardian.is_hidden
        week: Week = week_of(place.weekly)
        common = week[0] if len(set(week)) == 1 else ()
        shown = {
            "kind": place.kind,
            "name": place.name,
            "address": place.address,
            "phone": display_phone(place.phone) if place.phone else "",
            "capacity": place.capacity,
            "beds": place.beds,
            "access": place.access,
            "to_know": place.to_know,
            "published": place.published,
            "every_day": hours_words(common) if common else "",
            "guardian_first_name": guardian.first_name if guardian and not hidden else "",
            "guardian_last_name": guardian.last_name if guardian and not hidden else "",
            "guardian_phone": display_phone(guardian.phone) if guardian and not hidden else "",
        }
        if not common:
            shown |= {f"day_{rank}": hours_words(day) for rank, day in enumerate(week) if day}
        return shown

    def facts(self, where: dict[str, Any]) -> PlaceFacts:
        """What was typed; ``where`` are the fields of the place found for the address."""
        found = self.cleaned_data
        return PlaceFacts(
            kind=found["kind"],
            name=found["name"],
            where=where,
            access=tuple(found["access"]),
            capacity=found["capacity"],
            beds=found["beds"],
            phone=found["phone"],
            to_know=found["to_know"],
            week=found["week"],
            published=found["published"],
            guardian=Guardian(
                found["guardian_first_name"].strip(),
                found["guardian_last_name"].strip(),
                found["guardian_phone"],
            ),
        )


class PlaceStateForm(forms.Form):
    """How a place stands, as somebody there has just said on the phone."""

    state = forms.ChoiceField(
        label="Le lieu est", choices=PlaceState.choices, widget=RadioCards,
        error_messages={"required": "Dites si le lieu est ouvert, complet ou fermé."},
    )  # fmt: skip
    present = _whole("Personnes présentes", 20_000, "Vide : pas compté.")


class OpeningForm(forms.Form):
    """Hours of some days only."""

    opening = forms.ChoiceField(
        label="Effet", choices=OpeningKind.choices, initial=OpeningKind.OPEN, widget=RadioCards
    )
    starts_on = FrenchDateField(label="Du", required=False, to_come=True, help_text="Vide : dès maintenant.")
    starts_time = ClockField(label="Heure de début", required=False)
    ends_on = FrenchDateField(
        label="Au", to_come=True, help_text="Ce jour est compris, sauf si vous donnez une heure."
    )
    ends_time = ClockField(label="Heure de fin", required=False)
    why = forms.CharField(
        label="Motif",
        required=False,
        max_length=120,
        help_text="Il est sur la page publique : « canicule orange ».",
    )

    def moments(self, now: datetime) -> tuple[datetime, datetime]:
        """Start and end: now when no start is given, the whole last day when no hour is."""
        found = self.cleaned_data
        first: date | None = found["starts_on"]
        today = timezone.localtime(now).date()
        said = first is not None or found["starts_time"] is not None
        starts = moment_of(first or today, found["starts_time"]) if said else now
        last: date = found["ends_on"]
        ends = (
            moment_of(last, found["ends_time"])
            if found["ends_time"]
            else moment_of(last + timedelta(days=1), None)
        )
        return starts, ends


class NearForm(forms.Form):
    """Near where, and which places."""

    address = forms.CharField(
        label="Adresse de la personne", required=False, max_length=200, widget=address_box(),
        help_text="Elle sert à mesurer la distance, et n’est gardée nulle part.",
    )  # fmt: skip
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    nature = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *PlaceKind.choices])
    acces = forms.ChoiceField(label="Avec", required=False, choices=[("", "Peu importe"), *Access.choices])
