"""Where the people of the demonstration town live, and how well the town hall knows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any

from cordee.config.demo.ground import Ground
from cordee.config.demo.sizes import DEMO_COMMUNE, DEMO_NAME, DEMO_POSTCODE
from cordee.config.demo.streets import NEIGHBOUR_STREET, STYLES, Door, Street
from cordee.ground.territory.models import District, LocationQuality

NEIGHBOUR_NUMBER = 12


@dataclass(frozen=True)
class TownMap:
    """Streets, doors and district rows, with what is needed to draw where somebody lives."""

    ground: Ground
    streets: list[Street]
    doors: list[Door]
    districts: list[District]

    def ban_id(self, door: Door) -> str:
        """An identifier in the form of the national base, under a commune it does not have."""
        suffix = f"_{door.suffix}" if door.suffix else ""
        return f"{DEMO_COMMUNE}_{door.street + 1:04d}_{door.number:05d}{suffix}"

    def address_of(self, door: Door) -> str:
        """« 12 bis rue des Lilas »."""
        return f"{door.number} {door.suffix} {self.streets[door.street].name}".replace("  ", " ")

    def draw_doors(self, count: int, rng: Random) -> list[Door]:
        """``count`` doors, more often where people live closer together; two households may share one."""
        return rng.choices(self.doors, cum_weights=self._people_up_to, k=count)

    @cached_property
    def _people_up_to(self) -> list[float]:
        styles = [district.style for district in self.ground.districts]
        return list(accumulate(STYLES[styles[door.district]].people for door in self.doors))

    def located(self, door: Door, rng: Random, *, exact: float = 0.95) -> dict[str, Any]:
        """Fields of a ``Located`` row for a door: exact in the share ``exact`` of cases, else known by its
        street, by its district or not at all."""
        quality = LocationQuality.DOOR
        if rng.random() > exact:
            quality = rng.choices(
                (
                    LocationQuality.STREET,
                    LocationQuality.PIN,
                    LocationQuality.DISTRICT,
                    LocationQuality.UNKNOWN,
                ),
                (4, 2, 2, 1),
            )[0]
        return self.written(door, quality)

    def written(self, door: Door, quality: LocationQuality) -> dict[str, Any]:
        """Fields of a ``Located`` row for a door known with a given quality."""
        exact = quality in {LocationQuality.DOOR, LocationQuality.PIN}
        on_map = exact or quality == LocationQuality.STREET
        street, district = self.streets[door.street], self.districts[door.district]
        address = {
            LocationQuality.DOOR: self.address_of(door),
            LocationQuality.PIN: f"maison neuve, {street.name}",
            LocationQuality.STREET: street.name,
            LocationQuality.DISTRICT: f"près de l’ancienne école, {district.name}",
            LocationQuality.UNKNOWN: "chez sa sœur, adresse à demander",
        }[quality]
        return {
            "address": address,
            "postcode": DEMO_POSTCODE,
            "city": DEMO_NAME,
            "ban_id": self.ban_id(door) if quality == LocationQuality.DOOR else "",
            "latitude": door.latitude if on_map else None,
            "longitude": door.longitude if on_map else None,
            "location_quality": quality,
            "district": None if quality == LocationQuality.UNKNOWN else district,
        }

    @property
    def neighbour_door(self) -> Door:
        """12 rue des Tilleuls, or the number of that street nearest to 12."""
        street = next(index for index, street in enumerate(self.streets) if street.name == NEIGHBOUR_STREET)
        there = (door for door in self.doors if door.street == street and not door.suffix)
        return min(there, key=lambda door: abs(door.number - NEIGHBOUR_NUMBER))
