"""The « fiche d’évaluation » as a form built from its questions, and what it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from cordee.ground.needs.actions.requests import Asked
from cordee.ground.needs.models import MoneyMethod, Urgency
from cordee.ground.needs.rules.assessment import Answers, Proposal, Question, Section, sections_asked
from cordee.ground.needs.rules.requests import activity_label, needs_money
from cordee.portal.desk.forms.call import PaidForm
from cordee.ui.forms import CheckboxCards, Combobox, RadioCards
from cordee.ui.wording import typo

READABLE = "Cette note peut être lue par la personne."


def _field(question: Question) -> forms.Field:
    label = typo(f"{question.say} ★" if question.must else question.say)
    common: dict[str, Any] = {"label": label, "required": False, "help_text": typo(question.hint)}
    if question.kind == "choice":
        return forms.ChoiceField(choices=list(question.options), widget=RadioCards, **common)
    if question.kind in {"multi", "activities"}:
        return forms.MultipleChoiceField(choices=list(question.options), widget=CheckboxCards, **common)
    if question.kind == "number":
        return forms.IntegerField(
            min_value=1,
            max_value=30,
            widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "2"}),
            **common,
        )
    hint = typo(f"{question.hint} {READABLE}".strip())
    widget = forms.Textarea({"rows": 3}) if question.longest > 200 else forms.TextInput()
    return forms.CharField(max_length=question.longest, widget=widget, **(common | {"help_text": hint}))


@dataclass(frozen=True)
class Part:
    """One section as the page shows it: how many of its questions have an answer."""

    section: Section
    fields: list[forms.BoundField]
    answered: int


class AssessmentForm(forms.Form):
    """Every question this host asks; nothing is compulsory here."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections_asked()
        for section in self.sections:
            for question in section.questions:
                self.fields[question.code] = _field(question)

    def said(self) -> dict[str, Any]:
        """Answers given."""
        given = {
            code: value for code, value in self.cleaned_data.items() if code not in {"version", "opened"}
        }
        return {code: value for code, value in given.items() if value not in (None, "", [])}

    def free_words(self) -> list[str]:
        """What was written freely."""
        texts = [
            question.code
            for section in self.sections
            for question in section.questions
            if question.kind == "text"
        ]
        return [self.cleaned_data[code] for code in texts if self.cleaned_data.get(code)]

    def parts(self, answers: Answers) -> list[Part]:
        """Sections with their fields and what is answered so far."""
        return [
            Part(
                section,
                [self[question.code] for question in section.questions],
                sum(1 for question in section.questions if answers.get(question.code)),
            )
            for section in self.sections
        ]


class ProposalForm(PaidForm):
    """One need the answers propose, ticked; how urgent and how it is paid can be changed."""

    wanted = forms.BooleanField(required=False, initial=True)
    urgency = forms.TypedChoiceField(label="Urgence", choices=Urgency.choices, coerce=int)

    def __init__(self, *args: Any, proposal: Proposal, ceiling: int, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"prefix": proposal.activity}))
        self.proposal, self.ceiling = proposal, ceiling
        self.fields["wanted"].label = activity_label(proposal.activity)
        if not needs_money(proposal.activity):
            del self.fields["money_method"], self.fields["money_ceiling_euros"]

    def clean(self) -> dict[str, Any]:
        """How it is paid, only for what is wanted."""
        found = super().clean() or {}
        if found.get("wanted") and "money_method" in self.fields:
            self.check_payment(self.proposal.activity)
        return found

    def asked(self, said: Answers) -> Asked:
        """What the action needs to know."""
        found, activity = self.cleaned_data, self.proposal.activity
        treatment = said.get("treatment_days_left", "none") if activity == "MEDICAMENTS" else "none"
        return Asked(
            activity=activity,
            urgency=found["urgency"],
            details=said.get("transport_need", "") if activity == "TRANSPORT_PERSONNE" else "",
            food_days_left=int(said["food_days_left"])
            if activity in {"COURSES", "AIDE_ALIMENTAIRE", "REPAS"} and said.get("food_days_left")
            else None,
            treatment_days_left=None if treatment == "none" else int(treatment),
            money_method=found.get("money_method", ""),
            money_ceiling_euros=found.get("money_ceiling_euros"),
        )


def proposal_forms(
    proposals: Iterable[Proposal], said: Answers, *, ceiling: int, data: Any = None
) -> list[ProposalForm]:
    """One form a proposal, bound when something was sent."""
    method = said.get("payment_means", "")
    return [
        ProposalForm(
            data,
            proposal=one,
            ceiling=ceiling,
            initial={
                "urgency": one.urgency,
                "money_method": method if method in MoneyMethod.values and method != "none" else "",
            },
        )
        for one in proposals
    ]


class OutcomeForm(forms.Form):
    """Where help goes and in which order the person is called."""

    priority = forms.TypedChoiceField(
        label="Priorité", choices=[(1, "P1"), (2, "P2"), (3, "P3")], coerce=int, widget=RadioCards
    )
    address = forms.CharField(
        label="Adresse",
        max_length=200,
        required=False,
        widget=Combobox(cast(str, reverse_lazy("home:addresses")), fills={"lat": "id_lat", "lon": "id_lon"}),
        help_text="Celle du dossier ; corrigez-la si la personne a déménagé.",
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)


def seconds_since(opened: int | None, now: datetime) -> int:
    """Seconds a page stayed open; nothing when it does not say."""
    return round(now.timestamp()) - opened if opened else 0
