"""Slowing down whoever knocks too often, without ever locking a whole building out.

Counts live in the cache, hence in one process: a courtesy against robots, not a wall against an army.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """The network address a request comes from.

    Behind a reverse proxy (HTTPS is set) the last address the proxy added is believed; without one, nobody
    chooses their own.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def too_many(name: str, key: str, *, most: int, seconds: int, at: datetime) -> bool:
    """Count one more try of ``name`` by ``key``; say whether it exceeds ``most`` in the current ``seconds``.

    ``most`` of zero means no limit. The key is kept as a digest: a number is nobody's cache entry.
    """
    if most <= 0:
        return False
    digest = hashlib.sha256(key.encode()).hexdigest()[:24]
    slot = f"pace:{name}:{digest}:{int(at.timestamp()) // seconds}"
    cache.add(slot, 0, seconds)
    try:
        return cache.incr(slot) > most
    except ValueError:  # The slot ended between the two lines.
        return False
