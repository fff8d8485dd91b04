"""Posters and flyers: the words of the page, as values that a layout sets (``papers``, ``poster.typ`` and ``flyer.typ``)."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import segno

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.rules.letters import undrawn_letters
from cordee.ground.papers.rules.words import written_day
from cordee.inform.bulletins.models import RIGHT_TO_LEFT, Language
from cordee.inform.bulletins.rules.announcements import Announcement, Step, Words
from cordee.inform.bulletins.rules.channels.limits import REFERENCE
from cordee.inform.bulletins.rules.channels.wording import (
    NBSP,
    current_translations,
    of_town,
    one_line,
    saying_of,
    shown_moment,
    unbroken,
    until,
    words_in,
)


class Size(StrEnum):
    """Formats of a poster; the values are those of the typesetter."""

    A4 = "a4"
    A3 = "a3"


def square_of(url: str, *, alt: str, label: str) -> dict[str, str]:
    """A QR code of an address as SVG, with what it says for whoever does not see it, and the address as it is typed."""
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=2, xmldecl=False)
    return {
        "svg": drawn.getvalue().decode(),
        "alt": alt,
        "label": label,
        "url": url.removeprefix("https://").removeprefix("http://").removesuffix("/"),
    }


def to_remove(on: date) -> str:
    """« Affiche à retirer le 13 août 2026. »."""
    return f"Affiche à retirer le {written_day(on)}."


def _page(words: Words, title: str) -> dict[str, Any]:
    return {
        "language": words.language,
        "rtl": words.language in RIGHT_TO_LEFT,
        "title": unbroken(title),
        "action": unbroken(one_line(words.action)),
        "places": unbroken(one_line(words.places)),
    }


def _hours(announcement: Announcement) -> str:
    same = announcement.phone == announcement.speaker.phone
    hours = one_line(announcement.speaker.phone_hours) if same else ""
    return hours[:1].upper() + hours[1:]


def _common(announcement: Announcement) -> dict[str, Any]:
    saying = saying_of(announcement)
    french = Words("fr", saying.title, saying.action or saying.reason, "", saying.places)
    return {
        "of_town": f"Mairie {of_town(saying.town)}",
        "warning": saying.warning,
        "kind": one_line(announcement.kind).capitalize(),
        "french": _page(french, f"{saying.step}{NBSP}: {saying.title}" if saying.step else saying.title),
        "until": until(announcement, shown_moment),
        "phone": saying.phone,
        "hours": _hours(announcement),
        "source": one_line(announcement.source).rstrip(". "),
        "qr": square_of(
            announcement.page,
            alt="Code QR : ce message sur le site de la mairie",
            label="Le message à jour, et dans d’autres langues :"
            if current_translations(announcement)
            else "Le message à jour :",
        ),
    }


def _translated(announcement: Announcement, language: str) -> dict[str, Any]:
    """The page of a translation. Raises ``Refused`` when there is none of today, or no letters to print it."""
    if announcement.step == Step.CANCEL:
        # What it says is no longer so, and that it is taken back is said in French.
        raise Refused("Un message annulé ne s’imprime qu’en français.", field="language")
    name = dict(Language.choices).get(language, language)
    words = words_in(announcement, language)
    if words is None:
        raise Refused(
            f"Il n’y a pas de traduction à jour en {name} : traduisez le message d’abord.", field="language"
        )
    page = _page(words, one_line(words.title))
    missing = undrawn_letters(f"{page['title']} {page['action']} {page['places']}")
    if missing:
        raise Refused(
            f"L’affiche ne sait pas écrire « {' '.join(missing[:5])} » ({name}) : imprimez la page du site.",
            field="language",
        )
    return page


def poster_content(
    announcement: Announcement, *, size: Size = Size.A4, language: str = "fr", remove_on: date | None = None
) -> dict[str, Any]:
    """What ``poster.typ`` reads. In another language its words come first, large, the French below (loi Toubon).

    ``remove_on`` is the day of the end unless told otherwise. Raises ``Refused`` on « language ».
    """
    common = _common(announcement)
    return {
        **common,
        "title": f"Affiche{NBSP}: {common['french']['title']}"
        if common["french"]["title"]
        else "Affiche de la mairie",
        "size": Size(size).value,
        "words": None if language == "fr" else _translated(announcement, language),
        "remove": to_remove(remove_on or announcement.expires_at.date()),
    }


@dataclass(frozen=True)
class Coupon:
    """The verso of the flyer, with the names of the town filled in."""

    title: str
    intro: str
    before: list[str]
    cases_title: str
    cases: list[str]
    after: list[str]
    notice: str


@cache
def _coupon() -> dict[str, Any]:
    return tomllib.loads((REFERENCE / "coupon.toml").read_text(encoding="utf-8"))


def coupon_of(announcement: Announcement) -> Coupon:
    """The coupon of the register of this town."""
    speaker = announcement.speaker
    contact = ", ".join(one for one in (one_line(speaker.phone), one_line(speaker.email)) if one)
    names = {
        "of_town": of_town(one_line(speaker.name)),
        "phone": f"Mairie{NBSP}: {one_line(speaker.phone)}." if speaker.phone else "",
        "contact": f"({contact})" if contact else "",
    }
    raw = _coupon()
    filled = {name: text.format(**names).strip() for name, text in raw.items() if isinstance(text, str)}
    return Coupon(**{**raw, **filled})


def flyer_content(announcement: Announcement) -> dict[str, Any]:
    """What ``flyer.typ`` reads: recto the message, verso the coupon of the register (domain.md § 6.5)."""
    common = _common(announcement)
    return {
        **common,
        "title": f"Tract{NBSP}: {common['french']['title']}"
        if common["french"]["title"]
        else "Tract de la mairie",
        "details": unbroken(saying_of(announcement).details),
        "coupon": vars(coupon_of(announcement)),
    }
