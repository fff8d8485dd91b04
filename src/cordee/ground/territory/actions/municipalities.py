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

SETTABLE = frozenset(
    {
        "name",
        "tagline",
        "host",
        "phone",
        "phone_hours",
        "email",
        "dpo_contact",
        "colour",
        "automatic_proposals",
        "answer_minutes_u1",
        "answer_minutes_u2",
        "answer_minutes_u3",
        "answer_minutes_u4",
        "default_radius_km",
        "default_weekly_cap",
        "daily_cap",
        "cash_ceiling_euros",
        "briefing_weekday",
        "briefing_time",
        "briefing_place",
        "first_mission_with",
    }
)
"""Columns of the settings page; the logo has its own argument, counters and identity are never set."""

_NEVER_CLEANED = frozenset(
    {
        "commune",
        "logo",
        "logo_type",
        "logo_version",
        "map_stamp",
        "next_need_number",
        "next_volunteer_number",
    }
)

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
    # Now for this transaction's own reads; again once committed, because a thread may have read meanwhile.
    forget_municipalities()
    transaction.on_commit(forget_municipalities)


def _set(municipality: Municipality, changes: dict[str, Any]) -> list[str]:
    """Put acceptable values on the row, unsaved; returns the columns that changed.

    Raises ``Refused`` with the field, ``TypeError`` for a column nobody sets.
    """
    if unknown := changes.keys() - SETTABLE:
        raise TypeError(f"Not a setting of a town: {', '.join(sorted(unknown))}.")
    region = phone_region(municipality.commune.departement)
    checks: dict[str, Callable[[str], str]] = {
        "phone": lambda text: check_town_phone(text, region),
        "host": check_host,
        "colour": check_colour,
    }
    before = {name: getattr(municipality, name) for name in changes}
    for name, value in changes.items():
        text: Any = value.strip() if isinstance(value, str) else value
        if name in _LEAST_AND_MOST:
            least, most = _LEAST_AND_MOST[name]
            if text is None or not least <= text <= most:
                raise Refused(f"Cette valeur va de {least:g} à {most:g}.", field=name)
        setattr(municipality, name, checks[name](text) if name in checks else text)
    try:
        municipality.clean_fields(exclude=(SETTABLE | _NEVER_CLEANED) - changes.keys())
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Refused(" ".join(messages), field=name) from error
    return [name for name in changes if getattr(municipality, name) != before[name]]


def _check_whole(municipality: Municipality) -> None:
    """What holds between settings. Raises ``Refused``."""
    delays = [getattr(municipality, f"answer_minutes_u{rank}") for rank in (1, 2, 3, 4)]
    if delays != sorted(delays):
        raise Refused(
            "Les délais de réponse vont du plus court (U1) au plus long (U4) : l’urgent n’attend pas plus.",
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
    """Open a town here. ``name`` is the one shown, the commune's own when absent; ``changes`` are other
    settings.

    Raises ``Refused`` when the commune is unknown or already served, or a setting is not acceptable.
    """
    commune = find_commune(insee_code)
    if commune is None:
        raise Refused(
            f"Aucune commune n’a le code INSEE « {insee_code} » (ce n’est pas le code postal).",
            field="insee_code",
        )
    if Municipality.objects.filter(pk=commune.pk).exists():
        raise Refused(f"{commune.name} est déjà servie ici.", field="insee_code")
    municipality = Municipality(commune=commune)
    _set(municipality, {"name": name or commune.name, "phone": phone, **changes})
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

    ``logo`` is the content of a PNG, JPEG or WebP file; ``without_logo`` takes it away. Raises ``Refused``
    with the field, and a sentence that proposes what would do.
    """
    current = Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    current.commune = Commune.objects.get(pk=municipality.pk)
    changed = _set(current, changes)
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
