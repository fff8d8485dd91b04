"""The gallery: a page for those who build the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from cordee.ui.access import public
from cordee.ui.gallery import sample_context


def _only_builders(request: HttpRequest) -> None:
    user = getattr(request, "user", None)
    if not (settings.DEBUG or getattr(user, "is_staff", False)):
        raise Http404


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; not found for whoever neither builds nor runs the site."""
    _only_builders(request)
    return render(request, "ui/gallery.html", sample_context(timezone.now()))


@public
def proposals(request: HttpRequest) -> JsonResponse:
    """Sample answers for the search box of the gallery: a list of {label, hint, value}."""
    _only_builders(request)
    words = request.GET.get("q", "").casefold()
    streets = ("Rue des Lilas", "Rue des Tilleuls", "Rue de la Loire", "Place du Marché")
    found = [
        {"label": s, "hint": "Centre", "value": str(n)}
        for n, s in enumerate(streets)
        if words in s.casefold()
    ]
    return JsonResponse(found, safe=False)
