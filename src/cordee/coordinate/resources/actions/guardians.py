"""Giving a guardian their link and PIN, trying a PIN, taking the link back."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from cordee.coordinate.resources.actions.records import held
from cordee.coordinate.resources.actions.states import ByGuardian
from cordee.coordinate.resources.models import GuardianKey, Place
from cordee.coordinate.resources.rules.guardians import (
    DEAD_LINK,
    LOCKED,
    MOST_WRONG_PINS,
    draw_pin,
    link_digest,
    pin_digest,
)
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune


@dataclass(frozen=True)
class GivenKey:
    """The only moment the link and the PIN are known in clear: shown once, then forgotten."""

    token: str
    pin: str

    @property
    def link(self) -> str:
        """What the guardian opens."""
        return f"{settings.PUBLIC_URL}/gardien/{self.token}/"


@transaction.atomic
def give_guardian_key(*, place: Place, by: Account, at: datetime) -> GivenKey:
    """Draw a link and a PIN; the former ones open nothing any more. Raises ``Refused`` for a place taken away."""
    check_can(by, Permission.PLACE_MANAGE)
    found = held(place)
    if found.ended_at is not None:
        raise Refused("Ce lieu est retiré : remettez-le d’abord dans la liste.")
    GuardianKey.objects.filter(place=found, ended_at=None).update(ended_at=at)
    token, pin = secrets.token_urlsafe(18), draw_pin()
    digest = link_digest(token)
    GuardianKey.objects.create(
        place=found, link_digest=digest, pin_digest=pin_digest(digest, pin), created_at=at
    )
    leave_trace(verb="give_guardian_key", subject=found, by=by, commune_code=current_commune(), at=at)
    return GivenKey(token, pin)


@transaction.atomic
def take_guardian_key_back(*, place: Place, by: Account, at: datetime) -> None:
    """The link opens nothing any more. Raises ``Refused`` when there is none."""
    check_can(by, Permission.PLACE_MANAGE)
    if not GuardianKey.objects.filter(place=place, ended_at=None).update(ended_at=at):
        raise Refused("Ce lieu n’a pas de lien de gardien.")
    leave_trace(verb="end_guardian_key", subject=place, by=by, commune_code=current_commune(), at=at)


def try_pin(*, key: GuardianKey, pin: str, at: datetime) -> GuardianKey:
    """Open the guardian’s page. Raises ``Refused``: a wrong PIN counts, five in a row lock the link for good.

    The try is counted before the PIN is compared, in one statement: of many tries sent together, five are read.
    """
    counted = GuardianKey.objects.filter(pk=key.pk, ended_at=None, wrong_tries__lt=MOST_WRONG_PINS).update(
        wrong_tries=F("wrong_tries") + 1
    )
    key = GuardianKey.objects.select_related("place").get(pk=key.pk)
    if key.ended_at is not None or key.place.ended_at is not None:
        raise Refused(DEAD_LINK)
    if not counted:
        raise Refused(LOCKED, field="pin")
    by = ByGuardian(key)
    if hmac.compare_digest(key.pin_digest, pin_digest(key.link_digest, pin)):
        with transaction.atomic():
            GuardianKey.objects.filter(pk=key.pk).update(wrong_tries=0, used_at=at)
            leave_trace(
                verb="use_guardian_key", subject=key.place, by=by, commune_code=key.commune_id, kind=EventKind.ACCESS,
                at=at,
            )  # fmt: skip
        return key
    leave_trace(
        verb="refuse_guardian_pin", subject=key.place, by=by, commune_code=key.commune_id, kind=EventKind.ACCESS, at=at,
        tries=key.wrong_tries,
    )  # fmt: skip
    left = MOST_WRONG_PINS - key.wrong_tries
    if left <= 0:
        raise Refused(LOCKED, field="pin")
    raise Refused(
        f"Ce code ne convient pas. Encore {left} essai{'s' if left > 1 else ''} avant que le lien se bloque.",
        field="pin",
    )
