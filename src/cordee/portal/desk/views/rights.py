"""Answering a person about their data: the clock, the file handed over, correction, objection, removal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.assignments.selectors.people_met import people_met
from cordee.ground.audit.actions import leave_read_trace, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.files import correct_place
from cordee.ground.needs.selectors.people_helped import beneficiary_of_person
from cordee.ground.people.actions.persons import correct_person
from cordee.ground.people.actions.privacy import (
    accept_objection,
    answer_right_request,
    check_identity,
    check_ready,
    erase_person,
    open_right_request,
)
from cordee.ground.people.models import RightKind, RightRequest
from cordee.ground.people.ports import everything_about, obstacles_to_erasing
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.protection import check_open
from cordee.ground.people.selectors.persons import person_by_id
from cordee.ground.people.selectors.privacy import (
    answered_right_requests,
    open_right_requests,
    people_called,
    right_request_by_id,
)
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.privacy import (
    AnswerForm,
    FindForm,
    IdentityCheckForm,
    RectifyForm,
    RightRequestForm,
)
from cordee.portal.desk.rules.dossier import dossier_sections
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.shell import add_refused, agent, desk_page


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Données personnelles", reverse("desk:privacy")),
        ("Demandes de droits", reverse("desk:rights")),
        *steps,
    ]


@requires(Permission.RIGHTS)
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest) -> HttpResponse:
    """Requests with their clock, and the way to a new one: first, who writes."""
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        found = people_called(**asked)
        leave_trace(
            verb="search_person", subject="rights", by=agent(request), commune_code=current_commune(),
            kind=EventKind.READ, found=len(found),
        )  # fmt: skip
    context = {
        "open": open_right_requests(),
        "answered": answered_right_requests(),
        "form": form,
        "found": found,
        "today": timezone.localdate(),
        "trail": [*_trail()[:1], ("Demandes de droits", "")],
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/privacy/rights.html", context, active="privacy", status=status)


@requires(Permission.RIGHTS)
@require_http_methods(["GET", "POST"])
def right_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write the request down: its clock begins."""
    person = person_by_id(person_id)
    if person is None or person.erased_at:
        raise Http404
    check_open(person)
    initial = {"person": person.pk, "received_on": timezone.localdate()}
    form = RightRequestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        found = {
            name: form.cleaned_data[name] for name in ("kind", "channel", "received_on", "identity_checked")
        }
        try:
            opened = open_right_request(person=person, by=agent(request), at=timezone.localtime(), **found)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"Demande {opened} notée : réponse due le {opened.due_on:%d/%m/%Y}.")
            return redirect("desk:right", opened.pk)
    context = {"form": form, "person": person, "trail": _trail(("Nouvelle demande", ""))}
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/privacy/right_new.html", context, active="privacy", status=status)


def _found(request_id: int) -> RightRequest:
    asked = right_request_by_id(request_id)
    if asked is None:
        raise Http404
    check_open(asked.person)
    return asked


def _rectify_form(asked: RightRequest, data: Any = None) -> RectifyForm:
    file = beneficiary_of_person(asked.person_id)
    address = file.household.address if file is not None else None
    return RectifyForm(data, initial=RectifyForm.initial_of(asked.person), address=address)


def _page(request: HttpRequest, asked: RightRequest, **wrong: forms.Form) -> HttpResponse:
    person = asked.person
    leave_read_trace(subjects=[person], by=agent(request), commune_code=current_commune(), page="rights")
    context = {
        "asked": asked,
        "person": person,
        "identity_form": wrong.get("identity") or IdentityCheckForm(),
        "answer_form": wrong.get("answer") or AnswerForm(),
        "rectify_form": wrong.get("rectify") or _rectify_form(asked),
        "wrong": set(wrong),
        "obstacles": obstacles_to_erasing(person),
        "objects": asked.kind in {RightKind.OBJECTION, RightKind.RESTRICTION},
        "today": timezone.localdate(),
        "trail": _trail((str(asked), "")),
    }
    return desk_page(
        request, "desk/privacy/right.html", context, active="privacy", status=422 if wrong else 200
    )


@requires(Permission.RIGHTS)
@require_GET
def right(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: its clock, the identity, the acts that answer it."""
    return _page(request, _found(request_id))


@requires(Permission.RIGHTS)
@require_POST
def right_identity(request: HttpRequest, request_id: int) -> HttpResponse:
    """Note how one made sure of who asks."""
    asked, form = _found(request_id), IdentityCheckForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, identity=form)
    check_identity(
        request=asked, how=form.cleaned_data["identity_checked"], by=agent(request), at=timezone.now()
    )
    messages.success(request, "L’identité est vérifiée.")
    return redirect("desk:right", request_id)


@requires(Permission.RIGHTS)
@require_POST
def right_answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Stop the clock."""
    asked, form = _found(request_id), AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_right_request(request=asked, by=agent(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La réponse est notée.")
            return redirect("desk:rights")
    return _page(request, asked, answer=form)


@requires(Permission.RIGHTS)
@require_POST
def right_rectify(request: HttpRequest, request_id: int) -> HttpResponse:
    """Correct who the person is and where they live; the trace names the fields."""
    asked = _found(request_id)
    form = _rectify_form(asked, request.POST)
    if form.is_valid():
        found, by, at = form.cleaned_data, agent(request), timezone.now()
        try:
            check_ready(asked)
            with transaction.atomic():
                correct_person(
                    person=asked.person, by=by, **{name: found[name] for name in form.person_fields}
                )
                file = beneficiary_of_person(asked.person_id)
                if file is not None and found.get("address", "").strip() != file.household.address:
                    place, warning = place_of(found["address"])
                    correct_place(beneficiary=file, by=by, at=at, **place)
                    if warning:
                        messages.warning(request, warning)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est corrigé. Notez la réponse quand la personne est prévenue.")
            return redirect("desk:right", request_id)
    return _page(request, asked, rectify=form)


def _dossier(request: HttpRequest, asked: RightRequest) -> dict[str, Any]:
    person = asked.person
    leave_trace(
        verb="hand_over_file",
        subject=person,
        by=agent(request),
        commune_code=current_commune(),
        kind=EventKind.READ,
    )
    return {
        "asked": asked,
        "person": person,
        "sections": dossier_sections(person, everything_about(person), people_met(person)),
        "printed_at": timezone.now(),
        "printed_by": agent(request).name,
    }


@requires(Permission.RIGHTS)
@require_GET
def right_dossier(request: HttpRequest, request_id: int) -> HttpResponse:
    """All that is kept about the person on one sheet; ``?fichier`` gives it as one file."""
    asked = _found(request_id)
    try:
        check_ready(asked)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:right", request_id)
    as_file = "fichier" in request.GET
    template = "desk/privacy/dossier_file.html" if as_file else "desk/privacy/dossier.html"
    answer = desk_page(request, template, _dossier(request, asked), active="privacy")
    if as_file:
        answer.headers["Content-Disposition"] = f'attachment; filename="dossier-{asked}.html"'
    return answer


@requires(Permission.RIGHTS)
@require_http_methods(["GET", "POST"])
def right_object(request: HttpRequest, request_id: int) -> HttpResponse:
    """Accept an objection, after one question."""
    asked = _found(request_id)
    if request.method == "POST":
        try:
            accept_objection(request=asked, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:right", request_id)
        messages.success(request, "C’est fait : ces données ne servent plus. La demande a sa réponse.")
        return redirect("desk:rights")
    context = {
        "heading": "Cesser d’utiliser ces données ?",
        "text": "Plus aucun bénévole ne sera proposé, plus aucun SMS ne partira, une offre de bénévole sera fermée. Le "
        "dossier reste, au cas où la personne rappelle.",
        "label": "Cesser d’utiliser",
        "back": reverse("desk:right", args=[request_id]),
        "trail": _trail((str(asked), reverse("desk:right", args=[request_id])), ("Opposition", "")),
    }
    return desk_page(request, "desk/confirm.html", context, active="privacy")


@requires(Permission.RIGHTS)
@require_http_methods(["GET", "POST"])
def right_erase(request: HttpRequest, request_id: int) -> HttpResponse:
    """Forget the person everywhere, after one question."""
    asked = _found(request_id)
    if request.method == "POST":
        try:
            erase_person(request=asked, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:right", request_id)
        messages.success(
            request, "La personne est effacée. La demande a sa réponse ; les chiffres n’ont pas changé."
        )
        return redirect("desk:rights")
    context = {
        "heading": f"Effacer {asked.person.full_name} pour toujours ?",
        "text": "Nom, téléphones, courriel, adresse, notes, messages : tout disparaît, ici et dans l’espace personnel. Les "
        "chiffres restent, sans nom. Cela ne s’annule pas.",
        "label": "Effacer pour toujours",
        "back": reverse("desk:right", args=[request_id]),
        "trail": _trail((str(asked), reverse("desk:right", args=[request_id])), ("Effacement", "")),
    }
    return desk_page(request, "desk/confirm.html", context, active="privacy")
