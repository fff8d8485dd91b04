"""What leaves this room: narrow, frozen, without a row behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cordee.coordinate.register.models import EntryState, LegalCategory, Mobility, PartOfDay, RegisterEntry
from cordee.coordinate.register.rules.lifecycle import is_acknowledgement_late, is_acknowledgement_soon
from cordee.coordinate.register.rules.operational import QUESTIONS, questions_asked
from cordee.coordinate.register.rules.priority import Priority, age_for_calls, facts_of, priority_of

ANSWER_WORDS: dict[Any, str] = {True: "oui", False: "non"} | dict(Mobility.choices) | dict(PartOfDay.choices)
"""What a code answered means."""


@dataclass(frozen=True)
class EntryLine:
    """One line of the list."""

    key: int
    number: str
    name: str
    age: int | None
    district: str
    category: str
    state: str
    state_label: str
    order: int
    chosen: bool
    acknowledge_by: date | None
    acknowledged: bool
    late: bool
    soon: bool
    away_until: date | None
    checked_on: date | None
    badly_located: bool


@dataclass(frozen=True)
class EntryFile:
    """The whole file of one person, for whoever keeps it. ``answers`` are the optional ones the town asks."""

    line: EntryLine
    person_key: int
    first_name: str
    last_name: str
    birth_on: date | None
    birth_year: int | None
    phone: str
    phone_alt: str
    email: str
    language: str
    language_label: str
    address: str
    postcode: str
    city: str
    latitude: float | None
    longitude: float | None
    category: str
    origin: str
    origin_label: str
    means_label: str
    requested_on: date
    third_name: str
    third_quality: str
    representative: str
    emergency_name: str
    emergency_phone: str
    home_service: str
    state_since: datetime
    acknowledged_at: datetime | None
    acknowledgement: int | None
    away_from: date | None
    check_label: str
    removal_label: str
    computed: Priority
    priority_set: int | None
    priority_why: str
    operational_agreed_on: date | None
    answers: dict[str, Any]

    @property
    def told_answers(self) -> list[tuple[str, str]]:
        """(question, answer) in French, of what was answered."""
        return [
            (QUESTIONS[code].label, ANSWER_WORDS.get(value, str(value)))
            for code, value in self.answers.items()
            if value not in (None, "")
        ]


def line_of(entry: RegisterEntry, on: date) -> EntryLine:
    """An entry as a line; ``person`` and ``district`` are read with it."""
    return EntryLine(
        key=entry.pk,
        number=str(entry),
        name=entry.person.full_name,
        age=None if entry.person.is_hidden else age_for_calls(entry, on),
        district=entry.district.name if entry.district and not entry.person.is_hidden else "",
        category=LegalCategory(entry.category).label,
        state=entry.state,
        state_label=EntryState(entry.state).label,
        order=entry.order,
        chosen=entry.priority_set is not None,
        acknowledge_by=entry.acknowledge_by,
        acknowledged=entry.acknowledged_at is not None,
        late=is_acknowledgement_late(entry, on),
        soon=is_acknowledgement_soon(entry, on),
        away_until=entry.away_until,
        checked_on=entry.checked_on,
        badly_located=entry.badly_located,
    )


def file_of(entry: RegisterEntry, on: date) -> EntryFile:
    """An entry, whole."""
    person = entry.person
    asked = {question.code for question in questions_asked()}
    return EntryFile(
        line=line_of(entry, on),
        person_key=person.pk,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_on=person.birth_on,
        birth_year=person.birth_year,
        phone=person.phone,
        phone_alt=person.phone_alt,
        email=person.email,
        language=person.language,
        language_label=person.get_language_display(),
        address=entry.address,
        postcode=entry.postcode,
        city=entry.city,
        latitude=entry.latitude,
        longitude=entry.longitude,
        category=entry.category,
        origin=entry.origin,
        origin_label=entry.get_origin_display(),
        means_label=entry.get_means_display(),
        requested_on=entry.requested_on,
        third_name=entry.third_name,
        third_quality=entry.third_quality,
        representative=entry.representative,
        emergency_name=entry.emergency_name,
        emergency_phone=entry.emergency_phone,
        home_service=entry.home_service,
        state_since=entry.state_since,
        acknowledged_at=entry.acknowledged_at,
        acknowledgement=entry.acknowledgement_id,
        away_from=entry.away_from,
        check_label=entry.get_check_reason_display() if entry.check_reason else "",
        removal_label=entry.get_removal_reason_display() if entry.removal_reason else "",
        computed=priority_of(facts_of(entry, on)),
        priority_set=entry.priority_set,
        priority_why=entry.priority_why,
        operational_agreed_on=entry.operational_agreed_on,
        answers={code: getattr(entry, code) for code in QUESTIONS if code in asked},
    )
