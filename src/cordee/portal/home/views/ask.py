"""« J’ai besoin d’aide » without an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.activities import catalogue
from cordee.ground.needs.rules.urgency import EMERGENCY_NUMBERS
from cordee.ground.people.actions.proofs import spend_proof
from cordee.ground.people.selectors.notices import notice_at
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import (
    Location,
    districts_geojson,
    locate,
    place_pin,
    search_addresses,
    town_centre,
)
from cordee.portal.home.actions.asking import WebRequest, ask_for_help
from cordee.portal.home.forms import AskForm
from cordee.ui.access import public
from cordee.ui.pace import too_many, visitor_address
from cordee.ui.proof import TOO_MANY_UNPROVEN, too_many_unproven

THANKS_SALT = "home.ask.thanks"
_ANSWERS = ("not_vital", "place_ok", "address_choice", "back", "csrfmiddlewaretoken")
_TOO_MANY = (
    "Beaucoup de demandes viennent d’arriver d’ici. Attendez une minute, ou appelez-nous : rien n’est perdu."
)


def _form(request: HttpRequest, data: Any = None) -> AskForm:
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    return AskForm(data, cash_ceiling_euros=town.cash_ceiling_euros, today=timezone.localdate())


def _show(request: HttpRequest, form: AskForm) -> HttpResponse:
    context = {
        "form": form,
        "districts": districts_geojson(),
        "centre": town_centre(),
        "notice": notice_at("aide", request.municipality),  # type: ignore[attr-defined]
    }
    return render(request, "home/ask.html", context)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything typed, to be carried through a question: nobody types twice."""
    return [
        (name, value) for name, values in request.POST.lists() if name not in _ANSWERS for value in values
    ]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; then, if need be, whom to ring now, or which address is meant; then the thanks."""
    if request.method != "POST":
        return _show(request, _form(request))
    at = timezone.now()
    data = request.POST.copy()
    if choice := request.POST.get("address_choice"):
        data["address"] = data["place_ok"] = choice
    form = _form(request, data)
    if not form.is_valid() or "back" in request.POST:
        return _show(request, form)
    if form.vital_words and "not_vital" not in request.POST:
        context = {"words": form.vital_words, "numbers": EMERGENCY_NUMBERS, "kept": _kept(request)}
        return render(request, "home/ask_vital.html", context)
    location = _located(form)
    if location.warning and data.get("place_ok") != form.cleaned_data["address"]:
        return _ask_which_place(request, form, location)
    phone = form.cleaned_data["asker_phone"] or form.cleaned_data["phone"] or form.cleaned_data["email"]
    if too_many("ask", visitor_address(request), most=settings.FORMS_PER_MINUTE, seconds=60, at=at) or (
        settings.FORMS_PER_MINUTE and too_many("ask", phone, most=10, seconds=3600, at=at)
    ):
        form.add_error(None, _TOO_MANY)
        return _show(request, form)
    place = location.as_fields(typed=form.cleaned_data["address"]) | {
        "address_extra": form.cleaned_data["address_extra"],
        "access_notes": form.cleaned_data["access_notes"],
    }
    said = WebRequest(
        helped=form.helped(),
        place=place,
        asked=form.asked(at),
        role=form.cleaned_data["for_whom"],
        asker=form.asker(),
        circumstances=form.circumstances(),
    )
    try:
        with transaction.atomic():
            if too_many_unproven(request, "ask", spend=spend_proof, at=at):
                raise Refused(TOO_MANY_UNPROVEN)
            noted = ask_for_help(request=said, at=at)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, form)
    told = signing.dumps([noted.numbers, noted.activities, noted.call_back], salt=THANKS_SALT, compress=True)
    return redirect("home:ask_thanks", told=told)


def _located(form: AskForm) -> Location:
    """The pin when one was put, else the address as typed."""
    latitude, longitude = form.cleaned_data["pin_lat"], form.cleaned_data["pin_lon"]
    if latitude is not None and longitude is not None:
        try:
            return place_pin(latitude, longitude)
        except Refused as refusal:
            return Location(warning=str(refusal))
    return locate(form.cleaned_data["address"])


def _ask_which_place(request: HttpRequest, form: AskForm, location: Location) -> HttpResponse:
    """A warning, not a wall: proposals, « c’est bien cette adresse », or back to the form."""
    typed = form.cleaned_data["address"]
    hits = [] if location.outside_commune else search_addresses(typed, limit=5)
    context = {
        "warning": location.warning,
        "typed": typed,
        "proposals": [f"{hit.label}, {hit.postcode}" for hit in hits],
        "kept": [pair for pair in _kept(request) if pair[0] not in {"address", "pin_lat", "pin_lon"}],
        "pin": [pair for pair in _kept(request) if pair[0] in {"pin_lat", "pin_lon"}],
        "not_vital": "not_vital" in request.POST,
    }
    return render(request, "home/ask_place.html", context)


@public
@require_safe
def ask_thanks(request: HttpRequest, told: str) -> HttpResponse:
    """What was noted, to be printed or written down. The address holds numbers only, signed."""
    try:
        numbers, activities, call_back = signing.loads(told, salt=THANKS_SALT)
    except signing.BadSignature:
        raise Http404 from None
    lines = [(number, catalogue()[code].label) for number, code in zip(numbers, activities, strict=True)]
    return render(request, "home/ask_thanks.html", {"lines": lines, "call_back": call_back})
