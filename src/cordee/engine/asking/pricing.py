"""What the last free mission of each person is worth to the urgent needs still to come: a bid price.

Revenue management (Talluri and van Ryzin, « The Theory and Practice of Revenue Management », 2004, chapter 2) sells
the last seat only for more than what it may still bring. Here the seat is a mission of the week, and what it may
bring is measured on past needs: where they came from, and who could have gone. Those who could have gone share what
an urgent need brings, each in proportion to their chance of a yes: somebody among forty is worth little, the only
one who looks after children in a quarter a lot, and the thirty who drive more than the three hundred who shop.

What would have been lost without that one person is nil as soon as a few others could go, even when those few are
asked for everything; measured over thirty invented towns, sharing serves more of the urgent needs.
"""

from dataclasses import replace

import numpy as np

from cordee.engine.asking.acceptance import acceptance
from cordee.engine.asking.columns import Floats, Needs, Pairs, People
from cordee.engine.asking.faults import BadAsking
from cordee.engine.asking.settings import URGENT, AskingSettings

_DAY = 24.0


def prices(
    past: Needs,
    people: People,
    pairs: Pairs,
    *,
    hours_past: float,
    hours_left: float,
    settings: AskingSettings,
) -> Floats:
    """One price for each person, in the unit of `settings.worth`; 0 for somebody who has no mission left to lose.

    past        needs opened over the last `hours_past`, of every urgency: all tell where the urgent ones come from
    pairs       who could have helped them, had everybody been free
    hours_left  until missions of the week are counted again from nought

    A need like each past one is expected again in proportion to the hours; it is worth the mean of what urgent
    needs brought; a person earns it when they say yes and nobody else does. Raises BadAsking on negative hours.
    """
    pairs.check(past, people)
    if hours_past < 0 or hours_left < 0:
        raise BadAsking("prices: hours are not negative")
    if not len(past.id):
        return np.zeros(len(people.id))
    brought = np.where(past.urgency <= URGENT, np.array(settings.worth)[past.urgency - 1], 0.0)
    each = float(brought.mean()) * hours_left / max(hours_past, _DAY)
    rows = np.flatnonzero((people.left > 0)[pairs.person] & ~people.stopped[pairs.person])
    as_urgent = replace(past, urgency=np.full(len(past.id), URGENT))
    chance = acceptance(as_urgent, people, pairs, rows, settings.belief)
    need = pairs.need[rows]
    hoped = np.bincount(need, chance, minlength=len(past.id))
    part = chance / np.maximum(hoped[need], 1.0)
    return np.asarray(each * np.bincount(pairs.person[rows], part, minlength=len(people.id)))
