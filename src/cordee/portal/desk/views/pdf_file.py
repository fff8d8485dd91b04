"""A PDF as an answer."""

from __future__ import annotations

from django.http import HttpResponse


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """Show it in the browser, under a name that says what it is when it is saved; never kept by a shared cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
