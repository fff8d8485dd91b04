"""A report from the desk: the receptionist files, the direction of the CCAS follows, nobody else knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cordee.coordinate.safeguarding.actions.following import Done, send_report
from cordee.coordinate.safeguarding.models import SafeguardingReport, SafeguardingStep
from cordee.coordinate.safeguarding.tests.factories import a_report
from cordee.ground.audit.models import Event, EventKind
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.models import Paper
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Role
from cordee.portal.desk.views.safeguarding import SEAL, report_url

FACTS = "Elle dit : « il garde ma carte et il crie »."


def url(name, *args):
    return reverse(f"desk:{name}", args=args)


@pytest.fixture
def at():
    """The real present: views read their own clock."""
    return timezone.now()


@pytest.fixture
def solene(staff):
    return staff(Role.CCAS_MANAGER)


@pytest.fixture
def nadia(staff, solene):
    return staff(Role.RECEPTIONIST)


@pytest.fixture
def report(at, account, solene):
    return a_report(at, account(Role.RECEPTIONIST), facts=FACTS)


def opened(client, report, reason="follow"):
    return client.post(url("safeguard_reason", report.pk), {"reason": reason}, follow=True)


def test_numbers_come_first_then_the_receptionist_writes_and_keeps_a_number_only(nadia):
    start = nadia.get(url("safeguard_start")).content.decode()
    assert start.index("tel:17") < start.index("Enfant en danger")
    page = nadia.get(url("safeguard_new", "vulnerable")).content.decode()
    assert page.index("tel:15") < page.index("tel:3977") < page.index('<form method="post" novalidate')
    sent = nadia.post(
        url("safeguard_new", "vulnerable"),
        {"about": "Mme Quérard", "facts": FACTS, "told_by": "Karim, bénévole"},
        follow=True,
    )
    report = SafeguardingReport.objects.get()
    told = sent.content.decode()
    assert str(report) in told and "garde ma carte" not in told and "Quérard" not in told
    assert (report.author, report.told_by, report.called) == ("Receptionist", "Karim, bénévole", "")
    for name in ("safeguard", "safeguard_reason"):
        assert nadia.get(url(name, report.pk)).status_code == 403
    for place in ("queue", "call", "safeguard_start"):
        assert "Quérard" not in nadia.get(url(place)).content.decode()


def test_a_double_click_files_one_report(nadia):
    page = nadia.get(url("safeguard_new", "vulnerable"))
    typed = {"about": "Mme Quérard", "facts": FACTS, "key": page.context["form"]["key"].value()}
    receipts = [nadia.post(url("safeguard_new", "vulnerable"), typed, follow=True).content for _ in "12"]
    number = str(SafeguardingReport.objects.get()).encode()
    assert all(number in one for one in receipts)
    nadia.post(url("safeguard_new", "vulnerable"), typed | {"key": "another page"})
    assert SafeguardingReport.objects.count() == 2


def test_in_danger_the_hour_of_the_call_is_noted_and_nothing_typed_is_lost(nadia):
    typed = {"about": "L’enfant du 4e", "facts": "On l’entend : « aidez-moi ».", "danger": "on"}
    answer = nadia.post(url("safeguard_new", "enfant"), typed)
    told = answer.content.decode()
    assert answer.status_code == 422 and "appelez d’abord" in told and "aidez-moi" in told
    answer = nadia.post(url("safeguard_new", "enfant"), typed | {"called": "17", "called_at": "25 h"})
    assert answer.status_code == 422 and "comme 8\u00a0h\u00a030" in answer.content.decode()
    nadia.post(url("safeguard_new", "enfant"), typed | {"called": "17", "called_at": "00:00"})
    report = SafeguardingReport.objects.get()
    assert report.danger and report.called == "17"
    assert timedelta(0) <= timezone.now() - report.called_at < timedelta(days=1)


def test_words_of_health_are_pointed_out_once_and_never_hold_up_a_danger(nadia):
    typed = {"about": "M. Rey", "facts": "Il est alcoolique et dépressif."}
    answer = nadia.post(url("safeguard_new", "autre"), typed)
    assert answer.status_code == 422 and "sans diagnostic" in answer.content.decode()
    assert "alcoolique" in answer.content.decode() and not SafeguardingReport.objects.exists()
    nadia.post(url("safeguard_new", "autre"), typed | {"health_seen": "on"})
    nadia.post(url("safeguard_new", "autre"), typed | {"danger": "on", "called": "15", "called_at": "00:00"})
    assert SafeguardingReport.objects.count() == 2


def test_the_page_of_a_request_leads_to_a_report_about_that_person(staff, nadia, now):
    need = a_need(now)
    person = need.beneficiary.person
    lucie = staff(Role.VOLUNTEER_COORDINATOR)
    assert "?de=" in lucie.get(url("need", need.pk)).content.decode()
    assert "?de=" not in nadia.get(url("need", need.pk)).content.decode(), "who sees no name seals none"
    token = report_url(person.pk).partition("?")[2]
    page = lucie.get(url("safeguard_new", "vulnerable") + "?" + token).content.decode()
    assert person.full_name in page
    lucie.post(url("safeguard_new", "vulnerable") + "?" + token, {"about": person.full_name, "facts": FACTS})
    assert SafeguardingReport.objects.get().person == person
    forged = signing.dumps(person.pk, salt="autre")
    for bad in (str(person.pk), forged, "x"):
        page = nadia.get(url("safeguard_new", "vulnerable"), {"de": bad}).content.decode()
        assert person.full_name not in page
    assert SEAL not in page
    assert "SG-" not in lucie.get(url("need", need.pk)).content.decode()


def test_a_report_opens_with_a_reason_for_an_hour_and_for_this_report_alone(solene, report, at, account):
    other = a_report(at, account(Role.RECEPTIONIST), facts="Autre chose.")
    assert FACTS not in solene.get(url("safeguards")).content.decode()
    assert solene.get(url("safeguard", report.pk)).url == url("safeguard_reason", report.pk)
    assert solene.post(url("safeguard_reason", report.pk), {}).status_code == 422
    assert not Event.objects.filter(verb="read", subject=f"safeguardingreport:{report.pk}").exists()
    assert "garde ma carte" in opened(solene, report).content.decode()
    assert solene.get(url("safeguard", other.pk)).status_code == 302
    read = Event.objects.get(verb="read", subject=f"safeguardingreport:{report.pk}")
    assert read.kind == EventKind.READ and read.facts["reading"] == "follow"
    session = solene.session
    session["safeguarding_reason"] = {str(report.pk): ("follow", int(at.timestamp()) - 3700)}
    session.save()
    assert solene.get(url("safeguard", report.pk)).status_code == 302


def test_the_direction_of_the_ccas_calls_transmits_hands_over_and_closes(solene, report, at, account):
    account(Role.OPERATIONS_LEAD)
    opened(solene, report)
    answer = solene.post(url("safeguard_follow", report.pk, "noter"), {"kind": "called", "words": "Conseil"})
    assert answer.status_code == 422 and "Qui avez-vous appelé" in answer.content.decode()
    day = f"{timezone.localtime(at) + timedelta(days=3):%d/%m/%Y}"
    solene.post(
        url("safeguard_follow", report.pk, "noter"),
        {"kind": "called", "to": "3977", "words": "Conseil pris", "due_on": day},
    )
    solene.post(
        url("safeguard_follow", report.pk, "transmettre"), {"to": "procureur", "words": "Avis.", "signer": "La directrice"}
    )  # fmt: skip
    step = SafeguardingStep.objects.get(kind="sent")
    pdf = solene.get(url("safeguard_sheet", report.pk, step.pk))
    words = words_of(pdf.content)
    assert faults_of(pdf.content) == [] and pdf.headers["Cache-Control"] == "no-store"
    assert step.paper_number in words and "il garde ma carte" in words and "art. 40" in words
    solene.post(url("safeguard_follow", report.pk, "confier"), {"owner": account(Role.OPERATIONS_LEAD).pk})
    page = solene.post(
        url("safeguard_follow", report.pk, "clore"), {"words": "Suivi par le parquet."}, follow=True
    )
    assert "clos" in page.content.decode()
    kinds = SafeguardingStep.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["called", "sent", "handed", "closed"]
    assert Event.objects.filter(verb="read", facts__page="safeguarding_sheet").exists()


def test_the_sheet_is_not_among_the_papers_of_the_town(staff, report, at, account):
    step = send_report(report=report, done=Done(to="crip"), signer="", by=account(Role.CCAS_MANAGER), at=at)
    isabelle = staff(Role.OPERATIONS_LEAD)
    assert step.paper_number not in isabelle.get(url("town_papers")).content.decode()
    answer = isabelle.get(url("town_paper", Paper.objects.get().pk))
    assert answer.status_code in {302, 404}


def test_a_late_report_shows_in_the_bar_and_on_the_list(solene, account, at):
    a_report(at - timedelta(days=5), account(Role.RECEPTIONIST))
    page = solene.get(url("safeguards")).content.decode()
    assert "en retard" in page and "dépassé" in page
    assert "En retard" not in solene.get(url("safeguards") + "?voir=clos").content.decode()


def test_the_list_asks_as_many_questions_for_thirty_reports_as_for_one(solene, account, at):
    by = account(Role.RECEPTIONIST)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            solene.get(url("safeguards"))
        return len(asked)

    a_report(at, by)
    queries()
    few = queries()
    for _ in range(29):
        a_report(at, by)
    assert queries() == few


def test_there_is_no_address_that_deletes():
    from cordee.portal.desk.urls import urlpatterns

    names = [one.name for one in urlpatterns if one.name and one.name.startswith("safeguard")]
    assert sorted(names) == [
        "safeguard", "safeguard_follow", "safeguard_new", "safeguard_reason", "safeguard_received", "safeguard_sheet",
        "safeguard_start", "safeguards",
    ]  # fmt: skip
