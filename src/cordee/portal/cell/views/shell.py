"""What every page of the command post has around it."""

from __future__ import annotations

from typing import Any, cast

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import DutyShift
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone

NavItem = tuple[str, str, bool, str, int]

_PLACES: tuple[tuple[str, str, str, str, Permission], ...] = (
    ("board", "Tableau de bord", "cell:board", "chart", Permission.CELL),
    ("open", "Ouvrir une crise", "cell:open", "alert", Permission.CRISIS_OPEN),
    ("logbook", "Main courante", "cell:logbook", "book", Permission.CELL),
    ("duty", "Astreintes", "cell:duty", "calendar", Permission.CELL),
    ("situations", "Points de situation", "cell:situations", "paper", Permission.CELL),
    ("bags", "Sac de crise", "cell:bags", "print", Permission.CELL),
    ("desk", "Retour au bureau", "desk:home", "arrow-left", Permission.DESK),
)


def agent(request: HttpRequest) -> Account:
    """The signed-in account (every view here is behind ``requires``)."""
    return cast(Account, request.user)


def places(account: Account, active: str) -> list[NavItem]:
    """Navigation of an account: label, address, current, icon, counter."""
    return [
        (label, reverse(name), key == active, icon, 0)
        for key, label, name, icon, permission in _PLACES
        if can(account, permission)
    ]


def cell_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, active: str, status: int = 200
) -> HttpResponse:
    """Render a page of the command post; 422 when its form was refused."""
    form = context.get("form")
    if status == 200 and form is not None and form.is_bound and form.errors:
        status = 422
    around = {
        "nav": places(agent(request), active),
        "agent": request.user,
        "may_open": can(agent(request), Permission.CRISIS_OPEN),
        "may_decide": can(agent(request), Permission.CRISIS_DECIDE),
        "may_publish": can(agent(request), Permission.SITUATION),
    }
    return render(request, template, around | context, status=status)


def add_refused(form: BaseForm, refused: Refused) -> None:
    """Put what was refused beside the field that caused it, above the form when it has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def with_phones(shifts: list[DutyShift]) -> list[tuple[DutyShift, str]]:
    """Shifts with their number as French people read it."""
    return [(one, display_phone(one.phone) if one.phone else "") for one in shifts]
