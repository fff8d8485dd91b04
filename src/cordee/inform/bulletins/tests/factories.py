"""Bulletins for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cordee.ground.people.models import Account
from cordee.inform.bulletins.actions.publishing import approve_bulletin
from cordee.inform.bulletins.actions.writing import begin_bulletin, submit_bulletin
from cordee.inform.bulletins.models import Bulletin
from cordee.inform.bulletins.rules.contents import Said


def a_said(at: datetime, **more: Any) -> Said:
    """A heat warning until tomorrow evening."""
    return Said(
        **{
            "event": "Canicule", "title": "Canicule jusqu’à demain soir", "action": "Buvez de l’eau toutes les heures.",
            "phone": "+33241000000", "said_at": at, "starts_at": at, "expires_at": at + timedelta(hours=30),
        }
        | more
    )  # fmt: skip


def a_bulletin(at: datetime, author: Account, reader: Account, **more: Any) -> Bulletin:
    """One written by somebody and published by somebody else."""
    written = begin_bulletin(said=a_said(at, **more), by=author, at=at)
    submit_bulletin(bulletin=written, by=author, at=at)
    return approve_bulletin(bulletin=written, by=reader, at=at)
