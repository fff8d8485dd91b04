"""What help exists, which platforms are useful, what people ask: to be read, printed, sent to somebody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from cordee.inform.directory.models import Serves
from cordee.inform.directory.selectors.platforms import public_platforms
from cordee.inform.directory.selectors.questions import public_questions, themes_of
from cordee.inform.schemes.selectors.schemes import public_scheme, public_schemes
from cordee.portal.home.forms.information import QuestionSearch, SchemeSearch
from cordee.ui.access import public


def _fresh(response: HttpResponse) -> HttpResponse:
    """What is withdrawn is not read from a copy."""
    response.headers["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """The schemes told today, those of what is going on first."""
    form = SchemeSearch(request.GET)
    lines = public_schemes(form.wanted(), at=timezone.now())
    context = {
        "form": form,
        "lines": lines,
        "for_now": [line for line in lines if line.now],
        "always": [line for line in lines if not line.now],
        "asked": any(request.GET.get(name) for name in form.fields),
        "query": request.GET.urlencode(),
    }
    return _fresh(render(request, "home/schemes.html", context))


@public
@require_safe
def schemes_print(request: HttpRequest) -> HttpResponse:
    """The same, whole, on paper: for whoever hands it over at a counter."""
    form, now = SchemeSearch(request.GET), timezone.now()
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {"lines": public_schemes(form.wanted(), at=now), "query": query, "printed_at": now}
    return _fresh(render(request, "home/schemes_print.html", context))


@public
@require_safe
def scheme(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """One scheme: what it is, how to ask, whom to call. One that is over or withdrawn is a page not found."""
    line = public_scheme(scheme_id, at=timezone.now())
    if line is None:
        raise Http404
    trail = [("Dispositifs d’aide", reverse("home:schemes")), (line.scheme.title, "")]
    return _fresh(render(request, "home/scheme.html", {"line": line, "trail": trail}))


@public
@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    """Sites and services of others worth knowing."""
    now, asked, here = timezone.now(), request.GET.get("pour", ""), reverse("home:platforms")
    every = public_platforms(at=now)
    kinds = [kind for kind in Serves if any(kind in line.platform.serves for line in every)]
    wanted = asked if asked in kinds else ""
    context = {
        "lines": [line for line in every if not wanted or wanted in line.platform.serves],
        "tabs": [("Toutes", here, not wanted)]
        + [(capfirst(kind.label), f"{here}?pour={kind.value}", wanted == kind) for kind in kinds],
    }
    return _fresh(render(request, "home/platforms.html", context))


@public
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Answers told today, by theme; the most asked of the day first."""
    form, now = QuestionSearch(request.GET), timezone.now()
    lines = public_questions(form.wanted(), at=now)
    context = {
        "form": form,
        "lines": lines,
        "top": [line for line in lines if line.today][:3],
        "themes": [
            (code, label, [line for line in lines if line.question.theme == code])
            for code, label in themes_of(lines)
        ],
        "asked": bool(request.GET.get("q")),
    }
    return _fresh(render(request, "home/questions.html", context))
