"""« Je veux aider »."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.selectors.texts import charter_blocks
from cordee.ground.people.actions.proofs import spend_proof
from cordee.ground.people.selectors.notices import notice_at
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import locate
from cordee.ground.volunteers.actions.signup import sign_up_volunteer
from cordee.ground.volunteers.rules.admission import ANSWER_WITHIN_HOURS, NEWS_EVERY_DAYS
from cordee.portal.home.forms import OfferForm
from cordee.portal.home.selectors.front import figures
from cordee.ui.access import public
from cordee.ui.pace import too_many, visitor_address
from cordee.ui.proof import TOO_MANY_UNPROVEN, too_many_unproven

THANKS_SALT = "home.offer.thanks"
_TOO_MANY = "Beaucoup d’inscriptions arrivent d’ici. Attendez une minute et renvoyez : rien n’est perdu."


def _town(request: HttpRequest) -> Municipality:
    return cast(Municipality, request.municipality)  # type: ignore[attr-defined]


def _form(request: HttpRequest, data: Any = None) -> OfferForm:
    return OfferForm(data, today=timezone.localdate(), default_radius_km=_town(request).default_radius_km)


def _show(request: HttpRequest, form: OfferForm) -> HttpResponse:
    context = {
        "form": form,
        "figures": figures(now=timezone.now()),
        "charter": charter_blocks(_town(request)),
        "notice": notice_at("benevole", _town(request)),
    }
    return render(request, "home/offer.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """The sign-up. Known or not, the answer is the same."""
    if request.method != "POST":
        return _show(request, _form(request))
    at = timezone.now()
    form = _form(request, request.POST)
    if not form.is_valid():
        return _show(request, form)
    if too_many("offer", visitor_address(request), most=settings.FORMS_PER_MINUTE, seconds=60, at=at):
        form.add_error(None, _TOO_MANY)
        return _show(request, form)
    typed = form.cleaned_data["address"]
    place = locate(typed).as_fields(typed=typed)
    try:
        with transaction.atomic():
            if too_many_unproven(request, "offer", spend=spend_proof, at=at):
                raise Refused(TOO_MANY_UNPROVEN)
            volunteer = sign_up_volunteer(offer=form.offer(place=place, at=at), by=None, at=at)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, form)
    told = signing.dumps(
        [str(volunteer), form.cleaned_data["phone"].startswith(("+336", "+337"))], salt=THANKS_SALT
    )
    return redirect("home:offer_thanks", told=told)


@public
@require_safe
def offer_thanks(request: HttpRequest, told: str) -> HttpResponse:
    """The number of the file and the promise."""
    try:
        number, by_sms = signing.loads(told, salt=THANKS_SALT)
    except signing.BadSignature:
        raise Http404 from None
    context = {"number": number, "by_sms": by_sms, "hours": ANSWER_WITHIN_HOURS, "days": NEWS_EVERY_DAYS}
    return render(request, "home/offer_thanks.html", context)


@public
@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """The charter on a page of its own, to be read or printed."""
    return render(request, "home/charter.html", {"charter": charter_blocks(_town(request))})
