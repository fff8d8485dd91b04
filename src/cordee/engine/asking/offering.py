"""The list of needs somebody sees on opening it, and the person the phone desk calls next."""

import numpy as np

from cordee.engine.asking.acceptance import acceptance
from cordee.engine.asking.choosing import gives_last, reserve_holds
from cordee.engine.asking.columns import Bools, Floats, Ints, Needs, Pairs, People
from cordee.engine.asking.settings import URGENT, AskingSettings, Shortage


def list_order(
    *,
    urgency: Ints,
    km: Floats,
    former: Bools,
    kept: Bools,
    deadline_at: Floats,
    left: int,
    price: float,
    at: float,
    short: Shortage,
    settings: AskingSettings,
) -> Ints:
    """Rows to show to one person, first to last: their former people, then by urgency, then near, then soonest.

    `kept` marks needs that still wait for somebody else, their former helper; `left` is how many missions the
    person may still take this week: the last ones are shown for urgent needs only while the town is short, or when
    their `price` exceeds what the need is worth.
    """
    shown = (~kept | former) & gives_last(np.array(left), np.array(price), urgency, settings)
    if left <= settings.reserve and reserve_holds(at, short, settings):
        shown &= urgency <= URGENT
    order = np.lexsort((deadline_at, km, urgency, ~former))
    return np.asarray(order[shown[order]])


def whom_to_call(
    needs: Needs, people: People, pairs: Pairs, *, at: float, short: Shortage, settings: AskingSettings
) -> tuple[int, float] | None:
    """The next call of an agent, as a row of pairs and the chance of a yes once reached; None when no need asks it.

    The most urgent need that waited `phone_after`, oldest first; the person most likely to accept, ties by id.
    Calls count as messages do, in budgets that allow a little more (`AskingSettings.call_budget`).
    """
    pairs.check(needs, people)
    budget = np.array([settings.call_budget(urgency, short=short) for urgency in range(1, URGENT + 1)])
    due = (needs.urgency <= URGENT) & (at - needs.opened_at > settings.phone_after) & (needs.deadline_at > at)
    able = (people.left > 0) & ~people.stopped
    rows = np.flatnonzero(due[pairs.need] & able[pairs.person])
    day, week = budget[needs.urgency[pairs.need[rows]] - 1].T
    who = pairs.person[rows]
    rows = rows[(people.asked_day[who] < day) & (people.asked_week[who] < week)]
    if not len(rows):
        return None
    at_need = pairs.need[rows]
    first = at_need[np.lexsort((needs.id[at_need], needs.opened_at[at_need], needs.urgency[at_need]))[0]]
    rows = rows[at_need == first]
    chances = acceptance(needs, people, pairs, rows, settings.belief)
    best = np.lexsort((people.id[pairs.person[rows]], -chances))[0]
    return int(rows[best]), min(1.0, float(chances[best]) * settings.belief.phone)
