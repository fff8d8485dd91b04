"""The ways out, chosen by the settings, and what comes back through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from django.conf import settings

from cordee.ground.messaging.gateways.carriers import (
    Accepted,
    Carrier,
    Doubtful,
    IncomingSms,
    NotNow,
    OnIncoming,
    OnReceipt,
    Parcel,
    ReceiptNotice,
    RefusedForGood,
)
from cordee.ground.messaging.gateways.local import ConsoleCarrier, FileCarrier
from cordee.ground.messaging.gateways.mail import MailCarrier
from cordee.ground.messaging.gateways.ovh import OvhCarrier
from cordee.ground.messaging.gateways.smpp import SmppCarrier
from cordee.ground.messaging.models import Channel

__all__ = [
    "Accepted",
    "Carrier",
    "Carriers",
    "Doubtful",
    "IncomingSms",
    "NotNow",
    "OvhCarrier",
    "Parcel",
    "ReceiptNotice",
    "RefusedForGood",
    "hang_up",
    "listen",
]

# An SMPP session lives as long as its process: it is also the ear by which answers come.
_sessions: list[SmppCarrier] = []


def listen(on_receipt: OnReceipt, on_incoming: OnIncoming) -> None:
    """Keep an ear open where the SMS gateway needs one (SMPP); the others work over HTTP."""
    if settings.SMS["gateway"] == SmppCarrier.name and not _sessions:
        _sessions.append(SmppCarrier(on_receipt, on_incoming))


def hang_up() -> None:
    """Close the session that ``listen`` or a batch left open."""
    while _sessions:
        _sessions.pop().close()


def _smpp() -> Carrier:
    if not _sessions:
        _sessions.append(SmppCarrier())
    return _sessions[0]


_SMS_CARRIERS: dict[str, Callable[[], Carrier]] = {
    "file": FileCarrier,
    "console": ConsoleCarrier,
    "ovh": OvhCarrier,
    "smpp": _smpp,
}


class Carriers:
    """The ways out of one batch, opened when first needed and closed together."""

    def __init__(self) -> None:
        self._open: dict[str, Carrier] = {}

    def of(self, channel: str) -> Carrier:
        """The carrier of a channel."""
        if channel not in self._open:
            self._open[channel] = (
                MailCarrier() if channel == Channel.EMAIL else _SMS_CARRIERS[settings.SMS["gateway"]]()
            )
        return self._open[channel]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for carrier in self._open.values():
            if not isinstance(carrier, SmppCarrier):
                carrier.close()
