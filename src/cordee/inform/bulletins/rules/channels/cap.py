"""The bulletin in the Common Alerting Protocol 1.2 (OASIS, ITU-T X.1303 bis): what stations, apps and States read.

Laid out as domain.md § 6.4: one ``info`` per language, offsets written, ``geocode`` INSEE, polygons as latitude,longitude.
The schema is in ``reference/cap``; tests hold every alert to it.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from shapely import Polygon
from shapely.validation import explain_validity

from cordee.ground.audit.rules import Refused
from cordee.inform.bulletins.rules.announcements import Announcement, Area, Mode, Ring, Step, Words
from cordee.inform.bulletins.rules.channels.wording import (
    Copy,
    current_translations,
    cut_at,
    joined,
    one_line,
    printable,
    saying_of,
    sentence,
)

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
HEADLINE = 160
"""Characters: what short displays show of a headline (CAP 1.2 § 3.2.2)."""
_DECIMALS = 6


def _named(text: str) -> str:
    """A name as ``identifier``, ``sender`` and ``references`` want it: no space, comma, « < » nor « & » (§ 3.2.1)."""
    return re.sub(r"[\s,<>&]+", "-", one_line(text)) or "inconnu"


def sender_of(announcement: Announcement) -> str:
    """The town's mailbox, or the host of its site when it has given none."""
    speaker = announcement.speaker
    return _named(speaker.email or urlsplit(speaker.address).hostname or speaker.insee_code)


def moment(at: datetime) -> str:
    """« 2026-08-12T14:05:00+02:00 »: seconds, and an offset of hours and minutes, never « Z »."""
    return at.replace(microsecond=0).isoformat(timespec="seconds")


def address(url: str) -> str:
    """An address in ASCII, as ``web`` (anyURI) is best read."""
    return quote(one_line(url), safe="!#$&'()*+,/:;=?@[]~%-._")


def polygon_of(area: Area, ring: Ring) -> str:
    """« lat,lon lat,lon… », closed. Raises ``Refused`` for an outline that is no surface of the Earth."""
    name = one_line(area.name)
    points: list[tuple[float, float]] = []
    for longitude, latitude in ring:
        point = (round(longitude, _DECIMALS), round(latitude, _DECIMALS))
        if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
            raise Refused(
                f"Le contour de « {name} » sort de la Terre : latitude et longitude sont-elles inversées ?"
            )
        if not points or point != points[-1]:
            points.append(point)
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < 4:
        raise Refused(f"Le contour de « {name} » a moins de trois coins : redessinez-le.")
    shape = Polygon(points)
    if not shape.is_valid:
        where = re.search(r"\[(\S+) (\S+)\]", explain_validity(shape))
        near = f" près de {float(where[2]):.4f}, {float(where[1]):.4f}" if where else ""
        raise Refused(f"Le contour de « {name} » se croise lui-même{near} : redessinez-le.")
    return " ".join(f"{_degrees(latitude)},{_degrees(longitude)}" for longitude, latitude in points)


def _degrees(value: float) -> str:
    return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")


def check_outlines(announcement: Announcement) -> None:
    """Raise ``Refused`` unless each outline is closed, on the Earth, and does not cross itself."""
    for area in announcement.areas:
        for ring in area.rings:
            polygon_of(area, ring)


def _add(parent: Element, name: str, text: str) -> None:
    """A child with its text; nothing when there is none, for an empty element says less than none."""
    if text:
        SubElement(parent, name).text = text


def _note(announcement: Announcement) -> str:
    said = {
        Mode.ACTUAL: "",
        Mode.EXERCISE: "Exercice : personne n’a rien à faire.",
        Mode.TEST: "Essai technique : personne n’a rien à faire.",
    }[announcement.mode]
    return joined(said, one_line(announcement.reason))


def _description(announcement: Announcement, words: Words) -> str:
    if announcement.step == Step.CANCEL:
        return sentence(one_line(announcement.reason))
    return "\n".join(
        one
        for one in (printable(words.details), sentence(one_line(words.places)), one_line(announcement.source))
        if one
    )


def _contact(announcement: Announcement) -> str:
    """The number, with the hours of the switchboard when it is that one."""
    speaker = announcement.speaker
    hours = one_line(speaker.phone_hours) if announcement.phone == speaker.phone else ""
    phone = one_line(announcement.phone)
    return f"{phone} ({hours})" if phone and hours else phone


def _info(parent: Element, announcement: Announcement, words: Words) -> None:
    info = SubElement(parent, "info")
    saying, cancelled = saying_of(announcement, words), announcement.step == Step.CANCEL
    # Words of ours are French: another language gets its own title only, the mode is told by ``status`` and ``msgType``.
    headline = saying.heading if words.language == "fr" else saying.title
    speaker = announcement.speaker
    for name, text in (
        ("language", "fr-FR" if words.language == "fr" else words.language),
        ("category", announcement.theme),
        ("event", one_line(announcement.event) or saying.title or "Message"),
        ("responseType", "AllClear" if cancelled else announcement.response),
        ("urgency", "Past" if cancelled else announcement.urgency),
        ("severity", announcement.severity),
        ("certainty", announcement.certainty),
        ("effective", moment(announcement.sent_at)),
        ("onset", moment(announcement.starts_at)),
        ("expires", moment(announcement.expires_at)),
        ("senderName", saying.town),
        ("headline", cut_at(headline, HEADLINE)),
        ("description", _description(announcement, words)),
        ("instruction", sentence(saying.action)),
        ("web", address(announcement.page)),
        ("contact", _contact(announcement)),
    ):
        _add(info, name, text)
    for area in announcement.areas or (Area(speaker.name),):
        zone = SubElement(info, "area")
        SubElement(zone, "areaDesc").text = one_line(area.name) or saying.town
        for ring in area.rings:
            _add(zone, "polygon", polygon_of(area, ring))
        code = SubElement(zone, "geocode")
        SubElement(code, "valueName").text = "INSEE"
        SubElement(code, "value").text = speaker.insee_code


def cap_element(announcement: Announcement) -> Element:
    """The alert as an element, for a feed to hold. Raises ``Refused`` as ``polygon_of`` does."""
    sender = sender_of(announcement)
    alert = Element("alert", {"xmlns": NAMESPACE})
    for name, text in (
        ("identifier", _named(announcement.identifier)),
        ("sender", sender),
        ("sent", moment(announcement.sent_at)),
        ("status", announcement.mode.value),
        ("msgType", announcement.step.value),
        ("source", one_line(announcement.source)),
        ("scope", "Public"),
        ("note", _note(announcement)),
        (
            "references",
            " ".join(
                f"{sender},{_named(one.identifier)},{moment(one.sent_at)}" for one in announcement.references
            ),
        ),
    ):
        _add(alert, name, text)
    for words in (announcement.french, *current_translations(announcement)):
        _info(alert, announcement, words)
    return alert


def cap_xml(announcement: Announcement) -> bytes:
    """The alert as a file, UTF-8. Raises ``Refused`` for an outline that crosses itself, naming which and where."""
    alert = cap_element(announcement)
    indent(alert)
    return tostring(alert, encoding="utf-8", xml_declaration=True)


def cap_copy(announcement: Announcement) -> Copy:
    """The file as text."""
    text = cap_xml(announcement).decode()
    languages = 1 + len(current_translations(announcement))
    late = len(announcement.translations) + 1 - languages
    return Copy(
        text,
        (("Langues", str(languages)), ("Taille", f"{len(text.encode())} octets")),
        (f"{late} traduction(s) en retard sur le français : elles n’y sont pas.",) if late else (),
    )
