"""Who may do what to a bulletin, and when (domain.md § 6.1, § 7.9)."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, can, check_can
from cordee.inform.bulletins.models import Bulletin, BulletinState
from cordee.inform.bulletins.rules.templates import TEXTS, unfilled

OPEN = (BulletinState.DRAFT, BulletinState.TO_APPROVE)


def in_force(bulletin: Bulletin, at: datetime) -> bool:
    """True while it is published, begun and not over."""
    return bulletin.state == BulletinState.PUBLISHED and bulletin.starts_at <= at < bulletin.expires_at


def check_writable(bulletin: Bulletin) -> None:
    """Raise ``Refused`` once it has been published: what people read is never rewritten (§ 6.2, 6)."""
    if bulletin.state not in OPEN:
        raise Refused(
            "Ce message a été diffusé : il ne se modifie plus. Écrivez une nouvelle version, avec son motif."
        )


def check_ready(bulletin: Bulletin, *, at: datetime) -> None:
    """Raise ``Refused`` while a field of its template is empty, or once its end is past."""
    left = unfilled(*(getattr(bulletin, name) for name in TEXTS))
    if left:
        raise Refused(f"Il reste à remplir : {', '.join(f'« {{{name}}} »' for name in left)}.")
    if bulletin.expires_at <= at:
        raise Refused("Sa fin est déjà passée : corrigez-la d’abord.")


def can_approve(bulletin: Bulletin, by: Account) -> bool:
    """True for somebody who may publish and did not write it: two people have read it."""
    return (
        bulletin.state == BulletinState.TO_APPROVE
        and can(by, Permission.INFORM_PUBLISH)
        and bulletin.written_by_id != by.pk
    )


def check_approve(bulletin: Bulletin, by: Account, *, at: datetime) -> None:
    """Raise ``Refused`` unless this person may publish it now."""
    check_can(by, Permission.INFORM_PUBLISH)
    if bulletin.state == BulletinState.DRAFT:
        raise Refused("Ce message n’est pas encore soumis : son auteur y travaille.")
    if bulletin.state != BulletinState.TO_APPROVE:
        raise Refused("Quelqu’un l’a déjà traité : regardez où il en est.")
    if bulletin.written_by_id == by.pk:
        raise Refused("Vous l’avez écrit : une autre personne doit le relire et le valider.")
    if bulletin.expires_at <= at:
        raise Refused("Sa fin est passée pendant qu’il attendait : renvoyez-le à son auteur.")


def check_vital(bulletin: Bulletin, by: Account, *, at: datetime) -> None:
    """Raise ``Refused`` unless it is marked as a vital emergency and this person may publish one alone (§ 6.1)."""
    check_can(by, Permission.INFORM_VITAL)
    check_writable(bulletin)
    if not bulletin.vital:
        raise Refused("Seule une urgence vitale se diffuse sans deuxième lecture.")
    check_ready(bulletin, at=at)
