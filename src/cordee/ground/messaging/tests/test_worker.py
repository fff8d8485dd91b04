"""The worker gives back what the dead held, runs each periodic job once, and survives their faults."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cordee.ground.messaging.actions.draining import ask_for_drain, ask_for_drain_if_due, closing, drain
from cordee.ground.messaging.models import Heartbeat, MessageState, OutgoingMessage, Tick
from cordee.ground.messaging.ports import every
from cordee.ground.messaging.rules.retries import LEASE
from cordee.ground.messaging.tasks.ticking import run_due_jobs
from cordee.ground.messaging.tasks.worker import HouseWorker, beat, forget_old_traces, give_back_tasks
from cordee.ground.messaging.tests.factories import queued
from cordee.ground.territory.models import Commune, Municipality, current_commune, town_scope


@pytest.fixture(autouse=True)
def _town(town, sms_folder):
    yield town
    closing.clear()


@pytest.fixture
def jobs(monkeypatch):
    """Only the jobs a test registers."""
    monkeypatch.setattr("cordee.ground.messaging.ports._periodic", {})
    return every


@pytest.fixture
def second_town():
    commune = Commune.objects.create(
        insee_code="49998", name="Ailleurs", name_key="ailleurs", kind="c", departement="49"
    )
    return Municipality.objects.create(
        commune=commune, name="Ailleurs", phone="+33241000001", host="b.example"
    )


def running_task(at, worker):
    ask_for_drain()
    DBTaskResult.objects.update(status="RUNNING", started_at=at, worker_ids=[worker])


def test_the_task_of_a_dead_worker_is_given_back(now):
    running_task(now, "dead")
    beat(name="dead", at=now)
    assert give_back_tasks(at=now + LEASE / 2) == 0
    assert give_back_tasks(at=now + LEASE * 2) == 1
    assert DBTaskResult.objects.ready().count() == 1


def test_the_task_of_a_worker_that_lives_is_left_to_it_however_long_it_takes(now):
    running_task(now, "slow")
    beat(name="slow", at=now + timedelta(hours=1))
    assert give_back_tasks(at=now + timedelta(hours=1)) == 0


def test_a_task_is_asked_for_when_something_is_due_or_was_left_behind(now):
    assert not ask_for_drain_if_due(at=now)
    message = queued(now, not_before=now + timedelta(hours=1))
    assert not ask_for_drain_if_due(at=now)
    assert ask_for_drain_if_due(at=now + timedelta(hours=1))
    OutgoingMessage.objects.filter(pk=message.pk).update(state=MessageState.SENDING, lease_until=now)
    DBTaskResult.objects.all().delete()
    assert ask_for_drain_if_due(at=now)
    assert DBTaskResult.objects.count() == 1


def test_a_job_runs_for_each_town_in_its_scope_once_per_period(now, jobs, second_town):
    seen = []
    jobs(10, "look")(lambda at: seen.append((current_commune(), at)))
    assert run_due_jobs(at=now) == ["look:49998", "look:49999"]
    assert run_due_jobs(at=now + timedelta(minutes=9)) == []
    later = now + timedelta(minutes=10)
    assert run_due_jobs(at=later) == ["look:49998", "look:49999"]
    assert seen == [("49998", now), ("49999", now), ("49998", later), ("49999", later)]


def test_two_workers_at_the_same_moment_run_a_job_once(now, jobs):
    seen = []

    def job(at):
        seen.append(at)
        # The other worker comes by while this one is at it.
        assert run_due_jobs(at=at) == []

    jobs(10, "look")(job)
    assert run_due_jobs(at=now) == ["look:49999"]
    assert seen == [now]


def test_a_job_that_fails_stops_neither_the_others_nor_its_own_next_time(now, jobs, second_town, caplog):
    done = []

    def fails(at):
        raise ValueError("Mme Rolland, 06 39 98 00 42")

    jobs(5, "fails")(fails)
    jobs(5, "works")(lambda at: done.append(current_commune()))
    assert run_due_jobs(at=now) == ["works:49998", "works:49999"]
    assert done == ["49998", "49999"]
    assert "ValueError" in caplog.text
    assert "Rolland" not in caplog.text
    assert Tick.objects.get(name="fails", commune_code="49999").next_at == now + timedelta(minutes=5)


def test_a_clock_that_jumps_back_runs_nothing_twice(now, jobs):
    seen: list[datetime] = []
    jobs(10, "look")(seen.append)
    run_due_jobs(at=now)
    run_due_jobs(at=now - timedelta(hours=1))
    assert seen == [now]


def test_old_traces_go(now):
    running_task(now, "gone")
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=now)
    beat(name="gone", at=now)
    forget_old_traces(at=now + timedelta(days=6))
    assert (DBTaskResult.objects.count(), Heartbeat.objects.count()) == (1, 0)
    forget_old_traces(at=now + timedelta(days=8))
    assert DBTaskResult.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_sends_what_waits_and_leaves(sms_folder):
    message = queued(timezone.now())
    assert DBTaskResult.objects.get().task_path == drain.module_path
    call_command("worker", "--once")
    with town_scope("49999"):
        assert OutgoingMessage.objects.get(pk=message.pk).state == MessageState.SENT
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert not Heartbeat.objects.exists()
    assert (sms_folder / "sms.jsonl").exists()


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_stops_no_other_and_its_words_stay_out_of_the_log(monkeypatch, caplog):
    from cordee.ground.messaging.actions import draining

    calls = []

    def fails_once(**_):
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("Mme Rolland, 06 39 98 00 42")
        return draining.DrainReport()

    monkeypatch.setattr(draining, "drain_outbox", fails_once)
    drain.enqueue()
    drain.enqueue()
    HouseWorker(once=True).run()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]
    assert "ValueError" in caplog.text
    assert "Rolland" not in caplog.text
