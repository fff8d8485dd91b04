"""``cordee createstaff``: the first account of a town, or one more."""

from __future__ import annotations

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from cordee.config.served import town_for_command
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.persons import create_staff_account
from cordee.ground.people.models import Account, Role
from cordee.ground.territory.models import town_scope


class Command(BaseCommand):
    """Creates one staff account with one role."""

    help = "Crée le compte d’un agent ou d’un élu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="Nom affiché, par exemple « Nadia Cherif ».")
        roles = ", ".join(f"{role.value} ({role.label})" for role in Role)
        parser.add_argument(
            "--role",
            required=True,
            action="append",
            choices=Role.values,
            metavar="ROLE",
            help=f"{roles} ; peut se répéter.",
        )
        parser.add_argument(
            "--commune", metavar="CODE", help="Code INSEE de la commune, s’il y en a plusieurs."
        )

    def handle(self, *, email: str, name: str, role: list[str], commune: str | None, **_: Any) -> None:
        """Ask a password at the keyboard, or draw one and show it once."""
        try:
            validate_email(email)
            town = town_for_command(commune)
        except ValidationError:
            raise CommandError(f"« {email} » n’est pas une adresse de courriel.") from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if Account.objects.filter(email=email.lower()).exists():
            raise CommandError(f"Un compte existe déjà pour {email}.")
        typed = self._typed_password(Account(email=email, name=name)) if sys.stdin.isatty() else ""
        password = typed or secrets.token_urlsafe(12)
        roles = [Role(one) for one in role]
        with town_scope(town.pk):
            create_staff_account(
                email=email, name=name, roles=roles, password=password, by=Task("createstaff")
            )
        self.stdout.write(
            f"Compte créé à {town.name} : {email}, {', '.join(str(one.label) for one in roles)}."
        )
        if not typed:
            self.stdout.write(f"Mot de passe (montré cette seule fois) : {password}")

    def _typed_password(self, account: Account) -> str:
        while True:
            first = getpass.getpass("Mot de passe (vide : en tirer un au hasard) : ")
            if not first:
                return ""
            try:
                validate_password(first, account)
            except ValidationError as fault:
                self.stderr.write(" ".join(fault.messages))
                continue
            if first == getpass.getpass("Encore une fois : "):
                return first
            self.stderr.write("Les deux mots de passe diffèrent.")
