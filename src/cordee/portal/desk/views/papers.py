"""The papers of one volunteer: frame, texts accepted, badge, orders, attestation; and the badge checked by telephone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.assignments.actions.papers import call_up, issue_attestation
from cordee.ground.assignments.selectors.accompaniment import company_words
from cordee.ground.assignments.selectors.reserve import reserve_of
from cordee.ground.audit.actions import leave_read_trace, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.papers import revoke_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code, shown_short_code
from cordee.ground.papers.rules.validity import Validity, validity_of
from cordee.ground.papers.selectors.papers import paper_by_id, papers_of_person, values_of_last_paper
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.protection import check_open
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.actions.papers import (
    accept_text,
    change_frame,
    issue_badge,
    issue_order,
    print_agreement,
)
from cordee.ground.volunteers.models import Frame, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.frames import rules_of
from cordee.ground.volunteers.rules.papers import check_mandated
from cordee.ground.volunteers.selectors.acceptances import texts_to_accept
from cordee.ground.volunteers.selectors.checking import checked_by_phone
from cordee.ground.volunteers.selectors.lists import volunteer_of_person
from cordee.portal.desk.forms.papers import (
    AttestationForm,
    BadgeForm,
    CallUpForm,
    CheckBadgeForm,
    FrameForm,
    OrderForm,
)
from cordee.portal.desk.views.pdf_file import printed_paper
from cordee.portal.desk.views.reserve import reserve_counter
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.portal.desk.views.volunteer import found_volunteer, trail_of

_TONES = {Validity.VALID: "ok", Validity.EXPIRED: "neutral", Validity.SUSPENDED: "danger"}


def _why_not(volunteer: Volunteer) -> str:
    try:
        check_mandated(volunteer)
    except Refused as refused:
        return str(refused)
    return ""


def _line(paper: Paper, volunteer: Volunteer, at: Any) -> dict[str, Any]:
    """A paper in words; one without a code is only what it says."""
    validity = validity_of(paper, suspended=volunteer.state == VolunteerState.SUSPENDED, at=at)
    state = "annulé" if paper.revoked_at else validity.value if paper.code else ""
    if paper.code and not paper.revoked_at and paper.valid_from and at < paper.valid_from:
        state = "à venir"
    return {
        "paper": paper,
        "number": str(paper),
        "kind": PaperKind(paper.kind).label,
        "code": shown_code(paper.code),
        "short": shown_short_code(paper.short_code),
        "state": state,
        "tone": _TONES.get(validity, "neutral") if not paper.revoked_at else "neutral",
        "may_revoke": (bool(paper.code) or paper.kind == PaperKind.CALL_UP)
        and not paper.revoked_at
        and bool(paper.valid_until and paper.valid_until > at),
    }


def _reserve(volunteer: Volunteer, at: datetime) -> dict[str, int] | None:
    """Days of the year a reservist has served, and how many there are."""
    if volunteer.frame != Frame.RCSC:
        return None
    return reserve_counter(reserve_of(volunteer.pk, at=at), timezone.localtime(at).date())


def _page(
    request: HttpRequest, volunteer: Volunteer, *, wrong: dict[str, forms.Form] | None = None
) -> HttpResponse:
    account, now = agent(request), timezone.now()
    today = timezone.localtime(now).date()
    leave_read_trace(
        subjects=[volunteer, volunteer.person], by=account, commune_code=current_commune(), page="papers"
    )
    lines = [_line(paper, volunteer, now) for paper in papers_of_person(volunteer.person_id)]
    badges = [line for line in lines if line["paper"].kind == PaperKind.BADGE]
    rules = rules_of(volunteer.frame)
    context: dict[str, Any] = {
        "volunteer": volunteer,
        "person": volunteer.person,
        "rules": rules,
        "why_not": _why_not(volunteer),
        "texts": texts_to_accept(volunteer),
        "badge": next((line for line in badges if line["may_revoke"]), None),
        "papers": lines,
        "frame_form": FrameForm(initial={"frame": volunteer.frame}),
        "badge_form": BadgeForm.proposed(today),
        "order_form": OrderForm.proposed(
            volunteer=volunteer, today=today, remembered=values_of_last_paper(PaperKind.ORDER)
        ),
        "reserve": _reserve(volunteer, now),
        "call_form": CallUpForm.proposed(today),
        "attestation_form": AttestationForm.proposed(
            signed_up=timezone.localtime(volunteer.signed_up_at).date(), today=today
        ),
        "may_admit": can(account, Permission.VOLUNTEER_ADMIT),
        "wrong": wrong or {},
        "trail": trail_of(volunteer, ("Papiers", "")),
    } | (wrong or {})
    return desk_page(
        request, "desk/volunteer_papers.html", context, active="volunteers", status=422 if wrong else 200
    )


@requires(Permission.VOLUNTEER_READ)
@require_GET
def volunteer_papers(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Everything on paper for one volunteer."""
    return _page(request, found_volunteer(volunteer_id))


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_frame(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Change the legal frame; the papers that named the former one are cancelled."""
    volunteer, form = found_volunteer(volunteer_id), FrameForm(request.POST)
    if not form.is_valid():
        return _page(request, volunteer, wrong={"frame_form": form})
    cancelled = change_frame(
        volunteer=volunteer, frame=Frame(form.cleaned_data["frame"]), by=agent(request), at=timezone.now()
    )
    messages.success(
        request,
        "Le cadre est enregistré."
        + (" Les papiers qui citaient l’ancien sont annulés." if cancelled else ""),
    )
    return redirect("desk:volunteer_papers", volunteer_id)


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_accepted(request: HttpRequest, volunteer_id: int, kind: str) -> HttpResponse:
    """« Signé sur papier, vu le … par … »."""
    volunteer = found_volunteer(volunteer_id)
    if kind not in PaperKind.values:
        raise Http404
    typed = request.POST.get("version", "")
    try:
        accept_text(
            volunteer=volunteer,
            kind=PaperKind(kind),
            version=int(typed) if typed.isdecimal() and len(typed) < 6 else -1,
            by=agent(request),
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "C’est noté : signé sur papier, vu par vous aujourd’hui.")
    return redirect("desk:volunteer_papers", volunteer_id)


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def volunteer_agreement(request: HttpRequest, volunteer_id: int, kind: str) -> HttpResponse:
    """Prepare a charter, an agreement or an act of engagement to sign, and open it."""
    volunteer = found_volunteer(volunteer_id)
    if kind not in PaperKind.values:
        raise Http404
    try:
        paper = print_agreement(
            volunteer=volunteer, kind=PaperKind(kind), by=agent(request), at=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:volunteer_papers", volunteer_id)
    return redirect("desk:paper", paper.pk)


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def badge_issue(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Give a badge; the former one is cancelled."""
    volunteer, form = found_volunteer(volunteer_id), BadgeForm(request.POST, prefix="badge")
    if form.is_valid():
        try:
            issue_badge(
                volunteer=volunteer, until=form.cleaned_data["until"], by=agent(request), at=timezone.now()
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "Le badge est prêt : imprimez-le, collez la photo, tamponnez.")
            return redirect("desk:volunteer_papers", volunteer_id)
    return _page(request, volunteer, wrong={"badge_form": form})


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def order_issue(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Mandate somebody for a week at most."""
    volunteer = found_volunteer(volunteer_id)
    form = OrderForm(request.POST, volunteer=volunteer)
    if form.is_valid():
        try:
            order = form.order()
            company = company_words(volunteer.pk, starts_at=order["starts_at"], ends_at=order["ends_at"])
            paper = issue_order(
                volunteer=volunteer, by=agent(request), at=timezone.now(), company=company, **order
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"L’ordre de mission {paper} est prêt à signer.")
            return redirect("desk:volunteer_papers", volunteer_id)
    return _page(request, volunteer, wrong={"order_form": form})


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def call_issue(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Call a reservist up."""
    volunteer, form = found_volunteer(volunteer_id), CallUpForm(request.POST, prefix="appel")
    if form.is_valid():
        try:
            paper = call_up(volunteer=volunteer, by=agent(request), at=timezone.now(), **form.order())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"L’ordre d’appel {paper} est prêt à signer.")
            return redirect("desk:volunteer_papers", volunteer_id)
    return _page(request, volunteer, wrong={"call_form": form})


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def attestation_issue(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Attest the time given."""
    volunteer, form = found_volunteer(volunteer_id), AttestationForm(request.POST, prefix="attestation")
    if form.is_valid():
        try:
            paper = issue_attestation(
                volunteer=volunteer, by=agent(request), at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"L’attestation {paper} est prête à signer.")
            return redirect("desk:volunteer_papers", volunteer_id)
    return _page(request, volunteer, wrong={"attestation_form": form})


def _found_paper(paper_id: int) -> Paper:
    paper = paper_by_id(paper_id)
    if paper is None or paper.person is None or paper.kind == PaperKind.ACKNOWLEDGEMENT:
        raise Http404
    check_open(paper.person)
    return paper


def _home_of(paper: Paper) -> HttpResponse:
    volunteer = volunteer_of_person(paper.person_id) if paper.person_id else None
    return redirect("desk:volunteer_papers", volunteer.pk) if volunteer else redirect("desk:home")


@requires(Permission.VOLUNTEER_ADMIT)
@require_GET
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One paper as a PDF; printing it leaves a trace."""
    found = _found_paper(paper_id)
    return printed_paper(request, found, instead=lambda: _home_of(found))


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def paper_revoke(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Lost, or given back: from now on its number answers « non valide »."""
    found = _found_paper(paper_id)
    try:
        revoke_paper(paper=found, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found} est annulé : quiconque vérifie ce numéro lit « non valide ».")
    return _home_of(found)


@requires(Permission.CALLER_RECOGNISE)
@require_http_methods(["GET", "HEAD", "POST"])
def check_badge(request: HttpRequest) -> HttpResponse:
    """A resident reads a badge over the telephone: the code and the first name, both, or nothing."""
    form = CheckBadgeForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "asked": False}
    if request.method == "POST" and form.is_valid():
        found = checked_by_phone(
            form.cleaned_data["code"], form.cleaned_data["first_name"], at=timezone.now()
        )
        leave_trace(
            verb="check_badge", subject="papers", by=agent(request), commune_code=current_commune(),
            kind=EventKind.READ, found=len(found), numbers=[str(one.paper) for one in found],
        )  # fmt: skip
        valid = [one for one in found if one.validity == Validity.VALID]
        context |= {
            "asked": True,
            "answers": [
                {
                    "checked": one,
                    "kind": PaperKind(one.paper.kind).label,
                    "number": shown_code(one.paper.code),
                    "tone": _TONES.get(one.validity, "danger"),
                }
                for one in valid or found
                if one.paper is not None
            ],
        }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/check_badge.html", context, active="check", status=status)
