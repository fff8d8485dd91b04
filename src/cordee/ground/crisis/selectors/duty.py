"""Reading the rota: who is on call now, who will be, who nobody replaces."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.ground.crisis.models import DutyKind, DutyShift, HandOver
from cordee.ground.crisis.rules.duty import Gap, gaps_between

LOOK_AHEAD = timedelta(days=14)


def on_duty(*, now: datetime) -> list[DutyShift]:
    """Whoever is on call at that moment, in the order of the kinds; one query."""
    order = {kind: rank for rank, kind in enumerate(DutyKind.values)}
    found = DutyShift.objects.filter(cancelled_at=None, starts_at__lte=now, ends_at__gt=now)
    return sorted(found.select_related("account"), key=lambda one: order.get(one.kind, 9))


def shifts_ahead(*, now: datetime, until: datetime | None = None) -> list[DutyShift]:
    """Shifts not over, the soonest first; one query."""
    end = until or now + LOOK_AHEAD * 4
    found = DutyShift.objects.filter(cancelled_at=None, ends_at__gt=now, starts_at__lt=end)
    return list(found.select_related("account").order_by("starts_at", "pk"))


def duty_gaps(*, now: datetime) -> list[Gap]:
    """Holes of the next fourteen days, in the rotas the town keeps: those with a shift, and the elected official always."""
    end = now + LOOK_AHEAD
    shifts = shifts_ahead(now=now, until=end)
    recent = DutyShift.objects.filter(cancelled_at=None, ends_at__gt=now - LOOK_AHEAD)
    kept = {DutyKind.ELECTED.value, *recent.order_by().values_list("kind", flat=True).distinct()}
    return [
        gap
        for kind in DutyKind.values
        if kind in kept
        for gap in gaps_between(kind, [one for one in shifts if one.kind == kind], start=now, end=end)
    ]


def shift_by_id(shift_id: int) -> DutyShift | None:
    """One shift of the town in scope."""
    return DutyShift.objects.select_related("account").filter(pk=shift_id, cancelled_at=None).first()


def hand_overs(*, limit: int = 30) -> list[HandOver]:
    """The last notes, newest first."""
    return list(HandOver.objects.select_related("giver", "taker")[:limit])


def unsigned_for(account_id: int) -> list[HandOver]:
    """Notes that wait for that person’s signature."""
    return list(HandOver.objects.select_related("giver", "taker").filter(taker=account_id, taken_at=None))


def hand_over_by_id(hand_over_id: int) -> HandOver | None:
    """One note of the town in scope."""
    return HandOver.objects.select_related("giver", "taker").filter(pk=hand_over_id).first()
