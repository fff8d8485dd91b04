"""Coming in and going out: no password, a link or a code."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.keys import find_entry_key, use_entry_code, use_entry_key
from cordee.ground.people.actions.proofs import spend_proof
from cordee.ground.people.models import EntryKey, EntryPurpose, Person
from cordee.ground.people.rules.access import SESSION_PERSON, visitor
from cordee.ground.people.selectors.notices import notice_at
from cordee.ground.people.selectors.persons import person_for_entry
from cordee.ground.territory.models import current_commune
from cordee.portal.me.forms.entering import CodeForm, EnterForm, contact_fields
from cordee.portal.me.rules.targets import local_path, page_of_target
from cordee.portal.me.tasks import send_entry_to
from cordee.ui.access import nothing_left, public
from cordee.ui.pace import too_many, visitor_address
from cordee.ui.proof import TOO_MANY_UNPROVEN, too_many_unproven

CONTACT, NEXT, PENDING = "entry_contact", "entry_next", "contact_pending"
_TOO_MANY = "Beaucoup d’essais viennent d’être faits d’ici. Attendez dix minutes, ou appelez-nous."


def let_in(request: HttpRequest, person: Person) -> None:
    """Open the session of a person: a new session key, and nothing left of whoever was there before."""
    for leftover in (CONTACT, NEXT, PENDING):
        request.session.pop(leftover, None)
    request.session.cycle_key()
    request.session[SESSION_PERSON] = person.pk


def unlisted(response: HttpResponse) -> HttpResponse:
    """A page whose address is a secret: kept nowhere, told to no other site.

    « same-origin » rather than « no-referrer »: under the latter a browser signs our own form
    « Origin: null », which the protection against forged requests refuses.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _from_here_too_often(request: HttpRequest, at: datetime) -> bool:
    return too_many("entry", visitor_address(request), most=settings.FORMS_PER_MINUTE, seconds=600, at=at)


def _enter_page(request: HttpRequest, form: EnterForm) -> HttpResponse:
    context = {"form": form, "notice": notice_at("espace", request.municipality)}  # type: ignore[attr-defined]
    return render(request, "me/enter.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for a link and a code. Known or unknown, the answer, the work and the delay are the same."""
    wanted = local_path(request.GET.get("suite", ""))
    form = EnterForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        if visitor(request) is not None:
            return redirect(page_of_target(wanted))
        return _enter_page(request, form)
    if not form.is_valid():
        return _enter_page(request, form)
    at = timezone.now()
    if _from_here_too_often(request, at):
        form.add_error(None, _TOO_MANY)
        return _enter_page(request, form)
    if too_many_unproven(request, "enter", spend=spend_proof, at=at):
        form.add_error(None, TOO_MANY_UNPROVEN)
        return _enter_page(request, form)
    contact: str = form.cleaned_data["contact"]
    person = person_for_entry(**contact_fields(contact))
    often = too_many("entry-for", f"{current_commune()}:{contact}", most=3, seconds=600, at=at)
    # Somebody who asks again and again keeps the message already sent; the page says nothing of it.
    send_entry_to.enqueue(
        current_commune(), 0 if person is None or often else person.pk, wanted if len(wanted) <= 40 else ""
    )
    request.session[CONTACT], request.session[NEXT] = contact, wanted
    return redirect("me:code")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the six digits received."""
    contact: str = request.session.get(CONTACT, "")
    if not contact:
        return redirect("me:enter")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            if too_many("code", f"{current_commune()}:{contact}", most=15, seconds=600, at=at):
                raise Refused(_TOO_MANY)
            person = use_entry_code(
                person=person_for_entry(**contact_fields(contact)), code=form.cleaned_data["code"], at=at
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            wanted = request.session.get(NEXT, "")
            let_in(request, person)
            return redirect(page_of_target(wanted))
    return render(request, "me/code.html", {"form": form, "by_mail": "@" in contact})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def open_key(request: HttpRequest, token: str) -> HttpResponse:
    """A link received: a button opens it, so that a mail robot that follows links uses nothing up."""
    at = timezone.now()
    key = find_entry_key(token)
    if key is None or key.purpose != EntryPurpose.MINE:
        return unlisted(_dead_link(request, None, token))
    here = visitor(request)
    if here is not None and here.pk == key.person_id:
        return unlisted(redirect(page_of_target(key.target)))
    if request.method == "POST":
        try:
            let_in(request, use_entry_key(key=key, at=at))
        except Refused:
            key.refresh_from_db()
            return unlisted(_dead_link(request, key, token))
        return unlisted(redirect(page_of_target(key.target)))
    if key.used_at is not None or key.expires_at <= at:
        return unlisted(_dead_link(request, key, token))
    return unlisted(render(request, "me/open.html", {"token": token}))


def _dead_link(request: HttpRequest, key: EntryKey | None, token: str) -> HttpResponse:
    """Say which: never existed, too old, or already used; and offer a new one in one button."""
    state = "unknown" if key is None else "used" if key.used_at else "expired"
    return render(
        request, "me/dead_link.html", {"state": state, "token": token}, status=404 if key is None else 410
    )


@public
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link to the number on file, which the page does not show."""
    at = timezone.now()
    key = find_entry_key(token)
    if key is None or _from_here_too_often(request, at):
        return unlisted(redirect("me:enter"))
    often = too_many("renew", f"{key.commune_id}:{key.person_id}", most=3, seconds=600, at=at)
    send_entry_to.enqueue(current_commune(), 0 if often else key.person_id, key.target)
    return unlisted(render(request, "me/renewed.html"))


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out of one's space."""
    for leftover in (SESSION_PERSON, CONTACT, NEXT, PENDING):
        request.session.pop(leftover, None)
    request.session.cycle_key()
    return nothing_left(redirect("home:index"))
