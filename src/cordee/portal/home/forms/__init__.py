"""The public forms: they read what was typed, keep it, and write nothing."""

from cordee.portal.home.forms.ask import AskForm
from cordee.portal.home.forms.offer import OfferForm

__all__ = ["AskForm", "OfferForm"]
