"""Seeded towns for the benches of matching."""

from dataclasses import replace

import numpy as np

from cordee.engine.matching.columns import pack
from cordee.engine.matching.problem import Needs, Pairs, Problem, Volunteers
from cordee.engine.protocol.activities import ACTIVITIES

SEED = 1
DAYS, PARTS = 7, 4

SHARES = {
    "COURSES": (0.30, 0.80),
    "MEDICAMENTS": (0.14, 0.60),
    "APPEL_CONVIVIALITE": (0.18, 0.55),
    "REPAS": (0.08, 0.40),
    "TRANSPORT_PERSONNE": (0.08, 0.22),
    "ANIMAUX": (0.05, 0.35),
    "DEMARCHES": (0.06, 0.25),
    "AIDE_NUMERIQUE": (0.05, 0.25),
    "VISITE_PORTE": (0.03, 0.30),
    "EAU_FROID": (0.03, 0.40),
}
"""Share of the needs, share of the volunteers who tick it: assumptions, close to the spring of 2020."""


def town(needs: int, volunteers: int, seed: int = SEED) -> Problem:
    """A seeded town of 25 inhabitants a volunteer: people around district centres, skewed habits."""
    dice = np.random.default_rng(seed)
    inhabitants = max(25 * volunteers, 20 * needs, 2_000)
    side_km = float(np.sqrt(inhabitants / 1_800))
    centres = dice.uniform(0, side_km, (max(3, inhabitants // 3_000), 2))

    def homes(count: int) -> tuple[np.ndarray, np.ndarray]:
        xy = centres[dice.integers(0, len(centres), count)] + dice.normal(0, 0.6, (count, 2))
        return 47.3 + xy[:, 1] / 111.2, 0.6 + xy[:, 0] / 75.4

    codes = list(SHARES)
    bits = np.array([ACTIVITIES[code].bit for code in codes])
    slots = DAYS * PARTS
    kind = dice.choice(len(codes), needs, p=np.array([SHARES[code][0] for code in codes]))
    chosen = [ACTIVITIES[codes[k]] for k in kind]
    urgency = dice.choice(4, needs, p=[0.10, 0.25, 0.40, 0.25]) + 1
    start = np.where(urgency == 1, dice.integers(0, 2, needs), dice.integers(0, slots - 4, needs))
    length = np.select([urgency == 1, urgency == 2], [3, 6], dice.choice([1, 2, 4], needs))
    column = np.arange(slots)[None, :]
    lat, lon = homes(needs)
    remote = np.array([activity.can_be_remote for activity in chosen])
    asked = Needs(
        id=np.arange(needs) + 1,
        lat=lat,
        lon=lon,
        activity=bits[kind],
        remote=remote,
        urgency=urgency,
        helpers=np.array([activity.team_min for activity in chosen]),
        slots=pack((column >= start[:, None]) & (column < (start + length)[:, None])),
        vehicle=np.array([activity.requires_vehicle for activity in chosen]),
        languages=np.where(dice.random(needs) < 0.04, 1 << dice.integers(0, 5, needs), 0),
        person=dice.integers(0, max(1, int(needs * 0.8)), needs),
        min_age=np.array([activity.min_age for activity in chosen]),
        min_trust=np.array([a.trust_for(remote=bool(r)) for a, r in zip(chosen, remote, strict=True)]),
    )
    keen = dice.beta(2, 2, volunteers)
    ticked = dice.random((volunteers, len(codes))) < np.array([SHARES[c][1] for c in codes]) * (
        0.5 + keen[:, None]
    )
    lat, lon = homes(volunteers)
    vehicle = dice.random(volunteers) < 0.45
    free = dice.choice([0.08, 0.2, 0.4, 0.7], (volunteers, 1), p=[0.3, 0.4, 0.2, 0.1])
    offered = Volunteers(
        id=np.arange(volunteers) + 1,
        lat=lat,
        lon=lon,
        activities=(ticked * (1 << bits)[None, :]).sum(axis=1),
        trust=dice.choice(5, volunteers, p=[0.12, 0.18, 0.45, 0.20, 0.05]),
        age=np.where(
            dice.random(volunteers) < 0.03, np.nan, np.clip(dice.normal(44, 17, volunteers), 16, 90)
        ),
        remote_only=dice.random(volunteers) < 0.14,
        radius_km=np.where(vehicle, 5.0, 1.5) * dice.lognormal(0, 0.35, volunteers),
        vehicle=vehicle,
        languages=np.where(dice.random(volunteers) < 0.25, 1 << dice.integers(0, 5, volunteers), 0),
        slots=pack(dice.random((volunteers, slots)) < free),
        cap=dice.choice([1, 2, 3, 5], volunteers, p=[0.4, 0.3, 0.2, 0.1]),
        day_cap=np.full(volunteers, 1) + (dice.random(volunteers) < 0.3),
        load=np.minimum(30, dice.pareto(1.2, volunteers) * keen * 2).astype(int),
        paused=dice.random(volunteers) < 0.05,
    )

    def known(count: int, other: np.ndarray, *, first: bool) -> np.ndarray:
        who = dice.integers(1, volunteers + 1, count)
        what = dice.choice(other, count)
        return np.stack((who, what) if first else (what, who), axis=1)

    return Problem(
        needs=asked,
        volunteers=offered,
        day_of_slot=np.repeat(np.arange(DAYS), PARTS),
        pairs=Pairs(
            blocked=known(needs // 50, asked.person, first=True),
            former=known(needs, asked.person, first=True),
            refused=known(needs // 20, asked.id, first=False),
        ),
    )


def team_town(needs: int, volunteers: int, seed: int = SEED) -> Problem:
    """The same town where, of the needs on the spot, 25 % ask two people and 5 % three, in one slot or not at all."""
    plain, dice = town(needs, volunteers, seed), np.random.default_rng(seed + 6)
    helpers = np.where(plain.needs.remote, 1, dice.choice([1, 2, 3], needs, p=[0.70, 0.25, 0.05]))
    return replace(plain, needs=replace(plain.needs, helpers=helpers, together=helpers > 1))
