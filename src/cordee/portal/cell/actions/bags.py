"""The « sac de crise »: prepared in three steps, so that nobody waits for the typesetter; given back, destroyed or lost."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cordee.coordinate.register.actions.streets import take_out_register
from cordee.coordinate.register.selectors.streets import Streets
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.models import EntryKind, Importance
from cordee.ground.crisis.ports import BagPart, bag_parts
from cordee.ground.crisis.selectors.crises import crisis_to_tell
from cordee.ground.papers.actions.lending import lend_paper, note_fate, note_lent
from cordee.ground.papers.actions.papers import revoke_paper
from cordee.ground.papers.models import Fate, LentPaper, PaperKind
from cordee.ground.papers.selectors.printing import counted_sheet_pdf
from cordee.ground.people.models import Account
from cordee.ground.people.selectors.sheets import workbook
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.ground.vault.rules import archive_of
from cordee.portal.cell.rules.bag import NOTICE, bag_content, bag_sheets


def prepare_bag(*, holder: str, password: str, by: Account, at: datetime) -> tuple[LentPaper, bytes]:
    """The numbered bag and its archive (PDF, ODS, notice), ciphered when there is a password; the house keeps neither.

    Reading is traced and the number taken before the typesetter works, outside any transaction: a thousand people take it
    seconds, during which others write. Raises ``Refused`` (field); a bag that could not be made keeps its number, cancelled.
    """
    lent, found, parts = _take_out(holder=holder, locked=bool(password), by=by, at=at)
    content = bag_content(lent, found, parts, by=by.name, at=at)
    try:
        pdf, pages = counted_sheet_pdf("bag", content, at=at)
    except Refused:
        revoke_paper(paper=lent.paper, by=by, at=at)
        raise
    notice = NOTICE.format(
        **{name: content[name] for name in ("number", "printed", "by", "holder", "people")},
        town=municipality_in_scope().name, pages=pages, exercise=" EXERCICE." if lent.exercise else "",
    )  # fmt: skip
    files: dict[str, str | bytes] = {
        "a-lire.txt": notice,
        "sac-de-crise.pdf": pdf,
        "sac-de-crise.ods": workbook(bag_sheets(lent, found, parts)),
    }
    archive = archive_of(files, password=password)
    _record(lent, pages=pages, archive=archive, by=by, at=at)
    return lent, archive


@transaction.atomic
def _take_out(
    *, holder: str, locked: bool, by: Account, at: datetime
) -> tuple[LentPaper, Streets, list[BagPart]]:
    found, parts = take_out_register(by=by, at=at), bag_parts(at)
    subjects = [one for part in parts for one in part.subjects]
    leave_read_trace(subjects=subjects, by=by, commune_code=current_commune(), page="bag")
    crisis, _ = crisis_to_tell(now=at)
    lent = lend_paper(
        kind=PaperKind.CRISIS_BAG, holder=holder, people=len(found.people), locked=locked,
        exercise=crisis is not None and crisis.exercise, by=by, at=at,
    )  # fmt: skip
    return lent, found, parts


@transaction.atomic
def _record(lent: LentPaper, *, pages: int, archive: bytes, by: Account, at: datetime) -> None:
    note_lent(lent=lent, pages=pages, content=archive, by=by, at=at)
    support = "sur support chiffré" if lent.locked else "à imprimer"
    _tell(
        f"Sac de crise {lent} préparé, {support} : {lent.people} personne(s), {pages} pages. À rendre ou à détruire.",
        importance=Importance.ORDINARY, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def note_bag_fate(*, lent_id: int, fate: str, on: date | None, by: Account, at: datetime) -> LentPaper:
    """Given back, destroyed, lost: said once, and in the logbook. Raises ``Refused`` (field), ``ObjectDoesNotExist``."""
    lent = note_fate(lent_id=lent_id, fate=fate, on=on, by=by, at=at)
    lost = fate == Fate.LOST
    _tell(
        f"Sac de crise {lent} {lent.get_fate_display()} le {lent.fate_on:%d/%m/%Y}"
        + (" : violation de données, à voir avec la personne déléguée à la protection des données." if lost else "."),
        importance=Importance.IMPORTANT if lost else Importance.ORDINARY, by=by, at=at,
    )  # fmt: skip
    return lent


def _tell(text: str, *, importance: str, by: Account, at: datetime) -> None:
    # Written even when no event is open: a bag is prepared the evening before.
    crisis, several = crisis_to_tell(now=at)
    note_in_logbook(
        text=text,
        kind=EntryKind.ACTION,
        importance=importance,
        crisis=None if several else crisis,
        by=by,
        at=at,
    )
