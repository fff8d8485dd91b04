"""Guards of views: every view wears exactly one, and ``view.access`` tells which (the route tests read it)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from cordee.ground.people.models import Person
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.protection import Sealed, looking_as

View = Callable[..., HttpResponse]

SESSION_PERSON = "person_id"
# What the session of an agent keeps: seconds since 1970, and whether two things were proved.
DESK_BEGAN, DESK_SEEN, DESK_PROVED, DESK_STRONG = "desk_began", "desk_seen", "desk_proved", "desk_strong"
PROOF_LIFE = timedelta(minutes=15)


def _wanted(request: HttpRequest) -> str:
    """Where to go after signing in: the page asked for; nowhere special after a form, whose address may open nothing."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else ""


def _asks_who(response: HttpResponse) -> HttpResponse:
    """Mark an answer that turns a visitor away until they say who they are: what they typed can then be kept."""
    response.asks_who = True  # type: ignore[attr-defined]
    return response


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in the staff whose role in this town allows ``permission``; others are asked to sign in or told no (403)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _asks_who(redirect_to_login(_wanted(request), reverse("desk:sign_in")))
            if not can(request.user, permission):
                raise PermissionDenied(f"Votre rôle ne permet pas de {permission.value}.")
            try:
                with looking_as(request.user):
                    response = view(request, *args, **kwargs)
            except Sealed as sealed:
                return redirect("desk:break_glass", sealed.person_id)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def proved_lately(session: SessionBase, at: datetime) -> bool:
    """True when the person has shown who they are a moment ago, not only left a screen open."""
    return at.timestamp() - session.get(DESK_PROVED, 0) <= PROOF_LIFE.total_seconds()


def visitor(request: HttpRequest) -> Person | None:
    """The resident or volunteer who came in by a one-time key, in the town in scope."""
    if not hasattr(request, "_visitor"):
        person_id = request.session.get(SESSION_PERSON)
        person = Person.objects.filter(pk=person_id, merged_into=None).first() if person_id else None
        request._visitor = person  # type: ignore[attr-defined]
    return cast("Person | None", request._visitor)  # type: ignore[attr-defined]


def resident_only(view: View) -> View:
    """Let in a person who came by a one-time key; others are offered a new key."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if visitor(request) is None:
            return _asks_who(redirect(reverse("me:enter") + "?" + urlencode({"suite": _wanted(request)})))
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    guarded.access = "resident"  # type: ignore[attr-defined]
    return guarded
