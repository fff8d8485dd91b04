"""The list of a shelter: who is there, who left for where; the words for whoever asks."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.resources.actions.shelter import (
    change_family,
    note_departure,
    receive_family,
    trace_list_read,
    undo_departure,
)
from cordee.coordinate.resources.models import Place, ShelteredFamily
from cordee.coordinate.resources.rules.shelter import REFUSAL, is_shelter
from cordee.coordinate.resources.selectors.places import place_now
from cordee.coordinate.resources.selectors.shelter import families_of, family_by_id, headcount, line_of
from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.protection import check_open
from cordee.ground.people.selectors.notices import notice_at
from cordee.ground.vault.models import keeps_health
from cordee.portal.desk.forms.shelters import DepartureForm, FamilyForm
from cordee.portal.desk.views.places import found_place, trail_of
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

BLANK_LINES = 12


def _shelter(place_id: int) -> Place:
    place = found_place(place_id)
    if not is_shelter(place):
        raise Http404
    return place


def _family(place: Place, family_id: int) -> ShelteredFamily:
    family = family_by_id(place, family_id)
    if family is None:
        raise Http404
    if family.person is not None:
        check_open(family.person)
    return family


def _list_trail(place: Place, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("desk:shelter", args=[place.pk]) if more else ""
    return trail_of(place, ("Personnes accueillies", here), *more)


@requires(Permission.SHELTER_LIST)
@require_GET
def shelter(request: HttpRequest, place_id: int) -> HttpResponse:
    """Who is there now, who left; each line read is in the log."""
    place = _shelter(place_id)
    there, gone = families_of(place), families_of(place, gone=True)
    trace_list_read(place=place, families=[*there, *gone], by=agent(request), page="shelter")
    context = {
        "place": place,
        "line": place_now(place, at=timezone.now()),
        "there": [line_of(one) for one in there],
        "gone": [line_of(one) for one in gone],
        "count": headcount(place),
        "refusal": REFUSAL,
        "keeps_health": keeps_health(),
        "trail": _list_trail(place),
    }
    return desk_page(request, "desk/shelters/list.html", context, active="places")


@requires(Permission.SHELTER_LIST)
@require_GET
def shelter_print(request: HttpRequest, place_id: int) -> HttpResponse:
    """The list of those there, on paper, with empty lines to go on by hand when power fails."""
    place = _shelter(place_id)
    there = families_of(place)
    trace_list_read(place=place, families=there, by=agent(request), page="shelter_print")
    context = {
        "place": place,
        "there": [line_of(one) for one in there],
        "count": headcount(place),
        "blank": range(BLANK_LINES),
        "keeps_health": keeps_health(),
        "refusal": REFUSAL,
        "printed_at": timezone.now(),
        "printed_by": agent(request).name,
    }
    return desk_page(request, "desk/shelters/print.html", context, active="places")


def _form_page(
    request: HttpRequest,
    place: Place,
    form: FamilyForm,
    heading: str,
    *,
    family: ShelteredFamily | None = None,
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "family": family,
        "heading": heading,
        "people": [form[name] for name in form.people_fields],
        "notice": notice_at("accueil", request.municipality),  # type: ignore[attr-defined]
        "trail": _list_trail(place, (heading, "")),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/shelters/family.html", context, active="places", status=status)


@requires(Permission.SHELTER_LIST)
@require_http_methods(["GET", "POST"])
def family_new(request: HttpRequest, place_id: int) -> HttpResponse:
    """Put a family on the list."""
    place, now = _shelter(place_id), timezone.now()
    local = timezone.localtime(now)
    form = FamilyForm(
        request.POST if request.method == "POST" else None,
        initial={"arrived_on": local.date(), "arrived_time": local.time()},
    )
    if form.is_bound and form.is_valid():
        try:
            receive_family(place=place, facts=form.facts(), by=agent(request), at=now)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La famille est sur la liste.")
            return redirect("desk:shelter", place.pk)
    return _form_page(request, place, form, "Une famille arrive")


@requires(Permission.SHELTER_LIST)
@require_http_methods(["GET", "POST"])
def family(request: HttpRequest, place_id: int, family_id: int) -> HttpResponse:
    """Correct a line, or say where the family goes next."""
    place = _shelter(place_id)
    subject = _family(place, family_id)
    trace_list_read(place=place, families=[subject], by=agent(request), page="family")
    form = FamilyForm(request.POST if request.method == "POST" else None, initial=FamilyForm.known(subject))
    if form.is_bound and form.is_valid():
        try:
            change_family(family=subject, facts=form.facts(), by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("desk:shelter", place.pk)
    return _form_page(request, place, form, "Modifier la ligne", family=subject)


@requires(Permission.SHELTER_LIST)
@require_http_methods(["GET", "POST"])
def family_leaves(request: HttpRequest, place_id: int, family_id: int) -> HttpResponse:
    """Note that it leaves, for where."""
    place, now = _shelter(place_id), timezone.now()
    subject = _family(place, family_id)
    trace_list_read(place=place, families=[subject], by=agent(request), page="family")
    local = timezone.localtime(now)
    known = {
        "next_solution": subject.next_solution,
        "next_details": subject.next_details,
        "left_on": local.date(),
        "left_time": local.time(),
    }
    form = DepartureForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        try:
            note_departure(
                family=subject, left_at=form.left_at(), next_solution=found["next_solution"],
                next_details=found["next_details"], by=agent(request), at=now,
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "Le départ est noté.")
            return redirect("desk:shelter", place.pk)
    context = {
        "place": place,
        "form": form,
        "line": line_of(subject),
        "trail": _list_trail(place, ("Départ", "")),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/shelters/leaves.html", context, active="places", status=status)


@requires(Permission.SHELTER_LIST)
@require_POST
def family_back(request: HttpRequest, place_id: int, family_id: int) -> HttpResponse:
    """It is still there, or came back."""
    place = _shelter(place_id)
    subject = _family(place, family_id)
    try:
        undo_departure(family=subject, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "La famille est de nouveau parmi les personnes présentes.")
    return redirect("desk:shelter", place.pk)
