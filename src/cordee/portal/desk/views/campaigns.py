"""Campaigns for whoever leads them: prepared, launched, followed, printed, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.campaigns.actions.calling import finish_step, hand_step, release_batch
from cordee.coordinate.campaigns.actions.listed import targets_of_register
from cordee.coordinate.campaigns.actions.preparing import (
    change_colour,
    close_campaign,
    drop_draft_campaign,
    launch_campaign,
    open_next_round,
    pause_campaign,
    prepare_campaign,
    resume_campaign,
)
from cordee.coordinate.campaigns.actions.printing import trace_sheets
from cordee.coordinate.campaigns.models import (
    BESIDE,
    CallCampaign,
    CampaignEntry,
    CampaignState,
    Colour,
    EntryStep,
    Outcome,
    Source,
    StepKind,
)
from cordee.coordinate.campaigns.rules.capacity import callers_needed, estimate
from cordee.coordinate.campaigns.rules.hours import hours_of, on_clock
from cordee.coordinate.campaigns.selectors.board import (
    STANDING_WORDS,
    STANDINGS,
    attempts_of,
    batch_by_id,
    board,
    campaigns_shown,
    entry_by_id,
    open_step,
    standing_counts,
    step_by_id,
    steps_of,
)
from cordee.coordinate.campaigns.selectors.chronology import chronology_pdf
from cordee.coordinate.campaigns.selectors.sheets import call_sheets_pdf
from cordee.coordinate.campaigns.selectors.sources import Target, targets_of_list, volunteers_to_call
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, Role
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.protection import check_open
from cordee.ground.people.selectors.persons import staff_with_role
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import districts
from cordee.portal.desk.forms.campaigns import (
    CallersForm,
    CampaignForm,
    HandForm,
    LeadOutcomeForm,
    PaperForm,
    ReasonForm,
)
from cordee.portal.desk.views.campaign_calls import campaign_or_404, new_key, record
from cordee.portal.desk.views.pdf_file import pdf_file
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.numbers import row_number

_TRAIL = "Campagnes"
_TONES = {"draft": "neutral", "running": "ok", "paused": "warn", "closed": "neutral"}


def _trail(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_TRAIL, reverse("desk:campaigns")), *rest]


@requires(Permission.CAMPAIGN_LEAD)
@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """All campaigns, the newest first."""
    rows = [(one, _TONES[one.state]) for one in campaigns_shown()]
    return desk_page(request, "desk/campaigns/list.html", {"rows": rows}, active="campaigns")


@requires(Permission.CAMPAIGN_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Why, whom, when: makes a draft that calls nobody yet."""
    at = timezone.now()
    today = timezone.localtime(at).date()
    form = CampaignForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        districts=districts(),
        staff=_owners(),
        initial={"destroy_on": today + timedelta(days=30), "trigger_on": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            targets, notes = _targets(form, agent(request), at)
            campaign = prepare_campaign(plan=form.plan(), targets=targets, by=agent(request), at=at)
        except Refused as refused:
            add_refused(form, refused)
        else:
            for note in notes:
                messages.warning(request, note)
            return redirect("desk:campaign", campaign.pk)
    context = {"form": form, "trail": _trail(("Nouvelle campagne", ""))}
    return desk_page(
        request, "desk/campaigns/new.html", context, active="campaigns", status=422 if form.errors else 200
    )


def _targets(form: CampaignForm, by: Account, at: datetime) -> tuple[list[Target], list[str]]:
    """The people, and what to say of the lines that gave nobody."""
    district = row_number(form.cleaned_data["district"])
    if form.cleaned_data["source"] == Source.REGISTER:
        levels = [int(one) for one in form.cleaned_data["priorities"]]
        kind = form.cleaned_data["kind"]
        found = targets_of_register(by=by, at=at, kind=kind, priorities=levels, district_id=district)
        alone = sum(not one.phones for one in found)
        told = f"{alone} sans téléphone : leur proche ou leur service d’aide sera appelé, sinon on ira à la porte."
        return found, [told] if alone else []
    if form.cleaned_data["source"] == Source.VOLUNTEERS:
        return list(volunteers_to_call(district_id=district)), []
    file = form.cleaned_data["file"]
    if file is None:
        raise Refused("Choisissez la liste à importer.", field="file")
    read = targets_of_list(file.read())
    notes = []
    if read.refused:
        told = " ; ".join(f"ligne {number} : {why}" for number, why in read.refused[:12])
        more = len(read.refused) - 12
        notes.append(
            f"{len(read.refused)} ligne{'s' if len(read.refused) > 1 else ''} sans personne à appeler. {told}"
            + (f" ; et {more} autres." if more > 0 else "")
        )
    if read.twice:
        notes.append(
            f"{read.twice} ligne{'s' if read.twice > 1 else ''} en double : chacun sera appelé une seule fois."
        )
    return read.targets, notes


@requires(Permission.CAMPAIGN_LEAD)
@require_GET
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The board, or the draft with its estimate; htmx refreshes the figures alone."""
    found, at = campaign_or_404(campaign_id), timezone.now()
    if found.state == CampaignState.DRAFT:
        return _draft(request, found, CallersForm(request.GET if "callers" in request.GET else None), at)
    shown = board(found, at=at)
    named = [step.entry for step in {step.pk: step for step in (*shown.late, *shown.to_do)}.values()]
    if named:
        leave_read_trace(
            subjects=list(named), by=agent(request), commune_code=current_commune(), page="campaign_board"
        )
    context = {
        "campaign": found,
        "tone": _TONES[found.state],
        "board": shown,
        "now": at,
        "standings": [(STANDING_WORDS[one], shown.counts.by_standing.get(one, 0)) for one in STANDINGS],
        "headers": ["Quartier", *(STANDING_WORDS[one].capitalize() for one in STANDINGS), "Total"],
        "district_rows": [[name, *one.row(), one.total] for name, one in shown.districts],
        "priority_headers": ["Priorité", *(STANDING_WORDS[one].capitalize() for one in STANDINGS), "Total"],
        "priority_rows": [[f"P{priority}", *one.row(), one.total] for priority, one in shown.priorities],
        "beside": BESIDE,
        "colours": Colour.choices,
        "trail": _trail((found.title, "")),
    }
    if request.htmx and request.htmx.target == "board":  # type: ignore[attr-defined]
        return desk_page(request, "desk/campaigns/board.html#figures", context, active="campaigns")
    return desk_page(request, "desk/campaigns/board.html", context, active="campaigns")


def _draft(request: HttpRequest, found: CallCampaign, form: CallersForm, at: datetime) -> HttpResponse:
    people = standing_counts(found, at=at).total
    callers = 4
    needed, until = None, None
    if form.is_bound and form.is_valid():
        callers = form.cleaned_data["callers"]
        if form.cleaned_data["until"]:
            until = on_clock(timezone.localtime(at).date(), form.cleaned_data["until"])
    told = estimate(people=people, callers=callers, start=at, hours=hours_of(found))
    if until is not None:
        needed = callers_needed(
            people=people, start=at, until=until, hours=hours_of(found), pace_minutes=told.pace_minutes
        )
    context = {
        "campaign": found,
        "people": people,
        "form": form if form.is_bound else CallersForm(initial={"callers": callers}),
        "estimate": told,
        "needed": needed,
        "until": until,
        "trail": _trail((found.title, "")),
    }
    return desk_page(
        request, "desk/campaigns/draft.html", context, active="campaigns", status=422 if form.errors else 200
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def campaign_launch(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Begin."""
    found, at = campaign_or_404(campaign_id), timezone.now()
    form = CallersForm(request.POST)
    if not form.is_valid():
        return _draft(request, found, form, at)
    return _act(
        request,
        found,
        lambda: launch_campaign(
            campaign=found, callers=form.cleaned_data["callers"], by=agent(request), at=at
        ),
        "La campagne est lancée. Chacun peut prendre des personnes à appeler.",
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def campaign_drop(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Throw a draft away."""
    found = campaign_or_404(campaign_id)
    try:
        drop_draft_campaign(campaign=found, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:campaign", found.pk)
    messages.success(request, "La campagne en préparation est effacée, avec sa liste.")
    return redirect("desk:campaigns")


def _act(request: HttpRequest, found: CallCampaign, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("desk:campaign", found.pk)


@requires(Permission.CAMPAIGN_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_pause(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Stop for a while, after one question."""
    found = campaign_or_404(campaign_id)
    if request.method == "POST":
        return _act(
            request,
            found,
            lambda: pause_campaign(campaign=found, by=agent(request), at=timezone.now()),
            "La campagne est en pause. Les appels en cours se terminent.",
        )
    context = {
        "heading": "Mettre la campagne en pause ?",
        "text": "Plus personne ne sera appelé. Les appels en cours se terminent, et leurs résultats sont gardés. "
        "Les tâches déjà données gardent leur heure.",
        "label": "Mettre en pause",
        "back": reverse("desk:campaign", args=[found.pk]),
    }
    return desk_page(request, "desk/confirm.html", context, active="campaigns")


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def campaign_resume(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Go on."""
    found = campaign_or_404(campaign_id)
    return _act(
        request,
        found,
        lambda: resume_campaign(campaign=found, by=agent(request), at=timezone.now()),
        "Les appels reprennent.",
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def campaign_round(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Call again those whose day has come."""
    found = campaign_or_404(campaign_id)
    return _act(
        request,
        found,
        lambda: open_next_round(campaign=found, by=agent(request), at=timezone.now()),
        "Un nouveau tour d’appels est ouvert.",
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def campaign_colour(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The vigilance changed."""
    found = campaign_or_404(campaign_id)
    colour = request.POST.get("colour", "")
    if colour not in Colour.values:
        messages.error(request, "Choisissez une couleur dans la liste.")
        return redirect("desk:campaign", found.pk)
    return _act(
        request,
        found,
        lambda: change_colour(campaign=found, colour=colour, by=agent(request), at=timezone.now()),
        f"Vigilance {Colour(colour).label} : les prochains délais la suivent.",
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_close(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """End, with a reason when somebody is left."""
    found, at = campaign_or_404(campaign_id), timezone.now()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            close_campaign(campaign=found, reason=form.cleaned_data["reason"], by=agent(request), at=at)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La campagne est close.")
            return redirect("desk:campaign", found.pk)
    context = {
        "campaign": found,
        "form": form,
        "left": standing_counts(found, at=at).still_open,
        "is_list": found.source == Source.LIST,
        "trail": _trail((found.title, reverse("desk:campaign", args=[found.pk])), ("Clore", "")),
    }
    return desk_page(
        request, "desk/campaigns/close.html", context, active="campaigns", status=422 if form.errors else 200
    )


def _entry_or_404(found: CallCampaign, entry_id: int) -> CampaignEntry:
    entry = entry_by_id(found, entry_id)
    if entry is None:
        raise Http404
    if entry.person is not None:
        check_open(entry.person)
    return entry


@requires(Permission.CAMPAIGN_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_entry(request: HttpRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """Somebody of a campaign: what was tried, what is to be done, and what it gave."""
    found, at = campaign_or_404(campaign_id), timezone.now()
    entry = _entry_or_404(found, entry_id)
    held = open_step(entry)
    step = StepKind(held.kind) if held else None
    form = LeadOutcomeForm(
        request.POST if request.method == "POST" else None, step=step, now=at, initial={"key": new_key()}
    )
    if request.method == "POST" and form.is_valid():
        attempt = record(request, form, entry, at=at)
        if attempt is not None:
            messages.success(request, f"Noté : {Outcome(attempt.outcome).label.lower()}.")
            return redirect("desk:campaign_entry", found.pk, entry.pk)
    leave_read_trace(
        subjects=[entry], by=agent(request), commune_code=current_commune(), page="campaign_entry"
    )
    context = {
        "campaign": found,
        "entry": entry,
        "form": form,
        "step": held,
        "now": at,
        "open": found.state in {CampaignState.RUNNING, CampaignState.PAUSED},
        "phones": [(one, display_phone(one)) for one in entry.phones],
        "contact_phone": display_phone(entry.contact_phone) if entry.contact_phone else "",
        "past": attempts_of(entry),
        "steps": steps_of(entry),
        "hand": HandForm(staff=_owners(), initial={"owner": held.owner_id}) if held else None,
        "others": [one for one in form.allowed if one not in form.quick],
        "beside": BESIDE,
        "trail": _trail(
            (found.title, reverse("desk:campaign", args=[found.pk])), (entry.shown_name or str(entry), "")
        ),
    }
    return desk_page(
        request, "desk/campaigns/entry.html", context, active="campaigns", status=422 if form.errors else 200
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_GET
def campaign_chronology(request: HttpRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """Everything done for somebody, on one sheet: for the rescue services, the CCAS, or the person."""
    entry, at = _entry_or_404(campaign_or_404(campaign_id), entry_id), timezone.now()
    try:
        content = chronology_pdf(entry, at=at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:campaign_entry", campaign_id, entry_id)
    leave_read_trace(
        subjects=[entry], by=agent(request), commune_code=current_commune(), page="campaign_chronology"
    )
    return pdf_file(content, f"chronologie-{entry.pk}")


def _owners() -> list[Any]:
    return staff_with_role(
        Role.CCAS_MANAGER, Role.SOCIAL_WORKER, Role.CALLER, Role.MAYOR, Role.DUTY_ELECTED_OFFICIAL,
        Role.OPERATIONS_LEAD, Role.VOLUNTEER_COORDINATOR, Role.DISTRICT_REFERENT,
    )  # fmt: skip


def _step_or_404(step_id: int) -> EntryStep:
    step = step_by_id(step_id)
    if step is None:
        raise Http404
    return step


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def step_done(request: HttpRequest, step_id: int) -> HttpResponse:
    """Say that a task beside the calls is done."""
    step = _step_or_404(step_id)
    return _act(
        request,
        step.entry.campaign,
        lambda: finish_step(step=step, by=agent(request), at=timezone.now()),
        "La tâche est faite.",
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def step_hand(request: HttpRequest, step_id: int) -> HttpResponse:
    """Give a task to somebody else."""
    step = _step_or_404(step_id)
    form = HandForm(request.POST, staff=_owners())
    if not form.is_valid():
        messages.error(request, "Choisissez quelqu’un dans la liste.")
        return redirect("desk:campaign_entry", step.entry.campaign_id, step.entry_id)
    return _act(
        request,
        step.entry.campaign,
        lambda: hand_step(step=step, to=form.to(), by=agent(request), at=timezone.now()),
        f"La tâche est confiée à {form.to().name}.",
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_POST
def batch_release(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take back the people of a caller who left."""
    batch = batch_by_id(batch_id)
    if batch is None:
        raise Http404
    return _act(
        request,
        batch.campaign,
        lambda: release_batch(batch=batch, by=agent(request), at=timezone.now()),
        "Ces personnes sont rendues à la liste.",
    )


@requires(Permission.CAMPAIGN_LEAD)
@require_GET
def campaign_sheets(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Call sheets of everybody still to be reached, for the day the network is down."""
    found, at = campaign_or_404(campaign_id), timezone.now()
    try:
        content, entries = call_sheets_pdf(found, at=at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:campaign", found.pk)
    trace_sheets(campaign=found, entries=entries, by=agent(request), at=at)
    return pdf_file(content, f"feuilles-d-appel-{found.pk}")


@requires(Permission.CAMPAIGN_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_paper(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What was written on call sheets, line by line, at its true hour."""
    found, at = campaign_or_404(campaign_id), timezone.now()
    entry, step = None, None
    if request.method == "POST":
        number = row_number(request.POST.get("number", ""))
        entry = entry_by_id(found, number) if number is not None else None
        held = open_step(entry) if entry is not None else None
        step = StepKind(held.kind) if held else None
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        step=step,
        now=at,
        initial={"key": new_key(), **_kept_day(request)},
    )
    if request.method == "POST" and form.is_valid():
        if entry is None:
            form.add_error("number", "Ce numéro n’est pas dans cette campagne.")
        elif (attempt := record(request, form, entry, at=at)) is not None:
            messages.success(
                request,
                f"N° {entry.pk}, {timezone.localtime(attempt.at):%H:%M} : {attempt.get_outcome_display()}.",
            )
            day = form.cleaned_data["on"]
            return redirect(request.path + (f"?jour={day:%Y-%m-%d}" if day else ""))
    context = {
        "campaign": found,
        "form": form,
        "trail": _trail(
            (found.title, reverse("desk:campaign", args=[found.pk])), ("Saisir des feuilles", "")
        ),
    }
    return desk_page(
        request, "desk/campaigns/paper.html", context, active="campaigns", status=422 if form.errors else 200
    )


def _kept_day(request: HttpRequest) -> dict[str, Any]:
    """The day of the line before: a sheet holds one day."""
    try:
        return {"on": datetime.strptime(request.GET.get("jour", ""), "%Y-%m-%d").date()}  # noqa: DTZ007
    except ValueError:
        return {}
