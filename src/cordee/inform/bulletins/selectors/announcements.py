"""A bulletin as every channel reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.inform.bulletins.models import Authority, Bulletin, BulletinState
from cordee.inform.bulletins.rules.announcements import (
    Announcement,
    Area,
    Mode,
    Reference,
    Ring,
    Speaker,
    Step,
    Words,
)
from cordee.inform.bulletins.selectors.bulletins import is_outdated


def speaker(town: Municipality | None = None) -> Speaker:
    """The town in scope, as it signs."""
    town = town or municipality_in_scope()
    return Speaker(
        insee_code=town.pk,
        name=town.name,
        phone=display_phone(town.phone) if town.phone else "",
        phone_hours=town.phone_hours,
        email=town.email,
        address=settings.PUBLIC_URL.rstrip("/"),
    )


def identifier_of(bulletin: Bulletin) -> str:
    """``urn:cordee:{insee}:{yyyymmdd}:{n}.{version}`` of a published version (§ 6.4): no space, no comma."""
    day = timezone.localtime(bulletin.published_at or bulletin.written_at)
    return f"urn:cordee:{bulletin.commune_id}:{day:%Y%m%d}:{bulletin.number}.{bulletin.version}"


def _rings(geometry: Mapping[str, Any] | None) -> tuple[Ring, ...]:
    """Outer rings of a polygon or of several, closed."""
    if not geometry:
        return ()
    shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = []
    for one in shapes:
        points = [(float(point[0]), float(point[1])) for point in one[0]]
        rings.append(tuple(points if points[0] == points[-1] else [*points, points[0]]))
    return tuple(rings)


def _areas(bulletin: Bulletin, town: str) -> tuple[Area, ...]:
    found = [
        Area(one.name, _rings(one.outline if isinstance(one.outline, dict) else None))
        for one in bulletin.districts.all()
    ]
    if bulletin.zone:
        found.append(Area(bulletin.places or "zone dessinée", _rings(bulletin.zone)))
    return tuple(found) or (Area(town),)


def source_of(bulletin: Bulletin) -> str:
    """The sentence under every form of it: « Source : préfecture de Maine-et-Loire, le 12/08 à 14 h »."""
    said = timezone.localtime(bulletin.said_at)
    label = Authority(bulletin.authority).label
    who = bulletin.authority_name or (label[0].lower() + label[1:] if label[1:2].islower() else label)
    hour = f"{said.hour} h {said.minute:02d}" if said.minute else f"{said.hour} h"
    return f"Source : {who}, le {said:%d/%m} à {hour}"


def _references(bulletin: Bulletin) -> tuple[Reference, ...]:
    before, found = bulletin.replaces, []
    while before is not None:
        found.append(Reference(identifier_of(before), before.published_at or before.written_at))
        before = before.replaces
    return tuple(found)


def announcement_of(
    bulletin: Bulletin, *, by: Speaker | None = None, cancel: bool | None = None
) -> Announcement:
    """The bulletin as channels read it; ``cancel`` true for the message that takes it back (that of a cancelled one)."""
    town = by or speaker()
    cancel = bulletin.state == BulletinState.CANCELLED if cancel is None else cancel
    references = _references(bulletin)
    identifier = identifier_of(bulletin)
    if cancel:
        references = (Reference(identifier, bulletin.published_at or bulletin.written_at), *references)
        identifier += ".x"
    return Announcement(
        identifier=identifier,
        mode=Mode.EXERCISE if bulletin.exercise else Mode.ACTUAL,
        step=Step.CANCEL if cancel else Step.UPDATE if bulletin.replaces_id else Step.ALERT,
        references=references,
        speaker=town,
        kind=bulletin.get_kind_display(),
        event=bulletin.event,
        french=Words("fr", bulletin.title, bulletin.action, bulletin.details, bulletin.places),
        translations=tuple(
            Words(
                one.language, one.title, one.action, one.details, one.places,
                outdated=is_outdated(one, bulletin), french_at=one.french_at,
            )
            for one in bulletin.translations.all()
        ),
        phone=display_phone(bulletin.phone) if bulletin.phone else town.phone,
        sms=bulletin.sms,
        source=source_of(bulletin),
        source_url=bulletin.source_url,
        sent_at=timezone.localtime((bulletin.ended_at if cancel else bulletin.published_at) or bulletin.written_at),
        starts_at=timezone.localtime(bulletin.starts_at),
        expires_at=timezone.localtime(bulletin.expires_at),
        areas=_areas(bulletin, town.name),
        theme=bulletin.theme,
        response=bulletin.response,
        urgency=bulletin.urgency,
        severity=bulletin.severity,
        certainty=bulletin.certainty,
        page=town.address + reverse("home:bulletin", args=[bulletin.number]),
        reason=bulletin.cancelled_because if cancel else bulletin.reason,
    )  # fmt: skip


def announcements_of(bulletins: Iterable[Bulletin]) -> list[Announcement]:
    """Several at once, the town read once."""
    town = speaker()
    return [announcement_of(one, by=town) for one in bulletins]
