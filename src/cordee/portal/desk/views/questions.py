"""Questions callers ask: noted in one box, counted when they are known, answered for everybody."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.selectors.lists import organisations_to_join
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.territory.selectors import districts, municipality_in_scope
from cordee.inform.directory.actions.questions import (
    answer_question,
    count_question,
    note_question,
    put_back_question,
    uncount_question,
    withdraw_question,
)
from cordee.inform.directory.models import Question
from cordee.inform.directory.rules.likeness import question_key
from cordee.inform.directory.rules.questions import check_question
from cordee.inform.directory.selectors.questions import (
    desk_questions,
    most_asked_today,
    near_questions,
    question_by_id,
    question_line,
)
from cordee.portal.desk.forms.inform import AnswerForm, AskedForm, QuestionFilterForm
from cordee.portal.desk.views.public_texts import done, history, withdrawn
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.numbers import row_number

PAGE_SIZE = 50
_DECIDED = ("answer_question", "withdraw_question", "put_back_question")
LIST = ("Questions posées", "/bureau/questions/")


def _found(question_id: int) -> Question:
    question = question_by_id(question_id)
    if question is None:
        raise Http404
    return question


def _here(question: Question) -> str:
    return reverse("desk:question", args=[question.pk])


def _public_names() -> list[str]:
    """Names a question may hold that are nobody's: the town, its districts, its partners."""
    return [
        municipality_in_scope().name,
        *(one.name for one in districts()),
        *(one.name for one in organisations_to_join()),
    ]


def _noted(question: Question) -> str:
    return f"{reverse('desk:questions')}?notee={question.pk}"


def _list(
    request: HttpRequest, *, asked: AskedForm | None = None, near: list[Question] | None = None
) -> HttpResponse:
    account, now, form = agent(request), timezone.now(), QuestionFilterForm(request.GET)
    page = Paginator(desk_questions(form.wanted(), at=now), PAGE_SIZE).get_page(request.GET.get("page"))
    noted = row_number(request.GET.get("notee", ""))
    just = question_by_id(noted) if noted is not None else None
    context = {
        "form": form,
        "asked": asked or AskedForm(),
        "near": near or [],
        "just": question_line(just, at=now) if just else None,
        "top": most_asked_today(at=now),
        "page": page,
        "lines": list(page.object_list),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "may_write": can(account, Permission.INFORM_PUBLISH),
    }
    status = 422 if asked and asked.errors else 200
    return desk_page(request, "desk/inform/questions.html", context, active="questions", status=status)


@requires(Permission.QUESTION_NOTE)
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """The box, the three of the day, all of them; one that looks like a known one is shown it before it is kept."""
    if request.method != "POST":
        return _list(request)
    form = AskedForm(request.POST)
    if not form.is_valid():
        return _list(request, asked=form)
    text, names = form.cleaned_data["text"], _public_names()
    try:
        check_question(text, spared=names)
        near = near_questions(text)
        same = any(one.text_key == question_key(text) for one in near)
        if near and not same and not form.cleaned_data["other"]:
            return _list(request, asked=form, near=near)
        question = note_question(text=text, by=agent(request), at=timezone.now(), spared=names)
    except Refused as refused:
        add_refused(form, refused)
        return _list(request, asked=form)
    return redirect(_noted(question))


@requires(Permission.QUESTION_NOTE)
@require_POST
def question_count(request: HttpRequest, question_id: int) -> HttpResponse:
    """One caller more for a known question."""
    question = count_question(question=_found(question_id), by=agent(request), at=timezone.now())
    return redirect(_noted(question))


@requires(Permission.QUESTION_NOTE)
@require_POST
def question_uncount(request: HttpRequest, question_id: int) -> HttpResponse:
    """It was noted by mistake."""
    subject = _found(question_id)
    return done(
        request,
        act=lambda by, at: uncount_question(question=subject, by=by, at=at),
        said="C’est annulé.",
        back=reverse("desk:questions"),
    )


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Answer everybody, or correct the answer."""
    subject = _found(question_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=AnswerForm.known(subject))
    if form.is_bound and form.is_valid():
        try:
            answer_question(
                question=subject, said=form.said(), version=form.read_version, by=agent(request), at=timezone.now(),
                spared=_public_names(),
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La réponse est publiée : tout le monde peut la lire.")
            return redirect(_here(subject))
    context = {
        "question": subject,
        "line": question_line(subject, at=timezone.now()),
        "form": form,
        "events": history(subject, verbs=_DECIDED),
        "trail": [LIST, (subject.text, "")],
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/inform/question.html", context, active="questions", status=status)


@requires(Permission.INFORM_PUBLISH)
@require_http_methods(["GET", "POST"])
def question_withdraw(request: HttpRequest, question_id: int) -> HttpResponse:
    """Take it away, with the reason."""
    subject = _found(question_id)
    return withdrawn(
        request,
        heading=f"Retirer « {subject.text} » ?",
        back=_here(subject),
        trail=[LIST, (subject.text, _here(subject)), ("Retirer", "")],
        active="questions",
        act=lambda why, by, at: withdraw_question(question=subject, why=why, by=by, at=at),
        said="C’est retiré. Vous pouvez la remettre.",
    )


@requires(Permission.INFORM_PUBLISH)
@require_POST
def question_put_back(request: HttpRequest, question_id: int) -> HttpResponse:
    """Undo a withdrawal."""
    subject = _found(question_id)
    return done(
        request,
        act=lambda by, at: put_back_question(question=subject, by=by, at=at),
        said="C’est remis.",
        back=_here(subject),
    )
