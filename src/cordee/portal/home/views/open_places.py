"""Where to go now: the places the town opens, what is there, until when. Nobody’s name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from cordee.coordinate.resources.models import PlaceKind, PlaceState
from cordee.coordinate.resources.selectors.places import public_places
from cordee.ground.territory.selectors import districts_geojson, town_centre
from cordee.ui.access import public


@public
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Open now, full, open soon; the list first, the same points on a map after it."""
    now, asked = timezone.now(), request.GET.get("type", "")
    every = public_places(at=now)
    kinds = [kind for kind in PlaceKind if any(line.place.kind == kind for line in every)]
    wanted = asked if asked in kinds else ""
    lines = [line for line in every if not wanted or line.place.kind == wanted]
    here = reverse("home:places")
    points = [
        {
            "id": line.place.pk,
            "lat": line.place.latitude,
            "lon": line.place.longitude,
            "label": f"{line.place.name}, {line.state_label}",
            "kind": "l3" if line.is_open else "l4",
        }
        for line in lines
        if line.place.latitude is not None
    ]
    context = {
        "open_now": [line for line in lines if line.state != PlaceState.CLOSED],
        "soon": [line for line in lines if line.state == PlaceState.CLOSED],
        "any": bool(lines),
        "tabs": [("Tous", here, not wanted)]
        + [(capfirst(kind.label), f"{here}?type={kind.value}", wanted == kind) for kind in kinds],
        "now": now,
        "points": points,
        "outlines": districts_geojson(),
        "centre": None if points else town_centre(),
    }
    response = render(request, "home/places.html", context)
    # Many open it in the same minute; a state said is told within one.
    response.headers["Cache-Control"] = "no-cache"
    return response
