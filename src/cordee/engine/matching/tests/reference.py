"""The week of a crowd as a network for any min-cost flow solver: what ``match_crowd`` is compared with."""

import numpy as np

from cordee.engine.geo.order import rank_by_place
from cordee.engine.matching.nearest import Nearest
from cordee.engine.matching.network import Network
from cordee.engine.matching.problem import Problem, ranges


def crowd_network(problem: Problem, nearest: Nearest) -> Network:
    """The network of a week: a node per need, per volunteer, then the sink; a plan is read from the first arcs, one per
    pair of ``nearest`` and in its order. Nodes are numbered along the map, as ``along_the_map`` lays the pairs."""
    needs, people, weights = problem.needs, problem.volunteers, problem.weights
    at_need = rank_by_place(needs.lat, needs.lon).astype(np.int32)
    at_volunteer = (rank_by_place(people.lat, people.lon) + len(needs)).astype(np.int32)
    # More units than a volunteer is asked for would never flow.
    caps = np.minimum(np.bincount(nearest.volunteer, minlength=len(people)), people.cap)
    holder, unit = ranges(np.zeros(len(people), np.int64), caps)
    sink = len(needs) + len(people)
    tail = np.concatenate((at_need[nearest.need], at_volunteer[holder], at_need))
    head = np.concatenate(
        (at_volunteer[nearest.volunteer], np.full(len(holder) + len(needs), sink, np.int32))
    )
    ones = np.ones(len(nearest.need) + len(holder), np.int64)
    cost = np.concatenate(
        (
            weights.of_pair(nearest.km, nearest.former),
            weights.of_load(people.load[holder] + unit),
            problem.penalties,
        )
    )
    supply = np.zeros(sink + 1, np.int64)
    supply[at_need] = needs.helpers
    supply[sink] = -needs.helpers.sum()
    nobody = np.zeros(0, np.int64)
    return Network(
        tail=tail,
        head=head,
        capacity=np.concatenate((ones, needs.helpers)),
        cost=cost,
        supply=supply,
        paired=(nearest.need, nearest.volunteer, np.zeros(len(nearest.need), np.int64)),
        pool_in=(nobody, nobody),
        pool_out=(nobody, nobody),
    )
