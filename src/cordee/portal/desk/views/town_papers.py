"""Papers of the town itself: the decisions that open a crisis and end it, agreements with associations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.selectors.crises import open_crises
from cordee.ground.papers.actions.papers import issue_paper, revoke_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.selectors.papers import activations, paper_by_id, papers_of_town
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.portal.desk.forms.town_papers import TOWN_FORMS, ActivationForm, EndForm, PartnerForm
from cordee.portal.desk.views.pdf_file import printed_paper
from cordee.portal.desk.views.shell import agent, desk_page

_SIGNED_BY = {
    PaperKind.ACTIVATION: ["Le maire"],
    PaperKind.END: ["Le maire"],
    PaperKind.PARTNER: ["Pour l’association", "Pour le maire"],
}


def _page(request: HttpRequest, wrong: dict[str, Any] | None = None) -> HttpResponse:
    now = timezone.now()
    today = f"{timezone.localtime(now):%d/%m/%Y}"
    crises = open_crises(now=now)
    context: dict[str, Any] = {
        "papers": [
            (
                paper,
                PaperKind(paper.kind).label,
                next(iter(paper.content.get("facts", [["", ""]])), ["", ""])[1],
            )
            for paper in papers_of_town()
        ],
        "activation": ActivationForm(
            prefix=PaperKind.ACTIVATION.value,
            initial={"starts_on": today, "event": crises[0].title if crises else ""},
        ),
        "end": EndForm(prefix=PaperKind.END.value, activations=activations(), initial={"ends_on": today}),
        "partner": PartnerForm(prefix=PaperKind.PARTNER.value, initial={"starts_on": today}),
        "wrong": wrong or {},
        "trail": [("Crise", reverse("desk:crisis")), ("Arrêtés et conventions", "")],
    } | (wrong or {})
    status = 422 if wrong else 200
    return desk_page(request, "desk/town_papers.html", context, active="crisis", status=status)


@requires(Permission.CRISIS_DECIDE)
@require_GET
def town_papers(request: HttpRequest) -> HttpResponse:
    """Those signed, and forms to prepare others."""
    return _page(request)


@requires(Permission.CRISIS_DECIDE)
@require_POST
def town_paper_issue(request: HttpRequest, kind: str) -> HttpResponse:
    """Prepare one, numbered and dated."""
    if kind not in TOWN_FORMS:
        raise Http404
    about_what = {"activations": activations()} if kind == PaperKind.END else {}
    form = TOWN_FORMS[kind](request.POST, prefix=kind, **about_what)
    if not form.is_valid():
        return _page(request, {kind: form})
    values = form.values()
    about = (
        ("Événement", values["événement"])
        if "événement" in values
        else ("Association", values["association"])
    )
    draft = Draft(PaperKind(kind), values=values, facts=[about], signatures=_SIGNED_BY[PaperKind(kind)])
    paper = issue_paper(draft=draft, person=None, by=agent(request), at=timezone.now())
    messages.success(request, f"{paper} est prêt : relisez-le avant de le signer.")
    return redirect("desk:town_papers")


def _found(paper_id: int) -> Paper:
    """A paper of the town; a person’s is not found here."""
    paper = paper_by_id(paper_id)
    if paper is None or paper.kind not in TOWN_FORMS:
        raise Http404
    return paper


@requires(Permission.CRISIS_DECIDE)
@require_POST
def town_paper_cancel(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Cancel one: it stays in the list under its number, and says so."""
    paper = _found(paper_id)
    try:
        revoke_paper(paper=paper, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{paper} est annulé. Un arrêté déjà signé se retire par un autre arrêté.")
    return redirect("desk:town_papers")


@requires(Permission.CRISIS_DECIDE)
@require_GET
def town_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One of them as a PDF; a person’s paper is not found here."""
    return printed_paper(request, _found(paper_id), instead=lambda: redirect("desk:town_papers"))
