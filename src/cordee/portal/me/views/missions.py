"""A mission: the address from the yes until two hours after the slot, and the three buttons of the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.ground.assignments.actions.answers import (
    accept_assignment,
    decline_assignment,
    drop_assignment,
    finish_assignment,
    start_assignment,
)
from cordee.ground.assignments.actions.reviews import acknowledge_conditions
from cordee.ground.assignments.models import HOLDING_STATES, Assignment, AssignmentState
from cordee.ground.assignments.rules.places import (
    ADDRESS_STAYS_FOR,
    WORD_SHOWN_BEFORE,
    can_answer,
    can_see_address,
    can_see_word,
    is_on_hold,
    must_read_first,
)
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.files import show_recognition_word
from cordee.ground.needs.models import MoneyMethod
from cordee.ground.needs.rules.activities import activity_named
from cordee.ground.people.models import Recipient
from cordee.ground.people.rules.access import resident_only
from cordee.ground.people.rules.consents import may_tell
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.selectors.consents import consent_to
from cordee.ground.volunteers.models import VolunteerState
from cordee.portal.me.forms.missions import DeclineForm, DropForm, FinishForm
from cordee.portal.me.selectors.mine import is_on_site, mission_line, mission_of, other_hands
from cordee.portal.me.views.space import me_of

Outcome = TypeVar("Outcome")
GOING = frozenset({AssignmentState.ACCEPTED, AssignmentState.STARTED})


def _mine(request: HttpRequest, assignment_id: int) -> Assignment:
    assignment = mission_of(me_of(request), assignment_id)
    if assignment is None:
        raise Http404
    return assignment


def _why_hidden(assignment: Assignment, at: datetime) -> str:
    """Why there is no address, in a sentence."""
    if assignment.state not in HOLDING_STATES:
        return "L’adresse n’est donnée qu’à la personne qui a dit oui."
    if is_on_hold(assignment):
        return "Cette mission est suspendue par les consignes en vigueur : n’y allez pas. La mairie revient vers vous."
    if must_read_first(assignment) and at < assignment.ends_at + ADDRESS_STAYS_FOR:
        return "L’adresse s’affiche dès que vous avez lu les consignes ci-dessous."
    if assignment.need.beneficiary.person.protected:
        return "Cette adresse est protégée : la mairie vous guide par téléphone."
    if assignment.need.beneficiary.share_with_helper is False:
        return "La personne ne veut plus que ses coordonnées soient données : n’y allez pas, la mairie vous appelle."
    if at >= assignment.ends_at + ADDRESS_STAYS_FOR:
        return "La mission est passée : l’adresse n’est plus affichée, pour la tranquillité de la personne."
    return "L’adresse n’est pas affichée : appelez la mairie."


def _place(assignment: Assignment) -> dict[str, Any]:
    """What the helper needs: never the assessment, never the full name, no address for what is done by phone."""
    file = assignment.need.beneficiary
    person, home = file.person, file.household
    there = is_on_site(assignment.need.activity)
    return {
        "name": person.short_name,
        "phone": person.phone,
        "phone_display": display_phone(person.phone) if person.phone else "",
        "address": home.address if there else "",
        "extra": home.address_extra if there else "",
        "postcode": home.postcode if there else "",
        "notes": home.access_notes if there else "",
        "badly_located": there and home.badly_located,
    }


def _at_pharmacy(assignment: Assignment) -> str:
    """What may be said at the counter; nothing when the mission does not go there."""
    if assignment.need.activity != "MEDICAMENTS":
        return ""
    if may_tell(consent_to(assignment.need.beneficiary.person, Recipient.PHARMACY)):
        return "La personne est d’accord pour que vous donniez son nom à la pharmacie."
    return (
        "La personne n’a pas donné son accord pour que vous disiez son nom à la pharmacie : elle l’appelle elle-même, ou "
        "vous remet son ordonnance sous enveloppe."
    )


def _context(request: HttpRequest, assignment: Assignment, at: datetime, page: str) -> dict[str, Any]:
    """What the page and the sheet show; showing an address leaves a read trace."""
    shown = can_see_address(assignment, at)
    if shown:
        leave_read_trace(
            subjects=[assignment.need.beneficiary, assignment.need],
            by=me_of(request),
            commune_code=assignment.commune_id,
            page=page,
        )
    need, on_hold = assignment.need, is_on_hold(assignment)
    out = assignment.volunteer.state in {VolunteerState.SUSPENDED, VolunteerState.LEFT}
    return {
        "line": mission_line(assignment, at),
        "assignment": assignment,
        "need": need,
        "activity": activity_named(need.activity),
        "place": _place(assignment) if shown else None,
        "word": show_recognition_word(beneficiary=need.beneficiary, by=me_of(request), at=at, page=page)
        if page == "me:mission" and can_see_word(assignment, at)
        else "",
        "word_later": shown and at < assignment.starts_at - WORD_SHOWN_BEFORE,
        "why_hidden": "" if shown else _why_hidden(assignment, at),
        "details": need.details if assignment.state in GOING and shown else "",
        "at_pharmacy": _at_pharmacy(assignment) if shown else "",
        "money": MoneyMethod(need.money_method).label if need.money_method and shown else "",
        "others": other_hands(assignment) if shown else [],
        "can_answer": not out and can_answer(assignment, at),
        "going": not out and assignment.state in GOING,
        "can_start": assignment.state == AssignmentState.ACCEPTED and not on_hold,
        "on_hold": on_hold,
        "orders": assignment.verdict if assignment.state in GOING or can_answer(assignment, at) else {},
        "must_read": assignment.state in GOING and not on_hold and must_read_first(assignment),
        "read_at": assignment.conditions_read_at,
    }


@resident_only
@require_safe
def mission(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One mission of mine; another's does not exist."""
    assignment = _mine(request, assignment_id)
    context = _context(request, assignment, timezone.now(), "me:mission")
    return render(
        request, "me/mission.html", context | {"finish_form": FinishForm(), "decline_form": DeclineForm()}
    )


@resident_only
@require_safe
def sheet(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The same on paper, without the recognition word: a lost sheet opens no door (domain.md § 5.2)."""
    assignment = _mine(request, assignment_id)
    now = timezone.now()
    return render(
        request, "me/mission_sheet.html", _context(request, assignment, now, "me:sheet") | {"now": now}
    )


@resident_only
@require_POST
def acknowledge(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """« J’ai lu les consignes »: then the address shows."""
    assignment, at = _mine(request, assignment_id), timezone.now()
    if request.POST.get("read") != "oui":
        messages.error(
            request, "Cochez la case quand vous avez lu les consignes : l’adresse s’affiche ensuite."
        )
    else:
        _tried(request, lambda: acknowledge_conditions(assignment=assignment, by=me_of(request), at=at))
    return redirect("me:mission", assignment_id)


@resident_only
@require_POST
def answer_mission(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Yes or no from one's space."""
    assignment, at = _mine(request, assignment_id), timezone.now()
    if request.POST.get("answer") == "oui":
        answer = _tried(
            request,
            lambda: accept_assignment(assignment=assignment, by=me_of(request), at=at, channel="space"),
        )
        if answer is not None and not answer.held:
            messages.info(request, answer.sentence)
    elif request.POST.get("answer") == "non":
        form = DeclineForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        done = _tried(
            request,
            lambda: decline_assignment(
                assignment=assignment, by=me_of(request), at=at, channel="space", reason_code=reason
            ),
        )
        if done is not None:
            messages.success(request, "C’est noté, merci de nous l’avoir dit.")
            return redirect("me:index")
    return redirect("me:mission", assignment_id)


@resident_only
@require_POST
def start(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """« Je pars »."""
    assignment, at = _mine(request, assignment_id), timezone.now()
    if _tried(request, lambda: start_assignment(assignment=assignment, by=me_of(request), at=at)) is not None:
        messages.success(request, "Bonne route. La mairie sait que vous êtes parti·e.")
    return redirect("me:mission", assignment_id)


@resident_only
@require_POST
def finish(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """« C’est fait »: how long, what the till said."""
    assignment, at = _mine(request, assignment_id), timezone.now()
    form = FinishForm(request.POST)
    if form.is_valid():
        try:
            finish_assignment(
                assignment=assignment,
                by=me_of(request),
                at=at,
                minutes=form.cleaned_data["minutes"],
                amount_cents=form.cleaned_data["amount"],
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Merci ! La mairie appelle la personne pour vérifier que tout va bien.")
            return redirect("me:mission", assignment_id)
    context = _context(request, assignment, at, "me:mission")
    return render(request, "me/mission.html", context | {"finish_form": form, "decline_form": DeclineForm()})


@resident_only
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """« Je ne peux plus »: one page to confirm, then the place is free and the address hidden."""
    assignment, at = _mine(request, assignment_id), timezone.now()
    if assignment.state not in GOING:
        messages.info(request, "Cette mission n’est plus à vous.")
        return redirect("me:mission", assignment_id)
    form = DropForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = _tried(
            request,
            lambda: drop_assignment(assignment=assignment, by=me_of(request), at=at, reason_code=reason),
        )
        if done is not None:
            messages.success(
                request, "C’est noté, merci de l’avoir dit. Nous cherchons quelqu’un d’autre tout de suite."
            )
        return redirect("me:index")
    return render(
        request,
        "me/drop.html",
        {"form": form, "line": mission_line(assignment, at), "assignment": assignment},
    )


def _tried(request: HttpRequest, act: Callable[[], Outcome]) -> Outcome | None:
    """Do it, or say why not in a message."""
    try:
        return act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
