"""Where upper rooms plug in: who understands an incoming SMS, what is done every so often, background tasks.

``on_incoming_sms`` and ``every`` are called from ``apps.ready()``; ``task`` is the standard task interface,
wherever this Django keeps it: every room imports it from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

try:
    from django.tasks import TaskContext, task
except ImportError:
    from django_tasks import TaskContext, task  # type: ignore[no-redef,assignment]

if TYPE_CHECKING:
    from cordee.ground.messaging.models import IncomingMessage

__all__ = [
    "Periodic",
    "TaskContext",
    "every",
    "keep_inside_when",
    "on_incoming_sms",
    "periodic_jobs",
    "sms_handlers",
    "stays_inside",
    "task",
]

KeptInside = Callable[[str, datetime], bool]
SmsHandler = Callable[[str, str, datetime, "IncomingMessage"], str | None]
PeriodicJob = Callable[[datetime], object]

_kept_inside: list[KeptInside] = []
_sms_handlers: list[SmsHandler] = []
_periodic: dict[str, Periodic] = {}


@dataclass(frozen=True)
class Periodic:
    """A job done for each town, once per period whatever the number of workers."""

    name: str
    period: timedelta
    run: PeriodicJob


def keep_inside_when(tell: KeptInside) -> None:
    """Plug in ``tell(commune_code, written_at)``: true when what was written then in that town stays in the building."""
    if tell not in _kept_inside:
        _kept_inside.append(tell)


def stays_inside(commune_code: str, written_at: datetime) -> bool:
    """True when a room says so: the message is written to a file, whatever the gateway of the town."""
    return any(tell(commune_code, written_at) for tell in _kept_inside)


def on_incoming_sms(handler: SmsHandler) -> SmsHandler:
    """Register ``handler(sender, text, at, incoming)``: ``sender`` is E.164, the town is in scope.

    It returns a short code of what it understood, or ``None`` when the SMS is not for it. Handlers are asked
    in the order of registration, inside the transaction that records the SMS: a provider may repeat an SMS, a
    handler sees it once. A handler that raises ``Refused`` or crashes leaves the SMS recorded for a person to
    read.
    """
    if handler not in _sms_handlers:
        _sms_handlers.append(handler)
    return handler


def sms_handlers() -> tuple[SmsHandler, ...]:
    """Handlers in their order."""
    return tuple(_sms_handlers)


def every(minutes: float, name: str) -> Callable[[PeriodicJob], PeriodicJob]:
    """Register ``job(at)`` to run about every ``minutes`` for each town, with that town in scope.

    A job that a crash cut short runs again at its next period only: it must look at the data, not at the
    clock.
    """

    def register(job: PeriodicJob) -> PeriodicJob:
        _periodic[name] = Periodic(name, timedelta(minutes=minutes), job)
        return job

    return register


def periodic_jobs() -> tuple[Periodic, ...]:
    """Registered jobs."""
    return tuple(_periodic.values())
