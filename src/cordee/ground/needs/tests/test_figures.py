"""Figures: honest medians, and nobody recognised in a small group."""

from __future__ import annotations

from datetime import timedelta

from cordee.ground.needs.models import Household, Need
from cordee.ground.needs.selectors.figures import received_by, time_to_help
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.territory.models import District


def needs_in(name, count, now, **fields):
    district, _ = District.objects.get_or_create(name=name, commune_id="49999")
    for _ in range(count):
        need = a_need(now)
        Household.objects.filter(pk=need.beneficiary.household_id).update(district=district)
        Need.objects.filter(pk=need.pk).update(**fields)


def test_the_median_goes_from_the_request_to_the_yes(town, now):
    needs_in("Bourg", 2, now, accepted_at=now + timedelta(minutes=30))
    needs_in("Bourg", 3, now, accepted_at=now + timedelta(minutes=50), done_at=now + timedelta(minutes=90))
    (whole,) = time_to_help(since=now - timedelta(days=1))
    assert (whole.accepted, whole.served, whole.request_to_accepted, whole.request_to_done) == (5, 3, 50, 90)


def test_a_small_district_is_hidden_and_not_alone(town, now):
    needs_in("Bourg", 9, now)
    needs_in("Gare", 6, now)
    needs_in("Prairie", 2, now, accepted_at=now + timedelta(minutes=30))
    rows = {row.label: row for row in time_to_help(since=now - timedelta(days=1), by="district")}
    assert {label for label, row in rows.items() if row.hidden} == {"Prairie", "Gare"}
    assert rows["Prairie"].request_to_accepted is None
    assert rows["Prairie"].accepted == 0


def test_requests_are_counted_by_activity_and_door(town, now):
    needs_in("Bourg", 2, now)
    needs_in("Bourg", 1, now, activity="MEDICAMENTS", door="web")
    since = now - timedelta(days=1)
    assert received_by("activity", since=since) == [("COURSES", 2), ("MEDICAMENTS", 1)]
    assert received_by("door", since=since) == [("phone", 2), ("web", 1)]
