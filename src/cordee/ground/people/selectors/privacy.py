"""Requests about one's data, their clock, and what is too old."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.ground.audit.selectors import oldest_events
from cordee.ground.people.models import Elimination, EntryKey, Person, RetentionChoice, RightRequest
from cordee.ground.people.ports import Old, registered_series
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.processings import RetentionRule, retention_rules
from cordee.ground.people.rules.protection import shown
from cordee.ground.territory.models import current_commune

MOST_AT_ONCE = 20_000
"""Lines of one bordereau: what is left comes at the next one."""


def open_right_requests() -> list[RightRequest]:
    """Requests not answered, the most pressing first."""
    return list(RightRequest.objects.select_related("person").filter(answered_at=None))


def answered_right_requests(*, limit: int = 50) -> list[RightRequest]:
    """The latest answers."""
    return list(
        RightRequest.objects.select_related("person", "answered_by")
        .exclude(answered_at=None)
        .order_by("-answered_at")[:limit]
    )


def right_request_by_id(request_id: int) -> RightRequest | None:
    """One request with its person."""
    return (
        RightRequest.objects.select_related("person", "opened_by", "answered_by")
        .filter(pk=request_id)
        .first()
    )


def right_requests_of(person: Person) -> list[RightRequest]:
    """What a person asked for, newest first."""
    return list(RightRequest.objects.filter(person=person).order_by("-received_on", "-id")[:20])


def people_called(*, last_name: str, first_name: str = "", phone: str = "", limit: int = 20) -> list[Person]:
    """People whose name sounds like this, or known under this E.164 number: for whoever answers a letter."""
    sound = name_key(first_name, last_name)
    wanted = Q(name_key=sound) if first_name else Q(name_key__startswith=sound.split("|")[0] + "|")
    if not last_name:
        wanted = Q(pk__in=[])
    if phone:
        wanted |= Q(phone=phone) | Q(phone_alt=phone)
    found = Person.objects.filter(shown(), wanted, merged_into=None, erased_at=None)
    return list(found.order_by("last_name", "first_name", "id")[:limit])


@dataclass(frozen=True)
class Kept:
    """A retention rule with the number of days chosen by the town."""

    rule: RetentionRule
    days: int


def kept_series() -> list[Kept]:
    """Every series that has a rule, with the town's choice; one query."""
    chosen = dict(RetentionChoice.objects.values_list("code", "days"))
    return [
        Kept(rule, chosen.get(code, rule.days))
        for code, rule in retention_rules().items()
        if code in registered_series()
    ]


@dataclass(frozen=True)
class Preview:
    """What would be destroyed now, and nothing else: the bordereau before it is signed."""

    kept: Kept
    before: datetime
    lines: list[Old]
    fingerprint: str

    @property
    def first_on(self) -> date | None:
        """The oldest day concerned."""
        return timezone.localtime(min(line.since for line in self.lines)).date() if self.lines else None

    @property
    def last_on(self) -> date | None:
        """The newest day concerned."""
        return timezone.localtime(max(line.since for line in self.lines)).date() if self.lines else None


def preview_of(code: str, *, at: datetime) -> Preview | None:
    """What the rule of a series destroys today; ``None`` for an unknown series.

    Days are whole: the same preview is found all day long.
    """
    kept = next((one for one in kept_series() if one.rule.code == code), None)
    if kept is None:
        return None
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    before = midnight - timedelta(days=kept.days)
    lines = registered_series()[code].old(before, MOST_AT_ONCE)
    keys = ",".join(str(key) for key in sorted(line.key for line in lines))
    return Preview(kept, before, lines, hashlib.sha256(f"{code}:{kept.days}:{keys}".encode()).hexdigest())


def previews(*, at: datetime) -> list[Preview]:
    """Every series with what is too old in it."""
    found = (preview_of(kept.rule.code, at=at) for kept in kept_series())
    return [preview for preview in found if preview is not None]


def eliminations(*, limit: int = 200) -> list[Elimination]:
    """What has been destroyed, newest first."""
    return list(Elimination.objects.select_related("done_by")[:limit])


def elimination_by_id(elimination_id: int) -> Elimination | None:
    """One bordereau."""
    return Elimination.objects.select_related("done_by").filter(pk=elimination_id).first()


def last_eliminated_on() -> date | None:
    """The day of the latest bordereau."""
    at = Elimination.objects.values_list("done_at", flat=True).first()
    return timezone.localtime(at).date() if at else None


def old_keys(before: datetime, most: int) -> list[Old]:
    """One-time keys long out of date."""
    from_keys = EntryKey.objects.filter(expires_at__lt=before).order_by("expires_at")
    return [Old(key, f"accès {key}", at) for key, at in from_keys.values_list("pk", "expires_at")[:most]]


def old_events(before: datetime, most: int) -> list[Old]:
    """The beginning of the log, up to the first event that is not old."""
    found = oldest_events(current_commune(), before=before, most=most)
    return [Old(rank, f"événement {rank}", at) for rank, at in found]
