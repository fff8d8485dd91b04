"""The same verdicts as gates for a whole town: arrays over activities, volunteers and slots, never over pairs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cordee.engine.protocol.activities import ACTIVITIES, Activity
from cordee.engine.protocol.cases import is_outdoor
from cordee.engine.protocol.decision import allowed_hours
from cordee.engine.protocol.faults import BadCase
from cordee.engine.protocol.hard_rules import ADULT, WITH_AN_ADULT, YOUNGEST, closed_to_minors, is_night
from cordee.engine.protocol.hours import DAY, contain, intersection
from cordee.engine.protocol.protocols import Protocol, Status, in_force, in_order

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
_NONE = np.zeros(0, bool)


@dataclass(frozen=True, eq=False)
class VolunteerColumns:
    """Volunteers as columns of n rows, as in `cases.Volunteer`.

    `age` in years, NaN when unknown. An empty optional column means no everywhere. `barred` gathers what closes
    every activity: suspended or expired (H6), reservist days used up (H7), no charter (H8), cannot come (H10).
    `unseen` has no identity seen yet (H8), `uncertified` an expired honorability certificate.
    """

    age: Floats
    remote_only: Bools = field(default_factory=_NONE.copy)
    at_risk: Bools = field(default_factory=_NONE.copy)
    trained: Bools = field(default_factory=_NONE.copy)
    adult_pair: Bools = field(default_factory=_NONE.copy)
    barred: Bools = field(default_factory=_NONE.copy)
    unseen: Bools = field(default_factory=_NONE.copy)
    uncertified: Bools = field(default_factory=_NONE.copy)

    def __post_init__(self) -> None:
        age = np.asarray(self.age, np.float64)
        if age.ndim != 1:
            raise BadCase("bénévoles", "age", "une valeur par personne est attendue")
        with np.errstate(invalid="ignore"):
            wrong = ~np.isnan(age) & ~((age >= 0) & (age <= 130))
        if wrong.any():
            raise BadCase(f"bénévole {int(np.flatnonzero(wrong)[0])}", "age", "un âge de 0 à 130 est attendu")
        object.__setattr__(self, "age", np.floor(age))
        for name in ("remote_only", "at_risk", "trained", "adult_pair", "barred", "unseen", "uncertified"):
            column = np.asarray(getattr(self, name))
            if not column.size:
                column = np.zeros(len(age), bool)
            if column.dtype != bool or column.shape != age.shape:
                raise BadCase("bénévoles", name, f"{len(age)} oui ou non sont attendus, reçu {column.shape}")
            object.__setattr__(self, name, column)


@dataclass(frozen=True, eq=False)
class PairGates:
    """What the protocols open; activities are rows by bit of the catalogue (A = 23).

    `allowed_on_site` and `allowed_remote` (A, n): who may do what. `allowed_slot` (A, s): when it may be done on the
    spot. `minor` (n,) and `night` (s,): a pair of both is closed (H1). A pair on the spot is open when
    `allowed_on_site[a, v] & allowed_slot[a, s] & ~(minor[v] & night[s])`.
    """

    allowed_on_site: Bools
    allowed_remote: Bools
    allowed_slot: Bools
    minor: Bools
    night: Bools


def _catalogue_opens(activity: Activity, people: VolunteerColumns) -> Bools:
    age, unknown = people.age, np.isnan(people.age)
    beside_adult = people.adult_pair & (age >= YOUNGEST) & (activity.code in WITH_AN_ADULT)
    old_enough = np.where(unknown, activity.min_age <= YOUNGEST, (age >= activity.min_age) | beside_adult)
    minor = ~unknown & (age < ADULT)
    opens = old_enough & ~people.barred & ~(minor & closed_to_minors(activity) & ~beside_adult)
    opens &= unknown | (age >= YOUNGEST)
    if "honorability" in activity.checks:
        opens &= ~people.uncertified
    return np.asarray(opens & (not activity.staff_only), bool)


def _protocol_opens(activity: Activity, protocol: Protocol, people: VolunteerColumns) -> Bools:
    """Who may do it on the spot, by the parameters of one protocol."""
    age, value = people.age, protocol.value
    opens = np.ones(len(age), bool)
    low = value("age_min")
    if low is not None:
        opens &= (age >= low) | (people.adult_pair & (low <= ADULT) & ~np.isnan(age))
    top = value("age_max_onsite")
    if top is not None and protocol.covers(outdoor=is_outdoor(activity)):
        opens &= age <= top
    if value("at_risk_onsite") == "remote":
        opens &= ~people.at_risk
    if value("training") == "trained_only":
        opens &= people.trained
    return opens


def decide_pairs(
    protocols: Iterable[Protocol],
    volunteers: VolunteerColumns,
    slot_start: npt.ArrayLike,
    slot_end: npt.ArrayLike,
    *,
    least: int | None = None,
) -> PairGates:
    """Gates for every activity, volunteer and slot under protocols all in force over these slots.

    With ``least``, slots are half-days in which a mission of that many minutes may be put: a slot is open when
    ``window`` leaves it that long, and what is planned there keeps to the window.

    Slots are minutes since midnight (shape (s,)), start ≤ end. Call once per period between two changes of
    protocol (`protocols.in_force`). Agrees with `decide` on every pair without a form, place, goods or team.
    BadCase when a column or a slot makes no sense.
    """
    start, end = np.asarray(slot_start, np.int64), np.asarray(slot_end, np.int64)
    if start.ndim != 1 or start.shape != end.shape or ((start < 0) | (end > DAY) | (end < start)).any():
        raise BadCase("créneaux", "slot", "début et fin en minutes, de 0 à 1440, sont attendus")
    counting, n = in_force(protocols, None), len(volunteers.age)
    on_site, remote = np.zeros((len(ACTIVITIES), n), bool), np.zeros((len(ACTIVITIES), n), bool)
    slots = np.zeros((len(ACTIVITIES), len(start)), bool)
    spans = list(zip(start.tolist(), end.tolist(), strict=True))
    for activity in ACTIVITIES.values():
        opens = _catalogue_opens(activity, volunteers)
        if activity.can_be_remote:
            strictest = max(
                (protocol.cell(activity.code, None, remote=True).status for protocol in counting),
                default=Status.ALLOWED,
            )
            remote[activity.bit] = opens & (strictest <= Status.REMOTE_ONLY)
        if activity.mode != frozenset("R"):
            here = opens & ~volunteers.remote_only & ~volunteers.unseen
            for protocol in counting:
                if protocol.cell(activity.code, None, remote=False).status > Status.CONDITIONS:
                    here[:] = False
                here &= _protocol_opens(activity, protocol, volunteers)
            on_site[activity.bit] = here
            if least is not None:
                slots[activity.bit] = [
                    window(activity, counting, *span, least=least) is not None for span in spans
                ]
                continue
            hours = allowed_hours(activity.code, None, outdoor=is_outdoor(activity), protocols=counting)
            longest = _longest(activity, counting)
            slots[activity.bit] = [contain(hours, *span) and span[1] - span[0] <= longest for span in spans]
    age = volunteers.age
    return PairGates(
        allowed_on_site=on_site,
        allowed_remote=remote,
        allowed_slot=slots,
        minor=np.asarray(age < ADULT),
        night=np.array([is_night(*span) for span in spans], bool),
    )


def window(
    activity: Activity, protocols: Iterable[Protocol], start: int, end: int, *, least: int
) -> tuple[int, int] | None:
    """The first stretch of [start, end] (minutes) in which the protocols let it be done on the spot.

    Cut to the longest they allow at a stretch; None when less than ``least`` minutes remain.
    """
    counting = in_order(protocols)
    hours = allowed_hours(activity.code, None, outdoor=is_outdoor(activity), protocols=counting)
    longest = _longest(activity, counting)
    for low, high in intersection(hours, ((start, end),)):
        if min(high - low, longest) >= least:
            return low, min(high, int(low + longest))
    return None


def _longest(activity: Activity, protocols: Iterable[Protocol]) -> float:
    """Minutes that one stretch on the spot may last."""
    longest = float(DAY)
    for protocol in protocols:
        own = protocol.cell(activity.code, None, remote=False).max_continuous_h
        general = (
            protocol.value("max_continuous_h") if protocol.covers(outdoor=is_outdoor(activity)) else None
        )
        longest = min(longest, 60 * (own or general or 24))
    return longest
