"""The communes of France, found by code, name or postcode."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet
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
    return Commune.objects.filter(pk=code.strip().upper()).first()


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
    return list(communes.order_by("-population", "insee_code")[:limit])


def search_communes(query: str, limit: int = 10) -> list[CommuneHit]:
    """Communes whose name, postcode or INSEE code fits, best first, then the most populated.

    « st aubin sur loire », « PARIS 12 », « 4916 », « 2A004 » and a name with a fault are all understood. Four
    queries at most, whatever is typed.
    """
    words = query.strip()
    # A postcode beside a name (« 49160 Longué ») narrows the search.
    digits = found[0] if (found := re.search(r"\b\d{4,5}\b", words)) else ""
    exact = find_commune(words) if re.fullmatch(r"\d[\dabAB]\d{3}", words) else None
    rest = words.replace(digits, " ") if digits else words
    key = place_key(rest)
    if not key and not digits and words.isdigit():
        key = ""
    pool = Commune.objects.filter(_with_postcode(digits)) if digits else Commune.objects.all()
    if words.isdigit() and 2 <= len(words) <= 5:
        results = _largest(Commune.objects.filter(_with_postcode(words)), limit)
        if exact is not None:
            results = [exact, *(commune for commune in results if commune.pk != exact.pk)]
        return [_hit(commune) for commune in results[:limit]]
    if exact is not None:
        return [_hit(exact)]
    if len(key) < 2:
        return []
    results = _largest(pool.filter(name_key=key), limit)
    if len(results) < limit:
        known = {commune.pk for commune in results}
        near = _largest(pool.filter(Q(name_key__startswith=key) | Q(name_key__contains=f" {key}")), 3 * limit)
        near.sort(key=lambda commune: not commune.name_key.startswith(key))
        results += [commune for commune in near if commune.pk not in known]
    if not results:
        keys = dict(pool.values_list("insee_code", "name_key"))
        close = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_CLOSE_NAME, limit=limit)
        found_codes = [code for _, _, code in close]
        by_code = Commune.objects.in_bulk(found_codes)
        results = [by_code[code] for code in found_codes]
    return [_hit(commune) for commune in results[:limit]]


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
