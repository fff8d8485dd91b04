"""What somebody typed is not lost when their session ended or their page was too old: it is one click away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_OURS = "csrfmiddlewaretoken"
_SECRETS = frozenset({"password", "former", "new", "again", "code", "secret"})


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of a form sent by one of our own pages; empty for anything else, or when it holds a secret.

    The ``Origin`` header is the browser's word that the form is ours: another site cannot have us lay its form out here.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    by_script = "X-Requested-With" in request.headers or "HX-Request" in request.headers
    if request.method != "POST" or not ours or by_script or _SECRETS & set(request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values if name != _OURS]


def kept_form(request: HttpRequest, *, sign_in: str = "") -> HttpResponse | None:
    """A page that sends the same form again, after signing in at ``sign_in`` if given; ``None`` with nothing to keep.

    The values travel in the page itself: nothing is stored on either side.
    """
    fields = typed_fields(request)
    if not fields:
        return None
    context = {
        "fields": fields,
        "texts": [value for _, value in fields if len(value) > 15 and " " in value],
        "files": bool(request.FILES),
        "path": request.get_full_path(),
        "sign_in": sign_in,
    }
    response = render(request, "ui/kept.html", context, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response
