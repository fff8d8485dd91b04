"""Taking a request: who, where, what. All doors come through here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.actions import Actor, gathered_traces, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.crisis.models import Importance
from cordee.ground.needs.models import (
    Beneficiary,
    Door,
    Household,
    Need,
    NeedDraft,
    NeedState,
    RequesterRole,
    Urgency,
)
from cordee.ground.needs.rules.recognition import draw_recognition_word
from cordee.ground.needs.rules.requests import check_activity, check_heard, check_money, least_helpers
from cordee.ground.needs.rules.urgency import FIRST_ACTION_WITHIN, due_at
from cordee.ground.people.actions.consents import note_consent
from cordee.ground.people.models import Account, ConsentAnswer, ConsentChannel, Person, Recipient, Role
from cordee.ground.people.selectors.persons import staff_ids_with_role
from cordee.ground.territory.models import Municipality, current_commune


@dataclass(frozen=True)
class Asked:
    """One thing asked for.

    Without a window, help is wanted from now until the urgency's delay; without a number of ``helpers``, with as many as
    the activity asks for (two for a check at the door, a team to clear a house).
    """

    activity: str
    urgency: int = Urgency.U3
    details: str = ""
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    recurrence: str = ""
    helpers: int | None = None
    needs_vehicle: bool = False
    heavy: bool = False
    food_days_left: int | None = None
    treatment_days_left: int | None = None
    money_method: str = ""
    money_ceiling_euros: int | None = None


@dataclass(frozen=True)
class Circumstances:
    """What is known of the person helped beyond who they are; everything is optional."""

    lives_alone: bool | None = None
    mobility: str = ""
    recognition_word: str = ""
    share_with_helper: bool | None = None
    wishes_register: bool = False
    notice_given: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RequestTaken:
    """The file opened or completed by a request."""

    beneficiary: Beneficiary
    needs: list[Need]


_NEXT_NUMBERS = (
    f"UPDATE {Municipality._meta.db_table} SET next_need_number = next_need_number + %s"  # noqa: S608
    " WHERE commune_id = %s RETURNING next_need_number"
)


def next_need_numbers(count: int) -> range:
    """Reserve ``count`` consecutive numbers in the town in scope (one conditional update, no gap within the call)."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBERS, (count, current_commune()))
        after: int = cursor.fetchone()[0]
    return range(after - count, after)


def _owner_id(by: Actor) -> int | None:
    leads = staff_ids_with_role(Role.VOLUNTEER_COORDINATOR, Role.CCAS_MANAGER)
    if isinstance(by, Account) and (not leads or by.pk in leads):
        return by.pk
    return leads[0] if leads else None


def _family_door(person: Person, place: dict[str, Any]) -> Household | None:
    """The household somebody of the same name or the same telephone already has at this very address."""
    if not place.get("address"):
        return None
    here = Household.objects.filter(
        address=place["address"],
        postcode=place.get("postcode", ""),
    )
    # Nearly always a door nobody opened yet: who lives there is asked only when somebody does.
    if not here.exists():
        return None
    family = Q(beneficiaries__person__last_name__iexact=person.last_name)
    if person.phone:
        family |= Q(beneficiaries__person__phone=person.phone)
    # The storey and the code are ciphered: only Python can compare them, on the few doors of one family.
    extra = place.get("address_extra", "")
    return next((home for home in here.filter(family).order_by("pk") if home.address_extra == extra), None)


_SAID_BY: dict[str, ConsentChannel] = {
    Door.WEB: ConsentChannel.ONLINE,
    Door.COUNTER: ConsentChannel.COUNTER,
    Door.SHEET: ConsentChannel.PAPER,
}


def _beneficiary(
    *, person: Person, place: dict[str, Any], circumstances: Circumstances, door: str, by: Actor, at: datetime
) -> Beneficiary:
    file = Beneficiary.objects.filter(person=person)
    known = file.select_related("household").get() if file.exists() else None
    if known is None or place.get("address") not in {"", None, known.household.address}:
        # A move opens another door; the old one keeps its past needs.
        family = _family_door(person, place)
        household = family or Household()
        if family is None:
            for name, value in place.items():
                setattr(household, name, value)
            household.save()
    else:
        household = known.household
    # A form nobody signed completes the way to a door, and never changes it.
    if place.get("access_notes") and (isinstance(by, Account) or not household.access_notes):
        household.access_notes = place["access_notes"]
        household.save(update_fields=["access_notes"])
    beneficiary = known or Beneficiary(person=person)
    beneficiary.household = household
    if circumstances.lives_alone is not None:
        beneficiary.lives_alone = circumstances.lives_alone
    beneficiary.mobility = circumstances.mobility or beneficiary.mobility
    word = circumstances.recognition_word.strip().lower()
    if word or not beneficiary.recognition_word:
        beneficiary.recognition_word = word or draw_recognition_word()
        beneficiary.recognition_word_on = at.date()
    shared = _said_of_sharing(beneficiary, circumstances, by)
    if shared is not None:
        beneficiary.share_with_helper = shared
    beneficiary.wishes_register = circumstances.wishes_register or beneficiary.wishes_register
    if circumstances.notice_given:
        beneficiary.notice_given_at = at
        beneficiary.notice_given_by = by if isinstance(by, Account) else None
    beneficiary.save()
    if shared is not None:
        note_consent(
            person=person, recipient=Recipient.HELPER, answer=ConsentAnswer.YES if shared else ConsentAnswer.NO,
            channel=_SAID_BY.get(door, ConsentChannel.PHONE), said_on=timezone.localtime(at).date(), by=by, at=at,
        )  # fmt: skip
    return beneficiary


def _said_of_sharing(beneficiary: Beneficiary, circumstances: Circumstances, by: Actor) -> bool | None:
    """A new answer about the helper; nothing when it is the one that stands.

    A form nobody signed can shut the file to volunteers, and never opens what the person shut: an agent asks again.
    """
    said, stands = circumstances.share_with_helper, beneficiary.share_with_helper
    if said is None or said is stands:
        return None
    unsigned = not isinstance(by, Account)
    return None if unsigned and stands is False else said


@transaction.atomic
@gathered_traces()
def take_request(
    *,
    by: Actor,
    at: datetime,
    door: str,
    person: Person,
    place: dict[str, Any],
    asked: list[Asked],
    circumstances: Circumstances | None = None,
    requester: Person | None = None,
    requester_role: str = RequesterRole.SELF,
    qualified: bool = False,
    draft: NeedDraft | None = None,
    heard_at: datetime | None = None,
) -> RequestTaken:
    """Open or complete the file of ``person`` and put each thing asked in the queue.

    ``place`` holds fields of ``Household``. ``qualified`` is for an agent who judged while listening: the need is ready
    to be matched; otherwise it waits to be qualified. ``heard_at`` is when it was written on paper, for one copied since:
    its delays run from there. Raises ``Refused`` (with its field) when something compulsory is missing; nothing is then
    written.
    """
    check_heard(heard_at, at=at)
    heard = heard_at or at
    if not asked:
        raise Refused("Indiquez au moins une aide demandée.", field="activity")
    ceiling = Municipality.objects.values_list("cash_ceiling_euros", flat=True).get(pk=current_commune())
    for one in asked:
        check_activity(one.activity)
        check_money(
            activity=one.activity,
            method=one.money_method,
            ceiling_euros=one.money_ceiling_euros,
            cash_ceiling_euros=ceiling,
        )
    beneficiary = _beneficiary(
        person=person, place=place, circumstances=circumstances or Circumstances(), door=door, by=by, at=at
    )
    owner_id = _owner_id(by)
    needs = []
    for number, one in zip(next_need_numbers(len(asked)), asked, strict=True):
        wanted_from = one.wanted_from or at
        wanted_until = one.wanted_until or max(due_at(one.urgency, heard), wanted_from + timedelta(hours=1))
        if wanted_until <= wanted_from:
            raise Refused("La fin du créneau vient avant son début.", field="wanted_until")
        need = Need.objects.create(
            number=number,
            beneficiary=beneficiary,
            requester=requester,
            requester_role=requester_role,
            door=door,
            activity=one.activity,
            urgency=one.urgency,
            details=one.details.strip(),
            state=NeedState.QUALIFIED if qualified else NeedState.NEW,
            owner_id=owner_id,
            next_action="Proposer un bénévole" if qualified else "Qualifier la demande",
            next_action_at=heard + FIRST_ACTION_WITHIN[Urgency(one.urgency)],
            wanted_from=wanted_from,
            wanted_until=wanted_until,
            recurrence=one.recurrence,
            helpers=one.helpers or least_helpers(one.activity),
            needs_vehicle=one.needs_vehicle or ACTIVITIES[one.activity].requires_vehicle,
            heavy=one.heavy,
            language=person.language,
            food_days_left=one.food_days_left,
            treatment_days_left=one.treatment_days_left,
            money_method=one.money_method,
            money_ceiling_euros=one.money_ceiling_euros,
            received_at=draft.started_at if draft and heard_at is None else heard,
            qualified_at=at if qualified else None,
        )
        leave_trace(
            verb="take_request", subject=need, by=by, commune_code=current_commune(), at=at, door=door,
            activity=one.activity, urgency=one.urgency,
        )  # fmt: skip
        if need.urgency == Urgency.U1:
            tell_logbook(
                text=f"Demande {need} reçue : {ACTIVITIES[one.activity].label}, U1, par {need.get_door_display()}.",
                by=by, at=at, importance=Importance.IMPORTANT,
            )  # fmt: skip
        needs.append(need)
    if draft is not None:
        draft.delete()
    return RequestTaken(beneficiary, needs)


@transaction.atomic
def keep_draft(
    *, author: Account, fields: dict[str, Any], label: str, at: datetime, draft_id: int | None
) -> NeedDraft:
    """Keep what is being typed, as typed. A draft of somebody else is never written over: a new one is opened."""
    known = NeedDraft.objects.filter(pk=draft_id, author=author).first() if draft_id else None
    draft = known or NeedDraft(author=author, started_at=at)
    draft.fields, draft.label = fields, label[:120]
    draft.save()
    if known is None:
        # Once per call, not once per letter typed.
        leave_trace(verb="keep_draft", subject=draft, by=author, commune_code=current_commune(), at=at)
    return draft


@transaction.atomic
def drop_draft(*, author: Account, draft_id: int) -> None:
    """Throw one's own draft away."""
    draft = NeedDraft.objects.filter(pk=draft_id, author=author).first()
    if draft is not None:
        leave_trace(verb="drop_draft", subject=draft, by=author, commune_code=current_commune())
        draft.delete()
