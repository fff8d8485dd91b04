"""One's requests: where they stand, and « je n’en ai plus besoin »."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import resident_only
from cordee.portal.me.actions.cancelling import cancel_own_need
from cordee.portal.me.forms.requests import CancelForm
from cordee.portal.me.rules.words import STEPS
from cordee.portal.me.selectors.mine import RequestLine, request_of
from cordee.portal.me.views.space import me_of


def _mine(request: HttpRequest, need_id: int) -> RequestLine:
    line = request_of(me_of(request), need_id, now=timezone.now())
    if line is None:
        raise Http404
    return line


@resident_only
@require_safe
def request_page(request: HttpRequest, need_id: int) -> HttpResponse:
    """One request; another's does not exist."""
    return render(request, "me/request.html", {"line": _mine(request, need_id), "steps": STEPS})


@resident_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_request(request: HttpRequest, need_id: int) -> HttpResponse:
    """Cancel, with a reason; whoever was coming is told."""
    line = _mine(request, need_id)
    if not line.can_cancel:
        messages.info(request, "Cette demande ne peut plus être annulée ici : appelez-nous.")
        return redirect("me:request", need_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_own_need(
                need=line.need, by=me_of(request), at=timezone.now(), reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            form.add_error("reason" if refusal.field == "reason" else None, str(refusal))
        else:
            messages.success(request, "Votre demande est annulée. Si quelqu’un devait venir, il est prévenu.")
            return redirect("me:index")
    return render(request, "me/cancel_request.html", {"line": line, "form": form})
