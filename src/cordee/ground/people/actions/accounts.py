"""Opening, changing and closing staff accounts from the screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.persons import create_staff_account, set_staff_roles
from cordee.ground.people.actions.staff_entry import end_sessions
from cordee.ground.people.models import Account, Role, StaffRole
from cordee.ground.people.rules.accounts import (
    MANAGING_ROLES,
    check_another_manager,
    check_keeps_own_access,
    check_serves_only_here,
    draw_password,
)
from cordee.ground.territory.models import current_commune


@dataclass(frozen=True)
class OpenedAccount:
    """An account with its password, known in clear this once; empty when the account existed and keeps its own."""

    account: Account
    password: str
    existed: bool = False


@transaction.atomic
def open_account(
    *, email: str, name: str, roles: list[Role], by: Account, with_password: bool = True
) -> OpenedAccount:
    """Open a named account with roles in the town in scope; without a password, it waits for an invitation.

    Somebody who already has an account in another town of this installation keeps it, with its password, and gets the
    roles here. Raises ``Refused`` with the field.
    """
    if not roles:
        raise Refused("Choisissez au moins un rôle.", field="roles")
    known = Account.objects.filter(email=email.lower()).first()
    if known is not None and StaffRole.objects.filter(account=known).exists():
        raise Refused("Un compte existe déjà avec ce courriel.", field="email")
    password = "" if known is not None or not with_password else draw_password()
    account = create_staff_account(
        email=email, name=name.strip(), roles=roles, by=by, password=password or None
    )
    return OpenedAccount(account, password, existed=known is not None)


@transaction.atomic
def change_roles(*, account: Account, roles: list[Role], by: Account) -> None:
    """Give an account exactly these roles here. Raises ``Refused`` rather than leave the town without a manager."""
    check_keeps_own_access(account, roles, by)
    if MANAGING_ROLES.isdisjoint(roles):
        check_another_manager(account)
    set_staff_roles(account=account, roles=roles, by=by)


@transaction.atomic
def set_account_open(*, account: Account, is_open: bool, by: Account) -> None:
    """Close an account (its sessions end at once) or open it again; roles are kept. Raises ``Refused``."""
    if account == by:
        raise Refused("Vous ne pouvez pas fermer votre propre compte : demandez-le à une autre personne.")
    check_serves_only_here(account)
    if not is_open:
        check_another_manager(account)
    account.is_active = is_open
    account.save(update_fields=["is_active"])
    if not is_open:
        end_sessions(account=account, by=by)
    leave_trace(
        verb="open_account_again" if is_open else "close_account",
        subject=account,
        by=by,
        commune_code=current_commune(),
    )


@transaction.atomic
def reset_password(*, account: Account, by: Account) -> str:
    """Draw a new password, end the account's sessions, and return it in clear this once. Raises ``Refused``."""
    if account == by:
        raise Refused("Pour votre propre compte, passez par « Mon mot de passe ».")
    check_serves_only_here(account)
    password = draw_password()
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account=account, by=by)
    leave_trace(verb="reset_password", subject=account, by=by, commune_code=current_commune())
    return password


@transaction.atomic
def change_own_password(*, account: Account, former: str, new: str, session_key: str = "") -> None:
    """Choose one's own password; the account's other sessions end.

    Raises ``Refused`` with the field: wrong former one, or a new one too easy to guess.
    """
    if not account.check_password(former):
        raise Refused("Ce n’est pas votre mot de passe actuel.", field="former")
    try:
        validate_password(new, account)
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages), field="new") from None
    account.set_password(new)
    account.save(update_fields=["password"])
    end_sessions(account=account, by=account, but=session_key)
    leave_trace(verb="change_own_password", subject=account, by=account, commune_code=current_commune())
