"""Passkeys (W3C WebAuthn): the computer or the telephone answers for the person, who shows a face, a finger or a code."""

from __future__ import annotations

import json
import struct
from datetime import datetime
from typing import Any

from django.db import transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, Passkey
from cordee.ground.people.rules.codes import digest_of
from cordee.ground.territory.models import current_commune

Options = dict[str, Any]
State = dict[str, Any]
MAX_PASSKEYS = 10
# All that reading an answer written by anybody may raise.
_UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, struct.error,
)  # fmt: skip
_UNREAD = "Cette clé d’accès n’a pas pu être vérifiée. Recommencez, ou entrez d’une autre façon."


def _server(host: str, town: str = "Cordée") -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=town))


def _known(account: Account) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(one.credential)) for one in account.passkeys.all()]


def begin_passkey(*, account: Account, host: str, town: str) -> tuple[Options, State]:
    """What the browser needs to make a key for ``host``, and what the session keeps until it answers."""
    user = PublicKeyCredentialUserEntity(
        # Random to whoever finds the key: an authenticator must not be told who somebody is (WebAuthn § 14.6.1).
        id=bytes.fromhex(digest_of(str(account.pk), use="passkey")),
        name=account.email,
        display_name=account.name,
    )
    options, state = _server(host, town).register_begin(
        user,
        _known(account),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


@transaction.atomic
def keep_passkey(
    *, account: Account, host: str, state: State | None, answer: str, name: str, at: datetime
) -> Passkey:
    """Keep the key the browser has made. Raises ``Refused``."""
    if not state or account.passkeys.count() >= MAX_PASSKEYS:
        raise Refused(_UNREAD if not state else f"Un compte a {MAX_PASSKEYS} clés d’accès au plus.")
    try:
        made = _server(host).register_complete(state, json.loads(answer)).credential_data
    except _UNREADABLE:
        raise Refused(_UNREAD) from None
    if made is None:
        raise Refused(_UNREAD)
    credential_id = websafe_encode(made.credential_id)
    if Passkey.objects.filter(credential_id=credential_id).exists():
        raise Refused("Cette clé d’accès est déjà enregistrée.")
    passkey = Passkey.objects.create(
        account=account,
        credential_id=credential_id,
        credential=bytes(made),
        name=name.strip()[:60] or "Clé d’accès",
        created_at=at,
    )
    leave_trace(verb="keep_passkey", subject=account, by=account, commune_code=current_commune(), at=at)
    return passkey


@transaction.atomic
def remove_passkey(*, account: Account, passkey_id: int) -> None:
    """Give a key up: it opens nothing any more."""
    if Passkey.objects.filter(account=account, pk=passkey_id).delete()[0]:
        leave_trace(verb="remove_passkey", subject=account, by=account, commune_code=current_commune())


def ask_for_passkey(*, host: str) -> tuple[Options, State]:
    """What the browser needs to show a key, whoever it belongs to, and what the session keeps until it answers."""
    options, state = _server(host).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), state


@transaction.atomic
def prove_passkey(*, host: str, state: State | None, answer: str, at: datetime) -> Account:
    """The account whose key has just signed. Raises ``Refused`` with one sentence whatever is wrong."""
    try:
        shown = AuthenticationResponse.from_dict(json.loads(answer))
        passkey = (
            Passkey.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(credential_id=websafe_encode(shown.raw_id), account__is_active=True)
            .first()
        )
        if passkey is None or not state:
            raise Refused(_UNREAD)
        _server(host).authenticate_complete(state, [AttestedCredentialData(bytes(passkey.credential))], shown)
    except _UNREADABLE:
        raise Refused(_UNREAD) from None
    counter = shown.response.authenticator_data.counter
    if counter and counter <= passkey.counter:
        # The same key in two places: a copy (WebAuthn § 6.1.1).
        raise Refused(_UNREAD)
    passkey.counter, passkey.last_used_at = counter, at
    passkey.save(update_fields=["counter", "last_used_at"])
    leave_trace(
        verb="use_passkey", subject=passkey.account, by=passkey.account, commune_code=current_commune(), at=at
    )
    return passkey.account
