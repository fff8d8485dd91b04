"""The alert register: open to all, for another purpose, in another table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.coordinate.register.actions.alerts import end_alerts, subscribe_to_alerts
from cordee.coordinate.register.models import AlertSubscription, RegisterEntry
from cordee.coordinate.register.selectors.alerts import alert_lines
from cordee.coordinate.register.selectors.calling import keys_to_call
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Role


def warned(now, **other):
    told = {
        "first_name": "Léo", "last_name": "Marchand", "phone": "+33639980001", "email": "", "channel": "sms",
        "place": {"address": "3 quai de Loire"}, "risks": ["flood", "weather"],
    }  # fmt: skip
    return subscribe_to_alerts(**told | other, by=Task("tests"), at=now)


def test_a_resident_of_any_age_is_warned_and_is_on_no_other_list(now, town):
    warned(now)
    assert [(line.name, line.recipient) for line in alert_lines(risk="flood")] == [
        ("Léo Marchand", "+33639980001")
    ]
    assert alert_lines(risk="industry") == [] and keys_to_call(on=now.date()) == []
    assert not RegisterEntry.objects.exists()


def test_asked_again_the_newest_wish_counts(now, town):
    assert warned(now) == warned(now + timedelta(days=2), risks=["fire"])
    assert AlertSubscription.objects.get().risks == ["fire"]


@pytest.mark.parametrize(
    ("other", "field"),
    [({"risks": []}, "risks"), ({"phone": "+33241000000"}, "phone"), ({"channel": "email"}, "email"),
     ({"place": {}}, "address"), ({"place": {"address": "x", "outside_commune": True}}, "address"),
     ({"risks": ["x"]}, "risks")],
)  # fmt: skip
def test_an_alert_that_would_reach_nobody_is_refused_beside_its_field(now, town, other, field):
    with pytest.raises(Refused) as refused:
        warned(now, **other)
    assert refused.value.field == field and not AlertSubscription.objects.exists()


def test_it_ends_when_asked(now, town, account):
    warned(now)
    end_alerts(key=AlertSubscription.objects.get().pk, by=account(Role.CCAS_MANAGER), at=now)
    assert alert_lines() == []
    with pytest.raises(Refused):
        end_alerts(key=AlertSubscription.objects.get().pk, by=account(Role.CCAS_MANAGER), at=now)
