"""The town of a request: found once, held for its whole length."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cordee.ground.people.rules.access import DESK_BEGAN, DESK_SEEN, DESK_STRONG
from cordee.ground.territory.models import town_scope
from cordee.ground.territory.selectors import municipality_for_host
from cordee.ui.kept import kept_form

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


class NothingLost:
    """Give back what was typed to whoever must sign in first, and words to whoever reopens an address for forms."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view did, but for these two."""
        response = self.get_response(request)
        if getattr(response, "asks_who", False):
            return kept_form(request, sign_in=response.headers["Location"]) or response
        if response.status_code == 405 and request.method == "GET" and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


class StaffClock:
    """End the session of an agent left alone too long, or open since this morning; ask for a second factor when the machine
    is set to.

    The moment last seen is written once a minute at most: a busy desk does not write at every page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through, or close the session first."""
        desk = reverse("desk:home")
        if not request.path.startswith(desk) or SESSION_KEY not in request.session:
            return self.get_response(request)
        session, now = request.session, int(timezone.now().timestamp())
        began, seen = session.setdefault(DESK_BEGAN, now), session.setdefault(DESK_SEEN, now)
        idle, whole = settings.STAFF_IDLE_MINUTES * 60, settings.SESSION_COOKIE_AGE
        if (idle and now - seen > idle) or now - began > whole:
            logout(request)
            messages.info(
                request,
                "Vous avez été déconnecté : le poste est resté sans activité, ou la journée est finie.",
            )
            return self.get_response(request)
        if now - seen >= 60:
            session[DESK_SEEN] = now
        free = (reverse("desk:own_account"), reverse("desk:sign_out"), reverse("desk:sign_in"))
        if settings.SECOND_FACTOR and not session.get(DESK_STRONG) and not request.path.startswith(free):
            messages.warning(request, "La mairie demande une seconde protection : choisissez-en une ici.")
            return redirect("desk:own_account")
        return self.get_response(request)
