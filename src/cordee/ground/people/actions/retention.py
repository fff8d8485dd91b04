"""Choosing how long things are kept, and destroying what is too old."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import destroy_events, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.erasure_list import write_erasures_down
from cordee.ground.people.models import Account, Elimination, EntryKey, RetentionChoice
from cordee.ground.people.ports import registered_series
from cordee.ground.people.rules.processings import check_days, retention_rules
from cordee.ground.people.selectors.privacy import preview_of
from cordee.ground.territory.models import current_commune
from cordee.ground.vault.actions import settle_files


@transaction.atomic
def choose_retention(*, code: str, days: int, by: Account, at: datetime) -> None:
    """Keep a series this many days from now on. Raises ``Refused`` outside the bounds of its rule."""
    rule = retention_rules().get(code)
    if rule is None:
        raise Refused("Cette série n’existe pas.", field="code")
    check_days(rule, days)
    RetentionChoice.objects.update_or_create(code=code, commune_id=current_commune(), defaults={"days": days})
    leave_trace(
        verb="choose_retention",
        subject="retention",
        by=by,
        commune_code=current_commune(),
        at=at,
        what=code,
        days=days,
    )


@transaction.atomic
def eliminate(*, code: str, fingerprint: str, by: Account, at: datetime, visa: str = "") -> Elimination:
    """Destroy exactly what the preview showed, and write the bordereau.

    ``fingerprint`` is the preview's: when the list is no longer the same one, nothing is destroyed and ``Refused`` is
    raised, for nobody signs what they have not read.
    """
    preview = preview_of(code, at=at)
    if preview is None:
        raise Refused("Cette série n’existe pas.")
    if not preview.lines:
        raise Refused("Il n’y a rien à éliminer dans cette série.")
    if preview.fingerprint != fingerprint:
        raise Refused("La liste a changé depuis que vous l’avez lue : relisez-la, puis confirmez.")
    first_on, last_on, rule = preview.first_on, preview.last_on, preview.kept.rule
    registered_series()[code].destroy([line.key for line in preview.lines], at)
    done = Elimination.objects.create(
        code=code,
        series=rule.series,
        processing=rule.processing,
        basis=rule.basis,
        days=preview.kept.days,
        first_on=first_on,
        last_on=last_on,
        volume=len(preview.lines),
        fingerprint=fingerprint,
        visa=visa.strip()[:120],
        done_at=at,
        done_by=by,
    )
    leave_trace(
        verb="eliminate",
        subject=done,
        by=by,
        commune_code=current_commune(),
        at=at,
        what=code,
        count=done.volume,
    )
    transaction.on_commit(settle_files)
    transaction.on_commit(write_erasures_down, robust=True)
    return done


def destroy_keys(keys: list[int], _at: datetime) -> None:
    """Delete one-time keys."""
    for start in range(0, len(keys), 500):
        EntryKey.objects.filter(pk__in=keys[start : start + 500]).delete()


def destroy_log(ranks: list[int], _at: datetime) -> None:
    """Delete the beginning of the log."""
    destroy_events(commune_code=current_commune(), up_to_rank=max(ranks))
