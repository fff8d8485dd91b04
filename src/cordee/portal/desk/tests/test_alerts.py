"""Unusual access: what is found, what is not, how it is told and dismissed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.alerts import record_alerts
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.actions.protection import break_glass, protect_person
from cordee.ground.people.models import AccessAlert, Role
from cordee.ground.people.ports import everything_about
from cordee.ground.people.rules.unusual import IDLE_FILES, MANY_FILES, MANY_WITHIN
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer
from cordee.portal.desk.selectors.unusual import unusual_since
from cordee.portal.desk.tasks import look_for_unusual

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten() -> datetime:
    """A Tuesday at ten in the morning."""
    return timezone.make_aware(datetime(2026, 4, 7, 10, 0))


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR, name="Lucie Bourdin")


def opens(account, town, *subjects, at, every=timedelta(0), verb="read", kind=EventKind.READ):
    for rank, subject in enumerate(subjects):
        leave_trace(
            verb=verb,
            subject=subject,
            by=account,
            commune_code=town.pk,
            kind=kind,
            at=at + rank * every,
            page="need",
        )


def found(at) -> list[str]:
    return sorted(one.rule for one in unusual_since(at))


def test_an_ordinary_morning_of_work_says_nothing(lucie, town, ten):
    opens(lucie, town, *(f"person:{key}" for key in range(1, 12)), at=ten, every=timedelta(minutes=9))
    opens(lucie, town, "need:1", at=ten, verb="qualify_need", kind=EventKind.WRITE)
    assert found(ten) == [] and found(ten + timedelta(days=1)) == []


@pytest.mark.parametrize(("files", "within", "told"), [(0, 0.9, True), (-1, 0.9, False), (0, 1.3, False)])
def test_many_files_are_many_in_an_hour_and_told_once(files, within, told, lucie, town, ten):
    number = MANY_FILES + files
    opens(
        lucie, town, *(f"person:{key}" for key in range(number)), at=ten, every=MANY_WITHIN * within / (number - 1)
    )  # fmt: skip
    opens(lucie, town, *["person:1"] * 30, at=ten)
    at = ten + timedelta(hours=2)
    assert ("many_files" in found(at)) is told
    assert record_alerts(signals=unusual_since(at), by=Task("t"), at=at) == told
    assert record_alerts(signals=unusual_since(at), by=Task("t"), at=at) == 0


def test_a_night_and_a_sunday_are_told_unless_there_is_a_crisis(lucie, town, ten, account):
    opens(lucie, town, "person:1", at=ten.replace(hour=23))
    assert found(ten.replace(hour=23, minute=30)) == ["outside_hours"]
    sunday = ten + timedelta(days=5)
    assert sunday.weekday() == 6
    opens(lucie, town, "person:1", at=sunday)
    assert found(sunday) == ["outside_hours"]
    open_crisis(kind="flood", title="Crue", phase="crisis", by=account(Role.MAYOR), at=ten)
    assert found(sunday) == []


def test_files_opened_without_a_word_written_are_told_once_the_day_is_over(lucie, town, ten):
    opens(lucie, town, *(f"person:{key}" for key in range(IDLE_FILES)), at=ten)
    assert found(ten.replace(hour=18)) == []
    assert found(ten + timedelta(days=1)) == ["idle"]
    opens(lucie, town, "need:4", at=ten, verb="qualify_need", kind=EventKind.WRITE)
    assert found(ten + timedelta(days=1)) == []


def test_ones_own_name_and_ones_own_street(lucie, town, ten):
    namesake = record_person(by=lucie, last_name="Bourdin", first_name="Aline", phone="+33241000001")
    volunteer = a_volunteer(
        ten, lucie, email=lucie.email, last_name="Autre", place={"address": "4 rue des Lilas"}
    )
    Volunteer.objects.filter(pk=volunteer.pk).update(address="4 rue des Lilas")
    near, far = a_need(ten), a_need(ten)
    for need, address in ((near, "12 bis rue des Lilas"), (far, "2 rue du Port")):
        need.beneficiary.household.address = address
        need.beneficiary.household.save()
    people = [namesake, volunteer.person, near.beneficiary.person, far.beneficiary.person]
    opens(lucie, town, *(f"person:{one.pk}" for one in people), at=ten)
    told = {(one.rule, one.subject) for one in unusual_since(ten) if one.rule.startswith("own")}
    assert told == {
        ("own_name", f"person:{namesake.pk}"),
        ("own_street", f"person:{near.beneficiary.person_id}"),
    }


def test_an_export_is_told_with_its_moment(lucie, town, ten):
    opens(lucie, town, "volunteers", at=ten, verb="export_volunteers")
    assert found(ten) == ["export"]


def test_the_dpo_reads_the_reason_dismisses_with_a_note_and_never_sees_whom(
    lucie, town, account, staff, sound
):
    now = timezone.now()
    her = a_need(now, last_name="Quatrelivres").beneficiary.person
    protect_person(person=her, ground="violence", note="", by=account(Role.CCAS_MANAGER), at=now)
    break_glass(person=her, reason="Appel au standard, médicaments ce soir", by=lucie, at=now)
    look_for_unusual(now)
    dpo = staff(Role.DPO)
    page = sound(dpo.get(reverse("desk:alerts")))
    assert "Appel au standard, médicaments ce soir" in page and "Lucie Bourdin" in page
    assert f"personne {her.pk}" in page and "Quatrelivres" not in page
    alert = AccessAlert.objects.get(rule="break_glass")
    door = reverse("desk:alert_dismiss", args=[alert.pk])
    wrong = dpo.post(door, {f"a{alert.pk}-note": "vu"})
    assert wrong.status_code == 422 and 'value="vu"' in sound(wrong)
    dpo.post(door, {f"a{alert.pk}-note": "Vérifié avec Lucie, appel réel"})
    alert.refresh_from_db()
    assert alert.dismissed_at and alert.note == "Vérifié avec Lucie, appel réel"
    dpo.post(door, {f"a{alert.pk}-note": "Une autre note encore"})
    alert.refresh_from_db()
    assert alert.note == "Vérifié avec Lucie, appel réel"


def test_the_dossier_tells_who_opened_it_when_in_which_role_and_why(lucie, town, staff, account):
    need = a_need(timezone.now())
    her = need.beneficiary.person
    staff(Role.VOLUNTEER_COORDINATOR).get(reverse("desk:need", args=[need.pk]))
    protect_person(person=her, ground="staff", note="", by=account(Role.CCAS_MANAGER), at=timezone.now())
    break_glass(person=her, reason="Appel au standard, médicaments ce soir", by=lucie, at=timezone.now())
    told = everything_about(her)["Qui a consulté votre dossier"]["Consultations"]
    assert {(one["Qui"], one["Pourquoi"]) for one in told} == {
        ("Coordination des bénévoles", "suivre votre demande"),
        ("Coordination des bénévoles", "vous dire le mot de reconnaissance"),
        ("Coordination des bénévoles", "ouvrir en urgence votre dossier protégé"),
    }
    assert all("Lucie" not in str(one) for one in told)
