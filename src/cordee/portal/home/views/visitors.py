"""« Quelqu’un s’est présenté au nom de la mairie, et j’ai un doute. »"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.visitors import report_visitor
from cordee.ground.people.actions.proofs import spend_proof
from cordee.ground.people.selectors.notices import notice_at
from cordee.portal.home.forms.visitors import VisitorForm
from cordee.ui.access import public
from cordee.ui.pace import too_many, visitor_address
from cordee.ui.proof import TOO_MANY_UNPROVEN, too_many_unproven

_TOO_MANY = "Beaucoup de signalements arrivent d’ici. Attendez une minute et renvoyez : rien n’est perdu."


@public
@require_http_methods(["GET", "HEAD", "POST"])
def visitor_report(request: HttpRequest) -> HttpResponse:
    """A few words; whoever is still at the door is the business of the 17."""
    form = VisitorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        if too_many("visitor", visitor_address(request), most=settings.FORMS_PER_MINUTE, seconds=60, at=at):
            form.add_error(None, _TOO_MANY)
        else:
            found = {
                name: form.cleaned_data[name] for name in ("told", "place", "happened", "badge", "phone")
            }
            try:
                with transaction.atomic():
                    if too_many_unproven(request, "visitor", spend=spend_proof, at=at):
                        raise Refused(TOO_MANY_UNPROVEN)
                    report_visitor(**found, by=None, at=at)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            else:
                return redirect("home:visitor_thanks")
    status = 422 if form.errors else 200
    context = {"form": form, "notice": notice_at("signalement", request.municipality)}  # type: ignore[attr-defined]
    return render(request, "home/visitor_report.html", context, status=status)


@public
@require_safe
def visitor_thanks(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "home/visitor_thanks.html")
