"""Platforms at the desk: the list, one, writing it, publishing it, taking it away."""

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
from cordee.inform.directory.actions.platforms import (
    change_platform,
    propose_platforms,
    publish_platform,
    put_back_platform,
    record_platform,
    unpublish_platform,
    withdraw_platform,
)
from cordee.inform.directory.models import Platform
from cordee.inform.directory.selectors.platforms import (
    desk_platforms,
    platform_by_id,
    platform_line,
    starter_platforms_left,
)
from cordee.portal.desk.forms.inform import LookedForm, PlatformFilterForm, PlatformForm
from cordee.portal.desk.views.public_texts import done, history, withdrawn
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.wording import counted

PAGE_SIZE = 50
LIST = ("Plateformes", "/bureau/plateformes/")


def _found(platform_id: int) -> Platform:
    platform = platform_by_id(platform_id)
    if platform is None:
        raise Http404
    return platform


def _here(platform: Platform) -> str:
    return reverse("desk:platform", args=[platform.pk])


def _trail(platform: Platform, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [LIST, (platform.name, _here(platform) if more else ""), *more]


@requires(Permission.INFORM_PUBLISH)
@require_GET
def platforms(request: HttpRequest) -> HttpResponse:
    """Fifty a page, what is to be looked at again first."""
    now, form = timezone.now(), PlatformFilterForm(request.GET)
    page = Paginator(desk_platforms(form.wanted(), at=now), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": list(page.object_list),
        "asked": any(request.GET.get(name) for name in form.fields),
        "left": starter_platforms_left(),
    }
    return desk_page(request, "desk/inform/platforms.html", context, active="platforms")


@requires(Permission.INFORM_PUBLISH)
@require_POST
def platforms_propose(request: HttpRequest) -> HttpResponse:
    """Add the starter list, as drafts."""
    added = propose_platforms(by=agent(request), at=timezone.now())
    words = counted(added, "plateforme ajoutée en brouillon", "plateformes ajoutées en brouillon")
    messages.success(request, f"{words} : ouvrez chaque site avant de la publier.")
    return redirect("desk:platforms")


def _page(request: HttpRequest, platform: Platform, *, looked: LookedForm | None = None) -> HttpResponse:
    context = {
        "platform": platform,
        "line": platform_line(platform, today=timezone.localdate()),
        "looked": looked or LookedForm(),
        "events": history(platform),
        "trail": _trail(platform),
    }
    status = 422 if looked else 200
    return desk_page(request, "desk/inform/platform.html", context, active="platforms", status=status)


@requires(Permission.INFORM_PUBLISH)
@require_GET
def platform(request: HttpRequest, platform_id: int) -> HttpResponse:
    """One platform as everybody reads it, what is to be done of it, what happened to it."""
    return _page(request, _found(platform_id))


def _form_page(
    request: HttpRequest, form: PlatformForm, trail: list[tuple[str, str]], heading: str
) -> HttpResponse:
    context = {"form": form, "heading": heading, "trail": trail}
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/inform/platform_form.html", context, active="platforms", status=status)


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def platform_new(request: HttpRequest) -> HttpResponse:
    """Write one."""
    form = PlatformForm(request.POST if request.method == "POST" else None, initial={"needs_internet": "oui"})
    if form.is_bound and form.is_valid():
        try:
            made = record_platform(facts=form.facts(), by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est un brouillon : ouvrez le site, puis publiez.")
            return redirect(_here(made))
    return _form_page(request, form, [LIST, ("Nouvelle plateforme", "")], "Nouvelle plateforme")


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def platform_edit(request: HttpRequest, platform_id: int) -> HttpResponse:
    """Correct it."""
    subject = _found(platform_id)
    form = PlatformForm(
        request.POST if request.method == "POST" else None, initial=PlatformForm.known(subject)
    )
    if form.is_bound and form.is_valid():
        try:
            change_platform(
                platform=subject,
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
    return _form_page(request, form, _trail(subject, ("Modifier", "")), f"Modifier « {subject.name} »")


@requires(Permission.INFORM_PUBLISH)
@require_POST
def platform_verify(request: HttpRequest, platform_id: int) -> HttpResponse:
    """Looked at today: a draft is published, a published one waits six months more."""
    subject, form = _found(platform_id), LookedForm(request.POST)
    if form.is_valid():
        try:
            publish_platform(platform=subject, by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est noté : tout le monde peut la lire, vérifiée aujourd’hui.")
            return redirect(_here(subject))
    return _page(request, subject, looked=form)


@requires(Permission.INFORM_PUBLISH)
@require_POST
def platform_unpublish(request: HttpRequest, platform_id: int) -> HttpResponse:
    """Undo a publication."""
    subject = _found(platform_id)
    return done(
        request,
        act=lambda by, at: unpublish_platform(platform=subject, by=by, at=at),
        said="La publication est annulée : c’est de nouveau un brouillon.",
        back=_here(subject),
    )


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def platform_withdraw(request: HttpRequest, platform_id: int) -> HttpResponse:
    """Take it away, with the reason."""
    subject = _found(platform_id)
    return withdrawn(
        request,
        heading=f"Retirer « {subject.name} » ?",
        back=_here(subject),
        trail=_trail(subject, ("Retirer", "")),
        active="platforms",
        act=lambda why, by, at: withdraw_platform(platform=subject, why=why, by=by, at=at),
        said="C’est retiré. Vous pouvez la remettre.",
    )


@requires(Permission.INFORM_PUBLISH)
@require_POST
def platform_put_back(request: HttpRequest, platform_id: int) -> HttpResponse:
    """Undo a withdrawal."""
    subject = _found(platform_id)
    return done(
        request,
        act=lambda by, at: put_back_platform(platform=subject, by=by, at=at),
        said="C’est remis.",
        back=_here(subject),
    )
