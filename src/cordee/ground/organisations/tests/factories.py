"""Partners for tests, recorded as they are in life."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from cordee.ground.organisations.actions.records import Contact, Facts, record_organisation
from cordee.ground.organisations.models import Organisation
from cordee.ground.people.models import Account

_serial = count(1)


def a_contact(**said: Any) -> Contact:
    """Whom the town rings."""
    fields = {
        "first_name": "Dominique",
        "last_name": "Marchand",
        "phone": "+33639980042",
        "role": "présidente",
    }
    return Contact(**(fields | said))


def an_organisation(at: datetime, by: Account, **fields: Any) -> Organisation:
    """An association under convention for the year 2026."""
    known = {
        "name": f"Secours des Tilleuls {next(_serial)}",
        "signed_on": date(2026, 1, 5),
        "valid_until": date(2026, 12, 31),
        "insurance_seen": True,
        "insurance_until": date(2026, 12, 31),
    }
    return record_organisation(facts=Facts(**(known | fields)), by=by, at=at)
