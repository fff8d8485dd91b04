"""The steps of a need's life: each moves it once, from where it stood, and leaves a trace."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.crisis.models import Importance
from cordee.ground.needs.actions.requests import next_need_numbers
from cordee.ground.needs.models import OPEN_STATES, ClosingReason, Need, NeedState, Urgency
from cordee.ground.needs.rules.lifecycle import CANCELLING_REASONS, NO_SOLUTION_REASONS, check_becomes
from cordee.ground.needs.rules.recurrence import recurrence_rule
from cordee.ground.needs.rules.requests import check_activity
from cordee.ground.needs.rules.sharing import REFERRALS, NoConsent
from cordee.ground.needs.rules.urgency import FIRST_ACTION_WITHIN
from cordee.ground.people.models import Account, Recipient
from cordee.ground.people.rules.consents import check_may_tell
from cordee.ground.people.selectors.consents import consent_to

_ASKED_OF_VOLUNTEERS = ("activity", "wanted_from", "wanted_until", "helpers")
_NOBODY_ASKED = frozenset({NeedState.NEW, NeedState.POSTPONED, NeedState.QUALIFIED})


def _move(
    need: Need,
    state: NeedState,
    *,
    verb: str,
    by: Actor,
    at: datetime,
    facts: dict[str, Any] | None = None,
    **fields: Any,
) -> Need:
    """Move the need if it still stands where the caller saw it; otherwise say who was faster. ``facts`` join the trace."""
    check_becomes(need, state)
    moved = Need.objects.filter(pk=need.pk, state=need.state).update(state=state, **fields)
    if not moved:
        raise Refused(f"La demande {need} vient d’être modifiée par quelqu’un d’autre : rechargez la page.")
    before = need.state
    need.state = state
    for name, value in fields.items():
        setattr(need, name, value)
    leave_trace(
        verb=verb,
        subject=need,
        by=by,
        commune_code=need.commune_id,
        at=at,
        before=str(before),
        after=str(state),
        **(facts or {}),
    )
    return need


def _check_open(need: Need) -> None:
    if not need.is_open:
        raise Refused(f"La demande {need} est close : rouvrez-la d’abord.")


def _check_judgement(need: Need, fields: dict[str, Any]) -> None:
    """What an agent says of a need holds together, and changes nothing a volunteer was asked for."""
    if "activity" in fields:
        check_activity(fields["activity"])
    if fields.get("wanted_until", need.wanted_until) <= fields.get("wanted_from", need.wanted_from):
        raise Refused("La fin du créneau vient avant son début.", field="wanted_until")
    changed = {name for name, value in fields.items() if getattr(need, name) != value}
    if need.state not in _NOBODY_ASKED and changed & set(_ASKED_OF_VOLUNTEERS):
        raise Refused(
            "Quelqu’un est déjà sollicité pour cette demande : rendez d’abord sa mission, ou reportez la demande."
        )


@transaction.atomic
def qualify_need(
    *,
    need: Need,
    by: Account,
    at: datetime,
    activity: str | None = None,
    urgency: int | None = None,
    wanted_from: datetime | None = None,
    wanted_until: datetime | None = None,
    details: str | None = None,
    helpers: int | None = None,
    needs_vehicle: bool | None = None,
    heavy: bool | None = None,
    owner: Account | None = None,
) -> Need:
    """Judge a need: what, how urgent, when, with how many. Also used to correct one already qualified.

    Once somebody was asked, what they were asked for stands: raises ``Refused`` for another activity, window or number,
    and the need stays where it is. A need that is no longer open is reopened first.
    """
    if not need.is_open:
        raise Refused(f"La demande {need} est close : rouvrez-la d’abord.")
    said = {
        "activity": activity, "urgency": urgency, "helpers": helpers,
        "details": None if details is None else details.strip(),
        "needs_vehicle": needs_vehicle, "heavy": heavy, "wanted_from": wanted_from, "wanted_until": wanted_until,
    }  # fmt: skip
    fields: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    _check_judgement(need, fields)
    fields |= {"qualified_at": need.qualified_at or at, "owner": owner or need.owner or by}
    if need.state in _NOBODY_ASKED:
        fields["next_action"] = "Proposer un bénévole"
        fields["next_action_at"] = at + FIRST_ACTION_WITHIN[Urgency(fields.get("urgency", need.urgency))]
    if need.state not in {NeedState.NEW, NeedState.POSTPONED}:
        Need.objects.filter(pk=need.pk).update(**fields)
        for name, value in fields.items():
            setattr(need, name, value)
        leave_trace(verb="correct_need", subject=need, by=by, commune_code=need.commune_id, at=at)
        return need
    return _move(need, NeedState.QUALIFIED, verb="qualify_need", by=by, at=at, **fields)


@transaction.atomic
def plan_next_action(
    *, need: Need, by: Account, at: datetime, what: str, due: datetime, owner: Account
) -> Need:
    """Say who does what next, and when: an open need is never without it. Raises ``Refused`` once it is closed."""
    _check_open(need)
    if not what.strip():
        raise Refused("Écrivez la prochaine action.", field="next_action")
    need.next_action, need.next_action_at, need.owner = what.strip()[:120], due, owner
    need.save(update_fields=["next_action", "next_action_at", "owner"])
    leave_trace(verb="plan_next_action", subject=need, by=by, commune_code=need.commune_id, at=at)
    return need


@transaction.atomic
def postpone_need(*, need: Need, by: Account, at: datetime, until: datetime) -> Need:
    """Put off until a day; the need comes back by itself in the list of due actions."""
    if until <= at:
        raise Refused("Choisissez une date à venir.", field="until")
    length = need.wanted_until - need.wanted_from
    return _move(
        need, NeedState.POSTPONED, verb="postpone_need", by=by, at=at, next_action="Reprendre la demande",
        next_action_at=until, wanted_from=until, wanted_until=until + length,
    )  # fmt: skip


@transaction.atomic
def cancel_need(
    *, need: Need, by: Actor, at: datetime, reason: str, note: str = "", only_this_time: bool = False
) -> Need:
    """Close without help, with its coded reason. A need that comes back stops there, unless ``only_this_time``."""
    if reason not in CANCELLING_REASONS:
        raise Refused("Choisissez le motif.", field="reason")
    _move(
        need, NeedState.CANCELLED, verb="cancel_need", by=by, at=at, closing_reason=reason,
        closing_note=note.strip()[:300], closed_at=at, next_action="", next_action_at=None,
    )  # fmt: skip
    if only_this_time:
        open_next_occurrence(need=need, by=by, at=at)
    return need


@transaction.atomic
def declare_no_solution(*, need: Need, by: Account, at: datetime, reason: str, note: str = "") -> Need:
    """Say honestly that the town found nobody; it is counted and can be reopened.

    Nobody this week does not mean nobody next week: the next time of a need that comes back opens.
    """
    if reason not in NO_SOLUTION_REASONS:
        raise Refused("Choisissez pourquoi il n’y a pas de solution.", field="reason")
    _move(
        need, NeedState.NO_SOLUTION, verb="declare_no_solution", by=by, at=at, closing_reason=reason,
        closing_note=note.strip()[:300], closed_at=at, next_action="", next_action_at=None,
    )  # fmt: skip
    if need.urgency == Urgency.U1:
        tell_logbook(
            text=f"Demande {need} (U1) sans solution : {ClosingReason(reason).label}.", by=by, at=at,
            importance=Importance.IMPORTANT,
        )  # fmt: skip
    open_next_occurrence(need=need, by=by, at=at)
    return need


@transaction.atomic
def refer_need(*, need: Need, by: Account, at: datetime, to: str, back_on: datetime, recipient: str) -> Need:
    """Hand over to a service or an association, with the date an answer is expected.

    ``recipient`` is one of ``REFERRALS``: somebody outside receives something only if the person agrees. Raises ``Refused``.
    """
    if not to.strip():
        raise Refused("Écrivez vers qui la demande est orientée.", field="to")
    if recipient not in dict(REFERRALS):
        raise Refused("Choisissez qui reçoit la demande.", field="recipient")
    if recipient not in NoConsent.values:
        check_may_tell(consent_to(need.beneficiary.person, Recipient(recipient)), Recipient(recipient))
    return _move(
        need, NeedState.REFERRED, verb="refer_need", by=by, at=at, facts={"recipient": recipient},
        referred_to=to.strip()[:120],
        closing_reason=ClosingReason.REFERRED_TO_SERVICE, next_action="Vérifier le retour", next_action_at=back_on,
    )  # fmt: skip


@transaction.atomic
def mark_proposed(*, need: Need, by: Actor, at: datetime) -> Need:
    """Somebody was asked."""
    if need.state in {NeedState.PROPOSED, NeedState.ASSIGNED}:
        return need
    return _move(
        need, NeedState.PROPOSED, verb="mark_proposed", by=by, at=at, proposed_at=need.proposed_at or at,
        next_action="Attendre la réponse",
    )  # fmt: skip


@transaction.atomic
def mark_assigned(*, need: Need, by: Actor, at: datetime, ends_at: datetime) -> Need:
    """Every place is held."""
    return _move(
        need, NeedState.ASSIGNED, verb="mark_assigned", by=by, at=at, accepted_at=need.accepted_at or at,
        next_action="Vérifier que c’est fait", next_action_at=ends_at,
    )  # fmt: skip


@transaction.atomic
def mark_unassigned(*, need: Need, by: Actor, at: datetime) -> Need:
    """A place is free again: back to the queue, at once."""
    if need.state == NeedState.QUALIFIED:
        return need
    return _move(
        need, NeedState.QUALIFIED, verb="mark_unassigned", by=by, at=at, accepted_at=None,
        next_action="Proposer un bénévole", next_action_at=at,
    )  # fmt: skip


@transaction.atomic
def mark_started(*, need: Need, by: Actor, at: datetime) -> Need:
    """The helper has set off."""
    return _move(need, NeedState.IN_PROGRESS, verb="mark_started", by=by, at=at, started_at=at)


@transaction.atomic
def mark_done(*, need: Need, by: Actor, at: datetime) -> Need:
    """The helper says it is done; somebody still rings to make sure. The next time of a need that comes back opens."""
    _move(
        need, NeedState.DONE, verb="mark_done", by=by, at=at, done_at=at,
        next_action="Appeler pour vérifier", next_action_at=at + timedelta(minutes=15),
    )  # fmt: skip
    open_next_occurrence(need=need, by=by, at=at)
    return need


@transaction.atomic
def close_as_served(*, need: Need, by: Account, at: datetime) -> Need:
    """The town hall's own staff, or the service it was handed to, gave the help: done and closed in one step."""
    _move(
        need, NeedState.CLOSED, verb="close_as_served", by=by, at=at, closing_reason=ClosingReason.SERVED,
        done_at=need.done_at or at, closed_at=at, next_action="", next_action_at=None,
    )  # fmt: skip
    open_next_occurrence(need=need, by=by, at=at)
    return need


@transaction.atomic
def change_recurrence(
    *, need: Need, by: Account, at: datetime, every: str, last_day: date | None = None
) -> Need:
    """Make a need come back (``every`` is one of ``RECURRENCES``), until a last day, or stop it coming back.

    The open needs of the same series follow. Raises ``Refused`` when the last day is past, or the need closed.
    """
    _check_open(need)
    if every and last_day is not None and last_day < timezone.localtime(at).date():
        raise Refused("Choisissez une date à venir.", field="last_day")
    need.recurrence = recurrence_rule(every=every, last_day=last_day)
    root = need.series_id or need.pk
    Need.objects.filter(Q(pk__in=(need.pk, root)) | Q(series=root), state__in=OPEN_STATES).update(
        recurrence=need.recurrence
    )
    leave_trace(
        verb="change_recurrence", subject=need, by=by, commune_code=need.commune_id, at=at, every=every
    )
    return need


@transaction.atomic
def verify_need(*, need: Need, by: Account, at: datetime) -> Need:
    """The person says all is well: verified and closed as served, and the next occurrence of a recurring need opens."""
    _move(need, NeedState.VERIFIED, verb="verify_need", by=by, at=at, verified_at=at)
    _move(
        need, NeedState.CLOSED, verb="close_need", by=by, at=at, closing_reason=ClosingReason.SERVED, closed_at=at,
        next_action="", next_action_at=None,
    )  # fmt: skip
    open_next_occurrence(need=need, by=by, at=at)
    return need


@transaction.atomic
def reopen_need(*, need: Need, by: Account, at: datetime) -> Need:
    """Undo a closing: the need returns to the queue with a window from now."""
    length = need.wanted_until - need.wanted_from
    until = max(need.wanted_until, at + max(length, timedelta(hours=4)))
    return _move(
        need, NeedState.QUALIFIED, verb="reopen_need", by=by, at=at, closing_reason="", closing_note="",
        closed_at=None, done_at=None, verified_at=None, accepted_at=None, wanted_until=until,
        next_action="Proposer un bénévole", next_action_at=at,
    )  # fmt: skip


@transaction.atomic
def open_next_occurrence(*, need: Need, by: Actor, at: datetime) -> Need | None:
    """Open the next need of a series (``recurrence`` is an RFC 5545 rule), in wall time: 10 h stays 10 h across DST.

    Once only: a need reopened and served again finds its next time already there. ``None`` when nothing follows.
    """
    if not need.recurrence:
        return None
    root = need.series_id or need.pk
    if Need.objects.filter(series=root, wanted_from__gt=need.wanted_from).exists():
        return None
    first = timezone.localtime(need.wanted_from)
    rule = rrulestr(need.recurrence, dtstart=first.replace(tzinfo=None))
    after = rule.after(max(first, timezone.localtime(at)).replace(tzinfo=None))
    if after is None:
        return None
    start = timezone.make_aware(after)
    values = {
        field.attname: getattr(need, field.attname)
        for field in Need._meta.concrete_fields
        if field.attname
        in {
            "commune_id", "beneficiary_id", "requester_id", "requester_role", "door", "activity", "details", "urgency",
            "owner_id", "recurrence", "helpers", "needs_vehicle", "heavy", "language", "money_method",
            "money_ceiling_euros",
        }
    }  # fmt: skip
    following = Need.objects.create(
        **values,
        number=next_need_numbers(1)[0],
        series_id=root,
        state=NeedState.QUALIFIED,
        wanted_from=start,
        wanted_until=start + (need.wanted_until - need.wanted_from),
        received_at=at,
        qualified_at=at,
        next_action="Proposer un bénévole",
        next_action_at=max(at, start - timedelta(days=2)),
    )
    leave_trace(verb="open_next_occurrence", subject=following, by=by, commune_code=need.commune_id, at=at)
    return following
