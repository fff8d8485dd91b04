"""What other sites and calendars read: RSS 2.0, Atom, Atom of CAP alerts, JSON, iCalendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator
from icalendar import Calendar, Event

from cordee.inform.bulletins.rules.announcements import Announcement, Ring, Speaker, Step, Words
from cordee.inform.bulletins.rules.channels import cap
from cordee.inform.bulletins.rules.channels.wording import (
    NBSP,
    Copy,
    of_town,
    one_line,
    printable,
    saying_of,
    sentence,
    shown_moment,
    until,
)
from cordee.inform.bulletins.rules.channels.written import phone_line

JSON_VERSION = 1


def _summary(announcement: Announcement) -> str:
    """The message in plain text: feeds are read as HTML by some, so nothing of it is markup."""
    saying = saying_of(announcement)
    lines = [
        sentence(saying.reason),
        sentence(saying.action),
        saying.details,
        f"Où{NBSP}: {sentence(saying.places)}" if saying.places else "",
        sentence(until(announcement, shown_moment)),
        phone_line(announcement),
        one_line(announcement.source),
    ]
    return "\n".join(one for one in lines if one)


def _categories(one: Announcement) -> list[str | None]:
    event = one_line(one.event)
    return [event] if event else []


def _filled(
    feed: SyndicationFeed,
    announcements: Iterable[Announcement],
    more: Callable[[Announcement], dict[str, Any]] | None = None,
) -> str:
    for one in announcements:
        feed.add_item(
            title=saying_of(one).heading or one_line(one.event) or "Message",
            link=cap.address(one.page),
            description=_summary(one),
            unique_id=one_line(one.identifier),
            unique_id_is_permalink=False,
            pubdate=one.sent_at,
            updateddate=one.sent_at,
            author_name=one_line(one.speaker.name),
            categories=_categories(one),
            **(more(one) if more else {}),
        )
    return str(feed.writeString("utf-8"))


def _head(speaker: Speaker, address: str) -> dict[str, Any]:
    town = one_line(speaker.name)
    return {
        "title": f"{town}{NBSP}: messages de la mairie",
        "link": f"{speaker.address}/",
        "description": f"Consignes, informations et démentis de la mairie {of_town(town)}.",
        "subtitle": f"Consignes, informations et démentis de la mairie {of_town(town)}.",
        "language": "fr",
        "feed_url": address,
        "feed_guid": address,
        "author_name": f"Mairie {of_town(town)}",
        "author_link": f"{speaker.address}/",
    }


def rss(announcements: Iterable[Announcement], *, speaker: Speaker, address: str) -> str:
    """RSS 2.0, in the order given; ``address`` is that of the feed itself."""
    return _filled(Rss201rev2Feed(**_head(speaker, address)), announcements)


def atom(announcements: Iterable[Announcement], *, speaker: Speaker, address: str) -> str:
    """Atom 1.0 (RFC 4287), in the order given."""
    return _filled(Atom1Feed(**_head(speaker, address)), announcements)


class _CapFeed(Atom1Feed):
    """An Atom feed whose entries say where the CAP file of each one is, as OASIS « CAP Feeds » 1.0 asks."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement(
            "link", "", {"rel": "enclosure", "type": cap.MEDIA_TYPE, "href": item["cap_address"]}
        )


def cap_feed(
    announcements: Iterable[Announcement],
    *,
    speaker: Speaker,
    address: str,
    cap_address: Callable[[Announcement], str],
) -> str:
    """Atom 1.0 of CAP alerts (« /flux/cap.xml »): each entry links to its file, given by ``cap_address``."""

    def where(one: Announcement) -> dict[str, Any]:
        return {"cap_address": cap.address(cap_address(one))}

    return _filled(_CapFeed(**_head(speaker, address)), announcements, where)


def _words(words: Words) -> dict[str, Any]:
    return {
        "language": words.language,
        "title": one_line(words.title),
        "action": one_line(words.action),
        "details": printable(words.details),
        "places": one_line(words.places),
        "outdated": words.outdated,
    }


def _geometry(rings: tuple[Ring, ...]) -> dict[str, Any] | None:
    """GeoJSON, longitude first; nothing when the town has drawn nothing."""
    shapes = [[[list(point) for point in ring]] for ring in rings]
    return {"type": "MultiPolygon", "coordinates": shapes} if shapes else None


def _item(one: Announcement) -> dict[str, Any]:
    return {
        "identifier": one_line(one.identifier),
        "mode": one.mode.value,
        "step": one.step.value,
        "replaces": [one_line(reference.identifier) for reference in one.references],
        "reason": one_line(one.reason),
        "kind": one_line(one.kind),
        "event": one_line(one.event),
        "sent": cap.moment(one.sent_at),
        "starts": cap.moment(one.starts_at),
        "expires": cap.moment(one.expires_at),
        "texts": [_words(one.french), *(_words(words) for words in one.translations)],
        "phone": one_line(one.phone),
        "source": {"text": one_line(one.source), "url": cap.address(one.source_url)},
        "areas": [
            {"name": one_line(area.name), "geometry": _geometry(area.rings)} for area in one.areas
        ],
        "category": one.theme,
        "response": one.response,
        "urgency": one.urgency,
        "severity": one.severity,
        "certainty": one.certainty,
        "page": cap.address(one.page),
    }  # fmt: skip


def as_json(announcements: Iterable[Announcement], *, speaker: Speaker, at: datetime) -> dict[str, Any]:
    """For the town's own site and its widget; the shape is ``reference/announcements.schema.json`` (``version`` 1).

    Texts are plain: whoever shows them escapes them. Translations that lag say so (``outdated``).
    """
    return {
        "version": JSON_VERSION,
        "town": {
            "insee": speaker.insee_code,
            "name": one_line(speaker.name),
            "phone": one_line(speaker.phone),
        },
        "generated": cap.moment(at),
        "announcements": [_item(one) for one in announcements],
    }


def _event(one: Announcement) -> Event:
    saying = saying_of(one)
    cancelled = one.step == Step.CANCEL and one.references
    # A message taken back is the same event as the one it takes back: whoever kept it sees it struck out.
    name = one.references[0].identifier if cancelled else one.identifier
    event = Event()
    for field, value in (
        ("uid", one_line(name)),
        ("sequence", len(one.references)),
        # In UTC, so that no zone has to be described.
        ("dtstamp", one.sent_at.astimezone(UTC)),
        ("dtstart", one.starts_at.astimezone(UTC)),
        ("dtend", max(one.starts_at, one.expires_at).astimezone(UTC)),
        ("summary", saying.heading or "Message"),
        ("description", _summary(one)),
        ("location", saying.places),
        ("url", cap.address(one.page)),
        ("categories", [one_line(one.event)] if one_line(one.event) else ""),
        ("status", "CANCELLED" if one.step == Step.CANCEL else "CONFIRMED"),
        ("transp", "TRANSPARENT"),
    ):
        if value != "":
            event.add(field, value)
    return event


def calendar(announcements: Iterable[Announcement], *, speaker: Speaker) -> bytes:
    """iCalendar (RFC 5545) of what is dated."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Cordee//Messages de la mairie//FR")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", one_line(speaker.name))
    for one in announcements:
        made.add_component(_event(one))
    ics: bytes = made.to_ical()
    return ics


def calendar_copy(announcement: Announcement) -> Copy:
    """The calendar of one bulletin."""
    return Copy(calendar([announcement], speaker=announcement.speaker).decode())
