"""The cheapest change: for each need with an empty place, the least that somebody could be asked so that one is filled.

A change touches one thing only: one condition of one volunteer, or the moment of the need. It counts only when the rest of
the plan may stay as it is: the volunteer has room left in their days and their week, is free at that moment, and is not
already at this need. So applying it fills one more place (for a team: the whole team) and takes nothing from anybody.

What nobody is ever asked for: to break a rule (age, protocol), to meet somebody they are kept from, to come back on a no,
or to leave home when they help from home.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.columns import Bools, Floats, Ints, lowest_bit, unpack
from cordee.engine.matching.gates import GATES, checked_slots, failures, pair_km
from cordee.engine.matching.hours import Hours, Mission, hours_of
from cordee.engine.matching.plan import Plan
from cordee.engine.matching.problem import Problem
from cordee.engine.matching.reasons import CELLS

PRICES: Mapping[str, int] = MappingProxyType(
    {
        "move": 100,
        "place": 100,
        "cap": 150,
        "radius": 50,
        "slot": 200,
        "activity": 250,
        "trust": 300,
        "checks": 300,
        "language": 350,
        "paused": 400,
        "vehicle": 500,
    }
)
"""What asking costs, in the unit of `weights` (100 is a kilometre): assumptions, to be read as an order. A radius also costs
the kilometres more, a need that is moved the slots it waits or comes early."""

_NEVER = 1 << 40


@dataclass(frozen=True)
class Change:
    """One change, or `recruit` when no single one is enough.

    code          a gate of one volunteer (`radius`, `slot`, `cap`, `trust`, `checks`, `vehicle`, `activity`, `language`,
                  `place`, `paused`), `move` (the need goes to `slot`, for this volunteer), or `recruit`
    volunteer_id  who is asked, None for `recruit`
    slot          when the help would take place, None for `recruit`
    price         see `PRICES`
    numbers       radius: more_m; trust: wanted; recruit: missing
    """

    need_id: int
    code: str
    volunteer_id: int | None
    slot: int | None
    price: int
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Room:
    """What the plan leaves to each volunteer: slots (m, S) free and on a day with room, whether the week has room, and
    who may be asked at all (m,)."""

    free: Bools
    day: Bools
    week: Bools
    missions: Mapping[int, list[Mission]]
    askable: Bools


def cheapest_changes(
    problem: Problem, plan: Plan, *, only: Ints | None = None, spared: Bools | None = None
) -> tuple[Change, ...]:
    """One change for each row of `plan.missing_id`, in the same order; `only` keeps some of these needs, in its order.

    `spared` marks volunteers of whom nothing more may be asked, shape (m,): the law forbids it, no wish of theirs does.
    Time grows as needs x volunteers x slots: a screen asks for the ones it shows.
    """
    rows = np.searchsorted(problem.needs.id, plan.missing_id if only is None else only)
    room, hours = _room(problem, plan, spared), hours_of(problem)
    found = []
    step = max(1, CELLS // max(len(problem.volunteers) * max(problem.slots, 1), 1))
    for start in range(0, len(rows), step):
        block = rows[start : start + step]
        for row, words in zip(block.tolist(), failures(problem, block), strict=True):
            found.append(_cheapest(problem, plan, room, hours, row, words))
    return tuple(found)


def _room(problem: Problem, plan: Plan, spared: Bools | None) -> Room:
    who = np.searchsorted(problem.volunteers.id, plan.volunteer_id)
    need = np.searchsorted(problem.needs.id, plan.need_id)
    people, days = len(problem.volunteers), max(problem.days, 1)
    taken = np.zeros((people, problem.slots), bool)
    taken[who, plan.slot] = True
    by_day = np.bincount(who * days + problem.day_of_slot[plan.slot], minlength=people * days).reshape(
        people, days
    )
    missions: dict[int, list[Mission]] = {}
    for j, i, slot in zip(who.tolist(), need.tolist(), plan.slot.tolist(), strict=True):
        missions.setdefault(j, []).append((i, slot))
    day_left = problem.day_caps - by_day[:, : problem.days]
    return Room(
        free=~taken,
        day=day_left[:, problem.day_of_slot] > 0,
        week=problem.volunteers.cap > np.bincount(who, minlength=people),
        missions=missions,
        askable=np.ones(people, bool) if spared is None else ~spared,
    )


def _cheapest(
    problem: Problem, plan: Plan, room: Room, hours: Hours | None, need: int, words: npt.NDArray[np.uint16]
) -> Change:
    """The best change for one need; `words` are the gates shut to each volunteer, shape (m,)."""
    words = words & ~np.uint16(1 << GATES.index("cap"))
    there = np.searchsorted(problem.volunteers.id, plan.volunteer_id[plan.need_id == problem.needs.id[need]])
    here = room.askable.copy()
    here[there] = False
    wished = unpack(problem.needs.slots[[need]], problem.slots)[0]
    offered = unpack(problem.volunteers.slots, problem.slots)
    price, code = _prices(problem, need, words)
    # A check that ends before a moment closes it, unless having it seen again is the change.
    ready = unpack(checked_slots(problem, np.array([need]), np.arange(len(here))), problem.slots)
    room = replace(room, free=room.free & (ready | (code == GATES.index("checks"))[:, None]))
    options = [
        _best("", price, here & room.week & (code >= 0), wished & offered & room.free & room.day, np.zeros(problem.slots)),
        _best("slot", price, here & room.week & (code == -1), wished & ~offered & room.free & room.day, None),
        _best("cap", price, here & (code == -1), wished & offered & room.free & ~(room.day & room.week[:, None]), None),
        _best(
            "move", price, here & room.week & (code == -1), ~wished & offered & room.free & room.day,
            _waiting(problem, need),
        ),
    ]  # fmt: skip
    helpers = int(problem.needs.helpers[need])
    if problem.needs.together[need] and helpers > 1:
        ready = here & room.week & (words == 0)
        enough = (ready[:, None] & offered & room.free & room.day).sum(axis=0) >= helpers - 1
        options = [option.only(enough) for option in options[:3]]
    return _first(problem, room, hours, need, options, code)


@dataclass(frozen=True, eq=False)
class _Options:
    """What one kind of change costs with each volunteer (rows) in each slot (columns), _NEVER where it may not be."""

    kind: str
    price: Floats

    def only(self, slots: Bools) -> "_Options":
        return _Options(self.kind, np.where(slots, self.price, _NEVER))


def _best(kind: str, price: Floats, people: Bools, moments: Bools, waiting: Floats | None) -> _Options:
    asked = price + PRICES.get(kind, 0)
    cost = np.where(people[:, None] & moments, asked[:, None], _NEVER)
    return _Options(kind, cost if waiting is None else np.where(cost < _NEVER, cost + waiting, _NEVER))


def _waiting(problem: Problem, need: int) -> Floats:
    """Price of moving a need to each slot: the slots between, as if it waited."""
    first = int(lowest_bit(problem.needs.slots[[need]])[0])
    away = np.abs(np.arange(problem.slots) - min(first, problem.slots))
    urgency = np.full(problem.slots, problem.needs.urgency[need])
    return np.asarray(problem.weights.of_delay(urgency, away), float)


def _prices(problem: Problem, need: int, words: npt.NDArray[np.uint16]) -> tuple[Floats, Ints]:
    """What the one gate still shut to each volunteer costs to open (0 and -1 when none is, the slot apart), and which."""
    slot = np.uint16(1 << GATES.index("slot"))
    others = words & ~slot
    price, code = np.full(len(words), float(_NEVER)), np.full(len(words), -1)
    price[others == 0] = 0
    for gate in ("place", "radius", "activity", "trust", "checks", "language", "paused", "vehicle"):
        alone = (others == 1 << GATES.index(gate)) & (words & slot == 0)
        if gate == "place" and np.isnan(problem.needs.lat[need]):
            alone[:] = False
        code[alone], price[alone] = GATES.index(gate), PRICES[gate]
    near = np.flatnonzero(code == GATES.index("radius"))
    price[near] += problem.weights.per_km * _more_km(problem, need, near)
    return price, code


def _more_km(problem: Problem, need: int, people: Ints) -> Floats:
    km = pair_km(problem, np.array([need]), people)
    return np.asarray(np.maximum(km - problem.volunteers.radius_km[people], 0))


def _first(
    problem: Problem, room: Room, hours: Hours | None, need: int, options: list[_Options], code: Ints
) -> Change:
    """The cheapest option whose volunteer gets there in time; a new face when there is none."""
    everything = np.stack([option.price for option in options])
    if not everything.size:
        return Change(int(problem.needs.id[need]), "recruit", None, None, _NEVER)
    ways = np.argsort(everything, axis=None, kind="stable")[:50] if hours else [everything.argmin()]
    for flat in ways:
        kind, volunteer, slot = (int(k) for k in np.unravel_index(flat, everything.shape))
        price = int(everything[kind, volunteer, slot])
        if price >= _NEVER:
            break
        day = [*room.missions.get(volunteer, []), (need, slot)]
        if hours is not None and hours.clocked[need] and hours.conflict(volunteer, day):
            continue
        name = options[kind].kind or GATES[int(code[volunteer])]
        return Change(
            int(problem.needs.id[need]), name, int(problem.volunteers.id[volunteer]), slot, price,
            _numbers(problem, need, volunteer, name),
        )  # fmt: skip
    return Change(int(problem.needs.id[need]), "recruit", None, None, _NEVER)


def _numbers(problem: Problem, need: int, volunteer: int, code: str) -> dict[str, int]:
    if code == "radius":
        return {"more_m": int(np.ceil(1000 * float(_more_km(problem, need, np.array([volunteer]))[0])))}
    if code == "trust":
        return {"wanted": int(problem.needs.min_trust[need])}
    return {}
