"""Django settings, read once from the environment table; what a town chooses (name, colour, delays) is data, not here."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from cordee.config.env import ROOT, EnvironmentFaults, read_environment, split_url

try:
    ENV = read_environment(os.environ)
except EnvironmentFaults as faults:
    sys.exit(str(faults))

DEBUG: bool = ENV["DEBUG"]
DATA_DIR: Path = ENV["DATA_DIR"]
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    sys.exit(
        f"Le dossier de données {DATA_DIR} ne peut pas être créé ({error.strerror}) : changez CORDEE_DATA_DIR."
    )


def _own_key(name: str, fresh: Callable[[], str]) -> str:
    """Create a key once; a second process that loses the race reads the winner's."""
    path = DATA_DIR / name
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh())
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY: str = ENV["SECRET_KEY"] or _own_key("secret_key", lambda: secrets.token_urlsafe(50))
CIPHER_KEYS: list[str] = ENV["CIPHER_KEYS"]
CIPHER_KEY_FILE = DATA_DIR / "cipher_keys"
if not CIPHER_KEYS:
    _own_key(CIPHER_KEY_FILE.name, lambda: Fernet.generate_key().decode() + "\n")
AUDIT_KEY: str = ENV["AUDIT_KEY"] or _own_key("audit_key", lambda: secrets.token_urlsafe(50))
AUDIT_COPY: str = ENV["AUDIT_COPY"]
HDS: bool = ENV["HDS"]
ALLOWED_HOSTS: list[str] = ENV["ALLOWED_HOSTS"]
PUBLIC_URL: str = ENV["PUBLIC_URL"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if ENV["HTTPS"] else []
DEFAULT_COMMUNE: str = ENV["COMMUNE"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "leaflet",
    "csp",
    "axes",
    "template_partials",
    "cordee.ground.vault",
    "cordee.ground.audit",
    "cordee.ground.territory",
    "cordee.ground.people",
    "cordee.ground.messaging",
    "cordee.ground.crisis",
    "cordee.ground.papers",
    "cordee.ground.organisations",
    "cordee.ground.needs",
    "cordee.ground.volunteers",
    "cordee.ground.assignments",
    "cordee.coordinate.resources",
    "cordee.coordinate.register",
    "cordee.coordinate.safeguarding",
    "cordee.coordinate.campaigns",
    "cordee.inform.bulletins",
    "cordee.inform.schemes",
    "cordee.inform.directory",
    "cordee.portal.home",
    "cordee.portal.me",
    "cordee.portal.desk",
    "cordee.portal.cell",
    "cordee.ui",
    "cordee.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cordee.config.middleware.TownScope",
    "cordee.config.middleware.NoNul",
    "cordee.config.middleware.NothingLost",
    "cordee.config.middleware.StaffClock",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cordee.config.urls"
WSGI_APPLICATION = "cordee.config.wsgi.application"
FORM_RENDERER = "cordee.ui.forms.CordeeRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cordee.config.context.town",
                "cordee.config.context.exercise",
            ],
            "builtins": ["django.templatetags.static", "cordee.ui.templatetags.ui"],
        },
    }
]


def _database() -> dict[str, Any]:
    url: str = ENV["DATABASE_URL"]
    if not url or url.startswith("sqlite:"):
        path = url.removeprefix("sqlite:///") if url else str(DATA_DIR / "cordee.sqlite3")
        return {
            "ENGINE": "cordee.config.sqlite",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; "
                # What is erased or ciphered leaves no old bytes behind in the file.
                "PRAGMA secure_delete=ON;",
            },
            # A file, as in real life: threads and processes of a test meet the same locks as users do.
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "cordee"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_HEALTH_CHECKS": True,
        # A pool waits while the database restarts where a kept connection fails: 8 errors against 1 029 measured.
        "OPTIONS": {"pool": {"min_size": 1, "max_size": max(4, ENV["THREADS"] + 2), "timeout": 10}},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cordee.ground.people.rules.passwords.ContextWords"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "desk:sign_in"
LOGIN_REDIRECT_URL = "desk:home"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
# A town hall is one address: lock the pair (account, address), never the whole building.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Our form calls it so; left to guess, axes looks for « email », counts for nobody, and lets the right password through.
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
# Behind a proxy every visitor would be the proxy: eight wrong tries from anywhere would lock an account everywhere.
AXES_CLIENT_IP_CALLABLE = "cordee.ui.pace.visitor_address"
AXES_LOCKOUT_CALLABLE = "cordee.config.lockout.too_many_attempts"

STAFF_IDLE_MINUTES: int = ENV["STAFF_IDLE_MINUTES"]
SECOND_FACTOR: bool = ENV["SECOND_FACTOR"]
OIDC = {
    "issuer": ENV["OIDC_ISSUER"],
    "client_id": ENV["OIDC_CLIENT_ID"],
    "client_secret": ENV["OIDC_CLIENT_SECRET"],
    "name": ENV["OIDC_NAME"],
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "files"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cordee.config.lockout.form_not_recognised"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ENV["HTTPS"]
# A browser takes a « __Host- » cookie only from this very host, by HTTPS: a neighbour under the same domain cannot lay one
# down. On plain HTTP (a demo, a laptop on the network of the town hall) it would refuse the name, and nobody would enter.
_HOST_ONLY = "__Host-" if ENV["HTTPS"] else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST_ONLY}sessionid", f"{_HOST_ONLY}csrftoken"
# In the session, not in a cookie of its own: what the desk says of a person stays on the server.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 31_536_000 if ENV["HTTPS"] else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV["HTTPS"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV["HTTPS"] else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

TILES_URL: str = ENV["TILES_URL"]
TILES_ATTRIBUTION: str = ENV["TILES_ATTRIBUTION"]
_tile_host = "/".join(TILES_URL.split("/")[:3]).replace("{s}", "*")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *([_tile_host] if TILES_URL else [])],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "accelerometer": [],
    "camera": [],
    "geolocation": ["self"],
    "microphone": [],
    "payment": [],
    "usb": [],
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
HOME_CACHE_SECONDS: int = ENV["HOME_CACHE_SECONDS"]
FORMS_PER_MINUTE: int = ENV["FORMS_PER_MINUTE"]
PROOF_OF_WORK: int = ENV["PROOF_OF_WORK"]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
}


def _mail() -> dict[str, Any]:
    url: str = ENV["EMAIL_URL"]
    if not url or url.startswith("file:"):
        folder = Path(url.removeprefix("file://")) if url else DATA_DIR / "courriels"
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "FOLDER": str(folder)}
    scheme, user, password, host, port = split_url(url)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "HOST": host,
        "PORT": port or (465 if scheme == "smtps" else 25),
        "USER": user,
        "PASSWORD": password,
        "SSL": scheme == "smtps",
    }


_mail_settings = _mail()
EMAIL_BACKEND = _mail_settings["BACKEND"]
EMAIL_FILE_PATH = _mail_settings.get("FOLDER")
EMAIL_HOST = _mail_settings.get("HOST", "")
EMAIL_PORT = _mail_settings.get("PORT", 25)
EMAIL_HOST_USER = _mail_settings.get("USER", "")
EMAIL_HOST_PASSWORD = _mail_settings.get("PASSWORD", "")
EMAIL_USE_SSL = _mail_settings.get("SSL", False)
EMAIL_USE_TLS = bool(EMAIL_HOST_USER) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = ENV["EMAIL_FROM"]

SMS = {
    "gateway": ENV["SMS_GATEWAY"],
    "sender": ENV["SMS_SENDER"],
    "webhook_secret": ENV["SMS_WEBHOOK_SECRET"],
    "folder": DATA_DIR / "sms",
    "smpp_url": ENV["SMPP_URL"],
    "ovh": {
        "endpoint": ENV["OVH_ENDPOINT"],
        "service": ENV["OVH_SERVICE"],
        "application_key": ENV["OVH_APPLICATION_KEY"],
        "application_secret": ENV["OVH_APPLICATION_SECRET"],
        "consumer_key": ENV["OVH_CONSUMER_KEY"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO" if not DEBUG else "DEBUG"},
    "loggers": {"axes": {"level": "WARNING"}, "django.db.backends": {"level": "INFO"}},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
PROJECT_ROOT = ROOT
