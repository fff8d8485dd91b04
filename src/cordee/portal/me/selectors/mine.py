"""What concerns one person: requests, missions, who looked at their file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.ground.assignments.models import HOLDING_STATES, Assignment, AssignmentState, CompanionKind
from cordee.ground.assignments.rules.places import can_answer
from cordee.ground.assignments.selectors.accompaniment import accompaniment_of
from cordee.ground.assignments.selectors.ledger import assignment_by_id, missions_of_volunteer
from cordee.ground.audit.models import Event, EventKind
from cordee.ground.needs.models import OPEN_STATES, Beneficiary, Need, NeedState
from cordee.ground.needs.rules.activities import activity_named
from cordee.ground.people.models import Person, Role, StaffRole
from cordee.ground.people.rules.consultations import reason_of
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.selectors.lists import volunteer_of_person
from cordee.portal.me.rules.words import (
    mission_tone,
    mission_words,
    request_step,
    request_words,
    slot_words,
)
from cordee.ui.wording import moment

VIEWS_SHOWN_DAYS = 365


@dataclass(frozen=True)
class Helper:
    """Who comes: first name and initial, badge number, when; a phone only when that person agreed."""

    short_name: str
    badge: str
    when: str
    phone: str


@dataclass(frozen=True)
class RequestLine:
    """One request ready to be shown."""

    need: Need
    title: str
    for_whom: str
    sentence: str
    step: int
    received: str
    followed_by: str
    helpers: tuple[Helper, ...]
    word: str
    can_cancel: bool
    on_site: bool


@dataclass(frozen=True)
class MissionLine:
    """One mission ready to be shown; nothing of the person helped but the district."""

    assignment: Assignment
    title: str
    when: str
    district: str
    sentence: str
    tone: str


@dataclass(frozen=True)
class Missions:
    """A volunteer's missions: to answer first, then to come, then past (newest first)."""

    to_answer: tuple[MissionLine, ...]
    to_come: tuple[MissionLine, ...]
    past: tuple[MissionLine, ...]


CANCELLABLE = frozenset({*OPEN_STATES} - {NeedState.DONE})


def activity_title(code: str) -> str:
    """« Courses à domicile »."""
    activity = activity_named(code)
    return activity.label if activity else code


def is_on_site(code: str) -> bool:
    """Whether somebody goes there; an activity this version does not know is taken for a visit."""
    activity = activity_named(code)
    return activity is None or activity.on_site


def _needs(person: Person) -> list[Need]:
    return list(
        Need.objects.select_related("beneficiary__person", "beneficiary__household", "owner")
        .filter(Q(beneficiary__person=person) | Q(requester=person))
        .order_by("-received_at")[:50]
    )


def _helpers(needs: list[Need], now: datetime) -> dict[int, list[Helper]]:
    found: dict[int, list[Helper]] = {need.pk: [] for need in needs}
    ids = [need.pk for need in needs if need.is_open]
    if not ids:
        return found
    for assignment in Assignment.objects.select_related("volunteer__person").filter(
        need__in=ids, state__in=(AssignmentState.ACCEPTED, AssignmentState.STARTED)
    ):
        volunteer = assignment.volunteer
        found[assignment.need_id].append(
            Helper(
                volunteer.person.short_name,
                str(volunteer),
                slot_words(assignment, now),
                display_phone(volunteer.person.phone)
                if volunteer.shares_phone and volunteer.person.phone
                else "",
            )
        )
    return found


def requests_of(person: Person, *, now: datetime) -> list[RequestLine]:
    """What a person asked for, for themselves or another; two queries whatever the number."""
    needs = _needs(person)
    helpers = _helpers(needs, now)
    return [_request_line(need, person, tuple(helpers[need.pk]), now) for need in needs]


def request_of(person: Person, need_id: int, *, now: datetime) -> RequestLine | None:
    """One of them; ``None`` when it is somebody else's or nobody's, the same."""
    need = (
        Need.objects.select_related("beneficiary__person", "beneficiary__household", "owner")
        .filter(Q(beneficiary__person=person) | Q(requester=person), pk=need_id)
        .first()
    )
    return _request_line(need, person, tuple(_helpers([need], now)[need.pk]), now) if need else None


def _request_line(need: Need, person: Person, helpers: tuple[Helper, ...], now: datetime) -> RequestLine:
    mine = need.beneficiary.person_id == person.pk
    return RequestLine(
        need=need,
        title=activity_title(need.activity),
        for_whom="" if mine else need.beneficiary.person.short_name,
        sentence=request_words(need.state),
        step=request_step(need.state),
        received=moment(need.received_at, now),
        followed_by=need.owner.name if need.owner and need.is_open else "",
        helpers=helpers,
        # The word is for the door it protects: whoever asked for another is told it by that person.
        word=need.beneficiary.recognition_word if mine and need.is_open else "",
        can_cancel=need.state in CANCELLABLE,
        on_site=is_on_site(need.activity),
    )


def mission_line(assignment: Assignment, now: datetime) -> MissionLine:
    """A mission in words."""
    district = assignment.need.beneficiary.household.district
    return MissionLine(
        assignment,
        activity_title(assignment.need.activity),
        slot_words(assignment, now),
        district.name if district else "dans la commune",
        mission_words(assignment.state),
        mission_tone(assignment.state),
    )


def missions_of(volunteer: Volunteer, *, now: datetime) -> Missions:
    """One query; what was only suggested to the coordinator is not shown."""
    lines = [mission_line(one, now) for one in missions_of_volunteer(volunteer.pk, now=now)]
    to_answer = tuple(
        one
        for one in lines
        if one.assignment.state == AssignmentState.PROPOSED and can_answer(one.assignment, now)
    )
    to_come = tuple(
        one for one in lines if one.assignment.state in {AssignmentState.ACCEPTED, AssignmentState.STARTED}
    )
    shown = {id(one) for one in (*to_answer, *to_come)}
    return Missions(to_answer, to_come, tuple(one for one in reversed(lines) if id(one) not in shown)[:20])


def mission_of(person: Person, assignment_id: int) -> Assignment | None:
    """A mission of this person; ``None`` when it is another's or nobody's, the same."""
    assignment = assignment_by_id(assignment_id)
    if assignment is None or assignment.volunteer.person_id != person.pk:
        return None
    hidden = {AssignmentState.SUGGESTED, AssignmentState.REFUSED}
    return None if assignment.state in hidden else assignment


def other_hands(assignment: Assignment) -> list[str]:
    """Who else comes for the same need, a companion and an agent too: first names and initials."""
    chosen = accompaniment_of(assignment.need_id, assignment.volunteer_id)
    agents = [f"{chosen.agent_name} (mairie)"] if chosen and chosen.kind == CompanionKind.AGENT else []
    return agents + [
        other.volunteer.person.short_name
        for other in Assignment.objects.select_related("volunteer__person")
        .filter(need=assignment.need_id, state__in=HOLDING_STATES)
        .exclude(pk=assignment.pk)
    ]


@dataclass(frozen=True)
class Consultation:
    """How many times a role opened the file on a day, and what for."""

    on: str
    role: str
    why: str
    count: int


def consultations_of(person: Person, *, now: datetime) -> list[Consultation]:
    """Who opened the person's file, by day and role, newest first; the person's own visits are left out."""
    subjects = [f"person:{person.pk}"]
    file = Beneficiary.objects.filter(person=person).values_list("pk", flat=True).first()
    if file is not None:
        subjects.append(f"beneficiary:{file}")
        subjects += [
            f"need:{key}" for key in Need.objects.filter(beneficiary=file).values_list("pk", flat=True)
        ]
    volunteer = volunteer_of_person(person.pk)
    if volunteer is not None:
        subjects.append(f"volunteer:{volunteer.pk}")
    rows = list(
        Event.objects.filter(
            commune_code=current_commune(),
            kind=EventKind.READ,
            subject__in=subjects,
            at__gte=now - timedelta(days=VIEWS_SHOWN_DAYS),
        )
        .exclude(actor=person.trace_key)
        .order_by("-at")
        .values_list("at", "actor", "verb", "facts")[:2000]
    )
    roles = _roles_of({actor for _, actor, _, _ in rows})
    counts: Counter[tuple[str, str, str]] = Counter(
        (
            f"{timezone.localtime(at):%d/%m/%Y}",
            roles.get(actor, "bénévole chargé·e de l’aide"),
            reason_of(verb, str(facts.get("page", ""))),
        )
        for at, actor, verb, facts in rows
    )
    return [Consultation(on, role, why, count) for (on, role, why), count in counts.items()]


def _roles_of(actors: set[str]) -> dict[str, str]:
    accounts = {
        int(key): actor for actor in actors for kind, _, key in [actor.partition(":")] if kind == "account"
    }
    told = dict.fromkeys(accounts.values(), "agent")
    for account_id, role in (
        StaffRole.objects.filter(account__in=list(accounts)).order_by("-pk").values_list("account", "role")
    ):
        told[accounts[account_id]] = Role(role).label
    return told


@dataclass(frozen=True)
class RightAsked:
    """A request about one's data: what and when."""

    kind: str
    on: str


def rights_asked_by(person: Person) -> list[RightAsked]:
    """What a person asked the data protection officer for, newest first."""
    rows = Event.objects.filter(
        commune_code=current_commune(), verb="ask_for_right", subject=f"person:{person.pk}"
    ).values_list("facts", "at")[:20]
    return [
        RightAsked(str(facts.get("right", "")), f"{timezone.localtime(at):%d/%m/%Y}") for facts, at in rows
    ]
