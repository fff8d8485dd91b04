"""What every way in shares: the session that begins, the one that ends, and what waits in between."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cordee.ground.people.actions.factors import remember_presence
from cordee.ground.people.actions.staff_entry import record_entry, record_exit
from cordee.ground.people.models import STRONG_WAYS, Account, Way
from cordee.ground.people.rules.access import DESK_BEGAN, DESK_PROVED, DESK_SEEN, DESK_STRONG
from cordee.ground.people.selectors.accounts import has_second_factor

PENDING = "desk_pending"
PENDING_LIFE = timedelta(minutes=10)
MAX_SECOND_TRIES = 5
PLACE_COOKIE, PLACE_SALT = "poste", "desk.place"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_in_words(request: HttpRequest) -> str:
    """« Firefox sur Windows »: enough to recognise one's own computer, too little to follow anybody."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:400]
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Navigateur")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    return f"{browser} sur {system}" if system else browser


def wanted_page(request: HttpRequest) -> str:
    """The page of this very site somebody was on their way to; empty for anything else."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else ""


def place_of(request: HttpRequest) -> str:
    """The random name of this computer; empty when it has none."""
    return str(
        request.get_signed_cookie(PLACE_COOKIE, default="", salt=PLACE_SALT, max_age=timedelta(days=30)) or ""
    )


def remember_here(request: HttpRequest, response: HttpResponse, account: Account, at: datetime) -> None:
    """Let the account come back to this computer with its short code."""
    place = place_of(request) or secrets.token_urlsafe(18)
    remember_presence(account=account, place=place, at=at)
    response.set_signed_cookie(
        PLACE_COOKIE,
        place,
        salt=PLACE_SALT,
        max_age=30 * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=reverse("desk:home"),
    )


def prove_again(session: SessionBase, at: datetime) -> None:
    """Note that the person has just shown who they are."""
    session[DESK_PROVED] = int(at.timestamp())


def close_session(request: HttpRequest) -> None:
    """End the session of this browser."""
    if isinstance(request.user, Account) and request.session.session_key:
        record_exit(account=request.user, session_key=request.session.session_key)
    logout(request)


def let_staff_in(request: HttpRequest, account: Account, way: Way, wanted: str = "") -> HttpResponse:
    """Open the session of an agent: a new session key, nothing left of whoever was there before."""
    at = timezone.now()
    request.session.pop(PENDING, None)
    if request.user.is_authenticated and request.user != account:
        close_session(request)
    login(request, account, backend=_BACKEND)
    session = request.session
    session[DESK_BEGAN] = session[DESK_SEEN] = int(at.timestamp())
    session[DESK_STRONG] = way in STRONG_WAYS or way == Way.QUICK_CODE
    if way != Way.QUICK_CODE:
        prove_again(session, at)
    session.save()
    record_entry(
        account=account,
        session_key=session.session_key or "",
        way=way,
        device=device_in_words(request),
        at=at,
    )
    response = redirect(wanted or "desk:home")
    trusted = session[DESK_STRONG] or not settings.SECOND_FACTOR
    if account.quick_code and trusted and way != Way.QUICK_CODE:
        remember_here(request, response, account, at)
    return response


def first_factor_given(request: HttpRequest, account: Account, way: Way, wanted: str) -> HttpResponse:
    """Let in, or ask the second factor the account has chosen."""
    if not has_second_factor(account):
        return let_staff_in(request, account, way, wanted)
    request.session.cycle_key()
    request.session[PENDING] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "way": str(way),
        "next": wanted,
        "at": int(timezone.now().timestamp()),
        "tries": 0,
    }
    return redirect("desk:second_factor")


def pending_account(request: HttpRequest) -> tuple[Account | None, dict[str, Any]]:
    """Who has given a first factor from this browser less than ten minutes ago, and what is kept of it."""
    kept: dict[str, Any] = request.session.get(PENDING) or {}
    too_old = kept and timezone.now().timestamp() - kept["at"] > PENDING_LIFE.total_seconds()
    if not kept or too_old or kept["tries"] >= MAX_SECOND_TRIES:
        request.session.pop(PENDING, None)
        return None, {}
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    if account is None or account.get_session_auth_hash() != kept["hash"]:
        return None, {}
    return account, kept
