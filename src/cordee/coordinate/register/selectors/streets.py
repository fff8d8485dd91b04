"""The register street by street, for the day when there are only legs and paper left (domain.md § 10, J10).

Whoever uses this leaves the trace of what they take away (``actions.streets.take_out_register``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from cordee.coordinate.register.models import LISTED_STATES, EntryState, RegisterEntry
from cordee.coordinate.register.rules.operational import fields_off
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.rules import door_and_street, street_key

NO_STREET = "Adresse à préciser"


@dataclass(frozen=True)
class AtDoor:
    """One person behind a door: how to reach them, who can open, in which order. Nothing that touches health.

    ``phones`` and ``contact`` are as they are read aloud; ``remark`` says an absence or a doubt.
    """

    entry_key: int
    person_key: int
    number: str
    street: str
    door: str
    extra: str
    name: str
    priority: int
    phones: tuple[str, ...]
    contact: str
    home_service: str
    key_holder: str
    visits: str
    animal: str
    language: str
    district: str
    remark: str


@dataclass(frozen=True)
class Streets:
    """Everybody listed, by street then door; ``protected`` people are counted and not shown, whoever reads: papers pass
    from hand to hand."""

    people: list[AtDoor]
    protected: int


def _remark(entry: RegisterEntry, on: date) -> str:
    if entry.state == EntryState.SUSPENDED and (entry.away_until is None or entry.away_until >= on):
        return f"absente jusqu’au {entry.away_until:%d/%m}" if entry.away_until else "absente"
    if entry.state == EntryState.TO_CHECK:
        return f"à vérifier : {entry.get_check_reason_display()}" if entry.check_reason else "à vérifier"
    return ""


def _at_door(entry: RegisterEntry, street: str, door: str, off: frozenset[str], on: date) -> AtDoor:
    person = entry.person

    def told(code: str) -> str:
        return "" if code in off else str(getattr(entry, code) or "")

    warned = (entry.emergency_name, display_phone(entry.emergency_phone) if entry.emergency_phone else "")
    return AtDoor(
        entry_key=entry.pk,
        person_key=person.pk,
        number=str(entry),
        street=street,
        door=door,
        extra=told("address_extra"),
        name=person.kept_names[0],
        priority=entry.order,
        phones=tuple(display_phone(one) for one in (person.phone, person.phone_alt) if one),
        contact=" ".join(part for part in warned if part),
        home_service=entry.home_service,
        key_holder=told("key_holder"),
        visits=told("visits"),
        animal=told("animal"),
        language="" if person.language == "fr" else person.get_language_display(),
        district=entry.district.name if entry.district else "",
        remark=_remark(entry, on),
    )


def register_by_street(*, on: date) -> Streets:
    """Everybody on the register, street by street in the order of the alphabet, whoever is away and whoever is to check
    included: an absence may be over sooner. Two spellings of a street make one; three queries."""
    rows = RegisterEntry.objects.filter(state__in=LISTED_STATES).select_related("person", "district")
    found, spellings = [], defaultdict[tuple[str, str], Counter[str]](Counter)
    protected = 0
    for entry in rows:
        if entry.person.protected:
            protected += 1
            continue
        number, door, street = door_and_street(entry.address)
        key = (street_key(street), entry.postcode) if street else ("", "")
        spellings[key][street] += 1
        found.append((key, number, door, entry))
    names = {key: seen.most_common(1)[0][0] or NO_STREET for key, seen in spellings.items()}
    # Streets without a name come last; « rue de la Gare » is under G, as in an index of streets.
    order = sorted(
        found,
        key=lambda one: (not one[0][0], one[0][0].split(" ")[1:] or [one[0][0]], one[0], one[1], one[2]),
    )
    off = fields_off()
    return Streets([_at_door(entry, names[key], door, off, on) for key, _, door, entry in order], protected)
