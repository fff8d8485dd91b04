"""Finding entries. Nothing here asks who looks: the actions that give it out do, and leave the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from cordee.coordinate.register.models import (
    LISTED_STATES,
    LIVING_STATES,
    EntryState,
    LegalCategory,
    RegisterEntry,
)
from cordee.coordinate.register.rules.lifecycle import CHECK_EVERY, WARN_BEFORE
from cordee.coordinate.register.selectors.facts import EntryFile, EntryLine, file_of, line_of
from cordee.ground.people.models import Person
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.phones import digits_typed
from cordee.ground.people.rules.protection import shown
from cordee.ground.people.selectors.sheets import names_agree


@dataclass(frozen=True)
class EntryFilter:
    """What the reader asked to see; empty means everybody living on the register.

    ``task`` is one of the worklists: ``late`` (acknowledgement overdue), ``soon`` (due in two days), ``letters`` (to send),
    ``yearly`` (not checked for
    a year), ``away``, ``check``, ``pending``.
    """

    q: str = ""
    district: int | None = None
    priority: int | None = None
    category: str = ""
    state: str = ""
    task: str = ""


def entry_by_id(entry_id: int) -> RegisterEntry:
    """One entry with its person and district, whatever its state. Raises ``RegisterEntry.DoesNotExist``."""
    return RegisterEntry.objects.select_related("person", "district").get(pk=entry_id)


def file_by_id(entry_id: int, on: date) -> EntryFile:
    """The file of one entry. Raises ``ObjectDoesNotExist``."""
    return file_of(entry_by_id(entry_id), on)


def entry_of_person(person: Person) -> RegisterEntry | None:
    """The living entry of a person."""
    return RegisterEntry.objects.filter(person=person, state__in=LIVING_STATES).first()


def same_person_listed(
    *, first_name: str, last_name: str, phones: list[str], birth_on: date | None, birth_year: int | None
) -> Person | None:
    """Who is already known, for certain: a name that agrees, and a number or a birth in common that nothing contradicts."""
    key = name_key(first_name, last_name)
    numbers = [phone for phone in phones if phone]
    reach = Q(phone__in=numbers) | Q(phone_alt__in=numbers) if numbers else Q(pk=None)
    if birth_on:
        reach |= Q(name_key=key, birth_on=birth_on)
    for person in Person.objects.filter(reach, merged_into=None, erased_at=None).order_by("id")[:50]:
        years = {person.birth_year, birth_on.year if birth_on else birth_year} - {None}
        if names_agree(person.name_key, key) and len(years) < 2:
            return person
    return None


def look_alikes(
    *, first_name: str, last_name: str, phones: list[str], not_person: int | None = None
) -> list[tuple[int, str, str]]:
    """(entry, name, why) of people listed who may be this one: same number, or a name that sounds alike. At most five."""
    key = name_key(first_name, last_name)
    numbers = [phone for phone in phones if phone]
    alike = Q(person__name_key=key)
    if numbers:
        alike |= Q(person__phone__in=numbers) | Q(person__phone_alt__in=numbers)
    rows = (
        RegisterEntry.objects.filter(shown("person__"), alike, state__in=LIVING_STATES)
        .exclude(person=not_person)
        .select_related("person")[:5]
    )
    return [
        (
            row.pk,
            row.person.full_name,
            "même téléphone" if {row.person.phone, row.person.phone_alt} & set(numbers) else "nom semblable",
        )
        for row in rows
    ]


def _searched(rows: QuerySet[RegisterEntry], q: str) -> QuerySet[RegisterEntry]:
    for word in q.split()[:6]:
        found = (
            Q(person__last_name__icontains=word)
            | Q(person__first_name__icontains=word)
            | Q(address__icontains=word)
        )
        digits = digits_typed(word)
        if len(digits) >= 6:
            found |= Q(person__phone__startswith=digits) | Q(person__phone_alt__startswith=digits)
        if word[:2].upper() == "R-" and word[2:].isdigit():
            found |= Q(pk=int(word[2:][:9]))
        rows = rows.filter(found)
    return rows


def _of_task(rows: QuerySet[RegisterEntry], task: str, on: date) -> QuerySet[RegisterEntry]:
    to_send = Q(acknowledged_at=None, state__in=LISTED_STATES)
    return rows.filter(
        {
            "late": to_send & Q(acknowledge_by__lt=on),
            "soon": to_send & Q(acknowledge_by__gte=on, acknowledge_by__lte=on + WARN_BEFORE),
            "letters": to_send,
            "yearly": Q(state__in=LISTED_STATES)
            & (Q(checked_on__lt=on - CHECK_EVERY) | Q(checked_on=None, requested_on__lt=on - CHECK_EVERY)),
            "away": Q(state=EntryState.SUSPENDED),
            "check": Q(state=EntryState.TO_CHECK),
            "pending": Q(state=EntryState.REQUESTED),
        }.get(task, Q())
    )


def _ranked(rows: QuerySet[Any]) -> Any:
    """With ``rank``, the priority in force."""
    return rows.annotate(rank=Coalesce("priority_set", "priority"))


def filtered(wanted: EntryFilter, on: date) -> QuerySet[Any]:
    """Rows that match, most pressing first; whoever opposed is in none, and whoever is hidden is not found."""
    rows: QuerySet[Any] = RegisterEntry.objects.filter(shown("person__")).select_related("person", "district")
    rows = rows.filter(
        state__in=[wanted.state] if wanted.state in {*LIVING_STATES, EntryState.REMOVED} else LIVING_STATES
    )
    if wanted.district:
        rows = rows.filter(district=wanted.district)
    if wanted.category in LegalCategory.values:
        rows = rows.filter(category=wanted.category)
    if wanted.priority in {1, 2, 3}:
        rows = _ranked(rows).filter(rank=wanted.priority)
    rows = _ranked(_of_task(_searched(rows, wanted.q), wanted.task, on))
    # Whoever asked for themselves has no eight days: after those who do, whatever the database does with nothing.
    first = [F("acknowledge_by").asc(nulls_last=True)] if wanted.task in {"late", "soon", "letters"} else []
    return rows.order_by(*first, "rank", "person__last_name", "person__first_name", "pk")


class EntryLines:
    """The lines of a list, read a page at a time (what ``Paginator`` asks of a list)."""

    def __init__(self, rows: QuerySet[RegisterEntry], on: date) -> None:
        self._rows, self._on = rows, on
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._rows.count()
        return self._count

    def __getitem__(self, page: slice) -> list[EntryLine]:
        return [line_of(row, self._on) for row in self._rows[page]]

    def __iter__(self) -> Iterator[EntryLine]:
        return iter(self[:])

    def person_keys(self, page: slice) -> list[tuple[int, int]]:
        """(entry, person) of a page, for the trace."""
        return list(self._rows.values_list("pk", "person")[page])


def counts(on: date) -> dict[str, int]:
    """How many are listed, in each priority, and in each worklist."""
    rows = RegisterEntry.objects.filter(state__in=LIVING_STATES)
    ranked = _ranked(rows.filter(state__in=LISTED_STATES))
    found = {f"p{level}": ranked.filter(rank=level).count() for level in (1, 2, 3)}
    found["listed"] = sum(found.values())
    return found | {
        task: _of_task(rows, task, on).count()
        for task in ("late", "soon", "letters", "yearly", "away", "check", "pending")
    }


def absences_over(on: date) -> list[int]:
    """Entries whose absence is over on a day."""
    return list(
        RegisterEntry.objects.filter(state=EntryState.SUSPENDED, away_until__lt=on).values_list(
            "pk", flat=True
        )
    )
