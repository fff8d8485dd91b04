"""``cordee logbook verify``: is the main courante as it was written?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cordee.ground.audit.models import Event
from cordee.ground.crisis.models import Logbook
from cordee.ground.crisis.selectors.logbook import BookState, verify_logbooks


def _name(state: BookState) -> str:
    return "main courante" if state.name == "town" else f"main courante d’exercice ({state.name})"


class Command(BaseCommand):
    """Verifies the logbooks of each town; leaves with code 1 when one is broken."""

    help = "Vérifie qu’aucune entrée de la main courante n’a été changée, retirée ou déplacée."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=["verify"], help="verify : relire toute la chaîne")

    def handle(self, **_: Any) -> None:
        """Tell, town by town, book by book."""
        known = Event.objects.filter(verb="note_in_logbook").order_by().values_list("commune_code", flat=True)
        towns = sorted({*known.distinct(), *Logbook.everywhere.values_list("commune_id", flat=True)})
        broken = 0
        for code in towns:
            for state in verify_logbooks(code):
                if state.broken:
                    broken += 1
                    self.stdout.write(f"✘ {code}, {_name(state)} : rompue, {state.broken}.")
                else:
                    self.stdout.write(
                        f"✔ {code}, {_name(state)} : intacte, {state.entries} entrées. "
                        f"Dernier sceau : {state.last_seal[:16] or '–'}"
                    )
        if not towns:
            self.stdout.write("La main courante est vide.")
        if broken:
            sys.exit(1)
