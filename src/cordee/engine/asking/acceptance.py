"""The chance that somebody says yes in time: a Beta posterior for each person, and a few plain factors.

Inspectable on purpose: each factor has a name a coordinator understands, none needs more history than a town
has in its first days. Visits to the list of needs are evidence: who opens it often says yes often.
"""

import math

import numpy as np

from cordee.engine.asking.columns import Floats, Ints, Needs, Pairs, People
from cordee.engine.asking.settings import URGENT, Belief

LEAST, MOST = 0.01, 0.90
"""No chance is ever thought to be nil or sure: a mistake of the model must stay repairable."""
ASLEEP_FROM, AWAKE_FROM = 22.0, 7.0


def prior(visits: Floats, belief: Belief) -> Floats:
    """Acceptance supposed of somebody who opens the list `visits` times a day."""
    keen = 1 - belief.visit_share + belief.visit_share * visits / belief.usual_visits
    return np.asarray(np.clip(belief.prior_mean * keen, 0.05, 0.80))


def posterior(people: People, belief: Belief) -> Floats:
    """Mean of each person's Beta: the prior counts for `prior_weight` answers."""
    weight = belief.prior_weight
    return np.asarray((weight * prior(people.visits, belief) + people.accepted) / (weight + people.answered))


def waking_hours(start: float, end: float) -> float:
    """Hours between two moments during which people answer (7 h to 22 h); 0 when end is before start."""

    def awake(at: float) -> float:
        day, hour = divmod(at, 24.0)
        return day * (ASLEEP_FROM - AWAKE_FROM) + min(max(hour - AWAKE_FROM, 0.0), ASLEEP_FROM - AWAKE_FROM)

    return max(0.0, awake(end) - awake(start))


def answered_within(hours: float, belief: Belief) -> float:
    """Chance that an answer, if one comes, comes within this many waking hours (lognormal delay)."""
    if hours <= 0:
        return 0.0
    z = math.log(hours / belief.delay_hours) / belief.delay_spread
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def still_hoped(chance: float, waited: float, belief: Belief) -> float:
    """Chance that a request sent `waited` waking hours ago, unanswered, is still accepted."""
    late = chance * (1 - answered_within(waited, belief))
    return late / (late + 1 - chance) if late else 0.0


def fade(tired: Floats, hours: Floats, belief: Belief) -> Floats:
    """What is left of a tiredness after some hours."""
    return np.asarray(tired * 0.5 ** (hours / belief.rest_hours))


def acceptance(needs: Needs, people: People, pairs: Pairs, rows: Ints, belief: Belief) -> Floats:
    """Chance of a yes for some pairs (rows of `pairs`), whatever the time left."""
    who = pairs.person[rows]
    chance = posterior(people, belief)[who] * np.exp(-pairs.km[rows] / belief.km_decay)
    chance = chance * np.exp(-belief.tiring * people.tired[who])
    chance = chance * np.where(pairs.former[rows], belief.former, 1.0)
    chance = chance * np.where(pairs.known_activity[rows], belief.known_activity, 1.0)
    chance = chance * np.where(needs.urgency[pairs.need[rows]] <= URGENT, belief.urgent, 1.0)
    chance = chance * np.where(pairs.silent[rows], belief.silent, 1.0)
    return np.asarray(np.clip(chance, LEAST, MOST))
