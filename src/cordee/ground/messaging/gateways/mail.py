"""E-mail over SMTP (RFC 5321), one connection for a whole batch.

The dialogue is held step by step because the step tells what is known: a failure before DATA means nothing
left; a connection lost after DATA means nobody knows. ``Message-ID`` is the same at every try, so that a
receiving server that removes repeats can (RFC 5322 § 3.6.4).
"""

from __future__ import annotations

import smtplib
from email.utils import formataddr, formatdate, parseaddr
from typing import NoReturn, cast

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from cordee.ground.messaging.gateways.carriers import Accepted, Doubtful, NotNow, Parcel, RefusedForGood
from cordee.ground.messaging.rules.outbox import one_line

DOWN = "Le serveur de courriel ne répond pas."
MISCONFIGURED = "Le serveur de courriel refuse nos envois : vérifiez sa configuration (code {code})."


def _domain(address: str) -> str:
    return address.rpartition("@")[2] or "localhost"


def _ascii_address(address: str) -> str:
    """The address with its domain in IDNA, as the envelope and the headers need it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


class MailCarrier:
    """The way out of e-mails; open until ``close``."""

    name = "mail"

    def __init__(self) -> None:
        self._backend: BaseEmailBackend = get_connection(fail_silently=False)
        self._sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1] or settings.DEFAULT_FROM_EMAIL

    def send(self, parcel: Parcel) -> Accepted:
        """Send one e-mail, plain text, UTF-8. Raises as ``Carrier`` says."""
        message = self._written(parcel)
        if not isinstance(self._backend, EmailBackend):
            try:
                self._backend.send_messages([message])
            except OSError:
                raise NotNow("Le dossier des courriels n’est pas accessible.", everyone=True) from None
            return Accepted((str(message.extra_headers["Message-ID"]),))
        content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        try:
            self._deliver(self._backend, _ascii_address(parcel.recipient), content)
        except Exception:
            self.close()
            raise
        return Accepted((str(message.extra_headers["Message-ID"]),))

    def close(self) -> None:
        """Say QUIT and hang up."""
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            # The other side has already gone: nothing is left to close properly.
            if isinstance(self._backend, EmailBackend):
                self._backend.connection = None

    def _written(self, parcel: Parcel) -> EmailMessage:
        return EmailMessage(
            subject=one_line(parcel.subject) or one_line(parcel.town),
            body=parcel.body,
            from_email=formataddr((one_line(parcel.town), self._sender), "utf-8"),
            to=[_ascii_address(one_line(parcel.recipient))],
            headers={
                "Message-ID": f"<{parcel.token}@{_domain(self._sender)}>",
                "Date": formatdate(localtime=True),
                "Auto-Submitted": "auto-generated",
            },
        )

    def _opened(self, backend: EmailBackend) -> smtplib.SMTP:
        try:
            backend.open()
            connection = cast(smtplib.SMTP, backend.connection)
            connection.ehlo_or_helo_if_needed()
        except smtplib.SMTPResponseException as error:
            raise NotNow(MISCONFIGURED.format(code=error.smtp_code), everyone=True) from None
        except (OSError, smtplib.SMTPException):
            backend.connection = None
            raise NotNow(DOWN, everyone=True) from None
        return connection

    def _deliver(self, backend: EmailBackend, recipient: str, content: bytes) -> None:
        reused = backend.connection is not None
        connection = self._opened(backend)
        try:
            code, _ = connection.mail(self._sender)
        except (OSError, smtplib.SMTPServerDisconnected):
            if not reused:
                raise NotNow(DOWN, everyone=True) from None
            # A server may hang up between two messages: nothing of this one was sent, call again.
            self.close()
            backend.connection = None
            self._deliver(backend, recipient, content)
            return
        if code != 250:
            # Our own address is refused, not the recipient's: no message may be given up for that.
            raise NotNow(MISCONFIGURED.format(code=code), everyone=True)
        try:
            code, _ = connection.rcpt(recipient)
        except (OSError, smtplib.SMTPServerDisconnected):
            raise NotNow(DOWN, everyone=True) from None
        if code not in (250, 251):
            self._refuse(connection, code, "cette adresse")
        try:
            code, _ = connection.data(content)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (OSError, smtplib.SMTPServerDisconnected):
            raise Doubtful(
                "Le serveur de courriel a raccroché sans dire s’il avait pris le message."
            ) from None
        if code != 250:
            self._refuse(connection, code, "ce courriel")

    @staticmethod
    def _refuse(connection: smtplib.SMTP, code: int, what: str) -> NoReturn:
        if 500 <= code < 600:
            raise RefusedForGood(f"Le serveur du destinataire refuse {what} (code {code}).")
        raise NotNow(f"Le serveur de courriel demande d’attendre (code {code}).", everyone=code == 421)
