"""What every page of the desk has around it: the places this role may go, and their counters."""

from __future__ import annotations

from typing import Any, cast

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cordee.coordinate.safeguarding.selectors.reports import late_count
from cordee.ground.assignments.selectors.ledger import suggestion_count
from cordee.ground.assignments.selectors.verdicts import missions_to_settle_count
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.volunteers.selectors.lists import promises
from cordee.inform.bulletins.selectors.bulletins import waiting_count as to_approve_count
from cordee.inform.directory.selectors.questions import waiting_count as unanswered_count
from cordee.inform.schemes.selectors.schemes import due_count

NavItem = tuple[str, str, bool, str, int]

_PLACES: tuple[tuple[str, str, str, str, Permission], ...] = (
    ("queue", "File des demandes", "desk:queue", "paper", Permission.NEED_TITLES),
    ("call", "Nouvel appel", "desk:call", "phone", Permission.NEED_CREATE),
    ("assessments", "Évaluations", "desk:assessments", "paper", Permission.ASSESS_TAKE),
    ("safeguard", "Signaler un danger", "desk:safeguard_start", "alert", Permission.SAFEGUARD_FILE),
    ("safeguards", "Signalements", "desk:safeguards", "lock", Permission.SAFEGUARD_READ),
    ("entries", "Registre de solidarité", "desk:entries", "book", Permission.REGISTER_READ),
    ("entry_new", "Inscrire au registre", "desk:entry_new", "plus", Permission.REGISTER_COLLECT),
    ("calls", "Appels", "desk:calls", "phone", Permission.CAMPAIGN_CALL),
    ("campaigns", "Campagnes", "desk:campaigns", "users", Permission.CAMPAIGN_LEAD),
    ("proposals", "Propositions", "desk:proposals", "check", Permission.MATCH_DECIDE),
    ("volunteers", "Bénévoles", "desk:volunteers", "users", Permission.VOLUNTEER_READ),
    ("bulletins", "Informations", "desk:bulletins", "message", Permission.INFORM_WRITE),
    ("places", "Lieux ouverts", "desk:places", "map-pin", Permission.PLACE_READ),
    ("organisations", "Partenaires", "desk:organisations", "users", Permission.PARTNER_READ),
    ("questions", "Questions posées", "desk:questions", "message", Permission.QUESTION_NOTE),
    ("schemes", "Dispositifs", "desk:schemes", "info", Permission.INFORM_PUBLISH),
    ("platforms", "Plateformes", "desk:platforms", "laptop", Permission.INFORM_PUBLISH),
    ("check", "Vérifier un badge", "desk:check_badge", "search", Permission.CALLER_RECOGNISE),
    ("sheets", "Tableurs", "desk:sheets", "upload", Permission.SHEET_IMPORT),
    ("clearances", "Habilitations", "desk:clearances", "lock", Permission.REGISTER_TRACK),
    ("messages", "Messages", "desk:messages", "message", Permission.NEED_DECIDE),
    ("figures", "Chiffres", "desk:figures", "clock", Permission.FIGURES),
    ("cell", "Cellule de crise", "cell:board", "alert", Permission.CELL),
    ("crisis", "Crise", "desk:crisis", "alert", Permission.CRISIS_DECIDE),
    ("protocols", "Protocoles", "desk:protocols", "mask", Permission.NEED_TITLES),
    ("settings", "Réglages", "desk:settings", "edit", Permission.SETTINGS),
    ("accounts", "Comptes", "desk:accounts", "user", Permission.ACCOUNTS),
    ("privacy", "Données personnelles", "desk:privacy", "user", Permission.PRIVACY),
    ("log", "Journal des accès", "desk:log", "lock", Permission.LOGS),
)


def agent(request: HttpRequest) -> Account:
    """The signed-in account (every view here is behind ``requires``)."""
    return cast(Account, request.user)


def first_place(account: Account) -> str:
    """The page an account lands on: the first it may open, but for the door everybody has."""
    for key, _, name, _, permission in _PLACES:
        if key != "safeguard" and can(account, permission):
            return reverse(name)
    return reverse("home:index")


def places(account: Account, active: str) -> list[NavItem]:
    """Navigation of an account: label, address, current, icon, counter."""
    counters: dict[str, int] = {}
    if can(account, Permission.MATCH_DECIDE):
        counters["proposals"] = suggestion_count()
        counters["protocols"] = missions_to_settle_count()
    if can(account, Permission.VOLUNTEER_READ):
        counters["volunteers"] = promises(now=timezone.now()).late
    if can(account, Permission.SAFEGUARD_READ):
        counters["safeguards"] = late_count(timezone.now())
    if can(account, Permission.INFORM_PUBLISH):
        counters["bulletins"] = to_approve_count()
        counters["questions"] = unanswered_count(at=timezone.now())
        counters["schemes"] = due_count(at=timezone.now())
    return [
        (label, reverse(name), key == active, icon, counters.get(key, 0))
        for key, label, name, icon, permission in _PLACES
        if can(account, permission)
    ]


def desk_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, active: str, status: int = 200
) -> HttpResponse:
    """Render a page of the desk; an htmx request for a fragment skips the navigation and its queries."""
    if "#" not in template:
        context = {"nav": places(agent(request), active), "agent": request.user, **context}
    return render(request, template, context, status=status)


def add_refused(form: BaseForm, refused: Refused) -> None:
    """Put what was refused beside the field that caused it, above the form when it has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
