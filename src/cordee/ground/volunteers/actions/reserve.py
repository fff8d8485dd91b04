"""A longer year for the reserve: the vote, and the word of each reservist."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.models import Frame, ReserveConsent, ReserveExtension, Volunteer
from cordee.ground.volunteers.rules.reserve import check_extension


@transaction.atomic
def record_extension(
    *,
    emergency: str,
    emergency_from: date,
    emergency_until: date,
    vote: str,
    voted_on: date,
    by: Account,
    at: datetime,
) -> ReserveExtension:
    """Note that the council lets reservists serve thirty days a year while the health emergency lasts.

    It lengthens nobody’s year by itself: each reservist is asked. Raises ``Refused`` (dates).
    """
    check_extension(
        emergency_from=emergency_from, emergency_until=emergency_until, voted_on=voted_on,
        today=timezone.localtime(at).date(),
    )  # fmt: skip
    extension = ReserveExtension.objects.create(
        emergency=emergency, emergency_from=emergency_from, emergency_until=emergency_until, vote=vote, voted_on=voted_on,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    leave_trace(
        verb="record_extension", subject=extension, by=by, commune_code=current_commune(), at=at,
        days=(emergency_until - emergency_from).days + 1,
    )  # fmt: skip
    return extension


@transaction.atomic
def withdraw_extension(*, extension: ReserveExtension, by: Account, at: datetime) -> None:
    """Take a vote back, noted by mistake or annulled: the year is fifteen days again for everybody at once."""
    if extension.withdrawn_at is not None:
        return
    extension.withdrawn_at, extension.withdrawn_by = at, by
    extension.save(update_fields=["withdrawn_at", "withdrawn_by"])
    leave_trace(verb="withdraw_extension", subject=extension, by=by, commune_code=extension.commune_id, at=at)


@transaction.atomic
def say_on_extension(
    *, extension: ReserveExtension, volunteer: Volunteer, agrees: bool, by: Actor, at: datetime
) -> ReserveConsent:
    """Keep what a reservist said: by themselves, or to the agent who notes it. The last word counts.

    Raises ``Refused`` for whoever is not of the reserve, and when the vote was taken back.
    """
    if volunteer.frame != Frame.RCSC:
        raise Refused("Seul un réserviste de la réserve communale est concerné.")
    if extension.withdrawn_at is not None:
        raise Refused("Cette délibération a été retirée.")
    word, _ = ReserveConsent.objects.update_or_create(
        extension=extension,
        volunteer=volunteer,
        defaults={"agrees": agrees, "said_at": at, "noted_by": by if isinstance(by, Account) else None},
    )
    leave_trace(
        verb="say_on_extension",
        subject=volunteer,
        by=by,
        commune_code=volunteer.commune_id,
        at=at,
        agrees=agrees,
    )
    return word
