"""Schemes at the desk: the list, one, writing it, publishing it, checking it again, taking it away."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.inform.schemes.actions.records import (
    change_scheme,
    propose_schemes,
    publish_scheme,
    put_back_scheme,
    record_scheme,
    unpublish_scheme,
    verify_scheme,
    withdraw_scheme,
)
from cordee.inform.schemes.models import Scheme, SchemeState
from cordee.inform.schemes.selectors.schemes import (
    desk_schemes,
    due_count,
    scheme_by_id,
    scheme_line,
    starters_left,
)
from cordee.portal.desk.forms.inform import SchemeFilterForm, SchemeForm, VerifyForm
from cordee.portal.desk.views.public_texts import done, history, withdrawn
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.wording import counted

PAGE_SIZE = 50
LIST = ("Dispositifs", "/bureau/dispositifs/")


def _found(scheme_id: int) -> Scheme:
    scheme = scheme_by_id(scheme_id)
    if scheme is None:
        raise Http404
    return scheme


def _here(scheme: Scheme) -> str:
    return reverse("desk:scheme", args=[scheme.pk])


def _trail(scheme: Scheme, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [LIST, (scheme.title, _here(scheme) if more else ""), *more]


@requires(Permission.INFORM_PUBLISH)
@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    """Fifty a page, what is due first."""
    now, form = timezone.now(), SchemeFilterForm(request.GET)
    page = Paginator(desk_schemes(form.wanted(), at=now), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": list(page.object_list),
        "asked": any(request.GET.get(name) for name in form.fields),
        "due": due_count(at=now),
        "left": starters_left(),
    }
    return desk_page(request, "desk/inform/schemes.html", context, active="schemes")


@requires(Permission.INFORM_PUBLISH)
@require_POST
def schemes_propose(request: HttpRequest) -> HttpResponse:
    """Add the starter list, as drafts."""
    added = propose_schemes(by=agent(request), at=timezone.now())
    words = counted(added, "dispositif ajouté en brouillon", "dispositifs ajoutés en brouillon")
    messages.success(request, f"{words} : vérifiez chacun avant de le publier.")
    return redirect("desk:schemes")


def _page(request: HttpRequest, scheme: Scheme, *, verify: VerifyForm | None = None) -> HttpResponse:
    now = timezone.now()
    context = {
        "scheme": scheme,
        "line": scheme_line(scheme, at=now),
        "verify": verify or VerifyForm(initial=VerifyForm.known(scheme, timezone.localdate(now))),
        "events": history(scheme),
        "trail": _trail(scheme),
    }
    status = 422 if verify else 200
    return desk_page(request, "desk/inform/scheme.html", context, active="schemes", status=status)


@requires(Permission.INFORM_PUBLISH)
@require_GET
def scheme(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """One scheme as everybody reads it, what is to be done of it, what happened to it."""
    return _page(request, _found(scheme_id))


def _form_page(
    request: HttpRequest, form: SchemeForm, trail: list[tuple[str, str]], heading: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "about": [form[name] for name in form.about_fields],
        "ask": [form[name] for name in form.ask_fields],
        "dates": [form[name] for name in form.date_fields],
        "trail": trail,
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/inform/scheme_form.html", context, active="schemes", status=status)


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def scheme_new(request: HttpRequest) -> HttpResponse:
    """Write one."""
    form = SchemeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = record_scheme(facts=form.facts(), by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est un brouillon : le bureau seul le voit. Vérifiez, puis publiez.")
            return redirect(_here(made))
    return _form_page(request, form, [LIST, ("Nouveau dispositif", "")], "Nouveau dispositif")


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def scheme_edit(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Correct it; what is published is corrected for everybody."""
    subject = _found(scheme_id)
    form = SchemeForm(request.POST if request.method == "POST" else None, initial=SchemeForm.known(subject))
    if form.is_bound and form.is_valid():
        try:
            change_scheme(
                scheme=subject,
                facts=form.facts(),
                version=form.read_version,
                by=agent(request),
                at=timezone.now(),
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est enregistré.")
            return redirect(_here(subject))
    return _form_page(request, form, _trail(subject, ("Modifier", "")), f"Modifier « {subject.title} »")


@requires(Permission.INFORM_PUBLISH)
@require_POST
def scheme_verify(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Verified today: a draft is published, a published one is looked at again later."""
    subject, form = _found(scheme_id), VerifyForm(request.POST)
    if form.is_valid():
        publishes = subject.state != SchemeState.PUBLISHED
        act = publish_scheme if publishes else verify_scheme
        try:
            act(scheme=subject, check_on=form.cleaned_data["check_on"], by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            said = (
                "C’est publié : tout le monde peut le lire."
                if publishes
                else "C’est noté : vérifié aujourd’hui."
            )
            messages.success(request, said)
            return redirect(_here(subject))
    return _page(request, subject, verify=form)


@requires(Permission.INFORM_PUBLISH)
@require_POST
def scheme_unpublish(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Undo a publication."""
    subject = _found(scheme_id)
    return done(
        request,
        act=lambda by, at: unpublish_scheme(scheme=subject, by=by, at=at),
        said="La publication est annulée : c’est de nouveau un brouillon.",
        back=_here(subject),
    )


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def scheme_withdraw(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Take it away, with the reason."""
    subject = _found(scheme_id)
    return withdrawn(
        request,
        heading=f"Retirer « {subject.title} » ?",
        back=_here(subject),
        trail=_trail(subject, ("Retirer", "")),
        active="schemes",
        act=lambda why, by, at: withdraw_scheme(scheme=subject, why=why, by=by, at=at),
        said="C’est retiré. Vous pouvez le remettre.",
    )


@requires(Permission.INFORM_PUBLISH)
@require_POST
def scheme_put_back(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Undo a withdrawal."""
    subject = _found(scheme_id)
    return done(
        request,
        act=lambda by, at: put_back_scheme(scheme=subject, by=by, at=at),
        said="C’est remis.",
        back=_here(subject),
    )
