"""Volunteers for tests, signed up and admitted as they are in life."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from cordee.ground.people.models import Account
from cordee.ground.volunteers.actions.admission import record_check
from cordee.ground.volunteers.actions.checks import note_check
from cordee.ground.volunteers.actions.signup import Offer, sign_up_volunteer
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.week import WHOLE_WEEK

_serial = count(1)
NEAR = (47.3530, -0.9010)


def an_offer(**fields: Any) -> Offer:
    """An offer of help by somebody new."""
    number = next(_serial)
    return Offer(
        **(
            {
                "first_name": "Karim",
                "last_name": f"Benali{number}",
                "birth_on": date(1991, 5, 2),
                "phone": f"+336391{number:05d}",
                "activities": ["COURSES", "MEDICAMENTS"],
                "week_bits": WHOLE_WEEK,
                "place": {"latitude": NEAR[0], "longitude": NEAR[1], "location_quality": "door"},
                "charter_accepted": True,
            }
            | fields
        )
    )


def in_order(
    volunteer: Volunteer, *kinds: str, by: Account, at: datetime, until: date | None = None
) -> Volunteer:
    """The same volunteer, whose documents were seen at ``at`` (« licence », « honorability »…), good ``until``, a month
    more when the kind must say and nothing is told."""
    for kind in kinds:
        needs_end = kind in {"insurance", "inspection"} and until is None
        note_check(
            volunteer=volunteer, kind=kind, by=by, at=at, held_two_years=True,
            valid_until=at.date() + timedelta(days=60) if needs_end else until,
        )  # fmt: skip
    return volunteer


def a_volunteer(at: datetime, by: Account | None = None, *, cleared: bool = True, **fields: Any) -> Volunteer:
    """A volunteer, admitted to the doorstep when ``cleared`` (``by`` is then the agent who saw the papers)."""
    volunteer = sign_up_volunteer(offer=an_offer(**fields), by=None, at=at)
    if cleared:
        assert by is not None
        for check in ("phone", "identity", "briefing"):
            record_check(volunteer=volunteer, check=check, by=by, at=at)
    return volunteer
