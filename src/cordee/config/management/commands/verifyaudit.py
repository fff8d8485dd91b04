"""``cordee verifyaudit``: is the log as it was written?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cordee.ground.audit.models import Event
from cordee.ground.audit.selectors import compare_with_copy, verify_chain


class Command(BaseCommand):
    """Verifies the chain of each town; leaves with code 1 when one is broken."""

    help = "Vérifie que le journal n’a été ni changé, ni amputé, commune par commune."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--copy",
            type=Path,
            metavar="FICHIER",
            help="Compare aussi avec la copie gardée ailleurs (CORDEE_AUDIT_COPY).",
        )

    def handle(self, *, copy: Path | None = None, **_: Any) -> None:
        """Tell, town by town."""
        if copy is not None:
            self._compare(copy)
        towns = sorted(set(Event.objects.order_by().values_list("commune_code", flat=True).distinct()))
        broken = 0
        for code in towns:
            state = verify_chain(code)
            if state.broken:
                broken += 1
                self.stdout.write(f"✘ {code or 'installation'} : rompu, {state.broken}.")
                continue
            purged = f", éliminés jusqu’au rang {state.purged_up_to}" if state.purged_up_to else ""
            self.stdout.write(
                f"✔ {code or 'installation'} : intact, {state.sealed} événements scellés{purged}, "
                f"{state.waiting} en attente de sceau. Dernier sceau : {state.last_seal[:16] or '–'}"
            )
        if not towns:
            self.stdout.write("Le journal est vide.")
        if broken:
            sys.exit(1)

    def _compare(self, path: Path) -> None:
        try:
            with path.open(encoding="utf-8", errors="replace") as lines:
                state = compare_with_copy(lines)
        except OSError as error:
            raise CommandError(f"{path} ne se lit pas ({error.strerror}).") from None
        for fault in state.faults:
            self.stdout.write(f"✘ {fault}.")
        if state.faults:
            sys.exit(1)
        self.stdout.write(f"✔ copie : {state.lines} lignes, toutes conformes au journal.")
