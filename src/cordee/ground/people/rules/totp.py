"""Codes of six digits that change every half-minute (RFC 6238 over RFC 4226, SHA-1, as every application reads them)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
# A telephone half a minute slow or fast is still right.
DRIFT_STEPS = 1


def draw_secret() -> str:
    """160 bits in base 32, as an application takes them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at_step(secret: str, step: int) -> str:
    """The code of the half-minute number ``step`` since 1970."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of_code(secret: str, code: str, at: datetime, *, after: int = 0) -> int | None:
    """The half-minute whose code this is, later than ``after`` and near ``at``; ``None`` when there is none."""
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_at_step(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def provisioning_uri(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to the application."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
