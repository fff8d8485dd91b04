"""The « fiche d’évaluation »: questions in any order, taken up again by whoever may, then what they lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.assessments import (
    begin_assessment,
    confirm_assessment,
    drop_assessment,
    finish_assessment,
    save_assessment,
)
from cordee.ground.needs.models import AssessmentState, NeedsAssessment
from cordee.ground.needs.rules.assessment import (
    is_unsafe,
    missing_answers,
    notices_of,
    proposals_of,
    words_of,
)
from cordee.ground.needs.rules.urgency import EMERGENCY_NUMBERS, danger_words
from cordee.ground.needs.selectors.assessments import (
    assessment_for,
    next_contacts,
    unfinished_assessments,
)
from cordee.ground.needs.selectors.people_helped import beneficiary_of_person
from cordee.ground.people.models import Person
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.protection import check_open
from cordee.ground.people.selectors.persons import person_by_id
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.assessment import (
    AssessmentForm,
    OutcomeForm,
    ProposalForm,
    proposal_forms,
    seconds_since,
)
from cordee.portal.desk.rules.assessment import priority_of_answers, soft_warnings
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.need import found_need
from cordee.portal.desk.views.safeguarding import report_url
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

LIST = ("Évaluations", reverse_lazy("desk:assessments"))
AHEAD = timedelta(days=7)


@requires(Permission.ASSESS_TAKE)
@require_GET
def assessments(request: HttpRequest) -> HttpResponse:
    """Sheets to take up again and, for those who read them, whom to ring within a week."""
    account, today = agent(request), timezone.localdate()
    unfinished = unfinished_assessments(account)
    due = next_contacts(today + AHEAD) if can(account, Permission.NEED_ASSESS) else []
    if unfinished or due:
        leave_read_trace(
            subjects=[one.person for one in {one.pk: one for one in [*unfinished, *due]}.values()],
            by=account,
            commune_code=current_commune(),
            page="assessments",
        )
    context = {
        "unfinished": unfinished,
        "due": [(one, one.next_contact_on is not None and one.next_contact_on < today) for one in due],
        "may_read": can(account, Permission.NEED_ASSESS),
    }
    return desk_page(request, "desk/assessment/list.html", context, active="assessments")


def _begin(request: HttpRequest, person: Person) -> HttpResponse:
    check_open(person)
    account = agent(request)
    sheet = begin_assessment(person=person, by=account, at=timezone.now())
    if assessment_for(account, sheet.pk) is None:
        who = sheet.begun_by.name if sheet.begun_by else "un collègue"
        messages.warning(
            request, f"Une fiche est déjà en cours, commencée par {who} : seul le CCAS peut la reprendre."
        )
        return redirect("desk:assessments")
    return redirect("desk:assessment", sheet.pk)


@requires(Permission.ASSESS_TAKE)
@require_POST
def assess_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Begin, or take up again, from a request whose person this agent may see."""
    need, account = found_need(need_id), agent(request)
    if not (can(account, Permission.NEED_READ) or (need.owner_id == account.pk and need.is_open)):
        messages.warning(request, "Seul qui suit cette demande peut évaluer la situation de la personne.")
        return redirect("desk:need", need_id)
    return _begin(request, need.beneficiary.person)


@requires(Permission.ASSESS_TAKE)
@require_POST
def assess_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Begin, or take up again, during a call, once somebody is recognised."""
    person = person_by_id(person_id) if can(agent(request), Permission.CALLER_RECOGNISE) else None
    if person is None:
        raise Http404
    return _begin(request, person)


def _found(request: HttpRequest, assessment_id: int) -> NeedsAssessment:
    sheet = assessment_for(agent(request), assessment_id)
    if sheet is None:
        raise Http404
    check_open(sheet.person)
    return sheet


def _trace(request: HttpRequest, sheet: NeedsAssessment) -> None:
    leave_read_trace(
        subjects=[sheet, sheet.person], by=agent(request), commune_code=current_commune(), page="assessment"
    )


def _save(request: HttpRequest, form: AssessmentForm, sheet: NeedsAssessment) -> NeedsAssessment | None:
    """Keep what was said, and finish when it was asked; ``None`` when something is to be read on the page first."""
    found, now, by = form.cleaned_data, timezone.now(), agent(request)
    before = {value for value in sheet.said.values() if isinstance(value, str)}
    try:
        sheet = save_assessment(
            sheet=sheet, said=form.said(), version=found["version"],
            seconds=seconds_since(found["opened"], now), by=by, at=now,
        )  # fmt: skip
    except Refused as refused:
        add_refused(form, refused)
        return None
    if dropped := set(form.said()) - set(sheet.said):
        several = "s" if len(dropped) > 1 else ""
        messages.warning(
            request,
            f"La personne refuse que ses réponses soient gardées : {len(dropped)} réponse{several} effacée{several}, "
            "le besoin reste.",
        )
    for words in soft_warnings([text for text in form.free_words() if text not in before]):
        messages.warning(request, words)
    if request.POST.get("then") != "finish":
        messages.success(request, "La fiche est enregistrée.")
        return sheet
    missing = missing_answers(sheet.said)
    for field, words in missing.items():
        form.add_error(field, words)
    if missing:
        # What was typed is kept already: the page goes on from this version.
        typed = request.POST.copy()
        typed["version"], typed["opened"] = str(sheet.version), str(round(now.timestamp()))
        form.data = typed
        return None
    return finish_assessment(sheet=sheet, by=by, at=now)


@requires(Permission.ASSESS_TAKE)
@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """The questions, by sections, on one page."""
    sheet, now = _found(request, assessment_id), timezone.now()
    if sheet.state == AssessmentState.DONE:
        return redirect("desk:assessment_result", sheet.pk)
    opened = {"version": sheet.version, "opened": round(now.timestamp())}
    form = AssessmentForm(request.POST if request.method == "POST" else None, initial=sheet.said | opened)
    if form.is_bound and form.is_valid():
        saved = _save(request, form, sheet)
        if saved is not None:
            done = saved.state == AssessmentState.DONE
            return redirect("desk:assessment_result" if done else "desk:assessment", sheet.pk)
    elif not form.is_bound:
        _trace(request, sheet)
    said = form.said() if form.is_bound and hasattr(form, "cleaned_data") else sheet.said
    danger = danger_words(" ".join(str(one) for one in said.values()))
    context = {
        "sheet": sheet,
        "person": sheet.person,
        "form": form,
        "parts": form.parts(said),
        "minutes": round(sheet.seconds_spent / 60),
        "numbers": EMERGENCY_NUMBERS,
        "danger": danger,
        "unsafe": is_unsafe(said),
        "danger_url": report_url(sheet.person_id),
        "trail": [LIST, (str(sheet.person.full_name), "")],
        **_known(sheet),
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/assessment/sheet.html", context, active="assessments", status=status)


def _known(sheet: NeedsAssessment) -> dict[str, Any]:
    """What the file already says: questions 3 to 5 are not asked twice."""
    file = beneficiary_of_person(sheet.person_id)
    return {
        "phone": display_phone(sheet.person.phone) if sheet.person.phone else "",
        "household": file.household if file else None,
    }


@requires(Permission.ASSESS_TAKE)
@require_POST
def assessment_drop(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Throw an unfinished sheet away."""
    try:
        drop_assessment(sheet=_found(request, assessment_id), by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "La fiche est effacée.")
    return redirect("desk:assessments")


def _confirm(
    request: HttpRequest, sheet: NeedsAssessment, outcome: OutcomeForm, proposed: list[ProposalForm]
) -> bool:
    found = outcome.cleaned_data
    asked = [one.asked(sheet.said) for one in proposed if one.cleaned_data["wanted"]]
    try:
        with transaction.atomic():
            place, warning = place_of(found["address"], found["lat"], found["lon"])
            taken = confirm_assessment(
                sheet=sheet, asked=asked, place=place, priority=found["priority"], by=agent(request),
                at=timezone.now(),
            )  # fmt: skip
    except Refused as refused:
        add_refused(outcome, refused)
        return False
    if taken is None:
        messages.success(request, "C’est noté : aucune demande à créer.")
        return True
    numbers = ", ".join(str(need) for need in taken.needs)
    messages.success(
        request,
        f"Demande {numbers} enregistrée. Mot de reconnaissance à dire : « {taken.beneficiary.recognition_word} ».",
    )
    if warning:
        messages.warning(request, warning)
    return True


@requires(Permission.ASSESS_TAKE)
@require_http_methods(["GET", "POST"])
def assessment_result(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """What the answers lead to: needs to tick, priority with its reasons, next contact."""
    sheet = _found(request, assessment_id)
    if sheet.state != AssessmentState.DONE:
        return redirect("desk:assessment", sheet.pk)
    account, said = agent(request), sheet.said
    priority = priority_of_answers(sheet.person, said, timezone.localdate())
    known = _known(sheet)
    data = request.POST if request.method == "POST" else None
    address = known["household"].address if known["household"] else ""
    outcome = OutcomeForm(data, initial={"priority": priority.level, "address": address})
    ceiling = request.municipality.cash_ceiling_euros  # type: ignore[attr-defined]
    proposed = proposal_forms(proposals_of(said), said, ceiling=ceiling, data=data)
    valid = data is not None and all([outcome.is_valid(), *(one.is_valid() for one in proposed)])
    if valid and _confirm(request, sheet, outcome, proposed):
        may_read = can(account, Permission.NEED_ASSESS)
        return redirect("desk:assessment_result", sheet.pk) if may_read else redirect("desk:assessments")
    if data is None:
        _trace(request, sheet)
    context = {
        "sheet": sheet,
        "person": sheet.person,
        "outcome": outcome,
        "proposed": proposed,
        "priority": priority,
        "notices": notices_of(said),
        "answers": words_of(said),
        "minutes": round(sheet.seconds_spent / 60),
        "danger_url": report_url(sheet.person_id),
        "may_list": can(account, Permission.REGISTER_COLLECT),
        "unsafe_slot": said.get("safe_slot", "") if is_unsafe(said) else "",
        "trail": [LIST, (str(sheet.person.full_name), "")],
        **known,
    }
    wrong = data is not None
    return desk_page(
        request, "desk/assessment/result.html", context, active="assessments", status=422 if wrong else 200
    )
