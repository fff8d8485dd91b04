"""Everything that is typed in a bilan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cordee.ground.crisis.actions.bilan import TaskSaid
from cordee.ground.crisis.models import AfterActionReport, AfterActionTask
from cordee.ground.crisis.rules.bilan import LONGEST_PART, PARTS
from cordee.ground.needs.models import Need
from cordee.ground.needs.rules.requests import activity_label
from cordee.ui.forms import FrenchDateField

SPARE_ROWS = 3
_LONGEST_SUCCESSOR = 80


class BilanForm(forms.Form):
    """One text a part, then what did not work, one line each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, (title, hint) in PARTS.items():
            self.fields[part] = forms.CharField(
                label=title, required=False, max_length=LONGEST_PART, help_text=hint,
                widget=forms.Textarea({"rows": 4}),
            )  # fmt: skip
        self.fields["failures"] = forms.CharField(
            label="Ce qui n’a pas marché", required=False, max_length=12000,
            help_text="Une ligne par échec. On les dit pour qu’ils ne reviennent pas.",
            widget=forms.Textarea({"rows": 5}),
        )  # fmt: skip

    def texts(self) -> dict[str, str]:
        """Words by part."""
        return {part: self.cleaned_data[part] for part in PARTS}

    def failures(self) -> list[str]:
        """One sentence each."""
        return [line.strip() for line in self.cleaned_data["failures"].splitlines() if line.strip()]


class TaskForm(forms.Form):
    """One action; a row whose three fields are empty is none."""

    what = forms.CharField(label="Action", required=False, max_length=200)
    owner = forms.CharField(
        label="Fonction qui en répond",
        required=False,
        max_length=80,
        help_text="« Direction du CCAS », jamais un nom.",
    )
    due_on = FrenchDateField(label="Pour le", to_come=True, required=False)

    def clean(self) -> dict[str, Any]:
        """An action is said in full, or not at all. Puts the error beside each field that lacks."""
        said = self.cleaned_data
        if any(said.get(name) for name in self.fields):
            for name in self.fields:
                if name not in self.errors and not said.get(name):
                    self.add_error(name, "Une action se dit en entier : quoi, quelle fonction, pour quand.")
        return said

    def said(self) -> TaskSaid | None:
        """The action; ``None`` for an empty row."""
        said = self.cleaned_data
        return TaskSaid(said["what"], said["owner"], said["due_on"]) if said.get("what") else None


TaskFormSet = forms.formset_factory(TaskForm, extra=SPARE_ROWS)


def tasks_form(data: Any, tasks: Sequence[AfterActionTask]) -> Any:
    """The action plan and a few empty rows."""
    known = [{"what": one.what, "owner": one.owner, "due_on": one.due_on} for one in tasks]
    return TaskFormSet(data, initial=known, prefix="plan")


def tasks_said(formset: Any) -> list[TaskSaid]:
    """The rows that say something."""
    return [task for one in formset if (task := one.said()) is not None]


class SuccessorsForm(forms.Form):
    """Who takes up each request left, or all those left empty at once."""

    def __init__(self, *args: Any, report: AfterActionReport, left: Sequence[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left = left
        if len(left) > 1:
            self.fields["repris_tous"] = forms.CharField(
                label="Toutes celles laissées vides : reprises par",
                required=False,
                max_length=_LONGEST_SUCCESSOR,
            )
        for need in left:
            self.fields[self._name(need)] = forms.CharField(
                label=f"{need}, {activity_label(need.activity).lower()}, U{need.urgency} : repris par",
                required=False, max_length=_LONGEST_SUCCESSOR, initial=report.successors.get(str(need.number), ""),
            )  # fmt: skip

    @staticmethod
    def _name(need: Need) -> str:
        return f"repris_{need.number}"

    def at_once(self) -> list[forms.BoundField]:
        """The field for all of them, when there are several."""
        return [self["repris_tous"]] if "repris_tous" in self.fields else []

    def one_by_one(self) -> list[forms.BoundField]:
        """A field for each."""
        return [self[self._name(need)] for need in self._left]

    def unfolded(self) -> bool:
        """Whether what is in the fields one by one must be seen: one alone, one filled in, one to correct."""
        return len(self._left) == 1 or any(one.errors or one.value() for one in self.one_by_one())

    def successors(self) -> dict[str, str]:
        """Who, by number of request."""
        rest = self.cleaned_data.get("repris_tous", "")
        return {str(need.number): self.cleaned_data[self._name(need)] or rest for need in self._left}
