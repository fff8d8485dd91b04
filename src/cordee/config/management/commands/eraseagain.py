"""``cordee eraseagain``: after a restoration, forget again whoever had been erased since the backup."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cordee.ground.audit.actions import Task
from cordee.ground.people.actions.erasing_again import erase_again
from cordee.ground.people.actions.erasure_list import write_erasures_down
from cordee.ground.people.gateways.erasures import BadList, erasure_list, read_erasures


class Command(BaseCommand):
    """Done twice, it does nothing the second time; leaves with code 1 while somebody cannot be erased yet."""

    help = "Après la restauration d’une sauvegarde : efface de nouveau les personnes effacées depuis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "file", nargs="?", type=Path,
            help="La liste des effacements ; sans elle, le fichier « effacements » du dossier de données.",
        )  # fmt: skip

    def handle(self, *, file: Path | None, **_: Any) -> None:
        """Erase again, and say what remains to be done by hand."""
        path = file or erasure_list()
        if not path.exists():
            raise CommandError(f"{path} n’existe pas : donnez la liste gardée avec vos sauvegardes.")
        try:
            done = erase_again(erased=read_erasures(path), by=Task("eraseagain"))
            write_erasures_down()
        except BadList as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"{done.count} personne(s) effacée(s) de nouveau.")
        for sentence in done.obstacles:
            self.stdout.write(f"✘ {sentence}")
        if done.obstacles:
            self.stdout.write("Terminez ces dossiers au bureau, puis relancez cette commande.")
            sys.exit(1)
