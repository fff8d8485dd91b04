"""Papers drawn from the ledger: the attestation of the time given, the receipt of what was handed, the letter."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cordee.ground.assignments.models import Assignment, CashSlip
from cordee.ground.assignments.rules.money import SLIP_TITLES, check_cash_return, check_cash_slip
from cordee.ground.assignments.selectors.ledger import time_given
from cordee.ground.assignments.selectors.reserve import days_between, reserve_of
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import MoneyMethod, Need
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.papers.actions.papers import issue_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.rules.words import (
    shown_euros,
    written_day,
    written_euros,
    written_hours,
    written_moment,
)
from cordee.ground.papers.selectors.papers import living_badge
from cordee.ground.people.models import Account
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.ground.volunteers.actions.papers import who_values
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.papers import EMPLOYER_WORDS
from cordee.ground.volunteers.selectors.acceptances import check_can_be_called


def _start_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


@transaction.atomic
def issue_attestation(
    *, volunteer: Volunteer, since: date, until: date, signer: str, by: Actor, at: datetime
) -> Paper:
    """Attest the missions done from ``since`` to ``until`` included, as the ledger counts them.

    Raises ``Refused`` when there is none, or for days out of order.
    """
    if until < since:
        raise Refused("La fin vient après le début.", field="until")
    given = time_given(volunteer.pk, since=_start_of(since), until=_start_of(until + timedelta(days=1)))
    if given is None:
        raise Refused(
            "Aucune mission réalisée entre ces deux jours : il n’y a rien à attester.", field="since"
        )
    values = who_values(volunteer) | {
        "activités": ", ".join(activity_label(code) for code in given.activities),
        "missions": str(given.missions),
        "heures": written_hours(given.minutes),
        "début": written_day(timezone.localtime(given.first_at).date()),
        "fin": written_day(timezone.localtime(given.last_at).date()),
        "signataire": signer,
    }
    draft = Draft(
        PaperKind.ATTESTATION,
        values=values,
        signatures=[f"Pour le maire, {signer}" if signer else "Pour le maire"],
    )
    return issue_paper(draft=draft, person=volunteer.person, by=by, at=at)


@transaction.atomic
def call_up(
    *,
    volunteer: Volunteer,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    task: str,
    employer: str,
    signer: str,
    by: Account,
    at: datetime,
) -> Paper:
    """Call a reservist up: an individual order, whose days count at once (cancelled, they count no more).

    ``employer`` is one of ``EMPLOYER_WORDS``. Raises ``Refused`` when the act of engagement is not signed, the days of the
    year are used up, or the employer has not agreed yet.
    """
    check_can_be_called(volunteer, starts_at=starts_at, ends_at=ends_at, employer=employer, at=at)
    reserve_of(volunteer.pk, at=at).check(days_between(starts_at, ends_at))
    draft = Draft(
        PaperKind.CALL_UP,
        values=who_values(volunteer)
        | {
            "début": written_moment(starts_at),
            "fin": written_moment(ends_at),
            "lieu": place,
            "tâche": task,
            "signataire": signer,
        },
        facts=[("Employeur", EMPLOYER_WORDS[employer])],
        signatures=[f"Pour le maire, {signer}" if signer else "Pour le maire"],
    )
    return issue_paper(
        draft=draft, person=volunteer.person, by=by, at=at, valid_from=starts_at, valid_until=ends_at
    )


@transaction.atomic
def issue_cash_slip(
    *, assignment: Assignment, handed_cents: int | None, by: Account, at: datetime
) -> CashSlip:
    """A numbered receipt in two copies for what is handed to the volunteer of a mission.

    ``handed_cents`` is required but for a cheque, made out to the shop and filled in at the till. The person helped is told
    by first name and initial: the paper travels. Raises ``Refused``.
    """
    need = assignment.need
    ceiling = need.money_ceiling_euros or municipality_in_scope().cash_ceiling_euros
    check_cash_slip(assignment, handed_cents, ceiling_euros=ceiling)
    open_slip = CashSlip.objects.select_related("paper").filter(
        assignment=assignment, returned_at=None, paper__revoked_at=None
    )
    if (known := open_slip.first()) is not None:
        raise Refused(f"Le reçu {known.paper} attend déjà son retour : notez-le, ou annulez-le.")
    badge = living_badge(assignment.volunteer.person_id, at=at)
    method = MoneyMethod(need.money_method)
    draft = Draft(
        PaperKind.CASH_SLIP,
        title=SLIP_TITLES[method],
        values={
            "personne": need.beneficiary.person.short_name,
            "bénévole": assignment.volunteer.person.short_name,
            "badge": shown_code(badge.code) if badge else "",
            "moyen": method.label,
            "montant": shown_euros(handed_cents) if handed_cents else "",
            "lettres": written_euros(handed_cents) if handed_cents else "",
            "objet": activity_label(need.activity).lower(),
            "plafond": str(ceiling),
        },
        facts=[
            ("Mission", f"{assignment}, demande {need}"),
            ("Remis", shown_euros(handed_cents) if handed_cents else "somme à compléter à la caisse, à l’ordre du magasin"),
        ],
        signatures=[
            "Aller : la personne",
            "Aller : le bénévole",
            "Retour : la personne",
            "Retour : le bénévole",
        ],
        copies=["la personne aidée", "le bénévole"],
    )  # fmt: skip
    paper = issue_paper(draft=draft, person=assignment.volunteer.person, by=by, at=at)
    return CashSlip.objects.create(
        assignment=assignment, paper=paper, method=method, handed_cents=handed_cents
    )


@transaction.atomic
def record_cash_return(
    *,
    slip: CashSlip,
    ticket_cents: int,
    change_cents: int,
    goods_given: bool,
    gap_seen: bool,
    by: Account,
    at: datetime,
) -> CashSlip:
    """Note the till receipt and the change; the sum of the mission follows. Raises ``Refused``.

    When the account is not right, ``gap_seen`` says that the agent asked and keeps it so.
    """
    slip.ticket_cents, slip.change_cents = ticket_cents, change_cents
    check_cash_return(slip, gap_seen=gap_seen)
    changed = CashSlip.objects.filter(pk=slip.pk, returned_at=None).update(
        ticket_cents=ticket_cents, change_cents=change_cents, goods_given=goods_given, returned_at=at,
        returned_by=by,
    )  # fmt: skip
    if not changed:
        raise Refused("Le retour de ce reçu est déjà noté.")
    slip.refresh_from_db()
    Assignment.objects.filter(pk=slip.assignment_id).update(amount_cents=ticket_cents)
    leave_trace(
        verb="record_cash_return", subject=slip.paper, by=by, commune_code=slip.commune_id, at=at,
        number=str(slip.paper), gap_cents=slip.gap_cents,
    )  # fmt: skip
    return slip


@transaction.atomic
def issue_acknowledgement(*, need: Need, by: Account, at: datetime) -> Paper:
    """A letter to the person helped: what was asked for them, by whom, and their rights. No address is printed on it."""
    person = need.beneficiary.person
    asked_by = need.requester.full_name if need.requester is not None else person.full_name
    if need.requester is not None:
        asked_by += f" ({need.get_requester_role_display()})"
    draft = Draft(
        PaperKind.ACKNOWLEDGEMENT,
        values={
            "personne": person.full_name,
            "demandeur": asked_by,
            "demande": activity_label(need.activity).lower(),
            "numéro": str(need),
            "reçue": written_day(timezone.localtime(need.received_at).date()),
        },
        facts=[("Pour", person.full_name)],
        signatures=["Pour le maire"],
    )
    return issue_paper(draft=draft, person=person, by=by, at=at)
