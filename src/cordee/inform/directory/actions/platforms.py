"""Writing a platform, checking it, showing it to everybody, taking it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.links import read_link
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.people.rules.words.folding import words_of
from cordee.ground.territory.models import current_commune
from cordee.inform.directory.models import Platform, PlatformState, Serves
from cordee.inform.directory.rules.platforms import check_publishable
from cordee.inform.directory.rules.starters import starter_platforms

_WRITTEN = ("name", "what", "serves", "link", "needs_account", "needs_internet")


@dataclass(frozen=True)
class PlatformFacts:
    """What is typed of a platform; the same words as ``Platform``."""

    name: str
    what: str
    link: str
    serves: tuple[str, ...] = ()
    needs_account: bool | None = None
    needs_internet: bool | None = True


def _put(platform: Platform, facts: PlatformFacts) -> list[str]:
    """Write what was typed on the row; the names of what changed. Raises ``Refused`` with the field."""
    if not facts.name.strip():
        raise Refused("Il manque le nom.", field="name")
    if not facts.what.strip():
        raise Refused("Dites en une phrase ce qu’elle fait.", field="what")
    if not facts.link.strip():
        raise Refused("Il manque l’adresse du site.", field="link")
    before = {name: getattr(platform, name) for name in _WRITTEN}
    platform.name, platform.what = facts.name.strip(), facts.what.strip()
    platform.name_key = words_of(platform.name)[:160]
    platform.serves = [code for code in Serves.values if code in facts.serves]
    platform.link = read_link(facts.link, field="link")
    platform.needs_account, platform.needs_internet = facts.needs_account, facts.needs_internet
    return [name for name in _WRITTEN if getattr(platform, name) != before[name]]


def _held(platform: Platform) -> Platform:
    """The row, locked for the time of a change."""
    found: Platform = Platform.objects.select_for_update().get(pk=platform.pk)
    return found


def _kept(platform: Platform, verb: str, *, by: Account, at: datetime, **facts: Any) -> Platform:
    platform.changed_at, platform.version = at, platform.version + 1
    platform.save()
    leave_trace(verb=verb, subject=platform, by=by, commune_code=current_commune(), at=at, **facts)
    return platform


@transaction.atomic
def record_platform(*, facts: PlatformFacts, by: Account, at: datetime) -> Platform:
    """Write a platform down, as a draft only the desk sees. Raises ``Refused`` with the field that caused it."""
    check_can(by, Permission.INFORM_PUBLISH)
    platform = Platform.new(changed_at=at)
    _put(platform, facts)
    platform.save()
    leave_trace(verb="record_platform", subject=platform, by=by, commune_code=current_commune(), at=at)
    return platform


@transaction.atomic
def change_platform(
    *, platform: Platform, facts: PlatformFacts, version: int, by: Account, at: datetime
) -> Platform:
    """Correct a platform. ``version`` is the one the agent read. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(platform)
    if found.version != version:
        raise Refused(
            "Un collègue a modifié cette fiche pendant que vous écriviez : relisez-la, puis recopiez vos changements."
        )
    changed = _put(found, facts)
    if not changed:
        return found
    if found.state == PlatformState.PUBLISHED:
        check_publishable(found)
    return _kept(found, "change_platform", by=by, at=at, fields=changed)


@transaction.atomic
def publish_platform(*, platform: Platform, by: Account, at: datetime) -> Platform:
    """Show it to everybody, or say again that it does what is said: verified today. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(platform)
    if found.state == PlatformState.WITHDRAWN:
        raise Refused("Cette plateforme est retirée : remettez-la d’abord.")
    check_publishable(found)
    again = found.state == PlatformState.PUBLISHED
    found.state, found.verified_on, found.verified_by = PlatformState.PUBLISHED, timezone.localdate(at), by
    return _kept(found, "verify_platform" if again else "publish_platform", by=by, at=at)


@transaction.atomic
def unpublish_platform(*, platform: Platform, by: Account, at: datetime) -> Platform:
    """Undo a publication: a draft again. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(platform)
    if found.state != PlatformState.PUBLISHED:
        raise Refused("Cette plateforme n’est pas publiée.")
    found.state = PlatformState.DRAFT
    return _kept(found, "unpublish_platform", by=by, at=at)


@transaction.atomic
def withdraw_platform(*, platform: Platform, why: str, by: Account, at: datetime) -> Platform:
    """Take it away from everybody, with the reason. Raises ``Refused`` without one, or when it is away already."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(platform)
    if found.state == PlatformState.WITHDRAWN:
        raise Refused("Cette plateforme est déjà retirée.")
    if not why.strip():
        raise Refused("Dites pourquoi : un collègue le lira dans six mois.", field="why")
    found.former_state, found.state = found.state, PlatformState.WITHDRAWN
    found.withdrawn_why = why.strip()
    return _kept(found, "withdraw_platform", by=by, at=at)


@transaction.atomic
def put_back_platform(*, platform: Platform, by: Account, at: datetime) -> Platform:
    """Undo a withdrawal: where it was. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(platform)
    if found.state != PlatformState.WITHDRAWN:
        raise Refused("Cette plateforme n’est pas retirée.")
    found.state = PlatformState(found.former_state or PlatformState.DRAFT)
    found.former_state, found.withdrawn_why = "", ""
    return _kept(found, "put_back_platform", by=by, at=at)


@transaction.atomic
def propose_platforms(*, by: Account, at: datetime) -> int:
    """Add the lines of the starter list the town does not have, as drafts to verify; how many were added."""
    check_can(by, Permission.INFORM_PUBLISH)
    have = set(Platform.objects.exclude(code="").values_list("code", flat=True))
    rows = []
    for code, one in starter_platforms().items():
        if code in have:
            continue
        platform = Platform.new(code=code, changed_at=at)
        _put(
            platform,
            PlatformFacts(one.name, one.what, one.link, one.serves, one.needs_account, one.needs_internet),
        )
        rows.append(platform)
    Platform.objects.bulk_create(rows, ignore_conflicts=True)
    leave_trace(
        verb="propose_platforms",
        subject="platforms",
        by=by,
        commune_code=current_commune(),
        at=at,
        created=len(rows),
    )
    return len(rows)
