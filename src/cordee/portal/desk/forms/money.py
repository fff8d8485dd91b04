"""What is handed to a volunteer and what comes back: sums and ticks, never a card, a code or a bank account."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ui.forms import EurosField

MOST_EUROS = 500
"""More than any ceiling: beyond, a slip of the keyboard."""


class CashSlipForm(forms.Form):
    """How much is handed."""

    handed = EurosField(
        label="Somme remise (€)", most=MOST_EUROS, required=False,
        help_text="La somme strictement nécessaire. Pour un chèque à l’ordre du magasin, laissez vide : il se complète à la "
        "caisse.",
    )  # fmt: skip

    def handed_cents(self) -> int | None:
        """The sum in cents."""
        cents: int | None = self.cleaned_data["handed"]
        return cents


class CashReturnForm(forms.Form):
    """What the till receipt says, what came back."""

    ticket = EurosField(label="Ticket de caisse (€)", most=MOST_EUROS)
    change = EurosField(label="Monnaie rendue (€)", most=MOST_EUROS, help_text="0 s’il n’y en a pas.")
    goods_given = forms.BooleanField(label="Les articles ont été remis à la personne", required=False)
    gap_seen = forms.BooleanField(
        label="Le compte n’est pas juste, j’ai demandé pourquoi", required=False,
        help_text="À cocher seulement si l’écart demeure après vérification.",
    )  # fmt: skip

    def returned(self) -> dict[str, Any]:
        """Arguments of ``record_cash_return``."""
        found = self.cleaned_data
        return {
            "ticket_cents": found["ticket"],
            "change_cents": found["change"],
            "goods_given": found["goods_given"],
            "gap_seen": found["gap_seen"],
        }
