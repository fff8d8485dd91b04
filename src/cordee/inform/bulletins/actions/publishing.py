"""Publishing, replacing and cancelling: nothing that was read is ever rewritten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.inform.bulletins.actions.writing import locked
from cordee.inform.bulletins.models import Bulletin, BulletinState, Translation
from cordee.inform.bulletins.rules.contents import clean_text
from cordee.inform.bulletins.rules.states import OPEN, check_approve, check_vital

_COPIED = (
    "number", "crisis", "kind", "template", "exercise", "event", "title", "action", "details", "places", "phone", "sms",
    "authority", "authority_name", "source_url", "said_at", "starts_at", "expires_at", "zone", "audiences", "theme",
    "response", "urgency", "severity", "certainty", "vital", "falc_reviewed_by",
)  # fmt: skip


def _publish(bulletin: Bulletin, *, by: Account, at: datetime) -> None:
    bulletin.state, bulletin.published_at = BulletinState.PUBLISHED, at
    bulletin.approved_by = by
    bulletin.save(update_fields=["state", "published_at", "approved_by"])
    if bulletin.replaces_id is not None:
        replaced = Bulletin.objects.select_for_update().get(pk=bulletin.replaces_id)
        if replaced.state != BulletinState.PUBLISHED:
            raise Refused("La version d’avant a été annulée entre-temps : il n’y a plus rien à remplacer.")
        replaced.state, replaced.ended_at = BulletinState.REPLACED, at
        replaced.save(update_fields=["state", "ended_at"])
    leave_trace(
        verb="publish_bulletin", subject=bulletin, by=by, commune_code=bulletin.commune_id, at=at,
        version=bulletin.version, vital=bulletin.vital,
    )  # fmt: skip
    told = (
        f"version {bulletin.version} du message n° {bulletin.number}"
        if bulletin.version > 1
        else (f"message n° {bulletin.number}")
    )
    tell_logbook(text=f"Diffusé : {told}, « {bulletin.title} ».", by=by, at=at)


@transaction.atomic
def approve_bulletin(*, bulletin: Bulletin, by: Account, at: datetime) -> Bulletin:
    """Publish what somebody else wrote: the second reader answers for it. Raises ``Refused``."""
    bulletin = locked(bulletin)
    check_approve(bulletin, by, at=at)
    _publish(bulletin, by=by, at=at)
    return bulletin


@transaction.atomic
def publish_vital(*, bulletin: Bulletin, by: Account, at: datetime) -> Bulletin:
    """Publish a vital emergency alone; it stays on the list of what must be read again. Raises ``Refused``."""
    bulletin = locked(bulletin)
    check_vital(bulletin, by, at=at)
    # Nobody read it before: that is what « to be read again » looks for.
    bulletin.submitted_at = None
    bulletin.save(update_fields=["submitted_at"])
    _publish(bulletin, by=by, at=at)
    return bulletin


@transaction.atomic
def reread_bulletin(*, bulletin: Bulletin, by: Account, at: datetime) -> Bulletin:
    """Say that a vital emergency published alone has been read again by somebody else."""
    check_can(by, Permission.INFORM_PUBLISH)
    bulletin = locked(bulletin)
    if bulletin.approved_by_id == by.pk or bulletin.written_by_id == by.pk:
        raise Refused("Vous l’avez écrit ou diffusé : une autre personne doit le relire.")
    if bulletin.reread_at is None:
        bulletin.reread_by, bulletin.reread_at = by, at
        bulletin.save(update_fields=["reread_by", "reread_at"])
        leave_trace(verb="reread_bulletin", subject=bulletin, by=by, commune_code=bulletin.commune_id, at=at)
    return bulletin


@transaction.atomic
def begin_new_version(*, bulletin: Bulletin, reason: str, by: Account, at: datetime) -> Bulletin:
    """A draft that will replace a published bulletin; until then people read the one they know. Raises ``Refused``.

    Translations come along: those whose French text changes will be marked as outdated.
    """
    check_can(by, Permission.INFORM_WRITE)
    bulletin = locked(bulletin)
    if not clean_text(reason):
        raise Refused("Dites pourquoi : les habitants le liront.", field="reason")
    waiting = Bulletin.objects.filter(replaces=bulletin).first()
    if waiting is not None:
        raise Refused("Une nouvelle version est déjà en préparation : ouvrez-la plutôt.")
    if bulletin.state != BulletinState.PUBLISHED:
        raise Refused("Seul un message diffusé se remplace.")
    new = Bulletin(
        **{name: getattr(bulletin, name) for name in _COPIED}, version=bulletin.version + 1, replaces=bulletin,
        reason=clean_text(reason), written_by=by, written_at=at,
    )  # fmt: skip
    new.save()
    new.districts.set(bulletin.districts.all())
    for one in Translation.objects.filter(bulletin=bulletin):
        one.pk, one.bulletin = None, new
        one.save(force_insert=True)
    leave_trace(
        verb="begin_new_version", subject=new, by=by, commune_code=new.commune_id, at=at, version=new.version
    )
    return new


@transaction.atomic
def cancel_bulletin(*, bulletin: Bulletin, reason: str, by: Account, at: datetime) -> Bulletin:
    """Take a published bulletin back at once, with the reason people will read. Raises ``Refused``.

    One person is enough: what is wrong does not wait. A version in preparation goes with it.
    """
    check_can(by, Permission.INFORM_PUBLISH)
    bulletin = locked(bulletin)
    if bulletin.state != BulletinState.PUBLISHED:
        raise Refused("Ce message n’est plus diffusé.")
    if not clean_text(reason):
        raise Refused("Dites pourquoi : les habitants le liront.", field="reason")
    Bulletin.objects.filter(replaces=bulletin, state__in=OPEN).delete()
    bulletin.state, bulletin.ended_at, bulletin.cancelled_because = (
        BulletinState.CANCELLED,
        at,
        clean_text(reason),
    )
    bulletin.save(update_fields=["state", "ended_at", "cancelled_because"])
    leave_trace(verb="cancel_bulletin", subject=bulletin, by=by, commune_code=bulletin.commune_id, at=at)
    tell_logbook(text=f"Annulé : message n° {bulletin.number}, « {bulletin.title} ».", by=by, at=at)
    return bulletin
