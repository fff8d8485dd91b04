"""How many sheets of paper a document makes, read from the document itself."""

from __future__ import annotations

import io

from pypdf import PdfReader


def pages_in(pdf: bytes) -> int:
    """Number of pages of a PDF."""
    return len(PdfReader(io.BytesIO(pdf)).pages)
