"""One need: what is asked, who could help and why, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.assignments.actions.answers import (
    cancel_assignments_of,
    drop_assignment,
    finish_assignment,
    open_served_places,
    record_no_show,
    start_assignment,
)
from cordee.ground.assignments.models import HOLDING_STATES, Assignment
from cordee.ground.assignments.planning.pairs import best_helpers, why_not
from cordee.ground.assignments.rules.money import can_have_slip
from cordee.ground.assignments.selectors.ledger import (
    assignment_by_id,
    assignments_of_need,
    volunteers_helping_person,
)
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.messaging.selectors import messages_to
from cordee.ground.needs.actions import steps
from cordee.ground.needs.actions.files import show_recognition_word
from cordee.ground.needs.actions.sharing import note_sharing, withdraw_sharing
from cordee.ground.needs.models import MATCHABLE_STATES, Need, NeedState
from cordee.ground.needs.rules.lifecycle import can_become
from cordee.ground.needs.rules.recognition import word_is_old
from cordee.ground.needs.rules.recurrence import recurrence_parts, recurrence_words
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.needs.rules.urgency import clock_of, is_window_over
from cordee.ground.needs.selectors.assessments import last_assessment
from cordee.ground.needs.selectors.queue import need_by_id, open_needs_at_same_door
from cordee.ground.people.models import Account, ConsentAnswer, ConsentChannel, Recipient, Role
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.protection import check_open
from cordee.ground.people.selectors.consents import consents_of
from cordee.ground.people.selectors.persons import staff_with_role
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.selectors.lists import (
    VolunteerFilter,
    filtered_volunteers,
    volunteer_by_id,
    volunteer_names,
)
from cordee.portal.desk.forms.need import (
    CancelForm,
    ConsentForm,
    NextActionForm,
    NoSolutionForm,
    PostponeForm,
    QualifyForm,
    RecurrenceForm,
    ReferForm,
)
from cordee.portal.desk.views.safeguarding import report_url
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.numbers import row_number

_FOLLOWERS = (Role.CCAS_MANAGER, Role.SOCIAL_WORKER, Role.VOLUNTEER_COORDINATOR, Role.RECEPTIONIST)


def found_need(need_id: int) -> Need:
    """The need, or a page not found (the same for another town's)."""
    need = need_by_id(need_id)
    if need is None:
        raise Http404
    check_open(need.beneficiary.person)
    return need


def _minutes(since: datetime, until: datetime | None) -> int | None:
    return round((until - since).total_seconds() / 60) if until else None


def _owners(need: Need, account: Account) -> list[Account]:
    known = {one.pk: one for one in [*staff_with_role(*_FOLLOWERS), account]}
    if need.owner is not None:
        known[need.owner.pk] = need.owner
    return list(known.values())


def _page(request: HttpRequest, need: Need, *, wrong: dict[str, forms.Form] | None = None) -> HttpResponse:
    account, now = agent(request), timezone.now()
    # Whoever follows a need rings the person up: they see whom (domain.md § 7.9, the caller’s « batch only »).
    follows = need.owner_id == account.pk and need.is_open
    may_read = follows or can(account, Permission.NEED_READ)
    if may_read:
        leave_read_trace(
            subjects=[need, need.beneficiary.person], by=account, commune_code=current_commune(), page="need"
        )
    local = timezone.localtime(need.next_action_at or now)
    choices: dict[str, forms.Form] = {
        "qualify": QualifyForm(need=need, now=now),
        "next_action": NextActionForm(
            owners=_owners(need, account),
            initial={
                "next_action": need.next_action,
                "due_on": local.date(),
                "due_time": f"{local:%H:%M}",
                "owner": need.owner_id or account.pk,
            },
        ),
        "postpone": PostponeForm(),
        "cancel": CancelForm(need=need),
        "recurrence": RecurrenceForm(
            initial=dict(zip(("recurrence", "last_day"), recurrence_parts(need.recurrence), strict=True))
        ),
        "no_solution": NoSolutionForm(),
        "refer": ReferForm(),
        "consent": ConsentForm(prefix="consent", initial={"said_on": timezone.localdate()}),
    } | (wrong or {})
    matchable = need.state in MATCHABLE_STATES and need.beneficiary.share_with_helper is not False
    assignments = assignments_of_need(need.pk)
    for one in assignments:
        one.may_slip = can_have_slip(one)  # type: ignore[attr-defined]
    helpers = (
        best_helpers(need=need, at=now, limit=5)
        if matchable and can(account, Permission.MATCH_DECIDE)
        else []
    )
    names = volunteer_names([one.volunteer_id for one in helpers])
    standing = consents_of(need.beneficiary.person) if may_read else []
    context: dict[str, Any] = {
        "need": need,
        "label": activity_label(need.activity),
        "person": need.beneficiary.person,
        "word": show_recognition_word(beneficiary=need.beneficiary, by=account, at=now, page="need")
        if may_read
        else "",
        "word_is_old": word_is_old(need.beneficiary.recognition_word_on, timezone.localtime(now).date()),
        "household": need.beneficiary.household,
        "phone": display_phone(need.beneficiary.person.phone) if need.beneficiary.person.phone else "",
        "to_accepted": _minutes(need.received_at, need.accepted_at),
        "to_done": _minutes(need.received_at, need.done_at),
        "clock": clock_of(need, now),
        "now": now,
        "forms": choices,
        "wrong": wrong or {},
        "assignments": assignments,
        "helpers": [(one, names[one.volunteer_id]) for one in helpers],
        "matchable": matchable,
        "neighbours": open_needs_at_same_door(need),
        "several_helpers": volunteers_helping_person(
            need.beneficiary.person_id, since=now - timedelta(days=7)
        ),
        "events": events_about(need, limit=20, kind=EventKind.WRITE),
        "sent": messages_to(need.beneficiary.person, limit=5) if may_read else [],
        "may_read": may_read,
        "may_send": can(account, Permission.NEED_READ),
        "answered": [one for one in standing if one.consent],
        "unasked": [one for one in standing if not one.consent],
        "sheet": last_assessment(need.beneficiary.person_id),
        "may_assess": may_read and can(account, Permission.ASSESS_TAKE),
        "danger_url": report_url(need.beneficiary.person_id if may_read else None),
        "may_protect": can(account, Permission.PROTECT),
        "may_decide": can(account, Permission.NEED_DECIDE),
        "may_match": can(account, Permission.MATCH_DECIDE),
        "may_suggest": can(account, Permission.MATCH_PROPOSE),
        "may_see_volunteers": can(account, Permission.VOLUNTEER_READ),
        "can_verify": need.state == NeedState.DONE and (follows or can(account, Permission.NEED_DECIDE)),
        "window_over": is_window_over(need, now),
        "can_serve": can_become(need, NeedState.CLOSED)
        and need.state in {NeedState.QUALIFIED, NeedState.REFERRED},
        "repeats": recurrence_words(need.recurrence) if need.recurrence else "",
        "can_reopen": not need.is_open,
        "trail": [("File des demandes", reverse("desk:queue")), (str(need), "")],
    }
    if may_read and need.requester is not None:
        context["requester_phone"] = (
            display_phone(need.requester.shown_phone) if need.requester.shown_phone else ""
        )
    return desk_page(request, "desk/need.html", context, active="queue", status=422 if wrong else 200)


@requires(Permission.NEED_TITLES)
@require_GET
def need(request: HttpRequest, need_id: int) -> HttpResponse:
    """The need's page; name, address and phone only for roles that may read them."""
    return _page(request, found_need(need_id))


Step = Callable[[Need, Any, Account, datetime], object]


def _step(
    request: HttpRequest, need_id: int, name: str, form: forms.Form | None, act: Step, done: str
) -> HttpResponse:
    """Check the form, do the step, say it is done; a refusal comes back on the page with what was typed."""
    subject = found_need(need_id)
    if form is not None and not form.is_valid():
        return _page(request, subject, wrong={name: form})
    try:
        act(subject, form, agent(request), timezone.now())
    except Refused as refused:
        if form is None:
            messages.error(request, str(refused))
            return redirect("desk:need", need_id)
        add_refused(form, refused)
        return _page(request, found_need(need_id), wrong={name: form})
    messages.success(request, done)
    return redirect("desk:need", need_id)


@requires(Permission.NEED_DECIDE)
@require_POST
def qualify(request: HttpRequest, need_id: int) -> HttpResponse:
    """Judge or correct."""
    form = QualifyForm(request.POST, need=found_need(need_id), now=timezone.now())

    def act(need: Need, form: QualifyForm, by: Account, at: datetime) -> None:
        start, end = form.window()
        found = form.cleaned_data
        steps.qualify_need(
            need=need,
            by=by,
            at=at,
            activity=found["activity"],
            urgency=found["urgency"],
            details=found["details"],
            helpers=found["helpers"],
            needs_vehicle=found["needs_vehicle"],
            heavy=found["heavy"],
            wanted_from=start,
            wanted_until=end,
        )

    return _step(request, need_id, "qualify", form, act, "La demande est qualifiée.")


@requires(Permission.NEED_DECIDE)
@require_POST
def next_action(request: HttpRequest, need_id: int) -> HttpResponse:
    """Plan the next action."""
    form = NextActionForm(request.POST, owners=_owners(found_need(need_id), agent(request)))

    def act(need: Need, form: NextActionForm, by: Account, at: datetime) -> None:
        found = form.cleaned_data
        steps.plan_next_action(
            need=need, by=by, at=at, what=found["next_action"], due=form.due(), owner=found["owner"]
        )

    return _step(request, need_id, "next_action", form, act, "La prochaine action est notée.")


@requires(Permission.NEED_DECIDE)
@require_POST
def postpone(request: HttpRequest, need_id: int) -> HttpResponse:
    """Put off."""

    def act(need: Need, form: PostponeForm, by: Account, at: datetime) -> None:
        steps.postpone_need(need=need, by=by, at=at, until=form.moment())
        cancel_assignments_of(need=need, by=by, at=at)

    return _step(request, need_id, "postpone", PostponeForm(request.POST), act, "La demande est reportée.")


@requires(Permission.NEED_DECIDE)
@require_POST
def cancel(request: HttpRequest, need_id: int) -> HttpResponse:
    """Close without help; whoever was engaged is told."""

    form = CancelForm(request.POST, need=found_need(need_id))

    def act(need: Need, form: CancelForm, by: Account, at: datetime) -> None:
        steps.cancel_need(need=need, by=by, at=at, **form.cleaned_data)
        cancel_assignments_of(need=need, by=by, at=at)

    return _step(request, need_id, "cancel", form, act, "La demande est annulée.")


@requires(Permission.NEED_DECIDE)
@require_POST
def recurrence(request: HttpRequest, need_id: int) -> HttpResponse:
    """Make it come back, or stop it."""

    def act(need: Need, form: RecurrenceForm, by: Account, at: datetime) -> None:
        found = form.cleaned_data
        steps.change_recurrence(
            need=need, by=by, at=at, every=found["recurrence"], last_day=found["last_day"]
        )

    return _step(
        request, need_id, "recurrence", RecurrenceForm(request.POST), act, "La répétition est enregistrée."
    )


@requires(Permission.NEED_DECIDE)
@require_POST
def serve(request: HttpRequest, need_id: int) -> HttpResponse:
    """The town hall, or the service it was handed to, gave the help without a volunteer."""

    def act(need: Need, _: None, by: Account, at: datetime) -> None:
        steps.close_as_served(need=need, by=by, at=at)
        cancel_assignments_of(need=need, by=by, at=at)

    return _step(request, need_id, "serve", None, act, "C’est noté : la personne est aidée.")


@requires(Permission.NEED_DECIDE)
@require_POST
def no_solution(request: HttpRequest, need_id: int) -> HttpResponse:
    """Say honestly that nobody was found."""

    def act(need: Need, form: NoSolutionForm, by: Account, at: datetime) -> None:
        steps.declare_no_solution(
            need=need, by=by, at=at, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"]
        )
        cancel_assignments_of(need=need, by=by, at=at)

    return _step(
        request,
        need_id,
        "no_solution",
        NoSolutionForm(request.POST),
        act,
        "C’est noté : sans solution pour l’instant.",
    )


@requires(Permission.NEED_DECIDE)
@require_POST
def refer(request: HttpRequest, need_id: int) -> HttpResponse:
    """Hand over to a service."""

    def act(need: Need, form: ReferForm, by: Account, at: datetime) -> None:
        found = form.cleaned_data
        with transaction.atomic():
            if found["agreed_now"] and found["recipient"] in Recipient.values:
                note_sharing(
                    beneficiary=need.beneficiary, recipient=found["recipient"], answer=ConsentAnswer.YES,
                    channel=ConsentChannel.PHONE, said_on=timezone.localdate(at), by=by, at=at,
                )  # fmt: skip
            steps.refer_need(
                need=need, by=by, at=at, to=found["to"], back_on=form.moment(), recipient=found["recipient"]
            )
        cancel_assignments_of(need=need, by=by, at=at)

    return _step(request, need_id, "refer", ReferForm(request.POST), act, "La demande est orientée.")


@requires(Permission.NEED_DECIDE)
@require_POST
def consent(request: HttpRequest, need_id: int) -> HttpResponse:
    """Note what the person said of one recipient."""

    def act(need: Need, form: ConsentForm, by: Account, at: datetime) -> None:
        note_sharing(beneficiary=need.beneficiary, by=by, at=at, **form.cleaned_data)

    form = ConsentForm(request.POST, prefix="consent")
    return _step(request, need_id, "consent", form, act, "La réponse de la personne est notée.")


@requires(Permission.NEED_DECIDE)
@require_POST
def consent_withdraw(request: HttpRequest, need_id: int, recipient: str) -> HttpResponse:
    """The person takes an agreement back on the phone: one gesture."""

    def act(need: Need, _: None, by: Account, at: datetime) -> None:
        withdraw_sharing(
            beneficiary=need.beneficiary, recipient=recipient, channel=ConsentChannel.PHONE, by=by, at=at
        )  # fmt: skip

    answer = _step(request, need_id, "withdraw", None, act, "L’accord est retiré : plus rien ne part.")
    going = [one for one in assignments_of_need(need_id) if one.state in HOLDING_STATES]
    if recipient == Recipient.HELPER and going:
        messages.warning(
            request,
            "Quelqu’un devait venir : l’adresse ne s’affiche plus. Prévenez-le, et reprenez la mission si besoin.",
        )
    return answer


@requires(Permission.NEED_CREATE)
@require_POST
def verify(request: HttpRequest, need_id: int) -> HttpResponse:
    """The person confirmed by phone: closed as served."""
    need, account = found_need(need_id), agent(request)
    if need.owner_id != account.pk and not can(account, Permission.NEED_DECIDE):
        messages.error(request, "Cette demande est suivie par quelqu’un d’autre, qui la vérifiera.")
        return redirect("desk:need", need_id)
    return _step(
        request,
        need_id,
        "verify",
        None,
        lambda need, _, by, at: steps.verify_need(need=need, by=by, at=at),
        "Vérifié et clos. Merci !",
    )


@requires(Permission.NEED_DECIDE)
@require_POST
def reopen(request: HttpRequest, need_id: int) -> HttpResponse:
    """Undo a closing, or a mission said done that was not."""

    def act(need: Need, _: None, by: Account, at: datetime) -> None:
        steps.reopen_need(need=need, by=by, at=at)
        open_served_places(need=need, by=by, at=at)

    return _step(
        request,
        need_id,
        "reopen",
        None,
        act,
        "La demande est rouverte.",
    )


def found_assignment(need_id: int, assignment_id: int) -> Assignment:
    """A mission of this need, or a page not found; shut as the need is."""
    assignment = assignment_by_id(assignment_id)
    if assignment is None or assignment.need_id != need_id:
        raise Http404
    check_open(assignment.need.beneficiary.person)
    return assignment


@requires(Permission.NEED_DECIDE)
@require_POST
def mission_step(request: HttpRequest, need_id: int, assignment_id: int, step: str) -> HttpResponse:
    """What was said on the phone: set off, done, cannot come any more, did not come."""
    assignment = found_assignment(need_id, assignment_id)
    acts = {
        "parti": start_assignment,
        "fait": finish_assignment,
        "rendue": drop_assignment,
        "absent": record_no_show,
    }
    if step not in acts:
        raise Http404
    return _step(
        request,
        need_id,
        step,
        None,
        lambda _need, _form, by, at: acts[step](assignment=assignment, by=by, at=at),
        "C’est noté.",
    )


@requires(Permission.MATCH_PROPOSE)
@require_GET
def why(request: HttpRequest, need_id: int) -> HttpResponse:
    """« Pourquoi pas » : look a volunteer up and see every condition."""
    subject, now = found_need(need_id), timezone.now()
    text, chosen = request.GET.get("q", "").strip(), request.GET.get("benevole", "")
    key = row_number(chosen)
    volunteer = volunteer_by_id(key) if key is not None else None
    context = {
        "need": subject,
        "label": activity_label(subject.activity),
        "text": text,
        "found": list(filtered_volunteers(VolunteerFilter(text=text), now=now)[:10]) if text else [],
        "answer": why_not(need=subject, volunteer=volunteer, at=now) if volunteer else None,
        "may_match": can(agent(request), Permission.MATCH_DECIDE),
        "trail": [
            ("File des demandes", reverse("desk:queue")),
            (str(subject), reverse("desk:need", args=[need_id])),
            ("Pourquoi pas…", ""),
        ],
    }
    return desk_page(request, "desk/why.html", context, active="queue")
