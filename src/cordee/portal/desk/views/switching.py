"""One computer, several people: lock it, and come back with a short code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.factors import PRESENCE_LIFE, enter_by_quick_code
from cordee.ground.people.models import Way
from cordee.ground.people.selectors.accounts import people_of_place
from cordee.portal.desk.forms.sign_in import SwitchForm
from cordee.portal.desk.views.entering import close_session, let_staff_in, place_of
from cordee.ui.access import public


@public
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Choose one's name and type one's short code; the session of whoever was there before ends."""
    at, place = timezone.now(), place_of(request)
    people = [(one.pk, one.name) for one in people_of_place(place, now=at, life=PRESENCE_LIFE)]
    if not people:
        if request.method == "POST":
            messages.info(request, "Sur ce poste, connectez-vous d’abord en entier.")
        return redirect("desk:sign_in")
    form = SwitchForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            account = enter_by_quick_code(
                account_id=form.cleaned_data["account"], place=place, code=form.cleaned_data["code"], at=at
            )
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            return let_staff_in(request, account, Way.QUICK_CODE)
    response = render(request, "desk/switch.html", {"form": form}, status=422 if form.is_bound else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@public
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Close the session and wait for the next person."""
    close_session(request)
    return redirect("desk:switch")
