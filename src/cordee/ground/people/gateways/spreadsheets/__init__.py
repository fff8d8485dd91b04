"""Reading the files a town hall keeps: CSV of every sort, Excel, LibreOffice. A file is hostile until it is
read.
"""

from cordee.ground.people.gateways.spreadsheets.reading import SheetRead, read_spreadsheet

__all__ = ["SheetRead", "read_spreadsheet"]
