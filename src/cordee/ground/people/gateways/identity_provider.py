"""An OpenID Connect provider (ProConnect, Keycloak…): authorization code with PKCE, state and nonce.

Every address asked comes from the settings or from the provider's own description, which must stay on the issuer's scheme:
nothing a visitor types is ever fetched.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.core.cache import cache

from cordee.ground.audit.rules import Refused

_TIMEOUT = (5, 10)
_KEPT_SECONDS = 3600
_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
_SILENT = (
    "Le fournisseur d’identité ne répond pas. Entrez d’une autre façon, ou réessayez dans quelques minutes."
)
_WRONG = "La réponse du fournisseur d’identité n’a pas pu être vérifiée. Recommencez la connexion."


@dataclass(frozen=True)
class Departure:
    """Where to send the browser, and what the session must keep until it comes back."""

    address: str
    kept: dict[str, str]


@dataclass(frozen=True)
class Known:
    """Who the provider says somebody is; ``email`` is empty when it does not say, or says it was never checked."""

    issuer: str
    subject: str
    email: str


def _fetch(address: str, **options: Any) -> requests.Response:
    if urlsplit(address).scheme != urlsplit(settings.OIDC["issuer"]).scheme:
        raise Refused(_WRONG)
    try:
        answer = requests.request(
            options.pop("method", "GET"), address, timeout=_TIMEOUT, allow_redirects=False, **options
        )
        answer.raise_for_status()
    except requests.HTTPError:
        raise Refused(_WRONG) from None
    except requests.RequestException:
        raise Refused(_SILENT) from None
    return answer


def _fetch_document(address: str, **options: Any) -> dict[str, Any]:
    try:
        found = _fetch(address, **options).json()
    except ValueError:
        raise Refused(_WRONG) from None
    if not isinstance(found, dict):
        raise Refused(_WRONG)
    return found


def _description() -> dict[str, Any]:
    """The provider's own description (OpenID Connect Discovery 1.0), kept an hour."""
    issuer = settings.OIDC["issuer"]
    name = "oidc:" + hashlib.sha256(issuer.encode()).hexdigest()[:16]
    found: dict[str, Any] | None = cache.get(name)
    if found is None:
        found = _fetch_document(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer", "").rstrip("/") != issuer.rstrip("/"):
            raise Refused(_WRONG)
        cache.set(name, found, _KEPT_SECONDS)
    return found


def depart(*, back: str) -> Departure:
    """Begin: ``back`` is our own address, where the provider sends the browser."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC["client_id"],
        "redirect_uri": back,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = f"{_description()['authorization_endpoint']}?{urlencode(asked)}"
    return Departure(address, {"state": state, "nonce": nonce, "verifier": verifier, "back": back})


def _signed(token: str, **checks: Any) -> dict[str, Any]:
    """The claims of a token signed by the provider."""
    keys = _fetch_document(_description()["jwks_uri"])
    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        found = [key for key in jwt.PyJWKSet.from_dict(keys).keys if wanted is None or key.key_id == wanted]
        return dict(
            jwt.decode(
                token,
                found[0],
                algorithms=_ALGORITHMS,
                issuer=_description()["issuer"],
                audience=settings.OIDC["client_id"],
                leeway=30,
                **checks,
            )
        )
    except (jwt.PyJWTError, IndexError, ValueError):
        raise Refused(_WRONG) from None


def arrive(*, code: str, kept: dict[str, str]) -> Known:
    """Finish: change the code for who somebody is. Raises ``Refused``."""
    description = _description()
    answer = _fetch_document(
        description["token_endpoint"],
        method="POST",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": kept["back"],
            "client_id": settings.OIDC["client_id"],
            "client_secret": settings.OIDC["client_secret"],
            "code_verifier": kept["verifier"],
        },
    )
    claims = _signed(
        str(answer.get("id_token", "")), options={"require": ["exp", "iat", "sub", "aud", "iss"]}
    )
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), kept["nonce"].encode()):
        raise Refused(_WRONG)
    if "email" not in claims and description.get("userinfo_endpoint"):
        claims = {**_user_info(str(answer.get("access_token", "")), str(claims["sub"])), **claims}
    email = "" if claims.get("email_verified") is False else str(claims.get("email", ""))
    return Known(description["issuer"], str(claims["sub"])[:255], email.lower())


def _user_info(access_token: str, subject: str) -> dict[str, Any]:
    """What the provider adds; ProConnect signs it (application/jwt), most send plain JSON."""
    answer = _fetch(_description()["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"})
    if answer.headers.get("Content-Type", "").startswith("application/jwt"):
        # No expiry is asked of it: it is read at once, over the connection that brought it.
        found = _signed(answer.text.strip())
    else:
        try:
            found = dict(answer.json())
        except ValueError:
            raise Refused(_WRONG) from None
    if found.get("sub") != subject:
        raise Refused(_WRONG)
    return found
