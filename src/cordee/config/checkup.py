"""The state of an installation, one sentence a point; a fault says what to do."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cordee.config.demo.sizes import DEMO_COMMUNE
from cordee.ground.audit.selectors import late_copies
from cordee.ground.messaging.selectors import outbox_health
from cordee.ground.people.actions.erasing_again import back_again
from cordee.ground.people.gateways.erasures import BadList, erasure_list, read_erasures
from cordee.ground.people.models import StaffRole
from cordee.ground.territory.models import Address, Commune, Municipality, town_scope
from cordee.ground.vault.models import keeps_health, key_file

REFERENCE_COMMUNES = 34_000
LEAST_FREE_MB, LOW_FREE_MB = 200, 1000
OLDEST_POSTGRESQL = 150_000
_LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
_FILE_MAIL = "django.core.mail.backends.filebased.EmailBackend"


class Mark(Enum):
    """How a point stands: well, worth knowing, or at fault."""

    WELL = "✔"
    NOTE = "•"
    FAULT = "✘"


@dataclass(frozen=True)
class Point:
    """One line of the check-up."""

    mark: Mark
    sentence: str


def _well(sentence: str) -> Point:
    return Point(Mark.WELL, sentence)


def _note(sentence: str) -> Point:
    return Point(Mark.NOTE, sentence)


def _fault(sentence: str) -> Point:
    return Point(Mark.FAULT, sentence)


def check_up() -> Iterator[Point]:
    """Every point in order; when the database cannot be read, what depends on it is left out."""
    yield from _folder()
    yield from _secrets()
    yield from _time_zone()
    yield from _doors()
    ready = list(_database())
    yield from ready
    if all(point.mark is not Mark.FAULT for point in ready):
        yield from _reference()
        yield from _towns()
        yield from _erased()
        yield from _log_copy()
    yield from _mail()
    yield from _sms()
    yield from _static_files()


def _folder() -> Iterator[Point]:
    folder = Path(settings.DATA_DIR)
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield _well(f"Le dossier de données {folder} s’écrit.")
    except OSError:
        yield _fault(
            f"Le dossier de données {folder} ne s’écrit pas : donnez-le à l’utilisateur qui lance Cordée."
        )
        return
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < LEAST_FREE_MB:
        yield _fault(
            f"Il reste {free_mb} Mo sur le disque : faites de la place avant que les écritures échouent."
        )
    elif free_mb < LOW_FREE_MB:
        yield _note(f"Il reste {free_mb} Mo sur le disque : pensez à faire de la place.")
    else:
        yield _well(f"Il reste {free_mb / 1000:.0f} Go sur le disque.")


def _secrets() -> Iterator[Point]:
    path = Path(settings.DATA_DIR) / "secret_key"
    if len(settings.SECRET_KEY) < 32:
        yield _fault(
            "La clé de signature est trop courte : donnez au moins 32 caractères à CORDEE_SECRET_KEY."
        )
    elif path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _fault(
            f"D’autres comptes de la machine peuvent lire la clé de signature : « chmod 600 {path} »."
        )
    else:
        yield _well("La clé de signature est en place et n’est lisible que d’ici.")
    yield from _cipher_keys()


def _cipher_keys() -> Iterator[Point]:
    path = key_file()
    if path is None:
        yield _well(
            "Les clés de chiffrement viennent de l’environnement : gardez-en une copie hors de la machine."
        )
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _fault(
            f"D’autres comptes de la machine peuvent lire les clés de chiffrement : « chmod 600 {path} »."
        )
    else:
        yield _note(
            f"Sans le fichier {path}, les données sensibles sont perdues : gardez-en une copie, à part des sauvegardes."
        )
    if keeps_health():
        yield _well(
            "Les questions qui touchent à la santé sont posées : l’hébergement est déclaré en droit de les garder."
        )
    else:
        yield _note(
            "Les questions qui touchent à la santé ne sont ni posées, ni gardées, ni montrées (CORDEE_HDS=oui si la machine "
            "est celle de la commune, ou l’hébergeur certifié)."
        )


def _time_zone() -> Iterator[Point]:
    try:
        zoneinfo.ZoneInfo(settings.TIME_ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        yield _fault("Le fuseau Europe/Paris manque : installez le paquet tzdata.")
        return
    yield _well(
        f"Il est {timezone.localtime():%H h %M} à Paris : vérifiez que c’est bien l’heure de votre montre."
    )


def _doors() -> Iterator[Point]:
    address = urlsplit(settings.PUBLIC_URL)
    if address.hostname in _LOCAL_HOSTS:
        yield _note(
            f"L’adresse publique est {settings.PUBLIC_URL} : les liens envoyés ne s’ouvrent que sur cette "
            "machine (CORDEE_PUBLIC_URL)."
        )
    elif address.scheme != "https" or not settings.SESSION_COOKIE_SECURE:
        yield _fault("L’adresse publique n’est pas en HTTPS : réglez CORDEE_PUBLIC_URL et CORDEE_HTTPS=oui.")
    elif not {address.hostname, "*"} & set(settings.ALLOWED_HOSTS):
        yield _fault(f"{address.hostname} n’est pas dans CORDEE_ALLOWED_HOSTS : ajoutez-le.")
    else:
        yield _well(f"L’adresse publique est {settings.PUBLIC_URL}.")
    if settings.DEBUG:
        yield _fault("Le mode de mise au point est allumé : retirez CORDEE_DEBUG avant d’ouvrir au public.")


def _database() -> Iterator[Point]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield _fault(
            f"La base de données ne répond pas ({error.__class__.__name__}) : voyez CORDEE_DATABASE_URL."
        )
        return
    yield from (_sqlite() if connection.vendor == "sqlite" else _postgresql())
    executor = MigrationExecutor(connection)
    behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if behind:
        yield _fault(f"La base de données n’est pas à jour ({behind} étapes) : lancez « ./cordee migrate ».")
    else:
        yield _well("La base de données répond et elle est à jour.")


def _sqlite() -> Iterator[Point]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode == "wal":
        yield _well("SQLite écrit en mode WAL : on peut lire pendant qu’on écrit.")
    else:
        yield _fault(
            f"SQLite écrit en mode {mode} : il faut au dossier de données un disque local, pas réseau."
        )


def _postgresql() -> Iterator[Point]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (version,) = cursor.fetchone()
    if int(version) < OLDEST_POSTGRESQL:
        yield _fault(f"PostgreSQL {int(version) // 10_000} est trop ancien : il faut au moins la version 15.")
    else:
        yield _well(f"PostgreSQL {int(version) // 10_000} convient.")


def _reference() -> Iterator[Point]:
    count = Commune.objects.count()
    if count < REFERENCE_COMMUNES:
        yield _fault(f"{count} communes de référence sur 35 000 : lancez « ./cordee load_communes ».")
    else:
        yield _well(f"{count} communes de référence sont chargées.")


def _towns() -> Iterator[Point]:
    towns = list(Municipality.objects.order_by("name"))
    if not towns:
        yield _fault("Aucune commune n’est servie : lancez « ./cordee setup ».")
    for town in towns:
        with town_scope(town.pk):
            yield from _town(town)


def _town(town: Municipality) -> Iterator[Point]:
    if town.pk == DEMO_COMMUNE:
        yield _note(f"{town.name} est la commune fictive de la démonstration.")
    elif StaffRole.objects.exists():
        yield _well(f"{town.name} est servie.")
    else:
        yield _fault(f"{town.name} n’a aucun compte : créez le premier avec « ./cordee createstaff ».")
    if not Address.objects.exists():
        yield _note(f"{town.name} n’a pas d’adresses : « ./cordee import addresses FICHIER » les lit.")
    yield from _outbox(town)


def _log_copy() -> Iterator[Point]:
    if not settings.AUDIT_COPY:
        yield _note(
            "Le journal n’est gardé que sur cette machine : CORDEE_AUDIT_COPY le recopie hors de portée d’un intrus."
        )
        return
    late = late_copies(before=timezone.now() - timedelta(minutes=15))
    if late:
        yield _fault(
            f"{late} événements du journal attendent depuis un quart d’heure d’être recopiés : {settings.AUDIT_COPY} ne les "
            "prend pas."
        )
    else:
        yield _well(f"Le journal est recopié : {settings.AUDIT_COPY}.")


def _erased() -> Iterator[Point]:
    try:
        back = len(back_again(read_erasures(erasure_list())))
    except BadList as fault:
        yield _fault(str(fault))
        return
    if back:
        yield _fault(
            f"{back} personne(s) effacée(s) sont revenues avec une sauvegarde : lancez « ./cordee eraseagain »."
        )


def _outbox(town: Municipality) -> Iterator[Point]:
    health = outbox_health(timezone.now())
    if not health.worker_alive:
        waiting = f", {health.queued} messages attendent" if health.queued else ""
        asleep = _note if town.pk == DEMO_COMMUNE and not health.queued else _fault
        yield asleep(
            f"{town.name} : l’envoi des messages est arrêté{waiting}. « ./cordee serve » le relance."
        )
    elif health.late:
        yield _fault(
            f"{town.name} : {health.late} messages attendent depuis {health.oldest_due_minutes} min. "
            "Voyez le bureau, page Messages."
        )
    else:
        yield _well(f"{town.name} : l’envoi des messages est en marche, {health.queued} en attente.")
    if health.failed or health.unknown:
        yield _note(
            f"{town.name} : {health.failed} messages refusés et {health.unknown} incertains en sept jours. "
            "Voyez le bureau, page Messages."
        )


def _mail() -> Iterator[Point]:
    if settings.EMAIL_BACKEND == _FILE_MAIL:
        yield _note("Aucun courriel ne part : ils s’écrivent dans un dossier (CORDEE_EMAIL_URL les envoie).")
        return
    try:
        with get_connection(timeout=5):
            yield _well(f"Le serveur de courriel {settings.EMAIL_HOST} répond.")
    except OSError as error:
        # smtplib's errors are OSErrors too; their text may hold an address, their class does not.
        yield _fault(
            f"Le serveur de courriel {settings.EMAIL_HOST} refuse ou ne répond pas ({error.__class__.__name__}) : "
            "vérifiez CORDEE_EMAIL_URL."
        )


def _ovh_settings() -> Point:
    missing = [name.upper() for name, value in settings.SMS["ovh"].items() if not value]
    if missing:
        return _fault(f"SMS par OVH : il manque {', '.join('CORDEE_OVH_' + name for name in missing)}.")
    return _well("SMS par OVH : les clés sont données.")


def _smpp_settings() -> Point:
    address = urlsplit(settings.SMS["smpp_url"])
    if not address.username or not address.hostname:
        return _fault(
            "SMS par SMPP : CORDEE_SMPP_URL doit dire qui se connecte, smpp://systeme:motdepasse@hote:port."
        )
    return _well(f"SMS par SMPP : centre {address.hostname}.")


def _sms() -> Iterator[Point]:
    gateways: dict[str, Callable[[], Point]] = {"ovh": _ovh_settings, "smpp": _smpp_settings}
    name = settings.SMS["gateway"]
    if name not in gateways:
        yield _note("Aucun SMS ne part : ils s’écrivent dans un dossier (CORDEE_SMS_GATEWAY les envoie).")
        return
    yield gateways[name]()
    if name == "ovh" and not settings.SMS["webhook_secret"]:
        yield _fault("Les réponses OUI et NON par SMS seront refusées : donnez CORDEE_SMS_WEBHOOK_SECRET.")


def _static_files() -> Iterator[Point]:
    if settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield _well("Les feuilles de style, les scripts et les cartes sont prêts.")
    else:
        yield _note("Les feuilles de style ne sont pas prêtes : « ./cordee serve » les prépare au démarrage.")
