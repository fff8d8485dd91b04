"""An agent comes in, is listed as being in, and goes out; links sent to a mailbox."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, AccountLink, LinkPurpose, StaffSession, Way
from cordee.ground.people.rules.codes import digest_of
from cordee.ground.territory.models import current_commune

LINK_LIVES = {LinkPurpose.SIGN_IN: timedelta(minutes=15), LinkPurpose.INVITATION: timedelta(days=7)}
_DEAD = "Ce lien a déjà servi, ou n’est plus valable."


@transaction.atomic
def record_entry(*, account: Account, session_key: str, way: Way, device: str, at: datetime) -> None:
    """Note that a session begins; those of the account that have ended are forgotten."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    StaffSession.objects.filter(account=account).exclude(session_key__in=alive).delete()
    StaffSession.objects.create(
        account=account, session_key=session_key, way=way, device=device[:80], began_at=at
    )
    leave_trace(
        verb="sign_in",
        subject=account,
        by=account,
        commune_code=current_commune(),
        kind=EventKind.ACCESS,
        at=at,
        way=str(way),
    )


@transaction.atomic
def record_exit(*, account: Account, session_key: str) -> None:
    """Note that a session ends by its owner's hand."""
    StaffSession.objects.filter(account=account, session_key=session_key).delete()
    leave_trace(
        verb="sign_out", subject=account, by=account, commune_code=current_commune(), kind=EventKind.ACCESS
    )


def follow_session(*, former_key: str, session_key: str) -> None:
    """The same session goes on under another key: its owner has just changed their password."""
    StaffSession.objects.filter(session_key=former_key).update(session_key=session_key)


def end_sessions(*, account: Account, by: Actor, but: str = "", only: int | None = None) -> int:
    """Cut the sessions of an account at once (all, or number ``only``) except the one whose key is ``but``."""
    with transaction.atomic():
        cut = StaffSession.objects.filter(account=account).exclude(session_key=but)
        if only is not None:
            cut = cut.filter(pk=only)
        keys = list(cut.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        cut.delete()
        if keys:
            leave_trace(
                verb="end_sessions",
                subject=account,
                by=by,
                commune_code=current_commune(),
                kind=EventKind.ACCESS,
                count=len(keys),
            )
    return len(keys)


@transaction.atomic
def issue_account_link(*, account: Account, purpose: LinkPurpose, by: Actor, at: datetime) -> str:
    """Draw a link; the former ones for the same purpose no longer work. Returns the token, known this once."""
    AccountLink.objects.filter(account=account, purpose=purpose).delete()
    token = secrets.token_urlsafe(24)
    AccountLink.objects.create(
        account=account,
        purpose=purpose,
        digest=digest_of(token, use=str(purpose)),
        created_at=at,
        expires_at=at + LINK_LIVES[purpose],
    )
    leave_trace(
        verb="issue_account_link",
        subject=account,
        by=by,
        commune_code=current_commune(),
        at=at,
        purpose=str(purpose),
    )
    return token


def find_account_link(*, token: str, purpose: LinkPurpose, at: datetime) -> AccountLink | None:
    """The link that still opens something; ``None`` otherwise, whatever the reason."""
    return (
        AccountLink.objects.select_related("account")
        .filter(
            digest=digest_of(token, use=str(purpose)),
            purpose=purpose,
            used_at=None,
            expires_at__gt=at,
            account__is_active=True,
        )
        .first()
    )


@transaction.atomic
def use_account_link(*, link: AccountLink, at: datetime) -> Account:
    """Use a link once; of two parallel uses one wins. Raises ``Refused``."""
    if not AccountLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at).update(used_at=at):
        raise Refused(_DEAD)
    leave_trace(
        verb="use_account_link",
        subject=link.account,
        by=link.account,
        commune_code=current_commune(),
        kind=EventKind.ACCESS,
        at=at,
        purpose=link.purpose,
    )
    return link.account


@transaction.atomic
def accept_invitation(*, link: AccountLink, password: str, at: datetime) -> Account:
    """Choose the password of an account one was invited to. Raises ``Refused``."""
    try:
        validate_password(password, link.account)
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages), field="new") from None
    account = use_account_link(link=link, at=at)
    account.set_password(password)
    account.save(update_fields=["password"])
    return account
