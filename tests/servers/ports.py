"""Finding a place to listen."""

from __future__ import annotations

import contextlib
import secrets
import socket

# Below the ports that systems give to outgoing connections: one of those may not sit there when a server restarts.
FIRST, MANY = 15_000, 15_000


def free_port() -> int:
    """A port of this machine nobody listens on."""
    for _ in range(200):
        port = FIRST + secrets.randbelow(MANY)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No free port on 127.0.0.1.")
