"""One's offer: change it, pause it, « j’ai une heure maintenant »."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import resident_only
from cordee.ground.territory.selectors import locate
from cordee.ground.volunteers.actions.admission import (
    change_offer,
    pause_volunteer,
    resume_volunteer,
    say_available_now,
)
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.ground.volunteers.selectors.lists import volunteer_of_person
from cordee.portal.me.forms.offer import ChangeOfferForm, PauseForm
from cordee.portal.me.views.space import me_of

_OUT = frozenset({VolunteerState.SUSPENDED, VolunteerState.LEFT})


def _offer(request: HttpRequest) -> Volunteer:
    volunteer = volunteer_of_person(me_of(request).pk)
    if volunteer is None or volunteer.state in _OUT:
        raise Http404
    return volunteer


def _place(typed: str, volunteer: Volunteer) -> dict[str, Any] | None:
    if typed == volunteer.address:
        return None
    return locate(typed).as_fields(typed=typed)


@resident_only
@require_http_methods(["GET", "HEAD", "POST"])
def offer_edit(request: HttpRequest) -> HttpResponse:
    """Change what, when, how far."""
    volunteer = _offer(request)
    form = ChangeOfferForm(request.POST if request.method == "POST" else None, volunteer=volunteer)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            change_offer(
                volunteer=volunteer,
                by=me_of(request),
                at=timezone.now(),
                activities=values["activities"],
                week_bits=values["week"] or 0,
                radius_km=values["radius_km"],
                vehicle=values["vehicle"],
                remote_only=values["remote_only"],
                languages=values["languages"],
                weekly_cap=values["weekly_cap"],
                place=_place(values["address"], volunteer),
                shares_phone=values["shares_phone"],
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("me:index")
    return render(request, "me/offer_edit.html", {"form": form})


@resident_only
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest) -> HttpResponse:
    """Stop being asked for a while; missions already accepted stay."""
    volunteer = _offer(request)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pause_volunteer(volunteer=volunteer, by=me_of(request), at=timezone.now(), until=form.until())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Vous êtes en pause. Les missions déjà acceptées restent les vôtres.")
            return redirect("me:index")
    return render(request, "me/pause.html", {"form": form})


@resident_only
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """End the pause."""
    volunteer = _offer(request)
    if volunteer.state == VolunteerState.PAUSED:
        resume_volunteer(volunteer=volunteer, by=me_of(request), at=timezone.now())
        messages.success(request, "Content de vous revoir. Nous vous proposerons des missions.")
    return redirect("me:index")


@resident_only
@require_POST
def available_now(request: HttpRequest) -> HttpResponse:
    """« J’ai une heure maintenant »; zero takes it back."""
    volunteer, at = _offer(request), timezone.now()
    typed = request.POST.get("hours", "")
    try:
        say_available_now(
            volunteer=volunteer,
            by=me_of(request),
            at=at,
            hours=int(typed) if typed.isdecimal() and len(typed) < 4 else -1,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = "C’est noté : vous êtes disponible maintenant." if typed != "0" else "C’est noté."
        messages.success(request, said)
    return redirect("me:index")
