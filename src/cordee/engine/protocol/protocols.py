"""A protocol: what a crisis changes for each activity, as dated and sourced values.

Source: domain reference § 9.1–9.3. Every number is a starting point that the town confirms (`confirmed`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from cordee.engine.protocol.hours import ALL_DAY, Hours

PARAMETERS_ONLY = "tableau par activité à compléter par la commune"


class Status(IntEnum):
    """What may be done, from the freest to the strictest: the strictest protocol wins."""

    ALLOWED = 0
    CONDITIONS = 1
    REMOTE_ONLY = 2
    SUSPENDED = 3

    @property
    def code(self) -> str:
        """The word of the files and of the JSON answer."""
        return self.name.lower()

    @property
    def label(self) -> str:
        """French, for a person."""
        return ("Possible", "Possible sous conditions", "À distance seulement", "Suspendu")[self]


STATUS_OF: Mapping[str, Status] = {status.code: status for status in Status}


@dataclass(frozen=True)
class Cell:
    """What one protocol says of one activity (or of one form of it).

    `hard` marks what the reference flags H. `hours` replaces the hours of the whole protocol, None keeps them.
    `max_radius_km` in km, `max_continuous_h` in hours; `message` completes the reason shown.
    """

    status: Status
    hard: bool = False
    message: str = ""
    conditions: tuple[str, ...] = ()
    hours: Hours | None = None
    alternative: str | None = None
    team_min: int = 1
    leader: bool = False
    ppe: frozenset[str] = frozenset()
    max_radius_km: float | None = None
    max_continuous_h: float | None = None
    exceptions: Mapping[str, "Cell"] = field(default_factory=dict)

    def for_form(self, form: str | None, *, remote: bool) -> "Cell":
        """The cell of this form of the activity; « remote » is the form of what is done at a distance."""
        if form is not None and form in self.exceptions:
            return self.exceptions[form]
        return self.exceptions.get("remote", self) if remote else self


@dataclass(frozen=True)
class Parameter:
    """One value with where it comes from, and whether the town has confirmed it."""

    value: Any
    source: str
    confirmed: bool = False
    national: bool = False


@dataclass(frozen=True)
class Protocol:
    """One version of one protocol, in force over [valid_from, valid_to[; None leaves that end open.

    `parameters` holds checked values by name (see `reading.KINDS`): ages in years, `distance_m` in metres,
    `max_continuous_h` in hours. With `parameters_only` it has no table per activity.
    """

    code: str
    label: str
    version: int
    source: str
    trigger: str
    valid_from: datetime | None
    valid_to: datetime | None
    parameters: Mapping[str, Parameter]
    cells: Mapping[str, Cell]
    parameters_only: bool = False

    @property
    def name(self) -> str:
        """« EPI-CONF version 3 »."""
        return f"{self.code} version {self.version}"

    def value(self, name: str) -> Any:
        """The value of a parameter, None when the protocol says nothing of it."""
        parameter = self.parameters.get(name)
        return parameter.value if parameter else None

    def in_force(self, at: datetime | None) -> bool:
        """Whether it counts at this moment; without a moment, whoever names a protocol holds it in force."""
        if at is None:
            return True
        return (self.valid_from is None or self.valid_from <= at) and (
            self.valid_to is None or at < self.valid_to
        )

    def cell(self, activity: str, form: str | None, *, remote: bool) -> Cell:
        """What it says of an activity; without a table, parameters alone bind what is done on the spot."""
        found = self.cells.get(activity)
        if found is not None:
            return found.for_form(form, remote=remote)
        if self.parameters_only and not remote:
            return Cell(Status.CONDITIONS, message=PARAMETERS_ONLY)
        return Cell(Status.ALLOWED)

    def hours_of(self, activity: str, form: str | None, *, outdoor: bool) -> Hours:
        """Hours of one activity done on the spot: its own, else those of the protocol where they apply."""
        own = self.cell(activity, form, remote=False).hours
        if own is not None:
            return own
        general: Hours | None = self.value("hours")
        return general if general is not None and self.covers(outdoor=outdoor) else ALL_DAY

    def covers(self, *, outdoor: bool) -> bool:
        """Whether limits of age, hours and duration hold here: some protocols bound effort outdoors only."""
        return outdoor or self.value("scope") != "outdoor"


def in_order(protocols: Iterable[Protocol]) -> tuple[Protocol, ...]:
    """Each version once, in one order: the order in which protocols are given never shows in a verdict."""
    once = {(protocol.code, protocol.version): protocol for protocol in protocols}
    return tuple(once[key] for key in sorted(once))


def in_force(protocols: Iterable[Protocol], at: datetime | None) -> tuple[Protocol, ...]:
    """Those that count at this moment, in one order; of several versions of a protocol, the latest replaces others."""
    latest = {protocol.code: protocol for protocol in in_order(protocols) if protocol.in_force(at)}
    return tuple(latest.values())
