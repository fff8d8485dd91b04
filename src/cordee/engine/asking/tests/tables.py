"""Small tables for the laws."""

import numpy as np

from cordee.engine.asking.columns import Needs, Pairs, People


def needs(*urgencies, opened_at=9.0, deadline_at=40.0, hoped=0.0, ids=None):
    n = len(urgencies)
    return Needs(
        np.arange(n) if ids is None else np.array(ids),
        np.array(urgencies, np.int64),
        np.full(n, opened_at),
        np.full(n, deadline_at),
        np.full(n, hoped),
    )


def people(m, **columns):
    base = {
        name: np.zeros(m, np.int64)
        for name in ("asked_day", "asked_week", "ever_asked", "answered", "accepted", "load")
    }
    base |= {"id": np.arange(m), "visits": np.full(m, 0.35), "tired": np.zeros(m), "left": np.full(m, 2)}
    base |= {"price": np.zeros(m), "waiting": np.zeros(m, bool), "stopped": np.zeros(m, bool)}
    return People(**base | {name: np.asarray(values) for name, values in columns.items()})


def everyone(n, m, km=None, **columns):
    size = n * m
    base = {name: np.zeros(size, bool) for name in ("former", "known_activity", "silent")}
    base |= {name: np.asarray(values) for name, values in columns.items()}
    return Pairs(
        need=np.repeat(np.arange(n), m),
        person=np.tile(np.arange(m), n),
        km=np.tile(np.linspace(0.1, 3, m), n) if km is None else np.asarray(km, float),
        **base,
    )
