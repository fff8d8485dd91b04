"""An event switches the town: opened in a breath, moved with its dates, closed when nothing is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cordee.engine.protocol.reading import shipped
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis import ports
from cordee.ground.crisis.actions.crises import (
    answer_proposal,
    end_crisis,
    found_crisis,
    move_crisis,
    open_crisis,
    place_crisis,
    update_crisis,
)
from cordee.ground.crisis.models import (
    Crisis,
    CrisisKind,
    LogbookEntry,
    ProtocolDecision,
    VigilanceColour,
)
from cordee.ground.crisis.rules.crises import StillOpen
from cordee.ground.crisis.rules.presets import ladder_of_colour, preset_of
from cordee.ground.crisis.selectors.crises import (
    crisis_steps,
    districts_of,
    follow_ups,
    ladder_of,
    open_crises,
    proposal_lines,
    script_of,
)
from cordee.ground.people.models import Role


@pytest.fixture
def marc(account):
    return account(Role.DUTY_ELECTED_OFFICIAL, name="Marc Lusson")


def heat(marc, now, **said):
    given = {
        "kind": "heatwave",
        "title": "Canicule",
        "phase": "alert",
        "colour": "orange",
        "decided_by": "La maire",
    }
    return open_crisis(by=marc, at=now, **(given | said))


def test_several_events_are_open_at_once_but_not_the_same_twice(town, marc, now):
    heat(marc, now)
    open_crisis(kind="power_cut", title="Coupure", phase="crisis", by=marc, at=now)
    with pytest.raises(Refused, match="déjà ouverte"):
        heat(marc, now)
    assert len(open_crises(now=now)) == 2


def test_each_phase_has_its_date_and_its_line_in_the_logbook(town, marc, now):
    crisis = heat(marc, now)
    later = now + timedelta(hours=3)
    move_crisis(
        crisis=crisis, phase="crisis", colour="red", decided_by="La maire", since=later - timedelta(minutes=30),
        by=marc, at=later,
    )  # fmt: skip
    steps = crisis_steps(crisis)
    assert [(one.phase, one.colour) for one in steps] == [("alert", "orange"), ("crisis", "red")]
    assert steps[1].at == later - timedelta(minutes=30)
    assert [one.text for one in LogbookEntry.objects.order_by("number")] == [
        "Crise ouverte : Canicule, « Canicule » (alerte, vigilance orange). Décidé par La maire.",
        "« Canicule » passe en crise, vigilance rouge. Décidé par La maire.",
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phase": "alert", "colour": "orange"}, "phase"),
        ({"colour": "purple"}, "colour"),
        ({"decided_by": " "}, "decided_by"),
        ({"since": timedelta(hours=1)}, "since"),
        ({"since": timedelta(hours=-1)}, "since"),
    ],
)
def test_a_phase_that_cannot_be_is_refused_beside_its_field(town, marc, now, said, field):
    crisis = heat(marc, now)
    given = {"phase": "crisis", "colour": "red", "decided_by": "La maire", "since": timedelta()} | said
    given["since"] = now + given["since"]
    with pytest.raises(Refused) as refused:
        move_crisis(crisis=crisis, by=marc, at=now, **given)
    assert refused.value.field == field


def test_the_page_of_the_desk_writes_the_phase_too(town, marc, now):
    crisis = heat(marc, now)
    update_crisis(
        crisis=crisis, kind="heatwave", title="Canicule", phase="return", public_message="Merci.", source="", by=marc,
        at=now + timedelta(days=1),
    )  # fmt: skip
    assert [one.phase for one in crisis_steps(crisis)] == ["alert", "return"]


@pytest.mark.parametrize("kind", CrisisKind.values)
def test_every_kind_of_event_has_a_preset_whose_codes_exist(kind):
    preset = preset_of(kind)
    assert preset.title and preset.priorities and preset.script and preset.activities
    assert {code for code, _ in preset.protocols} <= set(shipped())
    assert {colour for _, colours in preset.protocols for colour in colours} <= set(VigilanceColour.values)


def test_the_ladder_is_shorter_as_the_colour_rises():
    for one, other, last in zip(
        *(ladder_of_colour(colour) for colour in ("yellow", "orange", "red")), strict=True
    ):
        assert one.minutes > other.minutes > last.minutes
    assert [one.minutes for one in ladder_of_colour("red")] == [60, 120, 150, 240, 270]


def test_nothing_is_applied_before_somebody_says_yes(town, marc, now):
    crisis = heat(marc, now)
    assert not ladder_of(crisis) and not script_of(crisis) and not ProtocolDecision.objects.exists()
    assert [line.proposal.code for line in proposal_lines(crisis)] == [
        "message", "protocol:CAN-ORANGE", "priorities", "ladder", "script", "activities",
    ]  # fmt: skip
    answer_proposal(crisis=crisis, code="ladder", adopted=True, by=marc, at=now)
    answer_proposal(crisis=crisis, code="script", adopted=False, by=marc, at=now)
    assert ladder_of(crisis) and not script_of(crisis)


def test_a_protocol_is_put_in_force_under_the_text_that_founds_it(town, marc, now):
    crisis = heat(marc, now)
    with pytest.raises(Refused, match="déclencheur"):
        answer_proposal(crisis=crisis, code="protocol:CAN-ORANGE", adopted=True, by=marc, at=now)
    found_crisis(
        crisis=crisis, trigger="vigilance", ref="Vigilance orange n° 41", on=timezone.localtime(now).date(),
        decided_by="La maire", by=marc, at=now,
    )  # fmt: skip
    answer_proposal(crisis=crisis, code="protocol:CAN-ORANGE", adopted=True, by=marc, at=now)
    decision = ProtocolDecision.objects.get()
    assert (decision.code, decision.legal_ref) == ("CAN-ORANGE", "Vigilance orange n° 41")
    assert "CAN-ORANGE" in LogbookEntry.objects.order_by("-number")[0].text


def test_the_message_proposed_is_published_when_it_is_adopted(town, marc, now):
    crisis = heat(marc, now)
    answer_proposal(crisis=crisis, code="message", adopted=True, by=marc, at=now)
    crisis.refresh_from_db()
    assert crisis.public_message.startswith("Buvez souvent")


def test_an_event_concerns_districts_or_the_whole_town(town, district, marc, now):
    crisis = heat(marc, now)
    assert districts_of(crisis) == []
    place_crisis(crisis=crisis, districts=[district], by=marc, at=now)
    assert districts_of(crisis) == [district]
    place_crisis(crisis=crisis, districts=[], by=marc, at=now)
    assert districts_of(crisis) == []


@pytest.fixture
def two_urgent(monkeypatch):
    monkeypatch.setitem(
        ports._still_open, "test", lambda crisis, now: [StillOpen("demandes U1 ouvertes", 2, "/file/")]
    )


def test_closing_waits_for_what_nobody_else_would_take_up(town, marc, now, two_urgent):
    crisis = heat(marc, now)
    with pytest.raises(Refused, match="U1"):
        end_crisis(crisis=crisis, by=marc, at=now)
    assert Crisis.objects.get().ended_at is None
    open_crisis(kind="epidemic", title="Épidémie", phase="crisis", by=marc, at=now)
    end_crisis(crisis=crisis, by=marc, at=now)
    assert [one.title for one in open_crises(now=now)] == ["Épidémie"]


def test_closing_dates_the_bilan_and_the_purges(town, marc, now):
    crisis = end_crisis(crisis=heat(marc, now), by=marc, at=now)
    due = {one.label: (one.due_on - timezone.localtime(now).date()).days for one in follow_ups(crisis)}
    assert due["Bilan de « Canicule » à présenter"] == 30
    assert [days for label, days in due.items() if "Dossiers de personnes aidées" in label] == [183]
    with pytest.raises(Refused):
        end_crisis(crisis=crisis, by=marc, at=now)


def test_a_true_event_stops_an_exercise_at_once(town, marc, now):
    drill = open_crisis(kind="flood", title="Crue", phase="alert", by=marc, at=now, exercise=True)
    with pytest.raises(Refused, match="exercice est déjà en cours"):
        open_crisis(kind="cold", title="Froid", phase="alert", by=marc, at=now, exercise=True)
    true = heat(marc, now + timedelta(minutes=5))
    drill.refresh_from_db()
    assert drill.ended_at is not None and open_crises(now=now + timedelta(minutes=6)) == [true]
