"""Reading the staff accounts of a town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from cordee.ground.people.models import Account, DeskPresence, Role, StaffRole, StaffSession, TotpSecret
from cordee.ground.people.rules.codes import digest_of


@dataclass(frozen=True)
class StaffMember:
    """One account with its roles in the town in scope."""

    account: Account
    roles: tuple[Role, ...]

    @property
    def role_labels(self) -> str:
        """Roles in words."""
        return ", ".join(role.label for role in self.roles)


def _members(rows: list[StaffRole]) -> list[StaffMember]:
    roles: dict[int, list[Role]] = {}
    accounts: dict[int, Account] = {}
    for row in rows:
        accounts[row.account_id] = row.account
        roles.setdefault(row.account_id, []).append(Role(row.role))
    order = list(Role)
    return [
        StaffMember(account, tuple(sorted(roles[pk], key=order.index))) for pk, account in accounts.items()
    ]


def staff_members() -> list[StaffMember]:
    """Accounts with a role in the town in scope, open ones first, by name; one query."""
    rows = StaffRole.objects.select_related("account").order_by(
        "-account__is_active", "account__name", "account_id"
    )
    return _members(list(rows))


def staff_member(account_id: int) -> StaffMember | None:
    """One account of the town in scope; ``None`` for an account of another town."""
    found = _members(list(StaffRole.objects.select_related("account").filter(account=account_id)))
    return found[0] if found else None


def account_names(ids: set[int]) -> dict[int, str]:
    """Names of accounts by number, for the log; one query."""
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def has_second_factor(account: Account) -> bool:
    """True when a password alone does not open this account."""
    return TotpSecret.objects.filter(account=account).exists() or account.passkeys.exists()


def open_sessions(account: Account, *, now: datetime) -> list[StaffSession]:
    """Where an account is signed in, newest first; two queries."""
    alive = set(
        Session.objects.filter(
            session_key__in=StaffSession.objects.filter(account=account).values("session_key"),
            expire_date__gt=now,
        ).values_list("session_key", flat=True)
    )
    rows = StaffSession.objects.filter(account=account).order_by("-began_at")
    return [row for row in rows if row.session_key in alive]


def people_of_place(place: str, *, now: datetime, life: timedelta) -> list[Account]:
    """Who may come back to this computer with a short code, by name; accounts of the town in scope only."""
    here = DeskPresence.objects.filter(place_digest=digest_of(place, use="place"), entered_at__gt=now - life)
    return list(
        Account.objects.filter(
            pk__in=here.values("account"),
            is_active=True,
            staff_roles__in=StaffRole.objects.all(),
        )
        .exclude(quick_code="")
        .distinct()
        .order_by("name")
    )


def account_for_link(email: str) -> Account | None:
    """The open account a link may be sent to: one with a role in the town in scope."""
    return Account.objects.filter(
        email=email, is_active=True, staff_roles__in=StaffRole.objects.all()
    ).first()
