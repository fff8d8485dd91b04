"""The figures of one run, and of several: what a mayor would ask."""

from dataclasses import dataclass, fields

import numpy as np

from cordee.engine.simulation.bound import Bound, share
from cordee.engine.simulation.crisis import NOBODY, Crisis
from cordee.engine.simulation.settings import URGENT, WEIGHTS
from cordee.engine.simulation.town import Floats

_NOON, _LATE = 12.0, 17.0


@dataclass(frozen=True)
class Measures:
    """Shares go from 0 to 1; None where there is nothing to share, or no end (a median over people never served).

    weight_share            priority weight served over that of the clairvoyant bound
    served_share            needs accepted, of all needs
    urgent_24h_share        urgent needs (U1, U2) accepted within 24 hours
    u1_same_day_share       U1 accepted the day they came, or before noon for those that came after 17 h
    asks_per_served         messages and calls, by need served
    never_called_share      volunteers never asked, never called, and who never opened the list
    opted_out_share         volunteers who asked not to be contacted any more
    median/p90_minutes_to_accepted  over all urgent needs, those never accepted counting as infinite
    gini_load               inequality of missions among volunteers, 0 equal
    km_per_served           mean distance of help on the spot
    helped_share            volunteers with at least one mission
    most_asks_in_a_week     of one person, over seven days
    """

    weight_share: float | None
    served_share: float | None
    urgent_24h_share: float | None
    u1_same_day_share: float | None
    asks_per_served: float | None
    never_called_share: float | None
    opted_out_share: float | None
    median_minutes_to_accepted: float | None
    p90_minutes_to_accepted: float | None
    gini_load: float | None
    km_per_served: float | None
    helped_share: float | None
    most_asks_in_a_week: float | None
    messages: float | None
    calls: float | None
    vain_yes: float | None


def measure(crisis: Crisis, bound: Bound) -> Measures:
    """The figures of a crisis lived to its end."""
    town = crisis.town
    served, urgent = crisis.helper != NOBODY, town.urgency <= URGENT
    weight = np.array(WEIGHTS)[town.urgency - 1]
    waited = crisis.accepted_at - town.opened_at
    reached = (crisis.asked > 0) | (crisis.visits > 0) | (crisis.load > 0)
    first = town.urgency == 1
    people = town.size.volunteers
    return Measures(
        weight_share=share(int(weight[served].sum()), bound.weight),
        served_share=share(served.sum(), len(served)),
        urgent_24h_share=share((waited[urgent] <= 24).sum(), urgent.sum()),
        u1_same_day_share=share(_same_day(crisis)[first].sum(), first.sum()),
        asks_per_served=share(crisis.messages + crisis.calls, served.sum()),
        never_called_share=share((~reached).sum(), people),
        opted_out_share=share(crisis.stopped.sum(), people),
        median_minutes_to_accepted=_minutes(waited[urgent], 0.5),
        p90_minutes_to_accepted=_minutes(waited[urgent], 0.9),
        gini_load=_gini(crisis.load.astype(float)),
        km_per_served=share(crisis.km[served & ~town.remote].sum(), (served & ~town.remote).sum()),
        helped_share=share((crisis.load > 0).sum(), people),
        most_asks_in_a_week=float(crisis.most_in_week.max()) if people else None,
        messages=float(crisis.messages),
        calls=float(crisis.calls),
        vain_yes=float(crisis.vain),
    )


def _same_day(crisis: Crisis) -> Floats:
    opened = crisis.town.opened_at
    limit = 24 * (opened // 24) + np.where(opened % 24 < _LATE, 24.0, 24.0 + _NOON)
    return np.asarray(crisis.accepted_at < limit)


def _minutes(waited: Floats, quantile: float) -> float | None:
    """The waiting that a share of needs does not exceed, in minutes; None when it has no end."""
    if not len(waited):
        return None
    value = float(np.sort(waited)[int(np.ceil(quantile * len(waited))) - 1])
    return 60 * value if np.isfinite(value) else None


def _gini(load: Floats) -> float | None:
    total = load.sum()
    if not total:
        return None
    n = len(load)
    return float(2 * (np.arange(1, n + 1) * np.sort(load)).sum() / (n * total) - (n + 1) / n)


def summary(runs: list[Measures]) -> dict[str, dict[str, float | None]]:
    """Mean and standard deviation of each figure over runs; None as soon as one run has none."""
    found: dict[str, dict[str, float | None]] = {}
    for field in fields(Measures):
        values = [getattr(run, field.name) for run in runs]
        if not values or None in values:
            found[field.name] = {"mean": None, "spread": None}
        else:
            found[field.name] = {"mean": float(np.mean(values)), "spread": float(np.std(values))}
    return found
