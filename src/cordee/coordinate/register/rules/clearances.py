"""Who may open the register now: a role that the law allows, and a clearance in their name that has not run out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cordee.coordinate.register.models import Clearance, ClearanceScope
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.selectors.crises import open_crises
from cordee.ground.people.models import Account, Role
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission, can, roles_of

LONGEST = timedelta(days=366)
"""A clearance is looked at again every year."""

_ROLE_FOR: dict[str, Permission] = {
    ClearanceScope.COLLECT: Permission.REGISTER_COLLECT,
    ClearanceScope.READ: Permission.REGISTER_READ,
    ClearanceScope.KEEP: Permission.REGISTER_KEEP,
}
_RANK = {scope: rank for rank, scope in enumerate(ClearanceScope.values)}

READING_REASONS: dict[str, str] = {
    "request": "une demande à traiter (appel, courrier, formulaire)",
    "update": "la mise à jour du registre",
    "crisis": "une crise en cours",
    "letters": "les accusés de réception",
    "prefect": "une transmission au préfet",
    "rights": "une demande sur des données",
    "campaign": "une campagne d’appels",
    "bag": "le sac de crise, sur papier",
}
"""Why somebody opens the register; the log keeps the code."""


def living_clearance(account: Account, on: date, *, scope: str) -> Clearance | None:
    """A clearance of this account that goes at least as far, on a day."""
    living = Clearance.objects.filter(
        account=account, granted_on__lte=on, expires_on__gte=on, ended_on=None
    ).order_by("-expires_on")
    return next((one for one in living if _RANK[one.scope] >= _RANK[scope]), None)


def why_not(account: Account, at: datetime, *, scope: str = ClearanceScope.READ) -> str:
    """Why this account may not open the register now; empty when it may."""
    permission = _ROLE_FOR[scope]
    if not can(account, permission):
        return f"Votre rôle ne permet pas de {permission.value}."
    if living_clearance(account, timezone.localtime(at).date(), scope=scope) is None:
        return (
            f"Pour {ClearanceScope(scope).label}, il faut être désigné·e par le maire, nommément et pour un temps : "
            "aucune habilitation à votre nom n’est en cours."
        )
    if roles_of(account) & PERMISSIONS[permission] == {Role.DUTY_ELECTED_OFFICIAL} and not open_crises(
        now=at
    ):
        return "L’astreinte ouvre le registre pendant une crise : aucune n’est ouverte en ce moment."
    return ""


def can_open(account: Account, at: datetime, *, scope: str = ClearanceScope.READ) -> bool:
    """True when role, clearance and moment allow it."""
    return not why_not(account, at, scope=scope)


def check_open_register(account: Account, at: datetime, *, scope: str = ClearanceScope.READ) -> None:
    """Raise ``Refused`` when they do not."""
    if because := why_not(account, at, scope=scope):
        raise Refused(because)


def check_reason(reason: str) -> None:
    """Raise ``Refused`` when the register is opened without saying why."""
    if reason not in READING_REASONS:
        raise Refused("Dites pourquoi vous ouvrez le registre.", field="reason")


def check_clearance(
    *, account: Account, scope: str, act: str, granted_on: date, pledged_on: date | None, expires_on: date
) -> None:
    """Raise ``Refused`` (field) for a clearance that would not stand before a judge."""
    if scope not in ClearanceScope.values:
        raise Refused("Choisissez pour quoi.", field="scope")
    if not can(account, _ROLE_FOR[scope]):
        raise Refused(
            f"Le rôle de {account.name} ne permet pas de {_ROLE_FOR[scope].value}.", field="account"
        )
    if not act.strip():
        raise Refused("Notez la référence de l’arrêté ou de la note qui désigne la personne.", field="act")
    if pledged_on is None:
        raise Refused("L’engagement de confidentialité est signé d’abord.", field="pledged_on")
    if expires_on < granted_on:
        raise Refused("La fin est avant le début.", field="expires_on")
    if expires_on - granted_on > LONGEST:
        raise Refused("Un an au plus : une désignation se relit chaque année.", field="expires_on")
