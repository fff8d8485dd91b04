"""Writes of the outbox and the inbox."""

from cordee.ground.messaging.actions.draining import DrainReport, ask_for_drain, drain_outbox
from cordee.ground.messaging.actions.incoming import receive_sms
from cordee.ground.messaging.actions.outbox import cancel_message, queue_message, resend
from cordee.ground.messaging.actions.receipts import record_delivery

__all__ = [
    "DrainReport",
    "ask_for_drain",
    "cancel_message",
    "drain_outbox",
    "queue_message",
    "receive_sms",
    "record_delivery",
    "resend",
]
