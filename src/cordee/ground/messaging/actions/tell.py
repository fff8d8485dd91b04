"""Telling one person something, by the way that reaches them."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.audit.actions import Actor
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import Channel, OutgoingMessage
from cordee.ground.messaging.rules.templates import compose
from cordee.ground.people.models import Person
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality, current_commune


def way_to_reach(person: Person) -> tuple[Channel, str] | None:
    """Channel and address: SMS first, e-mail otherwise, ``None`` for a landline alone (the desk rings up)."""
    if person.has_mobile:
        return Channel.SMS, person.phone
    if person.email:
        return Channel.EMAIL, person.email
    return None


def tell_person(
    *, person: Person, template: str, key: str, by: Actor, at: datetime, **values: object
) -> OutgoingMessage | None:
    """Queue a text of ``templates.toml`` to a person, once per ``key``; ``None`` when only a call would reach
    them.

    ``town``, ``phone`` and ``first_name`` are filled in here unless the caller, who just read them, gives them.
    """
    way = way_to_reach(person)
    if way is None:
        return None
    if "town" not in values or "phone" not in values:
        name, phone = Municipality.objects.values_list("name", "phone").get(pk=current_commune())
        values = {"town": name, "phone": display_phone(phone)} | values
    values.setdefault("first_name", person.first_name or person.last_name)
    text = compose(template, way[0], **values)
    return queue_message(
        key=key,
        channel=way[0],
        recipient=way[1],
        person=person,
        kind=text.kind,
        subject=text.subject,
        body=text.body,
        on_doubt=text.on_doubt,
        at=at,
        by=by,
    )
