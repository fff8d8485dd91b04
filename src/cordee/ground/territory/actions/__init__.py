"""Writing the ground: the reference, the town served, its districts, its addresses."""

from cordee.ground.territory.actions.addresses import ImportReport, import_addresses
from cordee.ground.territory.actions.communes import Counts, load_communes
from cordee.ground.territory.actions.districts import DistrictReport, import_districts
from cordee.ground.territory.actions.municipalities import serve_commune, update_municipality

__all__ = [
    "Counts",
    "DistrictReport",
    "ImportReport",
    "import_addresses",
    "import_districts",
    "load_communes",
    "serve_commune",
    "update_municipality",
]
