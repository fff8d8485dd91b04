"""Lists and counters an agent reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.people.rules.protection import shown
from cordee.ground.people.selectors.persons import can_be_written_to
from cordee.ground.volunteers.models import DuplicateHint, Frame, TrustLevel, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.admission import ANSWER_WITHIN_HOURS, NEWS_EVERY_DAYS
from cordee.ground.volunteers.rules.membership import under_open_convention
from cordee.ground.volunteers.selectors.checks import has_check_to_renew, with_checks_to_renew

_GONE = (VolunteerState.LEFT, VolunteerState.SUSPENDED)


@dataclass(frozen=True)
class VolunteerFilter:
    """What the agent asked to see."""

    text: str = ""
    state: str = ""
    activity: str = ""
    district_id: int | None = None
    trust: int | None = None
    vehicle: bool = False
    available_now: bool = False
    never_contacted: bool = False
    late: bool = False
    without_news: bool = False
    organisation_id: int | None = None
    organisation_missing: bool = False
    checks: bool = False


@dataclass(frozen=True)
class Promises:
    """How the promise stands: an answer within 48 h, news every 14 days. ``late`` must be 0 or the page turns red."""

    total: int
    never_contacted: int
    late: int
    without_news: int
    cleared: int


def _matching_words(volunteers: QuerySet[Volunteer], text: str) -> QuerySet[Volunteer]:
    """Every word must be in the name, the e-mail, the number or, from six digits, the telephone."""
    for word in text.split()[:5]:
        digits = "".join(character for character in word if character.isdecimal())[:18]
        match = Q(person__last_name__icontains=word) | Q(person__first_name__icontains=word)
        match |= Q(person__email__icontains=word)
        if len(digits) >= 6:
            match |= Q(person__phone__contains=digits.lstrip("0"))
        match &= shown("person__")
        if word.upper().startswith("V-") and digits:
            match |= Q(number=int(digits))
        volunteers = volunteers.filter(match)
    return volunteers


def filtered_volunteers(wanted: VolunteerFilter, *, now: datetime) -> QuerySet[Volunteer]:
    """Volunteers that match, by number."""
    volunteers = Volunteer.objects.select_related("person", "district", "organisation").order_by("number")
    volunteers = _matching_words(volunteers, wanted.text)
    today = timezone.localtime(now).date()
    conditions: list[tuple[bool, Q]] = [
        (True, Q(state=wanted.state) if wanted.state else ~Q(state=VolunteerState.LEFT)),
        (wanted.district_id is not None, Q(district=wanted.district_id)),
        (wanted.trust is not None, Q(trust_level=wanted.trust)),
        (wanted.vehicle, Q(vehicle=True)),
        (wanted.organisation_missing, Q(frame=Frame.PARTNER_ORG, organisation=None)),
        (wanted.organisation_id is not None, Q(organisation=wanted.organisation_id)),
        (wanted.available_now, Q(available_now_until__gt=now)),
        (wanted.never_contacted or wanted.late, Q(contacted_at=None) & ~Q(state__in=_GONE)),
        (wanted.late, Q(signed_up_at__lt=now - timedelta(hours=ANSWER_WITHIN_HOURS))),
        (wanted.without_news, _owed_news(now)),
        (wanted.checks, Q(has_check_to_renew(today)) & ~Q(state__in=_GONE)),
    ]
    for asked, condition in conditions:
        if asked:
            volunteers = volunteers.filter(condition)
    if wanted.activity in ACTIVITIES:
        bit = 1 << ACTIVITIES[wanted.activity].bit
        volunteers = volunteers.annotate(ticked=F("activity_bits").bitand(bit)).filter(ticked__gt=0)
    # The oldest promise first: these lists are read from the top by somebody with a telephone.
    if wanted.never_contacted or wanted.late:
        volunteers = volunteers.order_by("signed_up_at", "number")
    elif wanted.without_news:
        volunteers = volunteers.order_by("last_news_at", "number")
    if wanted.checks:
        return with_checks_to_renew(volunteers, today)
    return volunteers


def _owed_news(now: datetime) -> Q:
    """Last heard of the town more than fourteen days ago; somebody on a pause asked to be left alone."""
    return Q(last_news_at__lt=now - timedelta(days=NEWS_EVERY_DAYS)) & ~Q(
        state__in=(*_GONE, VolunteerState.PAUSED)
    )


def promises(*, now: datetime) -> Promises:
    """The counters of the promise, in one query."""
    here = ~Q(state__in=_GONE)
    counts = Volunteer.objects.aggregate(
        total=Count("id", filter=here),
        never_contacted=Count("id", filter=here & Q(contacted_at=None)),
        late=Count(
            "id",
            filter=here & Q(contacted_at=None, signed_up_at__lt=now - timedelta(hours=ANSWER_WITHIN_HOURS)),
        ),
        without_news=Count("id", filter=_owed_news(now)),
        cleared=Count("id", filter=Q(state=VolunteerState.CLEARED)),
    )
    return Promises(**counts)


def volunteers_to_answer(*, limit: int = 200) -> list[Volunteer]:
    """Those who never had an answer and can be written to, oldest first; the others are the telephone's."""
    return list(
        Volunteer.objects.select_related("person")
        .filter(can_be_written_to("person__"), contacted_at=None)
        .exclude(state__in=_GONE)
        .order_by("signed_up_at")[:limit]
    )


def volunteers_without_news(*, now: datetime, limit: int = 200) -> list[Volunteer]:
    """Those whose last news is older than fourteen days and who can be written to, oldest first."""
    return list(
        Volunteer.objects.select_related("person")
        .filter(_owed_news(now), can_be_written_to("person__"))
        .order_by("last_news_at")[:limit]
    )


def volunteer_by_id(volunteer_id: int) -> Volunteer | None:
    """One volunteer of the town in scope."""
    return (
        Volunteer.objects.select_related("person", "district", "accompanied_seen_by", "organisation")
        .filter(pk=volunteer_id)
        .first()
    )


def volunteer_of_person(person_id: int) -> Volunteer | None:
    """The volunteer's file of a person, if they have one."""
    return Volunteer.objects.select_related("person", "district").filter(person=person_id).first()


def duplicate_hints(*, limit: int = 50) -> list[DuplicateHint]:
    """Pairs waiting for an agent's decision, oldest first."""
    return list(
        DuplicateHint.objects.select_related("kept__person", "other__person")
        .filter(decided_at=None)
        .order_by("pk")[:limit]
    )


def askable_volunteers(*, today_paused_before: datetime) -> QuerySet[Volunteer]:
    """Volunteers to whom missions may be proposed: reached at least, neither suspended nor gone nor on a pause, nor of a
    partner whose convention is closed."""
    day = today_paused_before.date()
    return Volunteer.objects.filter(
        Q(state__in=(VolunteerState.CLEARED, VolunteerState.INCOMPLETE, VolunteerState.CONTACTED))
        | Q(state=VolunteerState.PAUSED, paused_until__lt=day),
        under_open_convention(day),
        trust_level__gte=TrustLevel.REACHED,
    ).order_by("id")


def volunteer_names(volunteer_ids: list[int]) -> dict[int, str]:
    """Full names of a few volunteers, in one query."""
    return {
        volunteer.pk: volunteer.person.full_name
        for volunteer in Volunteer.objects.select_related("person").filter(pk__in=volunteer_ids)
    }


def hint_by_id(hint_id: int) -> DuplicateHint | None:
    """One pair with its two people."""
    return (
        DuplicateHint.objects.select_related(
            "kept__person", "other__person", "kept__district", "other__district"
        )
        .filter(pk=hint_id)
        .first()
    )


def undecided_hints() -> QuerySet[DuplicateHint]:
    """Pairs waiting for a decision, oldest first, for a list read page by page."""
    return (
        DuplicateHint.objects.select_related(
            "kept__person", "other__person", "kept__district", "other__district"
        )
        .filter(decided_at=None, kept__person__merged_into=None, other__person__merged_into=None)
        .order_by("pk")
    )


def hints_about(volunteer_id: int) -> list[DuplicateHint]:
    """Pairs one volunteer is in that nobody has decided yet."""
    return list(undecided_hints().filter(Q(kept=volunteer_id) | Q(other=volunteer_id)))


def addresses_of_volunteers() -> list[str]:
    """Where volunteers live: to find it in a text. One query."""
    return list(Volunteer.objects.exclude(address="").order_by().values_list("address", flat=True).distinct())


def volunteers_to_thank() -> list[Volunteer]:
    """Those who helped or were ready to, and can be written to: one each, by number. One query."""
    return list(
        Volunteer.objects.select_related("person")
        .filter(
            can_be_written_to("person__"), state__in=(VolunteerState.CLEARED, VolunteerState.PAUSED),
            person__erased_at=None,
        )
        .order_by("number")
    )  # fmt: skip
