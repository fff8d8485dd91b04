"""The link of a proposal: yes or no, and no address before the yes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.ground.assignments.models import HOLDING_STATES, Assignment
from cordee.ground.assignments.rules.places import can_answer
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.activities import activity_named
from cordee.ground.people.actions.keys import find_entry_key
from cordee.ground.people.models import EntryKey, EntryPurpose
from cordee.ground.people.rules.access import visitor
from cordee.portal.me.actions.entering import answer_no, answer_yes
from cordee.portal.me.forms.missions import DeclineForm
from cordee.portal.me.rules.targets import page_of_target
from cordee.portal.me.selectors.mine import mission_line
from cordee.portal.me.views.entering import let_in, unlisted
from cordee.ui.access import public


def _assignment_of(key: EntryKey) -> Assignment | None:
    kind, _, number = key.target.partition(":")
    if kind != "assignment" or not number.isdecimal():
        return None
    assignment = assignment_by_id(int(number))
    return assignment if assignment is not None and assignment.volunteer.person_id == key.person_id else None


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, where about, when and what it implies; then OUI or NON."""
    return unlisted(_answer(request, token))


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    key = find_entry_key(token)
    assignment = _assignment_of(key) if key is not None and key.purpose == EntryPurpose.MISSION else None
    if key is None or assignment is None:
        return render(request, "me/dead_link.html", {"state": "unknown", "token": token}, status=404)
    here = visitor(request)
    at_home = here is not None and here.pk == key.person_id
    if at_home and (key.used_at or assignment.state in HOLDING_STATES):
        return redirect("me:mission", assignment.pk)
    if key.used_at is not None:
        return render(request, "me/dead_link.html", {"state": "used", "token": token}, status=410)
    if not can_answer(assignment, at):
        return render(request, "me/answer_closed.html", {"line": mission_line(assignment, at)})
    if key.expires_at <= at:
        return render(request, "me/dead_link.html", {"state": "expired", "token": token}, status=410)
    if request.method == "POST":
        return _answered(request, token, key, assignment)
    return _ask(request, token, assignment, DeclineForm())


def _ask(request: HttpRequest, token: str, assignment: Assignment, form: DeclineForm) -> HttpResponse:
    context = {
        "token": token,
        "line": mission_line(assignment, timezone.now()),
        "activity": activity_named(assignment.need.activity),
        "need": assignment.need,
        "form": form,
    }
    return render(request, "me/answer.html", context)


def _answered(request: HttpRequest, token: str, key: EntryKey, assignment: Assignment) -> HttpResponse:
    at = timezone.now()
    form = DeclineForm(request.POST)
    said = request.POST.get("answer", "")
    try:
        if said == "oui":
            outcome = answer_yes(key=key, assignment=assignment, at=at)
            if outcome.held:
                let_in(request, key.person)
                return redirect(page_of_target(key.target))
            return render(request, "me/answer_not_held.html", {"sentence": outcome.sentence})
        if said == "non" and form.is_valid():
            answer_no(key=key, assignment=assignment, at=at, reason=form.cleaned_data["reason"])
            return render(request, "me/answer_declined.html")
    except Refused:
        return render(request, "me/dead_link.html", {"state": "used", "token": token}, status=410)
    return _ask(request, token, assignment, form)
