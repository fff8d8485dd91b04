"""Writing the town's own texts."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import PaperKind, PaperText
from cordee.ground.papers.rules.texts import check_text
from cordee.ground.papers.selectors.texts import text_in_force
from cordee.ground.people.models import Account


@transaction.atomic
def write_text(*, kind: PaperKind, body: str, after: int, by: Account, at: datetime) -> PaperText | None:
    """Write a new version; the former ones stay for those who accepted them. Returns ``None`` when nothing changed.

    ``after`` is the version the author read. Raises ``Refused`` for an unknown field, or when somebody wrote meanwhile.
    """
    cleaned, current = check_text(kind, body), text_in_force(kind)
    if cleaned == current.body:
        return None
    meanwhile = Refused(
        "Quelqu’un d’autre a changé ce texte entre-temps : relisez-le, puis recopiez vos changements."
    )
    if current.version != after:
        raise meanwhile
    try:
        with transaction.atomic():
            text = PaperText.objects.create(
                kind=kind, version=after + 1, body=cleaned, written_at=at, written_by=by
            )
    except IntegrityError as error:
        raise meanwhile from error
    leave_trace(
        verb="write_paper_text", subject=text, by=by, commune_code=text.commune_id, at=at, paper=kind.value,
        version=text.version,
    )  # fmt: skip
    return text
