"""What an answer allows: only a yes that still stands lets anything go."""

from __future__ import annotations

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Consent, ConsentAnswer, Recipient


def may_tell(consent: Consent | None) -> bool:
    """True when the latest answer is yes; nobody asked is a no."""
    return consent is not None and consent.answer == ConsentAnswer.YES


def check_may_tell(consent: Consent | None, recipient: Recipient) -> None:
    """Raise ``Refused`` (field ``recipient``) when nothing may go to this recipient."""
    if may_tell(consent):
        return
    who = recipient.label
    if consent is None:
        raise Refused(
            f"La personne n’a pas dit si ses données peuvent aller à ce destinataire ({who}) : demandez-le-lui d’abord.",
            field="recipient",
        )
    raise Refused(
        f"Rien ne part : pour ce destinataire ({who}), la réponse est « {consent.get_answer_display()} », dite le "
        f"{consent.said_on:%d/%m/%Y}.",
        field="recipient",
    )
