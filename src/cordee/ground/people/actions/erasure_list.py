"""Erasures outlive the database: they are written down beside it."""

from __future__ import annotations

from cordee.ground.people.gateways.erasures import Erased, add_erasures, erasure_list, read_erasures
from cordee.ground.people.models import Person


def write_erasures_down() -> int:
    """Put on the list whoever is erased in any town and not on it yet; returns how many.

    It is made from the rows, not from the click: what a crash kept from being written is written by the next call.
    """
    path = erasure_list()
    known = {(one.person_id, one.created_at) for one in read_erasures(path)}
    rows = Person.everywhere.filter(erased_at__isnull=False).order_by("erased_at", "pk")
    told = rows.values_list("commune_id", "pk", "created_at", "erased_at")
    fresh = [
        Erased(commune, key, created, erased)
        for commune, key, created, erased in told
        if erased is not None and (key, created) not in known
    ]
    add_erasures(path, fresh)
    return len(fresh)
