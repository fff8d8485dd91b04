"""Who sees a protected person: whoever may set the mark, and whoever broke the glass, for an hour.

An agent's request says who looks (``looking_as``); tasks, commands and people in their own space see what they need.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, GlassBreak, Person
from cordee.ground.people.models.persons import looker
from cordee.ground.people.rules.permissions import Permission, can

OPEN_FOR = timedelta(hours=1)
SHORTEST_REASON = 20


class Sealed(Exception):
    """A page about a protected person, asked by somebody who may not see them."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        super().__init__("Ce dossier est protégé.")


class Looker:
    """An agent at work: everything of theirs is read once, and only when a protected person comes up."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._open: frozenset[int] | None = None

    @property
    def sees_all(self) -> bool:
        """True for the roles that set the mark."""
        return can(self._account, Permission.PROTECT)

    @property
    def opened(self) -> frozenset[int]:
        """Keys of the people whose glass this agent broke less than an hour ago."""
        if self._open is None:
            living = GlassBreak.objects.filter(account=self._account, until__gt=timezone.now())
            self._open = frozenset(living.values_list("person", flat=True))
        return self._open

    def hides(self, person: Person) -> bool:
        """True when this agent must not learn who it is."""
        return person.protected and not self.sees_all and person.pk not in self.opened


@contextmanager
def looking_as(account: Account) -> Iterator[None]:
    """Everything read inside is read by this agent."""
    token = looker.set(Looker(account))
    try:
        yield
    finally:
        looker.reset(token)


def shown(prefix: str = "") -> Q:
    """For searches: people whom whoever looks may find by name, number or address; ``prefix`` leads to the person."""
    now_looking = looker.get()
    if not isinstance(now_looking, Looker) or now_looking.sees_all:
        return Q()
    return Q(**{f"{prefix}protected": False}) | Q(**{f"{prefix}pk__in": now_looking.opened})


def check_open(person: Person) -> None:
    """Raise ``Sealed`` when whoever looks must not see this person."""
    if person.is_hidden:
        raise Sealed(person.pk)


def check_reason(reason: str) -> str:
    """The reason as kept. Raises ``Refused`` when it says nothing."""
    cleaned = " ".join(reason.split())[:300]
    if len(cleaned) < SHORTEST_REASON:
        raise Refused(
            "Écrivez pourquoi vous devez ouvrir ce dossier maintenant, en une phrase : la personne déléguée à la "
            "protection des données la lira.",
            field="reason",
        )
    return cleaned
