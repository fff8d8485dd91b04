"""``cordee match``: who could help whom, now; nothing is sent, nothing is written unless asked."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cordee.config.plans import plan_as_json, proposal_lines, unserved_lines
from cordee.config.served import town_for_command
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.models import town_scope


class Command(BaseCommand):
    """Plans the town and tells the plan."""

    help = "Cherche qui peut aider qui, et dit pourquoi. N’écrit rien et n’envoie rien (sauf --store)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--json", action="store_true", help="Répondre en JSON.")
        parser.add_argument(
            "--commune", metavar="CODE", help="Code INSEE de la commune, s’il y en a plusieurs."
        )
        parser.add_argument(
            "--store", action="store_true", help="Déposer les suggestions au bureau, où un agent les valide."
        )

    def handle(self, **options: Any) -> None:
        """Plan, store when asked, tell."""
        try:
            town = town_for_command(options["commune"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        now = timezone.now()
        with town_scope(town.pk):
            plan = propose_town_plan(at=now)
            if options["store"]:
                store_plan(plan=plan, by=Task("match"), at=now)
        if options["json"]:
            self.stdout.write(json.dumps(plan_as_json(plan), ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{town.name} : {plan.needs} demandes à pourvoir, {plan.volunteers} bénévoles joignables."
        )
        self.stdout.write(f"\nPropositions ({len(plan.proposals)}), les plus urgentes d’abord :")
        for line in proposal_lines(plan):
            self.stdout.write(line)
        if plan.unserved:
            self.stdout.write(f"\nSans solution pour le moment ({len(plan.unserved)}) :")
            for line in unserved_lines(plan):
                self.stdout.write(line)
        stored = (
            "Les suggestions attendent au bureau." if options["store"] else "Rien n’a été écrit ni envoyé."
        )
        self.stdout.write(f"\n{stored}")
