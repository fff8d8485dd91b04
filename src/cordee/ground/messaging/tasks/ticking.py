"""Periodic jobs: each town, once per period, whatever the number of workers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from cordee.ground.messaging.models import Tick
from cordee.ground.messaging.ports import Periodic, periodic_jobs
from cordee.ground.messaging.rules.faults import fault_place
from cordee.ground.territory.models import Municipality, town_scope

logger = logging.getLogger("cordee.messaging")


def _take_turn(job: Periodic, commune_code: str, at: datetime) -> bool:
    """Move the next time forward; whoever did it runs the job."""
    moved = Tick.objects.filter(name=job.name, commune_code=commune_code, next_at__lte=at).update(
        next_at=at + job.period
    )
    if moved:
        return True
    with transaction.atomic():
        _, first = Tick.objects.get_or_create(
            name=job.name, commune_code=commune_code, defaults={"next_at": at + job.period}
        )
    return first


def run_due_jobs(*, at: datetime, stop: Callable[[], bool] = lambda: False) -> list[str]:
    """Run what is due at ``at``; returns ``name:commune`` of what ran well. A failing job stops no other."""
    done: list[str] = []
    for commune_code in Municipality.objects.order_by("pk").values_list("pk", flat=True):
        for job in periodic_jobs():
            if stop():
                return done
            try:
                if _take_turn(job, commune_code, at):
                    with town_scope(commune_code):
                        job.run(at)
                    done.append(f"{job.name}:{commune_code}")
            except Exception as error:  # noqa: BLE001 - one job's fault must not stop the others
                logger.error("Periodic job %s of %s: %s", job.name, commune_code, fault_place(error))
    return done
