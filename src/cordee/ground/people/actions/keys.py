"""Issuing and using one-time keys (ASVS V2: single use, short code life, five tries, digests only at rest)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from cordee.ground.audit.actions import Actor, Task, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import EntryKey, EntryPurpose, Person
from cordee.ground.territory.models import current_commune

CODE_LIFE = timedelta(minutes=10)
LINK_LIFE = timedelta(hours=24)
MAX_WRONG_TRIES = 5


_PROOF = "proof:"


@dataclass(frozen=True)
class IssuedKey:
    """The only moment the key is known in clear: put it in a message and forget it."""

    token: str
    code: str
    purpose: EntryPurpose

    @property
    def link(self) -> str:
        """Where the person goes: short, because it travels in an SMS; the portal answers at these two paths."""
        return f"{settings.PUBLIC_URL}/{'m' if self.purpose == EntryPurpose.MISSION else 'l'}/{self.token}/"


def _digest(secret: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()


def proof_target(address: str) -> str:
    """The target of a key sent to ``address`` to prove whose it is: the address itself stays out of it."""
    return _PROOF + _digest(address)[:24]


@transaction.atomic
def issue_entry_key(
    *,
    person: Person,
    purpose: EntryPurpose,
    by: Actor,
    at: datetime,
    target: str = "",
    valid_for: timedelta = LINK_LIFE,
    with_code: bool = False,
) -> IssuedKey:
    """Create a key: a link token (≥ 128 bits) valid ``valid_for``.

    ``with_code`` adds a six-digit code, valid ten minutes, for a message that says it; the newest one alone works.
    """
    token = secrets.token_urlsafe(18)
    code = f"{secrets.randbelow(10**6):06d}" if with_code else ""
    key = EntryKey.objects.create(
        person=person,
        purpose=purpose,
        target=target,
        link_digest=_digest(token),
        code_digest=_digest(f"{person.pk}:{code}") if code else "",
        created_at=at,
        expires_at=at + valid_for,
    )
    leave_trace(
        verb="issue_entry_key",
        subject=key,
        by=by,
        commune_code=current_commune(),
        at=at,
        purpose=str(purpose),
    )
    return IssuedKey(token, code, purpose)


def find_entry_key(token: str) -> EntryKey | None:
    """The key a link stands for, used or not, expired or not; ``None`` when it never existed in this town."""
    return EntryKey.objects.select_related("person").filter(link_digest=_digest(token)).first()


@transaction.atomic
def use_entry_key(*, key: EntryKey, at: datetime) -> Person:
    """Use a link once. Raises ``Refused`` when it has served or is too old; of two parallel uses, one wins."""
    if key.expires_at <= at:
        raise Refused("Ce lien n’est plus valable.")
    won = EntryKey.objects.filter(pk=key.pk, used_at=None, expires_at__gt=at).update(used_at=at)
    if not won:
        raise Refused("Ce lien a déjà servi.")
    leave_trace(
        verb="use_entry_key",
        subject=key,
        by=key.person,
        commune_code=key.commune_id,
        kind=EventKind.ACCESS,
        at=at,
    )
    return key.person


def use_entry_code(*, person: Person | None, code: str, at: datetime, target: str | None = None) -> Person:
    """Use the six-digit code of the newest key of a person.

    Raises ``Refused`` with one sentence whatever is wrong, so that nobody learns who is known. Each wrong try counts
    against the key, five close it. An unknown person costs the same digest, the
    same reading and the same writing.

    A code sent to prove a new number or e-mail (a ``proof_target``) works with that ``target`` alone, and lets nobody
    in; any other code proves no address.
    """
    wrong = Refused("Ce code ne convient pas ou n’est plus valable. Demandez-en un nouveau.", field="code")
    digest = _digest(f"{person.pk if person else 0}:{code.strip()}")
    with transaction.atomic():
        keys = (
            EntryKey.objects.select_related("person")
            .filter(person_id=person.pk if person else 0, used_at=None)
            .exclude(code_digest="")
            .filter(created_at__gt=at - CODE_LIFE, wrong_tries__lt=MAX_WRONG_TRIES)
            .order_by("-id")
        )
        proofs = Q(target__startswith=_PROOF)
        key = keys.filter(target=target).first() if target else keys.exclude(proofs).first()
        matches = key is not None and hmac.compare_digest(key.code_digest, digest)
        if not matches:
            EntryKey.objects.filter(pk=key.pk if key else 0).update(wrong_tries=F("wrong_tries") + 1)
            leave_trace(
                verb="refuse_entry_code",
                subject="entry",
                by=person or Task("entry"),
                commune_code=current_commune(),
                kind=EventKind.ACCESS,
                at=at,
            )
    if key is None or not matches:
        raise wrong
    return use_entry_key(key=key, at=at)
