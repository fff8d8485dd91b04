"""Schemes for tests, written as they are in life."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from cordee.ground.people.models import Account
from cordee.inform.schemes.actions.records import SchemeFacts, publish_scheme, record_scheme
from cordee.inform.schemes.models import Scheme

_serial = count(1)


def a_scheme(at: datetime, by: Account, **fields: Any) -> Scheme:
    """A draft, for families, by the CAF."""
    known = {
        "title": f"Aide {next(_serial)}",
        "what": "Une aide pour les familles.",
        "authority": "caf",
        "audiences": ("families",),
        "steps": ("Appelez la CAF.",),
    }
    return record_scheme(facts=SchemeFacts(**(known | fields)), by=by, at=at)


def a_published_scheme(at: datetime, by: Account, **fields: Any) -> Scheme:
    """The same, checked today, to look at again in three months."""
    check_on = fields.pop("check_on", timezone.localdate(at) + timedelta(days=90))
    return publish_scheme(scheme=a_scheme(at, by, **fields), check_on=check_on, by=by, at=at)
