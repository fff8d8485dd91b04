"""``cordee serve``: the pages and the messages, together."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from cordee.config.serving import House, check_port_is_free, gather_static_files, parse_bind
from cordee.ground.audit.rules import Refused

DEFAULT_BIND = "127.0.0.1:8000"


class Command(BaseCommand):
    """Serves until it is asked to stop."""

    help = "Sert les pages et envoie les messages, jusqu’à l’arrêt (Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--bind", default=DEFAULT_BIND, help=f"Adresse et port d’écoute (défaut : {DEFAULT_BIND})."
        )

    def handle(self, *, bind: str, **_: Any) -> None:
        """Check what can be checked, then serve."""
        try:
            host, port = parse_bind(bind)
            check_port_is_free(host, port)
            self._check_database()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if not settings.DEBUG:
            gather_static_files(self._tell)
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        if host in {"127.0.0.1", "::1", "localhost"}:
            # Links in messages must open on the port really served, unless an address was chosen.
            os.environ.setdefault("CORDEE_PUBLIC_URL", url)
        self._tell(f"Cordée est ouverte : {url}/ (Ctrl-C pour arrêter)")
        code = House(host, port).run(self._tell)
        if code:
            sys.exit(code)
        self._tell("Cordée est fermée.")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _check_database(self) -> None:
        try:
            executor = MigrationExecutor(connection)
            behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise Refused(f"La base de données ne répond pas ({error.__class__.__name__}).") from None
        if behind:
            raise Refused("La base de données n’est pas à jour : lancez d’abord « ./cordee setup ».")
