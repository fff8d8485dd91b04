"""What leaves the house in a list of volunteers: the purpose decides the columns, and nothing more goes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.people.models import Language
from cordee.ground.people.models.persons import HIDDEN_NAME
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.volunteers.models import CheckKind, Volunteer, VolunteerCheck
from cordee.ground.volunteers.rules.checks import Lapse, lapse_words
from cordee.ground.volunteers.rules.membership import TO_TELL, is_of_partner
from cordee.ui.forms import describe_week

Cell = Callable[[Volunteer], str]

_LANGUAGES = dict(Language.choices)


def _phone(volunteer: Volunteer) -> str:
    if is_of_partner(volunteer):  # Rung through their association, which keeps their file (domain.md § 1.4).
        return ""
    return display_phone(volunteer.person.shown_phone) if volunteer.person.shown_phone else ""


def _organisation(volunteer: Volunteer) -> str:
    if not is_of_partner(volunteer):
        return ""
    return volunteer.organisation.name if volunteer.organisation else TO_TELL


def _activities(volunteer: Volunteer) -> str:
    return ", ".join(activity_label(code) for code in volunteer.activities)


def _languages(volunteer: Volunteer) -> str:
    return ", ".join(str(_LANGUAGES.get(code, code)) for code in volunteer.languages)


def renewal_words(volunteer: Volunteer, today: date) -> str:
    """The checks to see again, where the list was read with them (``with_checks_to_renew``)."""
    found: list[VolunteerCheck] = getattr(volunteer, "checks_to_renew", [])
    return ", ".join(
        lapse_words(Lapse(CheckKind(one.kind), one.valid_until), today)
        if one.kind != CheckKind.UNSAID
        else f"{one.get_kind_display()}, à revoir"
        for one in found
    )


_COLUMNS: dict[str, tuple[str, Cell]] = {
    "number": ("Dossier", str),
    "first_name": ("Prénom", lambda one: "" if one.person.is_hidden else one.person.first_name),
    "last_name": ("Nom", lambda one: HIDDEN_NAME if one.person.is_hidden else one.person.last_name),
    "phone": ("Téléphone", _phone),
    "email": ("Courriel", lambda one: "" if is_of_partner(one) else one.person.shown_email),
    "district": ("Quartier", lambda one: one.district.name if one.district else ""),
    "state": ("État", lambda one: one.get_state_display()),
    "level": ("Niveau", lambda one: one.get_trust_level_display()),
    "frame": ("Cadre", lambda one: one.get_frame_display()),
    "organisation": ("Association", _organisation),
    "activities": ("Activités", _activities),
    "week": ("Disponibilités", lambda one: describe_week(one.week_bits)),
    "vehicle": ("Véhicule", lambda one: "oui" if one.vehicle else "non"),
    "languages": ("Langues", _languages),
    "signed_up": ("Inscription", lambda one: f"{one.signed_up_at:%d/%m/%Y}"),
    "checks": ("Contrôles à revoir", lambda one: renewal_words(one, timezone.localdate())),
    "charter": (
        "Charte",
        lambda one: f"{one.charter_accepted_at:%d/%m/%Y}" if one.charter_accepted_at else "",
    ),
}


@dataclass(frozen=True)
class Purpose:
    """Why a list is taken out, and the columns that this needs."""

    code: str
    label: str
    columns: tuple[str, ...]

    @property
    def headers(self) -> list[str]:
        """Titles of the columns."""
        return [_COLUMNS[name][0] for name in self.columns]

    def row(self, volunteer: Volunteer) -> list[str]:
        """One volunteer, in the order of the titles."""
        return [_COLUMNS[name][1](volunteer) for name in self.columns]


PURPOSES: dict[str, Purpose] = {
    purpose.code: purpose
    for purpose in (
        Purpose(
            "call",
            "Appeler ou convoquer ces bénévoles",
            ("number", "first_name", "last_name", "phone", "email", "organisation"),
        ),
        Purpose(
            "checks",
            "Faire revoir les contrôles qui expirent",
            ("number", "first_name", "last_name", "phone", "email", "checks"),
        ),
        Purpose(
            "site",
            "Organiser une équipe sur le terrain, y compris sans réseau",
            (
                "number",
                "first_name",
                "last_name",
                "phone",
                "organisation",
                "district",
                "level",
                "activities",
                "week",
                "vehicle",
                "languages",
            ),
        ),
        Purpose(
            "insurer",
            "Déclarer les bénévoles à l’assureur (sans nom ni téléphone)",
            ("number", "frame", "organisation", "state", "activities", "vehicle", "signed_up", "charter"),
        ),
    )
}
