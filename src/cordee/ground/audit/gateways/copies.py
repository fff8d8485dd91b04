"""Where the copy of the log goes: a file somebody collects, or the syslog of the town’s machines."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable
from logging.handlers import SysLogHandler, WatchedFileHandler
from urllib.parse import urlsplit

_WAIT_SECONDS = 10.0


class _Told:
    """A handler of the standard library says on the screen that it failed, and goes on: ours lets the fault out."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name logging calls
        """Raise what went wrong."""
        raise  # noqa: PLE0704 - called by ``emit`` while it handles the exception


class _File(_Told, WatchedFileHandler):
    """A file that may be moved away (logrotate): the next line opens a new one."""


class _Syslog(_Told, SysLogHandler):
    """Ours ends a line as TCP collectors expect; a datagram is a line by itself."""

    append_nul = False
    ident = "cordee: "


def _handler(address: str) -> logging.Handler:
    parts = urlsplit(address)
    if parts.scheme == "file":
        return _File(parts.path, encoding="utf-8", delay=True)
    if parts.scheme == "unix":
        return _Syslog(parts.path, facility=SysLogHandler.LOG_AUTH)
    kind = socket.SOCK_STREAM if parts.scheme == "tcp" else socket.SOCK_DGRAM
    handler = _Syslog(
        (parts.hostname or "", parts.port or 514), facility=SysLogHandler.LOG_AUTH, socktype=kind
    )
    if kind == socket.SOCK_STREAM:
        handler.setFormatter(logging.Formatter("%(message)s\n"))
    return handler


def copy_lines(address: str, lines: Iterable[str]) -> None:
    """Hand lines over, in order. Raises ``OSError`` when they are refused; what left before is then sent again."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_WAIT_SECONDS)
    try:
        handler = _handler(address)
        try:
            for line in lines:
                handler.emit(logging.LogRecord("cordee.audit", logging.INFO, "", 0, line, None, None))
        finally:
            handler.close()
    finally:
        socket.setdefaulttimeout(before)
