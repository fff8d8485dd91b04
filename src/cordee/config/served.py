"""Which of the towns of this installation a command speaks of."""

from __future__ import annotations

from django.conf import settings
from django.db.utils import OperationalError, ProgrammingError

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.models import Municipality


def town_for_command(code: str | None) -> Municipality:
    """The town named by its INSEE code, else the default one, else the only one. Raises ``Refused``
    otherwise."""
    wanted = (code or settings.DEFAULT_COMMUNE or "").upper()
    try:
        towns = list(Municipality.objects.select_related("commune").order_by("name"))
    except (OperationalError, ProgrammingError):
        raise Refused("La base de données n’est pas prête : « ./cordee setup » la prépare.") from None
    if wanted:
        for town in towns:
            if town.pk == wanted:
                return town
        raise Refused(f"La commune {wanted} n’est pas servie ici.")
    if len(towns) == 1:
        return towns[0]
    if not towns:
        raise Refused(
            "Aucune commune n’est encore servie : lancez « ./cordee setup », ou essayez « ./cordee demo »."
        )
    names = ", ".join(f"{town.name} ({town.pk})" for town in towns)
    raise Refused(f"Plusieurs communes sont servies ici : précisez --commune CODE parmi {names}.")
