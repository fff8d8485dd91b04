"""SMS for a demonstration: written to a folder, or shown on the terminal."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils import timezone

from cordee.ground.messaging.gateways.carriers import Accepted, NotNow, Parcel
from cordee.ground.messaging.rules.gsm import sms_length


def _append(path: Path, text: str) -> None:
    # One write on a descriptor opened for appending: two workers never mix their lines.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _readable(parcel: Parcel, at: datetime) -> str:
    length = sms_length(parcel.body)
    size = f"{length.characters} caractères, {length.segments} SMS"
    return f"── {at:%d/%m %H:%M} → {parcel.recipient} ({size})\n{parcel.body}\n\n"


class FileCarrier:
    """Adds each SMS to ``sms.jsonl`` (one JSON object per line: at, to, body, token) and ``sms.txt`` (to be
    read).
    """

    name = "file"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = Path(folder or settings.SMS["folder"])

    def send(self, parcel: Parcel) -> Accepted:
        """Write one SMS. Raises ``NotNow`` when the folder cannot be written."""
        at = timezone.localtime()
        line = {
            "at": at.isoformat(timespec="seconds"),
            "to": parcel.recipient,
            "body": parcel.body,
            "token": parcel.token,
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _append(self._folder / "sms.jsonl", json.dumps(line, ensure_ascii=False) + "\n")
            _append(self._folder / "sms.txt", _readable(parcel, at))
        except OSError:
            raise NotNow("Le dossier des SMS n’est pas accessible.", everyone=True) from None
        return Accepted()

    def close(self) -> None:
        """Nothing stays open."""


def exercise_folder(commune_code: str) -> Path:
    """Where messages of an exercise of a town are written, SMS and e-mails alike: they never leave the building."""
    return Path(settings.DATA_DIR) / "exercice" / commune_code


def exercise_carrier(commune_code: str) -> FileCarrier:
    """The way out of an exercise, which is none: ``NotNow`` when the folder cannot be written, nothing else."""
    carrier = FileCarrier(exercise_folder(commune_code))
    carrier.name = "exercice"
    return carrier


class ConsoleCarrier:
    """Shows each SMS on the standard output."""

    name = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, parcel: Parcel) -> Accepted:
        """Show one SMS."""
        stream = self._stream or sys.stdout
        stream.write(_readable(parcel, timezone.localtime()))
        stream.flush()
        return Accepted()

    def close(self) -> None:
        """Nothing stays open."""


def forget_exercise_folder(commune_code: str) -> None:
    """Take away what the messages of an exercise left on this machine."""
    for name in ("sms.jsonl", "sms.txt"):
        (exercise_folder(commune_code) / name).unlink(missing_ok=True)


def forget_in_copies(addresses: set[str]) -> None:
    """Take out of the copies on this machine (demonstration, or mail without a server) what was sent to these addresses.

    A file of e-mails that names one of them goes whole: it is a copy of one sending.
    """
    for folder in (Path(settings.SMS["folder"]), *exercise_folder("").glob("*")):
        _forget_in(folder, addresses)
    mails = Path(settings.EMAIL_FILE_PATH) if settings.EMAIL_FILE_PATH else None
    if mails is not None and mails.is_dir():
        for path in mails.iterdir():
            if any(address in path.read_text(encoding="utf-8", errors="replace") for address in addresses):
                path.unlink()


def _forget_in(folder: Path, addresses: set[str]) -> None:
    lines = folder / "sms.jsonl"
    if addresses and lines.exists():
        kept = [
            line
            for line in lines.read_text(encoding="utf-8").splitlines()
            if json.loads(line)["to"] not in addresses
        ]
        _replace(lines, "".join(f"{line}\n" for line in kept))
        readable = folder / "sms.txt"
        blocks = readable.read_text(encoding="utf-8").split("── ") if readable.exists() else []
        _replace(
            readable,
            "── ".join(one for one in blocks if not any(f"→ {number} " in one for number in addresses)),
        )


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(path)
