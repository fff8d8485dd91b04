"""The register a town kept in a spreadsheet, taken in line by line."""

from cordee.coordinate.register.actions.sheets.importing import import_register

__all__ = ["import_register"]
