"""Where an SMS provider calls us back. The shared secret is in the address or in a header."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cordee.ground.messaging.actions.callbacks import CALLING_PROVIDERS, hear_incoming, hear_receipt
from cordee.ui.access import public

_KEY, _HEADER = "cle", "X-Cordee-Secret"


def _check_secret(request: HttpRequest) -> None:
    """Without a secret set, or with another one, this page does not exist."""
    expected = settings.SMS["webhook_secret"]
    given = request.headers.get(_HEADER) or request.GET.get(_KEY, "")
    if not expected or not constant_time_compare(given, expected):
        raise Http404


def _storable(text: str) -> str:
    """The text without what no database keeps: NUL, half a surrogate pair. Refused, it would come back for ever."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _fields(request: HttpRequest) -> dict[str, str]:
    """The fields of the call, in its address, its form or its JSON body."""
    fields: dict[str, Any] = request.GET.dict() | request.POST.dict()
    if request.content_type == "application/json":
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            body = {}
        fields |= body if isinstance(body, dict) else {}
    return {name: _storable(str(value)) for name, value in fields.items() if name != _KEY}


def _heard(request: HttpRequest, provider: str, hear: Callable[..., bool], at: datetime) -> HttpResponse:
    _check_secret(request)
    if provider not in CALLING_PROVIDERS:
        raise Http404
    understood = hear(provider=provider, fields=_fields(request), at=at)
    return HttpResponse(
        "ok" if understood else "champs manquants",
        content_type="text/plain",
        status=200 if understood else 400,
    )


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def sms_incoming(request: HttpRequest, provider: str) -> HttpResponse:
    """An SMS somebody sent us. The same one twice is answered 200 and changes nothing."""
    return _heard(request, provider, hear_incoming, timezone.now())


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def sms_receipt(request: HttpRequest, provider: str) -> HttpResponse:
    """What became of an SMS we sent."""
    return _heard(request, provider, hear_receipt, timezone.now())
