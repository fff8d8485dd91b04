"""The towns served here, and which one a request is for."""

from __future__ import annotations

import time

from django.conf import settings

from cordee.ground.territory.models import Municipality, current_commune

KEPT_SECONDS = 10.0
"""How long a process may go on with the town's former face after another process changed it."""

_kept: dict[str, tuple[float, Municipality | None]] = {}
_MOST_HOSTS = 256


def _host_name(host: str) -> str:
    """The host as it is compared: lower case, without port nor final dot."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def _read(host: str) -> Municipality | None:
    towns = Municipality.objects.select_related("commune").defer("logo")
    own = towns.filter(host=host).first() if host else None
    if own is not None:
        return own
    if settings.DEFAULT_COMMUNE:
        return towns.filter(pk=settings.DEFAULT_COMMUNE).first()
    only = list(towns.order_by("pk")[:2])
    return only[0] if len(only) == 1 else None


def municipality_for_host(host: str) -> Municipality | None:
    """The town a host name (with or without port, any case) stands for.

    Its own host first, then the one the environment names, then the only town served; None when nobody can
    tell. Kept ten seconds in the process: the row is for showing, never for counting — the counters and the
    logo are read afresh.
    """
    name = _host_name(host)
    now = time.monotonic()
    known = _kept.get(name)
    if known is not None and now - known[0] < KEPT_SECONDS:
        return known[1]
    municipality = _read(name)
    if municipality is not None:
        if len(_kept) >= _MOST_HOSTS:
            _kept.clear()
        _kept[name] = (now, municipality)
    return municipality


def forget_municipalities() -> None:
    """Drop what this process keeps of the towns served."""
    _kept.clear()


def municipality_in_scope() -> Municipality:
    """The town in scope, read now. Raises ``Municipality.DoesNotExist`` when it is not served here."""
    return Municipality.objects.select_related("commune").get(pk=current_commune())


def municipalities() -> list[Municipality]:
    """All towns served here, by name; one query, without their logos."""
    return list(Municipality.objects.select_related("commune").defer("logo").order_by("name"))


def logo_of(insee_code: str) -> tuple[bytes, str] | None:
    """Bytes and media type of a town's logo; None when it has none."""
    row = Municipality.objects.filter(pk=insee_code).values_list("logo", "logo_type").first()
    return (bytes(row[0]), row[1]) if row and row[0] else None
