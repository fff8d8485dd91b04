"""What was seen, of one volunteer or of many, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from cordee.ground.people.ports import Old
from cordee.ground.volunteers.models import (
    CheckKind,
    Volunteer,
    VolunteerCheck,
    VolunteerState,
    volunteer_code,
)
from cordee.ground.volunteers.rules.checks import KINDS, Known, in_force, last_warned_day
from cordee.ground.volunteers.rules.levels import OfferedActivity, offered_activities

_GONE = (VolunteerState.LEFT, VolunteerState.SUSPENDED)


def current_checks(volunteer_id: int) -> list[VolunteerCheck]:
    """The current checks of one volunteer with who saw them; one query."""
    return list(
        VolunteerCheck.objects.select_related("seen_by").filter(volunteer=volunteer_id, replaced_at=None)
    )


def known_checks(volunteer_id: int) -> Known:
    """Kind to last good day, as ``rules.checks`` reads them; one query."""
    return known_among([volunteer_id]).get(volunteer_id, {})


def known_among(
    volunteer_ids: Iterable[int] | None = None, *, kinds: Collection[str] | None = None
) -> dict[int, dict[str, date | None]]:
    """The same of several volunteers, of everybody without a list; who has none is left out. One query."""
    checks = VolunteerCheck.objects.filter(replaced_at=None).order_by()
    if volunteer_ids is not None:
        checks = checks.filter(volunteer__in=list(volunteer_ids))
    if kinds is not None:
        checks = checks.filter(kind__in=kinds)
    found: dict[int, dict[str, date | None]] = {}
    for volunteer, kind, until in checks.values_list("volunteer", "kind", "valid_until"):
        found.setdefault(volunteer, {})[kind] = until
    return found


def seen_kinds(volunteer_id: int, *, at: datetime) -> frozenset[str]:
    """The kinds in force today for one volunteer."""
    return in_force(known_checks(volunteer_id), timezone.localtime(at).date())


def activities_offered(volunteer: Volunteer, *, at: datetime) -> list[OfferedActivity]:
    """What the volunteer ticked, with what their level and the checks in force today leave open; one query."""
    return offered_activities(volunteer, known_checks(volunteer.pk), timezone.localtime(at).date())


def is_identity_seen(volunteer_id: int) -> bool:
    """Whether an agent saw a piece of identity."""
    return VolunteerCheck.objects.filter(
        volunteer=volunteer_id, kind=CheckKind.IDENTITY, replaced_at=None
    ).exists()


def former_checks(volunteer_id: int) -> list[VolunteerCheck]:
    """What was replaced or taken back and is still kept, newest first."""
    return list(
        VolunteerCheck.objects.select_related("seen_by")
        .filter(volunteer=volunteer_id, replaced_at__isnull=False)
        .order_by("-replaced_at", "-pk")
    )


def _to_renew(today: date) -> Q:
    return Q(replaced_at=None) & (Q(valid_until__lte=last_warned_day(today)) | Q(kind=CheckKind.UNSAID))


def has_check_to_renew(today: date) -> Exists:
    """A volunteer one of whose checks is over, ends within thirty days, or was noted without saying which."""
    return Exists(VolunteerCheck.objects.filter(_to_renew(today), volunteer=OuterRef("pk")))


def with_checks_to_renew(volunteers: QuerySet[Volunteer], today: date) -> QuerySet[Volunteer]:
    """Volunteers with ``checks_to_renew``, the soonest end first; one query more whatever their number."""
    ending = VolunteerCheck.objects.filter(_to_renew(today)).order_by("valid_until", "pk")
    soonest = ending.filter(volunteer=OuterRef("pk"), kind__in=KINDS).values("valid_until")[:1]
    volunteers = volunteers.annotate(first_end=Subquery(soonest)).order_by(
        F("first_end").asc(nulls_last=True), "number"
    )
    return volunteers.prefetch_related(Prefetch("checks", queryset=ending, to_attr="checks_to_renew"))


def volunteers_with_checks_to_renew(today: date) -> int:
    """How many volunteers who still help have such a check."""
    return Volunteer.objects.exclude(state__in=_GONE).filter(has_check_to_renew(today)).count()


def checks_to_announce(today: date) -> list[VolunteerCheck]:
    """Checks in their last thirty days that nobody announced, of volunteers who still help; by volunteer."""
    return list(
        VolunteerCheck.objects.select_related("volunteer__person")
        .filter(
            replaced_at=None, warned_at=None, valid_until__gte=today, valid_until__lte=last_warned_day(today)
        )
        .exclude(volunteer__state__in=_GONE)
        .order_by("volunteer", "valid_until", "pk")
    )


def checks_just_over(today: date) -> list[VolunteerCheck]:
    """Current checks whose last day is passed and whose end was not drawn yet."""
    return list(
        VolunteerCheck.objects.select_related("volunteer")
        .filter(replaced_at=None, ended_at=None, valid_until__lt=today)
        .order_by("pk")
    )


def old_checks(before: datetime, most: int) -> list[Old]:
    """Sights replaced or taken back before a moment."""
    return [
        Old(one.pk, f"{volunteer_code(one.volunteer.number)}, {CheckKind(one.kind).label}", one.replaced_at)
        for one in VolunteerCheck.objects.select_related("volunteer")
        .filter(replaced_at__lt=before)
        .order_by("replaced_at", "pk")[:most]
    ]
