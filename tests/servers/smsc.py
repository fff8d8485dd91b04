"""A real SMS centre (smpp34, SMPP 3.4 over TCP), in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import smpp34

from tests.servers.ports import free_port

# The library adds its constants when it is imported, out of a type checker's sight.
REFUSED_NUMBER: int = vars(smpp34)["ESME_RINVDSTADR"]
BUSY: int = vars(smpp34)["ESME_RTHROTTLED"]
TLV_ID: int = vars(smpp34)["TLV_RECEIPTED_MESSAGE_ID"]
TLV_STATE: int = vars(smpp34)["TLV_MESSAGE_STATE"]
TLV_REFERENCE: int = vars(smpp34)["TLV_USER_MESSAGE_REFERENCE"]


@dataclass
class Submitted:
    """One submit_sm as the centre saw it."""

    message_id: str
    to: str
    sender: str
    octets: bytes
    esm_class: int
    data_coding: int
    reference: int | None


@dataclass
class Smsc:
    """The centre: what it got, and what it answers.

    ``answer`` gives ``0`` to accept, another SMPP status to refuse, ``None`` to take it and say nothing.
    """

    port: int
    submitted: list[Submitted] = field(default_factory=list)
    binds: int = 0
    answer: Callable[[str], int | None] = lambda to: 0
    receipts: bool = True
    receipt_state: str = "DELIVRD"
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: smpp34.Server | None = None
    _sessions: dict[str, smpp34.Esme] = field(default_factory=dict)
    _kept: list[smpp34.SubmitSmEvent] = field(default_factory=list)
    _next_id: int = 1000
    _living: asyncio.Task[None] | None = None
    _over: asyncio.Event | None = None
    listening: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """What CORDEE_SMPP_URL would say."""
        return f"smpp://cordee:secret@127.0.0.1:{self.port}"

    def sms_from(self, number: str, text: str) -> bool:
        """A phone answers; returns whether the house acknowledged."""
        return self._call(self._deliver(number, text))

    def receipt(self, message_id: str, state: str) -> bool:
        """Send one receipt by hand; returns whether the house acknowledged."""
        return self._call(self._receipt(self._session(), message_id, state))

    def hang_up(self) -> None:
        """Close every session, as a centre that restarts does."""
        self._call(self._unbind_all())

    def _call(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(15)

    def _session(self) -> smpp34.Esme:
        return list(self._sessions.values())[-1]

    async def _unbind_all(self) -> None:
        for session in list(self._sessions.values()):
            # Who is gone never answers.
            with contextlib.suppress(Exception):
                await asyncio.wait_for(session.unbind(), 3)

    async def _deliver(self, number: str, text: str) -> bool:
        answer = await self._session().deliver_sm(
            "38000",
            text.encode("latin-1"),
            source_addr=number.lstrip("+"),
            source_addr_ton=1,
            source_addr_npi=1,
            data_coding=3,
        )
        return bool(answer.is_success)

    async def _receipt(self, session: smpp34.Esme, message_id: str, state: str) -> bool:
        dates = "submit date:2604070912 done date:2604070913"
        text = f"id:{message_id} sub:001 dlvrd:001 {dates} stat:{state} err:000 text:"
        answer = await session.deliver_sm("MAIRIE", text.encode(), source_addr="33600000000", esm_class=4)
        return bool(answer.is_success)

    async def _serve(self) -> None:
        while self._server is not None:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self.binds += 1
                self._sessions[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self._sessions.pop(event.session_id, None)
            elif isinstance(event, smpp34.SubmitSmEvent):
                self._take(event)

    def _take(self, event: smpp34.SubmitSmEvent) -> None:
        status = self.answer(event.destination_addr)
        if status:
            event.reject(status)
            return
        self._next_id += 1
        reference = next((tlv.as_int() for tlv in event.tlvs if tlv.tag == TLV_REFERENCE), None)
        taken = Submitted(
            str(self._next_id),
            event.destination_addr,
            event.source_addr,
            bytes(event.short_message),
            event.esm_class,
            event.data_coding,
            reference,
        )
        self.submitted.append(taken)
        if status is None:
            self._kept.append(event)
            return
        event.accept(taken.message_id)
        session = self._sessions.get(event.session_id)
        if self.receipts and session is not None and session.can_receive:
            self._loop.create_task(self._receipt(session, taken.message_id, self.receipt_state))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)

        async def live() -> None:
            self._living = asyncio.current_task()
            self._over = asyncio.Event()
            # A centre that restarts takes its port again: somebody's outgoing connection may hold it for a moment.
            for left in reversed(range(100)):
                self._server = smpp34.Server("127.0.0.1", self.port, system_id="SMSC")
                try:
                    await self._server.start()
                    break
                except OSError:
                    if not left:
                        raise
                    await asyncio.sleep(0.2)
            serving = asyncio.create_task(self._serve())
            self.listening.set()
            # The loop goes on until whoever stops the centre has heard that it did.
            await self._over.wait()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

        self._loop.run_until_complete(live())

    async def _stop(self) -> None:
        await self._unbind_all()
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(server.stop(), 3)
        for task in asyncio.all_tasks() - {asyncio.current_task(), self._living}:
            task.cancel()


@contextmanager
def smsc(port: int | None = None) -> Iterator[Smsc]:
    """Run a centre on a port of 127.0.0.1."""
    centre = Smsc(port or free_port())
    thread = threading.Thread(target=centre._run, name="smsc", daemon=True)
    thread.start()
    try:
        # Two processes of tests and their browsers share the machine: a start may take its time.
        if not centre.listening.wait(60):
            raise RuntimeError("The SMS centre did not start.")
        yield centre
    finally:
        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(centre._stop(), centre._loop).result(30)
        if centre._over is not None:
            centre._loop.call_soon_threadsafe(centre._over.set)
        thread.join(30)
        if not thread.is_alive():
            centre._loop.close()
