"""The town of a request: found once, held for its whole length."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cordee.ground.territory.models import town_scope
from cordee.ground.territory.selectors import municipality_for_host

GetResponse = Callable[[HttpRequest], HttpResponse]


class NoNul:
    """Refuse an address that holds a NUL: PostgreSQL keeps none, nobody types one, a search would fail on it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400, or let through."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return render(request, "400.html", status=400)
        return self.get_response(request)


class TownScope:
    """Open the scope of the town the request's host stands for; without any town, say how to set one up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside its town."""
        municipality = municipality_for_host(request.get_host())
        request.municipality = municipality  # type: ignore[attr-defined]
        if municipality is None:
            return render(
                request,
                "ui/message.html",
                {
                    "heading": "Aucune commune n’est encore servie ici",
                    "text": "La personne qui a installé Cordée peut ouvrir une commune avec « ./cordee setup », "
                    "ou essayer avec « ./cordee demo ».",
                },
                status=503,
            )
        with town_scope(municipality.pk):
            return self.get_response(request)
