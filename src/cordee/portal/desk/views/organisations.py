"""The partners of the town: the list, the file of one, its convention, its suspension."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.assignments.actions.members import Released
from cordee.ground.assignments.selectors.members import (
    member_counts,
    members_of,
    members_to_specify,
    missions_by_activity,
    missions_to_come_count,
)
from cordee.ground.audit.actions import leave_read_trace, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.organisations.actions.papers import print_convention
from cordee.ground.organisations.actions.records import change_organisation, record_organisation
from cordee.ground.organisations.models import Organisation, OrganisationKind, OrganisationState
from cordee.ground.organisations.rules.conventions import ends_soon, state_words
from cordee.ground.organisations.rules.identifiers import shown_siret
from cordee.ground.organisations.selectors.lists import (
    convention_of,
    conventions_of,
    ending_count,
    filtered_organisations,
    organisation_by_id,
    same_names,
)
from cordee.ground.people.models import Account
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.actions.organisations import (
    end_and_release,
    resume_with_members,
    suspend_with_members,
)
from cordee.portal.desk.forms.organisations import (
    ConventionForm,
    OrganisationFilterForm,
    OrganisationForm,
    PeriodForm,
)
from cordee.portal.desk.views.csv_file import csv_file
from cordee.portal.desk.views.pdf_file import printed_paper
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.wording import duration

PAGE_SIZE = 50
MOST_EXPORTED = 5_000


def _found(organisation_id: int) -> Organisation:
    organisation = organisation_by_id(organisation_id)
    if organisation is None:
        raise Http404
    return organisation


def _trail(organisation: Organisation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("desk:organisation", args=[organisation.pk]) if more else ""
    return [("Partenaires", reverse("desk:organisations")), (organisation.name, here), *more]


def _row(organisation: Organisation, count: int, today: date) -> dict[str, Any]:
    contact = organisation.contact
    words, tone = state_words(organisation, today)
    live = organisation.state == OrganisationState.ACTIVE
    return {
        "organisation": organisation,
        "state": words,
        "tone": tone,
        "count": count,
        "phone": display_phone(contact.shown_phone) if contact and contact.shown_phone else "",
        "convention_soon": live and ends_soon(organisation.valid_until, today),
        "insurance_soon": live and ends_soon(organisation.insurance_until, today),
    }


@requires(Permission.PARTNER_READ)
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """Fifty partners a page, with what ends soon."""
    account, now = agent(request), timezone.now()
    today = timezone.localtime(now).date()
    form = OrganisationFilterForm(request.GET)
    page = Paginator(filtered_organisations(form.wanted(), today=today), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    counts = member_counts([one.pk for one in shown])
    leave_trace(
        verb="list_organisations", subject="organisations", by=account, commune_code=current_commune(),
        kind=EventKind.READ, at=now, found=page.paginator.count, shown=len(shown),
    )  # fmt: skip
    asked = any(request.GET.get(name) for name in form.fields)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(one, counts.get(one.pk, 0), today) for one in shown],
        "asked": asked,
        "ending": ending_count(today=today),
        "to_specify": members_to_specify() if can(account, Permission.VOLUNTEER_READ) else 0,
        "query": request.GET.urlencode(),
        "may_manage": can(account, Permission.PARTNER_MANAGE),
        "may_export": can(account, Permission.EXPORT),
    }
    return desk_page(request, "desk/organisations/list.html", context, active="organisations")


_HEADERS = (
    "Structure", "Nature", "RNA", "SIRET", "Siège", "État", "Convention signée le", "Valable jusqu’au",
    "Assurance jusqu’au", "Aides couvertes", "Bénévoles",
)  # fmt: skip


def _written(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else ""


@requires(Permission.EXPORT)
@require_GET
def organisations_export(request: HttpRequest) -> HttpResponse:
    """The partners filtered on the list, as a file: without the people to ring, who are looked up here."""
    now = timezone.now()
    today = timezone.localtime(now).date()
    taken = list(
        filtered_organisations(OrganisationFilterForm(request.GET).wanted(), today=today)[:MOST_EXPORTED]
    )
    counts = member_counts([one.pk for one in taken])
    leave_trace(
        verb="export_organisations", subject="organisations", by=agent(request), commune_code=current_commune(),
        kind=EventKind.READ, at=now, count=len(taken),
    )  # fmt: skip
    rows = (
        (
            one.name, OrganisationKind(one.kind).label, one.rna, shown_siret(one.siret), one.seat,
            state_words(one, today)[0], _written(one.signed_on), _written(one.valid_until),
            _written(one.insurance_until), ", ".join(activity_label(code) for code in one.activities),
            str(counts.get(one.pk, 0)),
        )
        for one in taken
    )  # fmt: skip
    return csv_file(f"partenaires-{today:%Y-%m-%d}", _HEADERS, rows)


def _warnings(organisation: Organisation, today: date) -> list[tuple[str, str]]:
    """What to see to before it stops the missions: title and words."""
    if organisation.state != OrganisationState.ACTIVE:
        return []
    said = []
    if ends_soon(organisation.valid_until, today) and organisation.valid_until is not None:
        over = organisation.valid_until < today
        title = "Convention échue" if over else "La convention prend bientôt fin"
        words = (
            f"{'Depuis' if over else 'Après'} le {_written(organisation.valid_until)}, plus rien n’est proposé à ses "
            "bénévoles. Renouvelez-la, puis notez ses nouvelles dates."
        )
        said.append((title, words))
    if organisation.insurance_seen_on is None:
        said.append(("Assurance à voir", "Aucune attestation d’assurance n’a été vue."))
    elif ends_soon(organisation.insurance_until, today):
        until = _written(organisation.insurance_until)
        said.append(
            ("Assurance à revoir", f"L’attestation vue vaut jusqu’au {until} : demandez la suivante.")
        )
    return said


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


def _page(request: HttpRequest, organisation: Organisation, *, convention: Any = None) -> HttpResponse:
    account, now = agent(request), timezone.now()
    today = timezone.localtime(now).date()
    contact = organisation.contact
    leave_read_trace(
        subjects=[organisation, *([contact] if contact else [])],
        by=account,
        commune_code=current_commune(),
        page="organisation",
    )
    period = PeriodForm(request.GET if request.method == "GET" and request.GET else None)
    first, last = period.days(today)
    done = missions_by_activity(
        organisation, since=_midnight(first), until=_midnight(last + timedelta(days=1))
    )
    words, tone = state_words(organisation, today)
    context = {
        "organisation": organisation,
        "kind": OrganisationKind(organisation.kind).label,
        "state": words,
        "tone": tone,
        "siret": shown_siret(organisation.siret),
        "contact": contact,
        "phone": display_phone(contact.shown_phone) if contact and contact.shown_phone else "",
        "activities": [activity_label(code) for code in organisation.activities],
        "members": members_of(organisation),
        "to_come": missions_to_come_count(organisation, now=now),
        "period": period,
        "first": first,
        "last": last,
        "missions": [
            (one.label, one.done, one.held, duration(one.minutes) if one.minutes else "non notée") for one in done
        ],
        "headers": ("Aide", "Réalisées", "Acceptées", "Durée déclarée"),
        "members_url": f"{reverse('desk:volunteers')}?association={organisation.pk}",
        "warnings": _warnings(organisation, today),
        "papers": conventions_of(organisation),
        "convention": convention or ConventionForm(
            initial={"starts_on": today, "ends_on": today + timedelta(days=364)}
        ),
        "events": events_about(organisation, limit=15, kind=EventKind.WRITE),
        "may_manage": can(account, Permission.PARTNER_MANAGE),
        "may_read_volunteers": can(account, Permission.VOLUNTEER_READ),
        "trail": _trail(organisation),
    }  # fmt: skip
    return desk_page(
        request,
        "desk/organisations/one.html",
        context,
        active="organisations",
        status=422 if convention else 200,
    )


@requires(Permission.PARTNER_READ)
@require_GET
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One partner: its convention, how many volunteers, what they did."""
    return _page(request, _found(organisation_id))


def _twins(form: OrganisationForm, *, but: int | None) -> bool:
    """Warn once of another file under the same name; ticked, it passes. True when the form must be shown again."""
    twins = same_names(form.cleaned_data["name"], but=but)
    if not twins or form.cleaned_data["same_name"]:
        return False
    form.ask_about_same_name()
    form.add_error(
        "name",
        f"{twins[0].name} est déjà dans la liste. Si c’en est une autre, cochez la case et enregistrez.",
    )
    return True


def _form_page(
    request: HttpRequest, form: OrganisationForm, trail: list[tuple[str, str]], heading: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "identity": [form[name] for name in form.identity_fields],
        "contact": [form[name] for name in form.contact_fields],
        "convention": [form[name] for name in form.convention_fields],
        "insurance": [form[name] for name in form.insurance_fields],
        "trail": trail,
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/organisations/form.html", context, active="organisations", status=status)


@requires(Permission.PARTNER_MANAGE)
@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Write a partner down."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and not _twins(form, but=None):
        try:
            made = record_organisation(facts=form.facts(), by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"{made.name} est dans la liste.")
            return redirect("desk:organisation", made.pk)
    trail = [("Partenaires", reverse("desk:organisations")), ("Nouveau partenaire", "")]
    return _form_page(request, form, trail, "Nouveau partenaire")


@requires(Permission.PARTNER_MANAGE)
@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Correct it, or note the new days of its convention."""
    subject = _found(organisation_id)
    leave_read_trace(
        subjects=[subject, *([subject.contact] if subject.contact else [])],
        by=agent(request),
        commune_code=current_commune(),
        page="organisation_edit",
    )
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, initial=OrganisationForm.known(subject)
    )
    renamed = form.is_bound and form.is_valid() and form.cleaned_data["name"] != subject.name
    if form.is_bound and form.is_valid() and not (renamed and _twins(form, but=subject.pk)):
        try:
            change_organisation(
                organisation=subject, facts=form.facts(), by=agent(request), at=timezone.now()
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La fiche est enregistrée.")
            return redirect("desk:organisation", subject.pk)
    return _form_page(request, form, _trail(subject, ("Modifier", "")), f"Modifier {subject.name}")


@requires(Permission.PARTNER_MANAGE)
@require_POST
def organisation_convention(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Prepare the convention on paper, numbered."""
    subject, form = _found(organisation_id), ConventionForm(request.POST)
    if form.is_valid():
        try:
            paper = print_convention(
                organisation=subject, by=agent(request), at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(
                request, f"{paper} est prête : relisez-la, faites-la signer, puis notez la date de signature."
            )
            return redirect("desk:organisation", subject.pk)
    return _page(request, subject, convention=form)


@requires(Permission.PARTNER_READ)
@require_GET
def organisation_paper(request: HttpRequest, organisation_id: int, paper_id: int) -> HttpResponse:
    """One of its conventions as a PDF."""
    subject = _found(organisation_id)
    paper = convention_of(subject, paper_id)
    if paper is None:
        raise Http404
    return printed_paper(request, paper, instead=lambda: redirect("desk:organisation", subject.pk))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number < 2 else many}"


def _what_is_touched(organisation: Organisation) -> str:
    members = members_of(organisation)
    planned = missions_to_come_count(organisation, now=timezone.now())
    return (
        f"{_count(members.total, 'bénévole est concerné', 'bénévoles sont concernés')}, "
        f"{_count(planned, 'mission prévue ou proposée est à replacer', 'missions prévues ou proposées sont à replacer')}."
    )


def _said(released: Released) -> str:
    said = f" {_count(released.missions, 'mission', 'missions')} à replacer." if released.missions else ""
    if released.to_ring:
        who = "personne attendait" if released.to_ring == 1 else "personnes attendaient"
        said += (
            f" {released.to_ring} {who} une visite annoncée par téléphone : rappelez-les, voyez « Visites »."
        )
    return said


def _confirmed(
    request: HttpRequest,
    subject: Organisation,
    *,
    heading: str,
    text: str,
    label: str,
    act: Callable[[Account, datetime], str],
) -> HttpResponse:
    """Ask once more, with what is touched, then do it and say what was."""
    if request.method == "POST":
        try:
            said = act(agent(request), timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, said)
        return redirect("desk:organisation", subject.pk)
    context = {
        "heading": heading,
        "text": f"{_what_is_touched(subject)} {text}",
        "label": label,
        "back": reverse("desk:organisation", args=[subject.pk]),
        "trail": _trail(subject, (label, "")),
    }
    return desk_page(request, "desk/confirm.html", context, active="organisations")


@requires(Permission.PARTNER_MANAGE)
@require_http_methods(["GET", "POST"])
def organisation_suspend(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Cut everything at once, after one question."""
    subject = _found(organisation_id)

    def suspend(by: Account, at: datetime) -> str:
        members, released = suspend_with_members(organisation=subject, by=by, at=at)
        who = _count(members, "bénévole n’a plus accès", "bénévoles n’ont plus accès")
        return f"{subject.name} est suspendue : {who} à rien.{_said(released)}"

    return _confirmed(
        request,
        subject,
        heading=f"Suspendre {subject.name} ?",
        text="Leurs liens et leur espace ne montrent plus rien dès le prochain clic, rien ne leur est proposé, et chaque "
        "personne qui attendait une visite est prévenue une fois. Vous pourrez reprendre d’un clic.",
        label="Suspendre",
        act=suspend,
    )


@requires(Permission.PARTNER_MANAGE)
@require_http_methods(["GET", "POST"])
def organisation_end(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The convention ends today, after one question."""
    subject = _found(organisation_id)

    def end(by: Account, at: datetime) -> str:
        return f"La convention a pris fin. Pensez à remercier !{_said(end_and_release(organisation=subject, by=by, at=at))}"

    return _confirmed(
        request,
        subject,
        heading=f"Mettre fin à la convention avec {subject.name} ?",
        text="Plus rien n’est proposé à ses bénévoles dans ce cadre. Ce qui a été fait reste compté, et les personnes à "
        "contacter sont effacées à la fin de leur durée de conservation. Vous pourrez revenir en arrière.",
        label="Mettre fin",
        act=end,
    )


@requires(Permission.PARTNER_MANAGE)
@require_POST
def organisation_resume(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Undo a suspension or an end."""
    subject = _found(organisation_id)
    try:
        back = resume_with_members(organisation=subject, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        who = f" {_count(back, 'bénévole est de retour', 'bénévoles sont de retour')}." if back else ""
        messages.success(request, f"La convention reprend.{who} Les missions confiées à d’autres le restent.")
    return redirect("desk:organisation", subject.pk)
