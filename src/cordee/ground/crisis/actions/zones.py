"""Closing a zone, opening it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.crisis.models import EntryKind, ForbiddenZone, Importance
from cordee.ground.crisis.ports import say_rules_changed
from cordee.ground.crisis.rules.protocols import check_dates
from cordee.ground.crisis.rules.zones import read_outline
from cordee.ground.people.models import Account
from cordee.ground.territory.models import District, current_commune


@transaction.atomic
def close_zone(
    *,
    name: str,
    outline: str,
    district: District | None,
    starts_at: datetime,
    ends_at: datetime | None,
    decided_by: str,
    source: str,
    by: Account,
    at: datetime,
) -> ForbiddenZone:
    """Forbid a zone (H9): no mission on the spot is proposed there, those planned are put on hold. Raises ``Refused``."""
    if not outline.strip() and district is None:
        raise Refused("Dessinez le contour, collez-le, ou choisissez un quartier.", field="outline")
    if not name.strip() and district is None:
        raise Refused("Donnez un nom : c’est lui que les bénévoles liront.", field="name")
    if not decided_by.strip():
        raise Refused("Indiquez qui décide : c’est cette personne qui en répond.", field="decided_by")
    check_dates(starts_at=starts_at, ends_at=ends_at, at=at)
    shape = read_outline(outline) if outline.strip() else (district.outline if district else None)
    zone = ForbiddenZone(
        name=(name.strip() or (district.name if district else ""))[:120],
        outline=shape,
        district=None if outline.strip() else district,
        starts_at=starts_at,
        ends_at=ends_at,
        decided_by=decided_by.strip()[:120],
        source=source.strip()[:200],
        recorded_by=by,
        recorded_at=at,
    )
    zone.save()
    leave_trace(verb="close_zone", subject=zone, by=by, commune_code=current_commune(), at=at)
    tell_logbook(
        text=f"Zone interdite : {zone.name}. Décidé par {zone.decided_by}.", by=by, at=at, kind=EntryKind.DECISION,
        importance=Importance.IMPORTANT,
    )  # fmt: skip
    say_rules_changed(zone, at)
    return zone


@transaction.atomic
def open_zone(*, zone: ForbiddenZone, by: Account, at: datetime) -> ForbiddenZone:
    """Let people in again from now on. Raises ``Refused`` when it is open already."""
    zone = ForbiddenZone.objects.select_for_update(of=("self",)).get(pk=zone.pk)
    if zone.ends_at is not None and zone.ends_at <= at:
        raise Refused("Cette zone est déjà rouverte.")
    zone.ends_at = max(at, zone.starts_at)
    zone.save(update_fields=["ends_at"])
    leave_trace(verb="open_zone", subject=zone, by=by, commune_code=current_commune(), at=at)
    tell_logbook(text=f"Zone rouverte : {zone.name}.", by=by, at=at, kind=EntryKind.DECISION)
    say_rules_changed(zone, at)
    return zone
