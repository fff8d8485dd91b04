"""``cordee reset_demo``: draw the demonstration anew, with its clocks put right."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Same town, same seed, a new morning."""

    help = "Redessine la commune de démonstration telle qu’au premier jour."
    requires_migrations_checks = False

    def handle(self, **_: Any) -> None:
        """Draw it again, without serving."""
        call_command("demo", reset=True, no_serve=True, stdout=self.stdout, stderr=self.stderr)
