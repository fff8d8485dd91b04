"""Around the register: who is named to open it, what left for the prefect, how much of the town it covers, whom to warn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.register.actions.alerts import end_alerts, subscribe_to_alerts, trace_alerts_shown
from cordee.coordinate.register.actions.clearances import end_clearance, grant_clearance
from cordee.coordinate.register.actions.coverage import set_elderly_counts
from cordee.coordinate.register.actions.transmissions import (
    ask_transmission,
    decide_transmission,
    hand_over_register,
)
from cordee.coordinate.register.rules.choices import TransmissionState
from cordee.coordinate.register.selectors.alerts import alert_lines
from cordee.coordinate.register.selectors.clearances import clearances
from cordee.coordinate.register.selectors.coverage import LEAST, coverage, elderly_counts
from cordee.coordinate.register.selectors.transmissions import transmission_by_id, transmissions
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Role
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.selectors.persons import staff_with_role
from cordee.ground.territory.selectors import districts
from cordee.ground.vault.rules import draw_password
from cordee.portal.desk.forms.register import AlertForm, ClearanceForm, CoverageForm, TransmissionForm
from cordee.portal.desk.views.entries import LIST, cleared
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

_PASSWORD = "register_password"  # noqa: S105 - the name of a key of the session


@requires(Permission.REGISTER_TRACK)
@require_GET
def clearances_list(request: HttpRequest) -> HttpResponse:
    """Who may open the register, until when; and what left for the prefect."""
    account, now = agent(request), timezone.now()
    context = {
        "lines": clearances(timezone.localtime(now).date()),
        "sent": transmissions(),
        "may_name": can(account, Permission.REGISTER_NAME),
        "may_send": can(account, Permission.REGISTER_SEND),
        "may_approve": can(account, Permission.REGISTER_APPROVE),
        "own": account.pk,
    }
    return desk_page(request, "desk/entries/clearances.html", context, active="clearances")


@requires(Permission.REGISTER_NAME)
@require_http_methods(["GET", "POST"])
def clearance_grant(request: HttpRequest) -> HttpResponse:
    """Name somebody."""
    now = timezone.now()
    roles = PERMISSIONS[Permission.REGISTER_COLLECT] | PERMISSIONS[Permission.REGISTER_READ]
    today = f"{timezone.localtime(now):%d/%m/%Y}"
    form = ClearanceForm(
        request.POST if request.method == "POST" else None,
        accounts=staff_with_role(*(Role(role) for role in roles)),
        initial={"granted_on": today, "pledged_on": today},
    )
    if form.is_bound and form.is_valid():
        try:
            grant_clearance(**form.found(), by=agent(request), at=now)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La désignation est enregistrée.")
            return redirect("desk:clearances")
    context = {
        "form": form,
        "trail": [("Habilitations", reverse("desk:clearances")), ("Désigner quelqu’un", "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/entries/clearance.html", context, active="clearances", status=status)


@requires(Permission.REGISTER_NAME)
@require_POST
def clearance_end(request: HttpRequest, clearance_id: int) -> HttpResponse:
    """Take it back at once."""
    try:
        end_clearance(clearance_id=clearance_id, by=agent(request), at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "L’habilitation est retirée.")
    return redirect("desk:clearances")


@requires(Permission.REGISTER_SEND)
@require_http_methods(["GET", "POST"])
def transmission_ask(request: HttpRequest) -> HttpResponse:
    """Write down what the prefect asked."""
    form = TransmissionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ask_transmission(**form.cleaned_data, by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(
                request, "La demande est notée : le maire ou son adjoint·e délégué·e l’approuve."
            )
            return redirect("desk:clearances")
    context = {
        "form": form,
        "trail": [("Habilitations", reverse("desk:clearances")), ("Demande du préfet", "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/entries/transmission.html", context, active="clearances", status=status)


@requires(Permission.REGISTER_APPROVE)
@require_POST
def transmission_decide(request: HttpRequest, transmission_id: int) -> HttpResponse:
    """Yes or no."""
    approved = request.POST.get("decision") == "oui"
    try:
        decide_transmission(
            transmission_id=transmission_id, approved=approved, by=agent(request), at=timezone.now()
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(
            request, "La transmission est approuvée." if approved else "La transmission est refusée."
        )
    return redirect("desk:clearances")


@requires(Permission.REGISTER_SEND)
@require_http_methods(["GET", "POST"])
def transmission_file(request: HttpRequest, transmission_id: int) -> HttpResponse:
    """The password, shown once to be told by telephone; then the ciphered file, which the house does not keep."""
    line = transmission_by_id(transmission_id)
    if line is None:
        raise Http404
    if line.state != TransmissionState.APPROVED:
        messages.warning(request, "Ce fichier attend un accord, ou est déjà remis.")
        return redirect("desk:clearances")
    key, password = request.session.get(_PASSWORD, (0, ""))
    if key != line.key:
        password = draw_password()
        request.session[_PASSWORD] = (line.key, password)
    if request.method == "GET":
        trail = [("Habilitations", reverse("desk:clearances")), (line.number, "")]
        context = {"line": line, "password": password, "trail": trail}
        return desk_page(request, "desk/entries/handing.html", context, active="clearances")
    try:
        content = hand_over_register(
            transmission_id=line.key, password=password, by=agent(request), at=timezone.now()
        )
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:clearances")
    del request.session[_PASSWORD]
    answer = HttpResponse(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="registre-{line.number}.zip"'
    return answer


@requires(Permission.FIGURES)
@require_GET
def coverage_page(request: HttpRequest) -> HttpResponse:
    """How many of the people of 65 or over are listed, by district."""
    town, lines = coverage()
    context = {
        "told": town,
        "lines": lines,
        "bars": [
            (line.name, round(line.percent, 1), f"% ({line.listed} sur {line.elderly})")
            for line in lines
            if line.percent is not None
        ],
        "hidden": any(line.listed is None for line in lines),
        "least": LEAST,
        "may_manage": can(agent(request), Permission.REGISTER_MANAGE),
    }
    return desk_page(request, "desk/entries/coverage.html", context, active="figures")


@requires(Permission.REGISTER_MANAGE)
@require_http_methods(["GET", "POST"])
def coverage_edit(request: HttpRequest) -> HttpResponse:
    """Write how many live where."""
    known = elderly_counts()
    latest: dict[str, Any] = {}
    if known:
        _, year, source = max(known.values(), key=lambda one: one[1])
        latest = {"year": year, "source": source}
    form = CoverageForm(
        request.POST if request.method == "POST" else None,
        places=list(districts()),
        known=known,
        initial=latest,
    )
    if form.is_bound and form.is_valid():
        try:
            set_elderly_counts(
                people=form.people(), year=form.cleaned_data["year"], source=form.cleaned_data["source"],
                by=agent(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "Les chiffres sont enregistrés.")
            return redirect("desk:coverage")
    context = {
        "form": form,
        "trail": [("Couverture", reverse("desk:coverage")), ("Chiffres de la population", "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/entries/coverage_edit.html", context, active="figures", status=status)


@requires(Permission.REGISTER_READ)
@require_GET
@cleared(with_reason=False)
def alert_register(request: HttpRequest) -> HttpResponse:
    """Residents who asked to be warned."""
    lines = alert_lines(risk=request.GET.get("risque", ""))
    trace_alerts_shown(by=agent(request), at=timezone.now(), found=len(lines))
    context = {
        "rows": [
            (line, line.recipient if "@" in line.recipient else display_phone(line.recipient))
            for line in lines
        ],
        "may_keep": can(agent(request), Permission.REGISTER_KEEP),
        "trail": [LIST, ("Registre d’alerte", "")],
    }
    return desk_page(request, "desk/entries/alerts.html", context, active="entries")


@requires(Permission.REGISTER_COLLECT)
@require_http_methods(["GET", "POST"])
def alert_new(request: HttpRequest) -> HttpResponse:
    """Warn a resident."""
    form = AlertForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            place, warning = place_of(said.pop("address"))
            number = subscribe_to_alerts(**said, place=place, by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"C’est noté ({number}) : la personne sera prévenue.")
            if warning:
                messages.warning(request, warning)
            return redirect("desk:alert_new")
    context = {
        "form": form,
        "trail": [("Registre d’alerte", reverse("desk:alert_register")), ("Inscrire", "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/entries/alert_new.html", context, active="entry_new", status=status)


@requires(Permission.REGISTER_KEEP)
@require_POST
@cleared(with_reason=False)
def alert_end(request: HttpRequest, key: int) -> HttpResponse:
    """Warn no more."""
    try:
        end_alerts(key=key, by=agent(request), at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "La personne ne sera plus prévenue.")
    return redirect("desk:alert_register")
