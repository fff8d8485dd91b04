"""One volunteer: who they are, what they offer, where admission stands, what they did, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.assignments.models import LIVE_STATES, Assignment
from cordee.ground.assignments.selectors.accompaniment import has_gated_offer
from cordee.ground.assignments.selectors.ledger import missions_of_volunteer
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.messaging.models import MessageState
from cordee.ground.messaging.selectors import messages_to
from cordee.ground.people.actions.persons import correct_person
from cordee.ground.people.models import Account
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.protection import check_open
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.actions.admission import (
    change_offer,
    note_news,
    pause_volunteer,
    record_check,
    resume_volunteer,
    say_available_now,
)
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.ground.volunteers.rules.admission import missing_checks
from cordee.ground.volunteers.rules.levels import LEVELS
from cordee.ground.volunteers.rules.membership import is_of_partner, why_not_theirs
from cordee.ground.volunteers.selectors.checks import activities_offered, former_checks, seen_kinds
from cordee.ground.volunteers.selectors.lists import hints_about, volunteer_by_id
from cordee.portal.desk.actions.volunteers import let_go_and_release, send_entry_to, suspend_and_release
from cordee.portal.desk.forms.volunteer import AvailableNowForm, ChangeOfferForm, IdentityForm, PauseForm
from cordee.portal.desk.selectors.checks import check_lines
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.safeguarding import report_url
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.forms import describe_week
from cordee.ui.wording import day, moment

_GONE = {VolunteerState.SUSPENDED, VolunteerState.LEFT}
_LEFT_THE_HOUSE = {MessageState.SENT, MessageState.DELIVERED}


def found_volunteer(volunteer_id: int) -> Volunteer:
    """The volunteer, or a page not found (the same for another town's)."""
    volunteer = volunteer_by_id(volunteer_id)
    if volunteer is None:
        raise Http404
    check_open(volunteer.person)
    return volunteer


def trail_of(volunteer: Volunteer, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page about a volunteer is."""
    here = reverse("desk:volunteer", args=[volunteer.pk]) if more else ""
    return [("Bénévoles", reverse("desk:volunteers")), (volunteer.person.full_name, here), *more]


@dataclass(frozen=True)
class Check:
    """One step of the admission path that has no document: what it is, and when."""

    code: str
    title: str
    hint: str
    seen: str


def _checks(volunteer: Volunteer) -> list[Check]:
    told = {
        "phone": moment(volunteer.phone_checked_at) if volunteer.phone_checked_at else "",
        "charter": moment(volunteer.charter_accepted_at) if volunteer.charter_accepted_at else "",
        "briefing": day(volunteer.briefed_on) if volunteer.briefed_on else "",
    }
    words = {
        "phone": (
            "Joint·e au téléphone",
            "Un premier échange : ce que la personne veut faire, ce qu’elle préfère éviter.",
        ),
        "charter": ("Charte acceptée", "Lue avec la personne, ou cochée par elle sur le site."),
        "briefing": (
            "Briefing de vingt minutes suivi",
            "Hygiène, argent, confidentialité, refus d’entrer, numéros d’alerte.",
        ),
    }
    return [Check(code, *words[code], said) for code, said in told.items()]


def _missions(volunteer: Volunteer, *, now: datetime) -> tuple[list[Assignment], list[Assignment]]:
    """Missions to come (soonest first) and past (latest first)."""
    known = missions_of_volunteer(volunteer.pk, now=now)
    to_come = [one for one in known if one.state in LIVE_STATES and one.ends_at > now]
    past = [one for one in known if one not in to_come]
    return to_come, past[::-1]


def _page(
    request: HttpRequest, volunteer: Volunteer, *, wrong: dict[str, forms.Form] | None = None
) -> HttpResponse:
    account, now = agent(request), timezone.now()
    leave_read_trace(
        subjects=[volunteer, volunteer.person], by=account, commune_code=current_commune(), page="volunteer"
    )
    person, of_partner = volunteer.person, is_of_partner(volunteer)
    to_come, past = _missions(volunteer, now=now)
    context: dict[str, Any] = {
        "volunteer": volunteer,
        "person": person,
        "of_partner": of_partner,
        "partner_closed": why_not_theirs(volunteer, day=timezone.localtime(now).date()),
        "phone": display_phone(person.phone) if person.phone else "",
        "phone_alt": display_phone(person.phone_alt) if person.phone_alt else "",
        "age": person.age_on(timezone.localtime(now).date()),
        "week": describe_week(volunteer.week_bits),
        "activities": activities_offered(volunteer, at=now),
        "checks": _checks(volunteer),
        "check_lines": check_lines(volunteer, today=timezone.localtime(now).date()),
        "former_checks": former_checks(volunteer.pk),
        "goes_with_somebody": has_gated_offer(volunteer),
        "missing": missing_checks(volunteer, seen_kinds(volunteer.pk, at=now)),
        "levels": [level.label for level in LEVELS],
        "level": LEVELS[volunteer.trust_level],
        "reached": volunteer.trust_level + 2,
        "to_come": to_come,
        "past": past,
        "sent": messages_to(person, limit=10),
        "gone_out": _LEFT_THE_HOUSE,
        "hints": hints_about(volunteer.pk),
        "events": events_about(volunteer, limit=20, kind=EventKind.WRITE),
        "pause_form": PauseForm(),
        "now_form": AvailableNowForm(),
        "wrong": wrong or {},
        "available_now": bool(volunteer.available_now_until and volunteer.available_now_until > now),
        "away": volunteer.state in {VolunteerState.PAUSED, *_GONE},
        "gone": volunteer.state in _GONE,
        "danger_url": report_url(person.pk),
        "may_protect": can(account, Permission.PROTECT),
        "may_admit": can(account, Permission.VOLUNTEER_ADMIT),
        "may_read_partner": can(account, Permission.PARTNER_READ),
        "may_read_needs": can(account, Permission.NEED_READ),
        "trail": trail_of(volunteer),
        "now": now,
    } | (wrong or {})
    return desk_page(
        request, "desk/volunteer.html", context, active="volunteers", status=422 if wrong else 200
    )


@requires(Permission.VOLUNTEER_READ)
@require_GET
def volunteer(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """The volunteer's page."""
    return _page(request, found_volunteer(volunteer_id))


def _done(
    request: HttpRequest, volunteer_id: int, act: Callable[[Volunteer, Account, datetime], object], said: str
) -> HttpResponse:
    """Do one thing, say it is done or why not, and come back."""
    try:
        act(found_volunteer(volunteer_id), agent(request), timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("desk:volunteer", volunteer_id)


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_check(request: HttpRequest, volunteer_id: int, check: str) -> HttpResponse:
    """Tick or untick one check: « vu le … par … », never a copy."""
    seen = request.POST.get("vu") != "non"
    return _done(
        request, volunteer_id,
        lambda volunteer, by, at: record_check(volunteer=volunteer, check=check, by=by, at=at, seen=seen),
        "C’est noté." if seen else "Le contrôle est retiré.",
    )  # fmt: skip


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_pause(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Propose nothing until a day."""
    subject, form = found_volunteer(volunteer_id), PauseForm(request.POST)
    if form.is_valid():
        try:
            pause_volunteer(
                volunteer=subject, by=agent(request), at=timezone.now(), until=form.cleaned_data["until"]
            )
        except Refused as refused:
            form.add_error("until", str(refused))
        else:
            messages.success(
                request, "En pause : plus rien n’est proposé. Les missions déjà acceptées restent."
            )
            return redirect("desk:volunteer", volunteer_id)
    return _page(request, subject, wrong={"pause_form": form})


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_resume(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """End a pause, a suspension, or open a closed file again."""
    return _done(
        request, volunteer_id,
        lambda volunteer, by, at: resume_volunteer(volunteer=volunteer, by=by, at=at),
        "De retour : des missions peuvent être proposées de nouveau.",
    )  # fmt: skip


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_now(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """« J’ai une heure maintenant », said on the phone."""
    subject, form = found_volunteer(volunteer_id), AvailableNowForm(request.POST)
    if not form.is_valid():
        return _page(request, subject, wrong={"now_form": form})
    hours = form.cleaned_data["hours"]
    return _done(
        request, volunteer_id,
        lambda volunteer, by, at: say_available_now(volunteer=volunteer, by=by, at=at, hours=hours),
        "C’est noté, le prochain calcul en tient compte.",
    )  # fmt: skip


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_news(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """The agent has just given news on the phone: the promise is kept."""
    return _done(
        request, volunteer_id,
        lambda volunteer, by, at: note_news(volunteer=volunteer, by=by, at=at, what="call"),
        "L’échange est noté : la promesse est tenue pour quatorze jours.",
    )  # fmt: skip


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_entry(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Send the personal link."""
    return _done(
        request, volunteer_id,
        lambda volunteer, by, at: send_entry_to(volunteer=volunteer, by=by, at=at),
        "L’accès personnel part dans la minute. Il sert une fois, pendant 24 h.",
    )  # fmt: skip


def _confirmed(
    request: HttpRequest,
    volunteer_id: int,
    *,
    heading: str,
    text: str,
    label: str,
    act: Callable[[Volunteer, Account, datetime], int],
    said: str,
) -> HttpResponse:
    """Ask once more, then do it and say how many missions were freed."""
    subject = found_volunteer(volunteer_id)
    if request.method == "POST":
        try:
            freed = act(subject, agent(request), timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            plural = "s" if freed > 1 else ""
            messages.success(request, said + (f" {freed} mission{plural} à repourvoir." if freed else ""))
        return redirect("desk:volunteer", volunteer_id)
    context = {
        "heading": heading,
        "text": text,
        "label": label,
        "back": reverse("desk:volunteer", args=[volunteer_id]),
        "trail": trail_of(subject, (label, "")),
    }
    return desk_page(request, "desk/confirm.html", context, active="volunteers")


@requires(Permission.VOLUNTEER_ADMIT)
@require_http_methods(["GET", "POST"])
def volunteer_suspend(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Suspend at once, after one question."""
    return _confirmed(
        request,
        volunteer_id,
        heading=f"Suspendre {found_volunteer(volunteer_id).person.full_name} ?",
        text="Plus rien ne lui est proposé, les adresses ne lui sont plus montrées, et ses missions sont proposées à "
        "d’autres dès maintenant. La raison reste entre vous : elle ne s’écrit pas ici.",
        label="Suspendre",
        act=lambda volunteer, by, at: suspend_and_release(volunteer=volunteer, by=by, at=at),
        said="L’inscription est suspendue.",
    )


@requires(Permission.VOLUNTEER_ADMIT)
@require_http_methods(["GET", "POST"])
def volunteer_leave(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Close the file at the person's wish, after one question."""
    return _confirmed(
        request,
        volunteer_id,
        heading=f"{found_volunteer(volunteer_id).person.full_name} arrête ?",
        text="Le dossier est fermé : plus de proposition ni de nouvelles. Ses missions à venir sont proposées à d’autres. "
        "Ce qui a été fait reste compté. Vous pourrez le rouvrir si la personne revient.",
        label="Fermer le dossier",
        act=lambda volunteer, by, at: let_go_and_release(volunteer=volunteer, by=by, at=at),
        said="Le dossier est fermé. Pensez à remercier !",
    )


def _edit_page(
    request: HttpRequest, volunteer: Volunteer, *, identity: Any = None, offer: Any = None
) -> HttpResponse:
    person = volunteer.person
    known = {
        name: getattr(person, name) for name in ("last_name", "first_name", "birth_on", "email", "contact_by")
    }
    known |= {
        name: display_phone(getattr(person, name)) if getattr(person, name) else ""
        for name in ("phone", "phone_alt")
    }
    leave_read_trace(
        subjects=[volunteer, person], by=agent(request), commune_code=current_commune(), page="volunteer_edit"
    )
    context = {
        "volunteer": volunteer,
        "identity": identity or IdentityForm(initial=known, of_partner=is_of_partner(volunteer)),
        "offer": offer or ChangeOfferForm(volunteer=volunteer),
        "trail": trail_of(volunteer, ("Modifier", "")),
    }
    status = 422 if identity or offer else 200
    return desk_page(request, "desk/volunteer_edit.html", context, active="volunteers", status=status)


@requires(Permission.VOLUNTEER_ADMIT)
@require_GET
def volunteer_edit(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Two forms: who they are, what they offer."""
    return _edit_page(request, found_volunteer(volunteer_id))


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_identity(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Correct the name and the ways to reach them."""
    subject = found_volunteer(volunteer_id)
    form = IdentityForm(request.POST, of_partner=is_of_partner(subject))
    if not form.is_valid():
        return _edit_page(request, subject, identity=form)
    try:
        correct_person(person=subject.person, by=agent(request), **form.cleaned_data)
    except Refused as refused:
        add_refused(form, refused)
        return _edit_page(request, subject, identity=form)
    messages.success(request, "Les coordonnées sont corrigées.")
    return redirect("desk:volunteer", volunteer_id)


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_offer(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Change what is offered, for the person."""
    subject = found_volunteer(volunteer_id)
    form = ChangeOfferForm(request.POST, volunteer=subject)
    if not form.is_valid():
        return _edit_page(request, subject, offer=form)
    found = form.cleaned_data
    moved = "address" in found and found["address"].strip() != subject.address
    place, warning = place_of(found["address"]) if moved else ({}, "")
    try:
        change_offer(
            volunteer=subject,
            by=agent(request),
            at=timezone.now(),
            activities=found["activities"],
            week_bits=found["week"] or 0,
            radius_km=float(found["radius_km"]),
            vehicle=found["vehicle"],
            remote_only=found["remote_only"],
            languages=found["languages"],
            weekly_cap=found["weekly_cap"],
            place=place,
            shares_phone=found["shares_phone"],
        )
    except Refused as refused:
        add_refused(form, refused)
        return _edit_page(request, subject, offer=form)
    messages.success(request, "L’offre est modifiée.")
    if warning:
        messages.warning(request, warning)
    return redirect("desk:volunteer", volunteer_id)
