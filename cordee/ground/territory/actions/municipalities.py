"""Serving a town, and giving it its face."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.models import Commune, Municipality
from cordee.ground.territory.rules.faces import check_colour, check_host, check_logo, check_town_phone
from cordee.ground.territory.rules.names import phone_region
from cordee.ground.territory.selectors import find_commune, forget_municipalities

_NEVER_BY_HAND = {
    "commune",
    "logo",
    "logo_type",
    "logo_version",
    "map_stamp",
    "next_need_number",
    "next_volunteer_number",
}
SETTABLE = frozenset(field.name for field in Municipality._meta.fields) - _NEVER_BY_HAND
"""Columns a town sets on its settings page; the logo has its own argument."""

_LEAST_AND_MOST: dict[str, tuple[float, float]] = {
    "answer_minutes_u1": (1, 1440),
    "answer_minutes_u2": (1, 2880),
    "answer_minutes_u3": (1, 10080),
    "answer_minutes_u4": (1, 20160),
    "default_radius_km": (0.1, 50),
    "default_weekly_cap": (1, 21),
    "daily_cap": (1, 8),
    "cash_ceiling_euros": (0, 500),
}


def _forget_now_and_once_written() -> None:
    # Now for this transaction's own reads; once more when it is committed, because a thread may have read meanwhile.
    forget_municipalities()
    transaction.on_commit(forget_municipalities)


def _checked(municipality: Municipality, changes: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept. Raises ``Refused`` with the field, ``TypeError`` for a column nobody sets."""
    if unknown := changes.keys() - SETTABLE:
        raise TypeError(f"Not a setting of a town: {', '.join(sorted(unknown))}.")
    region = phone_region(municipality.commune.departement)
    checks: dict[str, Callable[[str], str]] = {
        "phone": lambda text: check_town_phone(text, region),
        "host": check_host,
        "colour": check_colour,
    }
    values = {}
    for name, value in changes.items():
        text = value.strip() if isinstance(value, str) else value
        values[name] = checks[name](text) if name in checks else text
    for name, value in values.items():
        column = Municipality._meta.get_field(name)
        if name in _LEAST_AND_MOST:
            least, most = _LEAST_AND_MOST[name]
            if value is None or not least <= value <= most:
                raise Refused(f"« {column.verbose_name} » va de {least:g} à {most:g}.", field=name)
        try:
            values[name] = column.clean(value, municipality)
        except ValidationError as error:
            raise Refused(f"« {column.verbose_name} » : {' '.join(error.messages)}", field=name) from error
    return values


def _check_whole(municipality: Municipality) -> None:
    """What holds between settings. Raises ``Refused``."""
    delays = [getattr(municipality, f"answer_minutes_u{rank}") for rank in (1, 2, 3, 4)]
    if delays != sorted(delays):
        raise Refused(
            "Les délais de réponse vont du plus court (U1) au plus long (U4) : une urgence n’attend pas plus que le reste.",
            field="answer_minutes_u1",
        )
    if municipality.daily_cap > municipality.default_weekly_cap:
        raise Refused("Le plafond d’un jour ne peut pas dépasser celui d’une semaine.", field="daily_cap")
    others = Municipality.objects.exclude(pk=municipality.pk)
    if municipality.host and others.filter(host=municipality.host).exists():
        raise Refused(
            f"L’adresse « {municipality.host} » est déjà celle d’une autre commune servie ici.", field="host"
        )


@transaction.atomic
def serve_commune(
    *, insee_code: str, phone: str, by: Actor, name: str | None = None, **changes: Any
) -> Municipality:
    """Open a town here. ``name`` is the one shown, the commune's own when absent; ``changes`` are other settings.

    Raises ``Refused`` when the commune is unknown or already served, or a setting is not acceptable.
    """
    commune = find_commune(insee_code)
    if commune is None:
        raise Refused(
            f"Aucune commune n’a le code INSEE « {insee_code} ». Attention, ce n’est pas le code postal.",
            field="insee_code",
        )
    if Municipality.objects.filter(pk=commune.pk).exists():
        raise Refused(f"{commune.name} est déjà servie ici.", field="insee_code")
    municipality = Municipality(commune=commune)
    for field, value in _checked(
        municipality, {"name": name or commune.name, "phone": phone, **changes}
    ).items():
        setattr(municipality, field, value)
    _check_whole(municipality)
    municipality.save(force_insert=True)
    leave_trace(verb="serve_commune", subject=municipality, by=by, commune_code=commune.pk)
    _forget_now_and_once_written()
    return municipality


@transaction.atomic
def update_municipality(
    *,
    municipality: Municipality,
    by: Actor,
    logo: bytes | None = None,
    without_logo: bool = False,
    **changes: Any,
) -> Municipality:
    """Change what a town chooses; only what is given changes. Returns the row as written.

    ``logo`` is the content of a PNG, JPEG or WebP file; ``without_logo`` takes it away. Raises ``Refused`` with the field,
    and a sentence that proposes what would do.
    """
    current = Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    current.commune = Commune.objects.get(pk=municipality.pk)
    changed = []
    for field, value in _checked(current, changes).items():
        if getattr(current, field) != value:
            setattr(current, field, value)
            changed.append(field)
    if logo or without_logo:
        current.logo_type = check_logo(logo) if logo else ""
        current.logo = logo or None
        current.logo_version += 1
        changed += ["logo", "logo_type", "logo_version"]
    if not changed:
        return current
    _check_whole(current)
    current.save(update_fields=changed)
    leave_trace(verb="update_municipality", subject=current, by=by, commune_code=current.pk, fields=changed)
    _forget_now_and_once_written()
    return current
