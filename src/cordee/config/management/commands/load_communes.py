"""``load_communes``: bring the list of French communes up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import load_communes


class Command(BaseCommand):
    """Loads the reference shipped with Cordée, or another file of the same columns."""

    help = "Charge la liste des communes de France (celle livrée, ou un autre fichier de mêmes colonnes)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One optional file."""
        parser.add_argument("fichier", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say how many."""
        try:
            counts = load_communes(path=options["fichier"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Communes : {counts.created} nouvelles, {counts.updated} mises à jour, "
            f"{counts.unchanged} inchangées."
        )
