"""A list as a file that a spreadsheet opens rightly, and runs nothing of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from cordee.ground.people.rules.sheets.corrections import sheet_csv


def csv_file(name: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """CSV in UTF-8 with its mark, semicolons, formulas disarmed; ``name`` without extension, in ASCII."""
    answer = HttpResponse(sheet_csv(headers, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
