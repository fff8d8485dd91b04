"""``cordee setup``: the database, the reference of communes, the static files, and the town to serve."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cordee.config.serving import gather_static_files
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.territory.actions import load_communes, serve_commune
from cordee.ground.territory.selectors import CommuneHit, municipalities, search_communes


class Command(BaseCommand):
    """Prepares an installation; run again after an update, it brings everything up to date and changes no choice."""

    help = "Prépare la base de données et les fichiers, et ouvre la commune à servir."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "commune", nargs="?", help="Commune à ouvrir : son nom, son code postal ou son code INSEE."
        )
        parser.add_argument("--phone", help="Numéro que les habitants appellent.")

    def handle(self, *, commune: str | None, phone: str | None, **_: Any) -> None:
        """Prepare, open the town when one is asked for, say what comes next."""
        call_command("migrate", interactive=False, verbosity=0)
        try:
            counts = load_communes(by=Task("setup"))
            self._tell(
                f"Base de données à jour, {counts.created + counts.unchanged + counts.updated} communes connues."
            )
            if not settings.DEBUG:
                gather_static_files(self._tell)
            self._open_town(commune, phone)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self._say_what_is_left()

    def _tell(self, line: str) -> None:
        self.stdout.write(line)

    def _open_town(self, wanted: str | None, phone: str | None) -> None:
        asks = sys.stdin.isatty() and not municipalities()
        wanted = (
            wanted or (asks and input("Commune à servir (nom, code postal ou code INSEE) : ").strip()) or None
        )
        if wanted is None:
            return
        hit = _only_one(wanted)
        if hit.insee_code in [town.pk for town in municipalities()]:
            self._tell(f"{hit.label} est déjà servie ici.")
            return
        phone = phone or (asks and input("Numéro que les habitants appellent : ").strip()) or None
        if phone is None:
            raise Refused(
                f"Donnez aussi le numéro que les habitants appellent : ./cordee setup {hit.insee_code} --phone …"
            )
        town = serve_commune(insee_code=hit.insee_code, phone=phone, by=Task("setup"))
        self._tell(f"{town.name} ({town.pk}) est ouverte. Nom affiché, logo et couleur se règlent au bureau.")

    def _say_what_is_left(self) -> None:
        if not municipalities():
            self._tell("Ensuite : ./cordee setup COMMUNE --phone NUMÉRO pour ouvrir votre commune.")
        elif not Account.objects.exists():
            self._tell("Ensuite : ./cordee createstaff pour le premier compte, puis ./cordee serve.")
        else:
            self._tell("Ensuite : ./cordee serve.")


def _only_one(wanted: str) -> CommuneHit:
    """The commune meant. Raises ``Refused`` with the choice when several fit, or when none does."""
    hits = search_communes(wanted, limit=12)
    exact = [
        hit for hit in hits if wanted.upper() == hit.insee_code or wanted.casefold() == hit.name.casefold()
    ]
    found = exact if len(exact) == 1 else hits
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"Aucune commune ne correspond à « {wanted} ».")
    choice = ", ".join(f"{hit.label} : {hit.insee_code}" for hit in found)
    raise Refused(f"Plusieurs communes correspondent à « {wanted} » ; donnez le code INSEE. {choice}.")
