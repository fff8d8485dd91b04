"""What is typed about the register of solidarity."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from cordee.coordinate.register.actions.enrolment import Enrolment
from cordee.coordinate.register.rules.choices import (
    CheckReason,
    LegalCategory,
    Means,
    Mobility,
    Origin,
    PartOfDay,
    RemovalReason,
)
from cordee.coordinate.register.rules.clearances import READING_REASONS
from cordee.coordinate.register.rules.enrolment import IN_WRITING, THIRD_PARTY_MUST_WRITE
from cordee.coordinate.register.rules.operational import Question, questions_asked
from cordee.coordinate.register.selectors.entries import EntryFilter
from cordee.coordinate.register.selectors.facts import EntryFile
from cordee.ground.people.models import Language
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.selectors import districts
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import Combobox, FrenchDateField, RadioCards

_YES_NO = [("", "Pas demandé"), ("oui", "Oui"), ("non", "Non")]
TASKS = {
    "late": "Accusés en retard",
    "soon": "Accusés dus sous deux jours",
    "letters": "Accusés à envoyer",
    "pending": "Demandes à départager",
    "check": "À vérifier",
    "yearly": "Pas vérifiées depuis un an",
    "away": "Absentes",
}


class ReasonForm(forms.Form):
    """Why the register is opened."""

    reason = forms.ChoiceField(
        label="Pourquoi ouvrez-vous le registre ?",
        choices=[(code, label[:1].upper() + label[1:]) for code, label in READING_REASONS.items()],
        widget=RadioCards,
        error_messages={"required": "Dites pourquoi vous ouvrez le registre."},
    )


class EntryFilterForm(forms.Form):
    """Whom to see; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Nom, téléphone, rue ou numéro", required=False, max_length=60)
    priorite = forms.ChoiceField(
        label="Priorité", required=False, choices=[("", "Toutes"), ("1", "P1"), ("2", "P2"), ("3", "P3")]
    )
    quartier = forms.ChoiceField(label="Quartier", required=False)
    travail = forms.ChoiceField(
        label="À faire", required=False, choices=[("", "Tout le registre"), *TASKS.items()]
    )
    etat = forms.ChoiceField(
        label="Inscriptions", required=False, choices=[("", "En cours"), ("removed", "Radiées")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quartier"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"),
            *((str(district.pk), district.name) for district in districts()),
        ]

    def wanted(self) -> EntryFilter:
        """The filter, without what is not understood."""
        self.is_valid()
        said = self.cleaned_data
        return EntryFilter(
            q=said.get("q", ""),
            priority=int(said.get("priorite") or 0) or None,
            district=int(said.get("quartier") or 0) or None,
            task=said.get("travail", ""),
            state=said.get("etat", ""),
        )


def _question_field(question: Question) -> forms.Field:
    label = question.label
    if question.code in {"lives_alone", "weekly_visit", "medical_device", "hard_of_hearing"}:
        return forms.ChoiceField(label=label, choices=_YES_NO, required=False)
    if question.code == "mobility":
        return forms.ChoiceField(
            label=label, choices=[("", "Pas demandé"), *Mobility.choices], required=False
        )
    if question.code == "best_time":
        return forms.ChoiceField(label=label, choices=PartOfDay.choices, required=False)
    longest = {"animal": 60, "visits": 160}.get(question.code, 120)
    return forms.CharField(label=label, max_length=longest, required=False)


_BOOLEANS = {"lives_alone", "weekly_visit"}


class EntryFields(forms.Form):
    """The legal fields of an entry, then the optional questions this town asks."""

    last_name = forms.CharField(label="Nom", max_length=80, error_messages={"required": "Il manque le nom."})
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    birth_on = FrenchDateField(label="Date de naissance", required=False)
    birth_year = forms.IntegerField(
        label="Ou seulement l’année",
        required=False,
        min_value=1900,
        max_value=2030,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "4"}),
    )
    category = forms.ChoiceField(
        label="À quel titre",
        choices=LegalCategory.choices,
        widget=RadioCards,
        help_text="Sur parole : la loi n’autorise à demander aucun justificatif.",
    )
    phone = PhoneField(label="Téléphone", required=False, max_length=30)
    phone_alt = PhoneField(label="Autre téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Courriel", required=False, max_length=200)
    language = forms.ChoiceField(label="Langue", choices=Language.choices, initial=Language.FRENCH)
    address = forms.CharField(
        label="Adresse dans la commune",
        max_length=200,
        widget=Combobox(cast(str, reverse_lazy("home:addresses"))),
        error_messages={"required": "Il faut l’adresse : c’est là qu’on ira voir si personne ne répond."},
    )
    emergency_name = forms.CharField(label="Personne à prévenir", max_length=120, required=False)
    emergency_phone = PhoneField(label="Son téléphone", required=False, max_length=30)
    home_service = forms.CharField(
        label="Service d’aide à domicile et son téléphone", max_length=160, required=False
    )
    representative = forms.CharField(
        label="Représentant légal et son téléphone", max_length=160, required=False
    )
    operational_agreed = forms.BooleanField(
        label="La personne est d’accord pour répondre aux questions facultatives", required=False
    )

    identity = (
        "last_name",
        "first_name",
        "birth_on",
        "birth_year",
        "phone",
        "phone_alt",
        "email",
        "language",
    )
    core = ("emergency_name", "emergency_phone", "home_service", "representative")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions_asked()
        for question in self.questions:
            self.fields[question.code] = _question_field(question)

    def answers(self) -> dict[str, Any]:
        """Answers by code; « pas demandé » is nothing."""
        return {
            question.code: {"oui": True, "non": False}.get(self.cleaned_data[question.code])
            if question.code in _BOOLEANS
            else self.cleaned_data[question.code]
            for question in self.questions
        }

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The optional questions, bound."""
        return [self[question.code] for question in self.questions]

    @property
    def question_errors(self) -> bool:
        """Whether something is wrong among them: their box is then open."""
        wrong = set(self.errors)
        return bool(wrong & {"operational_agreed", *(question.code for question in self.questions)})


class EnrolForm(EntryFields):
    """Somebody is put on the register by an agent."""

    origin = forms.ChoiceField(
        label="Qui le demande ?", choices=Origin.choices, widget=RadioCards, initial=Origin.SELF
    )
    means = forms.ChoiceField(
        label="Comment ?",
        choices=[choice for choice in Means.choices if choice[0] not in {Means.WEB, Means.SHEET}],
        initial=Means.PHONE,
    )
    requested_on = FrenchDateField(label="Reçue le")
    third_name = forms.CharField(label="Nom de la personne qui a écrit", max_length=120, required=False)
    third_quality = forms.CharField(
        label="En quelle qualité",
        max_length=80,
        required=False,
        help_text="Fille, voisin, médecin, aide à domicile…",
    )
    despite = forms.CharField(
        label="Décision de la direction malgré une opposition : pourquoi ?", max_length=200, required=False
    )
    alike_seen = forms.BooleanField(label="Ce n’est pas la même personne", required=False)

    def clean(self) -> dict[str, Any]:
        """A third party on the telephone is told at once, before anything else is asked of them."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("origin") == Origin.THIRD_PARTY and said.get("means") not in {None, *IN_WRITING}:
            self.add_error("means", THIRD_PARTY_MUST_WRITE)
        return said

    def enrolment(self, place: dict[str, Any]) -> Enrolment:
        """What was said; valid forms only."""
        names = {one.name for one in fields(Enrolment)} & set(self.cleaned_data)
        said = {name: self.cleaned_data[name] for name in names}
        return Enrolment(
            **said,
            place=place,
            answers=self.answers(),
            answers_agreed=self.cleaned_data["operational_agreed"],
        )


class CorrectForm(EntryFields):
    """An entry corrected."""

    @classmethod
    def of(cls, file: EntryFile) -> CorrectForm:
        """The form filled with what is known."""
        plain = (
            "last_name", "first_name", "birth_on", "birth_year", "category", "email", "language", "address",
            "emergency_name", "home_service", "representative",
        )  # fmt: skip
        initial: dict[str, Any] = {name: getattr(file, name) for name in plain}
        for name in ("phone", "phone_alt", "emergency_phone"):
            number = getattr(file, name)
            initial[name] = display_phone(number) if number else ""
        initial["operational_agreed"] = file.operational_agreed_on is not None
        for code, answer in file.answers.items():
            initial[code] = (
                {True: "oui", False: "non", None: ""}.get(answer, answer) if code in _BOOLEANS else answer
            )
        return cls(initial=initial)

    def said(self) -> dict[str, Any]:
        """Fields of the person and of the core."""
        return {name: self.cleaned_data[name] for name in (*self.identity, *self.core, "category")}


class AbsenceForm(forms.Form):
    """From when to when nobody calls."""

    away_from = FrenchDateField(label="Absente du", to_come=True)
    away_until = FrenchDateField(label="Jusqu’au", to_come=True)


class PriorityForm(forms.Form):
    """Another order than computed."""

    level = forms.ChoiceField(
        label="Ordre d’appel",
        required=False,
        choices=[("", "Comme calculé"), ("1", "P1"), ("2", "P2"), ("3", "P3")],
    )
    why = forms.CharField(label="Pourquoi", max_length=200, required=False)


class CheckForm(forms.Form):
    """What has to be looked into."""

    check_reason = forms.ChoiceField(label="Ce qui est à vérifier", choices=CheckReason.choices)


class RemoveForm(forms.Form):
    """Why somebody leaves."""

    removal_reason = forms.ChoiceField(label="Pourquoi", choices=RemovalReason.choices)


class QuestionsForm(forms.Form):
    """The optional questions the town asks."""

    asked = forms.MultipleChoiceField(
        label="Questions posées", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked"].choices = choices  # type: ignore[attr-defined]
