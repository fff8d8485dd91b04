"""The channels, for a page to go round them: what each one makes, and within which limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cordee.inform.bulletins.rules.announcements import Announcement
from cordee.inform.bulletins.rules.channels.cap import MEDIA_TYPE, cap_copy
from cordee.inform.bulletins.rules.channels.feeds import calendar_copy
from cordee.inform.bulletins.rules.channels.mail import mail_copy
from cordee.inform.bulletins.rules.channels.panel import panel_copy
from cordee.inform.bulletins.rules.channels.sms import sms_copy
from cordee.inform.bulletins.rules.channels.voice import loudspeaker_copy, voice_copy
from cordee.inform.bulletins.rules.channels.wording import Copy
from cordee.inform.bulletins.rules.channels.written import app_copy, fr_alert_copy, press_copy, social_copy


class Makes(StrEnum):
    """What a channel gives: words to copy or send, or a file to download."""

    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True)
class Channel:
    """One channel. ``copy`` makes its text; None for a PDF, which ``selectors.printing.PRINTED`` makes.

    ``limits`` is a French sentence to show beside it; ``media_type`` and ``extension`` those of the file.
    """

    code: str
    name: str
    makes: Makes
    limits: str
    copy: Callable[[Announcement], Copy] | None
    media_type: str = "text/plain"
    extension: str = "txt"


CHANNELS: tuple[Channel, ...] = (
    Channel(
        "sms", "SMS", Makes.TEXT, "Un seul SMS : 160 caractères GSM, 70 avec un caractère rare.", sms_copy
    ),
    Channel(
        "mail",
        "E-mail",
        Makes.TEXT,
        "Texte seul, avec la source, la fin et le lien pour ne plus en recevoir.",
        mail_copy,
    ),
    Channel(
        "voice",
        "Appel vocal, répondeur",
        Makes.TEXT,
        "25 secondes, numéros dictés deux par deux.",
        voice_copy,
    ),
    Channel(
        "panel",
        "Panneau lumineux",
        Makes.TEXT,
        "3 à 8 lignes de 16 à 24 capitales, mots entiers.",
        panel_copy,
    ),
    Channel(
        "poster_a4",
        "Affiche A4",
        Makes.FILE,
        "Une page, noir et blanc, 200 Ko au plus.",
        None,
        "application/pdf",
        "pdf",
    ),
    Channel(
        "poster_a3",
        "Affiche A3",
        Makes.FILE,
        "Une page, noir et blanc, 200 Ko au plus.",
        None,
        "application/pdf",
        "pdf",
    ),
    Channel(
        "flyer",
        "Tract A5",
        Makes.FILE,
        "Recto la consigne, verso le coupon d’inscription au registre.",
        None,
        "application/pdf",
        "pdf",
    ),
    Channel(
        "loudspeaker", "Haut-parleur", Makes.TEXT, "Deux phrases courtes, dites deux fois.", loudspeaker_copy
    ),
    Channel("press", "Presse, radio", Makes.TEXT, "Communiqué entier, sans limite.", press_copy),
    Channel(
        "app",
        "PanneauPocket, IntraMuros, Illiwap",
        Makes.TEXT,
        "Titre et texte courts, à copier (longueurs à vérifier).",
        app_copy,
    ),
    Channel(
        "social",
        "Réseaux sociaux",
        Makes.TEXT,
        "280 caractères, et le texte de remplacement de l’image.",
        social_copy,
    ),
    Channel(
        "fr_alert",
        "Demande FR-Alert",
        Makes.TEXT,
        "Fiche pour la préfecture, 1 000 caractères : la décision appartient au préfet.",
        fr_alert_copy,
    ),
    Channel(
        "cap",
        "CAP 1.2",
        Makes.FILE,
        "Une alerte par fichier, une partie par langue.",
        cap_copy,
        MEDIA_TYPE,
        "xml",
    ),
    Channel(
        "calendar",
        "Agenda (iCal)",
        Makes.FILE,
        "Le début et la fin, pour un agenda.",
        calendar_copy,
        "text/calendar",
        "ics",
    ),
)
"""In the order of the page: what reaches most people first."""
