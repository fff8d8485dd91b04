"""A report as its author writes it, and what those who follow it note."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cordee.coordinate.safeguarding.actions.following import Done
from cordee.coordinate.safeguarding.rules.choices import StepKind
from cordee.coordinate.safeguarding.rules.reports import NOTED, READING_REASONS, Filing
from cordee.coordinate.safeguarding.rules.routing import Concern, addressees, concerns, services
from cordee.ground.people.models import Account
from cordee.ground.people.rules.words.health import without_health_words
from cordee.ui.forms import ClockField, FrenchDateField, RadioCards, moment_of


def _last(hour: time, now: datetime) -> datetime:
    """The last time a clock showed this hour: 23 h 50 said a quarter past midnight was yesterday."""
    local = timezone.localtime(now)
    found = moment_of(local.date(), hour)
    return found if found <= now + timedelta(minutes=5) else moment_of(local.date() - timedelta(days=1), hour)


class ReportForm(forms.Form):
    """Facts, whom, where, and who was called; ``person`` is sealed by the page the author came from."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    danger = forms.BooleanField(
        label="Il y a un danger immédiat", required=False,
        help_text="Appelez d’abord, puis notez ici qui et à quelle heure.",
    )  # fmt: skip
    called = forms.ChoiceField(label="Appelé", required=False)
    called_at = ClockField(label="À quelle heure", required=False)
    about = forms.CharField(
        label="De qui s’agit-il ?", max_length=160, help_text="Nom, ou « inconnu » et de quoi la retrouver."
    )
    place = forms.CharField(label="Où ?", max_length=160, required=False)
    happened = forms.CharField(
        label="Quand ?", max_length=80, required=False, help_text="« hier soir », « mardi vers 15 h »"
    )
    facts = forms.CharField(
        label="Ce que vous avez vu ou entendu", max_length=3000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Cinq lignes suffisent. Les mots entendus entre guillemets « … ». Ni diagnostic, ni supposition.",
    )  # fmt: skip
    told_by = forms.CharField(
        label="Qui vous l’a dit, si ce n’est pas vous", max_length=160, required=False,
        help_text="Un bénévole, une voisine… avec un numéro pour la rappeler.",
    )  # fmt: skip
    health_seen = forms.BooleanField(
        label="Ce sont des faits ou des mots entendus : les garder", required=False, widget=forms.HiddenInput
    )

    emergency_fields = ("danger", "called", "called_at")
    fact_fields = ("about", "place", "happened", "facts", "told_by")

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concern = concern
        self.fields["called"].choices = [  # type: ignore[attr-defined]
            ("", "Personne encore"),
            *((one.code, f"{one.shown}, {one.name}") for one in concern.services),
        ]

    def clean(self) -> dict[str, Any]:
        """In danger, ask who was called; otherwise point words of health out, once."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("danger") and not found.get("called"):
            self.add_error("called", "En danger immédiat, appelez d’abord, puis notez qui et à quelle heure.")
        kinds = without_health_words(found.get("facts", "")).kinds
        if kinds and not found.get("health_seen") and not found.get("danger"):
            self.fields["health_seen"].widget = forms.CheckboxInput()
            self.add_error(
                "facts",
                f"Le texte parle de santé ({', '.join(kinds)}). Gardez les faits, sans diagnostic ; si ce sont des mots "
                "entendus, mettez-les entre guillemets et cochez la case plus bas.",
            )
        return found

    def filing(self, *, person_id: int | None, now: datetime) -> Filing:
        """What was written."""
        found = self.cleaned_data
        hour = found["called_at"]
        return Filing(
            concern=self.concern.code,
            person_id=person_id,
            called_at=_last(hour, now) if hour is not None else None,
            **{
                name: found[name]
                for name in ("key", "about", "facts", "place", "happened", "told_by", "danger", "called")
            },
        )


class OpenForm(forms.Form):
    """Why this report is opened."""

    reason = forms.ChoiceField(
        label="Pourquoi l’ouvrez-vous ?",
        choices=[(code, label[:1].upper() + label[1:]) for code, label in READING_REASONS.items()],
        widget=RadioCards,
        error_messages={"required": "Dites pourquoi vous ouvrez ce signalement."},
    )


class _DueForm(forms.Form):
    """When somebody must have acted next."""

    due_on = FrenchDateField(label="Prochaine échéance", required=False, to_come=True)
    due_time = ClockField(label="à", required=False)

    def due_at(self) -> datetime | None:
        """The next deadline, at noon when no hour was given; none to keep the one there is."""
        day = self.cleaned_data["due_on"]
        return moment_of(day, self.cleaned_data["due_time"] or time(12)) if day else None


class StepForm(_DueForm):
    """A call, an answer, a note."""

    kind = forms.ChoiceField(label="Ce que vous notez", choices=[(one, one.label) for one in NOTED])
    to = forms.ChoiceField(label="Qui", required=False)
    hour = ClockField(label="À quelle heure", required=False, help_text="Vide : maintenant.")
    words = forms.CharField(
        label="Ce qui a été dit ou fait", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    field_order = ("kind", "to", "hour", "words", "due_on", "due_time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "Personne"),
            *((one.code, f"{one.shown}, {one.name}") for one in services().values()),
            *((one.code, one.name) for one in addressees().values()),
        ]

    def done(self, now: datetime) -> Done:
        """What was done."""
        found = self.cleaned_data
        return Done(
            words=found["words"],
            to=found["to"],
            happened_at=_last(found["hour"], now) if found["hour"] else None,
            due_at=self.due_at(),
        )

    def step_kind(self) -> StepKind:
        """What kind."""
        return StepKind(self.cleaned_data["kind"])


class SendForm(_DueForm):
    """A written transmission."""

    to = forms.ChoiceField(label="À qui", widget=RadioCards)
    words = forms.CharField(
        label="À ajouter sur la fiche", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text="Ce que la mairie a déjà fait, ce qu’elle demande. Les faits du signalement y sont repris tels quels.",
    )  # fmt: skip
    signer = forms.CharField(label="Signée par", required=False, max_length=80)
    field_order = ("to", "words", "signer", "due_on", "due_time")

    def __init__(self, *args: Any, concern: str, **kwargs: Any) -> None:
        """Those the table proposes for this concern come first."""
        super().__init__(*args, **kwargs)
        known = concerns().get(concern)
        first = {one.code for one in known.write_to} if known else set()
        ordered = sorted(addressees().values(), key=lambda one: one.code not in first)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.name[:1].upper()}{one.name[1:]}{' (conseillé)' if one.code in first else ''}")
            for one in ordered
        ]
        self.fields["due_on"].label = "Réponse attendue le"

    def done(self) -> Done:
        """What goes."""
        found = self.cleaned_data
        return Done(words=found["words"], to=found["to"], due_at=self.due_at())


class HandForm(_DueForm):
    """Another referent."""

    owner = forms.ChoiceField(label="Confier à")
    words = forms.CharField(label="Un mot", required=False, max_length=300)
    field_order = ("owner", "words", "due_on", "due_time")

    def __init__(self, *args: Any, referents: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referents = {str(one.pk): one for one in referents}
        self.fields["owner"].choices = [(key, one.name) for key, one in self.referents.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Account:
        """Who was chosen."""
        return self.referents[self.cleaned_data["owner"]]

    def done(self) -> Done:
        """With which words, until when."""
        return Done(words=self.cleaned_data["words"], due_at=self.due_at())


class CloseForm(forms.Form):
    """What came of it."""

    words = forms.CharField(
        label="Ce que le signalement a donné", max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )  # fmt: skip


class ReopenForm(_DueForm):
    """Something new."""

    words = forms.CharField(
        label="Ce qui est nouveau", max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    field_order = ("words", "due_on", "due_time")

    def done(self) -> Done:
        """What is new, until when."""
        return Done(words=self.cleaned_data["words"], due_at=self.due_at())
