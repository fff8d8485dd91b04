"""One core per person; what is known for a purpose hangs on records of that purpose (domain.md § 0.2, rule 2)."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Protocol

from django.db import models

from cordee.ground.territory.models import TownRow


class Language(models.TextChoices):
    """Languages a person can be helped in (ISO 639; ``fsl`` = langue des signes française)."""

    FRENCH = "fr", "français"
    ARABIC = "ar", "arabe"
    ENGLISH = "en", "anglais"
    SPANISH = "es", "espagnol"
    PORTUGUESE = "pt", "portugais"
    TURKISH = "tr", "turc"
    UKRAINIAN = "uk", "ukrainien"
    ROMANIAN = "ro", "roumain"
    CHINESE = "zh", "chinois"
    ITALIAN = "it", "italien"
    GERMAN = "de", "allemand"
    BRETON = "br", "breton"
    SIGN = "fsl", "langue des signes"


class ContactBy(models.TextChoices):
    """How a person prefers to be reached."""

    PHONE = "phone", "par téléphone"
    SMS = "sms", "par SMS"
    EMAIL = "email", "par courriel"
    VISIT = "visit", "par un passage"


HIDDEN_NAME = "Personne protégée"
"""What stands where the name of somebody hidden would be."""


class Looks(Protocol):
    """Whoever looks at a page."""

    def hides(self, person: Person) -> bool:
        """True when they must not learn who this is."""
        ...


looker: ContextVar[Looks | None] = ContextVar("looker", default=None)


def is_mobile(e164: str) -> bool:
    """True when an SMS can reach a number: French mobiles begin with 06 or 07, a foreign one is taken for a mobile."""
    return bool(e164) and (not e164.startswith("+33") or e164.startswith(("+336", "+337")))


class Person(TownRow):
    """Who somebody is and how to reach them, and nothing else. Nobody browses this table."""

    first_name = models.CharField("prénom", max_length=60, blank=True)
    last_name = models.CharField("nom", max_length=80)
    name_key = models.CharField(max_length=160, editable=False)
    birth_on = models.DateField("date de naissance", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    phone = models.CharField("téléphone", max_length=16, blank=True, db_index=True)
    phone_alt = models.CharField("autre téléphone", max_length=16, blank=True, db_index=True)
    email = models.EmailField("courriel", blank=True)
    language = models.CharField("langue", max_length=3, choices=Language, default=Language.FRENCH)
    contact_by = models.CharField(
        "préfère être joint·e", max_length=5, choices=ContactBy, default=ContactBy.PHONE
    )
    protected = models.BooleanField("adresse protégée", default=False)
    erased_at = models.DateTimeField("effacée le", null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        # With the commune inside: beside an index on the commune alone, SQLite would read the whole town instead.
        indexes = [
            models.Index(fields=["phone", "commune"], name="person_by_phone"),
            models.Index(fields=["phone_alt", "commune"], name="person_by_phone_alt"),
            models.Index(fields=["email", "commune"], name="person_by_email"),
            models.Index(fields=["name_key", "commune"], name="person_by_name_key"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_hidden(self) -> bool:
        """True when whoever looks at this moment must not learn who this is."""
        return self.protected and (looks := looker.get()) is not None and looks.hides(self)

    @property
    def kept_names(self) -> tuple[str, str]:
        """Full and short name as kept, whoever looks: to find and forget them, never to show."""
        return (
            f"{self.first_name} {self.last_name}".strip(),
            f"{self.first_name} {self.last_name[:1].upper()}.".strip(),
        )

    @property
    def full_name(self) -> str:
        """First name then name, as one says it."""
        return HIDDEN_NAME if self.is_hidden else self.kept_names[0]

    @property
    def short_name(self) -> str:
        """What a stranger may see: first name and initial, « Karim B. »."""
        return HIDDEN_NAME if self.is_hidden else self.kept_names[1]

    @property
    def shown_phone(self) -> str:
        """The first number, for whoever may see it."""
        return "" if self.is_hidden else self.phone

    @property
    def shown_email(self) -> str:
        """The e-mail, for whoever may see it."""
        return "" if self.is_hidden else self.email

    @property
    def trace_key(self) -> str:
        """How the audit names this person as an actor."""
        return f"person:{self.pk}"

    @property
    def has_mobile(self) -> bool:
        """True when an SMS can reach the first number (French mobiles begin with 06 or 07)."""
        return is_mobile(self.phone)

    def age_on(self, day: date) -> int | None:
        """Age in whole years on ``day``; from the year alone the youngest possible age; ``None`` when unknown."""
        if self.birth_on is not None:
            birthday_to_come = (day.month, day.day) < (self.birth_on.month, self.birth_on.day)
            return day.year - self.birth_on.year - birthday_to_come
        if self.birth_year is not None:
            return day.year - self.birth_year - 1
        return None
