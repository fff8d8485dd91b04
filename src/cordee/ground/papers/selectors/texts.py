"""Which words are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordee.ground.papers.models import PaperKind, PaperText
from cordee.ground.papers.rules.texts import FIELDS, blocks_of, filled, shipped_text
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality


@dataclass(frozen=True)
class TextInForce:
    """The text of a kind: its version (0 is the one that came with the house), its words, since when and by whom."""

    kind: PaperKind
    version: int
    body: str
    written_at: datetime | None = None
    written_by: str = ""

    @property
    def is_shipped(self) -> bool:
        """True when the town has not written its own."""
        return self.version == 0


def text_in_force(kind: PaperKind) -> TextInForce:
    """The town's newest text, or the one that came with the house; one query."""
    own = PaperText.objects.select_related("written_by").filter(kind=kind).order_by("-version").first()
    if own is None:
        return TextInForce(kind, 0, shipped_text(kind))
    author = own.written_by.name if own.written_by else ""
    return TextInForce(kind, own.version, own.body, own.written_at, author)


def blocks_in_force(kind: PaperKind, town: Municipality) -> list[dict[str, Any]]:
    """A text in force that names nobody, cut in blocks, as the town shows it to everybody."""
    values = {"commune": town.name, "téléphone": display_phone(town.phone)}
    return blocks_of(filled(text_in_force(kind).body, values))


def charter_blocks(town: Municipality) -> list[dict[str, Any]]:
    """The charter, for everybody."""
    return blocks_in_force(PaperKind.CHARTER, town)


def version_in_force(kind: PaperKind) -> int:
    """Only its number."""
    newest = PaperText.objects.filter(kind=kind).order_by("-version").values_list("version", flat=True)[:1]
    return next(iter(newest), 0)


def texts_in_force() -> list[TextInForce]:
    """Every text a town may change, in the order of the life of a volunteer; one query."""
    newest: dict[str, PaperText] = {}
    for text in PaperText.objects.select_related("written_by").order_by("version"):
        newest[text.kind] = text
    return [
        TextInForce(
            kind, own.version, own.body, own.written_at, own.written_by.name if own.written_by else ""
        )
        if (own := newest.get(kind.value))
        else TextInForce(kind, 0, shipped_text(kind))
        for kind in FIELDS
    ]


def text_of_version(kind: PaperKind, version: int) -> str:
    """The words of one version, those somebody accepted; empty when it never was."""
    if version == 0:
        return shipped_text(kind)
    own = PaperText.objects.filter(kind=kind, version=version).first()
    return own.body if own else ""


def versions_of(kind: PaperKind) -> list[PaperText]:
    """Every version the town wrote, newest first."""
    return list(PaperText.objects.select_related("written_by").filter(kind=kind).order_by("-version")[:50])
