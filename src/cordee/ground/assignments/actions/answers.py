"""A volunteer's answer: one place is held by one person, whoever else said yes in the same second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone

from cordee.ground.assignments.models import (
    COMPANION_PLACES,
    HOLDING_STATES,
    LIVE_STATES,
    PAST_PLACES,
    Assignment,
    AssignmentState,
)
from cordee.ground.assignments.ports import say_place_freed
from cordee.ground.assignments.rules.places import (
    ADDRESS_STAYS_FOR,
    check_can_drop,
    check_can_start,
    check_may_act,
    is_on_hold,
)
from cordee.ground.assignments.rules.visits import ON_SITE, is_told_by_phone
from cordee.ground.assignments.selectors.accompaniment import is_company_certain, must_be_accompanied
from cordee.ground.assignments.selectors.ledger import assignment_by_id, companion_places, held_places
from cordee.ground.assignments.selectors.reserve import reserve_of
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.messaging.actions.tell import tell_person, way_to_reach
from cordee.ground.needs.actions.steps import mark_assigned, mark_done, mark_started, mark_unassigned
from cordee.ground.needs.models import Need, NeedState
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.selectors.papers import living_badge
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import EntryPurpose
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.actions.admission import note_news
from cordee.ground.volunteers.models import Frame, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.week import words_of_slot


class AnswerOutcome(StrEnum):
    """What became of a yes."""

    ACCEPTED = "accepted"
    ALREADY_YOURS = "already_yours"
    TAKEN = "taken"
    TOO_LATE = "too_late"
    BUSY = "busy"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    RESERVE_USED = "reserve_used"


_KIND_WORDS = {
    AnswerOutcome.TAKEN: "Merci ! Quelqu’un vient de dire oui juste avant vous : cette personne sera aidée. "
    "Nous gardons votre nom pour la prochaine fois.",
    AnswerOutcome.TOO_LATE: "Merci ! Cette mission est passée. Nous reviendrons vers vous.",
    AnswerOutcome.BUSY: "Vous avez déjà une mission à ce moment-là. Appelez-nous si vous pouvez faire les deux.",
    AnswerOutcome.CLOSED: "Merci ! Cette demande n’a plus besoin d’aide.",
    AnswerOutcome.RESERVE_USED: "Merci ! Vos jours de réserve de l’année sont déjà comptés : la mairie cherche "
    "quelqu’un d’autre.",
    AnswerOutcome.ON_HOLD: "Merci ! Les consignes viennent de changer : cette mission est suspendue. N’y allez pas, "
    "la mairie revient vers vous.",
}


@dataclass(frozen=True)
class Answer:
    """The outcome with the sentence for the volunteer (empty when they hold the place)."""

    outcome: AnswerOutcome
    sentence: str
    assignment: Assignment

    @property
    def held(self) -> bool:
        """True when the place is theirs."""
        return self.outcome in {AnswerOutcome.ACCEPTED, AnswerOutcome.ALREADY_YOURS}


def _lock_need(assignment: Assignment) -> Need:
    """Hold the need's row: every answer to one need waits its turn here, on SQLite as on PostgreSQL."""
    return Need.objects.select_for_update(of=("self",)).get(pk=assignment.need_id)


def _told(outcome: AnswerOutcome, assignment: Assignment) -> Answer:
    return Answer(outcome, _KIND_WORDS.get(outcome, ""), assignment)


def _why_shut(found: Assignment, need: Need, at: datetime) -> AnswerOutcome | None:
    """What makes a yes useless before any place is looked at; ``None`` when it may count."""
    if found.state in HOLDING_STATES:
        return AnswerOutcome.ALREADY_YOURS
    if found.state == AssignmentState.TAKEN:
        return AnswerOutcome.TAKEN
    if found.state not in {AssignmentState.PROPOSED, AssignmentState.NO_ANSWER}:
        return AnswerOutcome.CLOSED
    if found.volunteer.state in {VolunteerState.SUSPENDED, VolunteerState.LEFT}:
        return AnswerOutcome.CLOSED
    if at >= found.ends_at:
        return AnswerOutcome.TOO_LATE
    if need.state not in {NeedState.QUALIFIED, NeedState.PROPOSED, NeedState.ASSIGNED}:
        return AnswerOutcome.CLOSED
    if is_on_hold(found):
        return AnswerOutcome.ON_HOLD
    return AnswerOutcome.RESERVE_USED if _reserve_is_used(found, at) else None


def _reserve_is_used(found: Assignment, at: datetime) -> bool:
    """A reservist has served the days of the year (H7)."""
    if found.volunteer.frame != Frame.RCSC:
        return False
    days = reserve_of(found.volunteer_id, at=at)
    return not days.can_serve_on(timezone.localtime(found.starts_at).date())


@transaction.atomic
def accept_assignment(*, assignment: Assignment, by: Actor, at: datetime, channel: str = "link") -> Answer:
    """Say yes. Never raises for a place already gone: the answer says so kindly.

    The database holds the last word: a partial unique index lets one assignment hold a place, another lets a volunteer
    hold one promise per half-day.
    """
    need = _lock_need(assignment)
    found = assignment_by_id(assignment.pk)
    if found is None:
        raise Refused("Cette proposition n’existe plus.")
    shut = _why_shut(found, need, at)
    if shut is not None:
        return _told(shut, found)
    held = held_places(need.pk)
    along = found.accompanies_id is not None
    # Whoever comes along holds no place of the help asked for: the need is neither full nor empty because of them.
    ranks = range(COMPANION_PLACES, PAST_PLACES) if along else range(need.helpers)
    taken = companion_places(need.pk) if along else held
    place = next((rank for rank in ranks if rank not in taken), None)
    if place is None:
        _close_as_taken(found, by=by, at=at)
        return _told(AnswerOutcome.TAKEN, found)
    try:
        with transaction.atomic():
            found.state, found.place = AssignmentState.ACCEPTED, place
            found.answered_at, found.answered_by = at, channel
            found.save(update_fields=["state", "place", "answered_at", "answered_by"])
    except IntegrityError:
        found.refresh_from_db()
        return _told(AnswerOutcome.BUSY, found)
    leave_trace(
        verb="accept_assignment", subject=found, by=by, commune_code=current_commune(), at=at, channel=channel,
        place=place,
    )  # fmt: skip
    note_news(volunteer=found.volunteer, at=at, by=by, what="mission")
    if not along and len(held) + 1 == need.helpers:
        mark_assigned(need=need, by=by, at=at, ends_at=found.ends_at)
        _close_the_others(need, by=by, at=at)
    _send_details_link(found, by=by, at=at)
    _announce_visit(found, by=by, at=at)
    return _told(AnswerOutcome.ACCEPTED, found)


def _close_the_others(need: Need, *, by: Actor, at: datetime) -> None:
    """Every place is held: suggestions go, whoever was asked is told kindly."""
    Assignment.objects.filter(need=need, state=AssignmentState.SUGGESTED, accompanies=None).delete()
    for late in Assignment.objects.select_related("volunteer__person").filter(
        need=need, state=AssignmentState.PROPOSED, accompanies=None
    ):
        _close_as_taken(late, by=by, at=at)
        tell_person(
            person=late.volunteer.person,
            template="mission_taken",
            key=f"taken:{late.pk}",
            by=by,
            at=at,
            number=str(late),
        )


def _close_as_taken(assignment: Assignment, *, by: Actor, at: datetime) -> None:
    assignment.state, assignment.answered_at = AssignmentState.TAKEN, at
    assignment.save(update_fields=["state", "answered_at"])
    leave_trace(verb="close_as_taken", subject=assignment, by=by, commune_code=assignment.commune_id, at=at)
    release_companions(assignment.pk, by=by, at=at)


def release_companions(assignment_id: int | None, *, by: Actor, at: datetime) -> int:
    """Free, and tell, whoever was to come along with a first mission that will not happen, or with somebody else."""
    if assignment_id is None:
        return 0
    released = 0
    for along in Assignment.objects.select_related("volunteer__person").filter(
        accompanies=assignment_id, state__in=LIVE_STATES
    ):
        Assignment.objects.filter(pk=along.pk).update(state=AssignmentState.CANCELLED, place=None)
        tell_person(
            person=along.volunteer.person,
            template="mission_cancelled",
            key=f"cancelled:{along.pk}",
            by=by,
            at=at,
            number=str(along),
            when=words_of_slot(max(along.starts_at, at), at),
        )
        leave_trace(verb="cancel_assignment", subject=along, by=by, commune_code=along.commune_id, at=at)
        released += 1
    return released


def _free_the_place(assignment: Assignment, need: Need, *, by: Actor, at: datetime) -> None:
    """Somebody who held a place does not come: look again, unless they only came along with somebody."""
    if assignment.accompanies_id is not None:
        return
    release_companions(assignment.pk, by=by, at=at)
    if need.state in {NeedState.ASSIGNED, NeedState.IN_PROGRESS}:
        mark_unassigned(need=need, by=by, at=at)
    say_place_freed(need, at)


def _send_details_link(assignment: Assignment, *, by: Actor, at: datetime) -> None:
    """A new link to the mission page, where the address shows; never the address itself in a message."""
    person = assignment.volunteer.person
    if way_to_reach(person) is None:
        return
    key = issue_entry_key(
        person=person,
        purpose=EntryPurpose.MINE,
        target=f"assignment:{assignment.pk}",
        by=by,
        at=at,
        valid_for=max(assignment.ends_at + ADDRESS_STAYS_FOR - at, timedelta(hours=1)),
    )
    tell_person(
        person=person,
        template="mission_details",
        key=f"details:{assignment.pk}:{at:%Y%m%d%H%M%S}",
        by=by,
        at=at,
        number=str(assignment),
        when=words_of_slot(max(assignment.starts_at, at), at),
        link=key.link,
    )


def _announce_visit(assignment: Assignment, *, by: Actor, at: datetime) -> None:
    """Tell the person helped who will come, unless only a call tells them: the desk has its list (``visits``)."""
    person = assignment.need.beneficiary.person
    if is_told_by_phone(person) or assignment.need.activity not in ON_SITE:
        return
    badge = living_badge(assignment.volunteer.person_id, at=at)
    tell_person(
        person=person,
        template="visit_announced",
        key=f"visit:{assignment.pk}",
        by=by,
        at=at,
        first_name=assignment.volunteer.person.first_name,
        badge=shown_code(badge.code) if badge else str(assignment.volunteer),
        when=words_of_slot(max(assignment.starts_at, at), at),
    )


@transaction.atomic
def decline_assignment(
    *, assignment: Assignment, by: Actor, at: datetime, channel: str = "link", reason_code: str = ""
) -> Assignment:
    """Say no; the next best is asked at once when the town lets the engine ask by itself."""
    need = _lock_need(assignment)
    changed = Assignment.objects.filter(
        pk=assignment.pk, state__in=(AssignmentState.PROPOSED, AssignmentState.NO_ANSWER)
    ).update(state=AssignmentState.DECLINED, answered_at=at, answered_by=channel, reason_code=reason_code)
    assignment.refresh_from_db()
    if not changed:
        if assignment.state in HOLDING_STATES:
            raise Refused("Vous aviez dit oui : pour rendre la mission, choisissez « Je ne peux plus ».")
        return assignment
    leave_trace(
        verb="decline_assignment",
        subject=assignment,
        by=by,
        commune_code=current_commune(),
        at=at,
        channel=channel,
    )
    if assignment.accompanies_id is None:
        release_companions(assignment.pk, by=by, at=at)
        say_place_freed(need, at)
    return assignment


@transaction.atomic
def drop_assignment(*, assignment: Assignment, by: Actor, at: datetime, reason_code: str = "") -> Assignment:
    """« Je ne peux plus » : the place is free at once, the address is hidden, somebody else is looked for."""
    need = _lock_need(assignment)
    assignment.refresh_from_db()
    check_may_act(assignment, by)
    check_can_drop(assignment)
    Assignment.objects.filter(pk=assignment.pk).update(
        state=AssignmentState.DROPPED, place=None, answered_at=at, reason_code=reason_code
    )
    assignment.refresh_from_db()
    leave_trace(verb="drop_assignment", subject=assignment, by=by, commune_code=current_commune(), at=at)
    _free_the_place(assignment, need, by=by, at=at)
    return assignment


def _check_not_alone(assignment: Assignment) -> None:
    """A first mission does not begin before somebody said they come along. Raises ``Refused``."""
    if assignment.accompanies_id is not None:
        return
    need, volunteer = assignment.need, assignment.volunteer
    if must_be_accompanied(need, volunteer) and not is_company_certain(need.pk, volunteer.pk):
        raise Refused(
            "C’est une première mission : elle se fait à deux, et la personne qui accompagne n’a pas encore confirmé. "
            "Appelez la mairie."
        )


@transaction.atomic
def start_assignment(*, assignment: Assignment, by: Actor, at: datetime) -> Assignment:
    """Check in: the helper has set off."""
    check_may_act(assignment, by)
    need = _lock_need(assignment)
    assignment.refresh_from_db(fields=["verdict", "conditions_read_at"])
    check_can_start(assignment)
    _check_not_alone(assignment)
    changed = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.ACCEPTED).update(
        state=AssignmentState.STARTED, started_at=at
    )
    assignment.refresh_from_db()
    if not changed:
        raise Refused("Cette mission n’attend pas de départ.")
    if need.state == NeedState.ASSIGNED:
        mark_started(need=need, by=by, at=at)
    leave_trace(verb="start_assignment", subject=assignment, by=by, commune_code=current_commune(), at=at)
    return assignment


@transaction.atomic
def finish_assignment(
    *,
    assignment: Assignment,
    by: Actor,
    at: datetime,
    minutes: int | None = None,
    amount_cents: int | None = None,
) -> Assignment:
    """Check out: it is done. The need is done when every helper has finished; the desk then rings to make sure."""
    check_may_act(assignment, by)
    if amount_cents is not None and not 0 <= amount_cents <= 100_000:
        raise Refused("Vérifiez le montant du ticket.", field="amount")
    need = _lock_need(assignment)
    changed = Assignment.objects.filter(
        pk=assignment.pk, state__in=(AssignmentState.ACCEPTED, AssignmentState.STARTED)
    ).update(state=AssignmentState.DONE, done_at=at, minutes=minutes, amount_cents=amount_cents)
    assignment.refresh_from_db()
    if not changed:
        raise Refused("Cette mission n’est pas en cours.")
    unfinished = Assignment.objects.filter(
        need=need, state__in=(AssignmentState.ACCEPTED, AssignmentState.STARTED)
    )
    finished = Assignment.objects.filter(
        need=need, state=AssignmentState.DONE, place__lt=COMPANION_PLACES
    ).count()
    if not unfinished.exists() and finished >= need.helpers:
        mark_done(need=need, by=by, at=at)
    leave_trace(verb="finish_assignment", subject=assignment, by=by, commune_code=current_commune(), at=at)
    return assignment


@transaction.atomic
def record_no_show(*, assignment: Assignment, by: Actor, at: datetime) -> Assignment:
    """Nobody came: the place is free, and the need goes back to the queue."""
    need = _lock_need(assignment)
    changed = Assignment.objects.filter(
        pk=assignment.pk, state__in=(AssignmentState.ACCEPTED, AssignmentState.STARTED)
    ).update(state=AssignmentState.NO_SHOW, place=None)
    assignment.refresh_from_db()
    if not changed:
        raise Refused("Cette mission n’est pas en cours.")
    leave_trace(verb="record_no_show", subject=assignment, by=by, commune_code=current_commune(), at=at)
    if assignment.accompanies_id is None:
        tell_logbook(text=f"Mission manquée : personne n’est venu pour la demande {need}.", by=by, at=at)
    _free_the_place(assignment, need, by=by, at=at)
    return assignment


@transaction.atomic
def open_served_places(*, need: Need, by: Actor, at: datetime) -> int:
    """A served need is reopened: what was done stays in the ledger, and its places are to be held again."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    done = list(
        Assignment.objects.filter(need=need, state=AssignmentState.DONE, place__lt=PAST_PLACES).order_by("pk")
    )
    past = Assignment.objects.filter(need=need, place__gte=PAST_PLACES).count()
    for rank, assignment in enumerate(done):
        assignment.place = PAST_PLACES + past + rank
        assignment.save(update_fields=["place"])
        leave_trace(
            verb="open_served_place", subject=assignment, by=by, commune_code=current_commune(), at=at
        )
    return len(done)


@transaction.atomic
def cancel_assignments_of(*, need: Need, by: Actor, at: datetime) -> int:
    """Free everybody engaged or asked for a need that is closed, and tell them."""
    released = 0
    for assignment in Assignment.objects.select_related(
        "volunteer__person", "need__beneficiary__person"
    ).filter(
        need=need,
        state__in=(
            AssignmentState.SUGGESTED,
            AssignmentState.PROPOSED,
            AssignmentState.ACCEPTED,
            AssignmentState.STARTED,
        ),
    ):
        told = assignment.state != AssignmentState.SUGGESTED
        Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.CANCELLED, place=None)
        if told:
            tell_person(
                person=assignment.volunteer.person,
                template="mission_cancelled",
                key=f"cancelled:{assignment.pk}",
                by=by,
                at=at,
                number=str(assignment),
                when=words_of_slot(max(assignment.starts_at, at), at),
            )
        leave_trace(
            verb="cancel_assignment", subject=assignment, by=by, commune_code=assignment.commune_id, at=at
        )
        released += 1
    return released


@transaction.atomic
def release_volunteer(*, volunteer: Volunteer, by: Actor, at: datetime) -> int:
    """Free every place a suspended or departed volunteer held or was asked for; each need is planned again."""
    released = 0
    for assignment in Assignment.objects.filter(
        volunteer=volunteer,
        state__in=(
            AssignmentState.SUGGESTED,
            AssignmentState.PROPOSED,
            AssignmentState.ACCEPTED,
            AssignmentState.STARTED,
        ),
    ):
        need = _lock_need(assignment)
        Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.CANCELLED, place=None)
        _free_the_place(assignment, need, by=by, at=at)
        leave_trace(
            verb="release_volunteer", subject=assignment, by=by, commune_code=current_commune(), at=at
        )
        released += 1
    return released
