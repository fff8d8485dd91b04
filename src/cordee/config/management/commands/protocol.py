"""``cordee protocol list|decide``: what the sanitary and safety protocols say, asked without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cordee.engine.protocol.casebook import answers, library
from cordee.engine.protocol.faults import BadCase, BadProtocol
from cordee.engine.protocol.protocols import Protocol
from cordee.engine.protocol.reading import parse_protocol, read_protocol, shipped
from cordee.engine.protocol.versions import check_tightens


class Command(BaseCommand):
    """Lists the protocols, or judges a file of cases."""

    help = "Dit ce qu’un protocole permet : « list » les énumère, « decide --json FICHIER » juge une liste de cas."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what, and which files."""
        parser.add_argument("what", metavar="QUOI", choices=["list", "decide"])
        parser.add_argument(
            "--json",
            metavar="FICHIER",
            help="Les cas à juger (docs/reference/protocoles.md) ; « - » : l’entrée standard.",
        )
        parser.add_argument(
            "--protocol",
            metavar="FICHIER.toml",
            type=Path,
            action="append",
            default=[],
            help="Une version de la commune, qui remplace le modèle de même code ; peut se répéter.",
        )

    def handle(self, *, what: str, json: str | None, protocol: list[Path], **_: Any) -> None:
        """List, or judge every case; a faulty case is told beside the others and makes the command fail."""
        try:
            versions = [_town_version(path) for path in protocol]
            if what == "list":
                self._list(versions)
            elif json is None:
                raise CommandError("Quels cas ? Ajoutez --json FICHIER.")
            else:
                self._decide(_document(json), versions)
        except (BadCase, BadProtocol) as fault:
            raise CommandError(str(fault)) from None

    def _list(self, versions: list[Protocol]) -> None:
        known = {**shipped(), **{one.code: one for one in versions}}
        for one in known.values():
            waiting = sum(not parameter.confirmed for parameter in one.parameters.values())
            self.stdout.write(f"{one.code:<11} version {one.version} · {one.label}")
            self.stdout.write(f"{'':<11} {one.source}")
            self.stdout.write(f"{'':<11} {_dates(one)} ; {waiting} paramètre(s) à confirmer par la commune")

    def _decide(self, document: Any, versions: list[Protocol]) -> None:
        told = answers(document, library(versions, timezone.localdate()))
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        faults = [one["error"]["message"] for one in told if "error" in one]
        if faults:
            raise CommandError("\n".join([f"{len(faults)} cas à corriger :", *faults]))


def _dates(protocol: Protocol) -> str:
    if protocol.valid_from is None:
        return "sans dates : la commune les fixe en l’activant"
    end = f" au {protocol.valid_to:%d/%m/%Y} exclu" if protocol.valid_to else ""
    return f"modèle du {protocol.valid_from:%d/%m/%Y}{end}"


def _read(path: str | Path) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        why = "il n’y a pas de fichier à cet endroit"
    except IsADirectoryError:
        why = "c’est un dossier"
    except PermissionError:
        why = "vous n’avez pas le droit de le lire"
    except UnicodeDecodeError as fault:
        why = f"il n’est pas écrit en UTF-8 (octet {fault.start + 1})"
    except OSError as fault:
        why = fault.__class__.__name__
    raise CommandError(f"« {path} » ne se lit pas : {why}.")


def _document(path: str) -> Any:
    try:
        return json.loads(_read(path))
    except json.JSONDecodeError as fault:
        where = f"ligne {fault.lineno}, colonne {fault.colno}"
    except (ValueError, RecursionError):
        where = "nombre trop long ou objets trop imbriqués"
    raise CommandError(f"« {path} » n’est pas du JSON lisible : {where}.")


def _town_version(path: Path) -> Protocol:
    version = read_protocol(parse_protocol(_read(path), path.name), path.name)
    model = shipped().get(version.code)
    if model is not None:
        check_tightens(model, version, path.name)
    return version
