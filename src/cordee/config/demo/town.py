"""The whole demonstration town, drawn in memory from a seed and an instant: two draws give the same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import models

from cordee.config.demo.asks import Asking, Asks
from cordee.config.demo.cast import Cast
from cordee.config.demo.ground import centre_of, draw_ground, to_degrees, to_geojson
from cordee.config.demo.ledger import Ledger
from cordee.config.demo.moments import before
from cordee.config.demo.offers import CRISIS_DAYS, draw_volunteers
from cordee.config.demo.places import TownMap
from cordee.config.demo.sizes import DEMO_CENTRE, DEMO_COMMUNE, DEMO_NAME, DEMO_POSTCODE, TownSize
from cordee.config.demo.staff import STAFF
from cordee.config.demo.streets import STYLES, draw_streets
from cordee.ground.assignments.models import Assignment, BlockedPair
from cordee.ground.crisis.models import Crisis, CrisisKind, CrisisPhase
from cordee.ground.needs.models import Beneficiary, Household, Need
from cordee.ground.people.models import (
    Account,
    Consent,
    ConsentAnswer,
    ConsentChannel,
    Person,
    Recipient,
    StaffRole,
)
from cordee.ground.territory.models import Address, Commune, District, Municipality, town_scope
from cordee.ground.territory.rules.names import place_key
from cordee.ground.territory.rules.streets import street_key
from cordee.ground.volunteers.models import Volunteer

TOWN_PHONE = "+33261910000"
_CLOCKS = frozenset({"id", "created_at", "updated_at", "granted_at", "map_stamp", "password", "last_login"})


@dataclass(frozen=True)
class DemoTown:
    """Every row of the town, unsaved, in the order in which they can be written."""

    size: TownSize
    seed: int
    at: datetime
    commune: Commune
    municipality: Municipality
    accounts: list[Account]
    roles: list[StaffRole]
    crisis: Crisis
    districts: list[District]
    addresses: list[Address]
    people: list[Person]
    volunteers: list[Volunteer]
    households: list[Household]
    beneficiaries: list[Beneficiary]
    consents: list[Consent]
    needs: list[Need]
    assignments: list[Assignment]
    blocked: list[BlockedPair]

    def tables(self) -> Iterator[Sequence[models.Model]]:
        """The rows by table, those that are pointed to first."""
        yield [self.commune]
        yield [self.municipality]
        yield self.accounts
        yield self.roles
        yield [self.crisis]
        yield self.districts
        yield self.addresses
        yield self.people
        yield self.volunteers
        yield self.households
        yield self.beneficiaries
        yield self.consents
        # A need that continues a series points to another need: the first of the series is written before.
        yield [need for need in self.needs if need.series is None]
        yield [need for need in self.needs if need.series is not None]
        yield self.assignments
        yield self.blocked

    def digest(self) -> str:
        """SHA-256 of every value of every row. Links between rows count as the rank of the row they point to;
        keys given by the database, salts and the clock of the machine are left out."""
        rank: dict[int, int] = {}
        seen = hashlib.sha256()
        for rows in self.tables():
            for number, row in enumerate(rows):
                rank[id(row)] = number
                for field in row._meta.concrete_fields:
                    if field.name in _CLOCKS:
                        continue
                    value = row.__dict__.get(field.attname)
                    if isinstance(field, models.ForeignKey) and field.is_cached(row):
                        value = rank.get(id(getattr(row, field.name)))
                    seen.update(f"{type(row).__name__}.{field.name}={value!s}\n".encode())
        return seen.hexdigest()


def draw_town(size: TownSize, seed: int, at: datetime) -> DemoTown:
    """Draw a town. Each part has dice of its own, so that a change in one leaves the others as they were."""

    def dice(part: str) -> Random:
        return Random(f"{seed}:{size.name}:{part}")  # noqa: S311 - dice of a story, not of a secret

    with town_scope(DEMO_COMMUNE):
        town = _draw_map(size, dice("ground"), dice("streets"))
        municipality = _municipality()
        accounts = [Account(email=one.email, name=one.name) for one in STAFF]
        staff = {one.email.split("@")[0]: account for one, account in zip(STAFF, accounts, strict=True)}
        roles = [
            StaffRole.new(account=account, role=one.role)
            for one, account in zip(STAFF, accounts, strict=True)
        ]

        cast = Cast(dice("names"), at.date())
        volunteers = draw_volunteers(size, town, cast, at, staff["lucie"], dice("offers"))
        asking = Asking(town, cast, at, staff, dice("asks"))
        asking.settle(max(2, round(0.42 * (size.needs + size.past))))
        asking.ask_before(size)
        asking.ask_today(size)
        ledger = Ledger(volunteers, municipality, at, staff["lucie"], dice("ledger"))
        ledger.live_through(asking.asks)
        ledger.start_the_day(asking.asks)
        asking.give_to_the_desk()
        needs = _numbered(asking.asks)
        municipality.next_need_number = len(needs) + 1
        municipality.next_volunteer_number = len(volunteers) + 1
        return DemoTown(
            size=size,
            seed=seed,
            at=at,
            commune=_commune(size),
            municipality=municipality,
            accounts=accounts,
            roles=roles,
            crisis=_crisis(at),
            districts=town.districts,
            addresses=_addresses(town),
            people=[*(volunteer.person for volunteer in volunteers), *asking.asks.people],
            volunteers=volunteers,
            households=asking.asks.households,
            beneficiaries=asking.asks.beneficiaries,
            consents=[_answer(one) for one in asking.asks.beneficiaries if one.share_with_helper is not None],
            needs=needs,
            assignments=ledger.assignments,
            blocked=ledger.blocked,
        )


def _answer(beneficiary: Beneficiary) -> Consent:
    """What the person said of the helper, on the phone, when the notice was read to them."""
    assert beneficiary.notice_given_at is not None  # noqa: S101 - the town of the story reads it to everybody
    return Consent.new(
        person=beneficiary.person,
        recipient=Recipient.HELPER,
        answer=ConsentAnswer.YES if beneficiary.share_with_helper else ConsentAnswer.NO,
        channel=ConsentChannel.PHONE,
        said_on=beneficiary.notice_given_at.date(),
        noted_at=beneficiary.notice_given_at,
        noted_by=beneficiary.notice_given_by,
    )


def _draw_map(size: TownSize, ground_dice: Random, street_dice: Random) -> TownMap:
    ground = draw_ground(size, ground_dice)
    streets, doors = draw_streets(size, ground, street_dice)
    living = [0.0] * len(ground.districts)
    for door in doors:
        living[door.district] += STYLES[ground.districts[door.district].style].people
    districts = []
    for district, weight in zip(ground.districts, living, strict=True):
        middle = centre_of(district.shape)
        latitude, longitude = to_degrees(middle.x, middle.y)
        districts.append(
            District.new(
                name=district.name,
                outline=to_geojson(district.shape),
                latitude=latitude,
                longitude=longitude,
                population=round(size.inhabitants * weight / sum(living)),
            )
        )
    return TownMap(ground, streets, doors, districts)


def _commune(size: TownSize) -> Commune:
    return Commune(
        insee_code=DEMO_COMMUNE,
        name=DEMO_NAME,
        name_key=place_key(DEMO_NAME),
        kind="commune-actuelle",
        departement="49",
        population=size.inhabitants,
        postcodes=DEMO_POSTCODE,
        latitude=DEMO_CENTRE[0],
        longitude=DEMO_CENTRE[1],
    )


def _municipality() -> Municipality:
    return Municipality(
        commune_id=DEMO_COMMUNE,
        name=DEMO_NAME,
        tagline="On s’entraide, de porte en porte.",
        phone=TOWN_PHONE,
        phone_hours="tous les jours de 8 h à 18 h 30",
        email="entraide@exemple.fr",
        dpo_contact="Claire Aubry, dpo@exemple.fr",
        colour="#1f5c4d",
    )


def _crisis(at: datetime) -> Crisis:
    return Crisis.new(
        kind=CrisisKind.EPIDEMIC,
        title="Épidémie : restons chez nous, restons reliés",
        phase=CrisisPhase.CRISIS,
        public_message=(
            "Les sorties sont limitées jusqu’à nouvel ordre. Les personnes qui ne peuvent pas sortir peuvent "
            "demander de l’aide : courses, pharmacie, ou simplement quelqu’un à qui parler. Les bénévoles de la "
            "mairie n’entrent pas chez vous, disent votre mot de reconnaissance et ne prennent jamais de carte "
            "bancaire."
        ),
        source=f"Mairie de {DEMO_NAME} (commune fictive)",
        started_at=before(at - timedelta(days=CRISIS_DAYS + 1), 60),
    )


def _addresses(town: TownMap) -> list[Address]:
    keys = [street_key(street.name) for street in town.streets]
    return [
        Address.new(
            ban_id=town.ban_id(door),
            number=str(door.number),
            suffix=door.suffix,
            street=town.streets[door.street].name,
            street_key=keys[door.street],
            postcode=DEMO_POSTCODE,
            latitude=door.latitude,
            longitude=door.longitude,
        )
        for door in town.doors
    ]


def _numbered(asks: Asks) -> list[Need]:
    needs = sorted([*asks.past, *asks.today], key=lambda need: need.received_at)
    for number, need in enumerate(needs, start=1):
        need.number = number
    return needs
