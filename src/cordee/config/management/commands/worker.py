"""``cordee worker``: send messages and run background jobs."""

from __future__ import annotations

import gc
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cordee.ground.messaging.tasks.worker import HouseWorker

PAGES_FIRST = 5
"""Steps of priority (nice) the worker leaves to the web server."""


class Command(BaseCommand):
    """Runs the embedded worker until it is asked to stop."""

    help = "Envoie les messages et fait les travaux de fond, jusqu’à l’arrêt (Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Faire ce qui attend, puis s’arrêter.")

    def handle(self, *, once: bool = False, **_: Any) -> None:
        """Work."""
        if not once:
            # Somebody waits before a page, nobody before the next message: in a rush the pages go first.
            os.nice(PAGES_FIRST)
            # As for the pages (wsgi.py): what is loaded is not looked over while a write keeps the others waiting.
            gc.collect()
            gc.freeze()
        worker = HouseWorker(once=once)
        worker.configure_signals()
        worker.run()
