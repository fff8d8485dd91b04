"""A town's version of a protocol: its dates, its values; it may tighten, never loosen what is national or hard."""

from collections.abc import Mapping
from typing import Any

from cordee.engine.protocol.faults import BadProtocol
from cordee.engine.protocol.hours import intersection
from cordee.engine.protocol.protocols import Cell, Protocol
from cordee.engine.protocol.reading import read_protocol

_LOWER_IS_STRICTER = frozenset(
    "age_max_onsite age_max_advised indoor_max_min max_group max_radius_km max_continuous_h passengers".split()
)
_RANKS: Mapping[str, tuple[Any, ...]] = {
    "scope": ("outdoor", "onsite"),
    "at_risk_onsite": ("yes", "advice", "remote"),
    "indoor_visit": ("yes", "conditions", "no"),
    "contactless": ("advised", "required"),
    "training": ("trained_only",),
    "agency_lead": (False, True),
}


def loosens(name: str, before: Any, after: Any) -> bool:
    """Whether the parameter `name` asks less after than before; None means that nothing is asked any more."""
    if after is None:
        return True
    if name in _RANKS:
        return _RANKS[name].index(after) < _RANKS[name].index(before)
    if name == "hours":
        return bool(intersection(after, before) != after)
    if isinstance(before, frozenset | tuple):
        return not set(before) <= set(after)
    return bool(after > before) if name in _LOWER_IS_STRICTER else bool(after < before)


def check_tightens(before: Protocol, after: Protocol, file: str) -> None:
    """BadProtocol when `after` loosens a national parameter or a hard line of `before`."""
    for name, parameter in before.parameters.items():
        if parameter.national and loosens(name, parameter.value, after.value(name)):
            raise BadProtocol(
                file, f"parameters.{name}", "règle nationale : la commune peut durcir, pas assouplir"
            )
    for code, cell in before.cells.items():
        if cell.hard and _lifts(cell, after.cell(code, None, remote=False)):
            raise BadProtocol(
                file, f"activities.{code}", "règle de sécurité : elle ne peut pas être assouplie"
            )


def _lifts(cell: Cell, later: Cell) -> bool:
    """Whether a hard line asks less than it did, by itself or by a form that escapes it."""
    return (
        later.status < cell.status
        or not later.hard
        or later.team_min < cell.team_min
        or (cell.leader and not later.leader)
        or not cell.ppe <= later.ppe
        or not set(cell.conditions) <= set(later.conditions)
        or any(
            form not in cell.exceptions or other.status < cell.exceptions[form].status
            for form, other in later.exceptions.items()
            if other.status < cell.status
        )
    )


def _merged(model: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    table = dict(model)
    for key, value in changes.items():
        under = table.get(key)
        table[key] = _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return table


def amended(model: Mapping[str, Any], changes: Mapping[str, Any], file: str) -> Protocol:
    """The protocol of a model's table with some keys replaced.

    `changes` has the keys of a file (version, valid_from, valid_to, parameters, activities…); a parameter may be
    given by its bare value. Dates are those of `changes`, never the model's. BadProtocol when a value is wrong, or
    loosens what the town may only tighten.
    """
    changes = dict(changes)
    parameters = changes.get("parameters")
    if isinstance(parameters, dict):
        changes["parameters"] = {
            name: value if isinstance(value, dict) else {"value": value} for name, value in parameters.items()
        }
    dateless = {key: value for key, value in model.items() if key not in ("valid_from", "valid_to")}
    before = read_protocol(dateless, file)
    after = read_protocol(_merged(dateless, changes), file)
    check_tightens(before, after, file)
    return after
