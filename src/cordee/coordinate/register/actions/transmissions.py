"""Handing the register to the prefect: a reference, somebody else’s approval, a ciphered file (domain.md § 2.5)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.models import Transmission, TransmissionState
from cordee.coordinate.register.rules.transmissions import NOTICE, check_approver, check_request
from cordee.coordinate.register.selectors.transmissions import HEADERS, rows_for_prefect
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.people.rules.sheets.corrections import sheet_csv
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.ground.vault.rules import archive_of


@transaction.atomic
def ask_transmission(
    *, reference: str, requested_on: date | None, recipient: str, by: Account, at: datetime
) -> int:
    """Write down what the prefect asked; nothing leaves before the mayor approves. Raises ``Refused`` with the field."""
    check_can(by, Permission.REGISTER_SEND)
    on = check_request(
        reference=reference, requested_on=requested_on, recipient=recipient, on=timezone.localtime(at).date()
    )
    row = Transmission.objects.create(
        reference=reference.strip()[:120],
        requested_on=on,
        recipient=recipient.strip()[:120],
        asked_at=at,
        asked_by=by,
    )
    leave_trace(verb="ask_transmission", subject=row, by=by, commune_code=row.commune_id, at=at)
    return row.pk


@transaction.atomic
def decide_transmission(*, transmission_id: int, approved: bool, by: Account, at: datetime) -> None:
    """The mayor or the delegated deputy says yes or no, never whoever asked. Raises ``Refused``, ``ObjectDoesNotExist``."""
    check_can(by, Permission.REGISTER_APPROVE)
    row = Transmission.objects.select_for_update().get(pk=transmission_id)
    check_approver(row, by)
    row.state = TransmissionState.APPROVED if approved else TransmissionState.REFUSED
    row.decided_at, row.decided_by = at, by
    row.save()
    leave_trace(
        verb="decide_transmission",
        subject=row,
        by=by,
        commune_code=row.commune_id,
        at=at,
        state=str(row.state),
    )


@transaction.atomic
def hand_over_register(*, transmission_id: int, password: str, by: Account, at: datetime) -> bytes:
    """The ciphered file, made now from the register of now; its hash and the number of people stay. Raises ``Refused``
    without an approval, ``ObjectDoesNotExist``."""
    check_can(by, Permission.REGISTER_SEND)
    row = Transmission.objects.select_for_update().get(pk=transmission_id)
    if row.state == TransmissionState.HANDED:
        raise Refused("Ce fichier a déjà été remis : pour un autre, notez une nouvelle demande du préfet.")
    if row.state != TransmissionState.APPROVED:
        raise Refused("Rien ne sort sans l’accord du maire ou de son adjoint·e délégué·e.")
    rows = rows_for_prefect()
    day = timezone.localtime(at).date()
    notice = NOTICE.format(
        town=municipality_in_scope().name, reference=row.reference, requested=f"{row.requested_on:%d/%m/%Y}",
        recipient=row.recipient, day=f"{day:%d/%m/%Y}", people=len(rows), number=str(row),
    )  # fmt: skip
    content = archive_of({"registre.csv": sheet_csv(HEADERS, rows), "a-lire.txt": notice}, password=password)
    row.state, row.handed_at, row.handed_by = TransmissionState.HANDED, at, by
    row.people, row.digest = len(rows), hashlib.sha256(content).hexdigest()
    row.save()
    leave_trace(
        verb="hand_over_register", subject=row, by=by, commune_code=row.commune_id, kind=EventKind.READ, at=at,
        count=len(rows),
    )  # fmt: skip
    return content
