"""The other side of the kill tests: run as a program against a database of its own, prints JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

TOWN = "49999"
CARRIED = 200


def prepare() -> dict[str, int]:
    """Create the tables, the town and its messages: half may be sent twice, half must not."""
    call_command("migrate", verbosity=0)
    commune = Commune.objects.create(
        insee_code=TOWN, name="Saint-Aubin", name_key="saint aubin", kind="commune-actuelle", departement="49"
    )
    Municipality.objects.create(commune=commune, name="Saint-Aubin", phone="+33261910000")
    at = timezone.now()
    with town_scope(TOWN):
        for number in range(CARRIED):
            queue_message(
                key=f"drill:{number}",
                channel=Channel.SMS,
                recipient=f"+3363998{number:04d}",
                person=None,
                kind="drill",
                body=f"Message {number}",
                on_doubt=OnDoubt.HOLD if number % 2 else OnDoubt.RESEND,
                at=at,
                by=Task("drill"),
            )
    return {"queued": OutgoingMessage.everywhere.count()}


def age() -> dict[str, int]:
    """Let ten minutes pass for what the dead left: leases, signs of life, running tasks."""
    ago = timedelta(minutes=10)
    return {
        "leases": OutgoingMessage.everywhere.exclude(lease_until=None).update(
            lease_until=F("lease_until") - ago
        ),
        "beats": Heartbeat.objects.update(at=F("at") - ago),
        "tasks": DBTaskResult.objects.running().update(started_at=F("started_at") - ago),
    }


def report() -> dict[str, object]:
    """Tell the state of each message by its token, and of the tasks."""
    return {
        "messages": {
            stable_token(message): [message.state, message.on_doubt, message.attempts]
            for message in OutgoingMessage.everywhere.all()
        },
        "tasks": sorted(DBTaskResult.objects.values_list("status", flat=True)),
        "beats": Heartbeat.objects.count(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
    django.setup()

    from django.core.management import call_command
    from django.db.models import F
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from cordee.ground.audit.actions import Task
    from cordee.ground.messaging.actions import queue_message
    from cordee.ground.messaging.models import Channel, Heartbeat, OnDoubt, OutgoingMessage
    from cordee.ground.messaging.rules.outbox import stable_token
    from cordee.ground.territory.models import Commune, Municipality, town_scope

    sys.stdout.write(json.dumps({"prepare": prepare, "age": age, "report": report}[sys.argv[1]]()))
