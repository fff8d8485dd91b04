"""Documents as sheets of paper: how many one makes, several bound in one file for the printer."""

from __future__ import annotations

import io
from collections.abc import Iterable

from pypdf import PdfReader, PdfWriter


def pages_in(pdf: bytes) -> int:
    """Number of pages of a PDF."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def bound(pdfs: Iterable[bytes]) -> bytes:
    """One file of all their pages, to be printed: each one's own tags stay in its own file."""
    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(io.BytesIO(pdf), import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
