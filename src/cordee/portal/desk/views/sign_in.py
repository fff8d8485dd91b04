"""Signing in and out: password and code, passkey, link by e-mail, the town's identity provider, invitation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.factors import prove_second_factor
from cordee.ground.people.actions.passkeys import ask_for_passkey, prove_passkey
from cordee.ground.people.actions.provider import come_back_from_provider, leave_for_provider
from cordee.ground.people.actions.staff_entry import accept_invitation, find_account_link, use_account_link
from cordee.ground.people.models import LinkPurpose, Way
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.selectors.accounts import account_for_link
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.sign_in import (
    LinkForm,
    NewPasswordForm,
    PasskeyForm,
    SecondFactorForm,
    SignInForm,
)
from cordee.portal.desk.tasks import send_staff_link_to
from cordee.portal.desk.views.entering import (
    PENDING,
    close_session,
    first_factor_given,
    let_staff_in,
    pending_account,
    place_of,
    wanted_page,
)
from cordee.portal.desk.views.shell import add_refused, agent, first_place
from cordee.ui.access import nothing_left, public
from cordee.ui.pace import too_many, visitor_address

_PASSKEY, _PROVIDER = "desk_passkey", "desk_provider"
_TOO_MANY = "Beaucoup d’essais viennent d’être faits d’ici. Attendez quelques minutes."


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def host_of(request: HttpRequest) -> str:
    """The name passkeys are made for: this site's, without its port."""
    return request.get_host().rpartition(":")[0] or request.get_host()


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Every way in on one page. Axes counts the wrong passwords by account and place."""
    wanted = wanted_page(request)
    if request.user.is_authenticated and can(agent(request), Permission.DESK):
        return redirect(wanted or "desk:home")
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return first_factor_given(request, form.get_user(), Way.PASSWORD, wanted)
    context = {
        "form": form,
        "next": wanted,
        "provider": settings.OIDC["name"] if settings.OIDC["issuer"] else "",
        "known_place": bool(place_of(request)),
    }
    return _page(request, "desk/sign_in.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask the code of the telephone, or a recovery code, after the password or the link."""
    account, kept = pending_account(request)
    if account is None:
        messages.info(request, "Recommencez la connexion : elle était restée en attente trop longtemps.")
        return redirect("desk:sign_in")
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        kept["tries"] += 1
        request.session[PENDING] = kept
        try:
            if too_many("second", str(account.pk), most=50, seconds=3600, at=at):
                raise Refused(_TOO_MANY, field="code")
            prove_second_factor(account=account, code=form.cleaned_data["code"], at=at)
        except Refused as refused:
            # Counted with the wrong passwords of this place: knowing the password is not a licence to try codes.
            user_login_failed.send(__name__, credentials={"username": account.email}, request=request)
            form.add_error("code", str(refused))
        else:
            way = Way.SECOND_FACTOR if kept["way"] == Way.PASSWORD else Way.LINK_AND_CODE
            return let_staff_in(request, account, way, kept["next"])
    context = {"form": form, "passkey": account.passkeys.exists(), "totp": hasattr(account, "totp")}
    return _page(request, "desk/second_factor.html", context, 422 if form.is_bound else 200)


@public
@require_POST
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """What the browser needs to show a key; the same for everybody."""
    options, request.session[_PASSKEY] = ask_for_passkey(host=host_of(request))
    return JsonResponse(options, headers={"Cache-Control": "no-store"})


@public
@require_POST
def passkey_enter(request: HttpRequest) -> HttpResponse:
    """Let in whoever holds a key: it proves a thing one has, and a face, a finger or a code."""
    form = PasskeyForm(request.POST)
    state, at = request.session.pop(_PASSKEY, None), timezone.now()
    try:
        if too_many("passkey", visitor_address(request), most=settings.FORMS_PER_MINUTE, seconds=60, at=at):
            raise Refused(_TOO_MANY)
        answer = form.cleaned_data["answer"] if form.is_valid() else ""
        account = prove_passkey(host=host_of(request), state=state, answer=answer, at=at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:sign_in")
    return let_staff_in(request, account, Way.PASSKEY, wanted_page(request))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def link_ask(request: HttpRequest) -> HttpResponse:
    """Send a link to a mailbox. Known or unknown, the answer, the work and the delay are the same."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at, email = timezone.now(), form.cleaned_data["email"].lower()
        if too_many(
            "staff_link", visitor_address(request), most=settings.FORMS_PER_MINUTE, seconds=600, at=at
        ):
            form.add_error(None, _TOO_MANY)
        else:
            account = account_for_link(email)
            often = too_many("staff_link_to", email, most=5, seconds=600, at=at)
            send_staff_link_to.enqueue(current_commune(), account.pk if account and not often else 0)
            return _page(request, "desk/link_sent.html", {"email": email})
    return _page(request, "desk/link_ask.html", {"form": form}, 422 if form.is_bound else 200)


def _secret_page(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _dead_link(request: HttpRequest) -> HttpResponse:
    return _secret_page(_page(request, "desk/link_dead.html", {}, 410))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def link_open(request: HttpRequest, token: str) -> HttpResponse:
    """A link received: a button opens it, so that a mail robot that follows links uses nothing up."""
    at = timezone.now()
    link = find_account_link(token=token, purpose=LinkPurpose.SIGN_IN, at=at)
    if link is None:
        return _dead_link(request)
    if request.method == "POST":
        try:
            account = use_account_link(link=link, at=at)
        except Refused:
            return _dead_link(request)
        return _secret_page(first_factor_given(request, account, Way.LINK, ""))
    return _secret_page(_page(request, "desk/link_open.html", {"account": link.account}))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation received: choose a password, and come in."""
    at = timezone.now()
    link = find_account_link(token=token, purpose=LinkPurpose.INVITATION, at=at)
    if link is None:
        return _dead_link(request)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            account = accept_invitation(link=link, password=form.cleaned_data["new"], at=at)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "Votre compte est prêt. Protégez-le ici, en une minute.")
            return first_factor_given(request, account, Way.INVITATION, reverse("desk:own_account"))
    context = {"form": form, "account": link.account}
    return _secret_page(_page(request, "desk/invitation.html", context, 422 if form.is_bound else 200))


@public
@require_GET
def provider(request: HttpRequest) -> HttpResponse:
    """Leave for the town's identity provider."""
    if not settings.OIDC["issuer"]:
        return redirect("desk:sign_in")
    back = request.build_absolute_uri(reverse("desk:provider_back"))
    try:
        departure = leave_for_provider(back=back)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:sign_in")
    request.session[_PROVIDER] = {**departure.kept, "next": wanted_page(request)}
    return redirect(departure.address)


@public
@require_GET
def provider_back(request: HttpRequest) -> HttpResponse:
    """Come back from it. The provider answers for the strength of its own sign-in."""
    kept = request.session.pop(_PROVIDER, None)
    try:
        account = come_back_from_provider(
            code=request.GET.get("code", ""), state=request.GET.get("state", ""), kept=kept, at=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:sign_in")
    return let_staff_in(request, account, Way.PROVIDER, kept["next"] if kept else "")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    close_session(request)
    return nothing_left(redirect("desk:sign_in"))


@requires(Permission.DESK)
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page this role may open."""
    return redirect(first_place(agent(request)))
