"""Importing a list through the screen: send, confirm the columns, read what became of each line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cordee.ground.audit.models import Event
from cordee.ground.messaging.ports import periodic_jobs
from cordee.ground.needs.models import Need
from cordee.ground.people.models import ReceivedSheet, Role, SheetState
from cordee.ground.people.tests.sheet_files import ALI, HEADERS, LEA, csv_bytes
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.portal.desk.tasks import import_sheet_later

pytestmark = pytest.mark.usefixtures("town")
LIST = csv_bytes(
    [("Bénévoles de mars", *[""] * 8), HEADERS, LEA, ALI, ("Roux", "Zoé", "", "12", "", "", "", "", "asthme")]
)


@pytest.fixture
def desk(staff) -> Client:
    """The volunteer coordinator at the desk."""
    return staff(Role.VOLUNTEER_COORDINATOR)


def send(desk: Client, content: bytes = LIST, kind: str = "volunteers", **extra: str):
    """Send a file."""
    file = SimpleUploadedFile("liste.csv", content)
    return desk.post(reverse("desk:sheets"), {"kind": kind, "file": file, **extra})


def chosen(sheet: ReceivedSheet, **changes: str) -> dict[str, str]:
    """The columns as the page proposes them, but for those changed."""
    columns = {f"column_{guess['position']}": guess["code"] for guess in sheet.counts["guesses"]}
    return {**columns, **changes}


def test_a_list_is_sent_its_columns_confirmed_and_each_line_explained(desk: Client) -> None:
    answer = send(desk)
    sheet = ReceivedSheet.objects.get()
    assert answer.url == reverse("desk:sheet_columns", args=[sheet.pk])
    page = desk.get(answer.url).content.decode()
    assert "Peut aider" in page
    assert "06 10 00 00 01" in page
    assert "asthme" not in page
    assert Volunteer.objects.count() == 0
    answer = desk.post(answer.url, chosen(sheet))
    assert answer.url == reverse("desk:sheet_report", args=[sheet.pk])
    assert Volunteer.objects.count() == 2
    page = desk.get(answer.url).content.decode()
    assert "Lignes refusées" in page
    assert "2 chiffres" in page
    assert "Mots de santé" in page
    assert "asthme" not in page


def test_columns_that_do_not_suffice_are_asked_for_and_the_choice_is_kept(desk: Client) -> None:
    url = send(desk).url
    sheet = ReceivedSheet.objects.get()
    answer = desk.post(url, chosen(sheet, column_3="", column_4="", column_5="city"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Il manque un téléphone ou un courriel" in page
    assert '<option value="city" selected>' in page
    assert Volunteer.objects.count() == 0


def test_a_file_that_cannot_be_read_is_told_beside_its_field(desk: Client) -> None:
    answer = send(desk, b"%PDF-1.7")
    assert answer.status_code == 422
    assert "document PDF" in answer.content.decode()
    assert "aria-invalid" in answer.content.decode()
    assert not ReceivedSheet.objects.exists()


def test_without_file_or_kind_the_form_says_so(desk: Client) -> None:
    page = desk.post(reverse("desk:sheets"), {}).content.decode()
    assert "Choisissez le fichier" in page
    assert "Choisissez ce que contient la liste" in page


def test_a_list_already_run_is_not_run_again(desk: Client) -> None:
    url = send(desk).url
    sheet = ReceivedSheet.objects.get()
    desk.post(url, chosen(sheet))
    assert desk.post(url, chosen(sheet)).url == reverse("desk:sheet_report", args=[sheet.pk])
    assert Volunteer.objects.count() == 2


def test_the_lines_of_a_report_are_filtered(desk: Client) -> None:
    url = send(desk).url
    sheet = ReceivedSheet.objects.get()
    report = desk.post(url, chosen(sheet)).url
    refused = desk.get(report, {"lignes": "refused"}).content.decode()
    assert "V-00001" not in refused
    everything = desk.get(report, {"lignes": "toutes"}).content.decode()
    assert "V-00001" in everything
    assert "ligne de titre" in everything


def test_refused_lines_are_downloaded_corrected_and_forgotten(desk: Client) -> None:
    url = send(desk).url
    sheet = ReceivedSheet.objects.get()
    desk.post(url, chosen(sheet))
    answer = desk.get(reverse("desk:sheet_refused", args=[sheet.pk]))
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert "Roux;Zoé" in text
    assert "asthme" not in text
    url = send(desk, text.replace(";12;", ";06 10 00 00 03;").encode()).url
    desk.post(url, chosen(ReceivedSheet.objects.first()))
    assert Volunteer.objects.count() == 3
    desk.post(reverse("desk:sheet_forget", args=[sheet.pk]))
    assert "Roux" not in desk.get(reverse("desk:sheet_refused", args=[sheet.pk])).content.decode()


def test_a_list_can_be_thrown_away_before_it_is_run(desk: Client) -> None:
    send(desk)
    sheet = ReceivedSheet.objects.get()
    desk.post(reverse("desk:sheet_forget", args=[sheet.pk]))
    assert not ReceivedSheet.objects.exists()


def test_the_town_may_vouch_for_its_volunteers(desk: Client) -> None:
    url = send(desk).url
    desk.post(url, {**chosen(ReceivedSheet.objects.get()), "already_cleared": "on"})
    assert set(Volunteer.objects.values_list("state", flat=True)) == {VolunteerState.CLEARED}


def test_requests_come_in_through_the_same_door(desk: Client) -> None:
    content = csv_bytes(
        [("Nom", "Téléphone", "Adresse", "Besoin"), ("Rolland", "0241000001", "12 rue des Lilas", "courses")]
    )
    url = send(desk, content, "needs").url
    assert "déjà habilités" not in desk.get(url).content.decode()
    desk.post(url, chosen(ReceivedSheet.objects.get()))
    assert Need.objects.get().owner is not None


def test_a_long_list_is_run_by_the_worker_and_its_page_waits(
    desk: Client, django_capture_on_commit_callbacks
) -> None:
    rows = [
        ("Roux", "Zoé", "", f"06 10 {rank // 100:02d} {rank % 100:02d} 00", *[""] * 5) for rank in range(2100)
    ]
    url = send(desk, csv_bytes([HEADERS, *rows])).url
    sheet = ReceivedSheet.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        report = desk.post(url, chosen(sheet)).url
    page = desk.get(report).content.decode()
    assert "attend son tour" in page
    assert "Où en est l’import" in page
    assert desk.get(url).url == report
    fragment = desk.get(report, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in fragment
    task = DBTaskResult.objects.get()
    import_sheet_later.call(*task.args_kwargs["args"])
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DONE
    assert Volunteer.objects.count() == 2100
    assert desk.get(report, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_list_whose_run_stopped_can_be_run_again(desk: Client) -> None:
    url = send(desk).url
    sheet = ReceivedSheet.objects.get()
    sheet.counts = {**sheet.counts, "stopped": True, "queued": "2026-11-23T09:00:00"}
    sheet.save()
    page = desk.get(reverse("desk:sheet_report", args=[sheet.pk]), follow=True).content.decode()
    assert "rien n’a été écrit" in page
    desk.post(url, chosen(sheet))
    assert Volunteer.objects.count() == 2


def test_reading_a_report_is_traced(desk: Client) -> None:
    url = send(desk).url
    report = desk.post(url, chosen(ReceivedSheet.objects.get())).url
    desk.get(report)
    assert Event.objects.filter(kind="read", facts__page="sheet_report").exists()


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.MAYOR, Role.ADMINISTRATOR, Role.DPO])
def test_lists_are_closed_to_those_who_do_not_import(staff, desk: Client, role: Role) -> None:
    send(desk)
    sheet = ReceivedSheet.objects.get()
    other = staff(role)
    for name, args in (
        ("sheets", []),
        ("sheet_columns", [sheet.pk]),
        ("sheet_report", [sheet.pk]),
        ("sheet_refused", [sheet.pk]),
    ):
        assert other.get(reverse(f"desk:{name}", args=args)).status_code == 403


def test_an_unknown_list_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("desk:sheet_report", args=[999])).status_code == 404


def test_a_list_left_by_a_dead_worker_is_given_back(desk: Client) -> None:
    url = send(desk).url
    sheet = ReceivedSheet.objects.get()
    ReceivedSheet.objects.update(state=SheetState.RUNNING, done_at=timezone.now() - timedelta(minutes=5))
    desk.get(reverse("desk:sheet_report", args=[sheet.pk]))
    desk.post(url, chosen(sheet))
    assert Volunteer.objects.count() == 2


def test_old_lists_are_forgotten_every_day(desk: Client) -> None:
    send(desk)
    ReceivedSheet.objects.update(received_at=timezone.now() - timedelta(days=8))
    job = next(job for job in periodic_jobs() if job.name == "forget_lists")
    job.run(timezone.now())
    assert not ReceivedSheet.objects.exists()
