"""Feeds and calendars, read back as others do."""

from __future__ import annotations

import json
from datetime import datetime
from xml.dom import minidom

import feedparser
import icalendar
import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from cordee.inform.bulletins.rules.announcements import Reference, Step
from cordee.inform.bulletins.rules.channels.feeds import as_json, atom, calendar, cap_feed, rss
from cordee.inform.bulletins.rules.channels.limits import REFERENCE
from cordee.inform.bulletins.tests.announcements import PARIS, SPEAKER, an_announcement, announcements

ATOM = {"a": "http://www.w3.org/2005/Atom"}
AT = datetime(2026, 8, 12, 15, 0, tzinfo=PARIS)
HERE = "https://entraide.saint-aubin.example/flux.xml"
law = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
some = st.lists(announcements(), max_size=3)


def feeds_of(found) -> list[str]:
    return [
        rss(found, speaker=SPEAKER, address=HERE),
        atom(found, speaker=SPEAKER, address=HERE),
        cap_feed(found, speaker=SPEAKER, address=HERE, cap_address=lambda one: f"{one.page}cap.xml"),
    ]


def unfolded(ics: bytes) -> list[str]:
    return ics.decode().replace("\r\n ", "").split("\r\n")


def test_a_feed_says_each_message_with_its_end_its_number_and_its_source():
    for feed in feeds_of([an_announcement()]):
        root = etree.fromstring(feed.encode())
        told = " ".join(root.itertext())
        for expected in (
            "Canicule orange",
            "Buvez de l’eau",
            "20\u00a0h",
            "02 41 00 00 00",
            "préfecture",
            "urn:cordee",
        ):
            assert expected in told
    assert root.xpath("//a:entry/a:link[@type='application/cap+xml']/@href", namespaces=ATOM) == [
        "https://entraide.saint-aubin.example/messages/1/cap.xml"
    ]


@given(some)
@law
def test_any_messages_make_feeds_that_parsers_read(found):
    for feed, items in zip(feeds_of(found), ("item", "entry", "entry"), strict=True):
        parsed = minidom.parseString(feed.encode())
        assert len(parsed.getElementsByTagName(items)) == len(found)
        assert all(one.firstChild for one in parsed.getElementsByTagName("title"))


@given(some)
@law
def test_feedparser_reads_them_without_a_warning(found):
    for feed in feeds_of(found):
        parsed = feedparser.parse(feed.encode())
        assert not parsed.bozo and len(parsed.entries) == len(found)


@given(some)
@law
def test_the_json_of_any_messages_keeps_its_written_shape(found):
    schema = json.loads((REFERENCE / "announcements.schema.json").read_text(encoding="utf-8"))
    shown = json.loads(json.dumps(as_json(found, speaker=SPEAKER, at=AT)))
    jsonschema.Draft202012Validator(schema).validate(shown)
    assert len(shown["announcements"]) == len(found)


def test_a_calendar_gives_the_dates_in_universal_time():
    lines = unfolded(calendar([an_announcement()], speaker=SPEAKER))
    assert {"DTSTART:20260812T120000Z", "DTEND:20260812T180000Z", "SUMMARY:Canicule orange"} <= set(lines)
    assert "LOCATION:Salle fraîche : médiathèque\\, 9 h – 20 h" in lines


def test_a_message_taken_back_strikes_out_the_event_that_calendars_keep():
    taken = an_announcement(step=Step.CANCEL, references=(Reference("urn:cordee:49999:20260812:1.1", AT),))
    lines = unfolded(calendar([taken], speaker=SPEAKER))
    assert {"UID:urn:cordee:49999:20260812:1.1", "SEQUENCE:1", "STATUS:CANCELLED"} <= set(lines)


@given(some)
@law
def test_a_calendar_of_any_messages_keeps_to_the_lines_of_the_standard(found):
    ics = calendar(found, speaker=SPEAKER)
    assert ics.endswith(b"\r\n") and all(len(line) <= 75 for line in ics.split(b"\r\n"))
    assert b"\n" not in ics.replace(b"\r\n", b"")
    names = [line.partition(":")[0] for line in unfolded(ics) if line]
    assert names.count("BEGIN") == names.count("END") == 1 + len(found)
    assert all(name.replace("-", "").isalpha() and name.isupper() for name in names)


@given(some)
@law
def test_icalendar_reads_it_back(found):
    events = icalendar.Calendar.from_ical(calendar(found, speaker=SPEAKER)).walk("VEVENT")
    assert [one.decoded("DTSTART") for one in events] == [
        one.starts_at.replace(microsecond=0) for one in found
    ]
