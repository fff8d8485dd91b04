"""What every page knows: the town it speaks for, and whether it is only an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cordee.ground.crisis.selectors.crises import exercise_going_on
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality


@dataclass(frozen=True)
class TownOnPage:
    """The town's face."""

    name: str
    tagline: str
    phone: str
    phone_display: str
    phone_hours: str
    email: str
    dpo_contact: str
    colour: str
    logo_url: str
    tiles_url: str
    tiles_attribution: str


def exercise(request: HttpRequest) -> dict[str, Any]:
    """The exercise going on in the town in scope as ``exercise_on``, read once a page, when a page asks for it."""
    if getattr(request, "municipality", None) is None:
        return {"exercise_on": None}
    return {"exercise_on": SimpleLazyObject(lambda: exercise_going_on(now=timezone.now()) or "")}


def town(request: HttpRequest) -> dict[str, Any]:
    """The town in scope as ``town``, or ``None`` when no town is served here."""
    municipality: Municipality | None = getattr(request, "municipality", None)
    if municipality is None:
        return {"town": None}
    logo = f"{reverse('home:logo')}?v={municipality.logo_version}" if municipality.logo_type else ""
    return {
        "town": TownOnPage(
            name=municipality.name,
            tagline=municipality.tagline,
            phone=municipality.phone,
            phone_display=display_phone(municipality.phone),
            phone_hours=municipality.phone_hours,
            email=municipality.email,
            dpo_contact=municipality.dpo_contact,
            colour=municipality.colour,
            logo_url=logo,
            tiles_url=settings.TILES_URL,
            tiles_attribution=settings.TILES_ATTRIBUTION,
        )
    }
