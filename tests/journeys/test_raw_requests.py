"""What no browser sends, to the server itself: where a request ends is never in doubt, and the next visitor is served."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

HEAD = b"POST /aide/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
DOUBTFUL = {
    "both lengths": HEAD + FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": HEAD + FORM + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + SMUGGLED,
    "a signed length": HEAD + FORM + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "a negative length": HEAD + FORM + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "an odd coding": HEAD + FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk of no number": HEAD + FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + SMUGGLED,
    "a space before the colon": HEAD + b"Content-Length : 0\r\n\r\n" + SMUGGLED,
    "a folded header": HEAD + b"X-A: b\r\n c: d\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
    "a NUL in a header": HEAD + b"X-A: b\x00c\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
    "bad bytes in the address": b"GET /\xff\xfe\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + SMUGGLED,
    "no version": b"GET /\r\n\r\n" + SMUGGLED,
    "an endless header": HEAD + b"X-A: " + b"b" * 200_000 + b"\r\n\r\n" + SMUGGLED,
    "ten thousand headers": HEAD + b"".join(b"X-%d: b\r\n" % number for number in range(10_000)) + b"\r\n" + SMUGGLED,
}  # fmt: skip


def answers(site, sent: bytes) -> bytes:
    """All that comes back on one connection, until the server closes it."""
    parts, told = urlsplit(site.url), b""
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as link:
        try:
            link.sendall(sent)
            link.shutdown(socket.SHUT_WR)
            while piece := link.recv(65_536):
                told += piece
        except (ConnectionResetError, BrokenPipeError):
            pass  # Refused before it was all sent.
    return told


@pytest.mark.parametrize("doubt", DOUBTFUL)
def test_a_request_whose_end_is_in_doubt_hides_no_other(site, doubt):
    told = answers(site, DOUBTFUL[doubt])
    assert b"Traceback" not in told and b"/smuggled" not in told and b" 500 " not in told.split(b"\r\n")[0]
    assert told.count(b"HTTP/1.1 404") == 0, "the hidden request was answered"
    assert b"HTTP/1.1 200" in answers(site, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")


def test_a_form_of_ten_thousand_fields_and_one_of_a_hundred_megabytes_are_refused(site):
    fields = b"&".join(b"a%d=b" % number for number in range(10_000))
    told = answers(site, HEAD + FORM + b"Content-Length: %d\r\n\r\n" % len(fields) + fields)
    assert told.startswith(b"HTTP/1.1 4")
    told = answers(
        site, HEAD + FORM + b"Content-Length: 100000000\r\nConnection: close\r\n\r\n" + b"a" * 5_000_000
    )
    assert not told or told.startswith(b"HTTP/1.1 4")
