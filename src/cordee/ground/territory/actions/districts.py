"""Importing the districts of the town."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.territory.gateways.outlines import read_districts
from cordee.ground.territory.models import District, Municipality, current_commune
from cordee.ground.territory.models.communes import new_map_stamp
from cordee.ground.territory.rules.names import place_key


@dataclass
class DistrictReport:
    """What an import of districts did. ``kept`` counts those the source does not name: they stay, people live
    there.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def import_districts(*, source: Iterable[str] | Mapping[str, Any], by: Actor) -> DistrictReport:
    """Bring the districts of the town in scope up to date with a list of names or a GeoJSON
    FeatureCollection.

    A district is known by its name, accents and case aside. A list of names never takes an outline away. An
    outline that crosses itself is mended with a warning; one that cannot be read is ``Refused`` and nothing
    changes.
    """
    report = DistrictReport()
    drawn = read_districts(source)
    known = {
        place_key(district.name): district for district in District.objects.select_for_update().order_by("pk")
    }
    named = set()
    for found in drawn:
        key = place_key(found.name)
        named.add(key)
        district = known.get(key)
        if found.warning:
            report.warnings.append(found.warning)
        if district is None:
            District.objects.create(
                name=found.name,
                outline=found.outline,
                latitude=found.latitude,
                longitude=found.longitude,
                population=found.population,
            )
            report.created += 1
            continue
        given: dict[str, Any] = {"name": found.name}
        if found.outline is not None:
            given |= {"outline": found.outline, "latitude": found.latitude, "longitude": found.longitude}
        if found.population is not None:
            given["population"] = found.population
        changed = [column for column, value in given.items() if getattr(district, column) != value]
        for column in changed:
            setattr(district, column, given[column])
        if changed:
            district.save(update_fields=changed)
            report.updated += 1
        else:
            report.unchanged += 1
    report.kept = len(known.keys() - named)
    code = current_commune()
    if report.created + report.updated:
        Municipality.objects.filter(pk=code).update(map_stamp=new_map_stamp())
    leave_trace(
        verb="import_districts",
        subject=f"commune:{code}",
        by=by,
        commune_code=code,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        kept=report.kept,
    )
    return report
