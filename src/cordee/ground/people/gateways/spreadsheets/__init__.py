"""Reading the files a town hall keeps: CSV of every sort, Excel, LibreOffice. A file is hostile until it is
read. What leaves is a LibreOffice workbook of texts.
"""

from cordee.ground.people.gateways.spreadsheets.reading import SheetRead, read_spreadsheet
from cordee.ground.people.gateways.spreadsheets.writing import SheetToWrite, workbook_bytes

__all__ = ["SheetRead", "SheetToWrite", "read_spreadsheet", "workbook_bytes"]
