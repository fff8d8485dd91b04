"""Requests from a CCAS's list: each line read, then written with all the others at once."""

from cordee.ground.needs.actions.sheets.importing import import_needs
from cordee.ground.needs.actions.sheets.reading import RequestRead, read_request

__all__ = ["RequestRead", "import_needs", "read_request"]
