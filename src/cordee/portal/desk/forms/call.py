"""The phone desk: what is asked in a call, in the order it is said, nothing compulsory but what help needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.requests import Asked, Circumstances
from cordee.ground.needs.models import Door, Mobility, MoneyMethod, RequesterRole, Urgency
from cordee.ground.needs.rules.recurrence import RECURRENCES, recurrence_rule
from cordee.ground.needs.rules.requests import askable_activities, check_money, needs_money
from cordee.ground.needs.rules.urgency import danger_words, suggested_urgency
from cordee.ground.people.models import ContactBy, Language
from cordee.ground.people.rules.phones import parse_phone
from cordee.ground.vault.models import keeps_health
from cordee.ground.volunteers.rules.week import slots_from, words_of_slot
from cordee.ui.forms import ClockField, Combobox, FrenchDateField, PhoneInput, RadioCards, moment_of

_DAYS_OF_FOOD = [
    ("", "pas demandé"),
    ("1", "0 ou 1 jour"),
    ("3", "2 ou 3 jours"),
    ("7", "4 à 7 jours"),
    ("10", "plus de 7"),
]
_DAYS_OF_TREATMENT = [
    ("", "sans objet"),
    ("2", "0 à 2 jours"),
    ("5", "3 à 5 jours"),
    ("10", "6 à 10 jours"),
    ("15", "plus de 10"),
]
_YES_NO = [("", "pas demandé"), ("oui", "oui"), ("non", "non")]


class PhoneField(forms.CharField):
    """A number in any French form; its clean value is E.164."""

    widget = PhoneInput

    def clean(self, value: Any) -> str:
        """Read the number; the error says what was expected."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_phone(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


class CallForm(forms.Form):
    """Who calls and who is helped."""

    phone = PhoneField(label="Téléphone", required=False, max_length=30)
    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    birth_year = forms.IntegerField(
        label="Année de naissance",
        required=False,
        min_value=1900,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "4"}),
        error_messages={"invalid": "Quatre chiffres, par exemple 1948."},
    )
    address = forms.CharField(
        label="Adresse",
        max_length=200,
        required=False,
        widget=Combobox(
            cast(str, reverse_lazy("home:addresses")),
            fills={"lat": "id_lat", "lon": "id_lon", "ban": "id_ban_id"},
        ),
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    ban_id = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    address_extra = forms.CharField(label="Bâtiment, étage, code", max_length=120, required=False)
    access_notes = forms.CharField(
        label="Comment vous trouve-t-on ?",
        max_length=140,
        required=False,
        help_text="Sonnette, chien, porte de côté…",
    )
    notice_given = forms.BooleanField(
        label="La mention a été dite",
        required=False,
    )
    share_with_helper = forms.ChoiceField(
        label="Coordonnées données à la personne qui viendra aider ?",
        choices=[("", "pas demandé"), ("oui", "d’accord"), ("non", "refuse : seule la mairie interviendra")],
        required=False,
    )
    requester_role = forms.ChoiceField(
        label="Qui appelle ?", choices=RequesterRole.choices, initial=RequesterRole.SELF, widget=RadioCards
    )
    requester_name = forms.CharField(label="Nom de la personne qui appelle", max_length=80, required=False)
    requester_phone = PhoneField(label="Son téléphone", required=False, max_length=30)
    lives_alone = forms.ChoiceField(label="Vit seul·e ?", choices=_YES_NO, required=False)
    mobility = forms.ChoiceField(
        label="Sort de chez elle ou lui ?", choices=[("", "pas demandé"), *Mobility.choices], required=False
    )
    language = forms.ChoiceField(
        label="Langue", choices=Language.choices, initial=Language.FRENCH, required=False
    )
    contact_by = forms.ChoiceField(
        label="Préfère être joint·e", choices=ContactBy.choices, initial=ContactBy.PHONE, required=False
    )
    email = forms.EmailField(label="Courriel", required=False)
    wishes_register = forms.BooleanField(
        label="Souhaite être inscrit·e au registre de solidarité", required=False
    )
    recognition_word = forms.CharField(
        label="Mot de reconnaissance",
        max_length=30,
        required=False,
        help_text="Le dire à la personne : le bénévole le dira en premier.",
    )
    door = forms.ChoiceField(
        choices=[(Door.PHONE, "téléphone"), (Door.COUNTER, "guichet")],
        initial=Door.PHONE,
        label="Venue par",
        required=False,
    )
    heard_on = FrenchDateField(label="Recopiée d’une feuille du", required=False)
    heard_hour = ClockField(label="écrite à", required=False, help_text="Les délais courent de cette heure.")
    person_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    draft = forms.IntegerField(required=False, widget=forms.HiddenInput)
    same = forms.CharField(required=False, widget=forms.HiddenInput)
    danger_cleared = forms.BooleanField(
        label="J’ai vérifié : personne n’est en danger maintenant", required=False
    )

    first_fields = (
        "phone",
        "last_name",
        "first_name",
        "birth_year",
        "address",
        "address_extra",
        "access_notes",
    )
    more_fields = (
        "requester_role",
        "requester_name",
        "requester_phone",
        "lives_alone",
        "mobility",
        "language",
        "contact_by",
        "email",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps_health():
            del self.fields["mobility"]
        self.more_names = [name for name in self.more_fields if name in self.fields]

    def clean_birth_year(self) -> int | None:
        """A year already begun."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError("Vérifiez l’année de naissance.")
        return year

    def clean(self) -> dict[str, Any]:
        """Somebody must be reachable: the person helped, or whoever calls for them."""
        found = super().clean() or {}
        for_other = found.get("requester_role") not in {RequesterRole.SELF, "", None}
        if for_other and not found.get("requester_name") and "requester_name" not in self.errors:
            self.add_error("requester_name", "Qui appelle pour cette personne ?")
        if found.get("heard_on") and not found.get("heard_hour") and "heard_hour" not in self.errors:
            self.add_error("heard_hour", "Notez l’heure écrite sur la feuille.")
        if found.get("heard_hour") and not found.get("heard_on") and "heard_on" not in self.errors:
            self.add_error("heard_on", "Notez le jour écrit sur la feuille.")
        reachable = found.get("phone") or found.get("email") or found.get("requester_phone")
        if not reachable and not {"phone", "requester_phone"} & set(self.errors):
            self.add_error("phone", "Un numéro est nécessaire pour rappeler.")
        return found

    def heard_at(self) -> datetime | None:
        """When it was written on paper; nothing for a call in progress."""
        day, hour = self.cleaned_data["heard_on"], self.cleaned_data["heard_hour"]
        return moment_of(day, hour) if day else None

    def circumstances(self) -> Circumstances:
        """What the action needs to know."""
        found = self.cleaned_data
        return Circumstances(
            lives_alone={"oui": True, "non": False}.get(found["lives_alone"]),
            mobility=found.get("mobility", ""),
            recognition_word=found["recognition_word"],
            share_with_helper={"oui": True, "non": False}.get(found["share_with_helper"]),
            wishes_register=found["wishes_register"],
            notice_given=found["notice_given"],
        )


def window_choices(now: datetime) -> list[tuple[str, str]]:
    """« Dès que possible » then each half-day of the week to come."""
    return [
        ("", "Dès que possible"),
        *(
            (f"{start.isoformat()}|{end.isoformat()}", words_of_slot(start, now).capitalize())
            for start, end in slots_from(now)
        ),
    ]


class PaidForm(forms.Form):
    """How shopping is paid, for any form that opens a need; ``ceiling`` is what an envelope of cash may hold, in euros."""

    ceiling = 50
    money_method = forms.ChoiceField(
        label="Comment les courses seront payées",
        required=False,
        choices=[("", "à choisir"), *MoneyMethod.choices],
        help_text="Jamais de carte bancaire avec son code, jamais de chèque en blanc.",
    )
    money_ceiling_euros = forms.IntegerField(
        label="Somme au plus (€)",
        required=False,
        min_value=1,
        max_value=500,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
    )

    def check_payment(self, activity: str) -> None:
        """Check it here, so that the message sits next to its field."""
        found = self.cleaned_data
        try:
            check_money(
                activity=activity,
                method=found.get("money_method", ""),
                ceiling_euros=found.get("money_ceiling_euros"),
                cash_ceiling_euros=self.ceiling,
            )
        except Refused as refused:
            if refused.field not in self.errors:
                self.add_error(refused.field, str(refused))


class AskedForm(PaidForm):
    """One thing asked for."""

    activity = forms.ChoiceField(
        label="Aide demandée", error_messages={"required": "Choisissez l’aide demandée."}
    )
    details = forms.CharField(
        label="Précisions",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Cette note peut être lue par la personne. Pas de maladie, pas de jugement.",
    )
    food_days_left = forms.ChoiceField(label="De quoi manger pour", choices=_DAYS_OF_FOOD, required=False)
    treatment_days_left = forms.ChoiceField(
        label="Médicaments pour", choices=_DAYS_OF_TREATMENT, required=False
    )
    urgency = forms.ChoiceField(
        label="Urgence",
        required=False,
        choices=[("", "selon les réponses"), *((str(level), words) for level, words in Urgency.choices)],
    )
    when = forms.ChoiceField(label="Quand", required=False)
    recurrence = forms.ChoiceField(
        label="Se répète",
        required=False,
        choices=RECURRENCES,
    )
    last_day = FrenchDateField(
        to_come=True,
        label="Jusqu’au",
        required=False,
        help_text="Si la demande se répète et qu’on sait quand elle finit.",
    )
    helpers = forms.IntegerField(
        label="Nombre de bénévoles",
        required=False,
        min_value=1,
        max_value=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
        help_text="Vide : selon l’aide demandée.",
    )
    needs_vehicle = forms.BooleanField(label="Il faut un véhicule", required=False)
    heavy = forms.BooleanField(label="Charges lourdes", required=False)

    def __init__(self, *args: Any, now: datetime | None = None, ceiling: int = 50, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ceiling = ceiling
        if not keeps_health():
            del self.fields["treatment_days_left"]
        self.fields["activity"].choices = [("", "à choisir"), *askable_activities()]  # type: ignore[attr-defined]
        self.fields["when"].choices = window_choices(now or timezone.now())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Money too."""
        found = super().clean() or {}
        if found.get("activity"):
            self.check_payment(found["activity"])
        return found

    def danger(self) -> list[str]:
        """Words of the note that may mean danger for life."""
        return danger_words(self.cleaned_data.get("details", ""))

    def asked(self) -> Asked:
        """What the action needs to know; the urgency comes from the answers unless the agent chose it."""
        found = self.cleaned_data
        food = int(found["food_days_left"]) if found["food_days_left"] else None
        treatment = int(found["treatment_days_left"]) if found.get("treatment_days_left") else None
        suggested, _ = suggested_urgency(
            activity=found["activity"], food_days_left=food, treatment_days_left=treatment
        )
        start, _, end = found["when"].partition("|")
        return Asked(
            activity=found["activity"],
            urgency=int(found["urgency"]) if found["urgency"] else suggested,
            details=found["details"],
            wanted_from=datetime.fromisoformat(start) if start else None,
            wanted_until=datetime.fromisoformat(end) if end else None,
            recurrence=recurrence_rule(every=found["recurrence"], last_day=found["last_day"]),
            helpers=found["helpers"],
            needs_vehicle=found["needs_vehicle"],
            heavy=found["heavy"],
            food_days_left=food,
            treatment_days_left=treatment,
            money_method=found["money_method"] if needs_money(found["activity"]) else "",
            money_ceiling_euros=found["money_ceiling_euros"] if needs_money(found["activity"]) else None,
        )


class AskedForms(forms.BaseFormSet[AskedForm]):
    """One to four things asked in one call; blank ones are left out."""

    def total_form_count(self) -> int:
        """One at least, whatever count was sent: there is always somewhere to say what is wrong."""
        return max(1, super().total_form_count())

    def asked(self) -> list[Asked]:
        """Everything asked for."""
        return [
            form.asked() for form in self.forms if form.has_changed() and form.cleaned_data.get("activity")
        ]

    def danger(self) -> list[str]:
        """Words that may mean danger, in any note."""
        return [word for form in self.forms if form.has_changed() for word in form.danger()]


AskedFormSet = forms.formset_factory(
    AskedForm, formset=AskedForms, extra=1, max_num=4, min_num=1, absolute_max=4
)
