"""From what somebody said or pointed at to a place on the ground: a warning when in doubt, never a wall."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.models import Commune, LocationQuality
from cordee.ground.territory.rules import coordinate_fault, place_key
from cordee.ground.territory.rules.names import city_of_arrondissement
from cordee.ground.territory.rules.streets import read_address
from cordee.ground.territory.selectors.address_book import (
    CERTAIN_SCORE,
    LISTED_SCORE,
    AddressHit,
    Found,
)
from cordee.ground.territory.selectors.district_map import DistrictHit
from cordee.ground.territory.selectors.town_map import TownMap, town_map

FAR_FROM_DOORS_KM = 2.0
"""A pin farther than this from every known door, and in no district, is outside the commune."""

_NAMED_NEAR_KM = 0.25


@dataclass(frozen=True)
class Location:
    """Where an address is: the values of the ``Located`` fields, and what to tell the person who typed it.

    ``latitude`` and ``longitude`` (degrees, WGS 84) are both None when nothing is known. ``label`` is the
    address as understood, empty when it was not. ``warning`` is a French sentence, None when all is clear.
    """

    latitude: float | None = None
    longitude: float | None = None
    quality: LocationQuality = LocationQuality.UNKNOWN
    ban_id: str = ""
    label: str = ""
    postcode: str = ""
    district_id: int | None = None
    outside_commune: bool = False
    warning: str | None = None

    def as_fields(self, *, typed: str) -> dict[str, Any]:
        """The fields of a ``Located`` row: the address as understood when it is sure, as typed otherwise."""
        sure = self.quality in {LocationQuality.DOOR, LocationQuality.STREET} and not self.outside_commune
        return {
            "address": (self.label if self.label and sure else typed)[:200],
            "postcode": self.postcode,
            "ban_id": self.ban_id,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "location_quality": self.quality,
            "outside_commune": self.outside_commune,
            "district_id": self.district_id,
        }


def search_addresses(query: str, limit: int = 8) -> list[AddressHit]:
    """Addresses of the town that fit what is being typed, best first; one query. Tolerates accents, faults,
    short forms.
    """
    return town_map().addresses.search(query, limit=limit)


def district_at(latitude: float, longitude: float) -> DistrictHit | None:
    """The district a point (degrees) is in; None outside every outline. One query."""
    return town_map().districts.at(latitude, longitude)


def locate(address_text: str, postcode: str = "", city: str = "", *, on: TownMap | None = None) -> Location:
    """Place an address as it was said.

    ``on`` is a map held by a bulk (``town_map()``), else one query finds it. Never refuses: what is unknown,
    ambiguous or outside the commune comes back with its flag and a sentence.
    """
    town = on or town_map()
    text = address_text.strip()
    written = read_address(text, town_keys=town.addresses.town_keys)
    postcode = re.sub(r"\D", "", postcode) or written.postcode
    city = city.strip() or written.city or _city_after_comma(town, text)
    is_elsewhere, there = _elsewhere(town, postcode, city)
    if is_elsewhere:
        return _outside(town, there, city or postcode)
    if not text:
        return Location(warning="Aucune adresse n’est donnée : la fiche est marquée « mal localisée ».")
    found = town.addresses.find(text, postcode=postcode, city=city, limit=4)
    if not town.addresses.sure_of(found):
        return _unknown(town, text, found)
    if rivals := town.addresses.rivals_of(found):
        choices = [town.addresses.label(entry.street) for entry in (found[0], *rivals)]
        return Location(warning=f"Plusieurs rues sont possibles : {' ; '.join(choices)}. Précisez laquelle.")
    location = _in_town(town, found[0])
    if location.warning is None and postcode and postcode not in town.postcodes | town.addresses.postcodes:
        return replace(
            location, warning=f"Le code postal {postcode} n’est pas celui de {town.name} : à vérifier."
        )
    return location


def place_pin(latitude: float, longitude: float) -> Location:
    """Where a pin put on the map is: its district, the nearest address as a label, a warning when far from
    the town.

    Raises ``Refused`` for a point that cannot be in France.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise Refused(
            "Ce point n’a pas de coordonnées : placez-le de nouveau sur la carte.", field="latitude"
        )
    if fault := coordinate_fault(latitude, longitude):
        raise Refused(f"Ce point ne peut pas être retenu : {fault}.", field="latitude")
    town = town_map()
    district = town.districts.at(latitude, longitude)
    near = town.addresses.nearest(latitude, longitude)
    is_outside = district is None and near is not None and near[2] > FAR_FROM_DOORS_KM
    label = (
        f"près de {town.addresses.label(near[0], near[1].number, near[1].suffix)}"
        if near and near[2] < _NAMED_NEAR_KM
        else ""
    )
    return Location(
        latitude,
        longitude,
        LocationQuality.PIN,
        label=label,
        district_id=district.id if district else None,
        outside_commune=is_outside,
        warning=f"Ce point est loin de {town.name} : vérifiez qu’il est bien placé." if is_outside else None,
    )


def _city_after_comma(town: TownMap, text: str) -> str:
    """« 12 rue X, Angers »: the last part, when it is a commune of the département and not a street of the
    town.
    """
    _, comma, last = text.rpartition(",")
    if not comma or re.search(r"\d", last) or len(place_key(last)) < 3:
        return ""
    if not any(commune.departement == town.departement for commune in town.communes_named(last)):
        return ""
    streets = town.addresses.find(last, limit=1)
    return "" if streets and streets[0].score >= CERTAIN_SCORE else last.strip()


def _elsewhere(town: TownMap, postcode: str, city: str) -> tuple[bool, Commune | None]:
    """Whether postcode and city say another commune than the town in scope, and which one when it can be
    told.
    """
    city_key = place_key(city)
    own_postcodes = town.postcodes | town.addresses.postcodes
    if city_key in town.addresses.town_keys:
        return False, None
    with_postcode = (
        town.communes_with_postcode(postcode) if postcode and postcode not in own_postcodes else []
    )
    named = town.communes_named(city) if city_key else []
    own_codes = {town.insee_code, city_of_arrondissement(town.insee_code)}
    if any(
        commune.pk in own_codes or city_of_arrondissement(commune.pk) == town.insee_code for commune in named
    ):
        return False, None
    if postcode in own_postcodes:
        # « Saint-Aubin » with our own postcode is a short form of our name, not one of its homonyms.
        named = [commune for commune in named if postcode in commune.postcodes.split()]
        return (True, named[0]) if named else (False, None)
    if with_postcode:
        same = [commune for commune in named if commune in with_postcode] or with_postcode
        return True, _only(same)
    if not named or place_key(town.name).startswith(city_key + " "):
        return False, None
    near = [commune for commune in named if commune.departement == town.departement] or named
    return True, _only(near)


def _only(communes: list[Commune]) -> Commune | None:
    """The one commune meant; an arrondissement says more than its city."""
    cities = {
        city_of_arrondissement(commune.pk)
        for commune in communes
        if city_of_arrondissement(commune.pk) != commune.pk
    }
    finest = [commune for commune in communes if commune.pk not in cities]
    return finest[0] if len(finest) == 1 else None


def _outside(town: TownMap, there: Commune | None, said: str) -> Location:
    where = f"à {there.name} ({there.departement})" if there else f"dans une autre commune ({said})"
    warning = f"Cette adresse est {where}, hors de {town.name} : à vérifier avec la personne."
    if there is None or there.latitude is None:
        return Location(outside_commune=True, warning=warning)
    return Location(
        there.latitude,
        there.longitude,
        LocationQuality.DISTRICT,
        label=there.name,
        postcode=there.postcodes.split()[0] if there.postcodes else "",
        outside_commune=True,
        warning=warning,
    )


def _unknown(town: TownMap, text: str, found: list[Found]) -> Location:
    if district := town.districts.named(text):
        return Location(
            district.latitude,
            district.longitude,
            LocationQuality.DISTRICT,
            label=district.name,
            district_id=district.id,
            warning="Seul le quartier est connu : demandez la rue, ou placez un point sur la carte.",
        )
    if not len(town.addresses):
        return Location(
            warning="Les adresses de la commune ne sont pas encore importées : placez un point sur la carte."
        )
    close = [town.addresses.label(entry.street) for entry in found if entry.score > LISTED_SCORE + 8][:3]
    question = f" Vouliez-vous dire {' ou '.join(close)} ?" if close else ""
    return Location(
        warning=f"Cette adresse n’est pas connue à {town.name}.{question} "
        "Vous pouvez placer un point sur la carte."
    )


def _in_town(town: TownMap, found: Found) -> Location:
    asked, street = found.reading, found.street
    hit = town.addresses.hits_of(found)[0]
    warning = None
    if asked.street.kind and street.name.kind and asked.street.kind != street.name.kind:
        # « place Foch » where only « allée Foch » exists: probably, but not to the door.
        hit = replace(hit, quality=LocationQuality.STREET, ban_id="")
    if found.score < CERTAIN_SCORE:
        warning = f"Adresse comprise comme « {hit.label} » : à vérifier."
    elif hit.quality == LocationQuality.STREET and asked.number:
        warning = (
            f"Le n° {asked.number} {asked.suffix}".rstrip()
            + f" n’est pas connu « {street.label} » : le point est sur la rue."
        )
    elif hit.quality == LocationQuality.STREET:
        warning = "Il manque le numéro : le point est au milieu de la rue."
    district = town.districts.at(hit.latitude, hit.longitude)
    return Location(
        hit.latitude,
        hit.longitude,
        hit.quality,
        ban_id=hit.ban_id,
        label=hit.label,
        postcode=hit.postcode,
        district_id=district.id if district else None,
        warning=warning,
    )
