"""``import_addresses``: read a national address base (BAN) file for one town."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import import_addresses
from cordee.ground.territory.models import town_scope
from cordee.ground.territory.selectors import municipalities


def _town(code: str | None) -> str:
    """The commune to import for: the one named, else the only one served."""
    served = [municipality.pk for municipality in municipalities()]
    if code is not None:
        if code.upper() not in served:
            raise CommandError(f"La commune {code} n’est pas servie ici.")
        return code.upper()
    if len(served) != 1:
        raise CommandError("Dites pour quelle commune : --commune suivi du code INSEE.")
    return str(served[0])


class Command(BaseCommand):
    """Imports addresses, tells each line refused."""

    help = "Importe les adresses d’un fichier de la Base Adresse Nationale (.csv ou .csv.gz)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the town when several are served."""
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--commune", help="code INSEE, quand plusieurs communes sont servies")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then print the report."""
        try:
            with town_scope(_town(options["commune"])):
                report = import_addresses(path=options["fichier"], by=Task("import_addresses"))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for sentence in report.sentences():
            self.stdout.write(sentence)
