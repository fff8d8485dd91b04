"""Public information at the desk: schemes, platforms, questions callers ask and their answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import CrisisKind
from cordee.ground.people.rules.links import read_link
from cordee.inform.directory.actions.platforms import PlatformFacts
from cordee.inform.directory.actions.questions import Answer
from cordee.inform.directory.models import Platform, PlatformState, Question, Serves, Theme
from cordee.inform.directory.selectors.platforms import PlatformFilter
from cordee.inform.directory.selectors.questions import QuestionFilter
from cordee.inform.schemes.actions.records import SchemeFacts
from cordee.inform.schemes.models import Audience, Authority, Scheme, SchemeState
from cordee.inform.schemes.rules.telephones import read_service_phone, shown_service_phone
from cordee.inform.schemes.selectors.schemes import SchemeFilter
from cordee.ui.forms import CheckboxCards, FrenchDateField, PhoneField

ANSWER_DAYS = 30
LOOK_AGAIN_DAYS = 90
_KNOWN = {"": None, "oui": True, "non": False}
_YES_NO = (("", "on ne sait pas"), ("oui", "oui"), ("non", "non"))


def _known(value: bool | None) -> str:
    return {None: "", True: "oui", False: "non"}[value]


class LinkField(forms.CharField):
    """The address of a site, https only; « www.caf.fr » will do."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "url", "autocomplete": "off"}))
        super().__init__(max_length=300, **kwargs)

    def clean(self, value: Any) -> str:
        """The address as it is kept. Raises ``ValidationError``."""
        try:
            return read_link(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


class _VersionedForm(forms.Form):
    """A text two agents may write at once: the page says which one it read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def read_version(self) -> int:
        """The version the page showed; 0, which is none, when it did not say."""
        return self.cleaned_data["version"] or 0


class SchemeFilterForm(forms.Form):
    """Which schemes to see at the desk; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Mots", required=False, max_length=60)
    pour = forms.ChoiceField(label="Pour qui", required=False, choices=[("", "Tous"), *Audience.choices])
    etat = forms.ChoiceField(
        label="État", required=False,
        choices=[("", "Tous"), *SchemeState.choices, ("due", "à revérifier sous 30 jours"), ("over", "terminé")],
    )  # fmt: skip

    def wanted(self) -> SchemeFilter:
        """The filter."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return SchemeFilter(found.get("q", ""), found.get("pour", ""), found.get("etat", ""))


class SchemeForm(_VersionedForm):
    """A scheme as everybody will read it."""

    title = forms.CharField(label="Intitulé", max_length=120)
    what = forms.CharField(
        label="Ce que c’est", max_length=600, widget=forms.Textarea({"rows": 3}),
        help_text="Deux phrases courtes. Un montant ou une condition seulement si la page officielle le dit aujourd’hui.",
    )  # fmt: skip
    audiences = forms.MultipleChoiceField(
        label="Pour qui", choices=Audience.choices, widget=CheckboxCards, required=False
    )
    steps = forms.CharField(
        label="Comment demander", required=False, max_length=1500, widget=forms.Textarea({"rows": 4}),
        help_text="Une étape par ligne, un verbe d’abord. Dites toujours comment faire sans internet.",
    )  # fmt: skip
    phone = PhoneField(
        label="Téléphone", required=False, help_text="Dix chiffres, ou un numéro court : 36\u00a046, 115."
    )
    link = LinkField(
        label="Page officielle", required=False, help_text="En https. Son nom s’affiche à côté du lien."
    )
    authority = forms.ChoiceField(label="Qui s’en occupe", choices=[("", "Choisissez"), *Authority.choices])
    authority_name = forms.CharField(
        label="Son nom exact",
        required=False,
        max_length=120,
        help_text="« CAF de Maine-et-Loire », par exemple.",
    )
    crises = forms.MultipleChoiceField(
        label="Montré seulement pendant", choices=CrisisKind.choices, widget=CheckboxCards, required=False,
        help_text="Rien de coché : toujours.",
    )  # fmt: skip
    valid_from = FrenchDateField(label="À partir du", required=False, to_come=True)
    valid_until = FrenchDateField(
        label="Jusqu’au",
        required=False,
        to_come=True,
        help_text="Le dernier jour. Après, la page publique l’oublie seule.",
    )
    check_on = FrenchDateField(
        label="À revérifier le",
        required=False,
        to_come=True,
        help_text="Obligatoire sans date de fin : six mois au plus.",
    )

    about_fields = ("title", "what", "authority", "authority_name")
    ask_fields = ("steps", "phone", "link")
    date_fields = ("valid_from", "valid_until", "check_on")

    @staticmethod
    def known(scheme: Scheme) -> dict[str, Any]:
        """What the form shows of a scheme."""
        names = (
            "title", "what", "audiences", "link", "authority", "authority_name", "crises", "valid_from", "valid_until",
            "check_on", "version",
        )  # fmt: skip
        return {name: getattr(scheme, name) for name in names} | {
            "steps": "\n".join(scheme.steps),
            "phone": shown_service_phone(scheme.phone),
        }

    def clean_phone(self) -> str:
        """The number as it is kept."""
        try:
            return read_service_phone(self.cleaned_data["phone"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def facts(self) -> SchemeFacts:
        """What was typed."""
        found = self.cleaned_data
        return SchemeFacts(
            title=found["title"],
            what=found["what"],
            authority=found["authority"],
            audiences=tuple(found["audiences"]),
            steps=tuple(found["steps"].splitlines()),
            phone=found["phone"],
            link=found["link"],
            authority_name=found["authority_name"],
            crises=tuple(found["crises"]),
            valid_from=found["valid_from"],
            valid_until=found["valid_until"],
            check_on=found["check_on"],
        )


class VerifyForm(forms.Form):
    """« It was checked today », and when to look again."""

    verified = forms.BooleanField(
        label="J’ai vérifié aujourd’hui, sur la page officielle ou au téléphone",
        error_messages={"required": "Vérifiez d’abord : des habitants vont faire la démarche."},
    )  # fmt: skip
    check_on = FrenchDateField(
        label="À revérifier le",
        required=False,
        to_come=True,
        help_text="Six mois au plus ; facultatif avec une date de fin.",
    )

    @staticmethod
    def known(scheme: Scheme, today: date) -> dict[str, Any]:
        """A day to look again, proposed when there is no end and none to come."""
        if scheme.check_on and scheme.check_on > today:
            return {"check_on": scheme.check_on}
        return {"check_on": None if scheme.valid_until else today + timedelta(days=LOOK_AGAIN_DAYS)}


class WithdrawForm(forms.Form):
    """Why something leaves the public pages."""

    why = forms.CharField(
        label="Pourquoi", max_length=160, help_text="Reste au bureau. Aucun nom de personne.",
        error_messages={"required": "Dites pourquoi : un collègue le lira dans six mois."},
    )  # fmt: skip


class PlatformFilterForm(forms.Form):
    """Which platforms to see at the desk; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Mots", required=False, max_length=60)
    sert = forms.ChoiceField(label="Pour quoi", required=False, choices=[("", "Tout"), *Serves.choices])
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *PlatformState.choices, ("due", "à revérifier")]
    )

    def wanted(self) -> PlatformFilter:
        """The filter."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return PlatformFilter(found.get("q", ""), found.get("sert", ""), found.get("etat", ""))


class PlatformForm(_VersionedForm):
    """A platform as everybody will read it."""

    name = forms.CharField(label="Nom", max_length=80)
    what = forms.CharField(
        label="Ce qu’elle fait", max_length=240, widget=forms.Textarea({"rows": 2}), help_text="Une phrase."
    )
    serves = forms.MultipleChoiceField(
        label="À qui elle sert", choices=Serves.choices, widget=CheckboxCards, required=False
    )
    link = LinkField(label="Adresse du site", help_text="En https. Son nom s’affiche à côté du lien.")
    needs_account = forms.ChoiceField(label="Faut-il un compte\u00a0?", choices=_YES_NO, required=False)
    needs_internet = forms.ChoiceField(label="Faut-il internet\u00a0?", choices=_YES_NO, required=False)

    @staticmethod
    def known(platform: Platform) -> dict[str, Any]:
        """What the form shows of a platform."""
        return {name: getattr(platform, name) for name in ("name", "what", "serves", "link", "version")} | {
            "needs_account": _known(platform.needs_account),
            "needs_internet": _known(platform.needs_internet),
        }

    def facts(self) -> PlatformFacts:
        """What was typed."""
        found = self.cleaned_data
        return PlatformFacts(
            name=found["name"],
            what=found["what"],
            link=found["link"],
            serves=tuple(found["serves"]),
            needs_account=_KNOWN[found["needs_account"]],
            needs_internet=_KNOWN[found["needs_internet"]],
        )


class LookedForm(forms.Form):
    """« I opened the site today »."""

    verified = forms.BooleanField(
        label="J’ai ouvert le site aujourd’hui : il fait ce qui est écrit",
        error_messages={"required": "Ouvrez d’abord le site : des habitants vont s’y fier."},
    )


class QuestionFilterForm(forms.Form):
    """Which questions to see at the desk; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Mots", required=False, max_length=60)
    theme = forms.ChoiceField(label="Thème", required=False, choices=[("", "Tous"), *Theme.choices])
    etat = forms.ChoiceField(
        label="État", required=False,
        choices=[("", "Toutes"), ("waiting", "sans réponse"), ("published", "réponse publiée"), ("withdrawn", "retirée")],
    )  # fmt: skip

    def wanted(self) -> QuestionFilter:
        """The filter."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return QuestionFilter(found.get("q", ""), found.get("theme", ""), found.get("etat", ""))


class AskedForm(forms.Form):
    """A question somebody asked on the telephone, in one box."""

    text = forms.CharField(
        label="Quelle question vous a-t-on posée\u00a0?", max_length=200,
        help_text="Comme tout le monde la poserait. Ni nom, ni numéro : on n’écrit pas qui l’a posée.",
        error_messages={"required": "Écrivez la question en quelques mots."},
    )  # fmt: skip
    other = forms.BooleanField(required=False, widget=forms.HiddenInput)


class AnswerForm(_VersionedForm):
    """The town's answer, as everybody will read it."""

    text = forms.CharField(label="La question, comme elle sera lue", max_length=200)
    theme = forms.ChoiceField(label="Thème", choices=Theme.choices)
    answer = forms.CharField(
        label="La réponse", max_length=1200, widget=forms.Textarea({"rows": 5}),
        help_text="Phrases courtes. Ce qu’il faut faire d’abord, puis qui appeler. Aucun nom de personne.",
    )  # fmt: skip
    source = forms.CharField(
        label="D’où vient la réponse",
        max_length=160,
        help_text="« Préfecture, arrêté du 6 avril », « service des écoles ».",
    )
    expires_on = FrenchDateField(
        label="Valable jusqu’au",
        to_come=True,
        help_text="Après ce jour, la page publique l’oublie seule. Six mois au plus.",
    )

    @staticmethod
    def known(question: Question) -> dict[str, Any]:
        """What the form shows of a question; a month proposed when it has no answer or its answer ran out."""
        today = timezone.localdate()
        names = ("text", "theme", "answer", "source", "version")
        kept = question.expires_on if question.expires_on and question.expires_on >= today else None
        return {name: getattr(question, name) for name in names} | {
            "expires_on": kept or today + timedelta(days=ANSWER_DAYS)
        }

    def said(self) -> Answer:
        """What was typed."""
        found = self.cleaned_data
        return Answer(found["text"], found["theme"], found["answer"], found["source"], found["expires_on"])
