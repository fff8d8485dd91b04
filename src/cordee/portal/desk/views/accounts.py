"""Staff accounts of the town, and one's own password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.accounts import (
    change_own_password,
    change_roles,
    open_account,
    reset_password,
    set_account_open,
)
from cordee.ground.people.actions.factors import forget_factors
from cordee.ground.people.actions.staff_entry import follow_session
from cordee.ground.people.models import Role
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission
from cordee.ground.people.selectors.accounts import (
    StaffMember,
    has_second_factor,
    staff_member,
    staff_members,
)
from cordee.portal.desk.actions.entering import invite
from cordee.portal.desk.forms.accounts import NewAccountForm, OwnPasswordForm, RolesForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page


def _permission_rows() -> list[tuple[str, str]]:
    """(what, who may) for each permission, in the order of the table every guard reads."""
    rows = []
    for permission, allowed in PERMISSIONS.items():
        who = (
            "tout le monde au bureau"
            if allowed == frozenset(Role)
            else ", ".join(role.label for role in Role if role in allowed)
        )
        rows.append((permission.value.capitalize(), who))
    return rows


@requires(Permission.ACCOUNTS)
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Who may enter, and what each role may do."""
    context = {
        "members": staff_members(),
        "headers": ["Ce qu’on peut faire", "Qui"],
        "permissions": _permission_rows(),
    }
    return desk_page(request, "desk/accounts.html", context, active="accounts")


def _shown_once(request: HttpRequest, member: StaffMember, password: str, said: str) -> HttpResponse:
    """The password in clear, on the answer itself: it is kept nowhere, not even in the session."""
    context = {
        "member": member,
        "password": password,
        "said": said,
        "trail": [("Comptes", reverse("desk:accounts")), (member.account.name, "")],
    }
    return desk_page(request, "desk/account_password.html", context, active="accounts")


@requires(Permission.ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Open an account: an invitation leaves, or a password is shown once."""
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            opened = open_account(
                email=found["email"],
                name=found["name"],
                roles=found["roles"],
                by=agent(request),
                with_password=found["way"] == "password",
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            member = staff_member(opened.account.pk)
            if member is not None and not opened.password and not opened.existed:
                link = invite(account=opened.account, by=agent(request), at=timezone.now())
                return _invited(request, member, link)
            if not opened.password or member is None:
                messages.success(
                    request, f"{opened.account.name} avait déjà un compte : ses rôles ici sont ajoutés."
                )
                return redirect("desk:accounts")
            return _shown_once(request, member, opened.password, "Le compte est ouvert.")
    context = {"form": form, "trail": [("Comptes", reverse("desk:accounts")), ("Nouveau compte", "")]}
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/account_new.html", context, active="accounts", status=status)


def _invited(request: HttpRequest, member: StaffMember, link: str) -> HttpResponse:
    """The link in clear, on the answer itself, for a town hall whose mail is down."""
    context = {
        "member": member,
        "link": link,
        "trail": [("Comptes", reverse("desk:accounts")), (member.account.name, "")],
    }
    return desk_page(request, "desk/account_invited.html", context, active="accounts")


def _found(account_id: int) -> StaffMember:
    member = staff_member(account_id)
    if member is None:
        raise Http404
    return member


def _allowed(member: StaffMember) -> list[str]:
    """What the roles of an account open, in words."""
    return [
        permission.value for permission, roles in PERMISSIONS.items() if not roles.isdisjoint(member.roles)
    ]


@requires(Permission.ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: its roles, and what they open."""
    member, by = _found(account_id), agent(request)
    form = RolesForm(
        request.POST if request.method == "POST" else None,
        initial={"roles": [role.value for role in member.roles]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_roles(account=member.account, roles=form.cleaned_data["roles"], by=by)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"Les rôles de {member.account.name} sont changés.")
            return redirect("desk:account", account_id)
    context: dict[str, Any] = {
        "member": member,
        "form": form,
        "allowed": _allowed(member),
        "own": member.account == by,
        "protected": has_second_factor(member.account),
        "trail": [("Comptes", reverse("desk:accounts")), (member.account.name, "")],
        "now": timezone.now(),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/account.html", context, active="accounts", status=status)


@requires(Permission.ACCOUNTS)
@require_POST
def account_open(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an account, or open it again."""
    member, is_open = _found(account_id), request.POST.get("ouvert") == "oui"
    try:
        set_account_open(account=member.account, is_open=is_open, by=agent(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"Le compte de {member.account.name} est {'rouvert' if is_open else 'fermé'}."
        )
    return redirect("desk:account", account_id)


@requires(Permission.ACCOUNTS)
@require_POST
def account_reset(request: HttpRequest, account_id: int) -> HttpResponse:
    """Draw a new password, shown once."""
    member = _found(account_id)
    try:
        password = reset_password(account=member.account, by=agent(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:account", account_id)
    return _shown_once(request, member, password, "L’ancien mot de passe ne marche plus.")


@requires(Permission.ACCOUNTS)
@require_POST
def account_invite(request: HttpRequest, account_id: int) -> HttpResponse:
    """Send an invitation (again): the person chooses a new password."""
    member = _found(account_id)
    try:
        link = invite(account=member.account, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:account", account_id)
    return _invited(request, member, link)


@requires(Permission.ACCOUNTS)
@require_POST
def account_forget(request: HttpRequest, account_id: int) -> HttpResponse:
    """The telephone and the keys of the person are lost."""
    member = _found(account_id)
    try:
        forget_factors(account=member.account, by=agent(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            f"{member.account.name} entre de nouveau avec son seul mot de passe, le temps d’en refaire.",
        )
    return redirect("desk:account", account_id)


@requires(Permission.DESK)
@require_http_methods(["GET", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """Choose one's own password."""
    form = OwnPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        account = agent(request)
        try:
            change_own_password(
                account=account,
                former=form.cleaned_data["former"],
                new=form.cleaned_data["new"],
                session_key=request.session.session_key or "",
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            former_key = request.session.session_key or ""
            update_session_auth_hash(request, account)
            follow_session(former_key=former_key, session_key=request.session.session_key or "")
            messages.success(request, "Votre mot de passe est changé.")
            return redirect("desk:own_password")
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/own_password.html", {"form": form}, active="", status=status)
