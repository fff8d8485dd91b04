"""The invented town: needs, volunteers, who could do what, and what each would answer, drawn once and for all.

Common random numbers: what a volunteer answers to a need hangs on the pair, not on the policy; two policies that ask
the same person the same thing in the same state get the same answer. Differences come from the policies.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cordee.engine.simulation.settings import URGENT, Behaviour, TownSize

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

ACTIVITIES = (
    "courses", "pharmacie", "repas", "transport", "appel", "numérique", "animaux", "bricolage", "garde d’enfants",
    "traduction", "visite", "neige",
)  # fmt: skip
_ASKED = (0.27, 0.12, 0.10, 0.09, 0.17, 0.05, 0.04, 0.05, 0.02, 0.03, 0.04, 0.02)
_OFFERED = (0.80, 0.62, 0.55, 0.28, 0.60, 0.25, 0.35, 0.18, 0.10, 0.06, 0.40, 0.22)
_AT_A_DISTANCE = (0.0, 0.0, 0.0, 0.0, 1.0, 0.6, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0)
_TRUST = (0, 1, 0, 1, 0, 1, 0, 0, 2, 0, 1, 0)
_DRIVING = 3
_LANGUAGES = 8

HALF_DAYS = ((8.0, 12.0), (12.0, 18.0), (18.0, 21.0))
WEEK_SLOTS = 21
_SLOTS_LOOKED_AT = (2, 3, 7, 14)
"""Half-days within which a need of urgency 1 to 4 must be served."""
LATEST_START = (10.5, 16.5, 19.5)
"""Hour after which it is too late to take a half-day that has begun."""
POOL = 150
"""Nearest suitable volunteers considered for one need; help at a distance draws from the neighbourhood too."""
_DAY = (
    0, 0, 0, 0, 0, 0, 0.2, 0.6, 1.2, 1.6, 1.8, 1.6, 1.2, 1.1, 1.3, 1.3, 1.2, 1, 0.8, 0.6, 0.4, 0.2, 0.1, 0,
)  # fmt: skip
"""How often needs are opened, and the list is visited, at each hour of the day."""
_VISITING = (0, 0, 0, 0, 0, 0, 0, 0.5, 1, 1, 1, 1, 1.2, 1, 0.8, 0.8, 0.9, 1.1, 1.4, 1.5, 1.4, 1, 0.5, 0)
_CURVE = ((0, 2, 5, 14, 30), (0.6, 1.5, 1.3, 0.8, 0.6))
_QUIET_END = 36
"""No new need over the last hours: what was asked can still be answered."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every (need, volunteer) that passes the gates, sorted by need then distance, with what would be answered.

    need, person, km, former  what a policy may know
    keen                      acceptance at rest, as a message; a policy never reads it
    answer, said, leaving, reached, lot  uniforms; delay is hours
    """

    need: Ints
    person: Ints
    km: Floats
    former: Bools
    keen: Floats
    answer: Floats
    said: Floats
    leaving: Floats
    reached: Floats
    lot: Floats
    delay: Floats


@dataclass(frozen=True, eq=False)
class Town:
    """Columns by need and by volunteer; slots are bits, one for each half-day of the crisis.

    first            pairs of need i are rows first[i] to first[i + 1]; of_person[j] lists the rows of volunteer j
    visits           (hour, volunteer) of each visit to the list
    """

    size: TownSize
    opened_at: Floats
    urgency: Ints
    activity: Ints
    remote: Bools
    slots: Ints
    deadline_at: Floats
    need_quarter: Ints
    quarter: Ints
    radius: Floats
    free: Ints
    cap: Ints
    pairs: Pairs
    first: Ints
    of_person: tuple[Ints, ...]
    visits: tuple[tuple[float, int], ...]

    @property
    def hours(self) -> int:
        """Length of the crisis."""
        return 24 * self.size.days


@dataclass(frozen=True, eq=False)
class _Volunteers:
    xy: Floats
    quarter: Ints
    radius: Floats
    skills: Bools
    trust: Ints
    languages: Ints
    at_home: Bools
    available: Bools
    cap: Ints
    willing: Floats


def slot_end(slot: int) -> float:
    """Hour at which a half-day ends."""
    return 24 * (slot // 3) + HALF_DAYS[slot % 3][1]


def slots_from(at: float) -> int:
    """Mask of the half-days that can still be taken at this moment."""
    day, hour = divmod(at, 24.0)
    return -1 << (3 * int(day) + sum(hour >= latest for latest in LATEST_START))


def draw_town(size: TownSize, behaviour: Behaviour, seed: int) -> Town:
    """A town, the same for the same three arguments. Arrays of zero length when nobody asks or nobody helps."""
    places, people, asks, answers, habits = (
        np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(5)
    )
    quarters = _quarters(size, places)
    volunteers = _volunteers(size, quarters, behaviour, people)
    opened_at = _arrivals(size, asks)
    n = size.needs
    quarter, xy = _settle(n, quarters, quarters.needs_weight, asks)
    activity = asks.choice(len(ACTIVITIES), n, p=_ASKED)
    remote = asks.random(n) < np.array(_AT_A_DISTANCE)[activity]
    urgency = asks.choice(4, n, p=[0.04, 0.12, 0.26, 0.58]) + 1
    slots = _wished(size, opened_at, urgency, asks)
    deadline = np.array([_deadline(mask, at) for mask, at in zip(slots.tolist(), opened_at, strict=True)])
    speaks = np.ones(n, np.int64)
    foreign = asks.random(n) < 0.06
    share = 1 / np.arange(1, _LANGUAGES)
    tongue = asks.choice(np.arange(1, _LANGUAGES), n, p=share / share.sum())
    speaks[foreign] = 1 << tongue[foreign]
    known = asks.random(n) < 0.21
    former_rank = asks.integers(0, 12, n)

    need_of, person_of, km_of, former_of = [], [], [], []
    trust = np.array(_TRUST)
    for i in range(n):
        far = np.hypot(*(volunteers.xy - xy[i]).T)
        fits = volunteers.skills[:, activity[i]] & (volunteers.trust >= trust[activity[i]])
        fits &= (volunteers.languages & speaks[i]) != 0
        if not remote[i]:
            fits &= ~volunteers.at_home & (far <= volunteers.radius)
        who = np.flatnonzero(fits)
        who = who[np.argsort(far[who], kind="stable")[:POOL]]
        former = -1
        if known[i] and len(far):
            former = int(np.argsort(far, kind="stable")[min(former_rank[i], len(far) - 1)])
        need_of.append(np.full(len(who), i))
        person_of.append(who)
        km_of.append(np.zeros(len(who)) if remote[i] else far[who])
        former_of.append(who == former)
    pairs = _pairs(
        _joined(need_of, np.int64), _joined(person_of, np.int64), _joined(km_of, np.float64),
        _joined(former_of, np.bool_), urgency, activity, volunteers, behaviour, answers,
    )  # fmt: skip
    by_person = np.argsort(pairs.person, kind="stable")
    ends = np.searchsorted(pairs.person[by_person], np.arange(size.volunteers + 1))
    return Town(
        size=size,
        opened_at=opened_at,
        urgency=urgency,
        activity=activity,
        remote=remote,
        slots=slots,
        deadline_at=deadline,
        need_quarter=quarter,
        quarter=volunteers.quarter,
        radius=volunteers.radius,
        free=_free(size, volunteers.available),
        cap=volunteers.cap,
        pairs=pairs,
        first=np.searchsorted(pairs.need, np.arange(n + 1)),
        of_person=tuple(by_person[ends[j] : ends[j + 1]] for j in range(size.volunteers)),
        visits=_visits(size, volunteers, behaviour, habits),
    )


def _joined(parts: list, kind: type) -> npt.NDArray:
    return np.concatenate(parts).astype(kind) if parts else np.zeros(0, kind)


@dataclass(frozen=True, eq=False)
class _Quarters:
    xy: Floats
    spread: float
    needs_weight: Floats
    volunteers_weight: Floats


def _quarters(size: TownSize, dice: np.random.Generator) -> _Quarters:
    """Neighbourhoods of a disc; the older ones ask more and help less."""
    density = 130 if size.inhabitants < 5000 else 1200 if size.inhabitants < 100_000 else 4200
    edge = float(np.sqrt(max(1.0, size.inhabitants / density) / np.pi))
    count = max(2, size.inhabitants // 3000)
    angle, away = dice.uniform(0, 2 * np.pi, count), np.sqrt(dice.uniform(0, 1, count)) * edge
    weight = dice.gamma(2.0, 1.0, count)
    old = dice.beta(2, 5, count) * 2
    return _Quarters(
        np.stack([away * np.cos(angle), away * np.sin(angle)], axis=1),
        0.8 * edge / float(np.sqrt(count)) + 0.05,
        weight * (0.25 + old),
        weight * np.clip(1.35 - 0.6 * old, 0.1, None),
    )


def _settle(
    count: int, quarters: _Quarters, weight: Floats, dice: np.random.Generator
) -> tuple[Ints, Floats]:
    quarter = dice.choice(len(weight), count, p=weight / weight.sum())
    return quarter, quarters.xy[quarter] + dice.normal(0, 1, (count, 2)) * quarters.spread


def _volunteers(
    size: TownSize, quarters: _Quarters, behaviour: Behaviour, dice: np.random.Generator
) -> _Volunteers:
    m = size.volunteers
    quarter, xy = _settle(m, quarters, quarters.volunteers_weight, dice)
    mode = dice.choice(3, m, p=[0.35, 0.20, 0.45])
    radius = np.array([1.0, 3.0, 7.0])[mode] * dice.lognormal(0, 0.35, m)
    offered = np.clip(np.array(_OFFERED) * (0.5 + dice.beta(2, 2, (m, 1))), 0, 1)
    skills = dice.random((m, len(ACTIVITIES))) < offered
    skills[:, _DRIVING] &= mode == 2
    trust = dice.choice(4, m, p=[0.40, 0.42, 0.15, 0.03])
    languages = np.ones(m, np.int64)
    for tongue in range(1, _LANGUAGES):
        languages |= (dice.random(m) < 0.25 / tongue**1.3).astype(np.int64) << tongue
    at_home = dice.random(m) < 0.14
    time = dice.choice([0.08, 0.18, 0.35, 0.70], (m, 1), p=[0.3, 0.4, 0.22, 0.08])
    liked = np.tile([1.0, 1.0, 0.8], 7)
    liked[15:] *= 1.5
    available = dice.random((m, WEEK_SLOTS)) < np.clip(time * liked, 0, 1)
    cap = dice.choice([1, 2, 3, 5], m, p=[0.50, 0.28, 0.15, 0.07])
    willing = np.clip(dice.beta(behaviour.willing_a, behaviour.willing_b, m) * behaviour.willingness, 0, 0.95)
    return _Volunteers(xy, quarter, radius, skills, trust, languages, at_home, available, cap, willing)


def _arrivals(size: TownSize, dice: np.random.Generator) -> Floats:
    """Moments of the needs: a crisis curve (peak on day 3) times the profile of a day."""
    hours = np.arange(24 * size.days)
    weight = np.interp(hours / 24, *_CURVE) * np.array(_DAY)[hours % 24]
    weight[-_QUIET_END:] = 0
    return np.sort(dice.choice(hours, size.needs, p=weight / weight.sum()) + dice.random(size.needs))


def _wished(size: TownSize, opened_at: Floats, urgency: Ints, dice: np.random.Generator) -> Ints:
    """Half-days that suit each need: all within its urgency, fewer for those that can wait and have wishes."""
    start, length = (
        dice.integers(0, WEEK_SLOTS, size.needs),
        dice.choice([1, 2, 3, 6], size.needs, p=[0.35, 0.3, 0.2, 0.15]),
    )
    masks = np.zeros(size.needs, np.int64)
    for i, (at, degree) in enumerate(zip(opened_at.tolist(), urgency.tolist(), strict=True)):
        today = 3 * int(at // 24)
        ahead = [slot for slot in range(today, today + 20) if slot_end(slot) - 1 > at + 0.5]
        ahead = ahead[: _SLOTS_LOOKED_AT[degree - 1]]
        if degree > URGENT:
            ahead = [slot for slot in ahead if (slot - start[i]) % WEEK_SLOTS < length[i]] or ahead
        masks[i] = sum(1 << slot for slot in ahead if slot < 3 * size.days)
    return masks


def _deadline(mask: int, opened_at: float) -> float:
    """Last moment at which a half-day of the need can be taken; the moment it opened when there is none."""
    if not mask:
        return float(opened_at)
    last = mask.bit_length() - 1
    return 24 * (last // 3) + LATEST_START[last % 3]


def _free(size: TownSize, available: Bools) -> Ints:
    days = np.arange(3 * size.days)
    masks = np.zeros(len(available), np.int64)
    for slot in days.tolist():
        masks |= available[:, slot % WEEK_SLOTS].astype(np.int64) << slot
    return masks


def _visits(
    size: TownSize, volunteers: _Volunteers, behaviour: Behaviour, dice: np.random.Generator
) -> tuple[tuple[float, int], ...]:
    mean = volunteers.willing.mean() if len(volunteers.willing) else 0.0
    if not mean:
        return ()
    often = behaviour.visits_per_day * volunteers.willing / mean
    profile = np.array(_VISITING) / sum(_VISITING)
    found: list[tuple[float, int]] = []
    for person, count in enumerate(dice.poisson(often * size.days).tolist()):
        moments = (
            dice.integers(0, size.days, count) * 24 + dice.choice(24, count, p=profile) + dice.random(count)
        )
        found.extend((moment, person) for moment in moments.tolist())
    return tuple(sorted(found))


def _pairs(
    need: Ints,
    person: Ints,
    km: Floats,
    former: Bools,
    urgency: Ints,
    activity: Ints,
    volunteers: _Volunteers,
    behaviour: Behaviour,
    dice: np.random.Generator,
) -> Pairs:
    taste = dice.uniform(1 - behaviour.taste, 1 + behaviour.taste, (len(volunteers.willing), len(ACTIVITIES)))
    keen = volunteers.willing[person] * np.exp(-km / behaviour.km_decay) * taste[person, activity[need]]
    helped = np.minimum(0.9, behaviour.former_slope * keen + behaviour.former_base)
    keen = np.where(former, helped, keen)
    keen = keen * np.where(urgency[need] <= URGENT, behaviour.urgent, 1.0)
    answer, said, leaving, reached, lot = dice.random((5, len(need)))
    delay = behaviour.delay_hours * np.exp(behaviour.delay_spread * dice.normal(size=len(need)))
    return Pairs(need, person, km, former, keen, answer, said, leaving, reached, lot, delay)
