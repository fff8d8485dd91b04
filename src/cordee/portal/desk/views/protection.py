"""People hidden even inside: setting the mark, lifting it, breaking the glass."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.selectors.queue import needs_of_person
from cordee.ground.people.actions.protection import break_glass as open_the_file
from cordee.ground.people.actions.protection import lift_protection, protect_person
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.selectors.persons import person_by_id
from cordee.ground.people.selectors.protection import glass_breaks_of, protection_of
from cordee.ground.volunteers.selectors.lists import volunteer_of_person
from cordee.portal.desk.forms.protection import BreakGlassForm, ProtectForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page, first_place


def _found(person_id: int) -> Person:
    person = person_by_id(person_id)
    if person is None or person.erased_at:
        raise Http404
    return person


def _file_of(person: Person, account: Account) -> str:
    """Where this agent reads about the person: the newest request, else the offer of help."""
    needs = needs_of_person(person.pk, limit=1)
    if needs and can(account, Permission.NEED_TITLES):
        return reverse("desk:need", args=[needs[0].pk])
    volunteer = volunteer_of_person(person.pk)
    if volunteer is not None and can(account, Permission.VOLUNTEER_READ):
        return reverse("desk:volunteer", args=[volunteer.pk])
    return first_place(account)


@requires(Permission.PROTECT)
@require_http_methods(["GET", "POST"])
def protect(request: HttpRequest, person_id: int) -> HttpResponse:
    """Hide a person from the other roles, or show them again."""
    person, account = _found(person_id), agent(request)
    form = ProtectForm(request.POST if request.method == "POST" and "lift" not in request.POST else None)
    try:
        if "lift" in request.POST:
            lift_protection(person=person, by=account, at=timezone.now())
            messages.success(
                request, "Le dossier n’est plus protégé : les autres rôles le voient de nouveau."
            )
            return redirect(_file_of(person, account))
        if form.is_bound and form.is_valid():
            protect_person(person=person, by=account, at=timezone.now(), **form.cleaned_data)
            messages.success(
                request, "Le dossier est protégé : les autres rôles n’en voient plus ni le nom ni l’adresse."
            )
            return redirect(_file_of(person, account))
    except Refused as refused:
        if not form.is_bound:
            messages.error(request, str(refused))
            return redirect(_file_of(person, account))
        add_refused(form, refused)
    context = {
        "form": form,
        "person": person,
        "protection": protection_of(person),
        "breaks": glass_breaks_of(person),
        "back": _file_of(person, account),
        "trail": [(person.full_name, _file_of(person, account)), ("Protéger le dossier", "")],
    }
    return desk_page(
        request, "desk/protect.html", context, active="queue", status=422 if form.is_bound else 200
    )


@requires(Permission.BREAK_GLASS)
@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest, person_id: int) -> HttpResponse:
    """A protected file: who can help, or the glass to break for an hour with a written reason."""
    person, account = _found(person_id), agent(request)
    if not person.is_hidden:
        return redirect(_file_of(person, account))
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            opened = open_the_file(person=person, by=account, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            add_refused(form, refused)
        else:
            until = timezone.localtime(opened.until)
            messages.warning(
                request,
                f"Dossier ouvert jusqu’à {until:%H} h {until:%M}. Votre motif est gardé et sera relu.",
            )
            return redirect(_file_of(person, account))
    context = {"form": form, "trail": [("Dossier protégé", "")]}
    return desk_page(
        request, "desk/break_glass.html", context, active="queue", status=422 if form.is_bound else 200
    )
