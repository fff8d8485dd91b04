"""People of Saint-Aubin on the register, and the agents named to read it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from cordee.coordinate.register.actions.clearances import grant_clearance
from cordee.coordinate.register.actions.enrolment import Enrolled, Enrolment, enrol
from cordee.ground.audit.actions import Task
from cordee.ground.people.models import Account

_numbers = count(1)


def said(now: datetime, **other: Any) -> Enrolment:
    """What Jeanne Rolland says on the phone, with what a test changes."""
    rank = next(_numbers)
    told: dict[str, Any] = {
        "last_name": "Rolland", "first_name": "Jeanne", "phone": f"+3324100{rank:04d}", "birth_on": date(1941, 3, 2),
        "category": "age65", "origin": "self", "means": "phone", "requested_on": now.date(),
        "place": {"address": f"{rank} rue des Lilas", "postcode": "49999", "city": "Saint-Aubin"},
    }  # fmt: skip
    return Enrolment(**told | other)


def a_letter(now: datetime, **other: Any) -> Enrolment:
    """What her daughter writes."""
    return said(
        now,
        **{
            "origin": "third_party",
            "means": "letter",
            "third_name": "Anne Rolland",
            "third_quality": "sa fille",
        }
        | other,
    )


def listed(now: datetime, **other: Any) -> Enrolled:
    """Somebody on the register."""
    return enrol(said=said(now, **other), by=Task("tests"), at=now)


def cleared(account: Account, now: datetime, scope: str = "keep") -> Account:
    """The agent, named by the mayor for thirty days."""
    day = now.date()
    grant_clearance(
        account=account, scope=scope, act="arrêté 2026-12", granted_on=day, pledged_on=day,
        expires_on=day + timedelta(days=30), by=Task("tests"), at=now,
    )  # fmt: skip
    return account
