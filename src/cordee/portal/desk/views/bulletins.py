"""What the town tells everybody: written by one, read again by another, on every channel at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.crisis.selectors.crises import crisis_to_tell
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import districts_geojson, town_centre
from cordee.inform.bulletins.actions.publishing import (
    approve_bulletin,
    begin_new_version,
    cancel_bulletin,
    publish_vital,
    reread_bulletin,
)
from cordee.inform.bulletins.actions.writing import (
    begin_bulletin,
    change_bulletin,
    drop_bulletin,
    drop_translation,
    send_back_bulletin,
    submit_bulletin,
    write_translation,
)
from cordee.inform.bulletins.models import RIGHT_TO_LEFT, Bulletin, BulletinState
from cordee.inform.bulletins.rules.announcements import Announcement
from cordee.inform.bulletins.rules.channels.registry import CHANNELS, Channel, Makes
from cordee.inform.bulletins.rules.channels.wording import Copy
from cordee.inform.bulletins.rules.plain import plain_remarks
from cordee.inform.bulletins.rules.states import OPEN, can_approve, in_force
from cordee.inform.bulletins.rules.templates import templates, templates_for
from cordee.inform.bulletins.selectors.announcements import announcement_of, source_of
from cordee.inform.bulletins.selectors.bulletins import (
    bulletin_by_id,
    bulletins_in_force,
    bulletins_open,
    bulletins_over,
    bulletins_to_come,
    bulletins_to_reread,
    is_outdated,
    versions_of,
    waiting_count,
)
from cordee.inform.bulletins.selectors.printing import PRINTED
from cordee.portal.desk.forms.bulletins import LANGUAGES, BulletinForm, TranslationForm, WhyForm
from cordee.portal.desk.views.pdf_file import pdf_file
from cordee.portal.desk.views.public_texts import Act, done
from cordee.portal.desk.views.shell import agent, desk_page

PAGE_SIZE = 50
LIST = ("Informations", "/bureau/informations/")
_TABS = (("", "En vigueur"), ("attente", "À relire"), ("archives", "Archives"))


def found_bulletin(key: int) -> Bulletin:
    """The version, or a page not found (the same for another town's)."""
    bulletin = bulletin_by_id(key)
    if bulletin is None:
        raise Http404
    return bulletin


def _name(bulletin: Bulletin) -> str:
    return f"N° {bulletin.number}" + (f", version {bulletin.version}" if bulletin.version > 1 else "")


def _trail(bulletin: Bulletin, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [LIST, (_name(bulletin), reverse("desk:bulletin", args=[bulletin.pk]) if more else ""), *more]


@requires(Permission.INFORM_WRITE)
@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """What holds now; what waits to be read; what is over."""
    now, here = timezone.now(), reverse("desk:bulletins")
    wanted = request.GET.get("liste", "")
    wanted = wanted if wanted in dict(_TABS) else ""
    waiting = waiting_count()
    context: dict[str, Any] = {
        "wanted": wanted,
        "tabs": [
            (
                label,
                f"{here}?liste={key}" if key else here,
                key == wanted,
                waiting or None if key == "attente" else None,
            )
            for key, label in _TABS
        ],
        "now": now,
        "may_approve": can(agent(request), Permission.INFORM_PUBLISH),
    }
    if wanted == "attente":
        context |= {"open": list(bulletins_open()), "to_reread": bulletins_to_reread()}
    elif wanted == "archives":
        context["page"] = Paginator(bulletins_over(at=now), PAGE_SIZE).get_page(request.GET.get("page"))
    else:
        context |= {"in_force": bulletins_in_force(at=now), "to_come": bulletins_to_come(at=now)}
    return desk_page(request, "desk/bulletins/list.html", context, active="bulletins")


def _form_page(
    request: HttpRequest,
    form: BulletinForm,
    trail: list[tuple[str, str]],
    heading: str,
    tabs: list[tuple[str, str, bool]] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "tabs": tabs if not form.is_bound else None,
        "heading": heading,
        "texts": [form[name] for name in form.text_fields],
        "source": [form[name] for name in form.source_fields],
        "weight": [form[name] for name in form.weight_fields],
        "points": [],
        "outlines": districts_geojson(),
        "centre": town_centre(),
        "trail": trail,
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/bulletins/form.html", context, active="bulletins", status=status)


def _written(
    request: HttpRequest, form: BulletinForm, write: Callable[[BulletinForm], Bulletin]
) -> HttpResponse | None:
    """What a valid form does, or nothing when something is to be corrected."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        bulletin = write(form)
    except Refused as refused:
        form.add_refused(refused)
        return None
    messages.success(request, "C’est enregistré. Relisez-le tel qu’il sera vu, puis soumettez-le.")
    return redirect("desk:bulletin", bulletin.pk)


@requires(Permission.INFORM_WRITE)
@require_http_methods(["GET", "POST"])
def bulletin_new(request: HttpRequest) -> HttpResponse:
    """Write a message."""
    now = timezone.now()
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    chosen = next((one for one in templates() if one.code == request.GET.get("modele")), None)
    start = BulletinForm.from_template(chosen, town, now) if chosen else BulletinForm.blank(town, now)
    form = BulletinForm(request.POST if request.method == "POST" else None, initial=start, now=now)
    done = _written(request, form, lambda typed: begin_bulletin(said=typed.said(), by=agent(request), at=now))
    if done:
        return done
    crisis, _ = crisis_to_tell(now=now)
    here = reverse("desk:bulletin_new")
    tabs = [("Page blanche", here, chosen is None)] + [
        (one.name, f"{here}?modele={one.code}", one is chosen)
        for one in templates_for(crisis.kind if crisis else "")
    ]
    return _form_page(request, form, [LIST, ("Nouveau message", "")], "Nouveau message", tabs)


@requires(Permission.INFORM_WRITE)
@require_http_methods(["GET", "POST"])
def bulletin_edit(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Change a draft."""
    now, bulletin = timezone.now(), found_bulletin(bulletin_id)
    if bulletin.state not in OPEN:
        messages.warning(
            request, "Ce message a été diffusé : il ne se modifie plus. Préparez une nouvelle version."
        )
        return redirect("desk:bulletin", bulletin.pk)
    form = BulletinForm(
        request.POST if request.method == "POST" else None, initial=BulletinForm.known(bulletin), now=now
    )
    done = _written(
        request,
        form,
        lambda typed: change_bulletin(bulletin=bulletin, said=typed.said(), by=agent(request), at=now),
    )
    return done or _form_page(
        request, form, _trail(bulletin, ("Modifier", "")), f"Modifier le message {_name(bulletin)}"
    )


def _page(request: HttpRequest, bulletin: Bulletin, *, back: WhyForm | None = None) -> HttpResponse:
    account, now = agent(request), timezone.now()
    written = {one.language: one for one in bulletin.translations.all()}
    context = {
        "bulletin": bulletin,
        "name": _name(bulletin),
        "source": source_of(bulletin),
        "phone_shown": display_phone(bulletin.phone) if bulletin.phone else "",
        "is_open": bulletin.state in OPEN,
        "waits": bulletin.state == BulletinState.TO_APPROVE,
        "published": bulletin.state == BulletinState.PUBLISHED,
        "holds": in_force(bulletin, now),
        "over": bulletin.state == BulletinState.PUBLISHED and bulletin.expires_at <= now,
        "may_approve": can_approve(bulletin, account),
        "may_publish": can(account, Permission.INFORM_PUBLISH),
        "may_vital": bulletin.vital and bulletin.state in OPEN and can(account, Permission.INFORM_VITAL),
        "own": bulletin.written_by_id == account.pk,
        "to_reread": bulletin.vital and bulletin.published_at and not bulletin.submitted_at and not bulletin.reread_at,
        "remarks": plain_remarks(
            title=bulletin.title, action=bulletin.action, details=bulletin.details, phone=bulletin.phone
        ) if bulletin.state in OPEN else [],
        "languages": [
            (code, label, written.get(code), code in written and is_outdated(written[code], bulletin))
            for code, label in LANGUAGES.items()
        ],
        "versions": versions_of(bulletin.number),
        "events": events_about(bulletin, limit=20, kind=EventKind.WRITE),
        "back": back or WhyForm(label="Que faut-il corriger ?"),
        "trail": _trail(bulletin),
    }  # fmt: skip
    return desk_page(
        request, "desk/bulletins/one.html", context, active="bulletins", status=422 if back else 200
    )


@requires(Permission.INFORM_WRITE)
@require_GET
def bulletin(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """One version: as it is read, what could be plainer, its translations, and what is done next."""
    return _page(request, found_bulletin(bulletin_id))


def _done(request: HttpRequest, bulletin: Bulletin, act: Act, told: str) -> HttpResponse:
    return done(request, act=act, said=told, back=reverse("desk:bulletin", args=[bulletin.pk]))


@requires(Permission.INFORM_WRITE)
@require_POST
def bulletin_submit(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Hand it over to a second reader."""
    found = found_bulletin(bulletin_id)
    return _done(
        request, found, lambda by, at: submit_bulletin(bulletin=found, by=by, at=at),
        "C’est soumis. Une autre personne le relit et le diffuse.",
    )  # fmt: skip


@requires(Permission.INFORM_PUBLISH)
@require_POST
def bulletin_approve(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Publish what somebody else wrote."""
    found = found_bulletin(bulletin_id)
    return _done(
        request, found, lambda by, at: approve_bulletin(bulletin=found, by=by, at=at),
        "C’est diffusé. Il quittera la page d’accueil tout seul, à sa fin.",
    )  # fmt: skip


@requires(Permission.INFORM_PUBLISH)
@require_POST
def bulletin_reread(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Say that an emergency published alone has been read again."""
    found = found_bulletin(bulletin_id)
    return _done(
        request, found, lambda by, at: reread_bulletin(bulletin=found, by=by, at=at),
        "C’est noté : ce message a été relu.",
    )  # fmt: skip


@requires(Permission.INFORM_PUBLISH)
@require_POST
def bulletin_send_back(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Give it back to its author."""
    found, form = found_bulletin(bulletin_id), WhyForm(request.POST, label="Que faut-il corriger ?")
    if not form.is_valid():
        return _page(request, found, back=form)
    return _done(
        request, found,
        lambda by, at: send_back_bulletin(bulletin=found, why=form.cleaned_data["why"], by=by, at=at),
        "Il est rendu à son auteur, avec votre mot.",
    )  # fmt: skip


def _question(request: HttpRequest, bulletin: Bulletin, words: dict[str, str]) -> HttpResponse:
    """The one question before an act that does not come back."""
    context = words | {
        "back": reverse("desk:bulletin", args=[bulletin.pk]), "trail": _trail(bulletin, (words["label"], ""))
    }  # fmt: skip
    return desk_page(request, "desk/confirm.html", context, active="bulletins")


@requires(Permission.INFORM_VITAL)
@require_http_methods(["GET", "POST"])
def bulletin_vital(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Publish a vital emergency alone, after one question."""
    found = found_bulletin(bulletin_id)
    if request.method == "POST":
        return _done(
            request, found, lambda by, at: publish_vital(bulletin=found, by=by, at=at),
            "C’est diffusé. Quelqu’un d’autre doit le relire dès que possible.",
        )  # fmt: skip
    return _question(
        request, found,
        {
            "heading": "Diffuser tout de suite, sans deuxième lecture ?",
            "text": f"« {found.title} » sera public dans la minute. Ce message restera à relire par une autre personne.",
            "label": "Diffuser l’urgence vitale",
        },
    )  # fmt: skip


@requires(Permission.INFORM_WRITE)
@require_http_methods(["GET", "POST"])
def bulletin_drop(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Throw a draft away, after one question."""
    found = found_bulletin(bulletin_id)
    if request.method == "POST":
        try:
            drop_bulletin(bulletin=found, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:bulletin", found.pk)
        messages.success(request, "Le brouillon est supprimé.")
        return redirect("desk:bulletins")
    return _question(
        request, found,
        {
            "heading": f"Supprimer ce brouillon, « {found.title} » ?",
            "text": "Il n’a jamais été diffusé. Rien ne permettra de le retrouver.",
            "label": "Supprimer le brouillon",
        },
    )  # fmt: skip


def _why_page(request: HttpRequest, bulletin: Bulletin, form: WhyForm, words: dict[str, str]) -> HttpResponse:
    context = words | {"form": form, "bulletin": bulletin, "trail": _trail(bulletin, (words["label"], ""))}
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/bulletins/why.html", context, active="bulletins", status=status)


@requires(Permission.INFORM_WRITE)
@require_http_methods(["GET", "POST"])
def bulletin_version(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Begin the version that will replace a published one."""
    found = found_bulletin(bulletin_id)
    form = WhyForm(
        request.POST if request.method == "POST" else None, label="Pourquoi une nouvelle version ?"
    )
    if form.is_bound and form.is_valid():
        try:
            new = begin_new_version(
                bulletin=found, reason=form.cleaned_data["why"], by=agent(request), at=timezone.now()
            )
        except Refused as refused:
            form.add_error("why" if refused.field == "reason" else None, str(refused))
        else:
            return redirect("desk:bulletin_edit", new.pk)
    return _why_page(
        request, found, form,
        {
            "heading": f"Remplacer « {found.title} »",
            "text": "La version diffusée reste en ligne jusqu’à ce que la nouvelle soit validée. Les habitants liront ce "
            "motif, et pourront relire l’ancienne.",
            "label": "Préparer la nouvelle version",
        },
    )  # fmt: skip


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def bulletin_cancel(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Take a published one back."""
    found = found_bulletin(bulletin_id)
    form = WhyForm(request.POST if request.method == "POST" else None, label="Pourquoi l’annuler ?")
    if form.is_bound and form.is_valid():
        try:
            cancel_bulletin(
                bulletin=found, reason=form.cleaned_data["why"], by=agent(request), at=timezone.now()
            )
        except Refused as refused:
            form.add_error("why" if refused.field == "reason" else None, str(refused))
        else:
            messages.success(request, "Il est annulé : la page publique le dit, avec votre motif.")
            return redirect("desk:bulletin", found.pk)
    return _why_page(
        request, found, form,
        {
            "heading": f"Annuler « {found.title} » ?",
            "text": "Il quitte l’accueil tout de suite. Sa page reste, barrée, avec votre motif.",
            "label": "Annuler ce message",
        },
    )  # fmt: skip


@requires(Permission.INFORM_WRITE)
@require_http_methods(["GET", "POST"])
def bulletin_translation(request: HttpRequest, bulletin_id: int, language: str) -> HttpResponse:
    """Write it in another language, the French beside it."""
    found = found_bulletin(bulletin_id)
    if language not in LANGUAGES:
        raise Http404
    known = next((one for one in found.translations.all() if one.language == language), None)
    form = TranslationForm(
        request.POST if request.method == "POST" else None,
        initial=TranslationForm.known(known),
        language=language,
    )
    if form.is_bound and form.is_valid():
        try:
            write_translation(
                bulletin=found, language=language, **form.cleaned_data, by=agent(request), at=timezone.now()
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, f"La traduction ({LANGUAGES[language]}) est enregistrée.")
            return redirect("desk:bulletin", found.pk)
    context = {
        "bulletin": found,
        "form": form,
        "language": language,
        "label": LANGUAGES[language],
        "known": known,
        "outdated": known is not None and is_outdated(known, found),
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "trail": _trail(found, (LANGUAGES[language], "")),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/bulletins/translation.html", context, active="bulletins", status=status)


@requires(Permission.INFORM_WRITE)
@require_POST
def bulletin_translation_drop(request: HttpRequest, bulletin_id: int, language: str) -> HttpResponse:
    """Take a translation away."""
    found = found_bulletin(bulletin_id)
    return _done(
        request, found,
        lambda by, at: drop_translation(bulletin=found, language=language, by=by, at=at),
        "La traduction est retirée.",
    )  # fmt: skip


@requires(Permission.INFORM_WRITE)
@require_GET
def bulletin_channels(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """The same text in the form of every channel, ready to be copied, printed or sent."""
    found = found_bulletin(bulletin_id)
    told = announcement_of(found)
    context = {
        "bulletin": found,
        "name": _name(found),
        "is_open": found.state in OPEN,
        "channels": [(one, _copy(one, told)) for one in CHANNELS],
        "trail": _trail(found, ("Tous les canaux", "")),
    }
    return desk_page(request, "desk/bulletins/channels.html", context, active="bulletins")


def _copy(channel: Channel, told: Announcement) -> Copy | None:
    """The text of a channel, with the reason when there is none: one that fails hides no other."""
    if channel.copy is None or channel.makes == Makes.FILE:
        return None
    try:
        return channel.copy(told)
    except Refused as refused:
        return Copy("", remarks=(str(refused),))


@requires(Permission.INFORM_WRITE)
@require_GET
def bulletin_file(request: HttpRequest, bulletin_id: int, channel: str) -> HttpResponse:
    """The file of a channel: a poster, a flyer, the CAP alert, the date for a calendar, or its text."""
    found = found_bulletin(bulletin_id)
    wanted = next((one for one in CHANNELS if one.code == channel), None)
    if wanted is None:
        raise Http404
    name = f"message-{found.number}-{found.version}-{wanted.code}"
    told = announcement_of(found)
    try:
        if wanted.copy is None:
            return pdf_file(PRINTED[wanted.code](told, timezone.now()), name)
        text = wanted.copy(told).text
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:bulletin_channels", found.pk)
    response = HttpResponse(text, content_type=f"{wanted.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{wanted.extension}"'
    return response
