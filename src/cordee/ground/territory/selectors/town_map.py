"""The map of a town kept in each process: built at the first question, rebuilt when the database says it is
old.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from cordee.ground.territory.models import Address, Commune, District, current_commune
from cordee.ground.territory.rules.names import place_key
from cordee.ground.territory.selectors.address_book import AddressBook
from cordee.ground.territory.selectors.communes import communes_named, communes_with_postcode
from cordee.ground.territory.selectors.district_map import DistrictMap

_MOST_TOWNS = 16
_MOST_NEIGHBOURS = 5000
_lock = threading.Lock()

Stamp = tuple[str | None, int | None, int | None]


@dataclass(frozen=True)
class TownMap:
    """Addresses and districts of one town at one moment; ``stamp`` tells which. Threads share it without a
    lock.
    """

    insee_code: str
    name: str
    departement: str
    postcodes: frozenset[str]
    stamp: Stamp
    addresses: AddressBook
    districts: DistrictMap
    _named: dict[str, list[Commune]] = field(default_factory=dict)
    _by_postcode: dict[str, list[Commune]] = field(default_factory=dict)

    def communes_named(self, city: str) -> list[Commune]:
        """Communes of that name in the reference; asked of the database once for this map."""
        return _remembered(self._named, place_key(city), communes_named)

    def communes_with_postcode(self, postcode: str) -> list[Commune]:
        """Communes of that postcode in the reference; asked of the database once for this map."""
        return _remembered(self._by_postcode, postcode, communes_with_postcode)


def _remembered(
    known: dict[str, list[Commune]], key: str, ask: Callable[[str], list[Commune]]
) -> list[Commune]:
    answer = known.get(key)
    if answer is None:
        if len(known) >= _MOST_NEIGHBOURS:
            known.clear()
        answer = known[key] = ask(key)
    return answer


_maps: OrderedDict[str, TownMap] = OrderedDict()


# Written out rather than built: asked at each form and each key stroke, building the query cost ten times running
# it. The last rows are the first of the index backwards: a maximum over 20,000 addresses cost 2 ms.
_IDENTITY = (
    "SELECT c.name, c.departement, c.postcodes,"
    " (SELECT m.map_stamp FROM territory_municipality m WHERE m.commune_id = c.insee_code),"
    " (SELECT a.id FROM territory_address a WHERE a.commune_id = c.insee_code ORDER BY a.id DESC LIMIT 1),"
    " (SELECT d.id FROM territory_district d WHERE d.commune_id = c.insee_code ORDER BY d.id DESC LIMIT 1)"
    " FROM territory_commune c WHERE c.insee_code = %s"
)


def _identity(insee_code: str) -> tuple[str, str, str, Stamp]:
    """Name, département, postcodes, and what changes when the map does: one query, whatever the number of
    addresses.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY, (insee_code,))
        row = cursor.fetchone()
    return (row[0], row[1], row[2], (row[3], row[4], row[5])) if row else ("", "", "", (None, None, None))


def town_map() -> TownMap:
    """The map of the town in scope. One query when it is up to date, three when it has to be read again.

    Hold the answer for a bulk of questions: it does not change, and asks the database nothing more of its own
    town.
    """
    insee_code = current_commune()
    name, departement, postcodes, stamp = _identity(insee_code)
    known = _maps.get(insee_code)
    if known is not None and known.stamp == stamp:
        return known
    with _lock:
        known = _maps.get(insee_code)
        if known is not None and known.stamp == stamp:
            return known
        rows = Address.objects.order_by("pk").values_list(
            "ban_id", "number", "suffix", "street", "postcode", "former_commune", "latitude", "longitude"
        )
        fresh = TownMap(
            insee_code,
            name,
            departement,
            frozenset(postcodes.split()),
            stamp,
            AddressBook(rows.iterator(chunk_size=5000), town_name=name),
            DistrictMap(
                list(
                    District.objects.order_by("pk").values_list(
                        "pk", "name", "outline", "latitude", "longitude"
                    )
                )
            ),
        )
        _maps[insee_code] = fresh
        _maps.move_to_end(insee_code)
        while len(_maps) > _MOST_TOWNS:
            _maps.popitem(last=False)
        return fresh


def forget_town_maps() -> None:
    """Drop the maps of this process, so that the next question reads the database."""
    with _lock:
        _maps.clear()
