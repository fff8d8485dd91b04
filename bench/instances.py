"""Published routing instances as problems of the engine: the format is told from the first lines, not from the name.

A unit of distance is a kilometre and a minute, so that metres carry three decimals; distances are kept in double
precision, as the published records are.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cordee.engine.routing.model import Job, Problem, Shipment, Step, Vehicle
from cordee.engine.routing.travel import Travel, straight_lines

Row = list[float]


@dataclass(frozen=True)
class Instance:
    """A problem, the kind it is compared within, and the best distance known to anybody (None when unknown)."""

    name: str
    kind: str
    problem: Problem
    best: float | None = None
    best_vehicles: int | None = None


def _numbers(lines: list[str]) -> list[Row]:
    rows = []
    for line in lines:
        try:
            row = [float(word) for word in line.split()]
        except ValueError:
            continue
        if row:
            rows.append(row)
    return rows


def _plane(rows: list[Row]) -> dict[str, Travel]:
    points = np.array([row[1:3] for row in rows])
    far = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    return {"car": Travel(minutes=far, metres=far * 1000)}


def _fleet(count: int, capacity: int, depot: Row, most: float = float("inf")) -> tuple[Vehicle, ...]:
    shift = depot[4], depot[5]
    return tuple(Vehicle(k, 0, 0, shift, (capacity,), max_minutes=most) for k in range(count))


def solomon(rows: list[Row]) -> Problem:
    """Solomon and Gehring–Homberger: id, x, y, demand, window, service."""
    (count, capacity), rows = rows[0][:2], rows[1:]
    jobs = tuple(
        Job(int(r[0]), k, (int(r[3]),), window=(r[4], r[5]), service=r[6]) for k, r in enumerate(rows) if k
    )
    return Problem(_fleet(int(count), int(capacity), rows[0]), jobs=jobs, travel=_plane(rows))


def li_lim(rows: list[Row]) -> Problem:
    """Li & Lim: id, x, y, demand, window, service, row of the pick-up, row of the drop-off."""
    (count, capacity), rows = rows[0][:2], rows[1:]

    def step(k: int) -> Step:
        return Step(k, (rows[k][4], rows[k][5]), rows[k][6])

    shipments = tuple(
        Shipment(int(r[0]), step(k), step(int(r[8])), (int(r[3]),)) for k, r in enumerate(rows) if k and r[8]
    )
    return Problem(_fleet(int(count), int(capacity), rows[0]), shipments=shipments, travel=_plane(rows))


def cordeau(rows: list[Row]) -> Problem:
    """Cordeau & Laporte: vehicles, stops, longest round, capacity, longest ride; then id, x, y, service, load, window."""
    (count, _, longest, capacity, ride), rows = rows[0][:5], rows[1:]
    asked = (len(rows) - 1) // 2

    def step(k: int) -> Step:
        return Step(k, (rows[k][5], rows[k][6]), rows[k][3])

    shipments = tuple(
        Shipment(k, step(k), step(k + asked), (int(rows[k][4]),), max_ride=ride) for k in range(1, asked + 1)
    )
    depot = [*rows[0][:3], 0.0, *rows[0][5:7]]
    fleet = _fleet(int(count), int(capacity), depot, longest)
    return Problem(fleet, shipments=shipments, travel=_plane(rows))


def read_instance(path: Path) -> Instance | None:
    """The instance a file holds, or None when it is of no known format."""
    lines = path.read_text(errors="replace").splitlines()
    rows = _numbers(lines)
    if any(line.strip().upper().startswith("VEHICLE") for line in lines[:6]):
        return Instance(path.stem, "jobs", solomon(rows))
    if rows and len(rows[0]) == 3 and len(rows[1]) == 9:
        return Instance(path.stem, "shipments", li_lim(rows))
    if rows and len(rows[0]) == 5 and len(rows[1]) == 7:
        return Instance(path.stem, "ride time", cordeau(rows))
    return None


def records(folder: Path) -> dict[str, tuple[int, float]]:
    """Best known (vehicles, distance) by instance: the distance-only record where there is one."""
    found = {}
    for path in folder.rglob("best_known.csv"):
        with path.open(newline="") as lines:
            for row in csv.DictReader(lines):
                alone = row.get("best_known_distance_only") or row["best_known_cost"]
                found[row["instance"].lower()] = int(row["vehicles"]), float(alone)
    return found


def read_folder(folder: Path) -> list[Instance]:
    """Every instance under a folder, with its record when `best_known.csv` lists it."""
    known = records(folder)
    found = []
    for path in sorted(folder.rglob("*.txt")):
        instance = read_instance(path)
        if instance is not None:
            vehicles, best = known.get(path.stem.lower(), (None, None))
            found.append(Instance(instance.name, instance.kind, instance.problem, best, vehicles))
    return found


def short_of_hands(tasks: int, vehicles: int, *, paired: bool, seed: int = 1) -> Instance:
    """A seeded town that asks for more than its volunteers can do: homes of their own, skills, priorities."""
    dice = np.random.default_rng(seed)
    count = 3 + vehicles + tasks
    lat, lon = 47.3 + dice.normal(0, 0.02, count), 0.6 + dice.normal(0, 0.03, count)
    drawn = dice.integers(0, 2, vehicles)
    fleet = tuple(
        Vehicle(
            k, int(dice.integers(3)) if not paired else 3 + k, 3 + k, (540, 540 + int(dice.choice([90, 120, 180]))),
            (int(dice.choice([8, 12, 20])),), skills=frozenset({"keys"}) if drawn[k] else frozenset(),
        )
        for k in range(vehicles)
    )  # fmt: skip
    jobs, shipments = [], []
    for k in range(tasks):
        place, opens = 3 + vehicles + k, float(dice.choice([540, 570, 600, 630]))
        window, skills = (opens, opens + 90), frozenset({"keys"}) if dice.random() < 0.15 else frozenset()
        priority, load = int(dice.integers(1, 6)), (int(dice.integers(1, 4)),)
        if paired:
            shop = Step(int(dice.integers(3)), (540, 720), 1.0)
            shipments.append(Shipment(k, shop, Step(place, window, 4.0), load, skills, priority))
        else:
            jobs.append(Job(k, place, load, window, 4.0, skills, priority))
    name = "town of shipments" if paired else "town of jobs"
    problem = Problem(fleet, tuple(jobs), tuple(shipments), {"car": straight_lines(lat, lon)})
    return Instance(name, "short of hands", problem)


def very_large(tasks: int, *, paired: bool) -> Instance:
    """More tasks than the libraries have the time for in a second; hands enough, or nearly."""
    name = f"{tasks} {'shipments' if paired else 'jobs'}"
    return replace(short_of_hands(tasks, tasks // 8, paired=paired), name=name, kind="very large")
