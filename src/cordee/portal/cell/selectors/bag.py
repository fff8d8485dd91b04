"""What the rooms below put in the « sac de crise »: who is on call, whom to ring, which missions are promised.

Rounds will plug theirs in themselves (``crisis.ports.register_bag_part``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cordee.coordinate.resources.models import PlaceKind
from cordee.coordinate.resources.selectors.places import PlaceFilter, filtered_places
from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.selectors.ledger import missions_promised
from cordee.ground.crisis.ports import BagPart
from cordee.ground.crisis.selectors.duty import shifts_ahead
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.organisations.selectors.lists import organisations_to_ring
from cordee.ground.people.rules.phones import display_phone

AHEAD = timedelta(days=3)
"""How far the missions go: past that a town is back on its feet, or prepares another bag."""
DUTY_AHEAD = timedelta(days=7)


def _phone(number: str) -> str:
    return display_phone(number) if number else ""


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m %H h %M}"


def duty_part(now: datetime) -> BagPart:
    """Who answers, for a week."""
    rows = [
        (
            one.get_kind_display(),
            one.account.name,
            _phone(one.phone),
            _moment(one.starts_at),
            _moment(one.ends_at),
        )
        for one in shifts_ahead(now=now, until=now + DUTY_AHEAD)
    ]
    return BagPart("Astreintes", ("Astreinte", "Qui", "Téléphone", "Du", "Au"), rows)


def partners_part(_now: datetime) -> BagPart:
    """Whom to ring at each partner, associations of civil security first."""
    found = organisations_to_ring()
    rows = []
    for one in found:
        # A contact who is protected is not written on papers that pass from hand to hand.
        contact = one.contact if one.contact and not one.contact.protected else None
        rows.append(
            (
                one.name,
                one.get_kind_display(),
                contact.kept_names[0] if contact else "",
                one.contact_role,
                _phone(contact.phone) if contact else "",
                one.seat,
            )
        )
    headers = ("Structure", "Nature", "Contact", "Fonction", "Téléphone", "Siège")
    return BagPart("Partenaires", headers, rows, subjects=tuple(found))


def places_part(now: datetime) -> BagPart:
    """Where to send people, with the hours of the week and what each is ready for; and its number."""
    rows = [
        (
            one.place.name,
            str(PlaceKind(one.place.kind).label),
            one.place.address,
            one.phone_shown,
            " ; ".join(f"{days} : {hours}" for days, hours in one.week),
            ", ".join((*((f"{one.place.capacity} places",) if one.place.capacity else ()), *one.access)),
        )
        for one in filtered_places(PlaceFilter(), at=now)
    ]
    return BagPart("Lieux", ("Lieu", "Nature", "Adresse", "Téléphone", "Horaires", "Accueil"), rows)


def _mission(one: Assignment) -> tuple[str, ...]:
    helped, home = one.need.beneficiary.person, one.need.beneficiary.household
    return (
        f"{_moment(one.starts_at)} – {timezone.localtime(one.ends_at):%H h %M}",
        activity_label(one.need.activity),
        one.volunteer.person.kept_names[0],
        _phone(one.volunteer.person.phone),
        helped.kept_names[0],
        _phone(helped.phone),
        ", ".join(part for part in (home.address, home.address_extra) if part),
    )


def missions_part(now: datetime) -> BagPart:
    """Missions promised for the next days, without anybody protected at either end."""
    found = [
        one
        for one in missions_promised(now=now, until=now + AHEAD)
        if not (one.need.beneficiary.person.protected or one.volunteer.person.protected)
    ]
    return BagPart(
        "Missions promises",
        ("Créneau", "Aide", "Bénévole", "Son téléphone", "Chez", "Téléphone", "Adresse"),
        [_mission(one) for one in found],
        note="Acceptées, des trois prochains jours. Sans nouvelle du bénévole, on appelle chez la personne.",
        subjects=tuple(one.need for one in found),
    )
