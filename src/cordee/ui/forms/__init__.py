"""Form renderer, fields and widgets: a form prints accessible fields without a line of template."""

from cordee.ui.forms.fields import (
    ClockField,
    EurosField,
    FrenchDateField,
    HoneypotField,
    PhoneField,
    WeekGridField,
    moment_of,
)
from cordee.ui.forms.renderer import CordeeRenderer
from cordee.ui.forms.week import DAY_PARTS, WEEK_DAYS, WeekGrid, bits_of, describe_week, week_bit
from cordee.ui.forms.widgets import CheckboxCards, Combobox, FrenchDateInput, Honeypot, PhoneInput, RadioCards

__all__ = [
    "DAY_PARTS",
    "WEEK_DAYS",
    "CheckboxCards",
    "ClockField",
    "Combobox",
    "CordeeRenderer",
    "EurosField",
    "FrenchDateField",
    "FrenchDateInput",
    "Honeypot",
    "HoneypotField",
    "PhoneField",
    "PhoneInput",
    "RadioCards",
    "WeekGrid",
    "WeekGridField",
    "bits_of",
    "describe_week",
    "moment_of",
    "week_bit",
]
