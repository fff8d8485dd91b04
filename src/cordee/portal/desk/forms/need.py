"""What an agent decides about a need."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms

from cordee.ground.needs.models import ClosingReason, Need, Urgency
from cordee.ground.needs.rules.lifecycle import CANCELLING_REASONS, NO_SOLUTION_REASONS
from cordee.ground.needs.rules.recurrence import RECURRENCES
from cordee.ground.needs.rules.requests import askable_activities
from cordee.ground.needs.rules.sharing import REFERRALS
from cordee.ground.people.models import Account, ConsentAnswer, ConsentChannel, Recipient
from cordee.portal.desk.forms.call import window_choices
from cordee.ui.forms import ClockField, FrenchDateField, RadioCards, moment_of


def _reasons(reasons: tuple[ClosingReason, ...]) -> list[tuple[str, str]]:
    return [("", "à choisir"), *((reason.value, reason.label) for reason in reasons)]


class QualifyForm(forms.Form):
    """Judge or correct: what, how urgent, when."""

    activity = forms.ChoiceField(label="Aide demandée")
    urgency = forms.TypedChoiceField(label="Urgence", choices=Urgency.choices, coerce=int)
    when = forms.ChoiceField(label="Quand", required=False)
    details = forms.CharField(
        label="Précisions",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Cette note peut être lue par la personne.",
    )
    helpers = forms.IntegerField(
        label="Nombre de bénévoles",
        min_value=1,
        max_value=20,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
    )
    needs_vehicle = forms.BooleanField(label="Il faut un véhicule", required=False)
    heavy = forms.BooleanField(label="Charges lourdes", required=False)

    def __init__(self, *args: Any, need: Need, now: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(need, name) for name in self.base_fields if name != "when"}
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = askable_activities()  # type: ignore[attr-defined]
        self.fields["when"].choices = [("", "garder le créneau actuel"), *window_choices(now)[1:]]  # type: ignore[attr-defined]

    def window(self) -> tuple[datetime | None, datetime | None]:
        """The window chosen, or nothing to keep the current one."""
        start, _, end = self.cleaned_data["when"].partition("|")
        return (datetime.fromisoformat(start), datetime.fromisoformat(end)) if start else (None, None)


class NextActionForm(forms.Form):
    """Who does what next, and when."""

    next_action = forms.CharField(label="Prochaine action", max_length=120)
    due_on = FrenchDateField(
        to_come=True,
        label="Le",
    )
    due_time = ClockField(label="À", required=False, placeholder="14 h 30")
    owner = forms.ModelChoiceField(label="Suivi par", queryset=Account.objects.none(), empty_label=None)

    def __init__(self, *args: Any, owners: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Account.objects.filter(pk__in=[one.pk for one in owners])  # type: ignore[attr-defined]

    def due(self) -> datetime:
        """The moment chosen, in local time."""
        found = self.cleaned_data
        return moment_of(found["due_on"], found["due_time"] or time(9))


class PostponeForm(forms.Form):
    """Until when."""

    until = FrenchDateField(
        to_come=True,
        label="Reprendre le",
    )

    def moment(self) -> datetime:
        """Eight in the morning of that day."""
        return moment_of(self.cleaned_data["until"], time(8))


class CancelForm(forms.Form):
    """Why it is closed without help, and whether a need that comes back stops there."""

    reason = forms.ChoiceField(label="Motif", choices=_reasons(CANCELLING_REASONS))
    note = forms.CharField(label="Précision", required=False, max_length=300)
    only_this_time = forms.BooleanField(
        label="Cette fois seulement",
        required=False,
        help_text="La demande se répète : la prochaine fois s’ouvre quand même.",
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not need.recurrence:
            del self.fields["only_this_time"]


class RecurrenceForm(forms.Form):
    """How the need comes back, until when, or not any more."""

    recurrence = forms.ChoiceField(label="Se répète", required=False, choices=RECURRENCES)
    last_day = FrenchDateField(
        to_come=True,
        label="Jusqu’au",
        required=False,
        help_text="Vide : jusqu’à ce que la personne n’en ait plus besoin.",
    )


class NoSolutionForm(forms.Form):
    """Why nobody was found."""

    reason = forms.ChoiceField(label="Pourquoi", choices=_reasons(NO_SOLUTION_REASONS))
    note = forms.CharField(label="Précision", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Its fields have the names of those of ``CancelForm``, on the same page: they need identifiers of their own."""
        super().__init__(*args, **{"auto_id": "id_no_solution_%s"} | kwargs)


class ReferForm(forms.Form):
    """To whom it is handed over."""

    to = forms.CharField(label="Vers quel service ou quelle association", max_length=120)
    recipient = forms.ChoiceField(
        label="Qui reçoit le nom et la demande", choices=[("", "à choisir"), *REFERRALS]
    )
    agreed_now = forms.BooleanField(
        label="La personne vient de me dire qu’elle est d’accord",
        required=False,
        help_text="Son accord est alors noté, au téléphone, à votre nom. Sans accord, rien ne part.",
    )
    back_on = FrenchDateField(
        to_come=True,
        label="Retour attendu le",
    )

    def moment(self) -> datetime:
        """Nine in the morning of that day."""
        return moment_of(self.cleaned_data["back_on"], time(9))


class ConsentForm(forms.Form):
    """What the person said of one recipient, how and when."""

    recipient = forms.ChoiceField(
        label="Pour quel destinataire", choices=[("", "à choisir"), *Recipient.choices]
    )
    answer = forms.ChoiceField(
        label="La personne",
        choices=[(ConsentAnswer.YES.value, "est d’accord"), (ConsentAnswer.NO.value, "refuse")],
        widget=RadioCards,
    )
    channel = forms.ChoiceField(
        label="Dit",
        choices=[
            (one.value, one.label)
            for one in (ConsentChannel.PHONE, ConsentChannel.COUNTER, ConsentChannel.PAPER)
        ],
    )
    said_on = FrenchDateField(label="Dit le")
