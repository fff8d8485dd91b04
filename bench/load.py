"""A small closed-loop HTTP/1.1 generator: so many kept connections, each asks again as soon as it is answered.

It runs in a process of its own (``python -m bench.load``, one JSON order on stdin, one JSON report on stdout), so
that its own cost is counted apart and never inside the server's process. No library: sockets, one epoll, and the
least parsing that tells an answer from an error.
"""

from __future__ import annotations

import base64
import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 30.0
"""An answer later than this is an error, and its connection is given up."""


@dataclass(frozen=True)
class Order:
    """What to ask. A single request is repeated for ever; several are each sent once, and the run ends with them."""

    host: str
    port: int
    connections: int
    seconds: float
    expected: int
    requests: Sequence[bytes]


@dataclass
class Report:
    """What came back. Latencies in milliseconds, of the expected answers only; errors by name."""

    latencies_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    own_cpu_s: float = 0.0

    def add(self, other: Report) -> None:
        """Pool another slice of the same measure."""
        self.latencies_ms += other.latencies_ms
        self.errors += other.errors
        self.seconds += other.seconds
        self.own_cpu_s += other.own_cpu_s

    @property
    def rate(self) -> float:
        """Expected answers per second."""
        return len(self.latencies_ms) / self.seconds if self.seconds else 0.0

    def at_percentile(self, percent: float) -> float:
        """Latency (ms) under which ``percent`` of the expected answers came; 0 without any."""
        if not self.latencies_ms:
            return 0.0
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def request(
    method: str, path: str, host: str, *, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """The bytes of one request; a body is a sent form."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept: text/html"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Answer:
    """The head of an answer: status, bytes it takes with its body, whether the server hangs up after it."""

    status: int
    length: int
    closes: bool


def read_answer(received: bytes | bytearray) -> Answer | None:
    """Read the head of an answer once it is complete; ``None`` before. Raises ``ValueError`` when no length is told."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[:end]).lower()
    status = int(head[9:12])
    place = head.find(b"\r\ncontent-length:")
    if place < 0:
        raise ValueError("no content-length")
    length = int(head[place + 17 :].partition(b"\r\n")[0])
    return Answer(status, end + 4 + length, b"\r\nconnection: close" in head)


@dataclass
class _Line:
    """One kept connection."""

    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    asked_at: float = 0.0


class _Generator:
    def __init__(self, order: Order) -> None:
        self.order, self.report = order, Report()
        self.selector = selectors.DefaultSelector()
        self.queue: Iterator[bytes] = iter(order.requests) if len(order.requests) > 1 else self._for_ever()
        self.open_lines = 0

    def _for_ever(self) -> Iterator[bytes]:
        while True:
            yield self.order.requests[0]

    def _open(self) -> None:
        line = _Line(socket.create_connection((self.order.host, self.order.port), timeout=PATIENCE_S))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(line.socket, selectors.EVENT_READ, line)
        self.open_lines += 1
        self._ask(line)

    def _close(self, line: _Line) -> None:
        self.selector.unregister(line.socket)
        line.socket.close()
        self.open_lines -= 1

    def _ask(self, line: _Line) -> None:
        wanted = next(self.queue, None) if time.perf_counter() < self.until else None
        if wanted is None:
            self._close(line)
            return
        line.received.clear()
        line.asked_at = time.perf_counter()
        line.socket.sendall(wanted)

    def _fail(self, line: _Line, name: str) -> None:
        self.report.errors[name] += 1
        self._close(line)
        if time.perf_counter() < self.until:
            self._open()

    def _hear(self, line: _Line) -> None:
        try:
            piece = line.socket.recv(262_144)
        except OSError as error:
            self._fail(line, type(error).__name__)
            return
        if not piece:
            self._fail(line, "hung up")
            return
        line.received += piece
        answer = read_answer(line.received)
        if answer is None or len(line.received) < answer.length:
            return
        if answer.status == self.order.expected:
            self.report.latencies_ms.append((time.perf_counter() - line.asked_at) * 1000)
        else:
            self.report.errors[str(answer.status)] += 1
        if answer.closes:
            self._close(line)
            if time.perf_counter() < self.until:
                self._open()
        else:
            self._ask(line)

    def run(self) -> Report:
        cpu, started = time.process_time(), time.perf_counter()
        self.until = started + self.order.seconds
        for _ in range(self.order.connections):
            self._open()
        while self.open_lines:
            events = self.selector.select(PATIENCE_S)
            if not events:
                self.report.errors["no answer"] += self.open_lines
                break
            for key, _ in events:
                self._hear(key.data)
        # Answers asked before the bell and heard after it count, and so does the time they took.
        self.report.seconds = time.perf_counter() - started
        self.report.own_cpu_s = time.process_time() - cpu
        self.selector.close()
        return self.report


def fire(order: Order) -> Report:
    """Run an order in a process of its own."""
    words = {
        **{name: getattr(order, name) for name in ("host", "port", "connections", "seconds", "expected")},
        "requests": [base64.b64encode(one).decode() for one in order.requests],
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], cwd=ROOT, input=json.dumps(words), capture_output=True, text=True,
        check=True, timeout=order.seconds + 3 * PATIENCE_S,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return Report(told["latencies_ms"], Counter(told["errors"]), told["seconds"], told["own_cpu_s"])


def main() -> None:
    """Read an order, fire it, tell the report."""
    words = json.load(sys.stdin)
    words["requests"] = [base64.b64decode(one) for one in words["requests"]]
    report = _Generator(Order(**words)).run()
    json.dump(
        {
            "latencies_ms": [round(latency, 3) for latency in report.latencies_ms],
            "errors": dict(report.errors),
            "seconds": report.seconds,
            "own_cpu_s": report.own_cpu_s,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
