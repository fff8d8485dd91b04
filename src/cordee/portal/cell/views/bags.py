"""The « sac de crise »: prepared, handed over, counted back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cordee.coordinate.register.rules.clearances import why_not
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import Fate, PaperKind
from cordee.ground.papers.selectors.lending import lent_by_id, lent_papers
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.vault.rules import draw_password
from cordee.portal.cell.actions.bags import note_bag_fate, prepare_bag
from cordee.portal.cell.forms.bags import BagForm, FateForm
from cordee.portal.cell.views.shell import add_refused, agent, cell_page

_PASSWORD = "bag_password"  # noqa: S105 - the name of a key of the session
_BAGS = "Sacs de crise"


@requires(Permission.CELL)
@require_GET
def bags(request: HttpRequest) -> HttpResponse:
    """Those made, with whom they are and what became of them; no name of a resident."""
    found = lent_papers(PaperKind.CRISIS_BAG)
    context = {
        "bags": found,
        "out": sum(not one.fate and one.paper.revoked_at is None for one in found),
        "may_prepare": can(agent(request), Permission.CRISIS_BAG),
    }
    return cell_page(request, "cell/bags.html", context, active="bags")


@requires(Permission.CRISIS_BAG)
@require_http_methods(["GET", "POST"])
def bag_new(request: HttpRequest) -> HttpResponse:
    """Who takes it, on what; then the archive, which the house does not keep."""
    account, now = agent(request), timezone.now()
    password = request.session.setdefault(_PASSWORD, draw_password())
    form = BagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            lent, archive = prepare_bag(
                holder=form.cleaned_data["holder"],
                password=password if form.locked else "",
                by=account,
                at=now,
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            if form.locked:
                del request.session[_PASSWORD]
            answer = HttpResponse(archive, content_type="application/zip")
            answer.headers["Content-Disposition"] = f'attachment; filename="sac-de-crise-{lent}.zip"'
            answer.headers["Cache-Control"] = "no-store"
            return answer
    context = {
        "form": form,
        "password": password,
        "shut": why_not(account, now),
        "trail": [(_BAGS, reverse("cell:bags")), ("Préparer", "")],
    }
    return cell_page(request, "cell/bag_new.html", context, active="bags")


@requires(Permission.CELL)
@require_http_methods(["GET", "POST"])
def bag_back(request: HttpRequest, lent_id: int) -> HttpResponse:
    """Given back, destroyed or lost."""
    lent, now = lent_by_id(lent_id), timezone.now()
    if lent is None:
        raise Http404
    if lent.fate:
        messages.info(request, f"{lent} est déjà noté « {lent.get_fate_display()} ».")
        return redirect("cell:bags")
    today = f"{timezone.localtime(now):%d/%m/%Y}"
    form = FateForm(request.POST if request.method == "POST" else None, initial={"fate_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            noted = note_bag_fate(
                lent_id=lent.pk, fate=said["fate"], on=said["fate_on"], by=agent(request), at=now
            )
        except Refused as refused:
            add_refused(form, refused)
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            if noted.fate == Fate.LOST:
                messages.warning(
                    request,
                    f"{noted} est noté perdu. Prévenez maintenant la personne déléguée à la protection des données : "
                    "la CNIL doit le savoir sous 72 heures si des habitants courent un risque.",
                )
            else:
                messages.success(request, f"{noted} est noté « {noted.get_fate_display()} ».")
            return redirect("cell:bags")
    context = {
        "form": form,
        "lent": lent,
        "trail": [(_BAGS, reverse("cell:bags")), (str(lent), "")],
    }
    return cell_page(request, "cell/bag_back.html", context, active="bags")
