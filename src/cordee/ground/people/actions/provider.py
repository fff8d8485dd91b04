"""Coming in through the town's identity provider."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.gateways.identity_provider import Departure, Known, arrive, depart
from cordee.ground.people.models import Account, ProviderIdentity
from cordee.ground.territory.models import current_commune

_UNKNOWN = "Aucun compte du bureau n’est ouvert pour vous ici. Demandez-le à la personne qui gère les comptes de la mairie."


def leave_for_provider(*, back: str) -> Departure:
    """Where to send the browser. Raises ``Refused`` when the provider is silent."""
    return depart(back=back)


def come_back_from_provider(*, code: str, state: str, kept: dict[str, str] | None, at: datetime) -> Account:
    """The account of whoever the provider sends back. Raises ``Refused``.

    ``kept`` is what the session kept at the departure: an answer to a question nobody asked from this browser is refused.
    """
    if not kept or not code or not secrets.compare_digest(state.encode(), kept.get("state", "").encode()):
        raise Refused("Cette connexion a été interrompue. Recommencez.")
    return account_of(known=arrive(code=code, kept=kept), at=at)


@transaction.atomic
def account_of(*, known: Known, at: datetime) -> Account:
    """The account a provider's identity stands for; at the first visit the e-mail binds it. Raises ``Refused``."""
    identity = (
        ProviderIdentity.objects.select_related("account")
        .filter(issuer=known.issuer, subject=known.subject)
        .first()
    )
    if identity is not None:
        if not identity.account.is_active:
            raise Refused(_UNKNOWN)
        return identity.account
    account = Account.objects.filter(email=known.email, is_active=True).first() if known.email else None
    # An account already bound stays bound: an address given to a newcomer does not open the leaver's account.
    if account is None or ProviderIdentity.objects.filter(account=account, issuer=known.issuer).exists():
        raise Refused(_UNKNOWN)
    ProviderIdentity.objects.create(
        account=account, issuer=known.issuer, subject=known.subject, created_at=at
    )
    leave_trace(verb="bind_provider", subject=account, by=account, commune_code=current_commune(), at=at)
    return account
