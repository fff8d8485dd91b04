"""Coming in by a link or a code."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cordee.ground.assignments.actions.answers import Answer, accept_assignment, decline_assignment
from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.actions.tell import tell_person
from cordee.ground.messaging.models import Channel
from cordee.ground.messaging.rules.templates import compose
from cordee.ground.people.actions.keys import (
    CODE_LIFE,
    issue_entry_key,
    proof_target,
    use_entry_code,
    use_entry_key,
)
from cordee.ground.people.actions.persons import correct_person
from cordee.ground.people.models import EntryKey, EntryPurpose, Person
from cordee.ground.territory.models import Municipality, current_commune


@transaction.atomic
def send_entry(*, person: Person, target: str, at: datetime) -> None:
    """Send a link (24 h) and a code (10 min) to the number or e-mail on file; a landline gets nothing."""
    key = issue_entry_key(
        person=person, purpose=EntryPurpose.MINE, by=person, at=at, target=target[:40], with_code=True
    )
    tell_person(
        person=person,
        template="entry_link",
        key=f"entry:{person.pk}:{at:%Y%m%d%H%M%S%f}",
        by=person,
        at=at,
        link=settings.PUBLIC_URL + reverse("me:open", args=[key.token]),
        code=f"{key.code[:3]} {key.code[3:]}",
        valid_for="24 h",
    )


@transaction.atomic
def answer_yes(*, key: EntryKey, assignment: Assignment, at: datetime) -> Answer:
    """Use the link of a proposal and say yes; of two at once, one is heard. Raises ``Refused``."""
    person = use_entry_key(key=key, at=at)
    return accept_assignment(assignment=assignment, by=person, at=at, channel="link")


@transaction.atomic
def answer_no(*, key: EntryKey, assignment: Assignment, at: datetime, reason: str) -> None:
    """Use the link of a proposal and say no. Raises ``Refused``."""
    person = use_entry_key(key=key, at=at)
    decline_assignment(assignment=assignment, by=person, at=at, channel="link", reason_code=reason)


@transaction.atomic
def send_code_to(*, person: Person, channel: Channel, address: str, at: datetime) -> None:
    """Send a code to a number or an e-mail not yet on file, to make sure it is theirs. Raises ``Refused``."""
    town = Municipality.objects.get(pk=current_commune())
    key = issue_entry_key(
        person=person,
        purpose=EntryPurpose.MINE,
        by=person,
        at=at,
        target=proof_target(address),
        with_code=True,
    )
    text = compose(
        "entry_code",
        channel,
        town=town.name,
        code=f"{key.code[:3]} {key.code[3:]}",
        valid_for=f"{int(CODE_LIFE.total_seconds() // 60)} minutes",
    )
    queue_message(
        key=f"contact:{person.pk}:{at:%Y%m%d%H%M%S%f}",
        channel=channel,
        recipient=address,
        person=person,
        kind=text.kind,
        subject=text.subject,
        body=text.body,
        on_doubt=text.on_doubt,
        at=at,
        by=person,
    )


def confirm_contact(*, person: Person, field: str, value: str, code: str, at: datetime) -> None:
    """Put the new number or e-mail on file once its code came back. Raises ``Refused``."""
    if field not in {"phone", "email"}:
        raise Refused("Recommencez : nous ne savons plus ce que vous vouliez changer.")
    use_entry_code(person=person, code=code, at=at, target=proof_target(value))
    correct_person(person=person, by=person, **{field: value})
