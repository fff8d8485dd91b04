"""Messages for tests."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from cordee.ground.audit.actions import Task
from cordee.ground.messaging.actions import queue_message
from cordee.ground.messaging.models import Channel, OutgoingMessage

_numbers = count(1)


def queued(at: datetime, **fields: object) -> OutgoingMessage:
    """Queue a message; an SMS to a mobile of the fictional range unless told otherwise."""
    number = next(_numbers)
    values = {
        "key": f"test:{number}",
        "channel": Channel.SMS,
        "recipient": f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}",
        "person": None,
        "kind": "mission_proposal",
        "body": f"Message {number}",
        "at": at,
        "by": Task("tests"),
        **fields,
    }
    if values["channel"] == Channel.EMAIL and "recipient" not in fields:
        values["recipient"] = f"personne{number}@example.org"
    return queue_message(**values)  # type: ignore[arg-type]
