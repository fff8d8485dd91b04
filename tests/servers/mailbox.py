"""A real SMTP server (aiosmtpd) that accepts, refuses, asks to wait or hangs up, as told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.ports import free_port

Answer = Callable[[str], str]
HANG_UP = "hang up"


class Mailbox:
    """What came in, and what the server answers.

    ``on_recipient`` and ``on_data`` give the SMTP answer for an address, or ``HANG_UP``.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.connections = 0
        self.on_recipient: Answer = lambda address: "250 OK"
        self.on_data: Answer = lambda address: "250 OK"
        self.hang_up_between = False
        self.port = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd chose these names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hang_up_between and getattr(session, "has_sent", False):
            return self._hang_up(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_recipient(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.on_data(envelope.rcpt_tos[0])
        if answer.startswith("2") or answer == HANG_UP:
            # Hanging up after DATA is the case where the message is in, and nobody told us.
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        session.has_sent = True  # type: ignore[attr-defined]
        return self._hang_up(server) if answer == HANG_UP else answer

    @staticmethod
    def _hang_up(server: Any) -> str:
        server.transport.abort()
        return "421 gone"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mailbox on a free port of 127.0.0.1."""
    box = Mailbox()
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
