"""The alert register of the safeguard plan: asked for, changed, ended. Nothing of it goes to the other register."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.models import AlertChannel, AlertRisk, AlertSubscription
from cordee.coordinate.register.selectors.entries import same_person_listed
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.persons import complete_person, record_person
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune


def check_alert(*, risks: Collection[str], channel: str, phone: str, email: str) -> None:
    """Raise ``Refused`` (field) for an alert that would reach nobody, or of nothing."""
    if not risks or not set(risks) <= set(AlertRisk.values):
        raise Refused("Choisissez au moins un risque.", field="risks")
    if channel not in AlertChannel.values:
        raise Refused("Choisissez comment prévenir.", field="channel")
    if channel == AlertChannel.EMAIL and not email:
        raise Refused("Il faut un courriel pour prévenir par courriel.", field="email")
    if channel != AlertChannel.EMAIL and not phone:
        raise Refused("Il faut un numéro pour prévenir.", field="phone")
    if channel == AlertChannel.SMS and not phone.startswith(("+336", "+337")):
        raise Refused("Un SMS n’arrive que sur un portable (06 ou 07).", field="phone")


@transaction.atomic
def subscribe_to_alerts(
    *, first_name: str, last_name: str, phone: str, email: str, place: dict[str, Any], risks: Collection[str],
    channel: str, by: Actor, at: datetime,
) -> str:  # fmt: skip
    """Warn a resident of these risks; asked again, the newest wish counts. Raises ``Refused``. Returns the number."""
    if isinstance(by, Account):
        check_can(by, Permission.REGISTER_COLLECT)
    check_alert(risks=risks, channel=channel, phone=phone, email=email)
    if not last_name.strip():
        raise Refused("Il manque le nom.", field="last_name")
    if not place.get("address"):
        raise Refused("Il faut l’adresse : l’alerte dépend de l’endroit.", field="address")
    if place.get("outside_commune"):
        raise Refused("Cette adresse est dans une autre commune.", field="address")
    person = same_person_listed(
        first_name=first_name, last_name=last_name, phones=[phone], birth_on=None, birth_year=None
    )
    if person is None:
        person = record_person(by=by, last_name=last_name, first_name=first_name, phone=phone, email=email)
    else:
        complete_person(person=person, by=by, phone=phone, email=email.strip().lower())
    found = {"risks": sorted(set(risks)), "channel": channel, **place}
    row, _ = AlertSubscription.objects.update_or_create(
        person=person, ended_at=None, commune_id=current_commune(),
        defaults=found | {
            "asked_on": timezone.localtime(at).date(), "recorded_by": by if isinstance(by, Account) else None,
        },
    )  # fmt: skip
    leave_trace(
        verb="subscribe_to_alerts",
        subject=row,
        by=by,
        commune_code=row.commune_id,
        at=at,
        count=len(row.risks),
    )
    return str(row)


@transaction.atomic
def end_alerts(*, key: int, by: Account, at: datetime) -> None:
    """Warn no more. Raises ``Refused`` when it is over, ``ObjectDoesNotExist``."""
    check_can(by, Permission.REGISTER_KEEP)
    row = AlertSubscription.objects.select_for_update().get(pk=key)
    if row.ended_at is not None:
        raise Refused("Cette inscription est déjà retirée.")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    leave_trace(verb="end_alerts", subject=row, by=by, commune_code=row.commune_id, at=at)


def trace_alerts_shown(*, by: Account, at: datetime, found: int) -> None:
    """The list of the alert register was opened."""
    leave_trace(
        verb="list_alerts", subject="alertregister", by=by, commune_code=current_commune(), kind=EventKind.READ, at=at,
        found=found,
    )  # fmt: skip
