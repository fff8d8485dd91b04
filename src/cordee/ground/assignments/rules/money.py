"""What may be handed to a volunteer, and how the account is checked (domain.md § 4.0)."""

from __future__ import annotations

from cordee.ground.assignments.models import HOLDING_STATES, Assignment, CashSlip
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import MoneyMethod
from cordee.ground.papers.rules.words import shown_euros

SLIP_TITLES: dict[MoneyMethod, str] = {
    MoneyMethod.CASH_ENVELOPE: "Reçu d’espèces",
    MoneyMethod.CHEQUE_TO_SHOP: "Reçu d’un chèque à l’ordre du magasin",
    MoneyMethod.GIFT_CARD: "Reçu d’une carte cadeau du magasin",
    MoneyMethod.CCAS_VOUCHER: "Reçu d’un bon du CCAS",
}
"""What passes from hand to hand; a shop’s account needs no receipt of ours."""
LARGEST_CENTS = 50_000


def check_cash_slip(assignment: Assignment, handed_cents: int | None, *, ceiling_euros: int) -> None:
    """Whether a receipt may be prepared. Raises ``Refused``."""
    method = assignment.need.money_method
    if method not in SLIP_TITLES:
        raise Refused("Rien ne passe de main en main dans cette mission : il n’y a pas de reçu à préparer.")
    if assignment.state not in HOLDING_STATES:
        raise Refused("Le reçu se prépare quand un bénévole a dit oui.")
    if not handed_cents:
        if method != MoneyMethod.CHEQUE_TO_SHOP:
            raise Refused("Écrivez la somme remise.", field="handed")
        return
    most = ceiling_euros * 100 if method == MoneyMethod.CASH_ENVELOPE else LARGEST_CENTS
    if handed_cents > most:
        raise Refused(
            f"Pas plus de {shown_euros(most)} : la somme strictement nécessaire, pour limiter les risques.",
            field="handed",
        )


def check_cash_return(slip: CashSlip, *, gap_seen: bool) -> None:
    """The account is right, or an agent saw that it is not. Raises ``Refused``."""
    if slip.returned_at is not None:
        raise Refused("Le retour de ce reçu est déjà noté.")
    if slip.paper.revoked_at is not None:
        raise Refused("Ce reçu est annulé.")
    gap = slip.gap_cents
    if gap and not gap_seen:
        missing = f"il manque {shown_euros(gap)}" if gap > 0 else f"il y a {shown_euros(-gap)} de trop"
        raise Refused(
            f"Ticket et monnaie ne font pas la somme remise : {missing}. Vérifiez avec le bénévole et la personne ; si "
            "l’écart demeure, cochez la case.",
            field="gap_seen",
        )


def can_have_slip(assignment: Assignment) -> bool:
    """True when a receipt may be prepared for this mission."""
    return assignment.need.money_method in SLIP_TITLES and assignment.state in HOLDING_STATES
