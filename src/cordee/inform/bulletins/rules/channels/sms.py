"""The SMS of a bulletin: one message in GSM 03.38 when it can be, counted on the filled text (domain.md § 6.1, § 6.5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from unidecode import unidecode

from cordee.ground.messaging.rules.gsm import (
    ALONE,
    CHAINED,
    CODES,
    EXTENSION,
    UCS2,
    gsm_friendly,
    sms_length,
)
from cordee.inform.bulletins.rules.announcements import Announcement, Mode, Step, Words
from cordee.inform.bulletins.rules.channels.wording import (
    Copy,
    compact,
    joined,
    one_line,
    saying_of,
    short_moment,
    shortened,
    words_in,
)

CUT_FIRST = (
    ("step", 0), ("places", 24), ("title", 16), ("action", 32), ("places", 0), ("title", 0), ("action", 0), ("town", 0),
)  # fmt: skip
"""What is shortened, in this order, and how many characters of it are kept: the end and the telephone never are."""
MOST_UNICODE = 2
"""Segments of a text in a script that GSM lacks: 134 code units, for 70 would hold the telephone and little more."""
UNTIL = {
    "fr": "Jusqu'au {}", "en": "Until {}", "es": "Hasta {}", "pt": "Até {}", "de": "Bis {}", "ro": "Până la {}",
    "tr": "Bitiş: {}", "uk": "До {}", "br": "Betek {}", "ar": "حتى {}",
}  # fmt: skip
CANCELLED = {
    "fr": "Annulé le {}", "en": "Cancelled {}", "es": "Anulado {}", "pt": "Anulado {}", "de": "Aufgehoben {}",
    "ro": "Anulat {}", "tr": "İptal: {}", "uk": "Скасовано {}", "br": "Nullet {}", "ar": "أُلغي {}",
}  # fmt: skip
"""To be read again by somebody who speaks the language before it is sent."""


@dataclass(frozen=True)
class Costly:
    """A character that costs more than one septet: what may stand for it (None when nothing faithful does), its price.

    ``price`` is 2 (septets, extension table) or 0 for one outside the alphabet, which makes the whole text UCS-2.
    """

    character: str
    instead: str | None
    price: int


@dataclass(frozen=True)
class SmsForm:
    """A text as it travels. ``units`` are septets (GSM-7) or UTF-16 code units; ``limit`` what its segments hold.

    ``proposed`` is the same text with the proposed substitutions; ``shortened`` the pieces that were cut; ``missing``
    what a text written by hand forgets (« fin », « téléphone »).
    """

    text: str
    encoding: str
    units: int
    segments: int
    limit: int
    costly: tuple[Costly, ...]
    proposed: str
    shortened: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def sms_form(text: str, *, shortened: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> SmsForm:
    """Measure a filled text as it stands: nothing of it is changed."""
    length = sms_length(text)
    costly = [
        Costly(one, replaced if (replaced := gsm_friendly(one)) != one else None, 0)
        for one in length.unicode_characters
    ]
    costly += [Costly(one, None, 2) for one in dict.fromkeys(text) if one in EXTENSION]
    alone = length.segments == 1
    return SmsForm(
        text=text,
        encoding=length.encoding,
        units=length.characters,
        segments=length.segments,
        limit=ALONE[length.encoding] if alone else CHAINED[length.encoding] * length.segments,
        costly=tuple(costly),
        proposed=gsm_friendly(text),
        shortened=shortened,
        missing=missing,
    )


def in_gsm(text: str) -> str:
    """The text in the GSM alphabet whatever was typed: near letters first, then Latin ones; a pictogram goes."""
    friendly = gsm_friendly(text)
    spelt = "".join(
        one if one in CODES or one in EXTENSION else unidecode(one).replace("`", "'") for one in friendly
    )
    kept = "".join(one for one in spelt if one in CODES or one in EXTENSION)
    return re.sub(r"\s+", " ", kept).strip()


def _latin(text: str) -> bool:
    return all(
        not one.isalpha() or unicodedata.name(one, "").startswith(("LATIN", "GREEK CAPITAL")) for one in text
    )


def _short_gsm(text: str) -> str:
    return in_gsm(compact(text))


def _as_typed(text: str) -> str:
    return text


def _town(name: str) -> str:
    # As on an envelope: « Saint-Aubin » costs four characters more than « St-Aubin » in every SMS.
    return re.sub(r"\bSaint(e?)-", r"St\1-", name)


def _moment(at: datetime, language: str) -> str:
    return short_moment(at) if language == "fr" else f"{at:%d/%m %H:%M}"


def _ending(announcement: Announcement, language: str) -> str:
    if announcement.step == Step.CANCEL:
        return CANCELLED.get(language, "X {}").format(_moment(announcement.sent_at, language))
    return UNTIL.get(language, "-> {}").format(_moment(announcement.expires_at, language))


def _assembled(pieces: dict[str, str]) -> str:
    head = " ".join(pieces[name] for name in ("warning", "town") if pieces[name])
    step = f"{pieces['step']}: " if pieces["step"] else ""
    body = joined(pieces["title"], pieces["action"], pieces["places"], pieces["ending"])
    told = f"{head}: {step}{body}" if head else step + body
    return f"{told} {pieces['phone']}".strip()


def _composed(announcement: Announcement, words: Words) -> SmsForm:
    saying, language = saying_of(announcement, words), words.language
    raw = {
        "warning": saying.warning,
        "town": _town(saying.town),
        "step": saying.step if language == "fr" else "",
        "title": saying.title,
        "action": saying.action if announcement.step != Step.CANCEL else saying.reason if language == "fr" else "",
        "places": saying.places,
        "ending": _ending(announcement, language),
        "phone": saying.phone,
    }  # fmt: skip
    # French travels in GSM-7 whatever was typed; so does a language of Latin letters; the others cannot.
    gsm = language == "fr" or all(_latin(raw[name]) for name in ("title", "action", "places"))
    write: Callable[[str], str] = _short_gsm if gsm else _as_typed
    most = 1 if gsm else MOST_UNICODE
    pieces, cut = shortened(
        {name: write(text) for name, text in raw.items()},
        CUT_FIRST,
        lambda one: sms_length(_assembled(one)).segments <= most,
    )
    return sms_form(_assembled(pieces), shortened=cut)


def _forgotten(announcement: Announcement, text: str) -> tuple[str, ...]:
    digits = re.sub(r"\D", "", announcement.phone)
    missing = []
    if f"{announcement.expires_at:%d/%m}" not in text:
        missing.append("fin")
    if digits and digits not in re.sub(r"[\s.-]", "", text):
        missing.append("téléphone")
    return tuple(missing)


def sms_of(announcement: Announcement, language: str = "fr") -> SmsForm | None:
    """The SMS in a language; None when there is no translation of today's French.

    What the author wrote for SMS stays as written, measured, with substitutions proposed. Otherwise it is made of the
    words (town, title, action, places, end, telephone), in GSM-7, shortened by whole words until it is one message of 160
    septets; 2 segments of UCS-2 for another script. A message taken back is always made of the words: what was written
    no longer holds.
    """
    words = words_in(announcement, language)
    return _in_words(announcement, words) if words else None


def _in_words(announcement: Announcement, words: Words) -> SmsForm:
    written = one_line(announcement.sms)
    if not written or words is not announcement.french or announcement.step == Step.CANCEL:
        return _composed(announcement, words)
    warning = saying_of(announcement).warning
    if announcement.mode != Mode.ACTUAL and not written.startswith(warning):
        written = f"{warning} {written}"
    return sms_form(written, missing=_forgotten(announcement, written))


_NAMES = {
    "step": "« mis à jour »", "places": "les lieux", "title": "le titre", "action": "le geste", "town": "la commune",
}  # fmt: skip


def sms_copy(announcement: Announcement) -> Copy:
    """The French SMS, its true length, and what makes it dearer than it needs."""
    form = _in_words(announcement, announcement.french)
    unit = "caractères" if form.encoding == UCS2 else "caractères GSM"
    remarks = [
        f"« {one.character} » fait passer le SMS à 70 caractères"
        + (f" : écrivez « {one.instead} »." if one.instead else " : retirez-le.")
        for one in form.costly
        if not one.price
    ]
    remarks += [f"« {one.character} » compte double." for one in form.costly if one.price]
    if form.shortened:
        remarks.append("Raccourci : " + ", ".join(_NAMES[name] for name in form.shortened) + ".")
    if form.missing:
        remarks.append("Il manque : " + ", ".join(form.missing) + ".")
    return Copy(
        form.text,
        (("Longueur", f"{form.units} {unit} sur {form.limit}"), ("SMS envoyés à chacun", str(form.segments))),
        tuple(remarks),
    )
