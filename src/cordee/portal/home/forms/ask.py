"""« J’ai besoin d’aide »: for oneself or for somebody else, several things in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from unidecode import unidecode

from cordee.ground.needs.actions.requests import Asked, Circumstances
from cordee.ground.needs.models import MoneyMethod, RequesterRole
from cordee.ground.needs.rules.urgency import danger_words, suggested_urgency
from cordee.ground.people.models import Language
from cordee.ground.vault.models import keeps_health
from cordee.portal.home.actions.asking import Identity
from cordee.portal.home.forms.fields import ADDRESS_HELP, NumberField, address_box
from cordee.portal.home.rules.wishes import COMMON, WISHES, WISHES_BY_CODE, Wish
from cordee.ui.forms import FrenchDateField, HoneypotField, RadioCards

FOR_WHOM = [
    (RequesterRole.SELF, "Pour moi"),
    (RequesterRole.RELATIVE, "Pour un proche"),
    (RequesterRole.NEIGHBOUR, "Pour une voisine, un voisin"),
    (RequesterRole.PROFESSIONAL, "Comme professionnel·le"),
]
FOOD_DAYS = [
    ("", "Je ne sais pas"),
    ("1", "1 jour ou moins"),
    ("3", "2 ou 3 jours"),
    ("7", "4 à 7 jours"),
    ("10", "Plus"),
]
TREATMENT_DAYS = [
    ("", "Je ne sais pas"),
    ("2", "2 jours ou moins"),
    ("5", "3 à 5 jours"),
    ("10", "6 à 10 jours"),
    ("20", "Plus"),
]
MONEY = [
    (MoneyMethod.SHOP_ACCOUNT, "Le magasin envoie la facture ou a un compte à mon nom"),
    (MoneyMethod.CHEQUE_TO_SHOP, "Un chèque à l’ordre du magasin"),
    (MoneyMethod.GIFT_CARD, "Une carte cadeau du magasin"),
    (MoneyMethod.CASH_ENVELOPE, "Une enveloppe d’espèces, avec un reçu"),
    (MoneyMethod.CCAS_VOUCHER, "Je ne peux pas payer en ce moment : le CCAS me rappelle"),
    (MoneyMethod.NONE, "Rien à payer sur place (tiers payant, déjà réglé)"),
]
PARTS = {"morning": (8, 12), "afternoon": (14, 18), "evening": (18, 21), "any": (8, 20)}


@dataclass(frozen=True)
class WishCard:
    """One card of the form, with what was typed under it."""

    wish: Wish
    checked: bool
    details: str
    opens_more: bool
    ends_more: bool

    @property
    def details_name(self) -> str:
        """Name of the box that opens under the card."""
        return f"details_{self.wish.code}"


class AskForm(forms.Form):
    """A request. Compulsory: a name, one way to be reached, the place, the things asked for."""

    for_whom = forms.ChoiceField(
        label="Pour qui demandez-vous de l’aide ?",
        choices=FOR_WHOM,
        initial=RequesterRole.SELF,
        widget=RadioCards,
    )
    asker_first_name = forms.CharField(label="Votre prénom", max_length=60, required=False)
    asker_last_name = forms.CharField(label="Votre nom", max_length=80, required=False)
    asker_phone = NumberField(label="Votre téléphone", required=False)
    agreed = forms.BooleanField(
        label="La personne est d’accord pour que je fasse cette demande",
        required=False,
        help_text="Si vous n’avez pas pu lui en parler et que vous êtes inquiet, appelez-nous plutôt.",
    )
    activities = forms.MultipleChoiceField(
        label="De quoi avez-vous besoin ?",
        choices=[(wish.code, wish.label) for wish in WISHES],
        error_messages={"required": "Cochez au moins une aide."},
    )
    food_days = forms.ChoiceField(label="Il reste de quoi manger pour…", choices=FOOD_DAYS, required=False)
    treatment_days = forms.ChoiceField(
        label="Il reste des médicaments pour…", choices=TREATMENT_DAYS, required=False
    )
    money_method = forms.ChoiceField(
        label="Comment les achats seront-ils payés ?",
        choices=MONEY,
        required=False,
        widget=RadioCards,
        help_text="Jamais de carte bancaire, jamais de code, jamais de chèque en blanc.",
    )
    money_ceiling_euros = forms.IntegerField(
        label="Somme dans l’enveloppe (en euros)",
        required=False,
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    when = forms.ChoiceField(
        label="Pour quand ?",
        choices=[("soon", "Dès que possible"), ("on", "Un jour précis")],
        initial="soon",
        widget=RadioCards,
    )
    wanted_on = FrenchDateField(
        to_come=True, label="Quel jour ?", required=False, help_text="Par exemple 14/04/2026."
    )
    part = forms.ChoiceField(
        label="À quel moment ?",
        required=False,
        choices=[
            ("any", "Peu importe"),
            ("morning", "Le matin"),
            ("afternoon", "L’après-midi"),
            ("evening", "Le soir"),
        ],
    )
    weekly = forms.BooleanField(label="Puis chaque semaine, le même jour", required=False)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    last_name = forms.CharField(label="Nom", max_length=80, error_messages={"required": "Indiquez le nom."})
    phone = NumberField(
        label="Téléphone", required=False, help_text="Fixe ou portable : c’est là que nous rappelons."
    )
    email = forms.EmailField(
        label="Courriel",
        required=False,
        max_length=200,
        error_messages={"invalid": "Cette adresse de courriel n’est pas complète (nom@exemple.fr)."},
    )
    language = forms.ChoiceField(
        label="Langue parlée", choices=Language.choices, initial=Language.FRENCH, required=False
    )
    address = forms.CharField(
        label="Adresse",
        max_length=200,
        help_text=ADDRESS_HELP,
        error_messages={"required": "Indiquez l’adresse où venir, ou au moins le quartier."},
    )
    address_extra = forms.CharField(label="Bâtiment, étage, appartement", max_length=120, required=False)
    access_notes = forms.CharField(
        label="Comment vous trouve-t-on ?",
        max_length=140,
        required=False,
        help_text="Sonnette, portail, chien…",
    )
    pin_lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    pin_lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lives_alone = forms.BooleanField(label="La personne aidée vit seule", required=False)
    share = forms.ChoiceField(
        label="Pouvons-nous donner le nom, l’adresse et le téléphone à la personne qui viendra aider ?",
        choices=[("yes", "Oui"), ("no", "Non, seulement aux agents de la mairie")],
        widget=RadioCards,
        error_messages={"required": "Choisissez oui ou non."},
    )
    website = HoneypotField()

    def __init__(self, *args: Any, cash_ceiling_euros: int, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cash_ceiling, self._today = cash_ceiling_euros, today
        if not keeps_health():
            del self.fields["treatment_days"]
        self.fields["address"].widget = address_box()
        self.fields["address"].widget.is_required = True
        for wish in WISHES:
            self.fields[f"details_{wish.code}"] = forms.CharField(
                label=wish.prompt, max_length=900, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def wish_cards(self) -> list[WishCard]:
        """The cards in their order, ticked and filled as they were sent."""
        ticked = set(self["activities"].value() or ())
        return [
            WishCard(
                wish,
                wish.code in ticked,
                self[f"details_{wish.code}"].value() or "",
                opens_more=rank == COMMON,
                ends_more=rank == len(WISHES) - 1,
            )
            for rank, wish in enumerate(WISHES)
        ]

    @property
    def rare_ticked(self) -> bool:
        """Whether something beyond the common wishes is ticked: their box is then open."""
        return not {wish.code for wish in WISHES[COMMON:]}.isdisjoint(self["activities"].value() or ())

    @property
    def vital_words(self) -> list[str]:
        """Words typed that may mean danger for life."""
        typed = [
            str(value) for name, value in self.cleaned_data.items() if name.startswith("details_") and value
        ]
        text = " . ".join([*typed, self.cleaned_data.get("access_notes") or ""])
        return [as_typed(word, text) for word in danger_words(text)]

    def clean(self) -> dict[str, Any]:
        """Check what depends on what: the other person, the day, the money."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("phone") and not values.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "Indiquez un téléphone ou un courriel, pour que nous puissions répondre.")
        if values.get("for_whom") not in {None, RequesterRole.SELF}:
            self._check_asker(values)
        if values.get("when") == "on":
            self._check_day(values)
        if any(WISHES_BY_CODE[code].money for code in values.get("activities") or ()):
            self._check_money(values)
        return values

    def _check_asker(self, values: dict[str, Any]) -> None:
        if not values.get("asker_last_name"):
            self.add_error("asker_last_name", "Indiquez votre nom.")
        if not values.get("asker_phone") and "asker_phone" not in self.errors:
            self.add_error("asker_phone", "Indiquez votre téléphone, pour que nous puissions vous répondre.")
        if not values.get("agreed"):
            self.add_error("agreed", "Nous avons besoin de l’accord de la personne, ou appelez-nous.")

    def _check_day(self, values: dict[str, Any]) -> None:
        if "wanted_on" in self.errors:
            return
        day = values.get("wanted_on")
        if day is None:
            self.add_error("wanted_on", "Indiquez le jour, ou choisissez « Dès que possible ».")
        elif day < self._today:
            self.add_error("wanted_on", "Ce jour est passé.")
        elif day > self._today + timedelta(days=90):
            self.add_error("wanted_on", "Choisissez un jour dans les trois mois.")

    def _check_money(self, values: dict[str, Any]) -> None:
        method = values.get("money_method")
        if not method and "money_method" not in self.errors:
            self.add_error("money_method", "Choisissez comment les achats seront payés.")
        if method != MoneyMethod.CASH_ENVELOPE or "money_ceiling_euros" in self.errors:
            return
        amount = values.get("money_ceiling_euros")
        if amount is None:
            self.add_error("money_ceiling_euros", "Indiquez la somme placée dans l’enveloppe.")
        elif amount > self._cash_ceiling:
            self.add_error("money_ceiling_euros", f"L’enveloppe ne dépasse pas {self._cash_ceiling} €.")

    def asked(self, at: datetime) -> list[Asked]:
        """The things asked for, each with the urgency its facts suggest; valid forms only."""
        values = self.cleaned_data
        wanted_from, wanted_until = self._window(at)
        food, treatment = _days(values["food_days"]), _days(values.get("treatment_days", ""))
        asked = []
        for code in values["activities"]:
            concerns_food = food if code in {"COURSES", "REPAS", "AIDE_ALIMENTAIRE"} else None
            concerns_treatment = treatment if code == "MEDICAMENTS" else None
            urgency, _ = suggested_urgency(
                activity=code, food_days_left=concerns_food, treatment_days_left=concerns_treatment
            )
            money = WISHES_BY_CODE[code].money
            asked.append(
                Asked(
                    activity=code,
                    urgency=urgency,
                    details=values[f"details_{code}"],
                    wanted_from=wanted_from,
                    wanted_until=wanted_until,
                    recurrence="FREQ=WEEKLY" if wanted_from and values["weekly"] else "",
                    food_days_left=concerns_food,
                    treatment_days_left=concerns_treatment,
                    money_method=values["money_method"] if money else "",
                    money_ceiling_euros=values["money_ceiling_euros"]
                    if money and values["money_method"] == MoneyMethod.CASH_ENVELOPE
                    else None,
                )
            )
        return asked

    def _window(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        day = self.cleaned_data["wanted_on"]
        if self.cleaned_data["when"] != "on" or day is None:
            return None, None
        first, last = PARTS[self.cleaned_data["part"] or "any"]
        start = timezone.make_aware(datetime.combine(day, time(first)))
        end = timezone.make_aware(datetime.combine(day, time(last)))
        if end <= at + timedelta(hours=1):
            return None, None  # The moment chosen is nearly over: as soon as possible, then.
        return max(start, at), end

    def helped(self) -> Identity:
        """Who is to be helped; valid forms only."""
        values = self.cleaned_data
        return Identity(
            first_name=values["first_name"],
            last_name=values["last_name"],
            phone=values["phone"],
            email=values["email"],
            language=values["language"] or Language.FRENCH,
        )

    def asker(self) -> Identity | None:
        """Who asks, when it is somebody else; valid forms only."""
        values = self.cleaned_data
        if values["for_whom"] == RequesterRole.SELF:
            return None
        return Identity(values["asker_first_name"], values["asker_last_name"], values["asker_phone"])

    def circumstances(self) -> Circumstances:
        """What else was said; the notice stands on the page, so it was given."""
        return Circumstances(
            lives_alone=True if self.cleaned_data["lives_alone"] else None,
            share_with_helper=self.cleaned_data["share"] == "yes",
            notice_given=True,
        )


def as_typed(word: str, text: str) -> str:
    """A word found in the text without its accents, with the accents the person typed."""
    plain = unidecode(text).lower()
    start = plain.find(word)
    return text[start : start + len(word)].lower() if start >= 0 and len(plain) == len(text) else word


def _days(choice: str) -> int | None:
    return int(choice) if choice else None
