"""Lists and papers as answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from cordee.ground.people.rules.sheets.corrections import sheet_csv


def csv_file(name: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """CSV in UTF-8 with its mark, semicolons, formulas disarmed; ``name`` without extension, in ASCII."""
    answer = HttpResponse(sheet_csv(headers, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """Shown in the browser, under a name that says what it is when it is saved."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
