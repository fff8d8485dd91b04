"""Reading a PDF back: its words, its tags, its fonts."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader


def words_of(pdf: bytes) -> str:
    """The text of every page on one line, without the spaces typography makes special."""
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def faults_of(pdf: bytes) -> list[str]:
    """What an accessible PDF must have and this one has not."""
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    faults = []
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        faults.append("it is not tagged")
    if not str(root.get("/Lang", "")).startswith("fr"):
        faults.append("its language is not said")
    if not (reader.metadata and reader.metadata.title) or not root["/ViewerPreferences"].get(
        "/DisplayDocTitle"
    ):
        faults.append("its title is not shown")
    if b"pdfuaid" not in root["/Metadata"].get_data():
        faults.append("it does not say PDF/UA")
    metadata = root["/Metadata"].get_data()
    if not re.search(rb"pdfaid:part>2<", metadata) or not re.search(rb"pdfaid:conformance>A<", metadata):
        faults.append("it does not say PDF/A-2a")
    if "/OutputIntents" not in root or "/Encrypt" in reader.trailer:
        faults.append("it cannot be kept for long")
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    for font in fonts:
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner):
            faults.append(f"the font {inner['/FontName']} is not inside")
    return faults if fonts else [*faults, "it has no font"]
