"""Nouns of the ground the town stands on."""

from cordee.ground.territory.models.addresses import Address
from cordee.ground.territory.models.communes import Commune, Municipality
from cordee.ground.territory.models.districts import District
from cordee.ground.territory.models.located import Located, LocationQuality
from cordee.ground.territory.models.scope import ScopeMissing, TownRow, TownRows, current_commune, town_scope

__all__ = [
    "Address",
    "Commune",
    "District",
    "Located",
    "LocationQuality",
    "Municipality",
    "ScopeMissing",
    "TownRow",
    "TownRows",
    "current_commune",
    "town_scope",
]
