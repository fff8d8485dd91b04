"""What must not stay in the outbox once it has left."""

from __future__ import annotations

import re

_ENTRY_LINK = re.compile(r"(/(?:[lm]|bureau/lien|bureau/invitation)/)[A-Za-z0-9_-]{8,}")
_CODE = re.compile(r"\b\d(?:[ \u00a0]?\d){5,7}\b")
KINDS_WITH_A_CODE = frozenset({"entry_link", "entry_code"})
HIDDEN = "…"


def mask_entries(body: str, kind: str) -> str:
    """Hide entry links (``/l/…``, ``/m/…``, and those of agents), and the one-time code of the messages that carry one."""
    masked = _ENTRY_LINK.sub(rf"\g<1>{HIDDEN}", body)
    return _CODE.sub(HIDDEN, masked) if kind in KINDS_WITH_A_CODE else masked
