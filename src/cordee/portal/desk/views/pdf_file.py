"""A PDF as an answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import Paper
from cordee.ground.papers.selectors.printing import paper_pdf, papers_pdf
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.views.shell import agent


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """Show it in the browser, under a name that says what it is when it is saved; never kept by a shared cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def printed_paper(request: HttpRequest, paper: Paper, *, instead: Callable[[], HttpResponse]) -> HttpResponse:
    """A paper as it was issued, and the trace of who printed it; ``instead``, with the reason, when it prints no more."""
    return printed_papers(request, [paper], str(paper), instead=instead)


def printed_papers(
    request: HttpRequest, papers: list[Paper], name: str, *, instead: Callable[[], HttpResponse]
) -> HttpResponse:
    """Several papers in one file, each with its trace."""
    try:
        content = paper_pdf(papers[0]) if len(papers) == 1 else papers_pdf(papers)
    except Refused as refused:
        messages.error(request, str(refused))
        return instead()
    leave_read_trace(subjects=[*papers], by=agent(request), commune_code=current_commune(), page="paper")
    return pdf_file(content, name)
