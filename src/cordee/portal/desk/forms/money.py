"""What is handed to a volunteer and what comes back: sums and ticks, never a card, a code or a bank account."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms


def _sum(label: str, *, required: bool = True, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=Decimal(0),
        max_value=Decimal(500),
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text=help_text,
        widget=forms.TextInput({"class": "short", "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Écrivez une somme comme 42,10.",
            "min_value": "Une somme ne descend pas sous zéro.",
            "max_value": "Pas plus de 500 €.",
            "max_digits": "Écrivez une somme comme 42,10.",
            "max_decimal_places": "Deux chiffres après la virgule, comme 42,10.",
        },
    )


def _cents(euros: Decimal | None) -> int | None:
    return None if euros is None else round(euros * 100)


class CashSlipForm(forms.Form):
    """How much is handed."""

    handed = _sum(
        "Somme remise (€)", required=False,
        help_text="La somme strictement nécessaire. Pour un chèque à l’ordre du magasin, laissez vide : il se complète à la "
        "caisse.",
    )  # fmt: skip

    def handed_cents(self) -> int | None:
        """The sum in cents."""
        return _cents(self.cleaned_data["handed"])


class CashReturnForm(forms.Form):
    """What the till receipt says, what came back."""

    ticket = _sum("Ticket de caisse (€)")
    change = _sum("Monnaie rendue (€)", help_text="0 s’il n’y en a pas.")
    goods_given = forms.BooleanField(label="Les articles ont été remis à la personne", required=False)
    gap_seen = forms.BooleanField(
        label="Le compte n’est pas juste, j’ai demandé pourquoi", required=False,
        help_text="À cocher seulement si l’écart demeure après vérification.",
    )  # fmt: skip

    def returned(self) -> dict[str, Any]:
        """Arguments of ``record_cash_return``."""
        found = self.cleaned_data
        return {
            "ticket_cents": _cents(found["ticket"]),
            "change_cents": _cents(found["change"]),
            "goods_given": found["goods_given"],
            "gap_seen": found["gap_seen"],
        }
