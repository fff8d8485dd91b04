"""The caller's screen: one person at a time, the words to say beside the form, and an outcome that is never lost."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.campaigns.actions.calling import open_next, record_outcome, release_batch, take_batch
from cordee.coordinate.campaigns.actions.needs import record_need
from cordee.coordinate.campaigns.models import (
    CallAttempt,
    CallCampaign,
    CampaignEntry,
    CampaignState,
    Outcome,
    StepKind,
)
from cordee.coordinate.campaigns.rules.hours import hours_of, least_urgent_rung, next_ringing
from cordee.coordinate.campaigns.rules.scripts import script_for
from cordee.coordinate.campaigns.selectors.board import (
    attempts_of,
    batch_in_hand,
    campaign_by_id,
    campaigns_shown,
    entry_by_id,
    news_for_caller,
    open_step,
    person_on_the_line,
    waiting_in_batch,
)
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.urgency import EMERGENCY_NUMBERS
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.words.health import without_health_words
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.campaigns import OutcomeForm
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.safeguarding import report_url
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.numbers import row_number

NEWS_FOR = timedelta(hours=36)
"""How long a caller may read what became of those they could not reach: until the end of their next shift."""


def campaign_or_404(campaign_id: int) -> CallCampaign:
    """The campaign of an address."""
    campaign = campaign_by_id(campaign_id)
    if campaign is None:
        raise Http404
    return campaign


def new_key() -> str:
    """What makes one sending of a form one attempt, however often it arrives."""
    return secrets.token_urlsafe(18)


def record(
    request: HttpRequest, form: OutcomeForm, entry: CampaignEntry, *, at: datetime
) -> CallAttempt | None:
    """Write what a valid form says; ``None`` when it was refused (the form then says why)."""
    given: dict[str, Any] = {
        "entry": entry,
        "said": form.said(),
        "key": form.cleaned_data["key"],
        "by": agent(request),
        "at": at,
        "via": form.via,
    }
    try:
        asked = form.asked()
        if asked is None:
            attempt = record_outcome(**given)
        else:
            attempt = record_need(**given, asked=asked, place=place_of(entry.address)[0])
    except Refused as refused:
        add_refused(form, refused)
        return None
    if without_health_words(attempt.note).kinds:
        messages.warning(
            request, "La note parle de santé. La personne peut la lire : gardez les faits, sans diagnostic."
        )
    return attempt


@requires(Permission.CAMPAIGN_CALL)
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Campaigns in which one may call now."""
    at, account = timezone.now(), agent(request)
    rows = [
        {
            "campaign": one,
            "open": bool(least_urgent_rung(at, hours_of(one))),
            "opens_at": next_ringing(at, hours_of(one), 3),
            "mine": batch_in_hand(one, by=account, at=at),
        }
        for one in campaigns_shown()
        if one.state in {CampaignState.RUNNING, CampaignState.PAUSED}
    ]
    news = news_for_caller(account, since=at - NEWS_FOR)
    if news:
        leave_read_trace(
            subjects=[one.entry for one in news],
            by=account,
            commune_code=current_commune(),
            page="campaign_call",
        )
    return desk_page(
        request,
        "desk/campaigns/calls.html",
        {"rows": rows, "news": news, "may_lead": can(account, Permission.CAMPAIGN_LEAD)},
        active="calls",
    )


@requires(Permission.CAMPAIGN_CALL)
@require_POST
def call_take(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Take a batch, or the next person of the one in hand; the page then shows this one person."""
    campaign, at, account = campaign_or_404(campaign_id), timezone.now(), agent(request)
    try:
        batch = take_batch(campaign=campaign, by=account, at=at)
        shown = open_next(batch=batch, by=account, at=at) if batch is not None else None
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:calls")
    if shown is None:
        messages.info(request, _nobody(campaign, at))
        return redirect("desk:calls")
    return redirect("desk:call_person", campaign.pk)


def _nobody(campaign: CallCampaign, at: datetime) -> str:
    if least_urgent_rung(at, hours_of(campaign)) < 3:
        opens = timezone.localtime(next_ringing(at, hours_of(campaign), 3))
        return f"Ce n’est pas l’heure d’appeler. Les appels reprennent le {opens:%d/%m} à {opens:%-H h %M}."
    return "Personne à appeler pour l’instant : tout le monde est pris ou attend son heure. Revenez dans quelques minutes."


@requires(Permission.CAMPAIGN_CALL)
@require_POST
def call_stop(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Give back those one has not called."""
    campaign, at, account = campaign_or_404(campaign_id), timezone.now(), agent(request)
    batch = batch_in_hand(campaign, by=account, at=at)
    if batch is not None:
        count = release_batch(batch=batch, by=account, at=at)
        messages.success(
            request,
            f"Merci. {count} personne{'s' if count > 1 else ''} rendue{'s' if count > 1 else ''} à la liste.",
        )
    return redirect("desk:calls")


@requires(Permission.CAMPAIGN_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def call_person(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The one person of one's lease: who they are, what to say, what came of it."""
    campaign, at = campaign_or_404(campaign_id), timezone.now()
    if request.method == "POST":
        return _said(request, campaign, at)
    entry = person_on_the_line(campaign, by=agent(request), at=at)
    if entry is None:
        return redirect("desk:calls")
    step = open_step(entry)
    form = OutcomeForm(step=StepKind(step.kind) if step else None, now=at, initial={"key": new_key()})
    return _shown(request, campaign, entry, form)


def _entry_sent(request: HttpRequest, campaign: CallCampaign) -> CampaignEntry:
    key = row_number(request.POST.get("entry", ""))
    entry = entry_by_id(campaign, key) if key is not None else None
    if entry is None:
        raise Http404
    return entry


def _said(request: HttpRequest, campaign: CallCampaign, at: datetime) -> HttpResponse:
    """An outcome, sent at once or by a telephone that kept it while it had no network."""
    account = agent(request)
    entry = _entry_sent(request, campaign)
    kept = request.headers.get("X-Requested-With") == "kept-calls"
    step = None if kept else open_step(entry)
    form = OutcomeForm(request.POST, step=StepKind(step.kind) if step else None, now=at, kept=kept)
    attempt = None
    danger: list[str] = []
    if form.is_valid():
        danger = [] if kept else form.danger()
        attempt = record(request, form, entry, at=at) if not danger else None
    if kept:
        # The telephone forgets what it kept only when the house has it.
        told = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"recorded": attempt is not None, "told": told}, status=200 if attempt else 422)
    if attempt is None:
        if person_on_the_line(campaign, by=account, at=at) != entry:
            # The number is no longer theirs to see: what they typed is shown alone, to be read to a supervisor.
            entry = replace_by_nobody(entry)
        return _shown(request, campaign, entry, form, danger=danger, status=422)
    if attempt.outcome == Outcome.ALERTE_VITALE:
        return redirect("desk:call_alert", campaign.pk, entry.pk)
    messages.success(request, f"Noté : {Outcome(attempt.outcome).label.lower()}.")
    return _next(request, campaign, at)


def replace_by_nobody(entry: CampaignEntry) -> CampaignEntry:
    """The same entry without a word of whom it is."""
    bare = CampaignEntry(
        pk=entry.pk, campaign=entry.campaign, priority=entry.priority, language=entry.language
    )
    bare.name, bare.phones = "Personne rendue à la liste", []
    return bare


def _next(request: HttpRequest, campaign: CallCampaign, at: datetime) -> HttpResponse:
    batch = batch_in_hand(campaign, by=agent(request), at=at)
    try:
        shown = open_next(batch=batch, by=agent(request), at=at) if batch is not None else None
    except Refused as refused:
        messages.info(request, str(refused))
        shown = None
    return redirect("desk:call_person", campaign.pk) if shown is not None else redirect("desk:calls")


def _shown(
    request: HttpRequest,
    campaign: CallCampaign,
    entry: CampaignEntry,
    form: OutcomeForm,
    *,
    danger: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    account, town = agent(request), request.municipality  # type: ignore[attr-defined]
    if entry.phones:
        leave_read_trace(subjects=[entry], by=account, commune_code=current_commune(), page="campaign_call")
    script = script_for(
        kind=campaign.kind,
        language=entry.language,
        name=entry.shown_name,
        caller=account.name,
        town=town.name,
        phone=display_phone(town.phone) if town.phone else "",
        word=campaign.word,
    )
    context = {
        "campaign": campaign,
        "entry": entry,
        "danger_url": report_url(entry.person_id),
        "form": form,
        "danger": danger or [],
        "numbers": EMERGENCY_NUMBERS,
        "script": script,
        "phones": [(one, display_phone(one)) for one in entry.phones],
        "past": attempts_of(entry, limit=4) if entry.phones else [],
        "left": waiting_in_batch(campaign, by=account, at=timezone.now()),
        "others": [one for one in form.allowed if one not in form.quick],
        "trail": [("Appels", reverse("desk:calls")), (campaign.title, "")],
    }
    return desk_page(request, "desk/campaigns/call.html", context, active="calls", status=status)


@requires(Permission.CAMPAIGN_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def call_alert(request: HttpRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """A danger for life: whom to ring, and the hour at which they were. Only the one who told it, and who leads, see it."""
    campaign, at, account = campaign_or_404(campaign_id), timezone.now(), agent(request)
    entry = entry_by_id(campaign, entry_id)
    step = open_step(entry) if entry is not None else None
    told_by_me = entry is not None and entry.last_caller_id == account.pk
    if entry is None or not (told_by_me or can(account, Permission.CAMPAIGN_LEAD)):
        raise Http404
    if step is None or step.kind != StepKind.VITAL:
        messages.success(request, "Les secours sont notés.")
        return redirect("desk:calls")
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None:
        sent["outcome"] = Outcome.TRANSMIS_SECOURS.value
        sent.pop("quick", None)
    form = OutcomeForm(sent, step=StepKind.VITAL, now=at, initial={"key": new_key()})
    if sent is not None and form.is_valid():
        attempt = record(request, form, entry, at=at)
        if attempt is not None:
            messages.success(request, "Les secours sont notés, avec l’heure.")
            return _next(request, campaign, at)
    leave_read_trace(subjects=[entry], by=account, commune_code=current_commune(), page="campaign_call")
    context = {
        "campaign": campaign,
        "entry": entry,
        "form": form,
        "numbers": EMERGENCY_NUMBERS,
        "phones": [(one, display_phone(one)) for one in entry.phones],
        "contact": entry.contact,
        "contact_phone": (entry.contact_phone, display_phone(entry.contact_phone))
        if entry.contact_phone
        else None,
    }
    return desk_page(
        request, "desk/campaigns/alert.html", context, active="calls", status=422 if form.errors else 200
    )
