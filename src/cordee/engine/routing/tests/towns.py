"""Small seeded rounds, flat: a place is a point in kilometres, a kilometre takes two minutes."""

from math import inf

import numpy as np

from cordee.engine.routing.model import Break, Job, Problem, Shipment, Step, Vehicle
from cordee.engine.routing.travel import Travel


def flat(points):
    """Travel between points (n, 2) in kilometres."""
    points = np.asarray(points, float)
    km = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    return {"car": Travel(minutes=2 * km, metres=1000 * km)}


def vehicle(number=1, **columns):
    asked = {"start": 0, "end": 0, "shift": (480.0, 720.0), "capacity": (10,), **columns}
    return Vehicle(number, **asked)


def drawn(seed, *, limits=True):
    """A town of a few jobs and shipments, with every kind of limit drawn when `limits`."""
    dice = np.random.default_rng(seed)
    points = dice.uniform(-4, 4, (12, 2))
    skills = [frozenset(), frozenset({"keys"})]
    vehicles = tuple(
        vehicle(
            k,
            start=int(dice.integers(2)),
            capacity=(int(dice.integers(3, 8)), int(dice.integers(0, 2)) + 1),
            shift=(480.0, float(dice.choice([560, 640, 720]))),
            skills=skills[int(dice.integers(2))],
            max_trips=int(dice.integers(1, 3)),
            breaks=(Break((500.0, 560.0), 15.0),) if limits and dice.random() < 0.3 else (),
        )
        for k in range(int(dice.integers(1, 4)))
    )

    def window():
        early = float(dice.choice([480, 520, 580]))
        return early, early + float(dice.choice([30, 60, 120]))

    jobs = tuple(
        Job(
            k,
            int(dice.integers(12)),
            (int(dice.integers(1, 4)), int(dice.integers(2))),
            window(),
            float(dice.integers(6)),
            skills[int(dice.random() < 0.2)],
            int(dice.integers(1, 6)),
            bool(dice.random() < 0.2),
            float(dice.choice([20, 40])) if limits and dice.random() < 0.3 else inf,
        )
        for k in range(int(dice.integers(1, 6)))
    )
    shipments = tuple(
        Shipment(
            k,
            Step(int(dice.integers(12)), window(), 2.0),
            Step(int(dice.integers(12)), (480.0, 720.0), 3.0),
            (int(dice.integers(1, 3)), int(dice.integers(2))),
            priority=int(dice.integers(1, 6)),
            max_ride=float(dice.choice([12, 25])) if limits else inf,
        )
        for k in range(int(dice.integers(0, 4)))
    )
    return Problem(vehicles, jobs, shipments, flat(points))
