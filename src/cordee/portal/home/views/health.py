"""Is everything running? For a supervisor: no personal data, no session."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cordee.portal.home.selectors.health import read_health
from cordee.ui.access import public


@public
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 when the database answers and messages leave, 503 otherwise, with what is wrong."""
    try:
        state = read_health(now=timezone.now())
    except DatabaseError as error:
        return JsonResponse({"database": error.__class__.__name__}, status=503)
    return JsonResponse(state, status=200 if state["worker_alive"] and not state["late_messages"] else 503)
