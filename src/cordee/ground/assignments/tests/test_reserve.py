"""Reservists: fifteen working days a year, calls, and the engagement that comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cordee.engine.protocol.hard_rules import EXTENDED_DAYS, RESERVIST_DAYS
from cordee.ground.assignments.actions.answers import AnswerOutcome, accept_assignment
from cordee.ground.assignments.actions.papers import call_up
from cordee.ground.assignments.actions.proposals import approve_suggestion, propose
from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.planning.pairs import proposal_for
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.rules.reserve import ReserveDays
from cordee.ground.assignments.selectors.reserve import days_served
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.actions.papers import revoke_paper
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.selectors.printing import paper_pdf
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.admission import end_checks, record_check
from cordee.ground.volunteers.actions.papers import accept_text, change_frame
from cordee.ground.volunteers.actions.reserve import record_extension, say_on_extension, withdraw_extension
from cordee.ground.volunteers.models import Frame, TrustLevel
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def karim(now, lucie):
    volunteer = a_volunteer(now, lucie)
    change_frame(volunteer=volunteer, frame=Frame.RCSC, by=lucie, at=now)
    return volunteer


def sign(karim, lucie, now):
    accept_text(volunteer=karim, kind=PaperKind.RCSC, version=0, by=lucie, at=now)


def a_call(karim, lucie, now, *, days=1, after=1, **words):
    words = {"place": "centre technique", "task": "appui", "employer": "agreed", "signer": ""} | words
    starts = now + timedelta(days=after)
    return call_up(
        volunteer=karim,
        starts_at=starts,
        ends_at=starts + timedelta(days=days - 1, hours=6),
        by=lucie,
        at=now,
        **words,
    )


def serve(karim, now, days):
    """Missions done so many days ago."""
    for day in days:
        start = now - timedelta(days=day)
        Assignment.objects.create(
            need=a_need(now), volunteer=karim, state="done", place=0, suggested_at=start, starts_at=start,
            ends_at=start + timedelta(hours=2),
        )  # fmt: skip


def working_days_before(now, count):
    return [day for day in range(10, 90) if (now - timedelta(days=day)).weekday() != 6][:count]


def test_sundays_do_not_count_and_each_year_begins_anew():
    days = ReserveDays({date(2026, 4, 5), date(2026, 4, 6), date(2026, 4, 7), date(2025, 4, 7)})
    assert days.used(2026) == 2 and days.used(2025) == 1
    full = ReserveDays({date(2026, 1, 1) + timedelta(days=day) for day in range(18)})
    assert full.used(2026) >= RESERVIST_DAYS
    assert full.can_serve_on(date(2026, 1, 2)) and not full.can_serve_on(date(2026, 2, 2))
    assert full.can_serve_on(date(2026, 2, 1)) and full.can_serve_on(date(2027, 1, 4))


def test_a_longer_year_holds_only_while_the_emergency_lasts():
    fifteen = {date(2026, 1, 1) + timedelta(days=day) for day in range(17)}
    days = ReserveDays(fifteen, ((date(2026, 3, 2), date(2026, 3, 31)),))
    assert days.used(2026) == RESERVIST_DAYS
    assert [days.limit(date(2026, 3, day)) for day in (1, 2, 31)] == [15, 30, 30] and days.limit(
        date(2026, 4, 1)
    ) == 15
    march = {date(2026, 3, 2) + timedelta(days=day) for day in range(17)}
    days.check(march)
    with pytest.raises(Refused, match="30 jours ouvrables"):
        days.check(march | {date(2026, 3, 20)})
    with pytest.raises(Refused, match="15 jours ouvrables"):
        days.check({date(2026, 4, 1)})


def test_the_sixteenth_day_is_neither_planned_nor_asked_nor_accepted(karim, lucie, now):
    serve(karim, now, working_days_before(now, RESERVIST_DAYS - 1))
    need = a_need(now, wanted_until=now + timedelta(hours=8))
    assert propose_town_plan(at=now).proposals
    asked = propose(proposal=proposal_for(need=need, volunteer=karim, at=now), by=lucie, at=now)
    serve(karim, now, [working_days_before(now, RESERVIST_DAYS)[-1]])
    assert accept_assignment(assignment=asked, by=karim.person, at=now).outcome == AnswerOutcome.RESERVE_USED
    other = a_need(now, wanted_until=now + timedelta(hours=8))
    assert not [one for one in propose_town_plan(at=now).proposals if one.volunteer_id == karim.pk]
    late = Assignment.objects.create(
        need=other,
        volunteer=karim,
        state="suggested",
        suggested_at=now,
        starts_at=now,
        ends_at=now + timedelta(hours=3),
    )
    with pytest.raises(Refused, match="15 jours ouvrables"):
        approve_suggestion(assignment=late, by=lucie, at=now)
    change_frame(volunteer=karim, frame=Frame.COMMUNE_COSP, by=lucie, at=now)
    assert accept_assignment(assignment=asked, by=karim.person, at=now).outcome == AnswerOutcome.ACCEPTED


def test_a_call_asks_for_the_engagement_then_for_the_employer(karim, lucie, now):
    with pytest.raises(Refused, match="acte d’engagement"):
        a_call(karim, lucie, now)
    sign(karim, lucie, now)
    with pytest.raises(Refused, match="employeur n’a pas encore"):
        a_call(karim, lucie, now, employer="asked")
    words = words_of(paper_pdf(a_call(karim, lucie, now)))
    assert "OA-2026-0001" in words and "8 avril 2026 à 9 h 12" in words and "a donné son accord" in words
    assert "centre technique" in words and "L. 724-1" in words


def test_the_days_of_a_call_count_until_it_is_cancelled(karim, lucie, now):
    sign(karim, lucie, now)
    call = a_call(karim, lucie, now, days=7)
    assert days_served(at=now)[karim.pk].used(2026) == 6
    with pytest.raises(Refused, match="6 sont déjà comptés"):
        a_call(karim, lucie, now, days=12, after=10)
    revoke_paper(paper=call, by=lucie, at=now)
    assert days_served(at=now)[karim.pk].used(2026) == 0


def test_nobody_else_than_a_reservist_is_called_up(lucie, now):
    with pytest.raises(Refused, match="Seul un réserviste"):
        a_call(a_volunteer(now, lucie), lucie, now)


def test_a_check_ends_and_the_level_falls_by_itself(lucie, now):
    volunteer = a_volunteer(now, lucie)
    for check in ("record", "special"):
        record_check(volunteer=volunteer, check=check, by=lucie, at=now)
    assert volunteer.trust_level == TrustLevel.SPECIAL
    assert end_checks(at=now + timedelta(days=183)) == 0
    assert end_checks(at=now + timedelta(days=184)) == 1
    volunteer.refresh_from_db()
    assert volunteer.trust_level == TrustLevel.INDOORS and volunteer.special_checks_on is None
    assert end_checks(at=now + timedelta(days=366)) == 1
    volunteer.refresh_from_db()
    assert volunteer.trust_level == TrustLevel.DOORSTEP


def test_nobody_is_told_to_ask_a_reservist_for_one_day_too_many(karim, lucie, now):
    serve(karim, now, working_days_before(now, RESERVIST_DAYS))
    need = a_need(now)
    [unserved] = [one for one in propose_town_plan(at=now).unserved if one.need_id == need.pk]
    assert not any(str(karim) in reason for reason in unserved.reasons)


def a_vote(by, now, **other):
    today = now.date()
    words = {
        "emergency": "loi n° 2020-290 du 23 mars 2020", "emergency_from": today - timedelta(days=20),
        "emergency_until": today + timedelta(days=40), "vote": "2026-041", "voted_on": today - timedelta(days=2),
    } | other  # fmt: skip
    return record_extension(**words, by=by, at=now)


def test_thirty_days_need_the_vote_and_the_word_of_each_one(karim, lucie, now):
    serve(karim, now, working_days_before(now, RESERVIST_DAYS))
    sign(karim, lucie, now)
    vote = a_vote(lucie, now)
    with pytest.raises(Refused, match="15 jours ouvrables"):
        a_call(karim, lucie, now)
    say_on_extension(extension=vote, volunteer=karim, agrees=True, by=karim.person, at=now)
    need = a_need(now)
    assert karim.pk in {one.volunteer_id for one in propose_town_plan(at=now).proposals}
    assert a_call(karim, lucie, now)
    with pytest.raises(Refused, match="15 jours ouvrables"):
        a_call(karim, lucie, now, after=41)
    asked = propose(proposal=proposal_for(need=need, volunteer=karim, at=now), by=lucie, at=now)
    # Changing one's mind, or the vote annulled, closes the door again.
    say_on_extension(extension=vote, volunteer=karim, agrees=False, by=lucie, at=now)
    assert accept_assignment(assignment=asked, by=karim.person, at=now).outcome == AnswerOutcome.RESERVE_USED
    say_on_extension(extension=vote, volunteer=karim, agrees=True, by=lucie, at=now)
    withdraw_extension(extension=vote, by=lucie, at=now)
    assert accept_assignment(assignment=asked, by=karim.person, at=now).outcome == AnswerOutcome.RESERVE_USED


def test_the_served_reach_thirty_and_not_one_more(karim, lucie, now):
    serve(karim, now, working_days_before(now, EXTENDED_DAYS - 1))
    sign(karim, lucie, now)
    say_on_extension(extension=a_vote(lucie, now), volunteer=karim, agrees=True, by=lucie, at=now)
    a_call(karim, lucie, now)
    with pytest.raises(Refused, match="30 jours ouvrables par année civile : 30 sont"):
        a_call(karim, lucie, now, after=2)


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("emergency_until", {"emergency_until": date(2026, 1, 1)}),
        ("voted_on", {"voted_on": date(2026, 4, 9)}),
        ("voted_on", {"emergency_until": date(2026, 4, 1), "voted_on": date(2026, 4, 2)}),
    ],
)
def test_a_vote_not_yet_held_or_about_another_time_is_refused(lucie, now, field, other):
    with pytest.raises(Refused) as refused:
        a_vote(lucie, now, **other)
    assert refused.value.field == field


def test_nobody_outside_the_reserve_is_asked(lucie, now):
    with pytest.raises(Refused, match="réserviste"):
        say_on_extension(
            extension=a_vote(lucie, now), volunteer=a_volunteer(now, lucie), agrees=True, by=lucie, at=now
        )
