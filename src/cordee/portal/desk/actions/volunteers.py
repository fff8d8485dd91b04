"""Gestures about a volunteer that touch their file and their missions together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.assignments.actions.answers import release_volunteer
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.tell import tell_person, way_to_reach
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import Account, EntryPurpose
from cordee.ground.volunteers.actions.admission import decide_duplicate, suspend_volunteer
from cordee.ground.volunteers.actions.leaving import let_volunteer_go
from cordee.ground.volunteers.models import DuplicateHint, Volunteer


@transaction.atomic
def suspend_and_release(*, volunteer: Volunteer, by: Account, at: datetime) -> int:
    """Suspend at once and free the missions held or proposed. Returns how many were freed."""
    suspend_volunteer(volunteer=volunteer, by=by, at=at)
    return release_volunteer(volunteer=volunteer, by=by, at=at)


@transaction.atomic
def let_go_and_release(*, volunteer: Volunteer, by: Account, at: datetime) -> int:
    """Close a file at the person's wish and free its missions. Returns how many were freed. Raises ``Refused``."""
    let_volunteer_go(volunteer=volunteer, by=by, at=at)
    return release_volunteer(volunteer=volunteer, by=by, at=at)


@transaction.atomic
def decide_pair(*, hint: DuplicateHint, merge: bool, by: Account, at: datetime) -> int:
    """Say whether two files are one person; the missions of the file that closes are freed and planned again.

    Returns how many missions were freed. Raises ``Refused`` when somebody else decided first.
    """
    locked = DuplicateHint.objects.select_for_update().get(pk=hint.pk)
    if locked.decided_at is not None:
        raise Refused("Ce doublon a déjà été traité.")
    decide_duplicate(hint=hint, merge=merge, by=by, at=at)
    return release_volunteer(volunteer=hint.other, by=by, at=at) if merge else 0


@transaction.atomic
def send_entry_to(*, volunteer: Volunteer, by: Account, at: datetime) -> OutgoingMessage | None:
    """Send a personal link (24 h) and its code (10 min) to the mobile or the e-mail on file. Raises ``Refused``."""
    person = volunteer.person
    if way_to_reach(person) is None:
        raise Refused("Ni portable ni courriel dans ce dossier : tout se fait par téléphone avec vous.")
    key = issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=by, at=at, with_code=True)
    return tell_person(
        person=person,
        template="entry_link",
        key=f"entry:{person.pk}:{at:%Y%m%d%H%M%S%f}",
        by=by,
        at=at,
        link=key.link,
        code=f"{key.code[:3]} {key.code[3:]}",
        valid_for="24 h",
    )
