"""Who may change whose staff account, so that a town never locks itself out and never opens another's door."""

from __future__ import annotations

import secrets

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, Role, StaffRole
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission
from cordee.ground.territory.models import current_commune

# Without look-alikes (0 O, 1 l I): it is read aloud, or copied from a slip of paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
MANAGING_ROLES = PERMISSIONS[Permission.ACCOUNTS]


def draw_password() -> str:
    """A password of 16 letters and digits in groups of four: about 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def check_serves_only_here(account: Account) -> None:
    """Raise ``Refused`` when the account has a role in another town: its password is not this town's to change."""
    if StaffRole.everywhere.filter(account=account).exclude(commune=current_commune()).exists():
        raise Refused(
            "Ce compte sert aussi dans une autre commune : ici, vous pouvez seulement changer les rôles qu’il a chez vous."
        )


def check_another_manager(account: Account) -> None:
    """Raise ``Refused`` when no other open account could manage accounts in the town any more."""
    others = StaffRole.objects.filter(role__in=MANAGING_ROLES, account__is_active=True).exclude(
        account=account
    )
    if not others.exists():
        raise Refused(
            "Il doit rester au moins un compte ouvert qui puisse gérer les comptes de la commune.",
            field="roles",
        )


def check_keeps_own_access(account: Account, roles: list[Role], by: Account) -> None:
    """Raise ``Refused`` when somebody would shut themselves out of the accounts."""
    if account == by and MANAGING_ROLES.isdisjoint(roles):
        raise Refused(
            "Vous ne pouvez pas retirer votre propre accès à la gestion des comptes : demandez-le à une autre personne.",
            field="roles",
        )
