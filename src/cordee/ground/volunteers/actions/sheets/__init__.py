"""Volunteers from a town hall's list: each line read, then written with all the others at once."""

from cordee.ground.volunteers.actions.sheets.importing import import_volunteers
from cordee.ground.volunteers.actions.sheets.reading import OfferRead, read_offer

__all__ = ["OfferRead", "import_volunteers", "read_offer"]
