"""Districts brought as a file."""

from __future__ import annotations

from cordee.ground.audit.actions import Actor
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions.districts import DistrictReport, import_districts
from cordee.ground.territory.gateways.outlines import parse_district_file

MOST_BYTES = 5_000_000


def import_district_file(*, content: bytes, by: Actor) -> DistrictReport:
    """Bring the districts up to date with a GeoJSON file, or a text file with one name a line.

    Raises ``Refused`` (field ``file``) with what is wrong; nothing changes then.
    """
    if len(content) > MOST_BYTES:
        raise Refused("Ce fichier dépasse 5 Mo : simplifiez les contours avant de l’envoyer.", field="file")
    try:
        return import_districts(source=parse_district_file(content), by=by)
    except Refused as refusal:
        raise Refused(str(refusal), field="file") from None
