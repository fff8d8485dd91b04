"""A small sum done by the visitor's own machine while its owner types: nothing for one form, dear for ten thousand.

No third party, no cookie, nothing read on the machine (ALTCHA, proof of work v2). It is a fast lane, never a wall: without
the sum (no JavaScript, an old telephone, a page without HTTPS) forms still come in, fewer at a time.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from altcha import Payload, create_challenge, verify_solution
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cordee.ui.pace import too_many, visitor_address

LASTS = timedelta(hours=2)
"""Somebody who looks for glasses, then for an address, is not hurried."""
ROUNDS = 1_000
"""Rounds of PBKDF2 in one try: under a millisecond on a computer, a few on an old telephone."""
UNPROVEN_FROM_HERE, UNPROVEN_IN_TOWN, UNPROVEN_SECONDS = 10, 100, 600
"""Forms without the sum, in ten minutes: from one address, and in the whole town (addresses are cheap)."""
LONGEST = 2_000
TOO_MANY_UNPROVEN = (
    "Plusieurs envois viennent d’arriver d’ici sans le petit calcul qui écarte les robots : votre navigateur n’a pas pu le "
    "faire. Attendez dix minutes et renvoyez, ou appelez-nous : rien de ce que vous avez écrit n’est perdu."
)


@dataclass(frozen=True)
class Proof:
    """A sum done: ``digest`` names it among all, ``until`` is when it stops counting."""

    digest: str
    until: datetime


class Spend(Protocol):
    """Keep a proof by its digest until it stops counting; ``False`` when it was already spent."""

    def __call__(self, *, digest: str, until: datetime) -> bool:
        """Spend it."""


def _key(purpose: str) -> str:
    return salted_hmac("cordee.ui.proof", purpose, algorithm="sha256").hexdigest()


def new_challenge(*, at: datetime) -> str:
    """A sum to do, as JSON: between half and all of ``settings.PROOF_OF_WORK`` tries, good for two hours."""
    most: int = settings.PROOF_OF_WORK
    challenge = create_challenge(
        "PBKDF2/SHA-256",
        ROUNDS,
        counter=most // 2 + secrets.randbelow(most - most // 2),
        expires_at=at + LASTS,
        hmac_secret=_key("challenge"),
        hmac_key_secret=_key("answer"),
    )
    return json.dumps(challenge.to_dict(), separators=(",", ":"))


def read_proof(text: str) -> Proof | None:
    """The proof a form brings; ``None`` when it is missing, forged, wrong or too old."""
    if not text or len(text) > LONGEST or not text.isascii():
        return None
    if not verify_solution(text, _key("challenge"), hmac_key_secret=_key("answer")).verified:
        return None
    challenge = Payload.from_base64(text).challenge
    return Proof(
        str(challenge.signature), datetime.fromtimestamp(challenge.parameters.expires_at or 0, tz=UTC)
    )


def too_many_unproven(request: HttpRequest, form: str, *, spend: Spend, at: datetime) -> bool:
    """Whether this form comes without a good proof, after too many others like it.

    ``spend`` keeps the proof and says whether it is its first use: the same twice is no proof.
    """
    if not settings.PROOF_OF_WORK or not settings.FORMS_PER_MINUTE:
        return False
    proof = read_proof(request.POST.get("proof", ""))
    if proof is not None and spend(digest=proof.digest, until=proof.until):
        return False
    here = too_many(
        f"unproven-{form}", visitor_address(request), most=UNPROVEN_FROM_HERE, seconds=UNPROVEN_SECONDS, at=at
    )
    return here or too_many(
        f"unproven-{form}", "everybody", most=UNPROVEN_IN_TOWN, seconds=UNPROVEN_SECONDS, at=at
    )
