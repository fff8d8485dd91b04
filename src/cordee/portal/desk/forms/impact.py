"""What the DPO completes in the impact assessment: everything may wait, but the validation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from cordee.ground.people.models import ImpactDecision, ImpactStudy, Level
from cordee.ground.people.rules.impact import LEVELS, WORDS, FearedEvent, feared_events, parts
from cordee.ground.people.selectors.impact import Proposal
from cordee.ui.forms import FrenchDateField

_LEVEL_LABELS = {
    "severity": "Gravité avant les mesures",
    "likelihood": "Vraisemblance avant les mesures",
    "residual_severity": "Gravité qui reste",
    "residual_likelihood": "Vraisemblance qui reste",
}
_WORD_LABELS = {
    "impacts": "Impacts possibles sur les personnes",
    "sources": "Sources du risque et menaces",
    "measures": "Mesures qui y répondent",
}
_LEVEL_CHOICES = [
    ("0", "à choisir"),
    *((str(level.value), f"{level.value}, {level.label}") for level in Level),
]
_SIGNED = ("opinion", "opinion_on", "decision", "decided_by", "decided_on", "next_review_on")
LONGEST = 8000


def _words(label: str, rows: int, *, longest: int = LONGEST, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=longest, help_text=hint, widget=forms.Textarea({"rows": rows})
    )


class ImpactForm(forms.Form):
    """Parts, three events with their levels, opinion, decision, review. Fields are those ``check_can_validate`` names."""

    opinion = _words("Avis du délégué ou de la déléguée à la protection des données", 5, longest=4000)
    opinion_on = FrenchDateField(label="Avis rendu le", required=False)
    decision = forms.ChoiceField(
        label="Décision du responsable de traitement",
        required=False,
        choices=[("", "à choisir"), *ImpactDecision.choices],
    )
    decided_by = forms.CharField(label="Décidé par (nom et qualité)", required=False, max_length=120)
    decided_on = FrenchDateField(label="Décidé le", required=False)
    next_review_on = FrenchDateField(
        label="Prochaine revue le",
        required=False,
        to_come=True,
        help_text="Après chaque crise, et dans trois ans au plus tard.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in parts():
            self.fields[f"text_{part.code}"] = _words(part.title, 8, hint=part.hint)
        for event in feared_events():
            for name, label in _WORD_LABELS.items():
                self.fields[f"{event.code}_{name}"] = _words(label, 6 if name == "measures" else 3)
            for name, label in _LEVEL_LABELS.items():
                self.fields[f"{event.code}_{name}"] = forms.TypedChoiceField(
                    label=label, required=False, choices=_LEVEL_CHOICES, coerce=int, empty_value="0"
                )

    @staticmethod
    def initial_of(study: ImpactStudy | None, proposal: Proposal) -> dict[str, Any]:
        """The last version, or what the house proposes. A validated version lends its words, not its signatures."""
        texts = study.texts if study else proposal.texts
        risks = study.risks if study else proposal.risks
        initial: dict[str, Any] = {f"text_{code}": words for code, words in texts.items()}
        for code, risk in risks.items():
            initial |= {f"{code}_{name}": risk.get(name, "") for name in (*LEVELS, *WORDS)}
        if study is not None and study.validated_at is None:
            initial |= {name: getattr(study, name) for name in _SIGNED}
        return initial

    def written(self) -> dict[str, Any]:
        """What ``write_study`` asks."""
        found = self.cleaned_data
        return {
            "texts": {part.code: found[f"text_{part.code}"] for part in parts()},
            "risks": {
                event.code: {name: int(found[f"{event.code}_{name}"]) for name in LEVELS}
                | {name: found[f"{event.code}_{name}"] for name in WORDS}
                for event in feared_events()
            },
        } | {name: found[name] for name in _SIGNED}

    def part_fields(self) -> list[BoundField]:
        """The parts, in order."""
        return [self[f"text_{part.code}"] for part in parts()]

    def event_fields(self) -> Iterator[tuple[FearedEvent, list[BoundField], list[BoundField]]]:
        """Each event with its words, then its levels."""
        for event in feared_events():
            yield (
                event,
                [self[f"{event.code}_{name}"] for name in WORDS],
                [self[f"{event.code}_{name}"] for name in LEVELS],
            )

    def signed_fields(self) -> list[BoundField]:
        """Opinion, decision, review."""
        return [self[name] for name in _SIGNED]
