"""Typst: data and a layout in, a tagged PDF out. It runs inside this process and asks nothing of the network."""

from __future__ import annotations

import json
import logging
import re
import shutil
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.conf import settings
from unidecode import unidecode

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.rules.letters import is_drawn

logger = logging.getLogger(__name__)

SHIPPED = Path(__file__).resolve().parents[1] / "reference" / "layouts"
LARGEST_LAYOUT = 2_000_000


def own_layouts(insee_code: str) -> list[Path]:
    """Layouts a town put in ``papiers/<code INSEE>/`` of the data folder: files named like ours replace ours."""
    folder = Path(settings.DATA_DIR) / "papiers" / insee_code
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_LAYOUT
    )


@cache
def _fonts() -> typst.Fonts:
    # Only those inside the library: the same paper on every machine, and each letter embedded.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def typeset(layout: str, data: dict[str, Any], *, insee_code: str) -> bytes:
    """A PDF (PDF/UA-1 and PDF/A-2a: tagged, titled, in French, fonts inside, made to be kept) of ``data`` on a layout.

    ``data`` is handed over as JSON and read by the layout as values: nothing a person typed is ever read as markup.
    Raises ``Refused`` when the town's own layout does not compile.
    """
    own = own_layouts(insee_code)
    if not own:
        try:
            return _compiled(SHIPPED, layout, data)
        except typst.TypstError:
            if not data.get("logo"):
                raise
            # A picture that browsers forgive and the typesetter does not: the paper matters more than the coat of arms.
            logger.warning("The logo of %s cannot be printed", insee_code)
            return _compiled(SHIPPED, layout, data | {"logo": None})
    with TemporaryDirectory(prefix="cordee-paper-") as name:
        folder = Path(name)
        for path in (*SHIPPED.iterdir(), *own):
            shutil.copyfile(path, folder / path.name)
        try:
            return _compiled(folder, layout, data)
        except typst.TypstError as error:
            logger.warning("The layout of %s does not compile: %s", insee_code, error.message)
            raise Refused(
                f"La mise en page de la commune ne se compile pas ({error.message}). "
                f"Corrigez ou retirez le dossier « papiers/{insee_code} » des données."
            ) from error


def _spelt(text: str, *, keep: Callable[[str], bool]) -> str:
    """A text with the letters that cannot be drawn spelt in Latin ones, as an identity card does."""
    if all(keep(one) for one in text):
        return text
    spelt = "".join(one if keep(one) else unidecode(one) or "?" for one in text)
    # « Wang » comes with the space that parts it from the next syllable.
    return re.sub(r" +(?=[.,;)]|$)", "", spelt)


def _drawn(text: str) -> str:
    """A text without what is no letter in any font: control characters, private or unassigned ones, halves of a pair.

    A name pasted with one of them would keep a whole paper from being printed.
    """
    return "".join(
        one for one in text if one in "\t\n" or unicodedata.category(one) not in {"Cc", "Cn", "Co", "Cs"}
    )


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in value.items()}
    if isinstance(value, list):
        return [_each_text(one, change) for one in value]
    return value


def _compiled(folder: Path, layout: str, data: dict[str, Any]) -> bytes:
    data = _each_text(data, _drawn)
    try:
        return _set(folder, layout, data)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        try:
            return _set(folder, layout, _each_text(data, partial(_spelt, keep=is_drawn)))
        except typst.TypstError:
            latin = partial(_spelt, keep=lambda one: one == "\n" or " " <= one <= "\u017f")
            return _set(folder, layout, _each_text(data, latin))


def _set(folder: Path, layout: str, data: dict[str, Any]) -> bytes:
    pdf = typst.compile(
        str(folder / f"{layout}.typ"),
        root=str(folder),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        # Packages would be fetched from the network: the folder of packages is one that stays empty.
        package_path=str(folder),
        package_cache_path=str(folder),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("The typesetter gave no document.")
    return pdf
