"""``cordee demo``: an invented town, its needs, its volunteers, who could help whom, and the pages to look at
it."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cordee.config.demo.moments import last_hour
from cordee.config.demo.sizes import DEMO_COMMUNE, DEMO_NAME, SIZES
from cordee.config.demo.telling import login_lines, plan_lines, town_lines
from cordee.config.demo.town import draw_town
from cordee.config.demo.writing import (
    Written,
    check_not_a_real_town,
    empty_database,
    write_town,
    written_demo,
)
from cordee.config.management.commands.serve import DEFAULT_BIND
from cordee.config.serving import check_port_is_free, parse_bind
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import load_communes
from cordee.ground.territory.models import Commune, town_scope

REFERENCE_COMMUNES = 30_000
"""Fewer rows than this, and the reference has not been loaded yet."""
GROWS_OLD_AFTER = timedelta(hours=12)


class Command(BaseCommand):
    """Prepares the demonstration, tells what it holds, serves it."""

    help = f"Installe {DEMO_NAME}, commune fictive, cherche qui peut aider qui, et sert les pages."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--town", choices=list(SIZES), help="Taille de la commune (défaut : medium, 18 400 habitants)."
        )
        parser.add_argument(
            "--seed", type=int, help="Graine du tirage (défaut : 1) : même graine, même commune."
        )
        parser.add_argument("--no-serve", action="store_true", help="Ne pas servir les pages.")
        parser.add_argument(
            "--reset", action="store_true", help="Tout redessiner, et remettre les pendules à l’heure."
        )
        parser.add_argument(
            "--bind", default=DEFAULT_BIND, help=f"Adresse et port d’écoute (défaut : {DEFAULT_BIND})."
        )

    def handle(self, **options: Any) -> None:
        """Prepare, tell, serve."""
        try:
            if not options["no_serve"]:
                check_port_is_free(*parse_bind(options["bind"]))
            host, port = parse_bind(options["bind"])
            self._prepare(options["town"], options["seed"], reset=options["reset"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._tell("")
        for line in login_lines(url, str(settings.DATA_DIR)):
            self._tell(line)
        if options["no_serve"]:
            return
        self._tell("")
        call_command("serve", bind=options["bind"], stdout=self.stdout, stderr=self.stderr)

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _prepare(self, town: str | None, seed: int | None, *, reset: bool) -> None:
        self._tell("Préparation de la base de démonstration…")
        call_command("migrate", interactive=False, verbosity=0)
        check_not_a_real_town()
        if Commune.objects.count() < REFERENCE_COMMUNES:
            self._tell(f"{load_communes(by=Task('demo')).created} communes de référence chargées.")
        held = written_demo()
        wanted_town = town or (held.town if held else "medium")
        wanted_seed = seed if seed is not None else (held.seed if held else 1)
        if held is None or reset or (held.town, held.seed) != (wanted_town, wanted_seed):
            held = self._build(wanted_town, wanted_seed)
        else:
            self._tell(
                "La commune de démonstration est gardée telle que vous l’avez laissée (--reset la redessine)."
            )
            if timezone.now() - held.at > GROWS_OLD_AFTER:
                self._tell("Ses demandes datent : --reset remet les pendules à l’heure.")
        with town_scope(DEMO_COMMUNE):
            self._tell("")
            for line in town_lines(held):
                self._tell(line)
            self._match()

    def _build(self, town: str, seed: int) -> Written:
        started = time.perf_counter()
        self._tell(f"Tirage de {DEMO_NAME} (taille {town}, graine {seed})…")
        drawn = draw_town(SIZES[town], seed, last_hour(timezone.now()))
        self._tell("Écriture des rues, des habitants et de dix jours d’entraide…")
        empty_database()
        write_town(drawn)
        self._tell(f"Commune écrite en {time.perf_counter() - started:.1f} s.")
        return Written(town, seed, drawn.at)

    def _match(self) -> None:
        started = time.perf_counter()
        now = timezone.now()
        plan = propose_town_plan(at=now)
        store_plan(plan=plan, by=Task("demo"), at=now)
        seconds = time.perf_counter() - started
        self._tell("")
        for line in plan_lines(plan, seconds):
            self._tell(line)
