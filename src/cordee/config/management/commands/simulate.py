"""``cordee simulate``: an invented crisis, lived under several ways of asking; reads and writes no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cordee.config.simulation import as_json, drawing, table_lines
from cordee.engine.asking.settings import AskingSettings
from cordee.engine.simulation.settings import SCENARIOS, BadRun, Behaviour, TownSize
from cordee.engine.simulation.study import POLICIES, Run, compare

_MOST_SEEDS = 50
_MOST_PROTECTION = 100


class Command(BaseCommand):
    """Lives the crisis and tells the figures."""

    help = (
        "Simule une crise dans une ville inventée et compare les façons de solliciter les bénévoles : ce qui est "
        "servi, en combien de temps, à quel prix pour les gens. Méthode et paramètres : docs/reference/simulation.md."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the town, the policies, the dice and the outputs."""
        parser.add_argument(
            "--scenario",
            default="balance",
            metavar="NOM",
            help="plenty : beaucoup de bénévoles ; balance : équilibre (par défaut) ; scarcity : pénurie.",
        )
        for option, words in (
            ("inhabitants", "Habitants de la ville (50 000)."),
            ("days", "Durée de la crise, en jours (14)."),
            ("needs", "Demandes d’aide, au lieu de celles du scénario."),
            ("volunteers", "Bénévoles, au lieu de ceux du scénario."),
        ):
            parser.add_argument(f"--{option}", type=_whole, metavar="N", help=words)
        parser.add_argument(
            "--policy",
            default="all",
            metavar="NOM",
            help=f"Une ou plusieurs politiques, séparées par des virgules, ou all : {', '.join(POLICIES)}.",
        )
        dice = parser.add_mutually_exclusive_group()
        dice.add_argument("--seed", type=_whole, default=1, metavar="S", help="Graine du tirage (1).")
        dice.add_argument("--seeds", type=_whole, metavar="N", help="Nombre de tirages, graines 1 à N.")
        for option, usual, words in (
            ("willingness", 1.0, "Multiplie l’envie d’aider"),
            ("fatigue", 1.0, "Multiplie la fatigue"),
            (
                "protection",
                AskingSettings().protection,
                "Ce que Cordée garde pour l’urgent ; à 0 rien, et plus de monde est servi en tout",
            ),
        ):
            said = f"{usual:g}".replace(".", ",")
            parser.add_argument(
                f"--{option}", type=_number, default=usual, metavar="X", help=f"{words} ({said})."
            )
        parser.add_argument("--json", action="store_true", help="Répondre en JSON, paramètres compris.")
        parser.add_argument("--svg", type=Path, metavar="FICHIER", help="Dessiner la comparaison.")

    def handle(self, **options: Any) -> None:
        """Compare, tell, draw."""
        seeds = _seeds(options["seed"], options["seeds"])
        names = (
            list(POLICIES)
            if options["policy"] == "all"
            else list(dict.fromkeys(options["policy"].split(",")))
        )
        try:
            settings = _asking(options["protection"])
            size = _size(options)
            behaviour = _behaviour(options["willingness"], options["fatigue"])
            runs: list[Run] = []
            for run in compare(size, behaviour, policies=names, seeds=seeds, settings=settings):
                runs.append(run)
                self.stderr.write(
                    f"{len(runs)}/{len(names) * len(seeds)}  {POLICIES[run.policy][0]}, graine {run.seed}"
                )
        except BadRun as fault:
            raise CommandError(str(fault)) from None
        if options["svg"]:
            _write(options["svg"], drawing(runs, size=size, seeds=seeds))
        if options["json"]:
            told = as_json(runs, size=size, behaviour=behaviour, settings=settings, seeds=seeds)
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False))
            return
        for line in table_lines(runs, size=size, seeds=seeds):
            self.stdout.write(line)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"« {text} » n’est pas un nombre entier.") from None


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ArgumentTypeError(f"« {text} » n’est pas un nombre.") from None


def _seeds(seed: int, count: int | None) -> list[int]:
    if count is None:
        if seed < 0:
            raise CommandError("--seed : un nombre positif ou nul.")
        return [seed]
    if not 1 <= count <= _MOST_SEEDS:
        raise CommandError(f"--seeds : de 1 à {_MOST_SEEDS} tirages.")
    return list(range(1, count + 1))


def _size(options: dict[str, Any]) -> TownSize:
    given = {
        name: options[name]
        for name in ("inhabitants", "days", "needs", "volunteers")
        if options[name] is not None
    }
    if options["scenario"] not in SCENARIOS:
        raise BadRun(f"scénario « {options['scenario']} » inconnu : {', '.join(SCENARIOS)}.")
    return replace(SCENARIOS[options["scenario"]], **given)


def _asking(protection: float) -> AskingSettings:
    if not 0 <= protection <= _MOST_PROTECTION:
        raise BadRun(f"--protection : un nombre entre 0 et {_MOST_PROTECTION}.")
    return AskingSettings(protection=protection)


def _behaviour(willingness: float, fatigue: float) -> Behaviour:
    usual = Behaviour()
    if not 0 <= willingness <= 10 or not 0 <= fatigue <= 10:
        raise BadRun("--willingness et --fatigue : un nombre entre 0 et 10.")
    return replace(usual, willingness=willingness, fatigue=usual.fatigue * fatigue)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise CommandError(f"« {path} » ne s’écrit pas : {fault.strerror}.") from None
