"""Small towns for the tests: one row at a time, or drawn from a seed with every gate in play."""

from dataclasses import replace
from typing import Any

import numpy as np

from cordee.engine.matching.columns import pack
from cordee.engine.matching.problem import Clock, Needs, Pairs, Problem, Volunteers
from cordee.engine.matching.weights import Weights

SQUARE = (47.30, 0.60)
KM_LAT, KM_LON = 1 / 111.195, 1 / (111.195 * 0.678)


def east(km: float) -> float:
    """Longitude `km` east of the square."""
    return SQUARE[1] + km * KM_LON


ANY_SLOT = np.uint64(0b1111)
NEED: dict[str, Any] = {
    "lat": SQUARE[0],
    "lon": SQUARE[1],
    "activity": 0,
    "remote": False,
    "urgency": 3,
    "helpers": 1,
    "slots": ANY_SLOT,
    "vehicle": False,
    "languages": 0,
    "person": 1,
    "min_age": 18,
    "min_trust": 2,
    "together": False,
    "series": -1,
    "district": -1,
    "opens": -1,
    "closes": -1,
    "minutes": 0,
}
VOLUNTEER: dict[str, Any] = {
    "lat": SQUARE[0],
    "lon": SQUARE[1],
    "activities": 1,
    "trust": 2,
    "age": 40.0,
    "remote_only": False,
    "radius_km": 5.0,
    "vehicle": False,
    "languages": 0,
    "slots": ANY_SLOT,
    "cap": 4,
    "day_cap": 4,
    "load": 0,
    "paused": False,
    "barred_on_site": 0,
    "barred_remote": 0,
}


def _columns(plain: dict[str, Any], rows: tuple[dict[str, Any], ...], first_id: int) -> dict[str, Any]:
    if any("checked" in row for row in rows):
        plain = plain | {"checked": [2**64 - 1] * 4}
    full = [{"id": first_id + k, **plain, **row} for k, row in enumerate(rows)]
    names = ["id", *plain]
    bits = {"slots", "activities", "languages", "barred_on_site", "barred_remote", "checked"} & set(names)
    return {
        name: np.array([row[name] for row in full], np.uint64 if name in bits else type(plain.get(name, 1)))
        for name in names
    }


def needs(*rows: dict[str, Any]) -> Needs:
    """Needs 1, 2, … that differ from an ordinary errand (activity 0, U3) by what each row says."""
    return Needs(**_columns(NEED, rows, 1))


def volunteers(*rows: dict[str, Any]) -> Volunteers:
    """Volunteers 101, 102, … who differ from an ordinary one by what each row says."""
    return Volunteers(**_columns(VOLUNTEER, rows, 101))


def problem(asked: Needs, offered: Volunteers, days: int = 2, **rest: Any) -> Problem:
    """Two slots a day."""
    return Problem(asked, offered, day_of_slot=np.repeat(np.arange(days), 2), **rest)


def drawn_town(seed: int, count_needs: int, count_volunteers: int, days: int = 2) -> Problem:
    """A town where each gate shuts now and then."""
    dice = np.random.default_rng(seed)
    n, m, slots = count_needs, count_volunteers, 2 * days

    def place(count: int) -> dict[str, Any]:
        unknown = dice.random(count) < 0.05
        return {
            "lat": np.where(unknown, np.nan, SQUARE[0] + dice.uniform(-2, 2, count) * KM_LAT),
            "lon": np.where(unknown, np.nan, SQUARE[1] + dice.uniform(-2, 2, count) * KM_LON),
        }

    asked = Needs(
        id=dice.permutation(10 * n + 1)[:n],
        **place(n),
        activity=dice.choice([0, 0, 0, 1, 2], n),
        remote=dice.random(n) < 0.4,
        urgency=dice.integers(1, 5, n),
        helpers=dice.choice([1, 1, 1, 1, 2, 3], n),
        slots=pack(dice.random((n, slots)) < 0.5),
        vehicle=dice.random(n) < 0.1,
        languages=np.where(dice.random(n) < 0.07, 1, 0),
        person=dice.integers(0, max(1, n // 2), n),
        min_age=dice.choice([16, 18, 18, 21], n),
        min_trust=dice.choice([0, 1, 1, 2], n),
    )
    caps = dice.choice([0, 1, 1, 2], m) if dice.random() < 0.5 else dice.choice([0, 1, 1, 2], (m, days))
    offered = Volunteers(
        id=dice.permutation(10 * m + 1)[:m],
        **place(m),
        activities=dice.choice([1, 3, 5, 7, 6], m),
        trust=dice.choice([0, 1, 2, 3, 4], m, p=[0.1, 0.2, 0.4, 0.2, 0.1]),
        age=np.where(dice.random(m) < 0.1, np.nan, dice.integers(16, 80, m)),
        remote_only=dice.random(m) < 0.15,
        radius_km=dice.uniform(0.5, 8, m),
        vehicle=dice.random(m) < 0.5,
        languages=dice.integers(0, 2, m).astype(np.uint64),
        slots=pack(dice.random((m, slots)) < 0.7),
        cap=dice.choice([0, 1, 1, 2, 3], m),
        day_cap=caps,
        load=dice.integers(0, 6, m),
        paused=dice.random(m) < 0.05,
        barred_on_site=np.where(dice.random(m) < 0.1, 1, 0),
        barred_remote=np.where(dice.random(m) < 0.05, 3, 0),
    )

    def known(count: int, left: Any, right: Any) -> Any:
        if not (len(left) and len(right)):
            return np.zeros((0, 2), np.int64)
        return np.stack((dice.choice(left, count), dice.choice(right, count)), axis=1)

    return Problem(
        asked,
        offered,
        day_of_slot=np.repeat(np.arange(days), 2),
        pairs=Pairs(
            blocked=known(1 + n // 8, offered.id, asked.person),
            former=known(n, offered.id, asked.person),
            refused=known(1 + n // 8, asked.id, offered.id),
        ),
        weights=Weights(load=int(dice.choice([0, 30, 300]))),
    )


def bundled_town(seed: int, count_needs: int, count_volunteers: int, days: int = 2, **kinds: bool) -> Problem:
    """A town with, when asked for, `teams`, `series`, a `clock` and `districts`; the slots of a day overlap."""
    dice = np.random.default_rng(seed)
    plain = drawn_town(seed, count_needs, count_volunteers, days)
    n = count_needs
    columns: dict[str, Any] = {}
    if kinds.get("teams"):
        columns["helpers"] = np.where(dice.random(n) < 0.4, dice.integers(2, 4, n), plain.needs.helpers)
        columns["together"] = dice.random(n) < 0.8
    if kinds.get("series"):
        columns["series"] = np.where(dice.random(n) < 0.7, dice.integers(0, 1 + n // 3, n), -1)
    if kinds.get("districts"):
        columns["district"] = dice.integers(-1, 3, n)
    if kinds.get("clock"):
        fixed, opens = dice.random(n) < 0.4, dice.integers(7 * 60, 17 * 60, n)
        columns["opens"] = np.where(fixed, opens, -1)
        columns["closes"] = np.where(fixed, opens + dice.integers(30, 240, n), -1)
        columns["minutes"] = np.where(fixed, dice.integers(0, 31, n), dice.integers(0, 260, n))
    weights = Weights(
        load=plain.weights.load,
        new_hand=int(dice.choice([0, 100, 1000])),
        balance=int(dice.choice([50, 1000])) if kinds.get("districts") else 0,
    )
    clock = Clock(
        np.tile([480, 690], days), np.tile([720, 1080], days), speed_kmh=float(dice.choice([2.0, 15.0]))
    )
    return replace(
        plain,
        needs=replace(plain.needs, **columns),
        weights=weights,
        clock=clock if kinds.get("clock") else None,
    )
