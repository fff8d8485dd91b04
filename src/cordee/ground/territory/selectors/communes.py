"""The communes of France, found by code, name or postcode."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from rapidfuzz import fuzz, process

from cordee.ground.territory.models import Commune
from cordee.ground.territory.rules.names import place_key

_CLOSE_NAME = 78.0


@dataclass(frozen=True)
class CommuneHit:
    """One commune as it is offered; ``label`` says the département, so that homonyms are told apart."""

    insee_code: str
    name: str
    label: str
    departement: str
    postcodes: tuple[str, ...]
    population: int | None
    latitude: float | None
    longitude: float | None


def find_commune(code: str) -> Commune | None:
    """The commune or arrondissement of an INSEE code (« 2a004 » is read « 2A004 »), None when unknown."""
    written = code.strip().upper()
    return Commune.objects.filter(pk=written).first() if re.fullmatch(r"\d[\dAB]\d{3}", written) else None


def _hit(commune: Commune) -> CommuneHit:
    return CommuneHit(
        commune.insee_code,
        commune.name,
        f"{commune.name} ({commune.departement})",
        commune.departement,
        tuple(commune.postcodes.split()),
        commune.population,
        commune.latitude,
        commune.longitude,
    )


def _with_postcode(digits: str) -> Q:
    return Q(postcodes__startswith=digits) | Q(postcodes__contains=f" {digits}")


def _largest(communes: QuerySet[Commune], limit: int) -> list[Commune]:
    return list(communes.order_by(F("population").desc(nulls_last=True), "insee_code")[:limit])


def search_communes(query: str, limit: int = 10) -> list[CommuneHit]:
    """Communes whose name, postcode or INSEE code fits, best first, then the most populated.

    « st aubin sur loire », « PARIS 12 », « 4916 », « 49160 longué », « 2A004 » and a name with a fault are all
    understood. Four queries at most, whatever is typed.
    """
    words = query.strip()
    if words.isascii() and words.isdigit():
        found = _by_digits(words, limit)
    elif (coded := find_commune(words)) is not None:
        found = [coded]
    else:
        # A postcode beside a name narrows the search.
        postcode = match[0] if (match := re.search(r"\b\d{4,5}\b", words, flags=re.ASCII)) else ""
        pool = Commune.objects.filter(_with_postcode(postcode)) if postcode else Commune.objects.all()
        found = _by_name(place_key(words.replace(postcode, " ", 1)), pool, limit)
    return [_hit(commune) for commune in found[:limit]]


def _by_digits(digits: str, limit: int) -> list[Commune]:
    """By postcode, perhaps unfinished; the commune of which it is the INSEE code comes after."""
    if not 2 <= len(digits) <= 5:
        return []
    found = _largest(Commune.objects.filter(_with_postcode(digits)), limit)
    coded = find_commune(digits)
    return found if coded is None or coded in found else [*found[: limit - 1], coded]


def _by_name(key: str, pool: QuerySet[Commune], limit: int) -> list[Commune]:
    """The very name, then those that begin with it, then those that hold it; failing all, those that resemble it."""
    if len(key) < 2:
        return []
    found = _largest(pool.filter(name_key=key), limit)
    if len(found) < limit:
        near = _largest(pool.filter(Q(name_key__startswith=key) | Q(name_key__contains=f" {key}")), 3 * limit)
        near.sort(key=lambda commune: not commune.name_key.startswith(key))
        found += [commune for commune in near if commune not in found]
    if not found:
        keys = dict(pool.values_list("insee_code", "name_key"))
        close = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_CLOSE_NAME, limit=limit)
        known = Commune.objects.in_bulk([code for _, _, code in close])
        found = [known[code] for _, _, code in close]
    return found


def communes_named(city: str) -> list[Commune]:
    """Communes of exactly this name (accents, case, hyphens and « St » aside), most populated first."""
    key = place_key(city)
    return _largest(Commune.objects.filter(name_key=key), 60) if key else []


def communes_with_postcode(postcode: str) -> list[Commune]:
    """Communes a five-digit postcode serves, most populated first."""
    return (
        _largest(Commune.objects.filter(_with_postcode(postcode)), 60)
        if re.fullmatch(r"\d{5}", postcode)
        else []
    )
