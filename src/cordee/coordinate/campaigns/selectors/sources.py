"""Where the people to call come from: each source gives narrow rows, copied once when the campaign is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.crypto import salted_hmac

from cordee.coordinate.campaigns.rules.lists import ListLine, read_list
from cordee.coordinate.register.selectors.calling import listed_to_call
from cordee.ground.crisis.models import CrisisKind
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.selectors.sheets import PlaceReader, table_of
from cordee.ground.volunteers.models import Volunteer, VolunteerState


@dataclass(frozen=True)
class Target:
    """Somebody to call: who, by which numbers, in which order. ``source_key`` tells two entries for one person."""

    source_key: str
    name: str
    phones: tuple[str, ...]
    person_id: int | None = None
    address: str = ""
    contact: str = ""
    contact_phone: str = ""
    language: str = "fr"
    district_id: int | None = None
    priority: int = 3
    fast: bool = False


@dataclass(frozen=True)
class ListRead:
    """What a list gave: people, and each line that gave nobody with the reason."""

    targets: list[Target]
    refused: list[tuple[int, str]] = field(default_factory=list)
    twice: int = 0


def targets_of_list(content: bytes) -> ListRead:
    """Read a spreadsheet imported for one campaign. Raises ``Refused`` when it cannot be read at all.

    A line without a number that rings somebody is told, not dropped; a person on two lines is called once, the better
    priority kept.
    """
    lines, refused = read_list(table_of("needs", content))
    places = PlaceReader()
    known: dict[str, Target] = {}
    for line in lines:
        target = _target(line, places)
        before = known.get(target.source_key)
        if before is None or target.priority < before.priority:
            known[target.source_key] = target
    return ListRead(list(known.values()), refused, len(lines) - len(known))


def _target(line: ListLine, places: PlaceReader) -> Target:
    # The name and the number make the key; hashed, since the row outlives its words.
    said = f"{name_key(line.first_name, line.last_name)}|{line.phones[0]}"
    place = places.place(line.address).fields if line.address else {}
    return Target(
        source_key="list:" + salted_hmac("campaigns.list", said, algorithm="sha256").hexdigest()[:40],
        name=f"{line.first_name} {line.last_name}".strip(),
        phones=line.phones,
        address=line.address,
        priority=line.priority,
        contact=line.contact,
        contact_phone=line.contact_phone,
        district_id=place.get("district_id"),
    )


REGISTER_KEY = "register:"


def people_on_register(
    *, on: date, priorities: Collection[int] = (), district_id: int | None = None, kind: str = ""
) -> list[Target]:
    """The register by priority and district, most pressing first. In a power cut, whoever lives on a plugged device is on
    the fast ladder (domain.md § 2.8). Whoever asks leaves the trace (``actions.listed.targets_of_register``)."""
    districts = () if district_id is None else (district_id,)
    return [
        Target(
            source_key=f"{REGISTER_KEY}{one.entry_key}",
            name=one.name,
            phones=one.phones,
            person_id=one.person_key,
            address=one.address,
            contact=one.contact,
            contact_phone=one.contact_phone,
            language=one.language,
            district_id=one.district_key,
            priority=one.priority,
            fast=one.plugged_in and kind == CrisisKind.POWER_CUT,
        )
        for one in listed_to_call(on=on, priorities=priorities, districts=districts)
    ]


def volunteers_to_call(*, district_id: int | None = None) -> Iterator[Target]:
    """Volunteers who have neither left nor been suspended, by number."""
    rows = Volunteer.objects.exclude(state__in=(VolunteerState.LEFT, VolunteerState.SUSPENDED))
    if district_id is not None:
        rows = rows.filter(district=district_id)
    for one in rows.select_related("person").order_by("number"):
        person = one.person
        phones = tuple(phone for phone in (person.phone, person.phone_alt) if phone)
        if phones and not person.protected:
            yield Target(
                source_key=f"volunteer:{one.pk}",
                name=person.kept_names[0],
                phones=phones,
                person_id=person.pk,
                language=person.language,
                district_id=one.district_id,
            )
