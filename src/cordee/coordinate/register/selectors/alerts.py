"""Who asked to be warned of what."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.coordinate.register.models import AlertChannel, AlertRisk, AlertSubscription
from cordee.ground.people.rules.protection import shown


@dataclass(frozen=True)
class AlertLine:
    """One resident to warn. ``recipient`` is the number (E.164) or the e-mail of the channel."""

    key: int
    number: str
    name: str
    channel: str
    channel_label: str
    recipient: str
    risks: tuple[str, ...]
    risk_labels: tuple[str, ...]
    district_key: int | None
    district: str


def alert_lines(*, risk: str = "", district: int | None = None, limit: int = 10_000) -> list[AlertLine]:
    """Living subscriptions, of one risk, of one district; whoever is hidden from the reader is left out."""
    rows = AlertSubscription.objects.filter(shown("person__"), ended_at=None).select_related(
        "person", "district"
    )
    if district:
        rows = rows.filter(district=district)
    return [
        AlertLine(
            key=row.pk,
            number=str(row),
            name=row.person.full_name,
            channel=row.channel,
            channel_label=AlertChannel(row.channel).label,
            recipient=row.person.email if row.channel == AlertChannel.EMAIL else row.person.phone,
            risks=tuple(row.risks),
            risk_labels=tuple(AlertRisk(code).label for code in row.risks if code in AlertRisk.values),
            district_key=row.district_id,
            district=row.district.name if row.district else "",
        )
        for row in rows.order_by("person__last_name", "pk")[:limit]
        if not risk or risk in row.risks
    ]
