"""Unusual access, for the DPO: the reason of each alert, and what was found out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.alerts import dismiss_alert
from cordee.ground.people.models import AccessAlert
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, roles_of
from cordee.ground.people.rules.unusual import RULES
from cordee.ground.people.selectors.alerts import alert_by_id, alerts_dismissed, alerts_to_look_at
from cordee.ground.people.selectors.protection import reason_of_opening
from cordee.portal.desk.forms.privacy import DismissForm
from cordee.portal.desk.rules.journal import key_words
from cordee.portal.desk.views.shell import agent, desk_page

PAGE_SIZE = 50


def _row(alert: AccessAlert) -> dict[str, Any]:
    rule = RULES[alert.rule]
    roles = roles_of(alert.account) if alert.account else frozenset()
    return {
        "alert": alert,
        "label": rule.label,
        "why": rule.why.format(count=alert.count),
        "who": alert.account.name if alert.account else "compte fermé",
        "roles": ", ".join(sorted(role.label for role in roles)),
        "about": key_words(alert.subject, {}) if alert.subject else "",
        "reason": reason_of_opening(alert) if alert.rule == "break_glass" else "",
    }


def _page(request: HttpRequest, *, wrong: tuple[int, forms.Form] | None = None) -> HttpResponse:
    page = Paginator(alerts_to_look_at(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [_row(alert) for alert in page.object_list]
    for row in rows:
        mine = wrong is not None and wrong[0] == row["alert"].pk
        row["form"] = wrong[1] if mine and wrong else DismissForm(prefix=f"a{row['alert'].pk}")
    context = {
        "page": page,
        "rows": rows,
        "done": [_row(alert) for alert in alerts_dismissed()],
        "rules": RULES.values(),
        "wrong": wrong is not None,
        "trail": [("Données personnelles", reverse("desk:privacy")), ("Accès inhabituels", "")],
    }
    return desk_page(
        request, "desk/privacy/alerts.html", context, active="privacy", status=422 if wrong else 200
    )


@requires(Permission.LOGS)
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """What nobody has looked at yet, the rules as they are, what was dismissed."""
    return _page(request)


@requires(Permission.LOGS)
@require_POST
def alert_dismiss(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Dismiss one, with a note."""
    alert = alert_by_id(alert_id)
    if alert is None:
        raise Http404
    form = DismissForm(request.POST, prefix=f"a{alert.pk}")
    if form.is_valid():
        try:
            dismiss_alert(alert=alert, by=agent(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            if alert.dismissed_at is not None:
                messages.error(request, str(refused))
                return redirect("desk:alerts")
            form.add_error("note", str(refused))
        else:
            messages.success(request, "L’alerte est classée, votre note est gardée.")
            return redirect("desk:alerts")
    return _page(request, wrong=(alert.pk, form))
