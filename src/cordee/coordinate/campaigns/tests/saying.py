"""Outcomes for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.coordinate.campaigns.models import Outcome
from cordee.coordinate.campaigns.rules.outcomes import Said


def a_said(outcome: Outcome, at: datetime, **given) -> Said:
    """An outcome with all its code demands."""
    demanded = {
        Outcome.RAPPEL: {"promised_at": at + timedelta(hours=6)},
        Outcome.ABSENT_CONNU: {"absent_until": at.date() + timedelta(days=9)},
        Outcome.OK_PROCHE: {"informant": "sa fille"},
        Outcome.TRANSMIS_SECOURS: {"rescue_number": "18", "rescue_at": at, "rescue_ref": "CODIS 5512"},
    }
    return Said(outcome, at, **{**demanded.get(outcome, {}), **given})
