"""Who is hidden, and who broke the glass."""

from __future__ import annotations

from cordee.ground.people.models import AccessAlert, GlassBreak, Person, Protection


def protection_of(person: Person) -> Protection | None:
    """The mark in force."""
    return Protection.objects.select_related("set_by").filter(person=person, lifted_at=None).first()


def glass_breaks_of(person: Person, *, limit: int = 20) -> list[GlassBreak]:
    """Who opened this hidden file, newest first."""
    return list(GlassBreak.objects.select_related("account").filter(person=person)[:limit])


def reason_of_opening(alert: AccessAlert) -> str:
    """The reason an agent wrote when they broke the glass an alert speaks of; empty once the person is forgotten."""
    person = alert.subject.partition(":")[2]
    found = GlassBreak.objects.filter(person=person, account=alert.account_id, opened_at=alert.at).first()
    return found.reason if found is not None else ""
