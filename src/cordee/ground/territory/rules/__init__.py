"""What holds for places: how they are written, which are accepted."""

from cordee.ground.territory.rules.coordinates import coordinate_fault, parse_degrees
from cordee.ground.territory.rules.faces import check_colour, check_logo, contrast_with_white
from cordee.ground.territory.rules.names import arrondissement_codes, phone_region, place_key
from cordee.ground.territory.rules.streets import StreetName, door_and_street, read_street, street_key

__all__ = [
    "StreetName",
    "arrondissement_codes",
    "check_colour",
    "check_logo",
    "contrast_with_white",
    "coordinate_fault",
    "door_and_street",
    "parse_degrees",
    "phone_region",
    "place_key",
    "read_street",
    "street_key",
]
