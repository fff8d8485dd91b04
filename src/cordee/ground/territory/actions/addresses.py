"""Importing the addresses of the town from the national base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.territory.gateways.ban import AddressRow, BanFile, LineFault
from cordee.ground.territory.models import Address, Municipality, current_commune
from cordee.ground.territory.models.communes import new_map_stamp
from cordee.ground.territory.rules.names import arrondissement_codes

MOST_FAULTS_KEPT = 1000
"""Faults told one by one; beyond, they are counted: a wrong file must not fill the memory."""

_PROGRESS_EVERY = 20_000


@dataclass
class ImportReport:
    """What an import of addresses did.

    ``vanished`` counts addresses of the base that the file no longer has: they are kept, a need may be there.
    ``refused`` holds the first faults, ``refused_count`` counts them all.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    vanished: int = 0
    skipped_other_commune: int = 0
    refused_count: int = 0
    refused: list[LineFault] = field(default_factory=list)

    def refuse(self, fault: LineFault) -> None:
        """Count a fault, and keep it while there is room."""
        self.refused_count += 1
        if len(self.refused) < MOST_FAULTS_KEPT:
            self.refused.append(fault)

    def sentences(self) -> list[str]:
        """The report in French, for the person who imports."""
        told = [
            f"{self.created} adresses nouvelles, {self.updated} mises à jour, {self.unchanged} inchangées.",
            f"{self.skipped_other_commune} lignes d’autres communes laissées de côté.",
        ]
        if not self.created + self.updated + self.unchanged:
            told.append(
                "Aucune adresse de la commune dans ce fichier : est-ce bien celui de votre département ?"
            )
        elif self.vanished:
            told.append(
                f"{self.vanished} adresses connues ne sont plus dans le fichier ; elles sont gardées."
            )
        if self.refused_count:
            told.append(f"{self.refused_count} lignes refusées :")
            told += [f"ligne {fault.line}, {fault.column} : {fault.text}" for fault in self.refused]
        if self.refused_count > len(self.refused):
            told.append(f"… et {self.refused_count - len(self.refused)} autres.")
        return told


def _read(
    path: Path | str, report: ImportReport, progress: Callable[[int], None] | None
) -> dict[str, AddressRow]:
    code = current_commune()
    rows: dict[str, AddressRow] = {}
    lines_of: dict[str, int] = {}
    for line, read in BanFile(path).rows(frozenset({code, *arrondissement_codes(code)})):
        if isinstance(read, AddressRow):
            if read.ban_id in rows:
                report.refuse(LineFault(line, "id", f"adresse déjà lue à la ligne {lines_of[read.ban_id]}"))
            else:
                rows[read.ban_id] = read
                lines_of[read.ban_id] = line
        elif isinstance(read, LineFault):
            report.refuse(read)
        else:
            report.skipped_other_commune += 1
        if progress is not None and line % _PROGRESS_EVERY == 0:
            progress(line)
    return rows


def import_addresses(
    *, path: Path | str, by: Actor, progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Bring the addresses of the town in scope up to date with a BAN file (``.csv`` or ``.csv.gz``, a whole
    département).

    The file is read first, the town's lines alone being kept; then one transaction writes them all, so that
    an import stopped anywhere has changed nothing and can be run again. A line that cannot be read is told
    and does not stop the rest. ``progress`` receives the number of lines read, now and then. Raises
    ``Refused`` when the file as a whole cannot be used.
    """
    report = ImportReport()
    rows = _read(path, report, progress)
    code = current_commune()
    with transaction.atomic():
        known = {row[0]: row for row in Address.objects.order_by().values_list(*AddressRow._fields)}
        changed = [row for row in rows.values() if known.get(row.ban_id) != tuple(row)]
        Address.objects.bulk_create(
            [Address.new(**row._asdict()) for row in changed],
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["commune", "ban_id"],
            update_fields=list(AddressRow._fields[1:]),
        )
        report.created = sum(row.ban_id not in known for row in changed)
        report.updated = len(changed) - report.created
        report.unchanged = len(rows) - len(changed)
        report.vanished = len(known.keys() - rows.keys()) if rows else 0
        if changed:
            Municipality.objects.filter(pk=code).update(map_stamp=new_map_stamp())
        leave_trace(
            verb="import_addresses",
            subject=f"commune:{code}",
            by=by,
            commune_code=code,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            vanished=report.vanished,
            refused=report.refused_count,
        )
    return report
