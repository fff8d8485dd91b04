"""Around the register: who is named, what the prefect asks, how many live here, who wants to be warned."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from cordee.coordinate.register.rules.choices import AlertChannel, AlertRisk, ClearanceScope
from cordee.ground.people.models import Account
from cordee.ground.territory.models import District
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import CheckboxCards, Combobox, FrenchDateField, RadioCards


class ClearanceForm(forms.Form):
    """The mayor names somebody."""

    account = forms.ChoiceField(label="Qui", error_messages={"required": "Choisissez la personne désignée."})
    scope = forms.ChoiceField(
        label="Pour",
        choices=[(code, label[:1].upper() + label[1:]) for code, label in ClearanceScope.choices],
        widget=RadioCards(
            hints={
                ClearanceScope.COLLECT: "L’accueil, qui note une inscription sans lire les autres.",
                ClearanceScope.READ: "Élu·e délégué·e, astreinte.",
                ClearanceScope.KEEP: "CCAS : inscrire, corriger, radier, consulter.",
            }
        ),
    )
    act = forms.CharField(
        label="Arrêté ou note de désignation", max_length=120, help_text="Par exemple : arrêté 2026-114."
    )
    granted_on = FrenchDateField(label="Signé le", to_come=True)
    pledged_on = FrenchDateField(label="Engagement de confidentialité signé le")
    expires_on = FrenchDateField(label="Valable jusqu’au", to_come=True, help_text="Un an au plus.")

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._accounts = {str(one.pk): one for one in accounts}
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            ("", "Choisissez"),
            *((key, one.name) for key, one in self._accounts.items()),
        ]

    def found(self) -> dict[str, Any]:
        """Arguments of the action; valid forms only."""
        return self.cleaned_data | {"account": self._accounts[self.cleaned_data["account"]]}


class TransmissionForm(forms.Form):
    """What the prefect asked."""

    reference = forms.CharField(label="Référence de la demande du préfet", max_length=120)
    requested_on = FrenchDateField(label="Datée du")
    recipient = forms.CharField(
        label="Service destinataire", max_length=120, help_text="Par exemple : préfecture, SIDPC."
    )


class CoverageForm(forms.Form):
    """How many people of 65 or over live in each district."""

    year = forms.IntegerField(
        label="Année",
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
    )
    source = forms.CharField(label="Source", max_length=80, help_text="Par exemple : INSEE, recensement.")

    def __init__(
        self, *args: Any, places: list[District], known: dict[int | None, tuple[int, int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places: list[tuple[str, int | None]] = [("town", None)]
        self._places += [(f"district_{place.pk}", place.pk) for place in places]
        names = {place.pk: place.name for place in places}
        for name, key in self._places:
            self.fields[name] = forms.IntegerField(
                label=names[key] if key else "Toute la commune",
                required=False,
                min_value=0,
                max_value=1_000_000,
                initial=known[key][0] if key in known else None,
                widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
            )

    def people(self) -> dict[int | None, int | None]:
        """Figures by district; valid forms only."""
        return {key: self.cleaned_data[name] for name, key in self._places}


class AlertForm(forms.Form):
    """A resident who wants to be warned."""

    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    phone = PhoneField(label="Téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Courriel", required=False, max_length=200)
    address = forms.CharField(
        label="Adresse dans la commune",
        max_length=200,
        widget=Combobox(cast(str, reverse_lazy("home:addresses"))),
    )
    risks = forms.MultipleChoiceField(
        label="Être prévenu·e de",
        choices=AlertRisk.choices,
        widget=CheckboxCards,
        error_messages={"required": "Choisissez au moins un risque."},
    )
    channel = forms.ChoiceField(label="Comment", choices=AlertChannel.choices, widget=RadioCards)
