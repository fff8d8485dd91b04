"""A guardian says how their place stands, from a phone and without an account: by the link, then the PIN."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.coordinate.resources.actions.guardians import try_pin
from cordee.coordinate.resources.actions.states import say_state_as_guardian
from cordee.coordinate.resources.models import GuardianKey
from cordee.coordinate.resources.selectors.guardians import key_of_link
from cordee.coordinate.resources.selectors.places import place_now
from cordee.ground.audit.rules import Refused
from cordee.portal.home.forms.guardian import PinForm, SayForm
from cordee.ui.access import public

OPENED = "guarded_place"
OPEN_SECONDS = 12 * 3600
"""How long a PIN typed opens the page on that phone: a day of guard, not a night in a drawer."""


def _quiet(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _is_open(request: HttpRequest, key: GuardianKey) -> bool:
    held = request.session.get(OPENED)
    if not isinstance(held, list) or len(held) != 2:
        return False
    return held[0] == key.pk and 0 <= timezone.now().timestamp() - held[1] < OPEN_SECONDS


def _dead(request: HttpRequest) -> HttpResponse:
    return _quiet(render(request, "home/guard_dead.html", status=404))


def _say_page(
    request: HttpRequest, key: GuardianKey, token: str, form: SayForm | None = None
) -> HttpResponse:
    line = place_now(key.place, at=timezone.now())
    form = form or SayForm(initial={"state": line.state, "present": line.present})
    context = {"line": line, "form": form, "token": token}
    return _quiet(render(request, "home/guard_say.html", context, status=422 if form.errors else 200))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def guard(request: HttpRequest, token: str) -> HttpResponse:
    """The PIN first, then the page of the place."""
    key = key_of_link(token)
    if key is None:
        return _dead(request)
    if request.method != "POST" and _is_open(request, key):
        return _say_page(request, key, token)
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        at = timezone.now()
        try:
            try_pin(key=key, pin=form.cleaned_data["pin"], at=at)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            request.session.cycle_key()
            request.session[OPENED] = [key.pk, int(at.timestamp())]
            return redirect("home:guard", token)
    context = {"place": key.place, "form": form}
    return _quiet(render(request, "home/guard_pin.html", context, status=422 if form.errors else 200))


@public
@require_POST
def guard_say(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands now."""
    key = key_of_link(token)
    if key is None:
        return _dead(request)
    if not _is_open(request, key):
        messages.warning(request, "Retapez le code : la page s’est refermée. Rien n’a été enregistré.")
        return _quiet(redirect("home:guard", token))
    form = SayForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data
        try:
            say_state_as_guardian(key=key, state=found["state"], present=found["present"], at=timezone.now())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "C’est noté, et la mairie le voit. Merci !")
            return _quiet(redirect("home:guard", token))
    return _say_page(request, key, token, form)


@public
@require_POST
def guard_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Close the page on this phone: the PIN is asked again."""
    request.session.pop(OPENED, None)
    return _quiet(redirect("home:guard", token))
