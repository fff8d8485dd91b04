"""What a bulletin must say before anybody reads it (domain.md § 6.2)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cordee.ground.audit.rules import Refused
from cordee.inform.bulletins.models import (
    Audience,
    Authority,
    Bulletin,
    BulletinKind,
    Certainty,
    Response,
    Severity,
    Theme,
    Urgency,
)

MOST_DAYS = 92
"""Beyond three months it is a scheme, or a page of the town: a message that old is no longer read as one."""
MOST_DETAILS = 2000
_AHEAD = timedelta(minutes=5)
_LINK = re.compile(
    r"https?:|www\.|\b[a-z0-9-]{2,}\.(?:fr|com|org|net|eu|info|io|me|be|link|online|site|xyz|gouv)\b", re.I
)
_OWN_PHONE = re.compile(r"(?<!\d)(?:\+33|0033|0)\s*\(?0?\)?[\s.]*[67](?:[\s.-]*\d{2}){4}(?!\d)")
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_TEXTS = ("title", "action", "details", "places", "sms")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that make a text read otherwise than it is written."""


@dataclass(frozen=True)
class Said:
    """What is typed of a bulletin. Moments are aware; ``zone`` a GeoJSON geometry; ``districts`` keys of districts."""

    title: str
    action: str
    event: str
    said_at: datetime
    starts_at: datetime
    expires_at: datetime
    kind: str = BulletinKind.INSTRUCTION
    details: str = ""
    places: str = ""
    phone: str = ""
    sms: str = ""
    template: str = ""
    authority: str = Authority.TOWN
    authority_name: str = ""
    source_url: str = ""
    districts: tuple[int, ...] = ()
    zone: dict[str, Any] | None = None
    audiences: tuple[str, ...] = field(default=(Audience.EVERYBODY,))
    theme: str = Theme.OTHER
    response: str = ""
    urgency: str = Urgency.EXPECTED
    severity: str = Severity.MODERATE
    certainty: str = Certainty.LIKELY
    vital: bool = False
    falc_reviewed_by: str = ""


def _printable(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs", "Co", "Cn"}


def clean_text(text: str) -> str:
    """The text without what no channel can print: control and formatting characters, but for the ends of lines."""
    kept = "".join(letter for letter in _DIRECTIONS.sub("", text) if letter in "\n\t" or _printable(letter))
    return re.sub(r"[ \t]+\n", "\n", kept).strip()


def _check_text(name: str, text: str) -> None:
    if _E_MAIL.search(text):
        raise Refused(
            "Pas d’adresse e-mail dans le texte : une boîte de la mairie va dans les réglages.", field=name
        )
    if _LINK.search(text):
        raise Refused(
            "Pas de lien dans le texte : les escrocs imitent les messages des mairies avec des liens. Mettez le lien "
            "officiel dans « Lien de la source ».",
            field=name,
        )
    if _OWN_PHONE.search(text):
        raise Refused(
            "Ce numéro ressemble à celui d’une personne (06 ou 07) : donnez un numéro de la mairie.",
            field=name,
        )


def _check_choices(said: Said) -> None:
    for name, value, values in (
        ("kind", said.kind, BulletinKind.values),
        ("authority", said.authority, Authority.values),
        ("theme", said.theme, Theme.values),
        ("response", said.response, ["", *Response.values]),
        ("urgency", said.urgency, Urgency.values),
        ("severity", said.severity, Severity.values),
        ("certainty", said.certainty, Certainty.values),
    ):
        if value not in values:
            raise Refused("Choisissez dans la liste.", field=name)
    if not said.audiences or set(said.audiences) - set(Audience.values):
        raise Refused("Dites à qui ce message s’adresse.", field="audiences")


def check_validity(*, starts_at: datetime, expires_at: datetime, at: datetime) -> None:
    """Raise ``Refused`` on « expires » unless the end comes after the start and after now, three months away at most."""
    if expires_at <= at:
        raise Refused("Cette fin est déjà passée : personne ne verrait le message.", field="expires")
    if expires_at <= starts_at:
        raise Refused("La fin vient avant le début.", field="expires")
    if expires_at - max(starts_at, at) > timedelta(days=MOST_DAYS):
        raise Refused(
            "Trois mois au plus : au-delà, un message n’est plus lu. Vous le prolongerez d’une nouvelle version.",
            field="expires",
        )


def check_said(said: Said, *, at: datetime) -> None:
    """Raise ``Refused``, with the field, at the first thing that keeps a draft from being understood."""
    for name, text in (("event", said.event), ("title", said.title), ("action", said.action)):
        if not clean_text(text):
            raise Refused(
                {
                    "event": "De quoi s’agit-il ? Par exemple : canicule, crue, démarchage.",
                    "title": "Il manque le titre.",
                    "action": "Que faut-il faire ? Une action, le verbe d’abord.",
                }[name],
                field=name,
            )
    if len(said.details) > MOST_DETAILS:
        raise Refused(
            f"{len(said.details)} caractères, {MOST_DETAILS} au plus : gardez une action par message.",
            field="details",
        )
    for name in _TEXTS:
        _check_text(name, getattr(said, name))
    _check_choices(said)
    if said.said_at > at + _AHEAD:
        raise Refused("Cette heure n’est pas encore passée.", field="said")
    if said.source_url and not said.source_url.startswith("https://"):
        raise Refused("Le lien officiel commence par « https:// ».", field="source_url")
    if said.authority != Authority.TOWN and not (said.source_url or said.authority_name.strip()):
        raise Refused("Quelle est la source ? Donnez son lien, ou son nom exact.", field="authority_name")
    check_validity(starts_at=said.starts_at, expires_at=said.expires_at, at=at)


def digest_of(bulletin: Bulletin) -> str:
    """What a translation is made from: another French text gives another digest."""
    texts = (bulletin.title, bulletin.action, bulletin.details, bulletin.places)
    return hashlib.sha256("\x1f".join(" ".join(part.split()) for part in texts).encode()).hexdigest()
