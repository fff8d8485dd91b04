"""Posters, flyers and kits of buildings as PDF (tagged, fonts inside): what the rules wrote, set by ``papers``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.selectors.printing import sheet_pdf
from cordee.inform.bulletins.rules.announcements import Announcement
from cordee.inform.bulletins.rules.channels.halls import MOST_BUILDINGS, BuildingKit, kits_content
from cordee.inform.bulletins.rules.channels.printed import Size, flyer_content, poster_content


def poster_pdf(
    announcement: Announcement,
    *,
    at: datetime,
    size: Size = Size.A4,
    language: str = "fr",
    remove_on: date | None = None,
) -> bytes:
    """A poster of one page. Raises ``Refused`` without a translation of today, or letters to print it."""
    content = poster_content(announcement, size=size, language=language, remove_on=remove_on)
    return sheet_pdf("poster", content, at=at)


def flyer_pdf(announcement: Announcement, *, at: datetime) -> bytes:
    """A flyer A5 of two pages: the message, the coupon of the register."""
    return sheet_pdf("flyer", flyer_content(announcement), at=at)


def kits_pdf(kits: Sequence[BuildingKit], *, at: datetime, size: Size = Size.A4) -> bytes:
    """The kits of one building or of a whole district, three pages each, in one file. Raises ``Refused``."""
    if not kits:
        raise Refused("Aucun immeuble à imprimer : choisissez-en un, ou un autre quartier.")
    if len(kits) > MOST_BUILDINGS:
        raise Refused(f"{len(kits)} immeubles : {MOST_BUILDINGS} au plus à la fois, imprimez rue par rue.")
    return sheet_pdf("halls", kits_content(kits, size=size), at=at)


def _a4(announcement: Announcement, at: datetime) -> bytes:
    return poster_pdf(announcement, at=at)


def _a3(announcement: Announcement, at: datetime) -> bytes:
    return poster_pdf(announcement, at=at, size=Size.A3)


def _flyer(announcement: Announcement, at: datetime) -> bytes:
    return flyer_pdf(announcement, at=at)


PRINTED: dict[str, Callable[[Announcement, datetime], bytes]] = {
    "poster_a4": _a4,
    "poster_a3": _a3,
    "flyer": _flyer,
}
"""What makes the file of a channel whose ``copy`` is None (``rules.channels.registry``)."""
