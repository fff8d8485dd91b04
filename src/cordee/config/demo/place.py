"""Where the demonstration lives: a data folder of its own, so that a real town's database is never opened by
mistake."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from cordee.config.env import ROOT

DEMO_COMMANDS = frozenset({"demo", "reset_demo"})
FIRST_STEPS = frozenset(
    {"setup", "migrate", "createstaff", "load_communes", "makemigrations", "check", "test"}
)
"""Commands by which a real installation begins: they never fall back on the demonstration."""


def choose_data_folder(
    arguments: Sequence[str], environ: MutableMapping[str, str], *, root: Path = ROOT
) -> None:
    """Point ``CORDEE_DATA_DIR`` at ``var/demo`` for the demonstration.

    Other commands go there too, and say so, when the only database on the machine is the demonstration's:
    ``cordee match`` after ``cordee demo`` then speaks of Saint-Aubin. Whoever chose a folder or a database is
    always obeyed.
    """
    if environ.get("CORDEE_DATA_DIR") or environ.get("CORDEE_DATABASE_URL") or not arguments:
        return
    for name in ("CORDEE_DATA_DIR_FILE", "CORDEE_DATABASE_URL_FILE"):
        if environ.get(name):
            return
    demo, real = root / "var" / "demo", root / "var" / "cordee.sqlite3"
    if arguments[0] in DEMO_COMMANDS:
        environ["CORDEE_DATA_DIR"] = str(demo)
        _show_health(environ)
    elif arguments[0] not in FIRST_STEPS and not real.exists() and (demo / "cordee.sqlite3").exists():
        environ["CORDEE_DATA_DIR"] = str(demo)
        _show_health(environ)
        sys.stderr.write("Aucune commune réelle ici : la commande parle de la démonstration (var/demo).\n")


def _show_health(environ: MutableMapping[str, str]) -> None:
    """Nobody is real in the demonstration: it shows the questions that touch health, unless it was told not to."""
    if not environ.get("CORDEE_HDS_FILE"):
        environ.setdefault("CORDEE_HDS", "oui")
