"""The environment, as one typed table: every fault is named at once, an unknown ``CORDEE_*`` is refused.

A secret may be given as ``CORDEE_X_FILE=/run/secrets/x``: the file's content (without the final newline) is the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[3]


class EnvironmentFaults(Exception):
    """All that is wrong in the environment, one sentence each, so that one correction pass is enough."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("Configuration impossible à lire :\n- " + "\n- ".join(faults))


def _integer(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
            raise ValueError(f"attendu un nombre entier de {least} à {most}")
        return int(text)

    return parse


def _boolean(text: str) -> bool:
    words = {
        "1": True,
        "true": True,
        "oui": True,
        "yes": True,
        "0": False,
        "false": False,
        "non": False,
        "no": False,
    }
    if text.lower() not in words:
        raise ValueError("attendu oui ou non")
    return words[text.lower()]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _fernet_keys(text: str) -> list[str]:
    keys = _words(text.replace("\n", ","))
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise ValueError("chaque clé est faite de 44 caractères (base64, 32 octets)") from None
    return keys


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("attendu l’un de : " + ", ".join(choices))
        return text

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise ValueError(
                "attendu une adresse commençant par " + " ou ".join(f"{scheme}:" for scheme in schemes)
            )
        return text.rstrip("/") if urlsplit(text).scheme in {"http", "https"} else text

    return parse


def _insee(text: str) -> str:
    if len(text) != 5:
        raise ValueError("attendu un code INSEE de 5 caractères, par exemple 49261")
    return text.upper()


@dataclass(frozen=True)
class Variable:
    """One row of the table: its name without the prefix, how it is read, its default and what it is for."""

    name: str
    parse: Callable[[str], Any]
    default: Any
    purpose: str
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("DEBUG", _boolean, False, "Pages d’erreur détaillées : jamais en production."),
    Variable(
        "DATA_DIR",
        Path,
        ROOT / "var",
        "Dossier de la base embarquée, des fichiers et des messages de démonstration.",
    ),
    Variable(
        "SECRET_KEY",
        str,
        "",
        "Clé de signature ; sans elle, une clé est créée dans le dossier de données.",
        secret=True,
    ),
    Variable(
        "CIPHER_KEYS",
        _fernet_keys,
        [],
        "Clés de chiffrement des données sensibles, la plus récente en premier, séparées par des virgules ; vide = un "
        "fichier « cipher_keys » est créé dans le dossier de données.",
        secret=True,
    ),
    Variable(
        "AUDIT_KEY",
        str,
        "",
        "Clé qui signe le journal ; vide = un fichier « audit_key » est créé dans le dossier de données.",
        secret=True,
    ),
    Variable(
        "AUDIT_COPY",
        _url("file", "unix", "udp", "tcp"),
        "",
        "Où le journal est recopié chaque minute, à relever par une autre machine : unix:///dev/log (syslog de la machine), "
        "tcp://hote:514, udp://hote:514 ou file:///var/log/cordee/journal ; vide = nulle part.",
    ),
    Variable(
        "HDS",
        _boolean,
        False,
        "L’hébergement peut garder des données de santé : machine de la commune, ou hébergeur certifié HDS. Non = les "
        "questions qui touchent à la santé ne sont ni posées, ni gardées, ni montrées.",
    ),
    Variable(
        "DATABASE_URL",
        _url("sqlite", "postgres", "postgresql"),
        "",
        "Base de données : postgresql://… ; vide = SQLite dans le dossier de données.",
        secret=True,
    ),
    Variable(
        "ALLOWED_HOSTS",
        _words,
        ["127.0.0.1", "localhost", "[::1]"],
        "Noms d’hôte servis, séparés par des virgules.",
    ),
    Variable(
        "PUBLIC_URL",
        _url("http", "https"),
        "http://127.0.0.1:8000",
        "Adresse publique, pour les liens envoyés.",
    ),
    Variable("HTTPS", _boolean, False, "Cookies et en-têtes réservés au HTTPS."),
    Variable(
        "STAFF_IDLE_MINUTES",
        _integer(0, 720),
        30,
        "Minutes sans activité après lesquelles un agent est déconnecté ; 0 = jamais avant douze heures.",
    ),
    Variable(
        "SECOND_FACTOR", _boolean, False, "Exiger de chaque agent une clé d’accès ou un code de téléphone."
    ),
    Variable(
        "OIDC_ISSUER",
        _url("http", "https"),
        "",
        "Adresse du fournisseur d’identité des agents (ProConnect, Keycloak…) ; vide = aucun.",
    ),
    Variable("OIDC_CLIENT_ID", str, "", "Identifiant de Cordée chez ce fournisseur."),
    Variable("OIDC_CLIENT_SECRET", str, "", "Secret de Cordée chez ce fournisseur.", secret=True),
    Variable("OIDC_NAME", str, "ProConnect", "Nom du fournisseur sur le bouton de connexion."),
    Variable("COMMUNE", _insee, "", "Code INSEE de la commune servie quand le nom d’hôte ne le dit pas."),
    Variable(
        "EMAIL_URL",
        _url("smtp", "smtps", "file"),
        "",
        "Serveur de courriel : smtp://utilisateur:motdepasse@hote:port ; vide = fichiers dans le dossier de données.",
        secret=True,
    ),
    Variable("EMAIL_FROM", str, "entraide@localhost", "Adresse d’expédition des courriels."),
    Variable("SMS_GATEWAY", _one_of("file", "console", "ovh", "smpp"), "file", "Passerelle SMS."),
    Variable("SMS_SENDER", str, "MAIRIE", "Expéditeur affiché des SMS."),
    Variable(
        "SMS_WEBHOOK_SECRET",
        str,
        "",
        "Secret partagé que le prestataire joint à ses réponses entrantes.",
        secret=True,
    ),
    Variable("OVH_ENDPOINT", str, "ovh-eu", "Point d’accès de l’API OVH."),
    Variable("OVH_SERVICE", str, "", "Nom du service SMS OVH."),
    Variable("OVH_APPLICATION_KEY", str, "", "Clé d’application OVH.", secret=True),
    Variable("OVH_APPLICATION_SECRET", str, "", "Secret d’application OVH.", secret=True),
    Variable("OVH_CONSUMER_KEY", str, "", "Clé de consommateur OVH.", secret=True),
    Variable(
        "SMPP_URL",
        _url("smpp"),
        "smpp://localhost:2775",
        "Centre SMPP : smpp://systeme:motdepasse@hote:port.",
        secret=True,
    ),
    Variable(
        "TILES_URL", str, "", "Fond de carte (modèle {z}/{x}/{y}) ; vide = contours des quartiers seulement."
    ),
    Variable("TILES_ATTRIBUTION", str, "© IGN", "Mention du fond de carte."),
    Variable(
        "HOME_CACHE_SECONDS",
        _integer(0, 86_400),
        60,
        "Durée pendant laquelle la page d’accueil est gardée telle quelle ; 0 = recalculée à chaque visite.",
    ),
    Variable(
        "FORMS_PER_MINUTE",
        _integer(0, 1_000_000),
        60,
        "Formulaires publics acceptés par minute depuis une adresse (une mairie peut n’en avoir qu’une) ; 0 = sans limite.",
    ),
    Variable(
        "PROOF_OF_WORK",
        _integer(0, 100_000),
        1_000,
        "Essais du petit calcul anti-robot que fait le navigateur avant un envoi public (1 000 : une seconde sur un "
        "ordinateur, quelques-unes sur un vieux téléphone) ; 0 = aucun calcul.",
    ),
    Variable("THREADS", _integer(1, 256), 4, "Fils d’exécution du serveur web."),
)

PREFIX = "CORDEE_"


def _raw_value(variable: Variable, environ: Mapping[str, str], faults: list[str]) -> str | None:
    name = PREFIX + variable.name
    file_name = environ.get(name + "_FILE")
    if file_name is None:
        return environ.get(name)
    if name in environ:
        faults.append(f"{name} et {name}_FILE sont donnés tous les deux : gardez-en un.")
        return None
    try:
        return Path(file_name).read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{name}_FILE : le fichier {file_name} ne se lit pas ({error.__class__.__name__}).")
        return None


def read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Read the whole table at once.

    Returns a dict of variable name (without prefix) to typed value. Raises ``EnvironmentFaults`` naming every fault.
    """
    known = {PREFIX + variable.name for variable in VARIABLES}
    faults = [
        f"{name} : variable inconnue (voir docs/reference/environnement.md)."
        for name in sorted(environ)
        if name.startswith(PREFIX) and name not in known and name.removesuffix("_FILE") not in known
    ]
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        raw = _raw_value(variable, environ, faults)
        if raw is None or raw == "":
            values[variable.name] = variable.default
            continue
        try:
            values[variable.name] = variable.parse(raw)
        except ValueError as error:
            shown = "(valeur secrète)" if variable.secret else f"« {raw} »"
            faults.append(f"{PREFIX}{variable.name} : {shown} n’est pas valable, {error}.")
    if faults:
        raise EnvironmentFaults(faults)
    return values


def split_url(url: str) -> tuple[str, str, str, str, int | None]:
    """Take a service URL apart: scheme, user, password (both unquoted), host, port."""
    parts = urlsplit(url)
    return (
        parts.scheme,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.hostname or "",
        parts.port,
    )
