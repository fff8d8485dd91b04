"""The register of the demonstration: who is on it, who is away, two letters late, one opposition, who may read it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from cordee.config.demo.cast import Cast
from cordee.config.demo.town import DemoTown
from cordee.coordinate.register.actions.clearances import grant_clearance
from cordee.coordinate.register.actions.coverage import set_elderly_counts
from cordee.coordinate.register.actions.enrolment import Enrolment, enrol
from cordee.coordinate.register.actions.keeping import (
    confirm_entry,
    mark_to_check,
    note_absence,
    oppose,
    remove_entry,
)
from cordee.coordinate.register.actions.letters import issue_acknowledgement
from cordee.coordinate.register.rules.choices import ClearanceScope, Means, Mobility, Origin
from cordee.ground.audit.actions import Task
from cordee.ground.people.selectors.sheets import PlaceReader
from cordee.ground.territory.models import Address

_HOUSE = Task("demo")
_LISTED = {"small": 12, "medium": 120, "large": 160}
_ELDERLY_SHARE = 0.23
"""People of 65 or over among inhabitants, as in a town of the Loire valley."""
_CLEARED = (
    ("solene", ClearanceScope.KEEP), ("amelie", ClearanceScope.KEEP), ("helene", ClearanceScope.READ),
    ("marc", ClearanceScope.READ), ("nadia", ClearanceScope.COLLECT),
)  # fmt: skip
_SERVICES = ("ADMR, 02 61 91 99 01", "Loire Aide à Domicile, 02 61 91 99 02", "")
_RELATIVES = ("sa fille", "son fils", "une voisine", "sa nièce", "un ami")


def write_register(town: DemoTown) -> None:
    """Write the register by the actions of life, so that every entry has its trace; the town is in scope."""
    at, dice = town.at, Random(f"{town.seed}:{town.size.name}:register")  # noqa: S311 - dice of a story
    today = at.date()
    staff = {one.email.split("@")[0]: one for one in town.accounts}
    for name, scope in _CLEARED:
        grant_clearance(
            account=staff[name], scope=scope, act="arrêté 2026-041", granted_on=today - timedelta(days=40),
            pledged_on=today - timedelta(days=40), expires_on=today + timedelta(days=300), by=_HOUSE, at=at,
        )  # fmt: skip
    elderly: dict[int | None, int | None] = {
        place.pk: round((place.population or 0) * _ELDERLY_SHARE) for place in town.districts
    }
    set_elderly_counts(
        people={None: sum(count or 0 for count in elderly.values()), **elderly}, year=min(2022, at.year),
        source="INSEE, recensement (exemple)", by=_HOUSE, at=at,
    )  # fmt: skip
    keys = _write_entries(town, dice)
    _write_lives(town, keys)


def _write_entries(town: DemoTown, dice: Random) -> list[int]:
    at, cast, places = town.at, Cast(dice, town.at.date()), PlaceReader()
    doors = list(Address.objects.order_by("pk"))
    keys = []
    for rank in range(_LISTED[town.size.name]):
        age = dice.choice((66, 68, 71, 74, 77, 79, 81, 83, 84, 86, 88, 91, 94))
        # Numbers of the town’s own cast are not taken twice: everybody here has one of the kept landlines.
        drawn = cast.person(age, mobile=False, online=False, full_birthday=dice.random() < 0.9)
        door = dice.choice(doors)
        third = rank % 4 == 1
        days = 2 + (rank * 7) % 300
        answers = {"lives_alone": dice.random() < 0.55, "weekly_visit": dice.random() < 0.6}
        said = Enrolment(
            last_name=drawn.last_name, first_name=drawn.first_name, birth_on=drawn.birth_on,
            birth_year=drawn.birth_year, category="age65", phone=f"+3326191{5000 + rank:04d}",
            origin=Origin.THIRD_PARTY if third else Origin.SELF,
            means=Means.LETTER if third else dice.choice((Means.PHONE, Means.COUNTER, Means.WEB)),
            requested_on=at.date() - timedelta(days=days),
            third_name=f"{cast.person(48, mobile=False, online=False).first_name} {drawn.last_name}" if third else "",
            third_quality=dice.choice(_RELATIVES) if third else "",
            place=places.place(f"{door.number} {door.street}", postcode=door.postcode, city=town.municipality.name).fields,
            emergency_name=f"{dice.choice(_RELATIVES)}" if rank % 3 else "",
            emergency_phone=f"+3326191{6000 + rank:04d}" if rank % 3 else "",
            home_service=dice.choice(_SERVICES),
            answers={
                **answers, "mobility": dice.choice(["", *Mobility.values]),
                "medical_device": "oui" if rank % 17 == 3 else "",
            },
            answers_agreed=True,
        )  # fmt: skip
        keys.append(enrol(said=said, by=_HOUSE, at=at - timedelta(days=days)).entry_key)
    return keys


def _write_lives(town: DemoTown, keys: list[int]) -> None:
    """Nearly all letters left in time; two did not; somebody is away, somebody said no, somebody died."""
    at, today = town.at, town.at.date()
    solene = next(one for one in town.accounts if one.email.startswith("solene"))
    late = [key for rank, key in enumerate(keys) if rank % 4 == 1][:2]
    plain = [key for key in keys if key not in late]
    away, doubtful, dead, opposed = plain[1], plain[2], plain[3], plain[4]
    others = [key for rank, key in enumerate(keys) if rank % 4 == 1 and key not in late]
    for key in {*others, *plain[: len(plain) // 3]}:
        issue_acknowledgement(entry_id=key, by=solene, at=at - timedelta(days=1))
    for key in plain[5::3]:
        confirm_entry(entry_id=key, by=_HOUSE, at=at - timedelta(days=1))
    for key in plain[6::3]:
        confirm_entry(entry_id=key, by=_HOUSE, at=at - timedelta(days=1))
    note_absence(entry_id=away, away_from=today, away_until=today + timedelta(days=12), by=_HOUSE, at=at)
    mark_to_check(entry_id=doubtful, reason="phone", by=_HOUSE, at=at)
    remove_entry(entry_id=dead, reason="death", by=_HOUSE, at=at)
    oppose(entry_id=opposed, by=_HOUSE, at=at)
