"""The templates of § 6.5: whole starts of a bulletin, and SMS of the lengths that were measured."""

from __future__ import annotations

import pytest

from cordee.ground.crisis.rules.presets import preset_of
from cordee.ground.messaging.rules.gsm import GSM, sms_length
from cordee.inform.bulletins.models import BulletinKind, Certainty, Response, Severity, Theme, Urgency
from cordee.inform.bulletins.rules.plain import plain_remarks
from cordee.inform.bulletins.rules.templates import (
    field_helps,
    filled,
    template_named,
    templates,
    templates_for,
    unfilled,
)

VALUES = {
    "commune": "Saint-Aubin", "date_heure": "mer 12/08 20h", "lieu": "Médiathèque", "horaires": "9h-20h",
    "secteur": "Les Quais", "telephone": "02 41 00 00 00", "phenomene": "canicule",
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "length"),
    [
        ("CANICULE", 159), ("REGISTRE", 145), ("CRUE", 151), ("EVACUATION", 143), ("COUPURE", 151), ("FIN", 137),
        ("ARNAQUE", 125),
    ],
)  # fmt: skip
def test_an_sms_is_as_long_as_it_was_measured(code, length):
    measured = sms_length(filled(template_named(code), VALUES).sms)
    assert (measured.encoding, measured.characters, measured.segments) == (GSM, length, 1)


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.code)
def test_a_template_holds_everything_a_bulletin_starts_from(template):
    assert template.kind in BulletinKind.values and template.theme in Theme.values
    assert template.response in Response.values and template.severity in Severity.values
    assert template.urgency in Urgency.values and template.certainty in Certainty.values
    assert all(preset_of(kind) for kind in template.crises) and 1 <= template.hours <= 92 * 24
    assert set(template.fields) <= set(field_helps())
    whole = filled(template, VALUES)
    assert unfilled(whole.title, whole.action, whole.details, whole.places, whole.sms) == ()
    remarks = plain_remarks(title=whole.title, action=whole.action, phone="02 41 00 00 00")
    assert remarks == []


def test_the_templates_of_the_crisis_come_first_and_none_is_missing():
    flood = [one.code for one in templates_for("flood")]
    assert set(flood[:4]) == {"CRUE", "EVACUATION", "FIN", "ARNAQUE"} and len(flood) == len(templates())
    assert templates_for("") == templates()


def test_a_field_left_empty_stays_in_sight_and_braces_typed_in_one_are_only_words():
    half = filled(template_named("CANICULE"), {**VALUES, "lieu": " ", "horaires": "{telephone} « tôt »"})
    assert unfilled(half.places) == ("lieu", "telephone")
    assert '{lieu} {telephone} "tot"' in half.sms and "{telephone} « tôt »" in half.places
