"""Hours of some days only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordee.coordinate.resources.models import DatedOpening, OpeningKind, Place
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune

LONGEST = timedelta(days=62)


@transaction.atomic
def add_opening(
    *, place: Place, kind: str, starts_at: datetime, ends_at: datetime, why: str, by: Account, at: datetime
) -> DatedOpening:
    """Open, or close, from a moment to another; it ends by itself. Raises ``Refused`` with the field."""
    check_can(by, Permission.PLACE_MANAGE)
    if place.ended_at is not None:
        raise Refused("Ce lieu est retiré : remettez-le d’abord dans la liste.")
    if kind not in OpeningKind.values:
        raise Refused("Choisissez dans la liste.", field="kind")
    if ends_at <= at:
        raise Refused("Ces heures sont déjà passées.", field="ends_on")
    if ends_at <= starts_at:
        raise Refused("La fin vient après le début.", field="ends_on")
    if ends_at - starts_at > LONGEST:
        raise Refused("Deux mois au plus : au-delà, changez les heures de la semaine.", field="ends_on")
    row = DatedOpening.objects.create(
        place=place, kind=kind, starts_at=starts_at, ends_at=ends_at, why=why.strip()[:120], written_at=at,
        written_by=by,
    )  # fmt: skip
    leave_trace(
        verb="add_place_opening",
        subject=place,
        by=by,
        commune_code=current_commune(),
        at=at,
        opening_kind=str(kind),
    )
    return row


@transaction.atomic
def drop_opening(*, place: Place, opening_id: int, by: Account, at: datetime) -> None:
    """Stop it now: what has not begun goes, what goes on ends. Raises ``Refused`` when it is over."""
    check_can(by, Permission.PLACE_MANAGE)
    row = DatedOpening.objects.select_for_update(of=("self",)).filter(place=place, pk=opening_id).first()
    if row is None or row.ends_at <= at:
        raise Refused("Ces heures sont déjà passées.")
    if row.starts_at >= at:
        row.delete()
    else:
        row.ends_at = at
        row.save(update_fields=["ends_at"])
    leave_trace(
        verb="drop_place_opening", subject=place, by=by, commune_code=current_commune(), at=at,
        opening_kind=str(row.kind),
    )  # fmt: skip
