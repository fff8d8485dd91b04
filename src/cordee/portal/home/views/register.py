"""« S’inscrire au registre de solidarité » without an account: for oneself, or in writing for somebody else."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.coordinate.register.actions.enrolment import enrol
from cordee.coordinate.register.rules.choices import Origin
from cordee.coordinate.register.selectors.letters import written_request_pdf
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.proofs import spend_proof
from cordee.ground.people.selectors.notices import notice_at
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import locate
from cordee.portal.home.forms.register import RegisterForm
from cordee.ui.access import public
from cordee.ui.pace import too_many, visitor_address
from cordee.ui.proof import TOO_MANY_UNPROVEN, too_many_unproven

THANKS_SALT = "home.register.thanks"
_TOO_MANY = "Beaucoup d’inscriptions arrivent d’ici. Attendez une minute et renvoyez : rien n’est perdu."
_LETTERS_PER_MINUTE = 12
_SITE = Task("site")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The request. Known or not, the answer is the same; the entry counts at once, and a letter tells the person."""
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        if too_many("register", visitor_address(request), most=settings.FORMS_PER_MINUTE, seconds=60, at=at):
            form.add_error(None, _TOO_MANY)
        elif answer := _enrolled(request, form):
            return answer
    context = {
        "form": form,
        "notice": notice_at("registre", cast(Municipality, request.municipality)),  # type: ignore[attr-defined]
    }
    return render(request, "home/register.html", context, status=422 if form.errors else 200)


def _enrolled(request: HttpRequest, form: RegisterForm) -> HttpResponse | None:
    at, typed = timezone.now(), form.cleaned_data["address"]
    said = form.enrolment(place=locate(typed).as_fields(typed=typed), on=timezone.localtime(at).date())
    try:
        with transaction.atomic():
            if too_many_unproven(request, "register", spend=spend_proof, at=at):
                raise Refused(TOO_MANY_UNPROVEN)
            enrol(said=said, by=_SITE, at=at, ask_when_alike=True)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None
    return redirect("home:register_thanks", told=signing.dumps([str(said.origin)], salt=THANKS_SALT))


@public
@require_safe
def register_thanks(request: HttpRequest, told: str) -> HttpResponse:
    """What happens next. The address names nobody: whether the person was known already is not told."""
    try:
        (origin,) = signing.loads(told, salt=THANKS_SALT)
    except signing.BadSignature:
        raise Http404 from None
    return render(request, "home/register_thanks.html", {"for_other": origin == Origin.THIRD_PARTY})


@public
@require_safe
def register_letter(request: HttpRequest) -> HttpResponse:
    """The same request as a sheet to fill in by hand, sign and send: whoever has no screen writes too."""
    at = timezone.now()
    if too_many("letter", visitor_address(request), most=_LETTERS_PER_MINUTE, seconds=60, at=at):
        response = render(request, "home/check_slow.html", status=429)
        response.headers["Retry-After"] = "60"
        return response
    response = HttpResponse(written_request_pdf(at=at), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="demande-inscription-registre.pdf"'
    return response
