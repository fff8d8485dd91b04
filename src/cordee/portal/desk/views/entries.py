"""The register of solidarity at the desk: opened with a reason, listed, enrolled, kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.register.actions import enrolment, keeping
from cordee.coordinate.register.actions.consulting import list_entries, note_shut, open_entry, trace_lines
from cordee.coordinate.register.actions.letters import issue_acknowledgement, letter_of
from cordee.coordinate.register.rules.choices import ClearanceScope
from cordee.coordinate.register.rules.clearances import READING_REASONS, can_open, why_not
from cordee.coordinate.register.rules.operational import QUESTIONS, fields_off
from cordee.coordinate.register.selectors.entries import counts, look_alikes, same_person_listed
from cordee.coordinate.register.selectors.facts import EntryFile, EntryLine
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.portal.desk.forms.entries import (
    TASKS,
    AbsenceForm,
    CheckForm,
    CorrectForm,
    EnrolForm,
    EntryFilterForm,
    PriorityForm,
    QuestionsForm,
    ReasonForm,
    RemoveForm,
)
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.pdf_file import printed_paper
from cordee.portal.desk.views.safeguarding import report_url
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

PAGE_SIZE = 50
REASON = "register_reason"
REASON_LIFE = 3600
"""Seconds for which a reason given holds."""
LIST = ("Registre de solidarité", "/bureau/solidarite/")
View = Callable[..., HttpResponse]


def reason_given(request: HttpRequest, at: datetime) -> str:
    """Why this agent opened the register, within the hour; empty when they have to say it."""
    code, given = request.session.get(REASON, ("", 0))
    return code if code in READING_REASONS and 0 <= at.timestamp() - given < REASON_LIFE else ""


def cleared(scope: str = ClearanceScope.READ, *, with_reason: bool = True) -> Callable[[View], View]:
    """Open the page to agents named by the mayor, once they said why; others are told on a page of its own."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            at = timezone.now()
            if not can_open(agent(request), at, scope=scope):
                note_shut(by=agent(request), at=at)
                return redirect(reverse("desk:entries_shut") + f"?pour={scope}")
            if with_reason and not reason_given(request, at):
                wanted = request.get_full_path() if request.method == "GET" else reverse("desk:entries")
                return redirect(reverse("desk:entries_reason") + "?" + urlencode({"suite": wanted}))
            try:
                return view(request, *args, **kwargs)
            except ObjectDoesNotExist:
                raise Http404 from None

        return guarded

    return guard


@requires(Permission.DESK)
@require_GET
def entries_shut(request: HttpRequest) -> HttpResponse:
    """Why the register does not open, and what to do about it."""
    asked = request.GET.get("pour", "")
    scope = asked if asked in ClearanceScope.values else ClearanceScope.READ
    why = why_not(agent(request), timezone.now(), scope=scope)
    return desk_page(request, "desk/entries/shut.html", {"why": why}, active="entries")


@requires(Permission.REGISTER_READ)
@require_http_methods(["GET", "POST"])
@cleared(with_reason=False)
def entries_reason(request: HttpRequest) -> HttpResponse:
    """Say why, once an hour; the log keeps it beside each file read."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    wanted = request.GET.get("suite", "")
    if form.is_bound and form.is_valid():
        request.session[REASON] = (form.cleaned_data["reason"], int(timezone.now().timestamp()))
        inside = wanted.startswith(LIST[1]) and "//" not in wanted
        return redirect(wanted if inside else "desk:entries")
    status = 422 if form.errors else 200
    return desk_page(request, "desk/entries/reason.html", {"form": form}, active="entries", status=status)


@requires(Permission.REGISTER_READ)
@require_GET
@cleared()
def entries(request: HttpRequest) -> HttpResponse:
    """What is to be done, the filters, fifty people a page."""
    account, at = agent(request), timezone.now()
    reason = reason_given(request, at)
    form = EntryFilterForm(request.GET)
    lines = list_entries(wanted=form.wanted(), by=account, at=at, reason=reason)
    page: Page[EntryLine] = Paginator(cast("Sequence[EntryLine]", lines), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    shown = slice(page.start_index() - 1 if len(lines) else 0, page.end_index())
    trace_lines(pairs=lines.person_keys(shown), by=account, at=at, reason=reason)
    told = counts(timezone.localtime(at).date())
    context = {
        "form": form,
        "page": page,
        "rows": list(page.object_list),
        "counts": told,
        "tasks": [(code, label, told[code]) for code, label in TASKS.items() if told[code]],
        "reason": READING_REASONS[reason],
        "may_keep": can_open(account, at, scope=ClearanceScope.KEEP),
        "may_manage": can(account, Permission.REGISTER_MANAGE),
    }
    return desk_page(request, "desk/entries/list.html", context, active="entries")


@requires(Permission.REGISTER_COLLECT)
@require_http_methods(["GET", "POST"])
@cleared(ClearanceScope.COLLECT, with_reason=False)
def entry_new(request: HttpRequest) -> HttpResponse:
    """Enrol somebody; a third party on the telephone is led to writing with the words to say."""
    account, at = agent(request), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = EnrolForm(sent, initial={"requested_on": f"{timezone.localtime(at):%d/%m/%Y}"})
    alike: list[tuple[int, str, str]] = []
    if form.is_bound and form.is_valid():
        try:
            place, warning = place_of(form.cleaned_data["address"])
            said = form.enrolment(place)
            enrolment.check_enrolment(said, timezone.localtime(at).date())
            alike = [] if form.cleaned_data["alike_seen"] else _alike(account, said, at)
            if not alike:
                done = enrolment.enrol(said=said, by=account, at=at, despite=form.cleaned_data["despite"])
                return _enrolled(request, done, warning)
        except Refused as refused:
            add_refused(form, refused)
    context = {
        "form": form,
        "alike": alike,
        "may_read": can_open(account, at),
        "may_overrule": can(account, Permission.REGISTER_MANAGE),
        "who": [form[name] for name in form.identity],
        "core": [form[name] for name in form.core],
        "trail": [LIST, ("Inscrire quelqu’un", "")],
    }
    status = 422 if form.errors or alike else 200
    return desk_page(request, "desk/entries/new.html", context, active="entry_new", status=status)


def _alike(account: Account, said: enrolment.Enrolment, at: datetime) -> list[tuple[int, str, str]]:
    """People listed who look like this one, for whoever may read who they are."""
    phones = [said.phone, said.phone_alt]
    sure = same_person_listed(
        first_name=said.first_name, last_name=said.last_name, phones=phones, birth_on=said.birth_on,
        birth_year=said.birth_year,
    )  # fmt: skip
    if sure is not None or not can_open(account, at):
        return []
    found = look_alikes(first_name=said.first_name, last_name=said.last_name, phones=phones)
    return [one for one in found if one[2] == "nom semblable"]


def _enrolled(request: HttpRequest, done: enrolment.Enrolled, warning: str) -> HttpResponse:
    if done.known:
        messages.info(request, f"Cette personne est déjà inscrite ({done.number}) : sa fiche est complétée.")
    else:
        messages.success(request, f"C’est fait : inscription {done.number}, valable dès maintenant.")
    if warning:
        messages.warning(request, warning)
    reads = can_open(agent(request), timezone.now())
    return redirect("desk:entry", done.entry_key) if reads else redirect("desk:entry_new")


def _file(request: HttpRequest, entry_id: int, *, scope: str = ClearanceScope.READ) -> EntryFile:
    at = timezone.now()
    return open_entry(
        entry_id=entry_id, by=agent(request), at=at, reason=reason_given(request, at), scope=scope
    )


def _entry_page(request: HttpRequest, file: EntryFile, wrong: dict[str, Any] | None = None) -> HttpResponse:
    account, at = agent(request), timezone.now()
    context: dict[str, Any] = {
        "file": file,
        "line": file.line,
        "phone": display_phone(file.phone) if file.phone else "",
        "phone_alt": display_phone(file.phone_alt) if file.phone_alt else "",
        "emergency_phone": display_phone(file.emergency_phone) if file.emergency_phone else "",
        "answers": file.told_answers,
        "may_keep": can_open(account, at, scope=ClearanceScope.KEEP),
        "danger_url": report_url(file.person_key),
        "may_protect": can(account, Permission.PROTECT),
        "absence": AbsenceForm(),
        "priority": PriorityForm(initial={"level": str(file.priority_set or ""), "why": file.priority_why}),
        "check": CheckForm(),
        "remove": RemoveForm(),
        "trail": [LIST, (file.line.number, "")],
        "wrong": wrong or {},
    } | (wrong or {})
    return desk_page(
        request, "desk/entries/entry.html", context, active="entries", status=422 if wrong else 200
    )


@requires(Permission.REGISTER_READ)
@require_GET
@cleared()
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One file."""
    return _entry_page(request, _file(request, entry_id))


@requires(Permission.REGISTER_KEEP)
@require_http_methods(["GET", "POST"])
@cleared(ClearanceScope.KEEP)
def entry_edit(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Correct a file."""
    file = _file(request, entry_id, scope=ClearanceScope.KEEP)
    form = CorrectForm(request.POST) if request.method == "POST" else CorrectForm.of(file)
    if form.is_bound and form.is_valid():
        try:
            typed = form.cleaned_data["address"].strip()
            place, warning = place_of(typed) if typed != file.address else ({}, "")
            keeping.correct_entry(
                entry_id=entry_id, said=form.said(), place=place, answers=form.answers(),
                answers_agreed=form.cleaned_data["operational_agreed"], by=agent(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La fiche est corrigée.")
            if warning:
                messages.warning(request, warning)
            return redirect("desk:entry", entry_id)
    context = {
        "form": form,
        "line": file.line,
        "who": [form[name] for name in form.identity],
        "core": [form[name] for name in form.core],
        "trail": [LIST, (file.line.number, reverse("desk:entry", args=[entry_id])), ("Corriger", "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/entries/edit.html", context, active="entries", status=status)


def _letter(request: HttpRequest, entry_id: int, at: datetime) -> str:
    paper = issue_acknowledgement(entry_id=entry_id, by=agent(request), at=at)
    return f"L’accusé {paper} est prêt : imprimez-le, signez-le, envoyez-le."


def _plain(act: Callable[..., None], told: str) -> Callable[[HttpRequest, int, datetime], str]:
    def step(request: HttpRequest, entry_id: int, at: datetime) -> str:
        act(entry_id=entry_id, by=agent(request), at=at)
        return told

    return step


_PLAIN: dict[str, Callable[[HttpRequest, int, datetime], str]] = {
    "accuse": _letter,
    "confirmer": _plain(keeping.confirm_entry, "L’inscription est confirmée, vérifiée aujourd’hui."),
    "retour": _plain(keeping.come_back, "La personne sera appelée de nouveau."),
    "accepter": _plain(enrolment.accept_pending, "L’inscription est prise en compte."),
    "ecarter": _plain(enrolment.drop_pending, "La demande en double est écartée."),
    "opposition": _plain(
        keeping.oppose,
        "C’est fait : la personne n’est plus au registre, et personne ne l’y remettra sans elle.",
    ),
}
"""Steps that ask nothing more."""
_GONE = {"ecarter", "opposition"}


def _typed(step: str, form: Any) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    if step == "priorite":
        said["level"] = int(said["level"]) if said["level"] else None
    for old, new in (("check_reason", "reason"), ("removal_reason", "reason")):
        if old in said:
            said[new] = said.pop(old)
    return said


_TYPED: dict[str, tuple[type[Any], str, Callable[..., None], str]] = {
    "absence": (
        AbsenceForm,
        "absence",
        keeping.note_absence,
        "L’absence est notée : personne n’appellera avant le retour.",
    ),
    "priorite": (PriorityForm, "priority", keeping.set_priority, "L’ordre d’appel est noté."),
    "verifier": (CheckForm, "check", keeping.mark_to_check, "C’est noté : la fiche est à vérifier."),
    "radier": (
        RemoveForm,
        "remove",
        keeping.remove_entry,
        "La personne est radiée. Aucun courrier ne part tout seul.",
    ),
}
"""Steps with something to type: form, name on the page, action, what is told."""


@requires(Permission.REGISTER_KEEP)
@require_POST
@cleared(ClearanceScope.KEEP)
def entry_step(request: HttpRequest, entry_id: int, step: str) -> HttpResponse:
    """One step in the life of an entry."""
    at = timezone.now()
    if step in _PLAIN:
        try:
            messages.success(request, _PLAIN[step](request, entry_id, at))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("desk:entries") if step in _GONE else redirect("desk:entry", entry_id)
    if step not in _TYPED:
        raise Http404
    kind, name, act, told = _TYPED[step]
    form = kind(request.POST)
    if form.is_valid():
        try:
            act(entry_id=entry_id, by=agent(request), at=at, **_typed(step, form))
        except Refused as refused:
            add_refused(form, Refused(str(refused), field=_field(refused.field, form)))
        else:
            messages.success(request, told)
            return redirect("desk:entry", entry_id)
    return _entry_page(request, _file(request, entry_id), {name: form})


def _field(name: str | None, form: Any) -> str | None:
    return name if name in form.fields else None


@requires(Permission.REGISTER_READ)
@require_GET
@cleared()
def entry_letter(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The acknowledgement as a PDF, word for word as it was issued."""
    paper = letter_of(entry_id=entry_id, by=agent(request), at=timezone.now())
    if paper is None:
        raise Http404
    return printed_paper(request, paper, instead=lambda: redirect("desk:entry", entry_id))


@requires(Permission.REGISTER_MANAGE)
@require_http_methods(["GET", "POST"])
@cleared(ClearanceScope.KEEP, with_reason=False)
def entry_questions(request: HttpRequest) -> HttpResponse:
    """Choose what the town asks beyond the law."""
    choices = [
        (question.code, f"{question.label} (classe {question.privacy}, pour {question.why})")
        for question in QUESTIONS.values()
    ]
    asked = [code for code in QUESTIONS if code not in fields_off()]
    form = QuestionsForm(
        request.POST if request.method == "POST" else None, choices=choices, initial={"asked": asked}
    )
    if form.is_bound and form.is_valid():
        erased = keeping.choose_questions(
            asked=set(form.cleaned_data["asked"]), by=agent(request), at=timezone.now()
        )
        messages.success(
            request, "Les questions sont choisies." + (f" {erased} réponse(s) effacée(s)." if erased else "")
        )
        return redirect("desk:entry_questions")
    context = {"form": form, "trail": [LIST, ("Questions facultatives", "")]}
    status = 422 if form.errors else 200
    return desk_page(request, "desk/entries/questions.html", context, active="entries", status=status)
