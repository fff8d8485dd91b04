"""A campaign: on what ground, whom, when; then what each call gave."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cordee.coordinate.campaigns.actions.preparing import Plan
from cordee.coordinate.campaigns.models import Colour, Outcome, Source, StepKind, Trigger, Via
from cordee.coordinate.campaigns.rules.outcomes import RESCUE_NUMBERS, Said, allowed_outcomes
from cordee.ground.crisis.models import CrisisKind
from cordee.ground.needs.actions.requests import Asked
from cordee.ground.needs.models import MoneyMethod, Urgency
from cordee.ground.needs.rules.requests import askable_activities
from cordee.ground.needs.rules.urgency import danger_words
from cordee.ground.people.models import Account
from cordee.ui.forms import ClockField, FrenchDateField, moment_of

LONGEST_AGO_S = 3 * 86_400
QUICK = (Outcome.OK, Outcome.NR, Outcome.REPONDEUR, Outcome.OCCUPE, Outcome.VISITE_OK, Outcome.VISITE_ABSENT)
"""Codes that ask for nothing else: a button each."""


class CampaignForm(forms.Form):
    """What a campaign is, in the order one decides it."""

    title = forms.CharField(label="Titre", max_length=120, help_text="Par exemple : Canicule de juillet.")
    kind = forms.ChoiceField(
        label="Événement", choices=CrisisKind.choices, help_text="Il choisit le texte à dire."
    )
    colour = forms.ChoiceField(
        label="Vigilance", choices=Colour.choices, initial=Colour.ORANGE,
        help_text="Elle règle les délais : plus elle est grave, plus vite on rappelle et on va à la porte.",
    )  # fmt: skip
    trigger = forms.ChoiceField(
        label="Déclencheur", choices=[("", "Choisissez"), *Trigger.choices],
        error_messages={"required": "Choisissez ce qui permet d’appeler : sans déclencheur, pas de campagne."},
    )  # fmt: skip
    trigger_ref = forms.CharField(
        label="Référence",
        max_length=160,
        help_text="Numéro d’arrêté, lettre du préfet, bulletin de vigilance.",
    )
    trigger_on = FrenchDateField(label="Daté du")
    source = forms.ChoiceField(label="Qui appeler", choices=Source.choices, initial=Source.REGISTER)
    priorities = forms.MultipleChoiceField(
        label="Priorités du registre", required=False, choices=[("1", "P1"), ("2", "P2"), ("3", "P3")],
        widget=forms.CheckboxSelectMultiple, help_text="Aucune case cochée : tout le registre.",
    )  # fmt: skip
    district = forms.ChoiceField(label="Quartier (registre ou bénévoles)", required=False)
    file = forms.FileField(
        label="La liste (tableur)", required=False,
        help_text="Colonnes : Nom, Prénom, Téléphone, Adresse, Priorité. Elle ne sert qu’à cette campagne.",
    )  # fmt: skip
    purpose = forms.CharField(label="À quoi sert cette liste", required=False, max_length=160)
    destroy_on = FrenchDateField(
        label="Liste détruite au plus tard le", required=False, to_come=True,
        help_text="La clôture de la campagne la détruit de toute façon.",
    )  # fmt: skip
    word = forms.CharField(
        label="Mot convenu",
        required=False,
        max_length=30,
        help_text="Annoncé aux habitants, dit en premier par qui appelle.",
    )
    morning_from = ClockField(label="Matin, de", initial=time(9))
    morning_until = ClockField(label="à", initial=time(12))
    afternoon_from = ClockField(label="Après-midi, de", initial=time(14))
    afternoon_until = ClockField(label="à", initial=time(18, 30))

    visits_by = forms.ChoiceField(
        label="Visites à la porte confiées à", required=False,
        help_text="Qui y va quand le téléphone ne répond plus. Chaque visite peut ensuite changer de main.",
    )  # fmt: skip

    def __init__(self, *args: Any, districts: list[Any], staff: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"),
            *((str(one.pk), one.name) for one in districts),
        ]
        self.fields["visits_by"].choices = [  # type: ignore[attr-defined]
            ("", "Qui suit la campagne"),
            *((str(one.pk), one.name) for one in staff),
        ]

    def plan(self) -> Plan:
        """What was decided."""
        found = self.cleaned_data
        return Plan(
            morning=(found["morning_from"], found["morning_until"]),
            afternoon=(found["afternoon_from"], found["afternoon_until"]),
            destroy_on=found["destroy_on"] if found["source"] == Source.LIST else None,
            visits_by_id=int(found["visits_by"]) if found["visits_by"] else None,
            **{
                name: found[name]
                for name in (
                    "title", "kind", "colour", "trigger", "trigger_ref", "trigger_on", "source", "purpose", "word",
                )
            },
        )  # fmt: skip


class CallersForm(forms.Form):
    """How many call, until when: the estimate follows."""

    callers = forms.IntegerField(
        label="Personnes qui appellent", min_value=1, max_value=500, initial=4,
        widget=forms.NumberInput({"class": "short"}),
        error_messages={"invalid": "Écrivez un nombre.", "min_value": "Il faut au moins une personne."},
    )  # fmt: skip
    until = ClockField(label="Premier appel à tous terminé avant", required=False)


class OutcomeForm(forms.Form):
    """What a call gave. ``step`` limits the codes to those that make sense; ``ago`` is filled by a telephone that kept the
    form while it had no network: seconds between what was typed and its sending."""

    key = forms.CharField(widget=forms.HiddenInput, min_length=8, max_length=64)
    ago = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=LONGEST_AGO_S)
    outcome = forms.ChoiceField(
        label="Résultat", required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Ce résultat ne va pas avec ce qui était à faire."},
    )  # fmt: skip
    promised_on = FrenchDateField(
        label="Jour du rappel", required=False, to_come=True, help_text="Vide : aujourd’hui."
    )
    promised_at = ClockField(label="Heure du rappel promis", required=False)
    absent_until = FrenchDateField(label="Absent jusqu’au", required=False, to_come=True)
    informant = forms.CharField(label="Qui donne des nouvelles", required=False, max_length=120)
    rescue_number = forms.ChoiceField(
        label="Numéro appelé",
        required=False,
        choices=[("", "Aucun"), *((one, one) for one in RESCUE_NUMBERS)],
    )
    rescue_at = ClockField(label="Heure de l’appel aux secours", required=False)
    rescue_ref = forms.CharField(
        label="Référence donnée par les secours",
        required=False,
        max_length=60,
        help_text="Ou le nom de qui a répondu.",
    )
    activity = forms.ChoiceField(label="Aide demandée", required=False)
    details = forms.CharField(
        label="Précisions", required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    urgency = forms.TypedChoiceField(
        label="Urgence",
        required=False,
        choices=Urgency.choices,
        coerce=int,
        initial=Urgency.U2,
        empty_value="",
    )
    money_method = forms.ChoiceField(
        label="Paiement des courses", required=False, choices=[("", "sans objet"), *MoneyMethod.choices]
    )
    money_ceiling_euros = forms.IntegerField(
        label="Somme dans l’enveloppe (€)",
        required=False,
        min_value=1,
        widget=forms.NumberInput({"class": "short"}),
    )
    note = forms.CharField(
        label="Note", required=False, max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text="Cette note peut être lue par la personne : des faits, ni diagnostic ni jugement.",
    )  # fmt: skip
    danger_cleared = forms.BooleanField(
        label="J’ai vérifié : personne n’est en danger maintenant", required=False
    )

    need_fields = ("activity", "details", "urgency", "money_method", "money_ceiling_euros")

    def __init__(
        self, *args: Any, step: StepKind | None = None, now: datetime, kept: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.now, self.kept = step, now, kept
        self.allowed = allowed_outcomes(step)
        self.fields["outcome"].choices = [(one.value, one.label) for one in self.allowed]  # type: ignore[attr-defined]
        self.fields["activity"].choices = [("", "Choisissez"), *askable_activities()]  # type: ignore[attr-defined]

    @property
    def quick(self) -> list[Outcome]:
        """Codes with a button of their own."""
        return [one for one in QUICK if one in self.allowed]

    def asks(self, outcome: str) -> bool:
        """True when this code is one of those offered."""
        return outcome in self.allowed

    def clean(self) -> dict[str, Any]:
        """One code; a need says what is needed."""
        found = super().clean() or self.cleaned_data
        pressed = self.data.get("quick", "")
        if pressed:
            found["outcome"] = pressed
            if pressed not in self.allowed:
                self.add_error("outcome", "Ce résultat ne va pas avec ce qui était à faire.")
        if not found.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", "Choisissez ce que l’appel a donné.")
        if found.get("outcome") == Outcome.OK_BESOIN and not found.get("activity"):
            self.add_error("activity", "Choisissez l’aide demandée.")
        return found

    def danger(self) -> list[str]:
        """Words of danger in what was typed, unless it is already told as a danger or cleared."""
        found = self.cleaned_data
        grave = (Outcome.ALERTE_VITALE, Outcome.TRANSMIS_SECOURS)
        if found.get("danger_cleared") or found.get("outcome") in grave:
            return []
        return danger_words(f"{found.get('note', '')} {found.get('details', '')}")

    def happened_at(self) -> datetime:
        """When the call took place: now, or before when the telephone kept the form."""
        return self.now - timedelta(seconds=self.cleaned_data.get("ago") or 0)

    @property
    def via(self) -> Via:
        """Sent at once, or kept first."""
        return Via.LATE if self.kept else Via.SCREEN

    def said(self) -> Said:
        """What happened, with its moments in UTC."""
        found, at = self.cleaned_data, self.happened_at()
        today = timezone.localtime(at).date()
        return Said(
            Outcome(found["outcome"]),
            at,
            note=found["note"],
            promised_at=moment_of(found["promised_on"] or today, found["promised_at"])
            if found["promised_at"]
            else None,
            absent_until=found["absent_until"],
            informant=found["informant"],
            rescue_number=found["rescue_number"],
            rescue_at=moment_of(today, found["rescue_at"]) if found["rescue_at"] else None,
            rescue_ref=found["rescue_ref"],
        )

    def asked(self) -> Asked | None:
        """The need, when one was said."""
        found = self.cleaned_data
        if found["outcome"] != Outcome.OK_BESOIN:
            return None
        return Asked(
            found["activity"],
            urgency=found["urgency"] or Urgency.U2,
            details=found["details"],
            money_method=found["money_method"],
            money_ceiling_euros=found["money_ceiling_euros"],
        )


class LeadOutcomeForm(OutcomeForm):
    """The same, when the moment is written on a paper or was told by radio."""

    on = FrenchDateField(label="Jour", required=False, help_text="Vide : aujourd’hui.")
    hour = ClockField(label="Heure où cela s’est passé", required=False, help_text="Vide : maintenant.")
    paper = forms.BooleanField(label="Recopié d’une feuille de papier", required=False)

    def happened_at(self) -> datetime:
        """The hour written down, on the town's clock."""
        found = self.cleaned_data
        if not found.get("hour"):
            return super().happened_at()
        return moment_of(found.get("on") or timezone.localtime(self.now).date(), found["hour"])

    @property
    def via(self) -> Via:
        """From paper when said so."""
        return Via.PAPER if self.cleaned_data.get("paper") else Via.SCREEN


class PaperForm(LeadOutcomeForm):
    """One line of a call sheet: number, hour, code."""

    field_order = (
        "number",
        "on",
        "hour",
        "outcome",
        "promised_on",
        "promised_at",
        "absent_until",
        "informant",
        "note",
    )
    number = forms.IntegerField(
        label="Numéro sur la feuille", min_value=1, widget=forms.NumberInput({"class": "short"}),
        error_messages={"required": "Recopiez le numéro de la personne."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("activity", "details", "urgency", "money_method", "money_ceiling_euros", "paper"):
            del self.fields[name]
        codes = [(one.value, f"{one.value} · {one.label}") for one in Outcome if one != Outcome.OK_BESOIN]
        self.fields["outcome"] = forms.ChoiceField(label="Résultat", choices=[("", "Choisissez"), *codes])
        self.fields["hour"].required = True
        self.fields["hour"].help_text = ""
        self.allowed = tuple(Outcome)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """A need is taken on the screen of the person, where it can be said whole."""
        return forms.Form.clean(self) or self.cleaned_data

    @property
    def via(self) -> Via:
        """Always from paper."""
        return Via.PAPER

    def asked(self) -> None:
        """Nothing is asked here."""
        return


class ReasonForm(forms.Form):
    """Why a campaign ends with people left."""

    reason = forms.CharField(
        label="Pourquoi arrêter maintenant", required=False, max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text="Demandé s’il reste quelqu’un à joindre ou une tâche ouverte. Votre nom restera avec ce motif.",
    )  # fmt: skip


class HandForm(forms.Form):
    """To whom a task goes."""

    owner = forms.ChoiceField(label="Confier à")

    def __init__(self, *args: Any, staff: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff = {str(one.pk): one for one in staff}
        self.fields["owner"].choices = [(key, one.name) for key, one in self._staff.items()]  # type: ignore[attr-defined]

    def to(self) -> Account:
        """The account chosen."""
        return self._staff[self.cleaned_data["owner"]]
