"""Towns, streets and files for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cordee.ground.audit.actions import Task
from cordee.ground.territory.models import Address, Commune, Municipality
from cordee.ground.territory.rules.names import place_key
from cordee.ground.territory.rules.streets import street_key

TESTER = Task("test")
TOWN = "49999"
SHARED_DATA = Path(__file__).resolve().parents[6] / "shared" / "data"

BAN_HEADER = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;"
    "x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;source_nom_voie;"
    "certification_commune;cad_parcelles"
)


def make_commune(code: str, name: str, **fields: Any) -> Commune:
    """A commune of the reference."""
    given = {
        "name_key": place_key(name),
        "kind": "commune-actuelle",
        "departement": code[:2],
        "population": 1000,
        "postcodes": code,
        "latitude": 47.4,
        "longitude": -0.9,
    }
    return Commune.objects.create(insee_code=code, name=name, **(given | fields))


def make_municipality(code: str = TOWN, name: str = "Saint-Aubin-sur-Loire", **fields: Any) -> Municipality:
    """A town served, on the Loire."""
    commune = make_commune(code, name, postcodes="49190", latitude=47.348, longitude=-0.9, population=18_400)
    return Municipality.objects.create(commune=commune, name=name, phone="+33241000000", **fields)


def add_street(
    name: str,
    numbers: str = "1 2 3 5 7 9 12",
    *,
    at: tuple[float, float] = (47.35, -0.9),
    postcode: str = "49190",
    former_commune: str = "",
) -> list[Address]:
    """Doors along a street that goes east from ``at``, 20 m apart; « 7bis » has a suffix."""
    rows = []
    for rank, written in enumerate(numbers.split()):
        digits = "".join(letter for letter in written if letter.isdigit())
        rows.append(
            Address.new(
                ban_id=f"{TOWN}_{place_key(name)}_{former_commune}_{written}".replace(" ", "")[:60],
                number=digits,
                suffix=written.removeprefix(digits),
                street=name,
                street_key=street_key(name),
                postcode=postcode,
                former_commune=former_commune,
                latitude=at[0],
                longitude=at[1] + rank * 0.00027,
            )
        )
    return list(Address.objects.bulk_create(rows))


def ban_line(rank: int = 1, **fields: str) -> str:
    """One line of a BAN export; ``fields`` replaces columns by name."""
    values = dict.fromkeys(BAN_HEADER.split(";"), "")
    values |= {
        "id": f"49999_0010_{rank:05d}",
        "numero": str(rank),
        "nom_voie": "Rue de l'Église",
        "code_postal": "49190",
        "code_insee": TOWN,
        "nom_commune": "Saint-Aubin-sur-Loire",
        "lon": f"{-0.9 + rank / 10000:.6f}",
        "lat": "47.350000",
        "type_position": "entrée",
        "certification_commune": "1",
    }
    return ";".join((values | fields).values())


def ban_text(*lines: str) -> str:
    """A whole file."""
    return "\n".join([BAN_HEADER, *lines]) + "\n"


def write(folder: Path, content: str | bytes, name: str = "adresses-49.csv") -> Path:
    """Put a file in a folder; text is UTF-8."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
