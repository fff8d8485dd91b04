"""Pages the law asks for."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.ground.papers.selectors.notices import notice_pdf
from cordee.ground.people.rules.notices import CNIL
from cordee.ground.people.rules.processings import notice_doors
from cordee.ground.people.selectors.notices import notices
from cordee.ground.territory.models import Municipality
from cordee.ui.access import public
from cordee.ui.pace import too_many, visitor_address

SHEETS_PER_MINUTE = 12


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Accessibility statement (loi du 11 février 2005, art. 47; décret 2019-768)."""
    return render(request, "home/accessibility.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """« Vos données » : what is kept, why, how long, for whom, and one's rights (RGPD art. 13 and 14)."""
    told = notices(cast(Municipality, request.municipality))  # type: ignore[attr-defined]
    by_code = {one.code: one for one in told}
    doors = [
        {"code": door.code, "name": door.name, "notices": [by_code[code] for code in door.processings]}
        for door in notice_doors().values()
    ]
    return render(request, "home/privacy.html", {"notices": told, "doors": doors, "cnil": CNIL})


@public
@require_safe
def privacy_sheet(request: HttpRequest, door: str) -> HttpResponse:
    """The notice of one occasion on paper, for whoever has no internet: to hand over, to hang up, to read aloud."""
    if door not in notice_doors():
        raise Http404
    at = timezone.now()
    if too_many("notice", visitor_address(request), most=SHEETS_PER_MINUTE, seconds=60, at=at):
        response = render(request, "home/check_slow.html", {"sheet": True}, status=429)
        response.headers["Retry-After"] = "60"
        return response
    response = HttpResponse(notice_pdf(door=door, at=at), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="vos-donnees-{door}.pdf"'
    return response
