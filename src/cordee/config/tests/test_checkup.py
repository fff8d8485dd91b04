"""``doctor`` tells what is wrong and what to do, and only then leaves with a fault."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cordee.config import checkup
from cordee.config.checkup import Mark, check_up
from cordee.ground.messaging.models import Channel, Heartbeat, MessageState, OutgoingMessage
from cordee.ground.people.models import Role
from cordee.ground.territory.models import Municipality


@pytest.fixture(autouse=True)
def _small_reference(monkeypatch):
    monkeypatch.setattr(checkup, "REFERENCE_COMMUNES", 1)


@pytest.fixture
def awake(town):
    return Heartbeat.objects.create(name="worker", at=timezone.now())


def faults() -> str:
    return "\n".join(point.sentence for point in check_up() if point.mark is Mark.FAULT)


def sentences() -> str:
    return "\n".join(point.sentence for point in check_up())


def test_a_good_installation_has_no_fault(awake):
    told = StringIO()
    call_command("doctor", stdout=told)
    assert "Tout est en ordre." in told.getvalue()
    assert "✘" not in told.getvalue()


def test_a_fault_leaves_with_code_one(awake, settings):
    settings.SECRET_KEY = "court"
    with pytest.raises(SystemExit) as left:
        call_command("doctor", stdout=StringIO())
    assert left.value.code == 1


def test_a_town_to_serve_is_asked_for(db):
    assert "Aucune commune n’est servie" in faults()


def test_a_missing_reference_is_said_with_the_command_that_loads_it(awake, monkeypatch):
    monkeypatch.setattr(checkup, "REFERENCE_COMMUNES", 34_000)
    assert "./cordee load_communes" in faults()


def queued(minutes_late: int) -> None:
    now = timezone.now()
    OutgoingMessage.objects.create(
        key=f"k{minutes_late}", channel=Channel.SMS, recipient="+33639980001", kind="essai", body="Bonjour",
        state=MessageState.QUEUED, next_attempt_at=now - timedelta(minutes=minutes_late), created_at=now,
    )  # fmt: skip


def test_a_sleeping_worker_with_messages_waiting_is_a_fault(town):
    queued(1)
    assert "1 messages attendent" in faults()
    assert "./cordee serve" in faults()


def test_messages_that_do_not_leave_are_a_fault(awake):
    queued(45)
    assert "attendent depuis 4" in faults()


def test_a_town_without_any_account_is_a_fault(awake, town, monkeypatch):
    monkeypatch.setattr(checkup, "DEMO_COMMUNE", "00000")
    assert "createstaff" in faults()


def test_a_town_with_an_account_is_well(awake, account, monkeypatch):
    monkeypatch.setattr(checkup, "DEMO_COMMUNE", "00000")
    account(Role.ADMINISTRATOR)
    assert faults() == ""


def test_a_public_address_without_https_is_a_fault(awake, settings):
    settings.PUBLIC_URL = "http://entraide.exemple.fr"
    assert "CORDEE_HTTPS" in faults()


def test_a_public_address_that_is_not_served_is_a_fault(awake, settings):
    settings.PUBLIC_URL, settings.SESSION_COOKIE_SECURE = "https://entraide.exemple.fr", True
    assert "CORDEE_ALLOWED_HOSTS" in faults()
    settings.ALLOWED_HOSTS = ["entraide.exemple.fr"]
    assert faults() == ""


def test_a_key_that_others_can_read_is_a_fault(awake, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    key = tmp_path / "secret_key"
    key.write_text("x" * 50)
    key.chmod(0o644)
    assert f"chmod 600 {key}" in faults()
    key.chmod(0o600)
    assert faults() == ""


def test_a_folder_that_is_not_there_is_a_fault(awake, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "absent"
    assert "ne s’écrit pas" in faults()


def test_a_full_disk_is_a_fault(awake, monkeypatch):
    monkeypatch.setattr(checkup, "LEAST_FREE_MB", 10**12)
    assert "faites de la place" in faults()


def test_missing_sms_keys_are_named_and_not_shown(awake, settings):
    keys = {
        "endpoint": "ovh-eu",
        "service": "sms-1",
        "application_key": "",
        "application_secret": "tres-secret",
        "consumer_key": "",
    }
    settings.SMS = {**settings.SMS, "gateway": "ovh", "ovh": keys, "webhook_secret": "s"}
    assert "CORDEE_OVH_APPLICATION_KEY, CORDEE_OVH_CONSUMER_KEY" in faults()
    assert "tres-secret" not in sentences()


def test_a_mail_server_that_does_not_answer_is_a_fault(awake, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    assert "CORDEE_EMAIL_URL" in faults()


def test_files_instead_of_messages_are_worth_a_note(awake):
    marks = {point.sentence[:14]: point.mark for point in check_up()}
    assert marks["Aucun SMS ne p"] is Mark.NOTE


def test_nothing_is_said_of_towns_when_the_database_is_behind(db, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [object()] * 3)
    assert "3 étapes" in faults()
    assert "commune" not in faults()


def test_doctor_works_before_anything_was_installed(tmp_path):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")}
    environ["CORDEE_DATA_DIR"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "cordee.config", "doctor"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "./cordee migrate" in done.stdout
    assert "Traceback" not in done.stderr
    assert Path(tmp_path, "cordee.sqlite3").exists()
    assert Municipality._meta.db_table not in done.stdout


def test_a_data_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "data")
    done = subprocess.run(
        [sys.executable, "-m", "cordee.config", "doctor"],
        env=os.environ | {"CORDEE_DATA_DIR": folder},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"Le dossier de données {folder} ne peut pas être créé" in done.stderr
    assert "Traceback" not in done.stderr
