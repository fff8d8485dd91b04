"""Widgets: cards to tick, telephone, date typed the French way, search as you type, and a trap for robots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget


class _Cards(ChoiceWidget):
    """Choices as large cards, each with an icon and a line of explanation when given."""

    template_name = "ui/forms/widgets/cards.html"
    option_template_name = "ui/forms/widgets/card.html"
    use_fieldset = True
    add_id_index = True
    checked_attribute = {"checked": True}

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[Any, str] | None = None,
        icons: Mapping[Any, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.icons = {str(value): icon for value, icon in (icons or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the `hint` and the `icon` of a choice to what Django gives its template."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["icon"] = self.icons.get(str(value), "")
        # The group says it once: on each card, a screen reader would repeat the error at every arrow key.
        option["attrs"].pop("aria-invalid", None)
        return option

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The group has a legend, not a label; each card has its own label."""
        return "" if index is None else str(super().id_for_label(id_, index))


class RadioCards(_Cards):
    """One choice among a few, as cards."""

    input_type = "radio"


class CheckboxCards(_Cards):
    """Several choices, as cards."""

    input_type = "checkbox"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the list of the values ticked."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nothing ticked sends nothing: that is an answer, not an omission."""
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        """HTML's `required` on a check box would ask for every one of them."""
        return False


class PhoneInput(forms.TextInput):
    """A telephone number, with the right keyboard on a phone."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", "class": "short"} | (attrs or {}))


class FrenchDateInput(forms.DateInput):
    """A day typed « jj/mm/aaaa »: a calendar is slow for a birth date and hard with a screen reader."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "class": "short", "maxlength": "10"} | (attrs or {}), "%d/%m/%Y"
        )


class Combobox(forms.TextInput):
    """A text box that proposes as one types, from an address of ours; a plain text box without JavaScript.

    `source` answers `?q=…` with JSON `[{"label", "hint"?, …}]` or an HTML `<ul>` of `<li data-…>`.
    `fills` maps a key of the chosen proposal to the id of the input it fills: `{"value": "id_address"}`.
    """

    def __init__(
        self,
        source: str,
        *,
        fills: Mapping[str, str] | None = None,
        least: int = 3,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        filled = {f"data-fill-{key}": target for key, target in (fills or {}).items()}
        super().__init__(
            {"data-combobox": True, "data-source": source, "data-least": str(least), "autocomplete": "off"}
            | filled
            | (attrs or {})
        )


class Honeypot(forms.TextInput):
    """A box nobody sees: who fills it is a robot."""

    template_name = "ui/forms/widgets/honeypot.html"

    def use_required_attribute(self, initial: Any) -> bool:
        """Never required: people must leave it empty."""
        return False
