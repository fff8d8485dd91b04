"""CAP alerts held to the schema of OASIS, and read back."""

from __future__ import annotations

import re
from xml.dom import minidom

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from cordee.ground.audit.rules import Refused
from cordee.inform.bulletins.rules.announcements import Area, Reference, Step
from cordee.inform.bulletins.rules.channels.cap import NAMESPACE, cap_copy, cap_xml, check_outlines
from cordee.inform.bulletins.rules.channels.limits import REFERENCE
from cordee.inform.bulletins.tests.announcements import ARABIC, SQUARE, an_announcement, announcements

SCHEMA = etree.XMLSchema(etree.parse(REFERENCE / "cap" / "CAP-v1.2.xsd"))
BOW = ((0.0, 47.0), (1.0, 48.0), (1.0, 47.0), (0.0, 48.0), (0.0, 47.0))


def read(xml: bytes, path: str) -> list[str]:
    """Texts of the elements at a path, with a parser that is not the one of the schema."""
    found = [minidom.parseString(xml).documentElement]
    for step in path.split("/"):
        found = [child for one in found for child in one.childNodes if child.nodeName == step]
    return ["".join(text.data for text in one.childNodes if text.nodeType == text.TEXT_NODE) for one in found]


def test_an_alert_says_what_the_bulletin_says():
    xml = cap_xml(an_announcement())
    SCHEMA.assertValid(etree.fromstring(xml))
    assert read(xml, "sent") == ["2026-08-12T14:05:07+02:00"] and read(xml, "sender") == [
        "crise@saint-aubin.example"
    ]
    assert (
        read(xml, "info/language") == ["fr-FR", "en", "ar", "uk"]
        and read(xml, "info/headline")[2] == ARABIC.title
    )
    assert read(xml, "info/expires") == ["2026-08-12T20:00:00+02:00"] * 4
    # Latitude first, closed, only for what the town has drawn; the INSEE code for both.
    assert read(xml, "info/area/polygon")[0] == "47.39,-0.52 47.39,-0.5 47.41,-0.5 47.41,-0.52 47.39,-0.52"
    assert read(xml, "info/area/geocode/value") == ["49999"] * 8 and read(xml, "references") == []


def test_a_message_taken_back_names_those_it_takes_back_and_says_why():
    before = Reference("urn:cordee:49999:20260812:1.1", an_announcement().sent_at)
    xml = cap_xml(an_announcement(step=Step.CANCEL, references=(before, before), reason="Fausse alerte"))
    SCHEMA.assertValid(etree.fromstring(xml))
    named = "crise@saint-aubin.example,urn:cordee:49999:20260812:1.1,2026-08-12T14:05:07+02:00"
    assert read(xml, "references") == [f"{named} {named}"] and read(xml, "note") == ["Fausse alerte."]
    assert set(read(xml, "info/responseType")) == {"AllClear"} and read(xml, "info/instruction") == []


@pytest.mark.parametrize(
    ("ring", "sentence"),
    [
        (BOW, r"« Quai » se croise lui-même près de 47\.5000, 0\.5000"),
        (((0.0, 47.0), (0.0, 47.0), (1.0, 47.0), (0.0, 47.0)), "moins de trois coins"),
        (((0.0, 97.0), (1.0, 97.0), (1.0, 98.0), (0.0, 97.0)), "sort de la Terre"),
    ],
)
def test_an_outline_that_is_no_place_is_refused_with_its_name(ring, sentence):
    wrong = an_announcement(areas=(Area("Centre", (SQUARE,)), Area("Quai", (ring,))))
    for check in (check_outlines, cap_xml):
        with pytest.raises(Refused, match=sentence):
            check(wrong)


@given(announcements())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_any_bulletin_makes_a_valid_alert(announcement):
    xml = cap_xml(announcement)
    SCHEMA.assertValid(etree.fromstring(xml))
    assert minidom.parseString(xml).documentElement.namespaceURI == NAMESPACE
    assert all(len(one) <= 160 for one in read(xml, "info/headline"))
    assert len(read(xml, "info/language")) == 1 + sum(not one.outdated for one in announcement.translations)
    # What the text of the standard asks and its schema does not (§ 3.2.1): no space, comma, « < » nor « & » in names.
    assert all(re.fullmatch(r"[^\s,<&]+", one) for one in read(xml, "identifier") + read(xml, "sender"))
    assert all(len(one.split(",")) == 3 for names in read(xml, "references") for one in names.split(" "))
    for polygon in read(xml, "info/area/polygon"):
        pairs = polygon.split(" ")
        assert len(pairs) >= 4 and pairs[0] == pairs[-1]
        assert all(
            abs(float(lat)) <= 90 and abs(float(lon)) <= 180 for lat, lon in (one.split(",") for one in pairs)
        )


def test_a_translation_that_lags_is_left_out_and_told():
    late = an_announcement(
        translations=tuple(
            type(one)(**{**vars(one), "outdated": True}) for one in an_announcement().translations
        )
    )
    copy = cap_copy(late)
    assert (
        read(copy.text.encode(), "info/language") == ["fr-FR"]
        and "3 traduction(s) en retard" in copy.remarks[0]
    )
