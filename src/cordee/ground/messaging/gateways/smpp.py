"""SMS over SMPP 3.4, one transceiver session per worker.

A thread of its own holds the session (library aiosmpplib): it reconnects, answers the keep-alive and receives
what comes in. Long texts are cut here, with a user data header (3GPP TS 23.040 § 9.2.3.24.1), because each
part must be known by its own reference. What comes in is acknowledged after it has been written down, so that
a centre whose message we lost sends it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from aiosmpplib import ESME, BindMode, DeliverSm, PhoneNumber, SubmitSm, SubmitSmResp
from aiosmpplib.broker import AbstractBroker
from aiosmpplib.correlator import SimpleCorrelator
from aiosmpplib.hook import AbstractHook
from aiosmpplib.log import CRITICAL
from aiosmpplib.protocol import MESSAGE_TYPE_MAP, GenericNack, SmppMessage, Unbind, UnbindResp
from aiosmpplib.retrytimer import AbstractRetryTimer
from aiosmpplib.state import (
    MESSAGE_STATE,
    NPI,
    RECEIPTED_MESSAGE_ID,
    TON,
    USER_MESSAGE_REFERENCE,
    OptionalParam,
    SmppCommand,
    SmppCommandStatus,
)
from aiosmpplib.throttle import AbstractThrottleHandler
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from cordee.ground.messaging.gateways.carriers import (
    Accepted,
    Doubtful,
    IncomingSms,
    NotNow,
    OnIncoming,
    OnReceipt,
    Parcel,
    ReceiptNotice,
    RefusedForGood,
)
from cordee.ground.messaging.models import Delivery
from cordee.ground.messaging.rules.faults import fault_place
from cordee.ground.messaging.rules.gsm import UCS2, encode_part, sms_length, sms_parts

logger = logging.getLogger("cordee.messaging")

BIND_S, ANSWER_S, UNBIND_S, SOCKET_S = 10, 15, 1, 10.0
FIRST_RECONNECT_S, LONGEST_RECONNECT_S = 1.0, 30.0
KEEP_ALIVE_S = 30.0
UDHI = 0x40
DOWN = "Le centre SMS ne répond pas."

# Answers that will be the same tomorrow: the number or the text is wrong. The others are about us, or about
# today.
_FOR_GOOD = {
    SmppCommandStatus.ESME_RINVDSTADR,
    SmppCommandStatus.ESME_RINVDSTTON,
    SmppCommandStatus.ESME_RINVDSTNPI,
    SmppCommandStatus.ESME_RINVMSGLEN,
}
_DELIVERY = {
    "DELIVRD": Delivery.DELIVERED,
    "EXPIRED": Delivery.FAILED,
    "DELETED": Delivery.FAILED,
    "UNDELIV": Delivery.FAILED,
    "REJECTD": Delivery.FAILED,
}
# The same, told by the optional parameter message_state (SMPP 3.4 § 5.2.28).
_STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}


class _Deliver(DeliverSm):
    """The library's deliver_sm, forgiving what centres really send.

    Receipts whose dates or error codes follow another pattern are read for what matters, the id and the
    state; receipts made of optional parameters only are accepted; the parts of a long SMS are taken one by
    one, since a part kept in memory until the others come would be lost with the process.
    """

    short_message: str

    def __post_init__(self) -> None:
        if not (self.short_message or self.message_payload):
            self.short_message = " "
        super().__post_init__()

    def is_segmented(self) -> bool:
        return False

    def parse_receipt(self) -> dict[str, str | int | datetime]:
        if not self.is_receipt():
            return {}
        text = self.short_message or self.message_payload
        found = {key: re.search(rf"\b{key}:(\S+)", text, re.IGNORECASE) for key in ("id", "stat")}
        receipt: dict[str, str | int | datetime] = {key: match[1] for key, match in found.items() if match}
        for option in self.optional_params or []:
            if option.tag == RECEIPTED_MESSAGE_ID and option.value:
                receipt["id"] = str(option.value)
            elif option.tag == MESSAGE_STATE and option.value in _STATES:
                receipt["stat"] = _STATES[int(option.value)]
        return receipt


MESSAGE_TYPE_MAP[SmppCommand.DELIVER_SM] = _Deliver


class _NoMemory(SimpleCorrelator):
    """Answers are matched in memory; receipts, which may come days later, are matched in the database by the
    caller.
    """

    async def put_delivery(self, smsc_message_id: str, submit_sm: SubmitSm) -> None:
        return None

    async def get_delivery(self, receipt: DeliverSm) -> SubmitSm | None:
        return None


class _NoThrottle(AbstractThrottleHandler):
    """Waiting when the centre is busy is the outbox's work: a part kept here would leave after we gave it up."""

    async def throttled(self) -> None:
        return None

    async def not_throttled(self) -> None:
        return None

    async def allow_request(self) -> bool:
        return True

    async def throttle_delay(self) -> float:
        return 0.0


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that can close what it opened: the library forgets its sockets when a link is lost."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: list[asyncio.BaseTransport] = []

    async def create_connection(self, *args: Any, **options: Any) -> tuple[Any, Any]:
        opened = await super().create_connection(*args, **options)
        self._opened.append(opened[0])
        return opened

    def hang_up(self) -> None:
        """Close every connection."""
        while self._opened:
            self._opened.pop().close()


class _Waiting:
    """A part on its way: whether it was written to the socket, and the answer to come."""

    def __init__(self) -> None:
        self.written = False
        self.answer: asyncio.Future[SmppMessage] = asyncio.get_running_loop().create_future()


class _Queue(AbstractBroker):
    """Parts waiting for the session; one whose sender has stopped waiting is never sent."""

    def __init__(self, waiting: dict[str, _Waiting]) -> None:
        self._waiting = waiting
        self._queue: asyncio.Queue[SubmitSm | Unbind] = asyncio.Queue()

    async def enqueue(self, message: SmppMessage) -> None:
        await self._queue.put(cast(SubmitSm | Unbind, message))

    async def dequeue(self) -> SmppMessage:
        while True:
            message = await self._queue.get()
            if isinstance(message, Unbind) or message.log_id in self._waiting:
                return message


class SmppCarrier(AbstractHook, AbstractRetryTimer):
    """One session with an SMS centre; also the library's hook and its reconnection clock, which tell the
    link's state.

    Without listeners it binds as a transmitter; with them as a transceiver, and ``on_receipt`` and
    ``on_incoming`` are called in a thread of their own, one at a time, before the centre is told that we have
    the message.
    """

    name = "smpp"

    def __init__(self, on_receipt: OnReceipt | None = None, on_incoming: OnIncoming | None = None) -> None:
        address = urlsplit(settings.SMS["smpp_url"])
        self._host, self._port = address.hostname or "localhost", address.port or 2775
        self._user, self._password = unquote(address.username or ""), unquote(address.password or "")
        self._on_receipt, self._on_incoming = on_receipt, on_incoming
        self._waiting: dict[str, _Waiting] = {}
        self._linked = threading.Event()
        self._delay = FIRST_RECONNECT_S
        self._closing = False
        self._chain = secrets.randbelow(256)
        self._writer = ThreadPoolExecutor(1, "smpp-inbox")
        self._loop = _Loop()
        self._esme: ESME | None = None
        self._session: asyncio.Task[None] | None = None
        self._unbound = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="smpp", daemon=True)
        self._thread.start()

    def send(self, parcel: Parcel) -> Accepted:
        """Submit one SMS; the refs are the centre's message ids, one per part. Raises as ``Carrier`` says."""
        if not self._linked.wait(BIND_S):
            raise NotNow(DOWN, everyone=True)
        return asyncio.run_coroutine_threadsafe(self._submit(parcel), self._loop).result()

    def close(self) -> None:
        """Unbind and hang up."""
        self._closing = True
        with contextlib.suppress(RuntimeError, TimeoutError):
            asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(3)
        self._thread.join(3)
        self._writer.shutdown(wait=False)

    # The session's thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._live())
        finally:
            self._loop.close()

    async def _stop(self) -> None:
        if self._esme is not None and self._linked.is_set():
            await self._esme.broker.enqueue(Unbind())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._unbound.wait(), UNBIND_S)
        self._loop.hang_up()
        if self._session is not None:
            self._session.cancel()

    async def _live(self) -> None:
        while not self._closing:
            self._esme = ESME(
                self._host,
                self._port,
                self._user,
                self._password,
                bind_mode=BindMode.TRANSCEIVER if self._on_incoming else BindMode.TRANSMITTER,
                enquire_link_interval=KEEP_ALIVE_S,
                # At lower levels the library writes whole messages in its log.
                log_level=CRITICAL,
                hook=self,
                broker=_Queue(self._waiting),
                correlator=_NoMemory("cordee"),
                retry_timer=self,
                throttle_handler=_NoThrottle(),
                socket_timeout=SOCKET_S,
            )
            self._session = asyncio.create_task(self._esme.start())
            done, _ = await asyncio.wait({self._session})
            self._lost()
            for error in (task.exception() for task in done if not task.cancelled()):
                if error is not None:
                    logger.error("SMPP session failed: %s", fault_place(error))
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                if task.get_name() in {"Receiver", "Sender", "Connection keeper"}:
                    task.cancel()
            await asyncio.sleep(0 if self._closing else FIRST_RECONNECT_S)

    async def _submit(self, parcel: Parcel) -> Accepted:
        esme = self._esme
        if esme is None:
            raise NotNow(DOWN, everyone=True)
        parts = sms_parts(parcel.body)
        encoding = sms_length(parcel.body).encoding
        self._chain = (self._chain + 1) % 256
        refs: list[str] = []
        for number, part in enumerate(parts, 1):
            octets = encode_part(part, encoding)
            if len(parts) > 1:
                octets = bytes((5, 0, 3, self._chain, len(parts), number)) + octets
            message = SubmitSm(
                short_message=part or " ",
                source=self._sender(),
                destination=PhoneNumber(parcel.recipient.lstrip("+"), TON.INTERNATIONAL, NPI.ISDN),
                esm_class=UDHI if len(parts) > 1 else 0,
                registered_delivery=1,
                encoding="ucs2" if encoding == UCS2 else "gsm0338",
                # Two octets that are the same at each try, for a centre that looks for repeats.
                optional_params=[OptionalParam(USER_MESSAGE_REFERENCE, int(parcel.token[:4], 16))],
                log_id=f"{parcel.token}.{number}.{secrets.token_hex(4)}",
            )
            message.set_encoded_message(octets)
            try:
                refs.append(await self._submitted(esme, message))
            except (NotNow, RefusedForGood) as outcome:
                if not refs:
                    raise
                # The beginning has left: sending again would show it twice.
                raise Doubtful(f"Une partie seulement de ce SMS est partie. {outcome}") from None
        return Accepted(tuple(refs))

    @staticmethod
    def _sender() -> PhoneNumber:
        sender: str = settings.SMS["sender"]
        digits = sender.lstrip("+")
        if not digits.isdigit():
            return PhoneNumber(sender, TON.ALPHANUMERIC, NPI.UNKNOWN)
        return PhoneNumber(digits, TON.INTERNATIONAL if sender.startswith("+") else TON.UNKNOWN, NPI.ISDN)

    async def _submitted(self, esme: ESME, message: SubmitSm) -> str:
        waiting = self._waiting[message.log_id] = _Waiting()
        try:
            await esme.broker.enqueue(message)
            answer = await asyncio.wait_for(waiting.answer, ANSWER_S)
        except (TimeoutError, ConnectionError):
            if waiting.written:
                raise Doubtful("Le centre SMS n’a pas dit s’il avait pris le message.") from None
            raise NotNow(DOWN, everyone=True) from None
        except ValueError:
            raise RefusedForGood("Ce numéro ou ce texte ne peut pas voyager par SMS.") from None
        finally:
            del self._waiting[message.log_id]
        status = answer.command_status
        if isinstance(answer, SubmitSmResp) and status == SmppCommandStatus.ESME_ROK:
            return answer.message_id
        if status in _FOR_GOOD:
            raise RefusedForGood(f"Le centre SMS refuse ce numéro ou ce texte ({status.name}).")
        raise NotNow(f"Le centre SMS demande d’attendre ({status.name}).", everyone=True)

    def _lost(self) -> None:
        self._linked.clear()
        self._loop.hang_up()
        for waiting in self._waiting.values():
            if not waiting.answer.done():
                waiting.answer.set_exception(ConnectionResetError())

    # What the library calls: the hook

    async def sending(self, smpp_message: SmppMessage, pdu: bytes, client_id: str) -> None:
        """Note that a part is being written: from here on a silence is a doubt."""
        if isinstance(smpp_message, SubmitSm) and smpp_message.log_id in self._waiting:
            self._waiting[smpp_message.log_id].written = True

    async def received(self, smpp_message: SmppMessage | None, pdu: bytes, client_id: str) -> None:
        """Hand an answer to whoever waits for it; write down what comes in."""
        if isinstance(smpp_message, SubmitSmResp | GenericNack):
            waiting = self._waiting.get(getattr(smpp_message, "log_id", ""))
            if waiting is not None and not waiting.answer.done():
                waiting.answer.set_result(smpp_message)
        elif isinstance(smpp_message, _Deliver):
            await self._note(smpp_message)
        elif isinstance(smpp_message, UnbindResp):
            self._unbound.set()

    async def send_error(self, smpp_message: SmppMessage, error: Exception, client_id: str) -> None:
        """Tell whoever waits that the part could not be built or written, or that its answer never came."""
        waiting = self._waiting.get(getattr(smpp_message, "log_id", ""))
        if waiting is not None and not waiting.answer.done():
            waiting.answer.set_exception(error)

    async def _note(self, message: _Deliver) -> None:
        write = self._receipt_write(message) if message.is_receipt() else self._incoming_write(message)
        if write is None:
            return
        try:
            await self._loop.run_in_executor(self._writer, self._write_down, write)
        except Exception as error:  # noqa: BLE001 - whatever it is, the SMS is not acknowledged
            logger.error("Incoming SMPP message not recorded: %s", fault_place(error))
            # Not acknowledged: the session is cut, the centre will send it again.
            raise ConnectionAbortedError from None

    @staticmethod
    def _write_down(write: Callable[[], object]) -> None:
        close_old_connections()
        try:
            write()
        finally:
            connections.close_all()

    def _receipt_write(self, message: _Deliver) -> Callable[[], object] | None:
        told, listener = message.parse_receipt(), self._on_receipt
        if listener is None or not told.get("id"):
            return None
        status = _DELIVERY.get(str(told.get("stat", "")).upper(), Delivery.PENDING)
        return lambda: listener(self.name, ReceiptNotice(str(told["id"]), status), timezone.now())

    def _incoming_write(self, message: _Deliver) -> Callable[[], object] | None:
        listener = self._on_incoming
        if listener is None:
            return None
        number = message.source.number
        sender = (
            f"+{number}" if message.source.ton == TON.INTERNATIONAL and not number.startswith("+") else number
        )
        # deliver_sm carries no id: each one is kept. Losing the second of two true OUI would be worse than a
        # repeat.
        sms = IncomingSms(secrets.token_hex(16), sender, message.short_message or message.message_payload)
        return lambda: listener(self.name, sms, timezone.now())

    # What the library calls: the reconnection clock

    async def wait(self) -> None:
        """The link is down: tell those who wait, then wait before calling again."""
        self._lost()
        await asyncio.sleep(self._delay)
        self._delay = min(self._delay * 2, LONGEST_RECONNECT_S)

    def reset(self) -> None:
        """The session is bound."""
        self._delay = FIRST_RECONNECT_S
        self._linked.set()

    def next_delay(self) -> float:
        """Seconds before the next call."""
        return self._delay
