"""A real OpenID provider in a process of its own: oidc-provider-mock, built on Authlib and Flask."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.ports import free_port


@contextmanager
def running_provider(people: dict[str, str]) -> Iterator[str]:
    """Serve a provider that knows these people (subject to e-mail); gives its issuer address."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    known = [
        option
        for subject, email in people.items()
        for option in ("--user-claims", json.dumps({"sub": subject, "email": email, "email_verified": True}))
    ]
    server = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--host", "127.0.0.1",
         "--require-nonce", *known],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(issuer + "/.well-known/openid-configuration", timeout=5):
                    break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None, "The provider ended at once."
                assert time.monotonic() < deadline, "The provider did not answer within 30 s."
                time.sleep(0.2)
        yield issuer
    finally:
        server.terminate()
        server.wait(10)
