"""Reading a list that came for one campaign: names, numbers, addresses, priorities, and why a line gives nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.sheets.cells import cell_text, read_names, read_phones
from cordee.ground.people.rules.sheets.columns import header_match
from cordee.ground.people.rules.sheets.fields import NEED_FIELDS
from cordee.ground.people.rules.sheets.tables import RawLine, Table


@dataclass(frozen=True)
class ListLine:
    """One person of a list; at least one number in E.164."""

    number: int
    last_name: str
    first_name: str
    phones: tuple[str, ...]
    address: str
    priority: int
    contact: str = ""
    contact_phone: str = ""


def read_list(table: Table) -> tuple[list[ListLine], list[tuple[int, str]]]:
    """People, and the lines that give nobody with a sentence each. Raises ``Refused`` when a column is missing."""
    columns: dict[str, list[int]] = {}
    for position, header in enumerate(table.headers):
        code, _ = header_match(header, NEED_FIELDS)
        if code:
            columns.setdefault(code, []).append(position)
    if not {"last_name", "full_name"} & set(columns):
        raise Refused("La liste n’a pas de colonne « Nom ».", field="file")
    if not {"phone", "phone_alt"} & set(columns):
        raise Refused("La liste n’a pas de colonne « Téléphone ».", field="file")
    people, refused = [], []
    for line in table.lines:
        try:
            people.append(_line(line, columns))
        except Refused as why:
            refused.append((line.number, str(why)))
    return people, refused


def _said(line: RawLine, columns: dict[str, list[int]], code: str) -> str:
    texts = [cell_text(line.cells[at]).strip() for at in columns.get(code, ()) if at < len(line.cells)]
    return " ".join(" ".join(text.split()) for text in texts if text)


def _line(line: RawLine, columns: dict[str, list[int]]) -> ListLine:
    if line.fault:
        raise Refused(line.fault)
    names = read_names(*(_said(line, columns, code) for code in ("last_name", "first_name", "full_name")))
    if not names:
        raise Refused("Il n’y a pas de nom.")
    cells = [read_phones(_said(line, columns, code)) for code in ("phone", "phone_alt")]
    through = next((one for one in cells if one.through), None)
    theirs = through.other if through else ""
    numbers = [number for one in cells for number in (one.own, one.other, *one.left_out)]
    phones = tuple(dict.fromkeys(number for number in numbers if number and number != theirs))
    if not phones and not theirs:
        raise Refused("Il n’y a pas de numéro de téléphone.")
    return ListLine(
        number=line.number,
        last_name=names[0].last[:80],
        first_name=names[0].first[:60],
        phones=phones or (theirs,),
        address=_said(line, columns, "address")[:200],
        priority=_priority(_said(line, columns, "urgency")),
        contact=through.through[:60] if through else "",
        contact_phone=theirs,
    )


def _priority(text: str) -> int:
    """« P1 », « 2 », « urgent »: 3 when nothing says otherwise."""
    told = re.fullmatch(r"[pP]?\s*([123])", text)
    if told:
        return int(told.group(1))
    return 1 if re.search(r"urgent|priorit|fort", text, re.IGNORECASE) else 3
