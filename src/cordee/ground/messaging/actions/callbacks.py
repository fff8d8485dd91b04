"""What a provider calls us back for, as its fields come: an SMS received, a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from cordee.ground.messaging.actions.incoming import receive_sms
from cordee.ground.messaging.actions.receipts import record_delivery
from cordee.ground.messaging.gateways.ovh import read_receipt

CALLING_PROVIDERS = frozenset({"ovh"})

_REF = ("id", "messageId", "message_id", "ref")
_SENDER = ("sender", "from", "number", "senderid", "msisdn")
_TEXT = ("message", "text", "content", "body")


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name].strip() for name in names if fields.get(name, "").strip()), "")


def hear_incoming(*, provider: str, fields: Mapping[str, str], at: datetime) -> bool:
    """Record an SMS a provider brings. ``False`` when the fields hold no sender or no text.

    A provider that gives no reference repeats itself with the same words within the hour: those name the SMS.
    """
    sender, text = _first(fields, _SENDER), _first(fields, _TEXT)
    if not sender or not text:
        return False
    ref = _first(fields, _REF)
    if not ref:
        ref = hashlib.sha256(f"{sender}|{text}|{at:%Y%m%d%H}".encode()).hexdigest()[:40]
    receive_sms(provider=provider, provider_ref=ref, sender=sender, text=text, at=at)
    return True


def hear_receipt(*, provider: str, fields: Mapping[str, str], at: datetime) -> bool:
    """Record what a provider says of a part it carried. ``False`` when the fields are not a receipt."""
    notice = read_receipt(fields) if provider == "ovh" else None
    if notice is None:
        return False
    record_delivery(provider=provider, provider_ref=notice.ref, status=notice.status, at=at)
    return True
