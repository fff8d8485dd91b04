"""Addresses searched while typing, and the town's logo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import logo_of, search_addresses
from cordee.ui.access import public


@public
@require_safe
def addresses(request: HttpRequest) -> JsonResponse:
    """Up to eight addresses of the town for what is being typed in ``q``."""
    typed = request.GET.get("q", "").strip()[:120]
    hits = search_addresses(typed, limit=8) if len(typed) >= 3 else []
    response = JsonResponse(
        [
            {"label": hit.label, "hint": f"{hit.postcode} {hit.former_commune}".strip(), "value": hit.ban_id}
            for hit in hits
        ],
        safe=False,
    )
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@public
@require_safe
def logo(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The logo the town chose; its address changes with it, so that a browser may keep it."""
    found = logo_of(current_commune())
    if found is None:
        raise Http404
    response = HttpResponse(found[0], content_type=found[1])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # An SVG is a document: whatever is in it, it runs nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
