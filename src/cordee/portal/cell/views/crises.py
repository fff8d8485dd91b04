"""Opening an event, moving it, founding it, deciding what is proposed, closing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.crises import (
    answer_proposal,
    end_crisis,
    found_crisis,
    move_crisis,
    open_crisis,
    place_crisis,
    tick_follow_up,
)
from cordee.ground.crisis.actions.exercises import wipe_exercise
from cordee.ground.crisis.models import Crisis, CrisisPhase
from cordee.ground.crisis.ports import exercise_parts, what_is_still_open
from cordee.ground.crisis.rules.crises import can_change
from cordee.ground.crisis.rules.presets import PHASE_OF_COLOUR, preset_of
from cordee.ground.crisis.selectors.bilan import bilan_of
from cordee.ground.crisis.selectors.crises import (
    closing_guard,
    closing_tasks,
    crisis_by_id,
    crisis_steps,
    districts_of,
    follow_up_by_id,
    follow_ups,
    open_crises,
    proposal_lines,
)
from cordee.ground.crisis.selectors.logbook import entries_count
from cordee.ground.crisis.selectors.zones import zones_from
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.territory.selectors import districts
from cordee.portal.cell.forms.crises import (
    NO_COLOUR,
    ConfirmForm,
    MoveForm,
    OpenForm,
    PlacesForm,
    TriggerForm,
)
from cordee.portal.cell.views.shell import add_refused, agent, cell_page

_CONFIRMED = "confirme"


def _found(crisis_id: int) -> Crisis:
    found = crisis_by_id(crisis_id)
    if found is None:
        raise Http404
    return found


def _trail(crisis: Crisis, here: str) -> list[tuple[str, str]]:
    return [
        ("Cellule de crise", reverse("cell:board")),
        (crisis.title, reverse("cell:crisis", args=[crisis.pk])),
        (here, ""),
    ]


def _confirm(request: HttpRequest, form: ConfirmForm, *, exercise: bool) -> HttpResponse:
    data = form.data if form.is_bound else form.initial
    others = [one for one in open_crises(now=timezone.now()) if one.exercise != exercise]
    context = {
        "form": form,
        "exercise": exercise,
        "others": others,
        "kind": dict(OpenForm.base_fields["kind"].choices).get(data.get("kind"), ""),  # type: ignore[attr-defined]
        "colour": dict(OpenForm.base_fields["colour"].choices).get(data.get("colour"), ""),  # type: ignore[attr-defined]
        "decided_by": data.get("decided_by", ""),
        "confirmed": _CONFIRMED,
    }
    return cell_page(request, "cell/open_confirm.html", context, active="open")


def _open(request: HttpRequest, *, exercise: bool) -> HttpResponse:
    form = ConfirmForm(request.POST, exercise=exercise)
    if form.is_valid():
        said = form.cleaned_data
        try:
            opened = open_crisis(
                kind=said["kind"], title=said["title"], phase=said["phase"], colour=said["colour"],
                decided_by=said["decided_by"], exercise=exercise, by=agent(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            where = "Rien ne sortira d’ici." if exercise else "La page d’accueil le dit."
            messages.success(request, f"« {opened.title} » est ouverte. {where}")
            return redirect("cell:crisis", opened.pk)
    return _confirm(request, form, exercise=exercise)


@requires(Permission.CRISIS_OPEN)
@require_http_methods(["GET", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Three fields, then what will be said, then it is open."""
    exercise = request.POST.get("exercice", request.GET.get("exercice", "")) == "oui"
    if _CONFIRMED in request.POST:
        return _open(request, exercise=exercise)
    form = OpenForm(
        request.POST if request.method == "POST" else None, initial={"decided_by": agent(request).name}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        known = said | {
            "colour": said["colour"] or NO_COLOUR,
            "title": preset_of(said["kind"]).title,
            "phase": PHASE_OF_COLOUR[said["colour"]],
        }
        return _confirm(request, ConfirmForm(initial=known, exercise=exercise), exercise=exercise)
    context = {"form": form, "exercise": exercise, "running": open_crises(now=timezone.now())}
    return cell_page(request, "cell/open.html", context, active="open")


@requires(Permission.CELL)
@require_GET
def crisis(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """One event: where it stands, what is proposed, what remains to be done."""
    subject, now = _found(crisis_id), timezone.now()
    context = {
        "crisis": subject,
        "open": can_change(subject),
        "steps": crisis_steps(subject),
        "districts": districts_of(subject),
        "zones": zones_from(now),
        "lines": proposal_lines(subject) if can_change(subject) else [],
        "entries": entries_count(subject),
        "follow_ups": follow_ups(subject),
        "bilan": bilan_of(subject),
        "may_bilan": can(agent(request), Permission.BILAN),
        "may_bilan_publish": can(agent(request), Permission.BILAN_PUBLISH),
        "may_thank": can(agent(request), Permission.VOLUNTEER_ADMIT),
        "trail": [("Cellule de crise", reverse("cell:board")), (subject.title, "")],
        "now": now,
    }
    return cell_page(request, "cell/crisis.html", context, active="board")


def _form_page(request: HttpRequest, crisis: Crisis, form: Any, heading: str, label: str) -> HttpResponse:
    context = {
        "crisis": crisis,
        "form": form,
        "heading": heading,
        "label": label,
        "back": reverse("cell:crisis", args=[crisis.pk]),
        "trail": _trail(crisis, heading),
    }
    return cell_page(request, "cell/form.html", context, active="board")


@requires(Permission.CRISIS_OPEN)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Change the phase or the colour."""
    subject, now = _found(crisis_id), timezone.now()
    known = {
        "phase": subject.phase,
        "colour": subject.colour or NO_COLOUR,
        "decided_by": subject.decided_by or agent(request).name,
    }
    form = MoveForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            move_crisis(
                crisis=subject, phase=said["phase"], colour=said["colour"], decided_by=said["decided_by"],
                since=form.since_at(now), by=agent(request), at=now,
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"C’est noté : {CrisisPhase(said['phase']).label}.")
            return redirect("cell:crisis", subject.pk)
    return _form_page(request, subject, form, "Changer la phase ou la couleur", "Enregistrer le changement")


@requires(Permission.CRISIS_OPEN)
@require_http_methods(["GET", "POST"])
def trigger(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """The legal ground."""
    subject, now = _found(crisis_id), timezone.now()
    known = {name: getattr(subject, name) for name in ("trigger", "trigger_ref", "trigger_on", "decided_by")}
    form = TriggerForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            found_crisis(
                crisis=subject, trigger=said["trigger"], ref=said["trigger_ref"], on=said["trigger_on"],
                decided_by=said["decided_by"], by=agent(request), at=now,
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "Le déclencheur est noté.")
            return redirect("cell:crisis", subject.pk)
    return _form_page(request, subject, form, "Ce qui permet d’agir", "Enregistrer le déclencheur")


@requires(Permission.CRISIS_OPEN)
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Districts concerned."""
    subject, now = _found(crisis_id), timezone.now()
    known = {"districts": [str(one.pk) for one in districts_of(subject)]}
    form = PlacesForm(
        request.POST if request.method == "POST" else None, initial=known, districts=districts()
    )
    if request.method == "POST" and form.is_valid():
        try:
            place_crisis(crisis=subject, districts=form.chosen(), by=agent(request), at=now)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La zone concernée est notée.")
            return redirect("cell:crisis", subject.pk)
    return _form_page(request, subject, form, "Où se passe l’événement", "Enregistrer les quartiers")


@requires(Permission.CRISIS_DECIDE)
@require_POST
def answer(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Yes or no to one thing proposed."""
    subject = _found(crisis_id)
    adopted = request.POST.get("reponse") == "oui"
    try:
        told = answer_proposal(
            crisis=subject,
            code=request.POST.get("code", ""),
            adopted=adopted,
            by=agent(request),
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{told.title} : {'c’est fait' if adopted else 'écarté'}.")
    return redirect(reverse("cell:crisis", args=[subject.pk]) + "#propositions")


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Close, once nothing is left that nobody would take up."""
    subject, now = _found(crisis_id), timezone.now()
    if subject.exercise:
        return redirect("cell:wipe", subject.pk)
    if not can_change(subject):
        messages.error(request, "Cette crise est close.")
        return redirect("cell:crisis", subject.pk)
    if request.method == "POST":
        try:
            end_crisis(crisis=subject, by=agent(request), at=now)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("cell:close", subject.pk)
        messages.success(request, f"« {subject.title} » est close. Ce qui reste à faire est daté.")
        return redirect("cell:crisis", subject.pk)
    left = closing_guard(subject, what_is_still_open(subject, now), now=now)
    context = {
        "crisis": subject,
        "left": left,
        "blocked": any(one.blocking for one in left),
        "tasks": closing_tasks(subject, now),
        "trail": _trail(subject, "Clore"),
    }
    return cell_page(request, "cell/close.html", context, active="board")


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def wipe(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """End an exercise and delete what it made, counted before."""
    subject, now = _found(crisis_id), timezone.now()
    if not subject.exercise or subject.wiped_at is not None:
        messages.error(request, "Il n’y a rien à effacer.")
        return redirect("cell:crisis", subject.pk)
    if request.method == "POST":
        try:
            kept = frozenset(request.POST.getlist("garder"))
            rows = wipe_exercise(exercise=subject, by=agent(request), at=now, kept=kept)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"L’exercice est terminé : {rows} lignes effacées. Les messages repartent."
            )
        return redirect("cell:board")
    parts = exercise_parts()
    context = {
        "crisis": subject,
        "counts": [(part.label, part.count(subject)) for part in parts],
        "lines": [line for part in parts for line in part.lines(subject)],
        "trail": _trail(subject, "Terminer l’exercice"),
    }
    return cell_page(request, "cell/wipe.html", context, active="board")


@requires(Permission.CRISIS_DECIDE)
@require_POST
def follow_up_done(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Tick what was to be done after an event."""
    found = follow_up_by_id(follow_up_id)
    if found is None:
        raise Http404
    tick_follow_up(follow_up=found, by=agent(request), at=timezone.now())
    messages.success(request, f"{found.label} : fait.")
    return redirect("cell:crisis", found.crisis_id)
