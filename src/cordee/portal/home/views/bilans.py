"""What the town tells everybody of a crisis that is over."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.ground.crisis.models import AfterActionReport
from cordee.ground.crisis.selectors.bilan import published_bilan, published_bilans
from cordee.ground.papers.selectors.printing import sheet_pdf
from cordee.ground.territory.selectors import districts_geojson
from cordee.ui.access import public
from cordee.ui.pace import too_many, visitor_address

SHEETS_PER_MINUTE = 12


def _found(crisis_id: int) -> AfterActionReport:
    found = published_bilan(crisis_id)
    if found is None:
        raise Http404
    return found


@public
@require_safe
def bilans(request: HttpRequest) -> HttpResponse:
    """Those published."""
    return render(request, "home/bilans.html", {"reports": published_bilans()})


@public
@require_safe
def bilan(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """One of them: the content that was scanned, and nothing else."""
    report = _found(crisis_id)
    content = report.content
    context = {
        "report": report,
        "content": content,
        "parts": [
            (part, [row[1:] for row in rows])
            for part, rows in groupby(content["figures"], key=lambda row: row[0])
        ],
        "asked": [(label, int(count)) for label, count in content["activities"]],
        "district_heads": ("Quartier", "Demandes reçues", "Aides apportées"),
        "outlines": districts_geojson(),
        "task_heads": ("Action", "Qui en répond", "Pour le"),
    }
    return render(request, "home/bilan.html", context)


@public
@require_safe
def bilan_pdf(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """The same on paper."""
    report, at = _found(crisis_id), timezone.now()
    if too_many("bilan", visitor_address(request), most=SHEETS_PER_MINUTE, seconds=60, at=at):
        response = render(request, "home/check_slow.html", {"sheet": True}, status=429)
        response.headers["Retry-After"] = "60"
        return response
    published = report.published_at or at
    content = report.content | {
        "title": f"Bilan : {report.content['title']}",
        "internal": False,
        "successors": [],
        "signed": f"Publié le {timezone.localtime(published):%d/%m/%Y}.",
    }
    response = HttpResponse(sheet_pdf("bilan", content, at=published), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="bilan-{crisis_id}.pdf"'
    return response
