"""What holds of a report whatever happens: it stays, it is dated, it is read by two directions, with a reason."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from cordee.coordinate.safeguarding.actions import following
from cordee.coordinate.safeguarding.actions.following import Done
from cordee.coordinate.safeguarding.actions.forgetting import empty_reports
from cordee.coordinate.safeguarding.actions.reading import open_report
from cordee.coordinate.safeguarding.models import SafeguardingReport, SafeguardingStep, StepKind
from cordee.coordinate.safeguarding.rules.reports import READING_REASONS, is_late
from cordee.coordinate.safeguarding.rules.routing import addressees, concerns, services
from cordee.coordinate.safeguarding.selectors.reports import late_reports, reports
from cordee.coordinate.safeguarding.tasks import remind_late_reports
from cordee.coordinate.safeguarding.tests.factories import a_report
from cordee.ground.audit.models import Event, EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.papers.models import Paper
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.actions.privacy import erase_person, open_right_request
from cordee.ground.people.actions.retention import eliminate
from cordee.ground.people.models import Role
from cordee.ground.people.ports import everything_about, traced_keys
from cordee.ground.people.selectors.privacy import preview_of
from cordee.ground.territory.models import Commune, town_scope


@pytest.fixture
def solene(account):
    return account(Role.CCAS_MANAGER)


@pytest.fixture
def isabelle(account):
    return account(Role.OPERATIONS_LEAD)


@pytest.fixture
def nadia(account):
    return account(Role.RECEPTIONIST)


@pytest.fixture
def report(now, nadia, solene, isabelle):
    return a_report(now, nadia)


def test_the_table_sends_every_concern_to_a_number_and_a_deadline():
    for one in concerns().values():
        assert one.emergency and 0 < one.hours <= 72 and one.dont, one.code
    assert {"15", "17", "18", "112", "114", "115", "119", "3977", "3919", "3114"} <= set(services())
    assert {one.code for one in concerns()["enfant"].write_to} == {"crip", "procureur"}
    assert "119" in {one.code for one in concerns()["enfant"].call}
    assert all(one.how for one in addressees().values())


def test_a_report_is_given_to_the_ccas_and_dated_at_once_and_its_message_says_nothing(report, solene, now):
    assert report.owner == solene and report.due_at == now + timedelta(hours=concerns()["vulnerable"].hours)
    message = OutgoingMessage.objects.get()
    assert message.recipient == solene.email and str(report) in message.body
    for word in ("Quérard", "carte", "Port", "maltrait"):
        assert word not in message.body + message.subject


def test_danger_is_not_filed_before_somebody_was_called(now, nadia, solene):
    with pytest.raises(Refused, match="appelez d’abord") as refused:
        a_report(now, nadia, danger=True)
    assert refused.value.field == "called"
    with pytest.raises(Refused, match="heure"):
        a_report(now, nadia, danger=True, called="17")
    with pytest.raises(Refused, match="pas encore venue"):
        a_report(now, nadia, danger=True, called="17", called_at=now + timedelta(hours=1))
    with pytest.raises(Refused, match="liste"):
        a_report(now, nadia, called="119", called_at=now)
    assert a_report(now, nadia, danger=True, called="17", called_at=now).called == "17"


def test_nobody_deletes_nor_rewrites_a_report_or_what_followed(report, solene, now):
    step = following.note_step(report=report, kind=StepKind.NOTED, done=Done("Vu."), by=solene, at=now)
    for row in (report, step):
        with pytest.raises(TypeError):
            row.delete()
        for manager in (type(row).objects, type(row).everywhere):
            with pytest.raises(TypeError):
                manager.all().delete()
            with pytest.raises(TypeError):
                manager.filter(pk=row.pk).update(author="personne")
            with pytest.raises(TypeError):
                manager.bulk_update([row], ["author"])
    report.facts = "Rien."
    with pytest.raises(TypeError):
        report.save()
    with pytest.raises(TypeError):
        report.save(update_fields=["facts"])
    with pytest.raises(TypeError):
        step.save()
    with pytest.raises(ProtectedError), transaction.atomic():
        models.query.QuerySet(SafeguardingReport).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.query.QuerySet(SafeguardingReport).update(danger=True, called="", called_at=None)
    assert SafeguardingReport.objects.get().facts.startswith("Elle dit")


@pytest.mark.parametrize(
    "role", [one for one in Role if one not in {Role.CCAS_MANAGER, Role.OPERATIONS_LEAD}]
)
def test_no_other_role_reads_or_follows_not_even_the_mayor_nor_the_author(role, report, account, now):
    other = account(role)
    with pytest.raises(Refused):
        open_report(report_id=report.pk, by=other, at=now, reason="follow")
    with pytest.raises(Refused):
        following.close_report(report=report, words="Rien.", by=other, at=now)
    assert not Event.objects.filter(kind=EventKind.READ, subject=f"safeguardingreport:{report.pk}").exists()


def test_each_reading_is_traced_with_its_reason_and_never_under_the_person(now, nadia, solene):
    her = record_person(by=nadia, last_name="Quérard", phone="+33241000001")
    report = a_report(now, nadia, person_id=her.pk)
    with pytest.raises(Refused, match="pourquoi"):
        open_report(report_id=report.pk, by=solene, at=now, reason="curiosité")
    for reason in ("follow", "justice"):
        opened = open_report(report_id=report.pk, by=solene, at=now, reason=reason)
        assert opened.report.facts
    seen = Event.objects.filter(kind=EventKind.READ, subject=f"safeguardingreport:{report.pk}").order_by("pk")
    assert [one.facts["reading"] for one in seen] == ["follow", "justice"]
    assert all(one.actor == solene.trace_key for one in seen)
    assert not Event.objects.filter(kind=EventKind.READ, subject=f"person:{her.pk}").exists()
    assert not any("safeguarding" in key for key in traced_keys(her))


def test_a_report_is_in_no_dossier(now, nadia, solene):
    her = record_person(by=nadia, last_name="Quérard", phone="+33241000001")
    a_report(now, nadia, person_id=her.pk, facts="« Il crie », dit-elle.")
    told = json.dumps(everything_about(her), ensure_ascii=False, default=str)
    assert "Il crie" not in told and "SG-" not in told and "ignalement" not in told


def test_erasing_a_file_unlinks_the_report_and_leaves_it_whole(now, nadia, solene, account):
    """RGPD art. 17(3)(b) and (e)."""
    her = record_person(by=nadia, last_name="Quérard", phone="+33241000001")
    report = a_report(now, nadia, person_id=her.pk)
    asked = open_right_request(
        person=her, kind="effacement", channel="letter", received_on=now.date(), by=account(Role.DPO), at=now,
        identity_checked="rappel au numéro connu",
    )  # fmt: skip
    erase_person(request=asked, by=account(Role.DPO), at=now)
    kept = SafeguardingReport.objects.get(pk=report.pk)
    assert kept.person is None and kept.about == report.about and kept.facts == report.facts


def test_a_report_is_late_until_somebody_gives_a_new_deadline_or_closes_it(report, solene, now):
    late_at = report.due_at + timedelta(minutes=1)
    assert not is_late(report, report.due_at) and is_late(report, late_at)
    following.note_step(report=report, kind=StepKind.NOTED, done=Done("Je vois."), by=solene, at=late_at)
    assert late_reports(late_at) == [report]
    following.note_step(
        report=report, kind=StepKind.CALLED, done=Done(to="3977", due_at=late_at + timedelta(days=2)), by=solene, at=late_at
    )  # fmt: skip
    assert late_reports(late_at) == []
    assert late_reports(late_at + timedelta(days=3)) == [report]
    following.close_report(report=report, words="La famille est relayée.", by=solene, at=late_at)
    assert late_reports(late_at + timedelta(days=3)) == []


def test_a_deadline_is_never_put_in_the_past(report, solene, now):
    for due in (now, now - timedelta(hours=1), now + timedelta(days=400)):
        with pytest.raises(Refused, match="échéance"):
            following.note_step(
                report=report, kind=StepKind.NOTED, done=Done("Vu.", due_at=due), by=solene, at=now
            )


def test_who_follows_a_late_report_is_told_once_a_day_then_every_referent(report, solene, isabelle, now):
    OutgoingMessage.objects.all().delete()
    late = report.due_at + timedelta(minutes=5)
    for minutes in (0, 15, 30):
        assert remind_late_reports(late + timedelta(minutes=minutes)) == 1
    assert [one.recipient for one in OutgoingMessage.objects.all()] == [solene.email]
    remind_late_reports(late + timedelta(hours=24))
    told = sorted(one.recipient for one in OutgoingMessage.objects.all())
    assert told == sorted([solene.email, solene.email, isabelle.email])
    assert not any("Quérard" in one.body or "carte" in one.body for one in OutgoingMessage.objects.all())


def test_when_the_owner_left_the_others_are_told(report, solene, isabelle, now):
    OutgoingMessage.objects.all().delete()
    solene.is_active = False
    solene.save(update_fields=["is_active"])
    remind_late_reports(report.due_at + timedelta(minutes=5))
    assert [one.recipient for one in OutgoingMessage.objects.all()] == [isabelle.email]


def test_a_transmission_is_numbered_and_its_words_are_nowhere_in_the_papers(report, solene, now):
    step = following.send_report(
        report=report, done=Done("Visite faite lundi.", to="procureur"), signer="", by=solene, at=now
    )
    paper = Paper.objects.get()
    assert step.paper_number == str(paper) == "FS-2026-0001" and paper.content == {} and paper.person is None
    said = json.loads(step.sheet)
    told = json.dumps(said, ensure_ascii=False)
    assert "il garde ma carte" in told and "Visite faite lundi" in told and "art. 40" in told
    with pytest.raises(Refused, match="À qui"):
        following.send_report(report=report, done=Done(to="119"), signer="", by=solene, at=now)


def test_a_report_is_handed_to_who_may_read_only_and_they_are_told(report, solene, isabelle, nadia, now):
    with pytest.raises(Refused, match="ne peut pas lire"):
        following.hand_report(report=report, owner=nadia, done=Done(), by=solene, at=now)
    following.hand_report(report=report, owner=isabelle, done=Done("Je pars."), by=solene, at=now)
    assert SafeguardingReport.objects.get().owner == isabelle
    assert OutgoingMessage.objects.filter(recipient=isabelle.email).count() == 1


def test_a_closed_report_takes_no_more_steps_until_it_is_reopened_with_a_deadline(report, solene, now):
    with pytest.raises(Refused, match="donné"):
        following.close_report(report=report, words=" ", by=solene, at=now)
    following.close_report(report=report, words="Sans suite.", by=solene, at=now)
    for act in (
        lambda: following.note_step(report=report, kind=StepKind.NOTED, done=Done("x"), by=solene, at=now),
        lambda: following.close_report(report=report, words="x", by=solene, at=now),
        lambda: following.send_report(report=report, done=Done(to="crip"), signer="", by=solene, at=now),
    ):
        with pytest.raises(Refused, match="clos"):
            act()
    with pytest.raises(Refused, match="échéance"):
        following.reopen_report(report=report, done=Done("Un mot."), by=solene, at=now)
    following.reopen_report(
        report=report, done=Done("Un mot.", due_at=now + timedelta(days=1)), by=solene, at=now
    )
    assert list(reports()) == [report]
    kinds = SafeguardingStep.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["closed", "reopened"]


def test_words_go_by_the_retention_of_the_dpo_and_the_number_stays(report, solene, account, now):
    following.send_report(report=report, done=Done("Ajout.", to="crip"), signer="", by=solene, at=now)
    empty_reports([report.pk], now)
    assert SafeguardingReport.objects.get().facts, "an open report is never emptied"
    following.close_report(report=report, words="Relayé.", by=solene, at=now)
    far = now + timedelta(days=729)
    assert preview_of("situations", at=far).lines == []
    far = now + timedelta(days=731)
    preview = preview_of("situations", at=far)
    eliminate(code="situations", fingerprint=preview.fingerprint, by=account(Role.DPO), at=far)
    kept = SafeguardingReport.objects.get()
    assert (
        (kept.facts, kept.about, kept.place) == ("", "", "")
        and kept.emptied_at
        and kept.concern == "vulnerable"
    )
    assert [(one.words, one.sheet) for one in SafeguardingStep.objects.all()] == [("", "")] * 2
    assert SafeguardingStep.objects.filter(paper_number="FS-2026-0001").exists()
    with pytest.raises(Refused, match="effacés"):
        following.reopen_report(
            report=kept, done=Done("x", due_at=far + timedelta(days=1)), by=solene, at=far
        )


def test_another_town_sees_no_report(report, solene, now):
    Commune.objects.create(
        insee_code="49998", name="Ailleurs", name_key="ailleurs", kind="commune-actuelle", departement="49",
        population=1, postcodes="49998", latitude=47.0, longitude=-0.9,
    )  # fmt: skip
    with town_scope("49998"):
        assert not reports().exists()
        with pytest.raises((Refused, ObjectDoesNotExist)):
            open_report(report_id=report.pk, by=solene, at=now, reason=next(iter(READING_REASONS)))
