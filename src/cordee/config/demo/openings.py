"""Places of the demonstration: open, full, closed, opened for some days; one shelter with three invented families."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from cordee.config.demo.town import DemoTown
from cordee.coordinate.resources.actions.guardians import give_guardian_key
from cordee.coordinate.resources.actions.openings import add_opening
from cordee.coordinate.resources.actions.records import Guardian, PlaceFacts, record_place
from cordee.coordinate.resources.actions.shelter import FamilyFacts, note_departure, receive_family
from cordee.coordinate.resources.actions.states import say_state
from cordee.coordinate.resources.models import Access, NextSolution, OpeningKind, Place, PlaceKind, PlaceState
from cordee.coordinate.resources.rules.weeks import Week, read_hours
from cordee.ground.people.models import Account
from cordee.ground.people.selectors.sheets import PlaceReader
from cordee.ground.territory.models import Address

_A = Access


def _every_day(hours: str) -> Week:
    return (read_hours(hours),) * 7


def _weekdays(hours: str, saturday: str = "") -> Week:
    return (*(read_hours(hours),) * 5, read_hours(saturday), ())


_PLACES = (
    PlaceFacts(
        PlaceKind.COOL, "Médiathèque", {}, (_A.WHEELCHAIR, _A.TOILETS, _A.ADAPTED, _A.SEATS, _A.WATER, _A.CHILDREN), 60,
        phone="+33261910031", week=_every_day("9 h – 20 h"), to_know="Rez-de-chaussée, entrée par le jardin.",
        guardian=Guardian("Agnès", "Lambert", "+33639980161"),
    ),
    PlaceFacts(
        PlaceKind.WARM, "Salle Jeanne-d’Arc", {}, (_A.WHEELCHAIR, _A.TOILETS, _A.SEATS, _A.MEALS), 40,
        week=_every_day("20 h – 8 h"), to_know="Soupe à 20 h 30. On peut venir sans prévenir.",
        guardian=Guardian("Rachid", "Benali", "+33639980162"),
    ),
    PlaceFacts(
        PlaceKind.SHELTER, "Gymnase des Tilleuls", {},
        (_A.WHEELCHAIR, _A.TOILETS, _A.ADAPTED, _A.SHOWERS, _A.WATER, _A.MEALS, _A.SOCKETS, _A.PETS), 120, 80,
        phone="+33261910033", to_know="Prenez papiers, médicaments, animaux.",
        guardian=Guardian("Colette", "Moreau", "+33639980163"),
    ),
    PlaceFacts(
        PlaceKind.DISTRIBUTION, "Parking de la mairie", {}, (_A.WHEELCHAIR, _A.WATER),
        week=_weekdays("10 h – 12 h, 16 h – 18 h", "10 h – 12 h"),
        to_know="Masques et eau en bouteille. Venez avec un sac.",
    ),
    PlaceFacts(
        PlaceKind.CHARGING, "Hall de la gare", {}, (_A.WHEELCHAIR, _A.SOCKETS, _A.SEATS), 25, week=_every_day("24 h/24"),
        to_know="Téléphones et fauteuils électriques : apportez votre chargeur.",
    ),
)  # fmt: skip


def write_places(town: DemoTown) -> None:
    """Write them by the actions of life, at doors of the town; a shelter opened yesterday for four days."""
    at, reader = town.at, PlaceReader()
    staff = {one.email.split("@")[0]: one for one in town.accounts}
    lucie, solene = staff["lucie"], staff["solene"]
    doors = list(Address.objects.order_by("pk"))
    written = []
    for rank, facts in enumerate(_PLACES, start=1):
        door = doors[rank * len(doors) // (len(_PLACES) + 1)]
        where = reader.place(
            f"{door.number} {door.street}", postcode=door.postcode, city=town.municipality.name
        ).fields
        written.append(record_place(facts=replace(facts, where=where), by=lucie, at=at - timedelta(days=6)))
    cool, _, shelter, _, sockets = written
    add_opening(
        place=shelter, kind=OpeningKind.OPEN, starts_at=at - timedelta(hours=20), ends_at=at + timedelta(days=4),
        why="chaufferie en panne, résidence des Tilleuls", by=lucie, at=at - timedelta(hours=21),
    )  # fmt: skip
    say_state(place=cool, state=PlaceState.OPEN, present=17, by=lucie, at=at)
    say_state(place=sockets, state=PlaceState.FULL, present=25, by=lucie, at=at)
    for place in (cool, shelter):
        give_guardian_key(place=place, by=lucie, at=at)
    _write_families(shelter, solene, at)


def _write_families(shelter: Place, by: Account, at: datetime) -> None:
    """Three families nobody ever met; one has left for the hotel."""
    came = at - timedelta(hours=19)
    first, *_ = (
        receive_family(place=shelter, facts=facts, by=by, at=came)
        for facts in (
            FamilyFacts("Santos", came, "Inês", "+33639980173", adults=2, children=1),
            FamilyFacts(
                "Quéméner", came, "Yolande", "+33639980171", adults=2, children=3, pets=1,
                needs="Un lit bébé, des couches, un repas sans porc.", medication="non",
                next_solution=NextSolution.RELATIVES, next_details="chez une sœur, jeudi",
            ),
            FamilyFacts(
                "Delalande", came, "Fabrice", "+33639980172", needs="Une prise la nuit, un lit bas.", medication="oui"
            ),
        )
    )  # fmt: skip
    note_departure(
        family=first, left_at=at - timedelta(hours=3), next_solution=NextSolution.HOTEL, next_details="jusqu’à mardi",
        by=by, at=at - timedelta(hours=2),
    )  # fmt: skip
    say_state(place=shelter, state=PlaceState.OPEN, present=6, by=by, at=at)
