"""The lines of a light panel: 3 to 8 lines of 16 to 24 capitals, without accents on old ones (domain.md § 6.1)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from unidecode import unidecode

from cordee.ground.audit.rules import Refused
from cordee.inform.bulletins.rules.announcements import Announcement, Step
from cordee.inform.bulletins.rules.channels.wording import Copy, compact, one_line, saying_of

WIDTHS = range(16, 25)
LINES = range(3, 9)
WIDTH, HEIGHT = 20, 5
_SMALL = frozenset("A AU AUX AVEC DANS DE DES DU EN ET LA LE LES OU PAR POUR SANS SUR UN UNE VERS".split())


@dataclass(frozen=True)
class PanelForm:
    """Lines for the panel, none longer than ``width``; ``dropped``: words or pieces that found no place."""

    lines: tuple[str, ...]
    width: int
    dropped: tuple[str, ...]


def panel_letters(text: str, *, accents: bool) -> str:
    """Capitals that the panel shows: Latin ones with their accents, or without; signs of ASCII; nothing else."""
    capitals = compact(one_line(text)).replace("’", "'").replace("œ", "oe").replace("ß", "ss").upper()
    shown = "".join(
        one
        if " " <= one <= "~" or (accents and "À" <= one <= "Ý" and unicodedata.category(one) == "Lu")
        else unidecode(one)
        for one in capitals
    )
    return re.sub(
        r"\s+", " ", "".join(one for one in shown.upper() if " " <= one <= "~" or one >= "À")
    ).strip()


def _wrapped(text: str, width: int) -> tuple[list[str], list[str]]:
    """Lines of whole words, and the words that no line can hold."""
    lines: list[str] = []
    lost = []
    for word in text.split():
        if len(word) > width:
            lost.append(word)
        elif lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines, lost


def _trimmed(line: str) -> str:
    words = line.split()
    while words and words[-1].strip(",;:-") in _SMALL:
        words.pop()
    return " ".join(words).rstrip(" ,;:-")


def _shared(pieces: list[list[str]], room: int) -> list[int]:
    """How many lines each piece gets: one each in their order, then what is left, still in their order."""
    given = [0] * len(pieces)
    for rank, piece in enumerate(pieces):
        if piece and sum(given) < room:
            given[rank] = 1
    for rank, piece in enumerate(pieces):
        given[rank] += max(min(len(piece) - given[rank], room - sum(given)), 0)
    return given


def _place(places: str, width: int) -> str:
    """The place alone when its label would take its line: « Médiathèque », not « Salle fraîche : »."""
    _label, colon, place = places.partition(":")
    return place if colon and place.strip() and len(places) > width else places


def _until(announcement: Announcement, width: int) -> str:
    at: datetime = announcement.expires_at
    minutes = f"{at.minute:02d}" if at.minute else ""
    moment = f"{at:%d/%m} {at.hour}H{minutes}"
    if announcement.step == Step.CANCEL:
        return f"ANNULE {announcement.sent_at:%d/%m}"
    return next(
        one for one in (f"JUSQU'AU {moment}", f"FIN LE {moment}", f"FIN {moment}") if len(one) <= width
    )


def _checked(width: int, lines: int) -> None:
    if width not in WIDTHS:
        raise Refused(f"Un panneau a de {WIDTHS[0]} à {WIDTHS[-1]} signes par ligne.", field="width")
    if lines not in LINES:
        raise Refused(f"Un panneau a de {LINES[0]} à {LINES[-1]} lignes.", field="lines")


def panel_of(
    announcement: Announcement, *, width: int = WIDTH, lines: int = HEIGHT, accents: bool = False
) -> PanelForm:
    """The lines, what matters first: title, action, places; the end and the telephone keep the last ones.

    A word is never cut: one longer than a line is left out, and told in ``dropped``. Raises ``Refused`` on « width » or
    « lines » beyond what panels are.
    """
    _checked(width, lines)
    saying = saying_of(announcement)

    def written(text: str) -> str:
        return panel_letters(text, accents=accents)

    phone, lost_phone = _wrapped(written(f"T {saying.phone}") if saying.phone else "", width)
    # A telephone that takes more than a line gives way to the title, which keeps one.
    last = [_until(announcement, width), *phone][: lines - 1]
    title = (
        f"{saying.warning} {saying.step} {saying.title}" if saying.warning or saying.step else saying.title
    )
    pieces, dropped = [], list(lost_phone)
    for text in (title, saying.action or saying.reason, _place(saying.places, width)):
        wrapped, lost = _wrapped(written(text), width)
        pieces.append(wrapped)
        dropped += lost
    given = _shared(pieces, lines - len(last))
    shown = []
    for piece, count in zip(pieces, given, strict=True):
        kept = piece[:count]
        if count < len(piece):
            dropped.append(" ".join(piece[count:]).rstrip("."))
            if kept:
                kept[-1] = _trimmed(kept[-1]) or kept[-1]
        shown += kept
    return PanelForm((*shown, *last), width, tuple(dropped))


def panel_copy(announcement: Announcement) -> Copy:
    """The lines of an ordinary panel, one under the other."""
    form = panel_of(announcement)
    remarks = ("Ne tient pas : " + " / ".join(form.dropped) + ".",) if form.dropped else ()
    return Copy(
        "\n".join(form.lines), (("Format", f"{len(form.lines)} lignes de {form.width} signes"),), remarks
    )
