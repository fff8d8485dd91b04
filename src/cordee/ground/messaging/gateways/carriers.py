"""What every gateway carries and how it tells what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cordee.ground.messaging.models import Delivery


@dataclass(frozen=True)
class Parcel:
    """One message handed to a gateway.

    ``token`` (32 hexadecimal digits) is the same at every try. ``town`` is the name shown as the sender of an
    e-mail.
    """

    recipient: str
    body: str
    token: str
    subject: str = ""
    town: str = ""
    wants_answer: bool = False


@dataclass(frozen=True)
class Accepted:
    """The provider took it; ``refs`` are the names it gave to each part, in order (may be none)."""

    refs: tuple[str, ...] = ()


class RefusedForGood(Exception):
    """It will never leave: this address or this text is refused. The text is the reason, in French, for
    staff.
    """


class NotNow(Exception):
    """It surely did not leave, another try may succeed. ``everyone``: the gateway itself is down, not this
    message.
    """

    def __init__(self, reason: str, *, everyone: bool = False) -> None:
        self.everyone = everyone
        super().__init__(reason)


class Doubtful(Exception):
    """Nobody can say whether it left: the answer never came."""


class Carrier(Protocol):
    """A way out. ``send`` raises ``RefusedForGood``, ``NotNow`` or ``Doubtful``; its timeouts end within 30
    s.
    """

    name: str

    def send(self, parcel: Parcel) -> Accepted:
        """Hand over one message."""

    def close(self) -> None:
        """Leave nothing open."""


@dataclass(frozen=True)
class ReceiptNotice:
    """What a provider says of a part it accepted earlier."""

    ref: str
    status: Delivery


@dataclass(frozen=True)
class IncomingSms:
    """An SMS that came in. ``ref`` is the provider's name for it."""

    ref: str
    sender: str
    text: str


OnReceipt = Callable[[str, ReceiptNotice, datetime], object]
OnIncoming = Callable[[str, IncomingSms, datetime], object]
