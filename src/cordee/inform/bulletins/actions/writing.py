"""A draft: begun, changed, submitted, sent back, dropped; and its translations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.selectors.crises import crisis_to_tell
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import District, Municipality, current_commune
from cordee.inform.bulletins.models import Bulletin, BulletinState, Language, Translation
from cordee.inform.bulletins.rules.contents import Said, check_said, clean_text, digest_of
from cordee.inform.bulletins.rules.states import check_ready, check_writable

_TEXTS = ("event", "title", "action", "details", "places", "sms", "authority_name", "falc_reviewed_by")
_AS_SAID = (
    "kind", "template", "authority", "source_url", "said_at", "starts_at", "expires_at", "zone", "theme", "response",
    "urgency", "severity", "certainty", "vital", "phone",
)  # fmt: skip


def locked(bulletin: Bulletin) -> Bulletin:
    """The row as it is now, held until the end of the transaction. Raises ``Refused`` when somebody dropped it."""
    found = Bulletin.objects.select_for_update().filter(pk=bulletin.pk).first()
    if found is None:
        raise Refused("Ce brouillon a été supprimé par quelqu’un d’autre.")
    return found


def _put(bulletin: Bulletin, said: Said) -> list[str]:
    """Write what was typed; the names of the fields that changed."""
    new: dict[str, Any] = {name: clean_text(getattr(said, name)) for name in _TEXTS}
    new |= {name: getattr(said, name) for name in _AS_SAID}
    new["audiences"] = list(dict.fromkeys(said.audiences))
    changed = [name for name, value in new.items() if getattr(bulletin, name) != value]
    for name, value in new.items():
        setattr(bulletin, name, value)
    return changed


def _put_districts(bulletin: Bulletin, keys: tuple[int, ...]) -> None:
    found = list(District.objects.filter(pk__in=keys))
    if len(found) != len(set(keys)):
        raise Refused("Un de ces quartiers n’existe plus : rechargez la page.", field="districts")
    bulletin.districts.set(found)


@transaction.atomic
def begin_bulletin(*, said: Said, by: Account, at: datetime) -> Bulletin:
    """Keep a first draft under the next number of the town. Raises ``Refused`` with the field."""
    check_can(by, Permission.INFORM_WRITE)
    check_said(said, at=at)
    # Numbers are given one at a time: the town is held meanwhile.
    Municipality.objects.select_for_update().get(pk=current_commune())
    last = Bulletin.objects.aggregate(last=Max("number"))["last"] or 0
    crisis, _ = crisis_to_tell(now=at)
    bulletin = Bulletin(
        number=last + 1,
        crisis=crisis,
        exercise=bool(crisis and crisis.exercise),
        written_by=by,
        written_at=at,
    )
    _put(bulletin, said)
    bulletin.save()
    _put_districts(bulletin, said.districts)
    leave_trace(
        verb="begin_bulletin",
        subject=bulletin,
        by=by,
        commune_code=bulletin.commune_id,
        at=at,
        kind_of_bulletin=bulletin.kind,
    )
    return bulletin


@transaction.atomic
def change_bulletin(*, bulletin: Bulletin, said: Said, by: Account, at: datetime) -> Bulletin:
    """Change a draft. One that waited to be approved goes back to a draft: what was read is not what would be published.

    Whoever changes it has written it: they may not approve it themselves.
    """
    check_can(by, Permission.INFORM_WRITE)
    bulletin = locked(bulletin)
    check_writable(bulletin)
    check_said(said, at=at)
    before = set(bulletin.districts.values_list("pk", flat=True))
    changed = _put(bulletin, said)
    _put_districts(bulletin, said.districts)
    if before != set(said.districts):
        changed.append("districts")
    if not changed:
        return bulletin
    bulletin.state, bulletin.submitted_at = BulletinState.DRAFT, None
    bulletin.written_by, bulletin.written_at = by, at
    bulletin.save()
    leave_trace(
        verb="change_bulletin",
        subject=bulletin,
        by=by,
        commune_code=bulletin.commune_id,
        at=at,
        fields=sorted(changed),
    )
    return bulletin


@transaction.atomic
def submit_bulletin(*, bulletin: Bulletin, by: Account, at: datetime) -> Bulletin:
    """Hand a draft over to a second reader."""
    check_can(by, Permission.INFORM_WRITE)
    bulletin = locked(bulletin)
    check_writable(bulletin)
    if bulletin.state == BulletinState.TO_APPROVE:
        return bulletin
    check_ready(bulletin, at=at)
    bulletin.state, bulletin.submitted_at, bulletin.sent_back = BulletinState.TO_APPROVE, at, ""
    bulletin.save(update_fields=["state", "submitted_at", "sent_back"])
    leave_trace(verb="submit_bulletin", subject=bulletin, by=by, commune_code=bulletin.commune_id, at=at)
    return bulletin


@transaction.atomic
def send_back_bulletin(*, bulletin: Bulletin, why: str, by: Account, at: datetime) -> Bulletin:
    """Give it back to its author, with what to correct."""
    check_can(by, Permission.INFORM_PUBLISH)
    bulletin = locked(bulletin)
    if bulletin.state != BulletinState.TO_APPROVE:
        raise Refused("Ce message n’attend plus d’être relu : regardez où il en est.")
    if not why.strip():
        raise Refused("Dites ce qu’il faut corriger.", field="why")
    bulletin.state, bulletin.submitted_at, bulletin.sent_back = BulletinState.DRAFT, None, clean_text(why)
    bulletin.save(update_fields=["state", "submitted_at", "sent_back"])
    leave_trace(verb="send_back_bulletin", subject=bulletin, by=by, commune_code=bulletin.commune_id, at=at)
    return bulletin


@transaction.atomic
def drop_bulletin(*, bulletin: Bulletin, by: Account, at: datetime) -> None:
    """Throw a draft away; its number stays taken only if another came after it."""
    check_can(by, Permission.INFORM_WRITE)
    bulletin = locked(bulletin)
    check_writable(bulletin)
    leave_trace(verb="drop_bulletin", subject=bulletin, by=by, commune_code=bulletin.commune_id, at=at)
    bulletin.delete()


@transaction.atomic
def write_translation(
    *, bulletin: Bulletin, language: str, title: str, action: str, details: str, places: str, reviewed_by: str,
    by: Account, at: datetime,
) -> Translation:  # fmt: skip
    """Write or correct the bulletin in another language, from the French text as it is now.

    It may be added after publication: the French does not change, more people read it.
    """
    check_can(by, Permission.INFORM_WRITE)
    bulletin = locked(bulletin)
    if bulletin.state not in {BulletinState.DRAFT, BulletinState.TO_APPROVE, BulletinState.PUBLISHED}:
        raise Refused("Ce message n’est plus en vigueur : traduisez la version qui le remplace.")
    if language not in Language.values:
        raise Refused("Choisissez dans la liste.", field="language")
    if not title.strip():
        raise Refused("Il manque le titre.", field="title")
    if not action.strip():
        raise Refused("Il manque ce qu’il faut faire.", field="action")
    found, _ = Translation.objects.update_or_create(
        bulletin=bulletin,
        language=language,
        defaults={
            "title": clean_text(title), "action": clean_text(action), "details": clean_text(details),
            "places": clean_text(places), "reviewed_by": clean_text(reviewed_by), "french": digest_of(bulletin),
            "french_at": bulletin.published_at or bulletin.written_at, "written_by": by, "written_at": at,
        },
    )  # fmt: skip
    leave_trace(
        verb="write_translation",
        subject=bulletin,
        by=by,
        commune_code=bulletin.commune_id,
        at=at,
        language=language,
    )
    return found


@transaction.atomic
def drop_translation(*, bulletin: Bulletin, language: str, by: Account, at: datetime) -> None:
    """Take a translation away."""
    check_can(by, Permission.INFORM_WRITE)
    bulletin = locked(bulletin)
    if Translation.objects.filter(bulletin=bulletin, language=language).delete()[0]:
        leave_trace(
            verb="drop_translation",
            subject=bulletin,
            by=by,
            commune_code=bulletin.commune_id,
            at=at,
            language=language,
        )
