"""A plan: who goes where, when, and what stays undone."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["job", "pickup", "drop", "reload", "break"]


@dataclass(frozen=True)
class Visit:
    """One stop. `id` is the job's or shipment's (0 for a reload, the rank of the break for a break); minutes."""

    kind: Kind
    id: int
    start: float
    leave: float


@dataclass(frozen=True)
class Route:
    """The round of one vehicle: leaves its start place at `depart`, is at its end place at `back`; metres driven."""

    vehicle: int
    visits: tuple[Visit, ...]
    depart: float
    back: float
    metres: float


@dataclass(frozen=True)
class Unserved:
    """A task left aside: `kind` job or shipment, its id, the code of the reason and the French sentence."""

    kind: Literal["job", "shipment"]
    id: int
    code: str
    phrase: str


@dataclass(frozen=True)
class Plan:
    """Rounds, and the tasks left aside; every task is in one or the other."""

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...] = ()

    @property
    def metres(self) -> float:
        """Metres driven by all."""
        return sum(route.metres for route in self.routes)
