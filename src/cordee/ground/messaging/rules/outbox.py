"""What may be queued, and to whom."""

from __future__ import annotations

import hashlib
import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.models import Channel, MessageState, OutgoingMessage
from cordee.ground.people.rules.phones import parse_phone

REASON_STOPPED = "Cette personne a répondu STOP : elle ne reçoit plus de SMS."
REASON_DOUBT = "L’envoi a été interrompu : personne ne peut dire si le message est parti."
REASON_GIVEN_UP = "Abandonné après douze essais."
REASON_NOT_DELIVERED = "L’opérateur n’a pas pu remettre ce message."

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def check_recipient(channel: str, recipient: str) -> str:
    """Return the address as it will be used (E.164, or the e-mail). Raises ``Refused`` when nothing can reach
    it.
    """
    address = recipient.strip()
    if not address:
        raise Refused("Il manque un numéro ou une adresse où envoyer ce message.")
    if channel == Channel.SMS:
        number = parse_phone(address)
        if number.startswith("+33") and not number.startswith(("+336", "+337")):
            raise Refused("Ce numéro est celui d’un téléphone fixe : il ne reçoit pas de SMS.")
        return number
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(f"« {address} » n’est pas une adresse de courriel.") from None
    return address


def one_line(text: str) -> str:
    """A subject on one line, so that nothing typed by a person can add a header."""
    return " ".join(_CONTROL.sub(" ", text).split())[:200]


def plain_text(text: str) -> str:
    """A body without control characters: line feeds and tabulations stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def can_resend(message: OutgoingMessage) -> bool:
    """True when a person may decide to send again: the message failed, or nobody knows whether it left."""
    return message.state in {MessageState.UNKNOWN, MessageState.FAILED}


def check_resend(message: OutgoingMessage) -> None:
    """Raise ``Refused`` where ``can_resend`` is false."""
    if not can_resend(message):
        raise Refused(
            f"Ce message est déjà « {message.get_state_display()} » : le renvoyer ferait un doublon."
        )


def stable_token(message: OutgoingMessage) -> str:
    """32 hexadecimal digits that are the same at each try, so that whoever can recognise a repeat does."""
    return hashlib.sha256(f"cordee:{message.commune_id}:{message.key}".encode()).hexdigest()[:32]
