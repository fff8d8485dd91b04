"""The log read by the rules of unusual access, with what only the rooms above people know: a crisis, a name, a street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from cordee.ground.audit.selectors import events_since
from cordee.ground.crisis.selectors.crises import open_crises
from cordee.ground.needs.models import Beneficiary
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.unusual import (
    Signal,
    Trace,
    broken_glass_and_exports,
    many_files,
    opened_without_acting,
    outside_hours,
    own_circle,
    register_watch,
)
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.models import Volunteer

Pairs = set[tuple[str, str]]


def _traces(at: datetime) -> list[Trace]:
    """Today and yesterday, whole."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    events = events_since(current_commune(), midnight - timedelta(days=1))
    columns = events.values_list("pk", "at", "actor", "verb", "subject", "kind")
    return [Trace(*row) for row in columns.iterator(chunk_size=5000)]


def _street(address: str) -> str:
    """« 12 bis rue des Lilas » and « rue des Lilas 3 » are one street."""
    words = [word for word in address.casefold().replace(",", " ").split() if not word[:1].isdigit()]
    return " ".join(word for word in words if word not in {"bis", "ter", "quater"})


def _sound(last_name: str) -> str:
    return name_key("", last_name).split("|")[0]


def _streets(people: Iterable[int]) -> dict[int, set[str]]:
    """Streets known of these people, from both kinds of file."""
    found: dict[int, set[str]] = defaultdict(set)
    helped = Beneficiary.objects.filter(person__in=people).values_list("person", "household__address")
    helping = Volunteer.objects.filter(person__in=people).values_list("person", "address")
    for person, address in [*helped, *helping]:
        if street := _street(address):
            found[person].add(street)
    return found


def _own_circle(traces: list[Trace]) -> tuple[Pairs, Pairs]:
    """Pairs (agent, person opened) with the same family name, and in the same street."""
    opened = {
        (one.actor, int(one.subject.partition(":")[2]))
        for one in traces
        if one.kind == "read" and one.actor.startswith("account:") and one.subject.startswith("person:")
    }
    agents = {
        account.trace_key: account
        for account in Account.objects.filter(pk__in={int(actor.partition(":")[2]) for actor, _ in opened})
    }
    names = dict(Person.objects.filter(pk__in={key for _, key in opened}).values_list("pk", "last_name"))
    own = dict(
        Person.objects.filter(email__in={one.email for one in agents.values()}, merged_into=None).values_list(
            "email", "pk"
        )
    )
    streets = _streets({key for _, key in opened} | set(own.values()))
    namesakes: Pairs = set()
    neighbours: Pairs = set()
    for actor, key in opened:
        agent = agents.get(actor)
        if agent is None or key not in names:
            continue
        family = agent.name.split()[-1] if agent.name.split() else ""
        if family and _sound(names[key]) == _sound(family):
            namesakes.add((actor, f"person:{key}"))
        if key != own.get(agent.email) and streets[key] & streets[own.get(agent.email, 0)]:
            neighbours.add((actor, f"person:{key}"))
    return namesakes, neighbours


def unusual_since(at: datetime) -> list[Signal]:
    """All that the rules find in the log of today and yesterday."""
    traces = _traces(at)
    namesakes, neighbours = _own_circle(traces)
    return [
        *broken_glass_and_exports(traces),
        *many_files(traces),
        *outside_hours(traces, in_crisis=bool(open_crises(now=at))),
        *opened_without_acting(traces, today=timezone.localtime(at).date()),
        *register_watch(traces),
        *own_circle(traces, namesakes=namesakes, neighbours=neighbours),
    ]
