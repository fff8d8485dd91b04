"""``cordee doctor``: is everything in order, and if not, what to do."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from cordee.config.checkup import Mark, check_up


class Command(BaseCommand):
    """Tells every point of the check-up; leaves with code 1 when one is at fault."""

    help = "Vérifie l’installation, et dit quoi faire quand quelque chose ne va pas."
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, **_: Any) -> None:
        """Tell."""
        faults = 0
        for point in check_up():
            faults += point.mark is Mark.FAULT
            self.stdout.write(f"{point.mark.value} {point.sentence}")
        if faults:
            self.stdout.write(f"\n{faults} point{'s' * (faults > 1)} à corriger.")
            sys.exit(1)
        self.stdout.write("\nTout est en ordre.")
