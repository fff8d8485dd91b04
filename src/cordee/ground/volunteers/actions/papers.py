"""Accepting texts, and giving badges, orders and agreements."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.papers import issue_paper, revoke_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.rules.words import written_day, written_moment
from cordee.ground.papers.selectors.papers import living_badge
from cordee.ground.papers.selectors.texts import version_in_force
from cordee.ground.people.models import Account
from cordee.ground.volunteers.models import Acceptance, Frame, Volunteer
from cordee.ground.volunteers.rules.admission import earned_state, earned_trust
from cordee.ground.volunteers.rules.frames import rules_of
from cordee.ground.volunteers.rules.levels import offered_activities
from cordee.ground.volunteers.rules.papers import check_badge_days, check_mandated, check_order_days

ORDERS = (PaperKind.BADGE, PaperKind.ORDER)
"""Papers that say in which frame somebody acts."""


def _acts_of(volunteer: Volunteer) -> str:
    return ", ".join(one.label for one in offered_activities(volunteer) if one.is_open)


def who_values(volunteer: Volunteer) -> dict[str, str]:
    """The fields every paper of a volunteer may hold."""
    person, rules = volunteer.person, rules_of(volunteer.frame)
    return {
        "personne": person.full_name,
        "naissance": written_day(person.birth_on) if person.birth_on else "",
        "cadre": rules.status,
        "assurance": rules.insurance,
        "activités": _acts_of(volunteer),
    }


@transaction.atomic
def accept_text(
    *, volunteer: Volunteer, kind: PaperKind, version: int, by: Actor, at: datetime
) -> Acceptance:
    """Keep that a text was accepted: on screen by the person, or on paper when ``by`` is the agent who saw the signature.

    ``version`` is the one that was read. Raises ``Refused`` when another is in force by now, or when the text is signed with
    the mayor and the person is alone.
    """
    seen_by = by if isinstance(by, Account) else None
    if kind not in {PaperKind.CHARTER, rules_of(volunteer.frame).agreement}:
        raise Refused("Ce document ne concerne pas ce cadre d’intervention.")
    if kind == PaperKind.RCSC and seen_by is None:
        raise Refused("L’acte d’engagement se signe en mairie, sur papier.")
    if version != version_in_force(kind):
        raise Refused("Le texte vient de changer : relisez la nouvelle version avant de l’accepter.")
    acceptance, new = Acceptance.objects.get_or_create(
        volunteer=volunteer, kind=kind, version=version, defaults={"accepted_at": at, "seen_by": seen_by}
    )
    if not new:
        return acceptance
    if kind == PaperKind.CHARTER and volunteer.charter_accepted_at is None:
        volunteer.charter_accepted_at = at
        volunteer.trust_level, volunteer.state = earned_trust(volunteer), earned_state(volunteer)
        volunteer.save(update_fields=["charter_accepted_at", "trust_level", "state"])
    leave_trace(
        verb="accept_text", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at, paper=kind.value,
        version=version,
    )  # fmt: skip
    return acceptance


@transaction.atomic
def change_frame(*, volunteer: Volunteer, frame: Frame, by: Account, at: datetime) -> int:
    """Change the legal frame. Papers that name the former one are cancelled; returns how many."""
    if volunteer.frame == frame:
        return 0
    before, volunteer.frame = volunteer.frame, frame
    volunteer.save(update_fields=["frame"])
    living = Paper.objects.filter(
        person=volunteer.person_id, kind__in=ORDERS, revoked_at=None, valid_until__gt=at
    )
    cancelled = [revoke_paper(paper=paper, by=by, at=at) for paper in living]
    leave_trace(
        verb="change_frame", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at, before=before,
        frame=str(frame), count=len(cancelled),
    )  # fmt: skip
    return len(cancelled)


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(23, 59)))


@transaction.atomic
def issue_badge(*, volunteer: Volunteer, until: date, by: Account, at: datetime) -> Paper:
    """Give a badge, valid to the end of ``until``; the one worn before is cancelled. Raises ``Refused``."""
    check_mandated(volunteer)
    today = timezone.localtime(at).date()
    check_badge_days(until, today)
    former = living_badge(volunteer.person_id, at=at)
    if former is not None:
        revoke_paper(paper=former, by=by, at=at)
    activities = [one.label for one in offered_activities(volunteer) if one.is_open]
    draft = Draft(
        PaperKind.BADGE,
        badge={
            "name": volunteer.person.short_name,
            "from": written_day(today),
            "until": written_day(until),
            "frame": rules_of(volunteer.frame).status.capitalize(),
            "activities": activities,
        },
    )
    return issue_paper(
        draft=draft,
        person=volunteer.person,
        by=by,
        at=at,
        valid_from=at,
        valid_until=_end_of(until),
        checked=True,
    )


@transaction.atomic
def issue_order(
    *,
    volunteer: Volunteer,
    starts_at: datetime,
    ends_at: datetime,
    sector: str,
    vehicle: str,
    motive: str,
    act: str,
    signer: str,
    by: Account,
    at: datetime,
    activities: list[str],
    company: list[str] | None = None,
) -> Paper:
    """Mandate somebody for a week at most. ``activities`` are labels; empty words leave a line to complete by hand.

    ``company`` says which missions of these days are done by two, and with whom.

    Raises ``Refused`` when they may not be mandated, or when a living order already covers some of these days.
    """
    check_mandated(volunteer)
    check_order_days(starts_at, ends_at, at)
    if not activities:
        raise Refused("Cochez au moins une aide.", field="activities")
    overlap = Paper.objects.filter(
        person=volunteer.person_id,
        kind=PaperKind.ORDER,
        revoked_at=None,
        valid_from__lt=ends_at,
        valid_until__gt=starts_at,
    ).first()
    if overlap is not None:
        raise Refused(f"L’ordre {overlap} couvre déjà ces jours : annulez-le d’abord.", field="starts_on")
    badge = living_badge(volunteer.person_id, at=at)
    values = who_values(volunteer) | {
        "acte": act,
        "badge": shown_code(badge.code) if badge else "",
        "activités": ", ".join(activities),
        "secteur": sector,
        "début": written_moment(starts_at),
        "fin": written_moment(ends_at),
        "véhicule": vehicle or "à pied",
        "motif": motive,
        "signataire": signer,
    }
    draft = Draft(
        PaperKind.ORDER,
        values=values,
        facts=[("Première mission, à deux", " ; ".join(company))] if company else [],
        signatures=[f"Pour le maire, {signer}" if signer else "Pour le maire"],
    )
    return issue_paper(
        draft=draft,
        person=volunteer.person,
        by=by,
        at=at,
        valid_from=starts_at,
        valid_until=ends_at,
        checked=True,
    )


@transaction.atomic
def print_agreement(*, volunteer: Volunteer, kind: PaperKind, by: Account, at: datetime) -> Paper:
    """A charter, an agreement or an act of engagement in the person's name, ready to be signed. Raises ``Refused``."""
    if kind not in {PaperKind.CHARTER, rules_of(volunteer.frame).agreement}:
        raise Refused("Ce document ne concerne pas ce cadre d’intervention.")
    draft = Draft(
        kind,
        values=who_values(volunteer),
        facts=[("Bénévole", f"{volunteer.person.full_name}, dossier {volunteer}")],
        signatures=["Le ou la bénévole (« lu et approuvé », date)", "Pour le maire"],
    )
    return issue_paper(draft=draft, person=volunteer.person, by=by, at=at)
