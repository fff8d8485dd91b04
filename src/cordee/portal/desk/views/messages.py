"""What leaves, what does not leave, and what came in that only a person can understand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions import resend
from cordee.ground.messaging.actions.reading import mark_incoming_read
from cordee.ground.messaging.models import IncomingMessage, MessageState, OutgoingMessage
from cordee.ground.messaging.rules.inbox import WHY_NOT_UNDERSTOOD
from cordee.ground.messaging.rules.outbox import can_resend
from cordee.ground.messaging.selectors import (
    incoming_by_id,
    incoming_to_read,
    outbox_health,
    outgoing_by_id,
    outgoing_counts,
    outgoing_of_state,
)
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.selectors.persons import persons_by_phone
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.views.shell import agent, desk_page

PAGE_SIZE = 50
TO_READ = "a-lire"
_TABS = (
    (MessageState.FAILED, "Échecs"),
    (MessageState.UNKNOWN, "Incertains"),
    (MessageState.QUEUED, "En attente"),
    (MessageState.SENDING, "En cours d’envoi"),
    (MessageState.SENT, "Envoyés"),
    (MessageState.DELIVERED, "Remis"),
    (MessageState.CANCELLED, "Annulés"),
)
_ALWAYS = {MessageState.FAILED, MessageState.UNKNOWN, MessageState.QUEUED}


def masked_recipient(message: OutgoingMessage) -> str:
    """« 06 •• •• •• 42 », « k•••@exemple.fr »: enough to recognise, not enough to copy."""
    if message.channel == "sms":
        shown = display_phone(message.recipient)
        hidden = "".join("•" if letter.isdigit() else letter for letter in shown[2:-2])
        return shown[:2] + hidden + shown[-2:]
    name, _, host = message.recipient.partition("@")
    return f"{name[:1]}•••@{host}"


def _is_hidden(message: OutgoingMessage) -> bool:
    return message.person is not None and message.person.is_hidden


def _outgoing(page: Any) -> list[dict[str, Any]]:
    return [
        {
            "message": message,
            "to": "numéro masqué" if _is_hidden(message) else masked_recipient(message),
            "may_resend": can_resend(message),
        }
        for message in page.object_list
    ]


def _incoming(request: HttpRequest, page: Any) -> list[dict[str, Any]]:
    """SMS to read, with the number to ring back and whose it is; reading a name leaves a trace."""
    shown: list[IncomingMessage] = list(page.object_list)
    known = persons_by_phone({one.sender for one in shown})
    if known:
        leave_read_trace(
            subjects=list(known.values()), by=agent(request), commune_code=current_commune(), page="messages"
        )
    return [
        {
            "incoming": one,
            "person": known.get(one.sender),
            "phone": display_phone(one.sender) if one.sender.startswith("+") else "",
            "why": WHY_NOT_UNDERSTOOD.get(one.understood_as, ""),
        }
        for one in shown
    ]


def _chosen_tab(asked: str, counts: dict[str, int], unread: int) -> str:
    """The tab asked for, else the first with something a person must do."""
    if asked == TO_READ or asked in MessageState.values:
        return asked
    if unread:
        return TO_READ
    return next((state for state, _ in _TABS[:2] if counts[state]), MessageState.QUEUED)


@requires(Permission.NEED_DECIDE)
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """Health on top, then what waits for a person, then the rest by state."""
    now, counts = timezone.now(), outgoing_counts()
    unread = incoming_to_read()
    unread_count = unread.count()
    tab = _chosen_tab(request.GET.get("etat", ""), counts, unread_count)
    rows = unread if tab == TO_READ else outgoing_of_state(tab)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    here = reverse("desk:messages")
    health = outbox_health(now)
    context = {
        "health": health,
        "stuck": bool(health.late) or (bool(health.queued) and not health.worker_alive),
        "tab": tab,
        "tabs": [
            ("Reçus à lire", f"{here}?etat={TO_READ}", tab == TO_READ, unread_count),
            *(
                (label, f"{here}?etat={state}", tab == state, counts[state])
                for state, label in _TABS
                if counts[state] or state in _ALWAYS or state == tab
            ),
        ],
        "page": page,
        "incoming": _incoming(request, page) if tab == TO_READ else [],
        "outgoing": _outgoing(page) if tab != TO_READ else [],
        "now": now,
    }
    return desk_page(request, "desk/messages.html", context, active="messages")


def _back(state: str) -> HttpResponse:
    return redirect(f"{reverse('desk:messages')}?etat={state}")


@requires(Permission.NEED_DECIDE)
@require_POST
def message_resend(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send again, by a person's decision."""
    message = outgoing_by_id(message_id)
    if message is None:
        raise Http404
    former = message.state
    try:
        resend(message=message, by=agent(request), at=timezone.now())
    except Refused as refused:
        notices.error(request, str(refused))
    else:
        notices.success(request, "Le message repart dans la minute.")
    return _back(former)


@requires(Permission.NEED_DECIDE)
@require_POST
def incoming_read(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Read and dealt with."""
    incoming = incoming_by_id(incoming_id)
    if incoming is None:
        raise Http404
    if mark_incoming_read(incoming=incoming, by=agent(request), at=timezone.now()):
        notices.success(request, "C’est noté comme lu.")
    else:
        notices.info(request, "Quelqu’un l’avait déjà lu.")
    return _back(TO_READ)
