"""Fields both public forms share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.phones import parse_phone
from cordee.ui.forms import Combobox, PhoneField

ADDRESS_HELP = "Numéro et rue. Commencez à écrire : des adresses sont proposées."


class NumberField(PhoneField):
    """A telephone number in any French form, cleaned to E.164; empty stays empty."""

    def clean(self, value: Any) -> str:
        """Read the number; the refusal says what was expected."""
        typed = str(super().clean(value))
        if not typed:
            return ""
        try:
            return parse_phone(typed)
        except Refused as refusal:
            raise ValidationError(str(refusal), code="phone") from None


def address_box(**attrs: str) -> Combobox:
    """The address, searched while typing."""
    return Combobox(
        str(reverse_lazy("home:addresses")),
        attrs={"autocomplete": "street-address", "maxlength": "200"} | attrs,
    )
