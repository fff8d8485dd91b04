"""SMS through OVHcloud's HTTP API (``POST /sms/{serviceName}/jobs``, documented on api.ovh.com).

OVH does not recognise a repeat: ``tag`` carries our token for a person who reads both journals, nothing more.
So a request whose answer never came is told as doubtful, and the class of the message decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import ovh
import requests
from django.conf import settings
from ovh.client import ENDPOINTS
from urllib3.exceptions import MaxRetryError, NewConnectionError

from cordee.ground.messaging.gateways.carriers import (
    Accepted,
    Doubtful,
    IncomingSms,
    NotNow,
    Parcel,
    ReceiptNotice,
    RefusedForGood,
)
from cordee.ground.messaging.models import Delivery
from cordee.ground.messaging.rules.gsm import GSM, sms_length

CONNECT_S, READ_S = 5, 20
DOWN = "Le prestataire SMS ne répond pas."
MISCONFIGURED = "Le prestataire SMS refuse nos identifiants ou notre service : vérifiez la configuration."
# Two days: past that, what we had to say is stale.
VALIDITY_MINUTES = 2880


def _never_connected(error: BaseException) -> bool:
    """True when the request cannot have reached OVH."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


class OvhCarrier:
    """The way out of SMS through OVH."""

    name = "ovh"

    def __init__(self) -> None:
        keys = settings.SMS["ovh"]
        endpoint: str = keys["endpoint"]
        if endpoint.startswith(("http://", "https://")):
            # A compatible proxy, or the test's own server: the library only knows endpoints by name.
            ENDPOINTS.setdefault(endpoint, endpoint)
        self._service: str = keys["service"]
        self._client = ovh.Client(
            endpoint=endpoint,
            application_key=keys["application_key"],
            application_secret=keys["application_secret"],
            consumer_key=keys["consumer_key"],
            timeout=(CONNECT_S, READ_S),
        )

    def send(self, parcel: Parcel) -> Accepted:
        """Send one SMS; the refs are OVH's ids. Raises as ``Carrier`` says."""
        try:
            # Asked first and apart: signing needs OVH's clock, and a failure here is one before anything
            # left.
            _ = self._client.time_delta
        except ovh.exceptions.APIError:
            raise NotNow(DOWN, everyone=True) from None
        job: dict[str, Any] = {
            "message": parcel.body,
            "receivers": [parcel.recipient],
            "charset": "UTF-8",
            "class": "phoneDisplay",
            "coding": "7bit" if sms_length(parcel.body).encoding == GSM else "8bit",
            "noStopClause": True,
            "priority": "high",
            "senderForResponse": parcel.wants_answer,
            "tag": parcel.token,
            "validityPeriod": VALIDITY_MINUTES,
        }
        if not parcel.wants_answer:
            job["sender"] = settings.SMS["sender"]
        return self._read_answer(self._post(job))

    def incoming(self, *, known: Callable[[str], bool]) -> Iterator[IncomingSms]:
        """Answers OVH holds for us (``GET /sms/{serviceName}/incoming``), but those ``known`` says we have.

        Raises ``NotNow`` when OVH does not answer: they stay there for the next time.
        """
        try:
            for number in sorted(self._client.get(f"/sms/{self._service}/incoming")):
                if not known(str(number)):
                    sms = self._client.get(f"/sms/{self._service}/incoming/{number}")
                    yield IncomingSms(str(number), str(sms["sender"]), str(sms["message"]))
        except ovh.exceptions.APIError:
            raise NotNow(DOWN, everyone=True) from None

    def close(self) -> None:
        """Nothing stays open: the session is HTTP."""

    def _post(self, job: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._client.post(f"/sms/{self._service}/jobs", **job)
        except ovh.exceptions.HTTPError as error:
            if _never_connected(error.args[1] if len(error.args) > 1 else error):
                raise NotNow(DOWN, everyone=True) from None
            raise Doubtful("Le prestataire SMS n’a pas répondu à temps.") from None
        except ovh.exceptions.InvalidResponse:
            raise Doubtful("La réponse du prestataire SMS est illisible.") from None
        except ovh.exceptions.BadParametersError:
            raise RefusedForGood("Le prestataire SMS refuse ce numéro ou ce texte.") from None
        except (
            ovh.exceptions.Forbidden,
            ovh.exceptions.InvalidCredential,
            ovh.exceptions.InvalidKey,
            ovh.exceptions.NotCredential,
            ovh.exceptions.NotGrantedCall,
            ovh.exceptions.ResourceNotFoundError,
            ovh.exceptions.ResourceExpiredError,
        ):
            raise NotNow(MISCONFIGURED, everyone=True) from None
        except ovh.exceptions.APIError as error:
            status = getattr(error.response, "status_code", 500)
            if status in (402, 409, 429, 503):
                raise NotNow("Le prestataire SMS demande d’attendre.", everyone=True) from None
            raise Doubtful(f"Le prestataire SMS a répondu par une erreur {status}.") from None
        return answer

    @staticmethod
    def _read_answer(answer: dict[str, Any]) -> Accepted:
        refs = tuple(str(ref) for ref in answer.get("ids") or ())
        if refs:
            return Accepted(refs)
        if answer.get("invalidReceivers"):
            raise RefusedForGood("Le prestataire SMS dit que ce numéro n’existe pas.")
        raise NotNow("Le prestataire SMS n’a rien envoyé : le crédit est peut-être épuisé.", everyone=True)


# The delivery call-back tells the state twice: « description » (DLR) and, finer, « ptt » (guide « Tout savoir
# sur les utilisateurs SMS » of docs.ovh.com). DLR is read first: its few values do not vary from one operator
# to another.
_BY_DLR = {
    "0": Delivery.PENDING,
    "1": Delivery.DELIVERED,
    "2": Delivery.FAILED,
    "4": Delivery.PENDING,
    "8": Delivery.PENDING,
    "16": Delivery.FAILED,
}
_BY_PTT = {"1": Delivery.PENDING, "2": Delivery.PENDING, "3": Delivery.PENDING, "4": Delivery.DELIVERED}


def read_receipt(fields: Mapping[str, str]) -> ReceiptNotice | None:
    """Read OVH's delivery call-back (``id``, ``ptt``, ``description``). ``None`` when it is not one."""
    ref, ptt = fields.get("id", "").strip(), fields.get("ptt", "").strip()
    dlr = fields.get("description", "").strip()
    if not ref or not (ptt or dlr):
        return None
    return ReceiptNotice(ref, _BY_DLR.get(dlr) or _BY_PTT.get(ptt, Delivery.FAILED))
