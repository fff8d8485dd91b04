"""The texts of the town: charter, agreement, orders, letters."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.texts import write_text
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.content import TITLES
from cordee.ground.papers.rules.texts import FIELDS, shipped_text
from cordee.ground.papers.selectors.printing import layouts_of_town, text_pdf
from cordee.ground.papers.selectors.texts import text_in_force, texts_in_force, versions_of
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.paper_texts import PaperTextForm
from cordee.portal.desk.views.pdf_file import pdf_file
from cordee.portal.desk.views.shell import add_refused, agent, desk_page


def _kind(name: str) -> PaperKind:
    if name not in FIELDS:
        raise Http404
    return PaperKind(name)


@requires(Permission.SETTINGS)
@require_GET
def paper_texts(request: HttpRequest) -> HttpResponse:
    """Every text, with its version and its author."""
    context = {
        "texts": [(TITLES[text.kind], text) for text in texts_in_force()],
        "layouts": layouts_of_town(),
        "folder": f"papiers/{current_commune()}",
        "trail": [("Réglages", reverse("desk:settings")), ("Documents", "")],
    }
    return desk_page(request, "desk/paper_texts.html", context, active="settings")


def _page(request: HttpRequest, kind: PaperKind, form: PaperTextForm | None = None) -> HttpResponse:
    current = text_in_force(kind)
    context = {
        "kind": kind,
        "heading": TITLES[kind],
        "text": current,
        "form": form or PaperTextForm(initial={"body": current.body, "after": current.version}),
        "fields": FIELDS[kind],
        "shipped": "" if current.is_shipped else shipped_text(kind),
        "versions": versions_of(kind),
        "trail": [
            ("Réglages", reverse("desk:settings")),
            ("Documents", reverse("desk:paper_texts")),
            (TITLES[kind], ""),
        ],
    }
    wrong = form is not None and form.errors
    return desk_page(
        request, "desk/paper_text.html", context, active="settings", status=422 if wrong else 200
    )


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_text(request: HttpRequest, kind: str) -> HttpResponse:
    """Read or write one text. Each change is a new version; those who accepted the former keep it."""
    which = _kind(kind)
    if request.method != "POST":
        return _page(request, which)
    form = PaperTextForm(request.POST)
    if form.is_valid():
        try:
            text = write_text(
                kind=which,
                body=form.cleaned_data["body"],
                after=form.cleaned_data["after"],
                by=agent(request),
                at=timezone.now(),
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            said = f"Version {text.version} enregistrée." if text else "Rien n’a changé."
            messages.success(request, said)
            return redirect("desk:paper_text", kind)
    return _page(request, which, form)


@requires(Permission.SETTINGS)
@require_POST
def paper_text_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """The text being written, as a PDF, with somebody invented in its fields; nothing is kept."""
    which, form = _kind(kind), PaperTextForm(request.POST)
    if form.is_valid():
        try:
            content = text_pdf(kind=which, body=form.cleaned_data["body"], version=None, at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            return pdf_file(content, f"apercu-{which.value}")
    return _page(request, which, form)
