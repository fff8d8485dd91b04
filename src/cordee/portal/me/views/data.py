"""« Mes données »: read, download, correct, object."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.models import Channel
from cordee.ground.people.actions.persons import correct_person
from cordee.ground.people.ports import everything_about
from cordee.ground.people.rules.access import resident_only
from cordee.ground.people.selectors.consents import consents_of
from cordee.ground.territory.models import current_commune
from cordee.portal.me.actions.entering import confirm_contact, send_code_to
from cordee.portal.me.actions.rights import RIGHTS, ask_for_right, withdraw_own
from cordee.portal.me.forms.entering import CodeForm
from cordee.portal.me.forms.identity import ContactForm, IdentityForm
from cordee.portal.me.selectors.mine import consultations_of, rights_asked_by
from cordee.portal.me.views.entering import PENDING
from cordee.portal.me.views.space import me_of
from cordee.ui.pace import too_many

CONSULTATIONS = "Qui a consulté votre dossier"


def _shown(value: Any) -> Any:
    """A value as a page says it: yes and no rather than True and False."""
    return {True: "oui", False: "non"}.get(value, value) if isinstance(value, bool) else value


def _sections(parts: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts as the page lays them out: plain rows, then lists."""
    sections = []
    for title, part in parts.items():
        rows = [(label, _shown(value)) for label, value in part.items() if not isinstance(value, list)]
        lists = [
            (
                label,
                [
                    [(key, _shown(one)) for key, one in line.items()] if isinstance(line, dict) else line
                    for line in value
                ],
                bool(value) and isinstance(value[0], dict),
            )
            for label, value in part.items()
            if isinstance(value, list)
        ]
        sections.append({"title": title, "rows": rows, "lists": lists})
    return sections


@resident_only
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything kept about me, who looked at it, and what I can do."""
    person = me_of(request)
    context = {
        # Who looked is told by day below; each time stands in the file.
        "sections": _sections(
            {title: part for title, part in everything_about(person).items() if title != CONSULTATIONS}
        ),
        "consultations": consultations_of(person, now=timezone.now()),
        "agreed": [one for one in consents_of(person) if one.agreed],
        "rights": RIGHTS,
        "asked": [(dict(RIGHTS).get(one.kind, one.kind), one.on) for one in rights_asked_by(person)],
    }
    return render(request, "me/data.html", context)


@resident_only
@require_safe
def data_file(request: HttpRequest) -> HttpResponse:
    """The same as a file other programs can read."""
    person = me_of(request)
    leave_trace(
        verb="download_own_data",
        subject=person,
        by=person,
        commune_code=current_commune(),
        kind=EventKind.READ,
    )
    response = JsonResponse(
        everything_about(person), json_dumps_params={"ensure_ascii": False, "indent": 2, "default": str}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@resident_only
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """Correct names, language, preferred way."""
    person = me_of(request)
    initial = {name: getattr(person, name) for name in ("first_name", "last_name", "language", "contact_by")}
    form = IdentityForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        correct_person(person=person, by=person, **form.cleaned_data)
        messages.success(request, "C’est corrigé.")
        return redirect("me:data")
    return render(request, "me/identity.html", {"form": form})


@resident_only
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A new number or e-mail: a code is sent there first."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person, at = me_of(request), timezone.now()
        address: str = form.cleaned_data["contact"]
        is_mail = "@" in address
        try:
            if settings.FORMS_PER_MINUTE and too_many("contact", str(person.pk), most=5, seconds=3600, at=at):
                raise Refused("Plusieurs codes viennent d’être envoyés. Attendez une heure, ou appelez-nous.")
            send_code_to(
                person=person, channel=Channel.EMAIL if is_mail else Channel.SMS, address=address, at=at
            )
        except Refused as refusal:
            form.add_error("contact", str(refusal))
        else:
            request.session[PENDING] = ["email" if is_mail else "phone", address]
            return redirect("me:contact_code")
    return render(request, "me/contact.html", {"form": form})


@resident_only
@require_http_methods(["GET", "HEAD", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    """The code came back: the new number or e-mail is on file."""
    pending = request.session.get(PENDING)
    if not pending:
        return redirect("me:contact")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        field, value = pending
        try:
            confirm_contact(
                person=me_of(request),
                field=field,
                value=value,
                code=form.cleaned_data["code"],
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[PENDING]
            messages.success(request, "C’est enregistré.")
            return redirect("me:data")
    return render(request, "me/contact_code.html", {"form": form, "address": pending[1]})


@resident_only
@require_POST
def withdraw(request: HttpRequest, recipient: str) -> HttpResponse:
    """I agree no more that my data goes there: one gesture, at once."""
    person = me_of(request)
    try:
        withdraw_own(person=person, recipient=recipient, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "C’est fait : votre accord est retiré.")
    return redirect("me:data")


@resident_only
@require_POST
def ask_right(request: HttpRequest) -> HttpResponse:
    """Objection, erasure, restriction: recorded, sent to the town, answered within a month."""
    try:
        ask_for_right(person=me_of(request), right=request.POST.get("right", ""), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Votre demande est enregistrée. Réponse sous un mois au plus tard.")
    return redirect("me:data")
