"""The least a page and a write can be on the same framework, server and database."""

from __future__ import annotations

from functools import cache

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from cordee.ground.audit.models import Event, EventKind
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.models import Need
from cordee.ground.volunteers.models import Volunteer


@cache
def _page(size: int) -> bytes:
    return (b"<!doctype html><html lang=fr><title>hello</title><p>" + b"hello " * (size // 6 + 1))[:size]


def page(_: HttpRequest, size: int) -> HttpResponse:
    """« Hello », as many bytes as the page it is compared with; no template, no query."""
    return HttpResponse(_page(size))


def insert(request: HttpRequest) -> HttpResponse:
    """One ORM insert in one transaction, with the CSRF check of any form, answered by a redirect."""
    with transaction.atomic():
        Event.objects.create(
            at=timezone.now(), commune_code="49999", kind=EventKind.WRITE, verb="bare_insert", actor="task:bench",
            subject=f"bench:{len(request.POST)}", facts={"size": len(request.body)},
        )  # fmt: skip
    return HttpResponseRedirect("/")


def token(request: HttpRequest) -> HttpResponse:
    """A token for the forms of this run."""
    return HttpResponse(get_token(request))


def counts(_: HttpRequest) -> JsonResponse:
    """Rows written so far: what was acknowledged must be there."""
    return JsonResponse(
        {
            "inserts": Event.objects.filter(verb="bare_insert").count(),
            "sign_ups": Volunteer.everywhere.count(),
            "needs": Need.everywhere.count(),
            "messages": OutgoingMessage.everywhere.count(),
        }
    )
