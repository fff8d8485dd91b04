"""The catalogue of activities: what can be asked for, and what each activity asks of a volunteer.

Source: domain reference § 4.1 (activities) and § 4.0 (admission), shipped as `activities.toml` and read once.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

ON_SITE_TRUST = 2
"""Level below which nobody is sent in person anywhere: identity seen, charter accepted, briefed (rule H8)."""


@dataclass(frozen=True)
class TrustLevel:
    """One step of admission: `allows` says in French what it opens."""

    level: int
    code: str
    label: str
    allows: str


@dataclass(frozen=True)
class Activity:
    """One line of the catalogue.

    `mode` is a subset of R (at a distance), D (doorstep), I (indoors), O (outside, on a site), V (vehicle).
    `on_site` says whether its usual form takes a person somewhere. `min_age` in years, `min_trust` 0–4.
    `bit` is 0–62. `pair` is one of no, optional, first_visit, required, team; `team_min` is the number of
    helpers asked by default.
    `money` means the beneficiary's own money is involved; `staff_only` that volunteers are never proposed it.
    """

    code: str
    label: str
    short_label: str
    mode: frozenset[str]
    min_age: int
    min_trust: int
    requires_vehicle: bool
    on_site: bool
    checks: frozenset[str]
    pair: str
    team_min: int
    money: bool
    staff_only: bool
    bit: int
    icon: str
    description: str

    @property
    def can_be_remote(self) -> bool:
        """Whether it can be done from home: then distance does not count."""
        return "R" in self.mode

    def trust_for(self, *, remote: bool) -> int:
        """Level of trust for one need of this kind, done at a distance or on the spot."""
        return self.min_trust if remote else max(self.min_trust, ON_SITE_TRUST)

    def admission_for(self, *, remote: bool) -> int:
        """The same on the path of admission alone: what stands above the doorstep is earned by `checks` of their own,
        each with its end, and an ended one closes what asks for it and nothing else."""
        level = self.trust_for(remote=remote)
        return level if self.staff_only else min(level, ON_SITE_TRUST)


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("activities.toml").read_text(encoding="utf-8"))


def _activity(row: Mapping[str, Any]) -> Activity:
    return Activity(
        code=row["code"],
        label=row["label"],
        short_label=row["short_label"],
        mode=frozenset(row["mode"]),
        min_age=row["min_age"],
        min_trust=row["trust"],
        requires_vehicle=row.get("requires_vehicle", False),
        on_site=row["on_site"],
        checks=frozenset(row["checks"]),
        pair=row.get("pair", "no"),
        team_min=row.get("team_min", 1),
        money=row.get("money", False),
        staff_only=row.get("staff_only", False),
        bit=row["bit"],
        icon=row["icon"],
        description=row["description"],
    )


ACTIVITIES: Mapping[str, Activity] = MappingProxyType(
    {row["code"]: _activity(row) for row in _catalogue()["activity"]}
)
"""Every activity by code, in catalogue order (which is also the order of bits)."""

CHECKS: Mapping[str, str] = MappingProxyType(dict(_catalogue()["checks"]))
"""French label of each check an activity may ask for."""

TRUST_LEVELS: tuple[TrustLevel, ...] = tuple(TrustLevel(**row) for row in _catalogue()["trust"])
"""The five levels of admission, index = level."""


def bits_of(codes: Iterable[str]) -> int:
    """The set of activities as an integer, bit `Activity.bit` for each code. KeyError on an unknown code."""
    bits = 0
    for code in codes:
        bits |= 1 << ACTIVITIES[code].bit
    return bits


def codes_of(bits: int) -> tuple[str, ...]:
    """The codes of a set of activities in catalogue order; bits unknown to this version are left out."""
    return tuple(code for code, activity in ACTIVITIES.items() if bits >> activity.bit & 1)
