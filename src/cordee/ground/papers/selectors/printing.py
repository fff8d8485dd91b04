"""A paper as a PDF."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.gateways.counting import bound, pages_in
from cordee.ground.papers.gateways.typesetter import own_layouts, typeset
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code, shown_short_code
from cordee.ground.papers.rules.content import Draft, content_of, sample_draft
from cordee.ground.papers.rules.texts import check_text
from cordee.ground.papers.rules.words import written_day
from cordee.ground.papers.selectors.texts import text_in_force
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.selectors import logo_of, municipality_in_scope


def check_address(code: str) -> str:
    """The public page a square leads to."""
    return f"{settings.PUBLIC_URL}/v/{code}/"


def _square(code: str, short_code: str) -> dict[str, str] | None:
    if not code:
        return None
    drawn = io.BytesIO()
    segno.make(check_address(code), error="m").save(drawn, kind="svg", border=2, xmldecl=False)
    return {
        "svg": drawn.getvalue().decode(),
        "alt": f"Code QR de vérification, numéro {shown_code(code)}",
        "url": check_address(code).removeprefix("https://").removeprefix("http://"),
        "code": shown_code(code),
        "short": shown_short_code(short_code),
    }


def _printed(
    kind: PaperKind,
    content: dict[str, Any],
    *,
    number: str,
    version: int | None,
    square: dict[str, str] | None,
) -> bytes:
    return _laid_out(
        "badge" if kind == PaperKind.BADGE else "letter",
        content,
        number=number,
        version="" if version is None else "texte du modèle" if version == 0 else f"texte n° {version}",
        square=square,
    )


def _laid_out(
    layout: str, content: dict[str, Any], *, number: str, version: str, square: dict[str, str] | None
) -> bytes:
    town = municipality_in_scope().pk
    logo = logo_of(town)
    marks = {
        "number": number,
        "version": version,
        "logo": list(logo[0]) if logo else None,
        "check": square,
    }
    return typeset(layout, content | marks, insee_code=town)


def paper_pdf(paper: Paper) -> bytes:
    """The paper as it was issued: same words, same number, and that it is cancelled when it is.

    Raises ``Refused`` when the town's layout is broken, or when the person it was about is forgotten.
    """
    if not paper.content:
        raise Refused("Ce papier a été effacé avec le dossier de la personne : il ne s’imprime plus.")
    kind = PaperKind(paper.kind)
    cancelled = (
        f", annulé le {written_day(timezone.localtime(paper.revoked_at).date())}" if paper.revoked_at else ""
    )
    return _printed(
        kind,
        paper.content,
        number=f"{paper}{cancelled}",
        version=None if kind == PaperKind.BADGE else paper.text_version,
        square=_square(paper.code, paper.short_code),
    )


def papers_pdf(papers: list[Paper]) -> bytes:
    """Several papers in one file, one after the other, to print at one go. Raises ``Refused`` as ``paper_pdf`` does."""
    return bound(paper_pdf(paper) for paper in papers)


def text_pdf(*, kind: PaperKind, body: str, version: int | None, at: datetime) -> bytes:
    """A text of the town with somebody invented in its fields. Raises ``Refused`` for a text that cannot be kept."""
    town = municipality_in_scope()
    content = content_of(sample_draft(kind), body=check_text(kind, body), town=town, at=at)
    return _printed(kind, content, number="", version=version, square=None)


def public_text_pdf(*, kind: PaperKind, at: datetime) -> bytes:
    """A text in force that names nobody, as a sheet to hang up. Raises ``Refused`` when the town's layout is broken."""
    text = text_in_force(kind)
    content = content_of(Draft(kind), body=text.body, town=municipality_in_scope(), at=at)
    return _printed(kind, content, number="", version=text.version, square=None)


def document_pdf(content: dict[str, Any], *, number: str = "", version: str = "") -> bytes:
    """A sheet made by ``document_of``, kept by nobody. Raises ``Refused`` when the town's layout is broken."""
    return _laid_out("letter", content, number=number, version=version, square=None)


def layouts_of_town() -> list[str]:
    """Names of the layouts this town put in the data folder."""
    return [path.name for path in own_layouts(municipality_in_scope().pk)]


def sheet_pdf(layout: str, content: dict[str, Any], *, at: datetime) -> bytes:
    """A sheet that is not a numbered paper (logbook, point de situation), with the town’s head. Raises ``Refused``."""
    town = municipality_in_scope()
    logo = logo_of(town.pk)
    on = timezone.localtime(at).date()
    phone = display_phone(town.phone)
    around = {
        "number": "",
        "version": "",
        "on": [on.year, on.month, on.day],
        "date": written_day(on),
        "town": {
            "name": town.name,
            "phone": phone,
            "contact": ", ".join(part for part in (phone, town.email) if part),
            "colour": town.colour,
        },
        "logo": list(logo[0]) if logo else None,
        "check": None,
    }
    return typeset(layout, around | content, insee_code=town.pk)


def counted_sheet_pdf(layout: str, content: dict[str, Any], *, at: datetime) -> tuple[bytes, int]:
    """The same, with how many pages it makes: whoever carries it counts them. Raises ``Refused``."""
    pdf = sheet_pdf(layout, content, at=at)
    return pdf, pages_in(pdf)
