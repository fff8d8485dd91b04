"""Several policies over the same towns: the comparison that the command and the documentation show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cordee.engine.asking.settings import AskingSettings
from cordee.engine.simulation.bound import Bound, clairvoyant
from cordee.engine.simulation.crisis import Crisis, Policy
from cordee.engine.simulation.measures import Measures, measure
from cordee.engine.simulation.ours import Cordee, without_phone, without_reserve
from cordee.engine.simulation.rules import NearestFirst, PublicList, RandomFifty, WeightedScore, ZipCode
from cordee.engine.simulation.settings import BadRun, Behaviour, TownSize
from cordee.engine.simulation.town import Town, draw_town

POLICIES: dict[str, tuple[str, Callable[[AskingSettings], Policy]]] = {
    "list": ("Liste publique", lambda _: PublicList()),
    "nearest": ("Le plus proche d’abord", lambda _: NearestFirst()),
    "random50": ("Cinquante au hasard", lambda _: RandomFifty()),
    "zip": ("Même quartier d’abord", lambda _: ZipCode()),
    "score": ("Note pondérée", lambda _: WeightedScore()),
    "cordee": ("Cordée", Cordee),
    "cordee-no-phone": ("Cordée sans téléphone", without_phone),
    "cordee-no-reserve": ("Cordée sans réserve", without_reserve),
}
"""Each policy: its French name, and how it is built from the settings of the town."""

AUTOMATIC = ("list", "nearest", "random50", "zip", "score")
"""The rules to which ours is compared."""


@dataclass(frozen=True)
class Run:
    """One policy over one town."""

    policy: str
    seed: int
    bound: Bound
    measures: Measures


def live(town: Town, behaviour: Behaviour, policy: Policy) -> Crisis:
    """One crisis, lived to its end."""
    crisis = Crisis(town, behaviour, policy)
    crisis.run()
    return crisis


def compare(
    size: TownSize,
    behaviour: Behaviour,
    *,
    policies: Sequence[str],
    seeds: Sequence[int],
    settings: AskingSettings = AskingSettings(),  # noqa: B008  # frozen
) -> Iterator[Run]:
    """Runs one after the other, town by town. Raises BadRun for a policy that does not exist."""
    for name in policies:
        if name not in POLICIES:
            raise BadRun(f"politique « {name} » inconnue : {', '.join(POLICIES)} ou all.")
    for seed in seeds:
        town = draw_town(size, behaviour, seed)
        bound = clairvoyant(town, behaviour)
        for name in policies:
            crisis = live(town, behaviour, POLICIES[name][1](settings))
            yield Run(name, seed, bound, measure(crisis, bound))
