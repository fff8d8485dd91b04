"""One's own account: keys, codes, computers where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.factors import (
    choose_quick_code,
    confirm_totp,
    draw_recovery_codes,
    remove_totp,
)
from cordee.ground.people.actions.passkeys import begin_passkey, keep_passkey, remove_passkey
from cordee.ground.people.actions.staff_entry import end_sessions
from cordee.ground.people.rules.access import DESK_STRONG, proved_lately, requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.totp import draw_secret, provisioning_uri
from cordee.ground.people.selectors.accounts import has_second_factor, open_sessions
from cordee.portal.desk.forms.sign_in import ConfirmForm, PasskeyForm, QuickCodeForm, SecondFactorForm
from cordee.portal.desk.views.entering import prove_again, remember_here, wanted_page
from cordee.portal.desk.views.shell import agent, desk_page
from cordee.portal.desk.views.sign_in import host_of
from cordee.ui.pace import too_many

View = Callable[..., HttpResponse]
_NEW_KEY, _NEW_SECRET = "desk_new_passkey", "desk_new_totp"
_TRAIL = "Mon compte"


def _proved(view: View) -> View:
    """Ask the password again when it was typed more than fifteen minutes ago: an unattended screen opens no new door."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not proved_lately(request.session, timezone.now()):
            back = request.get_full_path() if request.method == "GET" else reverse("desk:own_account")
            return redirect(f"{reverse('desk:confirm_self')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return guarded


@requires(Permission.DESK)
@require_GET
def own_account(request: HttpRequest) -> HttpResponse:
    """How one comes in, and where one is signed in."""
    account, now = agent(request), timezone.now()
    context = {
        "account": account,
        "passkeys": list(account.passkeys.all()),
        "totp": hasattr(account, "totp"),
        "codes_left": account.recovery_codes.filter(used_at=None).count(),
        "protected": has_second_factor(account),
        "sessions": open_sessions(account, now=now),
        "here": request.session.session_key,
    }
    return desk_page(request, "desk/own_account.html", context, active="")


@requires(Permission.DESK)
@require_http_methods(["GET", "POST"])
def confirm_self(request: HttpRequest) -> HttpResponse:
    """Type one's password again before a change that opens doors."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    account, at = agent(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        if too_many("confirm", str(account.pk), most=10, seconds=600, at=at):
            form.add_error("password", "Beaucoup d’essais viennent d’être faits. Attendez dix minutes.")
        elif not account.check_password(form.cleaned_data["password"]):
            form.add_error("password", "Ce n’est pas votre mot de passe.")
        else:
            prove_again(request.session, at)
            return redirect(wanted_page(request) or "desk:own_account")
    context = {"form": form, "next": wanted_page(request), "no_password": not account.has_usable_password()}
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/confirm_self.html", context, active="", status=status)


def _protected_now(request: HttpRequest) -> None:
    request.session[DESK_STRONG] = True


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The codes in clear, on the answer itself: they are kept nowhere, not even in the session."""
    context = {"codes": codes, "trail": [(_TRAIL, reverse("desk:own_account")), ("Codes de secours", "")]}
    return desk_page(request, "desk/recovery_codes.html", context, active="")


@requires(Permission.DESK)
@require_http_methods(["GET", "POST"])
@_proved
def totp(request: HttpRequest) -> HttpResponse:
    """Tie an application of the telephone to the account."""
    account = agent(request)
    secret = request.session.get(_NEW_SECRET) or draw_secret()
    request.session[_NEW_SECRET] = secret
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    form.fields["code"].help_text = "Les six chiffres que l’application affiche maintenant."
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm_totp(
                account=account, secret=secret, code=form.cleaned_data["code"], at=timezone.now()
            )
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[_NEW_SECRET]
            _protected_now(request)
            messages.success(
                request, "Votre téléphone est enregistré : son code sera demandé à la connexion."
            )
            return _codes_page(request, codes) if codes else redirect("desk:own_account")
    town = request.municipality.name  # type: ignore[attr-defined]
    picture = segno.make(
        provisioning_uri(secret, account=account.email, issuer=f"Entraide {town}"), error="m"
    )
    context = {
        "form": form,
        "picture": picture.svg_inline(scale=5, border=2, omitsize=True, svgclass="qr", lineclass=None),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "trail": [(_TRAIL, reverse("desk:own_account")), ("Application du téléphone", "")],
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/totp.html", context, active="", status=status)


@requires(Permission.DESK)
@require_POST
@_proved
def totp_remove(request: HttpRequest) -> HttpResponse:
    """Give up the application of the telephone."""
    remove_totp(account=agent(request))
    messages.success(request, "Le code du téléphone ne sera plus demandé.")
    return redirect("desk:own_account")


@requires(Permission.DESK)
@require_POST
@_proved
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Draw ten new recovery codes."""
    return _codes_page(request, draw_recovery_codes(account=agent(request)))


@requires(Permission.DESK)
@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a key."""
    if not proved_lately(request.session, timezone.now()):
        back = urlencode({"next": reverse("desk:own_account")})
        return JsonResponse({"go": f"{reverse('desk:confirm_self')}?{back}"}, status=409)
    town = request.municipality.name  # type: ignore[attr-defined]
    options, request.session[_NEW_KEY] = begin_passkey(
        account=agent(request), host=host_of(request), town=f"Entraide {town}"
    )
    return JsonResponse(options)


@requires(Permission.DESK)
@require_POST
@_proved
def passkey_keep(request: HttpRequest) -> HttpResponse:
    """Keep the key the browser has made."""
    form, account = PasskeyForm(request.POST), agent(request)
    had_codes = account.recovery_codes.exists()
    try:
        keep_passkey(
            account=account,
            host=host_of(request),
            state=request.session.pop(_NEW_KEY, None),
            answer=form.cleaned_data["answer"] if form.is_valid() else "",
            name=request.POST.get("name", ""),
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:own_account")
    _protected_now(request)
    messages.success(request, "Votre clé d’accès est enregistrée : elle suffit pour entrer.")
    return (
        redirect("desk:own_account")
        if had_codes
        else _codes_page(request, draw_recovery_codes(account=account))
    )


@requires(Permission.DESK)
@require_POST
@_proved
def passkey_remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Give a key up."""
    remove_passkey(account=agent(request), passkey_id=passkey_id)
    messages.success(request, "Cette clé d’accès n’ouvre plus rien.")
    return redirect("desk:own_account")


@requires(Permission.DESK)
@require_http_methods(["GET", "POST"])
@_proved
def quick_code(request: HttpRequest) -> HttpResponse:
    """Choose, change or give up the short code of a shared computer."""
    account = agent(request)
    form = QuickCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("retirer"):
        choose_quick_code(account=account, code="")
        messages.success(request, "Votre code du poste est retiré.")
        return redirect("desk:own_account")
    if request.method == "POST" and form.is_valid():
        try:
            choose_quick_code(account=account, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            response = redirect("desk:own_account")
            remember_here(request, response, account, timezone.now())
            messages.success(
                request, "Votre code du poste est enregistré. Essayez : « Verrouiller », en haut."
            )
            return response
    context = {"form": form, "trail": [(_TRAIL, reverse("desk:own_account")), ("Code du poste", "")]}
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/quick_code.html", context, active="", status=status)


@requires(Permission.DESK)
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Cut one of one's other sessions, or all of them."""
    chosen = request.POST.get("session", "")
    only = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 16 else None
    if chosen and only is None:
        return redirect("desk:own_account")
    account = agent(request)
    count = end_sessions(account=account, by=account, but=request.session.session_key or "", only=only)
    messages.success(
        request,
        "Vous n’étiez connecté nulle part ailleurs."
        if not count
        else "C’est fait : il faut s’y connecter de nouveau.",
    )
    return redirect("desk:own_account")
