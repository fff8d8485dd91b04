"""What the protocols say of one mission: the case handed to the engine, and its answer as it is kept and told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES, Activity
from cordee.engine.protocol.cases import Case, Place, Slot
from cordee.engine.protocol.cases import Volunteer as Helper
from cordee.engine.protocol.decision import Verdict, decide
from cordee.engine.protocol.protocols import Protocol, Status
from cordee.engine.protocol.reading import DOCUMENTS
from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import ForbiddenZone
from cordee.ground.crisis.rules.zones import doors_inside
from cordee.ground.volunteers.models import Frame, VolunteerState

TRAINED_FRAMES = frozenset({Frame.RCSC, Frame.PARTNER_ORG})
"""Reservists and members of an association: who « trained only » lets in."""
EXEMPT = "Mission autorisée par dérogation : suivez exactement ce que la mairie vous a dit."


@dataclass(frozen=True)
class TownRules:
    """Protocols (of the whole town under ``None``, or of one district) and forbidden zones, whatever their dates."""

    protocols: tuple[tuple[int | None, Protocol], ...] = ()
    zones: tuple[ForbiddenZone, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.protocols or self.zones)

    def of(self, district_id: int | None) -> tuple[Protocol, ...]:
        """Protocols that may count at a door of this district."""
        return tuple(one for place, one in self.protocols if place is None or place == district_id)

    def districts(self) -> list[int]:
        """Districts that have a protocol of their own."""
        return sorted({place for place, _ in self.protocols if place is not None})


def is_remote(activity: Activity) -> bool:
    """How a plan does it: from home when that is possible."""
    return activity.can_be_remote


def age_on(birth_on: date | None, day: date) -> int | None:
    """Full years on a day."""
    if birth_on is None:
        return None
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def slot_of(starts_at: datetime, ends_at: datetime) -> Slot:
    """A window by the clocks of the town; what runs past midnight is judged until midnight."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    last = end.hour * 60 + end.minute if end.date() == start.date() else 24 * 60
    return Slot(start.hour * 60 + start.minute, last, start.date())


def helper_of(*, birth_on: date | None, day: date, remote_only: bool, frame: str, state: str = "") -> Helper:
    """A volunteer as the engine knows one: no health, no name."""
    return Helper(
        age=age_on(birth_on, day),
        remote_only=remote_only,
        trained=frame in TRAINED_FRAMES,
        suspended=state in {VolunteerState.SUSPENDED, VolunteerState.LEFT},
    )


def zone_status(
    zones: tuple[ForbiddenZone, ...],
    *,
    lat: float | None,
    lon: float | None,
    district_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
) -> str:
    """« interdite » where a forbidden zone holds the door at some moment of the window."""
    here = np.array([np.nan if lat is None else lat]), np.array([np.nan if lon is None else lon])
    for zone in zones:
        meets = zone.starts_at < ends_at and (zone.ends_at is None or starts_at < zone.ends_at)
        if meets and bool(doors_inside(zone, *here, np.array([district_id or -1]))[0]):
            return "interdite"
    return "ouverte"


def case_of(
    assignment: Assignment, zones: tuple[ForbiddenZone, ...], *, not_before: datetime | None = None
) -> Case:
    """A mission as a case; the need, its household and the volunteer with their person are loaded.

    With ``not_before``, what is left of a window that has begun is judged.
    """
    starts_at = assignment.starts_at
    if not_before is not None and not_before < assignment.ends_at:
        starts_at = max(starts_at, not_before)
    need, volunteer = assignment.need, assignment.volunteer
    home, remote = need.beneficiary.household, is_remote(ACTIVITIES[need.activity])
    slot = slot_of(starts_at, assignment.ends_at)
    return Case(
        need.activity,
        id=str(assignment.pk),
        remote=remote,
        frame=volunteer.frame,
        slot=slot,
        volunteer=helper_of(
            birth_on=volunteer.person.birth_on,
            day=timezone.localtime(assignment.starts_at).date(),
            remote_only=volunteer.remote_only,
            frame=volunteer.frame,
            state=volunteer.state,
        ),
        place=Place(
            zone=zone_status(
                zones,
                lat=home.latitude,
                lon=home.longitude,
                district_id=home.district_id,
                starts_at=assignment.starts_at,
                ends_at=assignment.ends_at,
            ),
            distance_km=None if remote else assignment.distance_km,
        ),
    )


def verdict_of(assignment: Assignment, rules: TownRules, *, not_before: datetime | None = None) -> Verdict:
    """What the protocols say of a mission."""
    return decide(
        case_of(assignment, rules.zones, not_before=not_before),
        rules.of(assignment.need.beneficiary.household.district_id),
    )


def opens(verdict: Verdict, activity: str) -> bool:
    """Whether somebody may be sent: « at a distance only » suffices for what is done from home."""
    most = Status.REMOTE_ONLY if is_remote(ACTIVITIES[activity]) else Status.CONDITIONS
    return verdict.status <= most


def why_closed(verdict: Verdict) -> str:
    """The strictest reasons with their sources, two at most."""
    said = [
        f"{one.sentence} ({one.source}{'' if one.confirmed else ', valeur à confirmer par la commune'})"
        for one in verdict.reasons[:2]
    ]
    return " ; ".join(said) + "."


def as_kept(verdict: Verdict, activity: str, *, overridden: bool = False) -> dict[str, Any]:
    """A verdict as a mission keeps it: status, versions, conditions, papers; ``open`` says whether one may go."""
    conditions = [{"text": one.sentence, "source": one.source} for one in verdict.conditions]
    if overridden:
        conditions.insert(0, {"text": EXEMPT, "source": ""})
    return {
        "status": verdict.status.code,
        "label": verdict.status.label,
        "open": overridden or opens(verdict, activity),
        "hard": verdict.hard,
        "why": "" if opens(verdict, activity) else why_closed(verdict),
        "protocols": list(verdict.protocols),
        "conditions": conditions,
        "advice": [{"text": one.sentence, "source": one.source} for one in verdict.advice],
        "documents": [DOCUMENTS[code] for code in verdict.documents] if verdict.protocols else [],
    }


def has_to_read(kept: dict[str, Any]) -> bool:
    """Whether there is something to acknowledge before the address shows."""
    return bool(kept.get("conditions"))


def same_orders(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether what is to be read is the same, whatever version says it."""
    return [{one["text"] for one in kept.get("conditions", ())} for kept in (before, after)].count(
        {one["text"] for one in after.get("conditions", ())}
    ) == 2


def check_override(verdict: Verdict, activity: str, reason: str) -> None:
    """Raise ``Refused`` when nobody may pass over this verdict, or when nothing has to be passed over."""
    if opens(verdict, activity):
        raise Refused("Les consignes en vigueur le permettent déjà : aucune dérogation n’est nécessaire.")
    if verdict.hard:
        raise Refused(f"Personne ne peut passer outre : {why_closed(verdict)}")
    if not reason.strip():
        raise Refused("Écrivez pourquoi : le motif est gardé au journal.", field="reason")
