"""Reading the ground: communes, the town served, its districts, its addresses."""

from cordee.ground.territory.selectors.address_book import AddressHit
from cordee.ground.territory.selectors.communes import (
    CommuneHit,
    communes_named,
    communes_with_postcode,
    find_commune,
    search_communes,
)
from cordee.ground.territory.selectors.district_map import DistrictHit
from cordee.ground.territory.selectors.districts import Point, districts, districts_geojson, town_centre
from cordee.ground.territory.selectors.locations import (
    Location,
    district_at,
    locate,
    place_pin,
    search_addresses,
)
from cordee.ground.territory.selectors.municipalities import (
    forget_municipalities,
    logo_of,
    municipalities,
    municipality_for_host,
    municipality_in_scope,
)
from cordee.ground.territory.selectors.town_map import TownMap, forget_town_maps, town_map

__all__ = [
    "AddressHit",
    "CommuneHit",
    "DistrictHit",
    "Location",
    "Point",
    "TownMap",
    "communes_named",
    "communes_with_postcode",
    "district_at",
    "districts",
    "districts_geojson",
    "find_commune",
    "forget_municipalities",
    "forget_town_maps",
    "locate",
    "logo_of",
    "municipalities",
    "municipality_for_host",
    "municipality_in_scope",
    "place_pin",
    "search_addresses",
    "search_communes",
    "town_centre",
    "town_map",
]
