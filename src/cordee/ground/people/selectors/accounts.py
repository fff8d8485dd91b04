"""Reading the staff accounts of a town."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.ground.people.models import Account, Role, StaffRole


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
