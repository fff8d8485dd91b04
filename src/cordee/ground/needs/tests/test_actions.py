"""Taking a request and leading it to its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions import steps
from cordee.ground.needs.actions.requests import Asked, drop_draft, keep_draft, take_request
from cordee.ground.needs.models import Beneficiary, Household, Need, NeedDraft, NeedState
from cordee.ground.needs.selectors.figures import need_counts, time_to_help
from cordee.ground.needs.selectors.queue import (
    QueueFilter,
    filtered_needs,
    open_needs_at_same_door,
    queue_points,
)
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import Role
from cordee.ground.territory.models import ScopeMissing, town_scope

BY = Task("tests")


def rolland(**fields):
    return record_person(by=BY, last_name="Rolland", first_name="Jeanne", phone="+33261910412", **fields)


def take(now, person, *asked, **options):
    return take_request(
        by=BY,
        at=now,
        door="phone",
        person=person,
        place={"address": "12 rue des Tilleuls"},
        asked=list(asked),
        **options,
    )


def test_one_call_may_bring_several_needs_with_their_own_numbers(town, now):
    person = rolland()
    taken = take(now, person, Asked("COURSES", 1, money_method="shop_account"), Asked("ANIMAUX", 3))
    assert [str(need) for need in taken.needs] == ["B-00001", "B-00002"]
    assert Household.objects.count() == 1 and taken.beneficiary.recognition_word


def test_nothing_is_written_when_one_of_the_needs_is_refused(town, now):
    person = rolland()
    with pytest.raises(Refused):
        take(now, person, Asked("ANIMAUX"), Asked("COURSES"))
    assert not Need.objects.exists() and not Beneficiary.objects.exists()


def test_the_same_person_calling_again_keeps_her_file_and_her_word(town, now):
    person = rolland()
    word = take(now, person, Asked("ANIMAUX")).beneficiary.recognition_word
    take(now + timedelta(days=1), person, Asked("ANIMAUX"))
    assert Beneficiary.objects.get().recognition_word == word and Household.objects.count() == 1


def test_two_people_of_one_home_share_their_door_and_a_neighbour_does_not(town, now):
    home = {"address": "12 rue des Tilleuls", "access_notes": "porte bleue"}
    jeanne = take(now, rolland(), Asked("ANIMAUX")).beneficiary
    paul = record_person(by=BY, last_name="Rolland", first_name="Paul", phone="+33261910413")
    nobody = record_person(by=BY, last_name="Mercier", first_name="Lise", phone="+33261910414")
    for person in (paul, nobody):
        take_request(by=BY, at=now, door="phone", person=person, place=home, asked=[Asked("ANIMAUX")])
    first, second, neighbour = (need.beneficiary for need in Need.objects.order_by("pk"))
    assert first.household == second.household == jeanne.household != neighbour.household
    assert [str(one) for one in open_needs_at_same_door(second.needs.get())] == ["B-00001"]
    assert Household.objects.get(pk=first.household_id).access_notes == "porte bleue"


def test_every_open_need_has_an_owner_and_a_next_action(town, account, now):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    need = a_need(now, urgency=1)
    assert need.owner == lucie and need.next_action and need.next_action_at == now + timedelta(hours=1)


def test_a_step_taken_by_two_agents_at_once_is_taken_once(town, account, now):
    need = a_need(now, qualified=False)
    again = Need.objects.get(pk=need.pk)
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    steps.qualify_need(need=need, by=lucie, at=now, urgency=1)
    with pytest.raises(Refused, match="quelqu’un d’autre"):
        steps.cancel_need(need=again, by=lucie, at=now, reason="duplicate")
    assert Need.objects.get(pk=need.pk).state == NeedState.QUALIFIED


def test_a_correction_leaves_a_need_somebody_accepted_where_it_stands(town, account, now):
    need, lucie = a_need(now), account(Role.VOLUNTEER_COORDINATOR)
    steps.mark_assigned(need=need, by=BY, at=now, ends_at=now + timedelta(hours=3))
    steps.qualify_need(need=need, by=lucie, at=now, urgency=1, details="sonner deux fois")
    with pytest.raises(Refused, match="déjà sollicité"):
        steps.qualify_need(need=need, by=lucie, at=now, activity="ANIMAUX")
    need.refresh_from_db()
    assert (need.state, need.urgency, need.activity) == (NeedState.ASSIGNED, 1, "COURSES")
    assert need.next_action == "Vérifier que c’est fait"
    steps.mark_done(need=need, by=BY, at=now)


def test_nobody_goes_alone_where_two_are_asked_for(town, now):
    [check] = take(now, rolland(), Asked("VISITE_PORTE")).needs
    [walk] = take(now, rolland(), Asked("ANIMAUX")).needs
    assert (check.helpers, walk.helpers) == (2, 1)


def test_without_solution_is_said_counted_and_can_be_reopened(town, account, now):
    need = a_need(now)
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    with pytest.raises(Refused):
        steps.declare_no_solution(need=need, by=lucie, at=now, reason="served")
    steps.declare_no_solution(need=need, by=lucie, at=now, reason="nobody_available")
    assert need_counts(since=now - timedelta(days=1), now=now).no_solution == 1
    steps.reopen_need(need=need, by=lucie, at=now + timedelta(days=3))
    assert Need.objects.get().state == NeedState.QUALIFIED and Need.objects.get().closing_reason == ""


def test_a_weekly_need_keeps_its_hour_when_the_clocks_change(town, account, now):
    start = timezone.make_aware(datetime(2026, 3, 24, 10, 0))
    need = a_need(
        start - timedelta(hours=1),
        recurrence="FREQ=WEEKLY",
        wanted_from=start,
        wanted_until=start + timedelta(hours=2),
    )
    following = steps.open_next_occurrence(need=need, by=BY, at=start)
    assert timezone.localtime(following.wanted_from).hour == 10
    assert following.wanted_from.astimezone(UTC) - start.astimezone(UTC) == timedelta(days=7) - timedelta(
        hours=1
    )


def weekly(now, **fields):
    return a_need(
        now, recurrence="FREQ=WEEKLY", wanted_from=now, wanted_until=now + timedelta(hours=3), **fields
    )


def test_a_weekly_need_opens_its_next_time_once_even_reopened_and_served_again(town, account, now):
    need, lucie = weekly(now), account(Role.VOLUNTEER_COORDINATOR)
    for _ in range(2):
        steps.mark_assigned(need=need, by=BY, at=now, ends_at=now + timedelta(hours=3))
        steps.mark_done(need=need, by=BY, at=now)
        steps.verify_need(need=need, by=lucie, at=now)
        steps.reopen_need(need=need, by=lucie, at=now)
    assert [one.wanted_from for one in Need.objects.filter(series=need)] == [now + timedelta(days=7)]


def test_nobody_this_week_does_not_end_a_weekly_need_and_a_cancelling_does_unless_for_once(
    town, account, now
):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    unserved, stopped, skipped = weekly(now), weekly(now), weekly(now)
    steps.declare_no_solution(need=unserved, by=lucie, at=now, reason="nobody_available")
    steps.cancel_need(need=stopped, by=lucie, at=now, reason="cancelled_by_requester")
    steps.cancel_need(need=skipped, by=lucie, at=now, reason="served_by_relative", only_this_time=True)
    assert set(Need.objects.exclude(series=None).values_list("series", flat=True)) == {
        unserved.pk,
        skipped.pk,
    }


def test_a_weekly_need_ends_on_its_last_day_or_when_it_is_stopped(town, account, now):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    need = weekly(now)
    day = timezone.localtime(now).date()
    with pytest.raises(Refused):
        steps.change_recurrence(
            need=need, by=lucie, at=now, every="FREQ=WEEKLY", last_day=day - timedelta(days=1)
        )
    steps.change_recurrence(
        need=need, by=lucie, at=now, every="FREQ=WEEKLY", last_day=day + timedelta(days=7)
    )
    second = steps.open_next_occurrence(need=need, by=BY, at=now)
    assert steps.open_next_occurrence(need=second, by=BY, at=second.wanted_from) is None
    steps.change_recurrence(need=need, by=lucie, at=now, every="")
    assert Need.objects.get(pk=second.pk).recurrence == ""


def test_the_town_halls_own_help_is_counted_as_served(town, account, now):
    need, lucie = a_need(now), account(Role.VOLUNTEER_COORDINATOR)
    steps.close_as_served(need=need, by=lucie, at=now)
    assert need_counts(since=now - timedelta(days=1), now=now).served == 1
    with pytest.raises(Refused):
        steps.close_as_served(need=need, by=lucie, at=now)


def test_a_need_handed_over_comes_back_on_the_day_an_answer_was_expected(town, account, now):
    need, lucie = a_need(now), account(Role.VOLUNTEER_COORDINATOR)
    steps.refer_need(need=need, by=lucie, at=now, to="SAAD", back_on=now + timedelta(days=2), recipient="own")
    assert not filtered_needs(QueueFilter(), now=now).exists()
    later = now + timedelta(days=3)
    assert filtered_needs(QueueFilter(late=True), now=later).get() == need
    assert need_counts(since=now, now=later).late == 1


def test_each_step_leaves_one_trace_without_a_personal_word(town, account, now):
    need = a_need(now, last_name="Rolland", details="porte bleue")
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    before = Event.objects.count()
    steps.postpone_need(need=need, by=lucie, at=now, until=now + timedelta(days=2))
    assert Event.objects.count() == before + 1
    assert "Rolland" not in str(list(Event.objects.values_list("facts", "subject", "actor")))


def test_an_interrupted_call_is_kept_for_its_author_only(town, account, now):
    nadia, thomas = account(Role.RECEPTIONIST), account(Role.CALLER)
    draft = keep_draft(author=nadia, fields={"last_name": ["Roll"]}, label="Roll", at=now, draft_id=None)
    stolen = keep_draft(author=thomas, fields={"last_name": ["X"]}, label="X", at=now, draft_id=draft.pk)
    assert stolen.pk != draft.pk
    drop_draft(author=thomas, draft_id=draft.pk)
    assert [one.verb for one in Event.objects.filter(verb__endswith="_draft")] == ["keep_draft"] * 2
    assert NeedDraft.objects.get(pk=draft.pk).fields == {"last_name": ["Roll"]}


def test_a_neighbouring_town_is_never_read_and_a_forgotten_scope_is_a_crash(town, now):
    a_need(now)
    with town_scope("49001"):
        assert not Need.objects.exists()
    from cordee.ground.territory.models import scope

    token = scope._commune.set(None)
    try:
        with pytest.raises(ScopeMissing):
            Need.objects.count()
    finally:
        scope._commune.reset(token)


def test_a_point_on_the_coordinators_map_is_not_a_door(town, now):
    need = a_need(now, where=(47.35012, -0.90034))
    [point] = queue_points(list(filtered_needs(QueueFilter(), now=now)))
    assert (point.latitude, point.longitude) != (47.35012, -0.90034)
    assert abs(point.latitude - 47.35012) < 0.003 and point.need == need


def test_small_districts_are_left_out_of_the_figures(town, district, now):
    for _ in range(4):
        need = a_need(now)
        Household.objects.filter(pk=need.beneficiary.household_id).update(district=district)
    Need.objects.update(done_at=now + timedelta(hours=2))
    assert all(row.hidden and row.request_to_done is None for row in time_to_help(since=now, by="district"))
    need = a_need(now)
    Household.objects.filter(pk=need.beneficiary.household_id).update(district=district)
    Need.objects.update(done_at=now + timedelta(hours=2))
    [row] = time_to_help(since=now, by="district")
    assert (row.label, row.hidden, row.request_to_done) == ("Les Tilleuls", False, 120)


def test_a_need_without_a_commune_of_its_own_takes_the_one_in_scope(town, now):
    assert a_need(now).commune_id == town.pk
