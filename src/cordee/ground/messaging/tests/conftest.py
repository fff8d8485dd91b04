"""Real servers for the gateways, and the settings that point to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cordee.ground.messaging.gateways import hang_up
from tests.servers.mailbox import Mailbox, mailbox
from tests.servers.smsc import Smsc, smsc


@pytest.fixture
def sms_folder(settings, tmp_path: Path) -> Path:
    """SMS are written to this folder."""
    settings.SMS = {**settings.SMS, "gateway": "file", "folder": tmp_path / "sms"}
    return tmp_path / "sms"


@pytest.fixture
def post(settings) -> Iterator[Mailbox]:
    """E-mails go to this server."""
    with mailbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", box.port, 5
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "entraide@saint-aubin.example"
        yield box


@pytest.fixture
def centre(settings) -> Iterator[Smsc]:
    """SMS go to this SMPP centre."""
    with smsc() as running:
        settings.SMS = {**settings.SMS, "gateway": "smpp", "smpp_url": running.url, "sender": "MAIRIE"}
        yield running
        hang_up()
