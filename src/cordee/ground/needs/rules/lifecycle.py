"""The life cycle of a need (domain.md § 3.3): which state may follow which, and what must be said on the way."""

from __future__ import annotations

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import ClosingReason, Need, NeedState

_S = NeedState

NEXT_STATES: dict[NeedState, frozenset[NeedState]] = {
    _S.NEW: frozenset({_S.QUALIFIED, _S.POSTPONED, _S.CANCELLED, _S.NO_SOLUTION, _S.REFERRED}),
    _S.QUALIFIED: frozenset(
        {_S.PROPOSED, _S.ASSIGNED, _S.POSTPONED, _S.CANCELLED, _S.NO_SOLUTION, _S.REFERRED, _S.CLOSED}
    ),
    _S.PROPOSED: frozenset(
        {_S.QUALIFIED, _S.ASSIGNED, _S.POSTPONED, _S.CANCELLED, _S.NO_SOLUTION, _S.REFERRED}
    ),
    _S.ASSIGNED: frozenset({_S.QUALIFIED, _S.IN_PROGRESS, _S.DONE, _S.POSTPONED, _S.CANCELLED}),
    _S.IN_PROGRESS: frozenset({_S.DONE, _S.QUALIFIED, _S.CANCELLED}),
    _S.DONE: frozenset({_S.VERIFIED, _S.QUALIFIED}),
    _S.VERIFIED: frozenset({_S.CLOSED, _S.QUALIFIED}),
    _S.POSTPONED: frozenset({_S.QUALIFIED, _S.CANCELLED, _S.NO_SOLUTION, _S.REFERRED}),
    _S.CLOSED: frozenset({_S.QUALIFIED}),
    _S.CANCELLED: frozenset({_S.QUALIFIED}),
    _S.NO_SOLUTION: frozenset({_S.QUALIFIED, _S.REFERRED}),
    _S.REFERRED: frozenset({_S.QUALIFIED, _S.CLOSED}),
}

CANCELLING_REASONS = (
    ClosingReason.CANCELLED_BY_REQUESTER,
    ClosingReason.CANCELLED_BY_TOWN,
    ClosingReason.SERVED_BY_RELATIVE,
    ClosingReason.DUPLICATE,
    ClosingReason.OUT_OF_SCOPE,
    ClosingReason.UNREACHABLE,
    ClosingReason.REFUSED,
)
NO_SOLUTION_REASONS = (
    ClosingReason.NOBODY_AVAILABLE,
    ClosingReason.OUT_OF_AREA,
    ClosingReason.OUT_OF_RULES,
    ClosingReason.NO_SUITABLE_TIME,
    ClosingReason.NO_COMMON_LANGUAGE,
)


def can_become(need: Need, state: NeedState) -> bool:
    """True when the life cycle allows the step from where the need stands."""
    return state in NEXT_STATES[NeedState(need.state)]


def check_becomes(need: Need, state: NeedState) -> None:
    """Raise ``Refused`` when ``can_become`` is false."""
    if not can_become(need, state):
        raise Refused(
            f"La demande {need} est « {NeedState(need.state).label} » : elle ne peut pas passer à « {state.label} »."
        )
