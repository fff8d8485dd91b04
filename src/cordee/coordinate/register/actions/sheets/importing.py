"""Writing the lines of an older register: who is listed already is completed, a doubt waits, an opposition stands."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.register.actions.enrolment import Enrolment, Opposed, enrol
from cordee.coordinate.register.actions.opening import check_may
from cordee.coordinate.register.actions.sheets.reading import EntryReader
from cordee.coordinate.register.models import ClearanceScope
from cordee.ground.audit.actions import Actor
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.sheets import Progress, run_sheet
from cordee.ground.people.models import ReceivedSheet, SheetKind
from cordee.ground.people.rules.sheets.lines import CREATED, DUPLICATE, UNCHANGED, UPDATED, SheetLine

_COLUMNS = {
    "birth_on": "birth",
    "third_name": "asked_by",
    "operational_agreed": "lives_alone",
    "last_name": "last_name",
}


def import_register(
    *, sheet: ReceivedSheet, by: Actor, at: datetime, progress: Progress | None = None
) -> ReceivedSheet:
    """Run a confirmed list; the report of every line is on the sheet returned. The same list run again changes nothing.

    Raises ``Refused``, also for an agent who is not named by the mayor to keep the register.
    """
    if sheet.kind != SheetKind.REGISTER:
        raise Refused("Cette liste n’est pas un registre.")
    check_may(by, at, scope=ClearanceScope.KEEP)

    def write(accepted: list[tuple[SheetLine, Enrolment]]) -> None:
        for line, said in accepted:
            _enrol(line, said, by=by, at=at)

    reader = EntryReader(at=at)
    return run_sheet(
        sheet=sheet, by=by, at=at, read=reader.read, write=write, progress=progress, notes=reader.places.notes
    )


def _enrol(line: SheetLine, said: Enrolment, *, by: Actor, at: datetime) -> None:
    try:
        done = enrol(said=said, by=by, at=at, ask_when_alike=True)
    except Opposed:
        # Not refused: the cells of a refused line are kept to be corrected, and nothing of this person may be.
        line.outcome = UNCHANGED
        line.messages = [
            {"column": "", "text": "Cette personne a demandé à ne pas figurer au registre : ligne laissée."}
        ]
        return
    except Refused as refusal:
        line.refuse(_COLUMNS.get(refusal.field or "", refusal.field or ""), str(refusal))
        return
    line.subjects.append(done.number)
    if done.known:
        line.outcome = UPDATED if done.added else UNCHANGED
    elif done.pending:
        line.outcome, line.new = DUPLICATE, 1
        names = ", ".join(f"R-{key:05d}" for key, _, why in done.alike if why == "nom semblable")
        line.tell("last_name", f"Nom semblable à une inscription ({names}) : à départager dans le registre.")
    else:
        line.outcome, line.new = CREATED, 1
