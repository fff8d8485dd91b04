"""What follows a report: calls, transmissions, answers, hand-overs, closing. Rows are added; nothing is rewritten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.safeguarding.actions.reminding import tell_referents
from cordee.coordinate.safeguarding.models import SafeguardingReport, SafeguardingStep, StepKind
from cordee.coordinate.safeguarding.rules.reports import (
    FUTURE_MARGIN,
    NOTED,
    can_read,
    check_due,
    check_open_report,
)
from cordee.coordinate.safeguarding.rules.routing import addressees, concern_label, named, services
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.papers import issue_paper
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.content import TITLES, Draft, document_of
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import municipality_in_scope


@dataclass(frozen=True)
class Done:
    """One thing done: ``to`` a code of the routing table, ``due_at`` the next deadline, none to keep the one there is."""

    words: str = ""
    to: str = ""
    happened_at: datetime | None = None
    due_at: datetime | None = None


def _held(report: SafeguardingReport, by: Account) -> SafeguardingReport:
    check_can(by, Permission.SAFEGUARD_READ)
    return SafeguardingReport.objects.select_for_update(of=("self",)).get(pk=report.pk)


def _add(
    report: SafeguardingReport, kind: StepKind, done: Done, *, by: Account, at: datetime, **more: Any
) -> SafeguardingStep:
    """Write the step, move the deadline when there is a new one, leave the trace. Raises ``Refused``."""
    happened_at = done.happened_at or at
    if happened_at > at + FUTURE_MARGIN:
        raise Refused("Cette heure n’est pas encore venue.", field="happened_at")
    check_due(done.due_at, at=at)
    step = SafeguardingStep(
        report=report, kind=kind, to=done.to, happened_at=happened_at, recorded_at=at, words=done.words.strip(),
        due_at=done.due_at, author=by.name, recorded_by=by, **more,
    )  # fmt: skip
    step.save()
    if done.due_at is not None:
        report.due_at = done.due_at
        report.save(update_fields=["due_at"])
    leave_trace(
        verb="follow_report", subject=report, by=by, commune_code=current_commune(), at=at, kind_of_follow=str(kind),
    )  # fmt: skip
    return step


@transaction.atomic
def note_step(
    *, report: SafeguardingReport, kind: StepKind, done: Done, by: Account, at: datetime
) -> SafeguardingStep:
    """A call made, an answer received, a note. Raises ``Refused`` with the field to correct."""
    found = _held(report, by)
    check_open_report(found)
    if kind not in NOTED:
        raise Refused("Choisissez ce que vous notez.", field="kind")
    if done.to and done.to not in {*services(), *addressees()}:
        raise Refused("Choisissez dans la liste.", field="to")
    if kind == StepKind.CALLED and done.to not in services():
        raise Refused("Qui avez-vous appelé ?", field="to")
    if kind != StepKind.CALLED and not done.words.strip():
        raise Refused("Écrivez quelques mots.", field="words")
    return _add(found, kind, done, by=by, at=at)


def _told_at(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%d/%m/%Y} à {local.hour} h {local:%M}"


def _sheet(report: SafeguardingReport, done: Done, *, signer: str, at: datetime) -> dict[str, Any]:
    """What the paper says: the report as it was filed, and what the referent adds; nothing else of the house."""
    receiver = addressees()[done.to]
    facts = [
        ("Signalement", str(report)),
        ("Destinataire", receiver.name),
        ("Fondement", receiver.how),
        ("Inquiétude", concern_label(report.concern)),
        ("Personne concernée", report.about),
        ("Lieu", report.place),
        ("Moment des faits", report.happened),
        ("Rapporté par", report.told_by),
        ("Recueilli par", f"{report.author}, le {_told_at(report.filed_at)}"),
        ("Danger immédiat", "oui" if report.danger else "non"),
    ]
    if report.called and report.called_at is not None:
        facts.append(("Appelé", f"{named(report.called)}, le {_told_at(report.called_at)}"))
    blocks: list[dict[str, Any]] = [
        {"kind": "heading", "text": "Faits vus ou entendus"},
        {"kind": "paragraph", "lines": report.facts.splitlines()},
    ]
    if done.words.strip():
        blocks += [
            {"kind": "heading", "text": "Ce que la mairie ajoute"},
            {"kind": "paragraph", "lines": done.words.strip().splitlines()},
        ]
    blocks.append(
        {"kind": "paragraph", "lines": ["Document confidentiel : il ne se copie ni ne se classe au dossier."]}
    )
    return document_of(
        TITLES[PaperKind.SAFEGUARDING], blocks=blocks, town=municipality_in_scope(), at=at,
        facts=[(name, value) for name, value in facts if value], signatures=[signer or "Pour le maire"],
    )  # fmt: skip


@transaction.atomic
def send_report(
    *, report: SafeguardingReport, done: Done, signer: str, by: Account, at: datetime
) -> SafeguardingStep:
    """Prepare a numbered transmission sheet and note that it goes. Raises ``Refused`` with the field to correct.

    The papers of the house keep the number alone: the words stand here, ciphered.
    """
    found = _held(report, by)
    check_open_report(found)
    if done.to not in addressees():
        raise Refused("À qui transmettez-vous ?", field="to")
    sheet = _sheet(found, done, signer=signer.strip(), at=at)
    paper = issue_paper(draft=Draft(PaperKind.SAFEGUARDING), person=None, by=by, at=at)
    paper.content = {}
    paper.save(update_fields=["content"])
    return _add(
        found, StepKind.SENT, done, by=by, at=at, paper_number=str(paper), sheet=json.dumps(sheet, ensure_ascii=False),
    )  # fmt: skip


@transaction.atomic
def hand_report(
    *, report: SafeguardingReport, owner: Account, done: Done, by: Account, at: datetime
) -> SafeguardingStep:
    """Give it to another referent, who is told. Raises ``Refused`` when they may not read it."""
    found = _held(report, by)
    check_open_report(found)
    if not can_read(owner):
        raise Refused("Cette personne ne peut pas lire les signalements.", field="owner")
    if owner.pk == found.owner_id:
        raise Refused("Cette personne suit déjà ce signalement.", field="owner")
    found.owner = owner
    found.save(update_fields=["owner"])
    note = Done(f"À {owner.name}. {done.words}".strip(), due_at=done.due_at)
    step = _add(found, StepKind.HANDED, note, by=by, at=at)
    tell_referents(found, "safeguarding_filed", key=f"handed:{step.pk}", to=[owner], by=by, at=at)
    return step


@transaction.atomic
def close_report(*, report: SafeguardingReport, words: str, by: Account, at: datetime) -> SafeguardingStep:
    """Nothing more is to be done. Raises ``Refused`` without a word of what came of it."""
    found = _held(report, by)
    check_open_report(found)
    if not words.strip():
        raise Refused("Dites ce que le signalement a donné.", field="words")
    found.closed_at = at
    found.save(update_fields=["closed_at"])
    return _add(found, StepKind.CLOSED, Done(words), by=by, at=at)


@transaction.atomic
def reopen_report(*, report: SafeguardingReport, done: Done, by: Account, at: datetime) -> SafeguardingStep:
    """Something new came. Raises ``Refused`` while it is open, once emptied, or without words or a deadline."""
    found = _held(report, by)
    if found.closed_at is None:
        raise Refused("Ce signalement est ouvert.")
    if found.emptied_at is not None:
        raise Refused("Ses faits sont effacés : faites un nouveau signalement.")
    if not done.words.strip():
        raise Refused("Dites ce qui est nouveau.", field="words")
    if done.due_at is None:
        raise Refused("Donnez une nouvelle échéance.", field="due_at")
    found.closed_at = None
    found.save(update_fields=["closed_at"])
    return _add(found, StepKind.REOPENED, done, by=by, at=at)
