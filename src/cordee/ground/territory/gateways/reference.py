"""The reference of communes shipped with Cordée (see ``reference/ATTRIBUTION.md``)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.rules.coordinates import parse_degrees
from cordee.ground.territory.rules.names import place_key

SHIPPED = Path(__file__).resolve().parents[1] / "reference" / "communes.csv.gz"

_COLUMNS = ["insee_code", "name", "type", "departement", "population", "postcodes", "latitude", "longitude"]


class CommuneRow(NamedTuple):
    """One line of the reference, in the order of the columns of ``Commune``."""

    insee_code: str
    name: str
    name_key: str
    kind: str
    departement: str
    population: int | None
    postcodes: str
    latitude: float | None
    longitude: float | None


def read_communes(path: Path | None = None) -> Iterator[CommuneRow]:
    """Lines of a reference file (UTF-8, commas, ``.csv`` or ``.csv.gz``). Raises ``Refused`` when it is not
    one.
    """
    source = path or SHIPPED
    opener = gzip.open if source.suffix == ".gz" else open
    try:
        with opener(source, "rt", encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            if next(lines, None) != _COLUMNS:
                raise Refused(
                    f"« {source.name} » n’est pas la liste des communes : "
                    f"les colonnes attendues sont {', '.join(_COLUMNS)}."
                )
            for code, name, kind, departement, population, postcodes, latitude, longitude in lines:
                lat, lon = parse_degrees(latitude), parse_degrees(longitude)
                whole = lat is not None and lon is not None
                yield CommuneRow(
                    code,
                    name,
                    place_key(name),
                    kind,
                    departement,
                    int(population) if population else None,
                    postcodes,
                    lat if whole else None,
                    lon if whole else None,
                )
    except (OSError, EOFError, ValueError, csv.Error) as error:
        raise Refused(
            f"La liste des communes « {source.name} » ne se lit pas ({error.__class__.__name__})."
        ) from error
