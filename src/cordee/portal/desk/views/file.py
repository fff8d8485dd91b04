"""The file of a person helped, corrected: who, where, by which word they know the visitor."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.files import (
    change_recognition_word,
    correct_place,
    renew_recognition_word,
    show_recognition_word,
)
from cordee.ground.needs.models import Need
from cordee.ground.people.actions.persons import correct_person
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import districts_geojson, town_centre
from cordee.portal.desk.forms.file import FileForm
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.need import found_need
from cordee.portal.desk.views.shell import add_refused, agent, desk_page


def _save(request: HttpRequest, need: Need, form: FileForm) -> str:
    """Write what changed, in one go; answers the warning about the address, or nothing."""
    by, at, found, beneficiary = agent(request), timezone.now(), form.cleaned_data, need.beneficiary
    household, warning = beneficiary.household, ""
    with transaction.atomic():
        correct_person(
            person=beneficiary.person, by=by, **{name: found[name] for name in FileForm.person_fields}
        )
        moved = found["address"].strip() != household.address or found["lat"] is not None
        place, warning = place_of(found["address"], found["lat"], found["lon"]) if moved else ({}, "")
        correct_place(
            beneficiary=beneficiary, by=by, at=at, **place,
            address_extra=found["address_extra"], access_notes=found["access_notes"],
        )  # fmt: skip
        if found["recognition_word"] != beneficiary.recognition_word:
            change_recognition_word(beneficiary=beneficiary, word=found["recognition_word"], by=by, at=at)
    return warning


@requires(Permission.NEED_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, need_id: int) -> HttpResponse:
    """Correct the file, with a pin on the map when nobody knows the address."""
    need = found_need(need_id)
    form = FileForm(request.POST) if request.method == "POST" else FileForm.of(need.beneficiary)
    if request.method == "POST" and form.is_valid():
        try:
            warning = _save(request, need, form)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La fiche est corrigée.")
            if warning:
                messages.warning(request, warning)
            return redirect("desk:need", need_id)
    leave_read_trace(
        subjects=[need.beneficiary.person], by=agent(request), commune_code=current_commune(), page="file"
    )
    household = need.beneficiary.household
    located = household.latitude is not None and household.longitude is not None
    context = {
        "need": need,
        "form": form,
        "who": [form[name] for name in FileForm.person_fields],
        "points": [
            {
                "lat": household.latitude,
                "lon": household.longitude,
                "label": household.address,
                "kind": "person",
            }
        ]
        if located
        else [],
        "outlines": districts_geojson(),
        "centre": (household.latitude, household.longitude) if located else town_centre(),
        "trail": [
            ("File des demandes", reverse("desk:queue")),
            (str(need), reverse("desk:need", args=[need_id])),
            ("Corriger la fiche", ""),
        ],
    }
    return desk_page(request, "desk/file.html", context, active="queue", status=422 if form.errors else 200)


@requires(Permission.NEED_DECIDE)
@require_POST
def renew_word(request: HttpRequest, need_id: int) -> HttpResponse:
    """Draw another recognition word, and say it to be told to the person."""
    need, at = found_need(need_id), timezone.now()
    beneficiary = renew_recognition_word(beneficiary=need.beneficiary, by=agent(request), at=at)
    word = show_recognition_word(beneficiary=beneficiary, by=agent(request), at=at, page="renew_word")
    messages.success(
        request, f"Le nouveau mot est « {word} » : dites-le à la personne, au numéro que vous connaissez."
    )
    return redirect("desk:need", need_id)
