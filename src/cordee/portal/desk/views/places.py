"""The places open to people: the list, one place, its hours and its guardian, the nearest for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.resources.actions.guardians import give_guardian_key, take_guardian_key_back
from cordee.coordinate.resources.actions.openings import add_opening, drop_opening
from cordee.coordinate.resources.actions.records import change_place, end_place, record_place, resume_place
from cordee.coordinate.resources.actions.states import say_state
from cordee.coordinate.resources.models import Place
from cordee.coordinate.resources.rules.guardians import MOST_WRONG_PINS
from cordee.coordinate.resources.rules.shelter import REFUSAL, is_shelter
from cordee.coordinate.resources.selectors.near import Near, nearest_places
from cordee.coordinate.resources.selectors.places import (
    PlaceNow,
    filtered_places,
    key_in_force,
    openings_to_come,
    place_by_id,
    place_now,
)
from cordee.coordinate.resources.selectors.shelter import headcount
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import districts_geojson, town_centre
from cordee.portal.desk.forms.places import (
    NearForm,
    OpeningForm,
    PlaceFilterForm,
    PlaceForm,
    PlaceStateForm,
)
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.need import found_need
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

PAGE_SIZE = 50
LIST = ("Lieux ouverts", "/bureau/lieux/")


def found_place(place_id: int) -> Place:
    """The place, or a page not found (the same for another town's)."""
    place = place_by_id(place_id)
    if place is None:
        raise Http404
    return place


def trail_of(place: Place, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is."""
    return [LIST, (place.name, reverse("desk:place", args=[place.pk]) if more else ""), *more]


def _points(lines: Sequence[PlaceNow]) -> list[dict[str, Any]]:
    return [
        {
            "id": line.place.pk,
            "lat": line.place.latitude,
            "lon": line.place.longitude,
            "label": f"{line.place.name}, {line.state_label}",
            "kind": "l3" if line.is_open else "l4",
        }
        for line in lines
        if line.place.latitude is not None
    ]


def _map(lines: Sequence[PlaceNow]) -> dict[str, Any]:
    return {
        "points": _points(lines),
        "outlines": districts_geojson(),
        "centre": None if lines else town_centre(),
    }


@requires(Permission.PLACE_READ)
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Fifty places a page, open ones first; what to answer to whoever asks who is there."""
    account, now = agent(request), timezone.now()
    form = PlaceFilterForm(request.GET)
    page = Paginator(filtered_places(form.wanted(), at=now), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "asked": any(request.GET.get(name) for name in form.fields),
        "query": request.GET.urlencode(),
        "refusal": REFUSAL,
        "may_manage": can(account, Permission.PLACE_MANAGE),
        "may_list": can(account, Permission.SHELTER_LIST),
        **_map(lines),
    }
    return desk_page(request, "desk/places/list.html", context, active="places")


@requires(Permission.PLACE_READ)
@require_GET
def places_print(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, on paper."""
    now = timezone.now()
    lines = filtered_places(PlaceFilterForm(request.GET).wanted(), at=now)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {"lines": lines, "printed_at": now, "printed_by": agent(request).name, "query": query}
    return desk_page(request, "desk/places/print.html", context, active="places")


def _page(request: HttpRequest, place: Place, *, wrong: dict[str, forms.Form] | None = None) -> HttpResponse:
    account, now = agent(request), timezone.now()
    may_manage, may_list = can(account, Permission.PLACE_MANAGE), can(account, Permission.SHELTER_LIST)
    guardian = place.guardian if may_manage else None
    if guardian is not None:
        leave_read_trace(subjects=[place, guardian], by=account, commune_code=current_commune(), page="place")
    line, key = place_now(place, at=now), key_in_force(place) if may_manage else None
    shown = {
        "say": PlaceStateForm(initial={"state": line.state, "present": line.present}),
        "opening": OpeningForm(),
    }
    context = {
        "place": place,
        "line": line,
        "phone": display_phone(place.phone) if place.phone else "",
        "guardian": guardian,
        "guardian_phone": display_phone(guardian.shown_phone) if guardian and guardian.shown_phone else "",
        "openings": openings_to_come(place, at=now),
        "now": now,
        "key": key,
        "key_locked": key is not None and key.wrong_tries >= MOST_WRONG_PINS,
        "count": headcount(place) if may_list and is_shelter(place) else None,
        "is_shelter": is_shelter(place),
        "refusal": REFUSAL,
        "events": events_about(place, limit=15, kind=EventKind.WRITE),
        "may_manage": may_manage,
        "may_list": may_list,
        "trail": trail_of(place),
        **(shown | (wrong or {})),
        **_map([line]),
        "centre": (place.latitude, place.longitude) if place.latitude is not None else town_centre(),
    }
    return desk_page(request, "desk/places/one.html", context, active="places", status=422 if wrong else 200)


@requires(Permission.PLACE_READ)
@require_GET
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place: how it stands, when it opens, what is there; for whoever keeps it, its guardian and its link."""
    return _page(request, found_place(place_id))


def _form_page(
    request: HttpRequest, form: PlaceForm, trail: list[tuple[str, str]], heading: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "where": [form[name] for name in form.where_fields],
        "size": [form[name] for name in form.size_fields],
        "guardian": [form[name] for name in form.guardian_fields],
        "points": [],
        "outlines": districts_geojson(),
        "centre": town_centre(),
        "trail": trail,
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/places/form.html", context, active="places", status=status)


@requires(Permission.PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def place_new(request: HttpRequest) -> HttpResponse:
    """Note a place."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        try:
            where, warning = place_of(found["address"], found["lat"], found["lon"])
            made = record_place(facts=form.facts(where), by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            if warning:
                messages.warning(request, warning)
            messages.success(request, f"{made.name} est dans la liste.")
            return redirect("desk:place", made.pk)
    return _form_page(request, form, [LIST, ("Nouveau lieu", "")], "Nouveau lieu")


@requires(Permission.PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def place_edit(request: HttpRequest, place_id: int) -> HttpResponse:
    """Correct it: hours, size, who guards it."""
    subject = found_place(place_id)
    guardian = subject.guardian
    leave_read_trace(
        subjects=[subject, *([guardian] if guardian else [])], by=agent(request), commune_code=current_commune(),
        page="place_edit",
    )  # fmt: skip
    hidden = guardian is not None and guardian.is_hidden
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=PlaceForm.known(subject))
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        try:
            moved = found["address"].strip() != subject.address or found["lat"] is not None
            where, warning = (
                place_of(found["address"], found["lat"], found["lon"])
                if moved
                else ({"address": subject.address}, "")
            )
            change_place(
                place=subject,
                facts=form.facts(where),
                by=agent(request),
                at=timezone.now(),
                keep_guardian=hidden,
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            if warning:
                messages.warning(request, warning)
            messages.success(request, "C’est enregistré.")
            return redirect("desk:place", subject.pk)
    return _form_page(request, form, trail_of(subject, ("Modifier", "")), f"Modifier {subject.name}")


@requires(Permission.PLACE_MANAGE)
@require_POST
def place_say(request: HttpRequest, place_id: int) -> HttpResponse:
    """Open, full or closed, and how many people, as somebody there has just said."""
    subject, form = found_place(place_id), PlaceStateForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data
        try:
            say_state(
                place=subject,
                state=found["state"],
                present=found["present"],
                by=agent(request),
                at=timezone.now(),
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est noté : la page publique le dit dès maintenant.")
            return redirect("desk:place", subject.pk)
    return _page(request, subject, wrong={"say": form})


@requires(Permission.PLACE_MANAGE)
@require_POST
def place_opening(request: HttpRequest, place_id: int) -> HttpResponse:
    """Open or close it for some days."""
    subject, form, now = found_place(place_id), OpeningForm(request.POST), timezone.now()
    if form.is_valid():
        starts_at, ends_at = form.moments(now)
        try:
            add_opening(
                place=subject, kind=form.cleaned_data["opening"], starts_at=starts_at, ends_at=ends_at,
                why=form.cleaned_data["why"], by=agent(request), at=now,
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est noté. Cela prend fin tout seul, à la date donnée.")
            return redirect("desk:place", subject.pk)
    return _page(request, subject, wrong={"opening": form})


@requires(Permission.PLACE_MANAGE)
@require_POST
def place_opening_drop(request: HttpRequest, place_id: int, opening_id: int) -> HttpResponse:
    """Stop these hours now."""
    subject = found_place(place_id)
    try:
        drop_opening(place=subject, opening_id=opening_id, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "C’est arrêté. Les heures de la semaine valent de nouveau.")
    return redirect("desk:place", subject.pk)


@requires(Permission.PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def place_end(request: HttpRequest, place_id: int) -> HttpResponse:
    """Take it away, after one question."""
    subject = found_place(place_id)
    if request.method == "POST":
        try:
            end_place(place=subject, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:place", subject.pk)
        messages.success(request, f"{subject.name} n’est plus dans la liste.")
        return redirect("desk:places")
    context = {
        "heading": f"Retirer {subject.name} ?",
        "text": "Le lieu quitte la liste et la page publique, et le lien de son gardien ne s’ouvre plus. Pour fermer "
        "seulement aujourd’hui, dites plutôt « fermé ». Vous pourrez le remettre.",
        "label": "Retirer ce lieu",
        "back": reverse("desk:place", args=[subject.pk]),
        "trail": trail_of(subject, ("Retirer", "")),
    }
    return desk_page(request, "desk/confirm.html", context, active="places")


@requires(Permission.PLACE_MANAGE)
@require_POST
def place_resume(request: HttpRequest, place_id: int) -> HttpResponse:
    """Put it back."""
    subject = found_place(place_id)
    try:
        resume_place(place=subject, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"{subject.name} est de nouveau dans la liste. Son gardien a besoin d’un nouveau lien."
        )
    return redirect("desk:place", subject.pk)


@requires(Permission.PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def place_key(request: HttpRequest, place_id: int) -> HttpResponse:
    """Give the guardian a link and a PIN: shown once, to be handed over by two ways."""
    subject = found_place(place_id)
    trail = trail_of(subject, ("Lien du gardien", ""))
    if request.method == "POST":
        try:
            given = give_guardian_key(place=subject, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:place", subject.pk)
        context = {"place": subject, "given": given, "trail": trail}
        return desk_page(request, "desk/places/key.html", context, active="places")
    renewed = key_in_force(subject) is not None
    context = {
        "heading": f"Un {'nouveau ' if renewed else ''}lien pour le gardien de {subject.name} ?",
        "text": "Un lien et un code à six chiffres s’affichent une seule fois."
        + (" L’ancien lien ne s’ouvre plus dès cet instant." if renewed else ""),
        "label": "Donner un nouveau lien" if renewed else "Donner un lien",
        "back": reverse("desk:place", args=[subject.pk]),
        "trail": trail,
    }
    return desk_page(request, "desk/confirm.html", context, active="places")


@requires(Permission.PLACE_MANAGE)
@require_POST
def place_key_end(request: HttpRequest, place_id: int) -> HttpResponse:
    """Shut the guardian’s link."""
    subject = found_place(place_id)
    try:
        take_guardian_key_back(place=subject, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Le lien du gardien ne s’ouvre plus.")
    return redirect("desk:place", subject.pk)


def _near_page(
    request: HttpRequest, form: NearForm, context: dict[str, Any], found: list[Near]
) -> HttpResponse:
    context = {
        "form": form,
        "found": found,
        "refusal": REFUSAL,
        **_map([one.now for one in found]),
        **context,
    }
    return desk_page(request, "desk/places/near.html", context, active="places")


@requires(Permission.PLACE_READ)
@require_http_methods(["GET", "POST"])
def places_near(request: HttpRequest) -> HttpResponse:
    """Where to send somebody. Their address travels in the body of the request: it is in no history and in no log."""
    sent = request.POST if request.method == "POST" else None
    form, now, warning = NearForm(sent), timezone.now(), ""
    point: tuple[float | None, float | None] = (None, None)
    valid = form.is_bound and form.is_valid()
    typed = form.cleaned_data if valid else {}
    if typed.get("address"):
        try:
            where, warning = place_of(typed["address"], typed["lat"], typed["lon"])
            point = (where.get("latitude"), where.get("longitude"))
        except Refused as refused:
            warning = str(refused)
    found = nearest_places(*point, at=now, kind=typed.get("nature", ""), access=typed.get("acces", ""))
    context = {
        "measured": point[0] is not None,
        "warning": warning,
        "trail": [LIST, ("Où envoyer une personne", "")],
    }
    return _near_page(request, form, context, found)


@requires(Permission.NEED_READ)
@require_GET
def places_near_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """The same, from the door of somebody who asked for help."""
    need = found_need(need_id)
    household = need.beneficiary.household
    leave_read_trace(
        subjects=[need, need.beneficiary.person],
        by=agent(request),
        commune_code=current_commune(),
        page="places_near",
    )
    form = NearForm(initial={"address": household.address})
    found = nearest_places(household.latitude, household.longitude, at=timezone.now())
    back = reverse("desk:need", args=[need.pk])
    context = {
        "measured": household.latitude is not None,
        "warning": "" if household.latitude is not None else "Cette adresse n’est pas sur la carte.",
        "trail": [("File des demandes", reverse("desk:queue")), (str(need), back), ("Où l’envoyer", "")],
    }
    return _near_page(request, form, context, found)
