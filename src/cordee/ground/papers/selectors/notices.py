"""Notices on paper (RGPD art. 13 and 14): handed over at the counter, read aloud, hung up in a hall."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordee.ground.papers.rules.content import document_of, rows_block
from cordee.ground.papers.selectors.printing import document_pdf
from cordee.ground.people.rules.notices import CNIL
from cordee.ground.people.rules.processings import notice_doors
from cordee.ground.people.selectors.notices import notices_at
from cordee.ground.territory.selectors import municipality_in_scope


def notice_pdf(*, door: str, at: datetime) -> bytes:
    """What is told on one occasion of ``notice_doors()``: the words to say, then each processing, with the retention in
    force today. Raises ``Refused`` when the town's layout is broken."""
    town = municipality_in_scope()
    told = notices_at(door, town)
    blocks: list[dict[str, Any]] = [
        {"kind": "heading", "text": "En quelques mots"},
        {"kind": "paragraph", "lines": [told[0].script]},
    ]
    for one in told:
        blocks += [{"kind": "heading", "text": one.name}, rows_block(one.whole)]
    blocks += [
        {"kind": "heading", "text": "À qui demander"},
        rows_block(
            [
                ("Vos questions, vos droits", f"{told[0].contact}. Réponse sous un mois."),
                ("Hors de l’Union européenne", "rien ne sort, rien n’est vendu."),
                ("Une réclamation", f"{CNIL}."),
            ]
        ),
    ]
    title = f"Vos données : {notice_doors()[door].name[:1].lower()}{notice_doors()[door].name[1:]}"
    return document_pdf(document_of(title, blocks=blocks, town=town, at=at))
