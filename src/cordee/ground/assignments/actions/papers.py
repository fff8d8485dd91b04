"""Papers drawn from the ledger: the attestation of the time given, the receipt of a cash envelope."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cordee.ground.assignments.models import HOLDING_STATES, Assignment
from cordee.ground.assignments.selectors.ledger import time_given
from cordee.ground.audit.actions import Actor
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import MoneyMethod
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.papers.actions.papers import issue_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.rules.words import written_day, written_hours
from cordee.ground.papers.selectors.papers import living_badge
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.ground.volunteers.actions.papers import who_values
from cordee.ground.volunteers.models import Volunteer


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
def issue_cash_slip(*, assignment: Assignment, by: Actor, at: datetime) -> Paper:
    """A receipt in two copies for the envelope of a mission paid in cash; sums are written by hand, at the door.

    The person helped is told by first name and initial: the paper travels. Raises ``Refused`` for another way of paying.
    """
    need = assignment.need
    if need.money_method != MoneyMethod.CASH_ENVELOPE:
        raise Refused("Cette mission ne se paie pas en espèces : il n’y a pas de reçu à préparer.")
    if assignment.state not in HOLDING_STATES:
        raise Refused("Le reçu se prépare quand un bénévole a dit oui.")
    badge = living_badge(assignment.volunteer.person_id, at=at)
    ceiling = need.money_ceiling_euros or municipality_in_scope().cash_ceiling_euros
    draft = Draft(
        PaperKind.CASH_SLIP,
        values={
            "personne": need.beneficiary.person.short_name,
            "bénévole": assignment.volunteer.person.short_name,
            "badge": shown_code(badge.code) if badge else "",
            "plafond": str(ceiling),
        },
        facts=[("Mission", f"{assignment}, demande {need}")],
        signatures=[
            "Aller : la personne",
            "Aller : le bénévole",
            "Retour : la personne",
            "Retour : le bénévole",
        ],
    )
    return issue_paper(draft=draft, person=assignment.volunteer.person, by=by, at=at)
