"""The embedded worker: background tasks, the outbox and the periodic jobs, in one process that needs no other
service.

Three threads. The main one runs the queue of django-tasks-db. The pulse says every few seconds that this
worker lives, keeps the lease of what it is sending, and gives back what dead workers held (django-tasks-db
never does: a task left RUNNING by a killed worker would run for ever). The ticker runs the periodic jobs. Any
number of workers may run.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connections
from django.db.utils import DatabaseError, InterfaceError
from django.utils import timezone
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TASKS_LOGGER, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from cordee.ground.messaging.actions.draining import ask_for_drain_if_due, closing, renew_leases
from cordee.ground.messaging.actions.incoming import receive_sms
from cordee.ground.messaging.actions.receipts import forget_orphan_receipts, record_delivery
from cordee.ground.messaging.gateways import IncomingSms, NotNow, OvhCarrier, ReceiptNotice, hang_up, listen
from cordee.ground.messaging.models import Heartbeat, IncomingMessage
from cordee.ground.messaging.rules.faults import fault_place
from cordee.ground.messaging.rules.retries import LEASE
from cordee.ground.messaging.tasks.ticking import run_due_jobs

logger = logging.getLogger("cordee.worker")

POLL_S, PULSE_S, TICK_S = 0.5, 5.0, 2.0
# A stopping worker gives the message in hand this long; then its lease will speak for it.
GRACE_S = 9.0
RESULTS_KEPT = timedelta(days=7)
HEARTBEATS_KEPT = timedelta(days=1)


def beat(*, name: str, at: datetime) -> None:
    """Say that this worker lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def give_back_tasks(*, at: datetime) -> int:
    """Give back to the queue the tasks of workers that are silent. Returns how many.

    A task may run twice: it must look at the data, not at the fact of being called.
    """
    running = DBTaskResult.objects.running().filter(started_at__lt=at - LEASE)
    alive = set(Heartbeat.objects.filter(at__gte=at - LEASE).values_list("name", flat=True))
    left = [
        pk
        for pk, workers in running.values_list("pk", "worker_ids")
        if not workers or workers[-1] not in alive
    ]
    return (
        DBTaskResult.objects.running()
        .filter(pk__in=left)
        .update(status=TaskResultStatus.READY, started_at=None)
    )


def forget_old_traces(*, at: datetime) -> None:
    """Drop the results of old tasks, the last beats of dead workers and the receipts that met no message."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - RESULTS_KEPT).delete()
    Heartbeat.objects.filter(at__lt=at - HEARTBEATS_KEPT).delete()
    forget_orphan_receipts(at=at)


def fetch_answers(*, at: datetime) -> int:
    """Ask OVH for the answers it holds. Returns how many were new; 0 with another gateway."""
    if settings.SMS["gateway"] != OvhCarrier.name:
        return 0

    def known(ref: str) -> bool:
        return IncomingMessage.everywhere.filter(provider=OvhCarrier.name, provider_ref=ref).exists()

    new = 0
    for sms in OvhCarrier().incoming(known=known):
        receive_sms(provider=OvhCarrier.name, provider_ref=sms.ref, sender=sms.sender, text=sms.text, at=at)
        new += 1
    return new


def _on_receipt(provider: str, notice: ReceiptNotice, at: datetime) -> None:
    record_delivery(provider=provider, provider_ref=notice.ref, status=notice.status, at=at)


def _on_incoming(provider: str, sms: IncomingSms, at: datetime) -> None:
    receive_sms(provider=provider, provider_ref=sms.ref, sender=sms.sender, text=sms.text, at=at)


class Discreet(logging.Filter):
    """Keeps the words of an exception out of the log: they may quote a person. Its class and place say enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the traceback by the fault's class and place."""
        if record.exc_info and record.exc_info[1] is not None:
            record.msg, record.args = f"{record.getMessage()} {fault_place(record.exc_info[1])}", ()
            record.exc_info = record.exc_text = None
        return True


_discreet = Discreet()


class HouseWorker(Worker):
    """One worker process. ``once``: run what is waiting, then leave."""

    def __init__(self, *, once: bool = False, name: str = "") -> None:
        super().__init__(
            queue_names=["*"],
            interval=POLL_S,
            batch=once,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=name or secrets.token_hex(6),
            excluded_queue_names=[],
        )
        self._stop = threading.Event()
        self._cleaned_at: datetime | None = None
        self._fetched_at: datetime | None = None

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish the message in hand, then leave; within ten seconds whatever a provider does."""
        if not self.running:
            os._exit(1)
        self.running = False
        closing.set()
        self._stop.set()
        # Beyond the grace the process goes as if killed: the lease of what it was sending says the rest.
        last_resort = threading.Timer(GRACE_S, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()

    def run(self) -> None:
        """Work until asked to stop."""
        closing.clear()
        for name in (TASKS_LOGGER, "django_tasks_db"):
            logging.getLogger(name).addFilter(_discreet)
        logger.info("worker %s starts", self.worker_id)
        listen(_on_receipt, _on_incoming)
        self.pulse(timezone.now())
        threads = [
            threading.Thread(target=self._repeat, args=(self.pulse, PULSE_S), name="pulse", daemon=True),
            threading.Thread(target=self._repeat, args=(self.tick, TICK_S), name="ticker", daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            self._work()
        finally:
            self._stop.set()
            threads[0].join(2)
            hang_up()
            self._say_goodbye()
        logger.info("worker %s stops", self.worker_id)

    def pulse(self, at: datetime) -> None:
        """One sign of life and what goes with it."""
        beat(name=self.worker_id, at=at)
        renew_leases(worker=self.worker_id, at=at)
        given_back = give_back_tasks(at=at)
        if given_back:
            logger.warning("%s task(s) of a dead worker given back", given_back)
        ask_for_drain_if_due(at=at)

    def tick(self, at: datetime) -> None:
        """What is done every so often."""
        run_due_jobs(at=at, stop=self._stop.is_set)
        if self._fetched_at is None or at >= self._fetched_at + timedelta(minutes=1):
            self._fetched_at = at
            try:
                fetch_answers(at=at)
            except NotNow as trouble:
                logger.warning("SMS answers not fetched: %s", trouble)
        if self._cleaned_at is None or at >= self._cleaned_at + timedelta(hours=6):
            self._cleaned_at = at
            forget_old_traces(at=at)

    def _repeat(self, work: Callable[[datetime], None], pause_s: float) -> None:
        while not self._stop.wait(pause_s):
            close_old_connections()
            try:
                work(timezone.now())
            except Exception as error:  # noqa: BLE001 - a thread that dies would stop in silence
                logger.error("%s: %s", threading.current_thread().name, fault_place(error))
                connections.close_all()
        connections.close_all()

    def _work(self) -> None:
        while self.running:
            close_old_connections()
            try:
                found = self._take()
                if found is not None:
                    self.run_task(found)
            except (DatabaseError, InterfaceError) as error:
                # A database that restarts or is locked for long: wait for it, the queue is safe inside.
                logger.error("queue: %s", fault_place(error))
                connections.close_all()
                self._stop.wait(2)
                continue
            if found is None:
                if self.batch:
                    return
                self._stop.wait(self.interval)

    def _take(self) -> DBTaskResult | None:
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        # Looking costs no lock; taking does, and an idle worker must not stop others from writing.
        if not ready.exists():
            return None
        with exclusive_transaction(ready.db):
            found = ready.get_locked()
            if found is not None:
                found.claim(self.worker_id)
        return found

    def _say_goodbye(self) -> None:
        try:
            Heartbeat.objects.filter(name=self.worker_id).delete()
        except DatabaseError as error:
            logger.error("goodbye: %s", fault_place(error))

    def configure_signals(self) -> None:
        """Listen to the signals that ask to stop."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self.shutdown)
