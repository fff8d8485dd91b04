"""One's papers as a volunteer: what one accepted, the orders and attestations in one's name."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cordee.ground.assignments.selectors.reserve import reserve_of
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.texts import blocks_of, filled
from cordee.ground.papers.selectors.papers import paper_by_id
from cordee.ground.papers.selectors.printing import paper_pdf
from cordee.ground.people.rules.access import resident_only
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality
from cordee.ground.volunteers.actions.papers import accept_text as keep_acceptance
from cordee.ground.volunteers.actions.papers import who_values
from cordee.ground.volunteers.actions.reserve import say_on_extension
from cordee.ground.volunteers.models import Frame, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.frames import rules_of
from cordee.ground.volunteers.selectors.acceptances import texts_to_accept
from cordee.ground.volunteers.selectors.lists import volunteer_of_person
from cordee.ground.volunteers.selectors.reserve import extension_by_id, extension_on, word_of
from cordee.portal.me.selectors.papers import my_papers
from cordee.portal.me.views.space import me_of

_OUT = frozenset({VolunteerState.SUSPENDED, VolunteerState.LEFT})


def _mine(request: HttpRequest) -> Volunteer:
    """A suspended or closed file has no papers here: the next click shows nothing."""
    volunteer = volunteer_of_person(me_of(request).pk)
    if volunteer is None or volunteer.state in _OUT:
        raise Http404
    return volunteer


@resident_only
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Texts to read and accept, papers to print."""
    volunteer, at = _mine(request), timezone.now()
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    values = who_values(volunteer) | {
        "commune": town.name,
        "téléphone": display_phone(town.phone),
        "courriel": town.email,
        "date": f"{timezone.localtime(at):%d/%m/%Y}",
    }
    context = {
        "volunteer": volunteer,
        "rules": rules_of(volunteer.frame),
        "texts": [(one, blocks_of(filled(one.text.body, values))) for one in texts_to_accept(volunteer)],
        "papers": my_papers(volunteer.person_id, at=at),
    }
    if volunteer.frame == Frame.RCSC:
        today = timezone.localtime(at).date()
        extension = extension_on(today)
        days = reserve_of(volunteer.pk, at=at)
        context |= {
            "reserve": days,
            "used": days.used(today.year),
            "most": days.limit(today),
            "extension": extension,
            "word": word_of(volunteer.pk, extension),
        }
    return render(request, "me/papers.html", context)


@resident_only
@require_POST
def accept_text(request: HttpRequest, kind: str) -> HttpResponse:
    """« J’ai lu et j’accepte »: the date and the version are kept."""
    volunteer = _mine(request)
    if kind not in PaperKind.values:
        raise Http404
    typed = request.POST.get("version", "")
    try:
        if request.POST.get("read") != "oui":
            raise Refused("Cochez la case pour dire que vous avez lu ce texte.")
        keep_acceptance(
            volunteer=volunteer,
            kind=PaperKind(kind),
            version=int(typed) if typed.isdecimal() and len(typed) < 6 else -1,
            by=me_of(request),
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Merci, c’est noté.")
    return redirect("me:papers")


@resident_only
@require_POST
def reserve_word(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Accept, or refuse, to serve thirty days a year instead of fifteen."""
    volunteer, extension = _mine(request), extension_by_id(extension_id)
    if extension is None or request.POST.get("mot") not in {"oui", "non"}:
        raise Http404
    try:
        say_on_extension(
            extension=extension, volunteer=volunteer, agrees=request.POST["mot"] == "oui", by=me_of(request),
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Merci, c’est noté. Vous pourrez changer d’avis ici.")
    return redirect("me:papers")


@resident_only
@require_safe
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One of my papers as a PDF; another's does not exist, nor one that was cancelled."""
    volunteer, found = _mine(request), paper_by_id(paper_id)
    if found is None or found.person_id != volunteer.person_id or found.revoked_at is not None:
        raise Http404
    try:
        content = paper_pdf(found)
    except Refused:
        messages.error(request, "Ce document ne peut pas être imprimé pour l’instant : appelez la mairie.")
        return redirect("me:papers")
    leave_read_trace(subjects=[found], by=me_of(request), commune_code=found.commune_id, page="me:paper")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found}.pdf"'
    return response
