"""Pairs of files that may be one person: side by side, an agent decides."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Person
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.protection import check_open
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.models import DuplicateHint, Volunteer
from cordee.ground.volunteers.selectors.lists import hint_by_id, undecided_hints
from cordee.portal.desk.actions.volunteers import decide_pair
from cordee.portal.desk.views.shell import agent, desk_page
from cordee.ui.wording import counted, day

PAGE_SIZE = 10


def _birth(person: Person) -> str:
    return f"{person.birth_on:%d/%m/%Y}" if person.birth_on else str(person.birth_year or "")


def _lines(kept: Volunteer, other: Volunteer) -> list[tuple[str, str, str, bool]]:
    """(what, kept, other, the same) for each thing that helps to decide."""

    def told(one: Volunteer) -> list[tuple[str, str]]:
        person = one.person
        return [
            ("Nom", person.full_name),
            ("Naissance", "" if person.is_hidden else _birth(person)),
            ("Téléphone", display_phone(person.shown_phone) if person.shown_phone else ""),
            ("Courriel", person.shown_email),
            ("Adresse", "" if person.is_hidden else one.address),
            ("Quartier", one.district.name if one.district else ""),
            ("État", one.get_state_display()),
            ("Inscription", day(timezone.localtime(one.signed_up_at).date())),
        ]

    return [
        (what, left, right, left.casefold() == right.casefold())
        for (what, left), (_, right) in zip(told(kept), told(other), strict=True)
    ]


def _found(hint_id: int) -> DuplicateHint:
    hint = hint_by_id(hint_id)
    if hint is None:
        raise Http404
    for one in (hint.kept, hint.other):
        check_open(one.person)
    return hint


@requires(Permission.VOLUNTEER_ADMIT)
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs waiting, ten a page."""
    page = Paginator(undecided_hints(), PAGE_SIZE).get_page(request.GET.get("page"))
    hints = list(page.object_list)
    if hints:
        leave_read_trace(
            subjects=[one for hint in hints for one in (hint.kept, hint.other)],
            by=agent(request),
            commune_code=current_commune(),
            page="duplicates",
        )
    context = {
        "page": page,
        "pairs": [{"hint": hint, "lines": _lines(hint.kept, hint.other)} for hint in hints],
        "trail": [("Bénévoles", reverse("desk:volunteers")), ("Doublons", "")],
    }
    return desk_page(request, "desk/duplicates.html", context, active="volunteers")


@requires(Permission.VOLUNTEER_ADMIT)
@require_http_methods(["GET", "POST"])
def duplicate_merge(request: HttpRequest, hint_id: int) -> HttpResponse:
    """Merge, after one question: it is not undone from the screen."""
    hint = _found(hint_id)
    if request.method == "POST":
        return _decide(request, hint, merge=True)
    context = {
        "heading": f"{hint.kept.person.full_name} et {hint.other.person.full_name} : la même personne ?",
        "text": f"Le dossier {hint.kept} est gardé et complété. Le dossier {hint.other} est fermé, ce qu’il a fait reste "
        "lisible, et ses missions en cours sont proposées de nouveau. Cela ne se défait pas depuis cet écran.",
        "label": "Réunir les deux dossiers",
        "back": reverse("desk:duplicates"),
        "trail": [
            ("Bénévoles", reverse("desk:volunteers")),
            ("Doublons", reverse("desk:duplicates")),
            ("Réunir", ""),
        ],
    }
    return desk_page(request, "desk/confirm.html", context, active="volunteers")


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def duplicate_apart(request: HttpRequest, hint_id: int) -> HttpResponse:
    """Two people: the pair is not shown again."""
    return _decide(request, _found(hint_id), merge=False)


def _decide(request: HttpRequest, hint: DuplicateHint, *, merge: bool) -> HttpResponse:
    try:
        freed = decide_pair(hint=hint, merge=merge, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = (
            f"Les deux dossiers sont réunis dans {hint.kept}."
            if merge
            else "Ce sont deux personnes : c’est noté."
        )
        messages.success(
            request,
            said + (f" {counted(freed, 'mission est', 'missions sont')} à repourvoir." if freed else ""),
        )
    return redirect("desk:duplicates")
