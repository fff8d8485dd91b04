"""Whom to ask now: needs by urgency then deadline, each with the smallest wave that reaches its target.

The problem is the one of Manshadi and Rodilitz, « Online policies for efficient volunteer crowdsourcing »
(Management Science, 2022): each request makes a person less available for the next need, so that asking
everybody costs more than it brings. Their guarantee comes from spreading requests according to a plan made
ahead; ours keeps the same concern through budgets, a reserve and waves no larger than the target needs.
"""

import math
from dataclasses import dataclass

import numpy as np

from cordee.engine.asking.acceptance import acceptance, answered_within, waking_hours
from cordee.engine.asking.columns import Bools, Floats, Ints, Needs, Pairs, People
from cordee.engine.asking.settings import URGENT, AskingSettings, Shortage

WEEK = 168.0


@dataclass(frozen=True)
class Ask:
    """One request to send: rows of needs, people and pairs, the chance of a yes, and what made the choice.

    former and first are facts of the person; wave is how many are asked together, wave_chance what the whole
    wave is worth with the requests still out, wanted the target.
    """

    need: int
    person: int
    pair: int
    chance: float
    former: bool
    first: bool
    km: float
    wave: int
    wave_chance: float
    wanted: float


@dataclass(frozen=True)
class Wait:
    """Why a need asks nobody now: « night », « late », « list », « hoped », « nobody »."""

    need: int
    code: str
    again_at: float


@dataclass(frozen=True)
class Wave:
    """What to send now, and why the other needs wait; each need of the table is in exactly one of the two."""

    asks: tuple[Ask, ...]
    waits: tuple[Wait, ...]


def smallest_wave(chances: Floats, hoped: float, target: float, most: int) -> int:
    """How many of these people, in this order, bring the chance of one yes to the target; at most `most`.

    Never fewer for a higher target; 0 when what is already out is enough.
    """
    if hoped >= target or not len(chances):
        return 0
    misses = (1 - hoped) * np.cumprod(1 - chances)
    return min(int(np.searchsorted(-misses, -(1 - target) - 1e-12)) + 1, len(chances), most)


def shortage(
    *, open_now: int, opened_lately: int, accepted_lately: int, settings: AskingSettings
) -> Shortage:
    """How far needs outrun acceptances, hence how much is kept for the urgent ones; never short without protection."""
    if not settings.protection:
        return Shortage.NONE
    ratio = opened_lately / max(1, accepted_lately)
    if ratio > settings.short_ratio[1]:
        return Shortage.VERY_SHORT
    if ratio > settings.short_ratio[0] or open_now > max(1, accepted_lately):
        return Shortage.SHORT
    return Shortage.NONE


def may_be_asked(
    people: People, *, urgency: int, at: float, short: Shortage, settings: AskingSettings
) -> Bools:
    """Who may receive one more request for a need of this urgency: budget, silence asked, reserve, price."""
    day, week = settings.budget(urgency, short=short)
    free = (people.asked_day < day) & (people.asked_week < week) & (people.left > 0)
    free &= ~people.stopped
    if urgency > URGENT:
        free &= ~people.waiting & gives_last(people.left, people.price, urgency, settings)
        if reserve_holds(at, short, settings):
            free &= people.left > settings.reserve
    return np.asarray(free)


def gives_last(left: Ints, price: Floats, urgency: int | Ints, settings: AskingSettings) -> Bools:
    """Whether a mission may go to a need of this urgency: always when it is not the last of the week, or is urgent."""
    enough = settings.protection * price <= np.array(settings.worth)[np.asarray(urgency) - 1]
    return np.asarray((left > 1) | (np.asarray(urgency) <= URGENT) | enough)


def reserve_holds(at: float, short: Shortage, settings: AskingSettings) -> bool:
    """Whether to keep missions aside: only while short, and not too late in the week, when they would be lost."""
    return short != Shortage.NONE and at % WEEK <= settings.reserve_until[short - 1]


def choose(
    needs: Needs, people: People, pairs: Pairs, *, at: float, short: Shortage, settings: AskingSettings
) -> Wave:
    """The requests to send at this moment. Deterministic; the order of rows does not matter (ties by id).

    One request at most for each person. Raises BadAsking on a pair whose row does not exist.
    """
    pairs.check(needs, people)
    by_need = np.argsort(pairs.need, kind="stable")
    first = np.searchsorted(pairs.need[by_need], np.arange(len(needs.id) + 1))
    taken = np.zeros(len(people.id), bool)
    asks: list[Ask] = []
    waits: list[Wait] = []
    for need in np.lexsort((needs.id, needs.deadline_at, needs.urgency)).tolist():
        rows = by_need[first[need] : first[need + 1]]
        found = _one_need(need, rows, needs, people, pairs, taken, at=at, short=short, settings=settings)
        if isinstance(found, Wait):
            waits.append(found)
            continue
        asks.extend(found)
        taken[[ask.person for ask in found]] = True
    return Wave(tuple(asks), tuple(waits))


def _one_need(
    need: int,
    rows: Ints,
    needs: Needs,
    people: People,
    pairs: Pairs,
    taken: Bools,
    *,
    at: float,
    short: Shortage,
    settings: AskingSettings,
) -> list[Ask] | Wait:
    urgency = int(needs.urgency[need])
    hour, deadline = at % 24, float(needs.deadline_at[need])
    if not settings.day_from <= hour <= settings.day_to:
        morning = at - hour + settings.day_from + (24 if hour > settings.day_to else 0)
        return Wait(need, "night", morning)
    if at >= deadline:
        return Wait(need, "late", math.inf)
    target, hoped = settings.target[urgency - 1], float(needs.hoped[need])
    again = at + settings.wave_hours[urgency - 1]
    if hoped >= target:
        return Wait(need, "hoped", again)

    who = pairs.person[rows]
    able = may_be_asked(people, urgency=urgency, at=at, short=short, settings=settings)
    rows = rows[able[who] & ~taken[who] & ~pairs.silent[rows]]
    former = rows[pairs.former[rows]]
    waited = at - float(needs.opened_at[need])
    alone = len(former) > 0 and waited < settings.former_hours[urgency - 1]
    if alone:
        rows = former
    elif _list_may_do(waited, deadline - float(needs.opened_at[need]), deadline - at, urgency, settings):
        return Wait(need, "list", at + 0.25)
    if not len(rows):
        return Wait(need, "nobody", max(again, at + 0.5))

    chances = acceptance(needs, people, pairs, rows, settings.belief)
    order = np.lexsort((people.id[pairs.person[rows]], _discomfort(rows, chances, people, pairs, settings)))
    rows, chances = rows[order], chances[order]
    in_time = chances * answered_within(waking_hours(at, deadline), settings.belief)
    size = smallest_wave(in_time, hoped, target, 1 if alone else settings.largest_wave)
    worth = 1 - (1 - hoped) * float(np.prod(1 - in_time[:size]))
    return [
        Ask(
            need=need,
            person=int(pairs.person[row]),
            pair=int(row),
            chance=float(chance),
            former=bool(pairs.former[row]),
            first=bool(people.ever_asked[pairs.person[row]] == 0),
            km=float(pairs.km[row]),
            wave=size,
            wave_chance=worth,
            wanted=target,
        )
        for row, chance in zip(rows[:size], chances[:size], strict=True)
    ]


def _list_may_do(waited: float, life: float, left: float, urgency: int, settings: AskingSettings) -> bool:
    """A need with time ahead is first left to those who come and choose: it disturbs nobody."""
    return waited < settings.patience[urgency - 1] * life and left > settings.hurry_hours


def _discomfort(
    rows: Ints, chances: Floats, people: People, pairs: Pairs, settings: AskingSettings
) -> Floats:
    who = pairs.person[rows]
    cost = settings.refusal * (1 - chances) ** 2 + settings.km * pairs.km[rows]
    cost = cost + settings.tired * people.tired[who] + settings.load * people.load[who]
    cost = cost + settings.spared * np.minimum(settings.protection * people.price[who], settings.worth[0])
    return np.asarray(cost - np.where(people.ever_asked[who] == 0, settings.first, 0.0))
