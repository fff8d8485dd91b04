"""What the pages of public texts share: who changed what, taking one away with a reason, undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cordee.ground.audit.models import Event, EventKind
from cordee.ground.audit.rules import Refused, subject_key
from cordee.ground.audit.selectors import events_about_any
from cordee.ground.people.models import Account
from cordee.ground.people.selectors.accounts import account_names
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.inform import WithdrawForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

Act = Callable[[Account, datetime], object]


def history(subject: models.Model, *, verbs: tuple[str, ...] = ()) -> list[tuple[Event, str]]:
    """What was done to a public text and by whom, newest first: it is the town's own, nobody's file.

    ``verbs``: these acts alone, where others (a question asked fifty times) would hide them.
    """
    kind = "" if verbs else EventKind.WRITE
    events = events_about_any(current_commune(), [subject_key(subject)], kind=kind, verbs=verbs, limit=15)
    ids = {int(one.actor.removeprefix("account:")) for one in events if one.actor.startswith("account:")}
    names = {f"account:{key}": name for key, name in account_names(ids).items()}
    return [(one, names.get(one.actor, "")) for one in events]


def withdrawn(
    request: HttpRequest, *, heading: str, back: str, trail: list[tuple[str, str]], active: str,
    act: Callable[[str, Account, datetime], object], said: str,
) -> HttpResponse:  # fmt: skip
    """Ask why, do it, go back where it is told; ``act`` is given the reason."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data["why"], agent(request), timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, said)
            return redirect(back)
    context = {"form": form, "heading": heading, "back": back, "trail": trail}
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/inform/withdraw.html", context, active=active, status=status)


def done(request: HttpRequest, *, act: Act, said: str, back: str) -> HttpResponse:
    """Do it at once and go back; what is refused is told there."""
    try:
        act(agent(request), timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(back)
