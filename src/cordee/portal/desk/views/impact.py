"""The impact assessment (AIPD): pre-filled from the house, completed and validated by the DPO."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.selectors.impact import study_pdf
from cordee.ground.people.actions.impact import validate_study, write_study
from cordee.ground.people.models import ImpactStudy, Level
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.impact import feared_events, is_high, parts
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.selectors.impact import Proposal, proposed_study, studies, study_by_id
from cordee.ground.territory.models import Municipality, current_commune
from cordee.portal.desk.forms.impact import ImpactForm
from cordee.portal.desk.views.pdf_file import pdf_file
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

_MARKS = {"access": "Accès", "change": "Modification", "loss": "Disparition"}


def _grid(risks: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the map of the CNIL, the most severe first; each cell names the events that stand there."""
    placed: dict[tuple[int, int], list[str]] = {}
    for event in feared_events():
        risk, mark = risks.get(event.code, {}), _MARKS[event.code]
        before = (risk.get("severity", 0), risk.get("likelihood", 0))
        after = (risk.get("residual_severity", 0), risk.get("residual_likelihood", 0))
        placed.setdefault(before, []).append(f"{mark}, avant")
        placed.setdefault(after, []).append(f"{mark}, après")
    return [
        {
            "severity": severity,
            "cells": [
                {
                    "likelihood": step,
                    "marks": placed.get((severity, step), []),
                    "high": is_high(severity, step),
                }
                for step in Level
            ],
        }
        for severity in reversed(Level)
    ]


def _proposed_anew(form: ImpactForm, proposal: Proposal) -> list[tuple[str, str]]:
    """Parts whose words are no longer those the house would write today."""
    proposed = [(part, proposal.texts[part.code]) for part in parts()]
    return [
        (part.title, words)
        for part, words in proposed
        if words and words.split() != str(form[f"text_{part.code}"].value() or "").split()
    ]


def _page(
    request: HttpRequest, form: ImpactForm, proposal: Proposal, known: list[ImpactStudy]
) -> HttpResponse:
    last = known[0] if known else None
    signed = next((one for one in known if one.validated_at), None)
    context = {
        "form": form,
        "draft": last if last and last.validated_at is None else None,
        "signed": signed,
        "review_late": signed is not None
        and signed.next_review_on is not None
        and signed.next_review_on <= timezone.localdate(),
        "known": known,
        "next_version": (last.version + 1 if last.validated_at else last.version) if last else 1,
        "measures": proposal.measures,
        "anew": _proposed_anew(form, proposal) if last else [],
        "grid": _grid(last.risks if last else proposal.risks),
        "levels": list(Level),
        "trail": [("Données personnelles", reverse("desk:privacy")), ("Analyse d’impact", "")],
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/privacy/impact.html", context, active="privacy", status=status)


@requires(Permission.IMPACT)
@require_http_methods(["GET", "POST"])
def impact(request: HttpRequest) -> HttpResponse:
    """Read, complete, save; validate when nothing is missing."""
    at, known = timezone.now(), studies()
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    proposal = proposed_study(town, at=at)
    if request.method != "POST":
        form = ImpactForm(initial=ImpactForm.initial_of(known[0] if known else None, proposal))
        return _page(request, form, proposal, known)
    form = ImpactForm(request.POST)
    if not form.is_valid():
        return _page(request, form, proposal, known)
    try:
        study = write_study(by=agent(request), at=at, **form.written())
        if "validate" in request.POST:
            validate_study(study=study, by=agent(request), at=at)
            messages.success(
                request, f"La version {study.version} est validée. Imprimez-la et faites-la signer."
            )
        else:
            messages.success(request, f"La version {study.version} est enregistrée, en brouillon.")
    except Refused as refused:
        # What was typed is kept as a draft: only the validation is refused.
        if "validate" in request.POST:
            messages.info(request, "Le brouillon est enregistré ; il n’est pas encore validé.")
        add_refused(form, refused)
        return _page(request, form, proposal, studies())
    return redirect("desk:impact")


@requires(Permission.IMPACT)
@require_GET
def impact_print(request: HttpRequest, study_id: int) -> HttpResponse:
    """One version as a PDF."""
    study = study_by_id(study_id)
    if study is None:
        raise Http404
    try:
        content = study_pdf(study, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:impact")
    leave_read_trace(subjects=[study], by=agent(request), commune_code=current_commune(), page="impact")
    return pdf_file(content, str(study))
