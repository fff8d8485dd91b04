"""Preparing, publishing and recording the sending of a point de situation."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.models import Crisis, EntryKind, SituationReport
from cordee.ground.crisis.ports import situation_figures
from cordee.ground.crisis.rules.crises import check_change
from cordee.ground.crisis.rules.situation import check_publish, check_texts, check_write
from cordee.ground.crisis.selectors.situation import last_report_of
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


def _general(crisis: Crisis) -> str:
    colour = f", vigilance {crisis.get_colour_display()}" if crisis.colour else ""
    ground = (
        f" Déclencheur : {crisis.get_trigger_display()} ({crisis.trigger_ref})." if crisis.trigger else ""
    )
    return f"{crisis.get_kind_display()} (« {crisis.title} »). Phase : {crisis.get_phase_display()}{colour}.{ground}"


@transaction.atomic
def draft_situation(*, crisis: Crisis, by: Account, at: datetime) -> SituationReport:
    """Begin a report since the last one, its words taken up from it; an unpublished one is taken up as it is."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    waiting: SituationReport | None = SituationReport.objects.filter(crisis=current, number=None).first()
    if waiting is not None:
        return waiting
    last = last_report_of(current)
    kept = {part: words for part, words in last.texts.items() if part != "next"} if last else {}
    report = SituationReport(
        crisis=current, texts=kept | {"general": _general(current)},
        period_from=(last.published_at if last else None) or current.started_at,
        recipients=last.recipients if last else [], created_by=by, created_at=at,
    )  # fmt: skip
    report.save()
    leave_trace(verb="draft_situation", subject=report, by=by, commune_code=current_commune(), at=at)
    return report


@transaction.atomic
def write_situation(
    *, report: SituationReport, texts: dict[str, str], by: Account, at: datetime
) -> SituationReport:
    """Change the words of a report not published yet. Raises ``Refused`` with the field."""
    current: SituationReport = SituationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_write(current)
    check_texts(texts)
    current.texts = {part: words.strip() for part, words in texts.items() if words.strip()}
    current.save(update_fields=["texts"])
    leave_trace(verb="write_situation", subject=current, by=by, commune_code=current_commune(), at=at)
    return current


@transaction.atomic
def publish_situation(*, report: SituationReport, by: Account, at: datetime) -> SituationReport:
    """Number a report and freeze its figures as they are at this moment. Raises ``Refused`` with the field."""
    crisis = Crisis.objects.select_for_update().get(pk=report.crisis_id)
    current: SituationReport = SituationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_publish(current)
    last = last_report_of(crisis)
    current.figures = [list(astuple(one)) for one in situation_figures(crisis, current.period_from, at)]
    current.number = (last.number or 0) + 1 if last else 1
    current.published_by, current.published_at = by.name[:120], at
    current.save()
    leave_trace(
        verb="publish_situation",
        subject=current,
        by=by,
        commune_code=current_commune(),
        at=at,
        number=current.number,
    )
    note_in_logbook(
        text=f"{current} publié par {by.name}.", by=by, at=at, crisis=crisis, kind=EntryKind.ACTION
    )
    return current


@transaction.atomic
def note_situation_sent(
    *, report: SituationReport, recipients: list[str], by: Account, at: datetime
) -> SituationReport:
    """Keep to whom a report went. Raises ``Refused`` before it is published."""
    current: SituationReport = SituationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if current.published_at is None:
        raise Refused("Publiez d’abord : on n’envoie que des chiffres arrêtés.")
    current.recipients = sorted({*current.recipients, *recipients})
    current.save(update_fields=["recipients"])
    leave_trace(
        verb="send_situation", subject=current, by=by, commune_code=current_commune(), at=at,
        recipients=len(recipients),
    )  # fmt: skip
    crisis = Crisis.objects.get(pk=current.crisis_id)
    note_in_logbook(
        text=f"{current} envoyé à {len(recipients)} destinataire{'s' if len(recipients) > 1 else ''}.",
        by=by, at=at, crisis=crisis, kind=EntryKind.ACTION,
    )  # fmt: skip
    return current
