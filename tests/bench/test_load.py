"""The load generator counts what was answered, and calls an error an error."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

from bench.forms import Crowd
from bench.load import Order, Report, fire, read_answer, request
from bench.pages import Measured, ratio_of

Answer = Callable[[bytes], bytes]


def _said(status: int, body: bytes = b"hello", extra: bytes = b"") -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), extra, body)


@contextmanager
def _server(answer: Answer) -> Iterator[tuple[int, list[bytes]]]:
    """A server of one line a connection, on a free port; what it was asked."""
    asked: list[bytes] = []

    class Line(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while True:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    piece = self.rfile.readline()
                    if not piece:
                        return
                    head += piece
                length = next(
                    (int(line[15:]) for line in head.splitlines() if line.startswith(b"Content-Length:")), 0
                )
                asked.append(head + self.rfile.read(length))
                said = answer(asked[-1])
                if not said:
                    return
                self.wfile.write(said)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    with Server(("127.0.0.1", 0), Line) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], asked
        finally:
            server.shutdown()


def _fire(port: int, requests: list[bytes], *, seconds: float = 0.3, expected: int = 200) -> Report:
    return fire(Order("127.0.0.1", port, 3, seconds, expected, requests))


def test_each_form_is_sent_once_and_the_run_ends_with_them():
    forms = [request("POST", "/x", "h", body=b"n=%d" % number) for number in range(40)]
    with _server(lambda asked: _said(302)) as (port, asked):
        report = _fire(port, forms, seconds=30, expected=302)
    assert Counter(asked) == Counter(forms)
    assert len(report.latencies_ms) == 40
    assert not report.errors


def test_one_page_is_asked_again_and_again_until_the_bell():
    with _server(lambda asked: _said(200)) as (port, asked):
        report = _fire(port, [request("GET", "/", "h")])
    assert len(report.latencies_ms) == len(asked) > 3
    assert report.seconds >= 0.3
    assert report.rate > 0


def test_another_status_than_the_one_expected_is_an_error_and_no_answer():
    forms = [request("POST", "/x", "h", body=b"n=%d" % number) for number in range(10)]
    with _server(lambda asked: _said(200 if asked.endswith(b"=3") else 302)) as (port, _):
        report = _fire(port, forms, seconds=30, expected=302)
    assert report.errors == {"200": 1}
    assert len(report.latencies_ms) == 9


def test_a_server_that_hangs_up_is_an_error():
    forms = [request("POST", "/x", "h", body=b"n=%d" % number) for number in range(10)]
    with _server(lambda asked: b"" if asked.endswith(b"=3") else _said(302)) as (port, _):
        report = _fire(port, forms, seconds=30, expected=302)
    assert sum(report.errors.values()) == 1
    assert len(report.latencies_ms) == 9


def test_a_server_that_closes_after_each_answer_is_rung_again():
    with _server(lambda asked: _said(200, extra=b"Connection: close\r\n")) as (port, _):
        report = _fire(port, [request("GET", "/", "h")])
    assert len(report.latencies_ms) > 3
    assert not report.errors


def test_an_answer_is_read_only_when_its_head_is_whole():
    whole = _said(404, b"no")
    assert read_answer(whole[:20]) is None
    answer = read_answer(whole)
    assert answer is not None
    assert (answer.status, answer.length, answer.closes) == (404, len(whole), False)


def test_percentiles_are_those_of_the_answers():
    report = Report(latencies_ms=[float(number) for number in range(100, 0, -1)])
    assert report.at_percentile(50) == 51
    assert report.at_percentile(99) == 100
    assert Report().at_percentile(99) == 0


def test_a_disturbed_slice_does_not_move_the_ratio():
    yardstick, case = Measured(rates=[1000.0, 100.0, 1000.0]), Measured(rates=[500.0, 500.0, 500.0])
    assert ratio_of(case, yardstick) == 0.5


def test_nobody_signs_up_twice():
    crowd = Crowd(host="h", addresses=["1 rue des Lilas"], token="t")
    sign_ups, needs = crowd.sign_ups(), crowd.needs()
    forms = [next(sign_ups) for _ in range(200)] + [next(needs) for _ in range(200)]
    phones = [parse_qs(form.partition(b"\r\n\r\n")[2].decode())["phone"][0] for form in forms]
    assert len(set(phones)) == 400
