"""The main courante: written by hand, searched, printed, exported."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.models import Crisis, EntrySource, Follows, Logbook, LogbookEntry
from cordee.ground.crisis.selectors.crises import crisis_to_tell, ended_crises, exercise_going_on, open_crises
from cordee.ground.crisis.selectors.logbook import LogLine, book_of, entries_of, entry_numbered, log_lines
from cordee.ground.papers.selectors.printing import sheet_pdf
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.models import current_commune
from cordee.portal.cell.forms.logbook import EntryForm, LogFilterForm
from cordee.portal.cell.views.files import csv_file, pdf_file
from cordee.portal.cell.views.shell import add_refused, agent, cell_page

PAGE_SIZE = 50
MOST_PRINTED = 2_000
_EXERCISE = "exercice"


def asked_book(request: HttpRequest) -> tuple[Logbook | None, Crisis | None]:
    """The book asked for: that of the exercise when it is on and asked, or alone open; the town’s otherwise."""
    now = timezone.now()
    drill = exercise_going_on(now=now)
    telling, _ = crisis_to_tell(now=now)
    asked = request.GET.get("registre", request.POST.get("registre", ""))
    in_drill = drill is not None and (asked == _EXERCISE or (asked != "commune" and telling == drill))
    return book_of(drill if in_drill else None), drill if in_drill else None


def crises_to_tell(drill: Crisis | None, *, ended: bool = False) -> list[Crisis]:
    """The events a line may belong to: the exercise in its own book, else those that are real, the open ones first."""
    now = timezone.now()
    if drill is not None:
        return [drill]
    found = [*open_crises(now=now), *(ended_crises(now=now) if ended else [])]
    return [one for one in found if not one.exercise]


def _entry_form(
    request: HttpRequest, drill: Crisis | None, initial: dict[str, Any] | None = None
) -> EntryForm:
    crises = crises_to_tell(drill)
    known = {"crisis": str(crises[0].pk) if len(crises) == 1 else ""} | (initial or {})
    return EntryForm(request.POST if request.method == "POST" else None, crises=crises, initial=known)


def _write(request: HttpRequest, form: EntryForm, drill: Crisis | None, **follow: Any) -> LogbookEntry | None:
    """Add what the form says; ``None`` when it was refused, said beside its field."""
    now = timezone.now()
    if not form.is_valid():
        return None
    said = form.said(now)
    said["crisis"] = drill or said["crisis"]
    try:
        return note_in_logbook(by=agent(request), at=now, **said, **follow)
    except Refused as refused:
        near = {"happened_at": "happened_hour", "due_at": "due_hour"}
        add_refused(form, Refused(str(refused), field=near.get(refused.field or "", refused.field)))
        return None


@requires(Permission.CELL)
@require_http_methods(["GET", "POST"])
def logbook(request: HttpRequest) -> HttpResponse:
    """A fast form above, what was written below; one entry after the other without leaving the keyboard."""
    book, drill = asked_book(request)
    form = _entry_form(request, drill)
    if request.method == "POST":
        entry = _write(request, form, drill)
        if entry is not None:
            messages.success(request, f"{entry} est écrite.")
            return redirect(reverse("cell:logbook") + ("?registre=exercice" if drill else ""))
    now = timezone.now()
    search = LogFilterForm(request.GET, crises=crises_to_tell(drill, ended=True))
    page = Paginator(entries_of(book, search.wanted()), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "search": search,
        "page": page,
        "lines": log_lines(page.object_list, now=now),
        "drill": drill,
        "query": request.GET.urlencode(),
        "most": MOST_PRINTED,
        "now": now,
    }
    return cell_page(request, "cell/logbook.html", context, active="logbook")


@requires(Permission.CELL)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry, what followed it, and the form to correct or close it by a new one."""
    book, drill = asked_book(request)
    found = entry_numbered(book, number)
    if found is None:
        raise Http404
    follows = request.POST.get("suite", "")
    follows = follows if follows in Follows.values else Follows.CORRECTS
    known = {name: getattr(found, name) for name in ("kind", "importance", "place", "told_by", "owner")}
    source = found.source if found.source != EntrySource.HOUSE else EntrySource.POST
    form = _entry_form(
        request, drill, known | {"text": found.text, "source": source, "crisis": found.crisis_id or ""}
    )
    if request.method == "POST":
        written = _write(request, form, drill, follows=follows, followed=found)
        if written is not None:
            messages.success(request, f"{written} {written.get_follows_display()} {found}.")
            return redirect(
                reverse("cell:entry", args=[written.number]) + ("?registre=exercice" if drill else "")
            )
    (line,) = log_lines([found], now=timezone.now())
    context = {
        "line": line,
        "form": form,
        "drill": drill,
        "trail": [("Main courante", reverse("cell:logbook")), (str(found), "")],
    }
    return cell_page(request, "cell/entry.html", context, active="logbook")


def _chosen(request: HttpRequest, *, verb: str) -> tuple[list[LogLine], Crisis | None]:
    """The lines the page shows, all pages together, and the trace of who took them away."""
    book, drill = asked_book(request)
    wanted = LogFilterForm(request.GET, crises=crises_to_tell(drill, ended=True)).wanted()
    lines = log_lines(entries_of(book, wanted)[:MOST_PRINTED], now=timezone.now())
    leave_trace(
        verb=verb, subject="logbook", by=agent(request), commune_code=current_commune(), kind=EventKind.READ,
        at=timezone.now(), count=len(lines),
    )  # fmt: skip
    return lines, drill


def _follow_words(line: LogLine) -> str:
    entry = line.entry
    told = [f"{entry.get_follows_display()} {entry.followed}"] if entry.followed else []
    told += [f"remplacée par {line.corrected_by}"] if line.corrected_by else []
    told += [f"close par {line.closed_by}"] if line.closed_by else []
    return " ; ".join(told)


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""


def _cells(line: LogLine) -> list[str]:
    one = line.entry
    return [
        str(one), _moment(one.happened_at), _moment(one.recorded_at), one.get_kind_display(), one.get_importance_display(),
        one.get_source_display(), one.told_by, one.place, one.text, one.owner, _moment(one.due_at), _follow_words(line),
        one.author, one.crisis.title if one.crisis else "",
    ]  # fmt: skip


_HEADERS = [
    "Numéro", "Heure du fait", "Écrite le", "Nature", "Importance", "Reçue par", "Qui le dit", "Lieu", "Information",
    "Responsable", "Échéance", "Suite", "Écrite par", "Événement",
]  # fmt: skip


@requires(Permission.CELL)
@require_POST
def logbook_export(request: HttpRequest) -> HttpResponse:
    """The same lines as a file."""
    lines, _ = _chosen(request, verb="export_logbook")
    name = f"main-courante-{timezone.localdate():%Y-%m-%d}"
    return csv_file(name, _HEADERS, (_cells(line) for line in reversed(lines)))


@requires(Permission.CELL)
@require_GET
def logbook_print(request: HttpRequest) -> HttpResponse:
    """The same lines as a PDF, in the order in which they were written."""
    lines, drill = _chosen(request, verb="print_logbook")
    content = {
        "title": "Main courante" + (" (exercice)" if drill else ""),
        "exercise": drill is not None,
        "entries": [
            {
                "number": cells[0],
                "happened": cells[1],
                "recorded": cells[2] if cells[2] != cells[1] else "",
                "top": " · ".join(
                    part for part in (cells[3], cells[4], cells[5], cells[6], cells[7]) if part
                ),
                "text": cells[8],
                "after": " · ".join(
                    part
                    for part in (
                        f"Responsable : {cells[9]}" if cells[9] else "",
                        f"échéance {cells[10]}" if cells[10] else "",
                        cells[11],
                    )
                    if part
                ),
                "author": cells[12],
            }
            for cells in (_cells(line) for line in reversed(lines))
        ],
    }
    try:
        return pdf_file(sheet_pdf("logbook", content, at=timezone.now()), "main-courante")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cell:logbook")
