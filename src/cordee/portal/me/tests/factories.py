"""People who come in, links they received."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.test import Client
from django_tasks_db.models import DBTaskResult

from cordee.ground.assignments.actions.proposals import propose
from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.planning.pairs import proposal_for
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.access import SESSION_PERSON
from cordee.ground.volunteers.models import Volunteer
from cordee.portal.me.tasks import send_entry_to


def come_in(person: Person) -> Client:
    """A browser in which this person has already come in."""
    client = Client()
    session = client.session
    session[SESSION_PERSON] = person.pk
    session.save()
    return client


def run_waiting_tasks() -> int:
    """Do what the worker would do of this room's tasks; returns how many were waiting."""
    waiting = [row for row in DBTaskResult.objects.ready() if row.task_path == send_entry_to.module_path]
    for row in waiting:
        send_entry_to.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.delete()
    return len(waiting)


def last_message(kind: str) -> OutgoingMessage:
    """The newest message of a kind."""
    return OutgoingMessage.objects.filter(kind=kind).order_by("-pk")[0]


def link_in(message: OutgoingMessage) -> str:
    """The path of the link a message holds."""
    found = re.search(r"https?://[^/]+(/[lm]/[\w-]+/)", message.body)
    assert found, message.body
    return found[1]


def code_in(message: OutgoingMessage) -> str:
    """The six digits a message holds."""
    found = re.search(r"\b(\d{3} \d{3})\b", message.body)
    assert found, message.body
    return found[1]


def asked(need: Need, volunteer: Volunteer, by: Account, at: datetime) -> tuple[Assignment, str]:
    """Ask a volunteer; returns the proposal and the path of the link in the SMS."""
    assignment = propose(proposal=proposal_for(need=need, volunteer=volunteer, at=at), by=by, at=at)
    return assignment, link_in(last_message("mission_proposal"))


def posted(client: Client, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> str:
    """Post, follow, and read the page one arrives on."""
    return client.post(path, data or {}, follow=True, **kwargs).content.decode()
