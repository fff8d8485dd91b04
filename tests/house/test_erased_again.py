"""A restored backup brings the erased back with their names: the list kept beside the database forgets them again."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cordee.config.checkup import check_up
from cordee.ground.audit.models import Event
from cordee.ground.needs.models import ClosingReason, Household, Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.erasure_list import write_erasures_down
from cordee.ground.people.actions.privacy import ERASED_NAME, check_identity, erase_person, open_right_request
from cordee.ground.people.gateways.erasures import erasure_list, read_erasures
from cordee.ground.people.models import Person, Role


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return tmp_path


def closed_request(now, **asked):
    need = a_need(now - timedelta(days=9), details="essoufflée", **asked)
    Need.objects.filter(pk=need.pk).update(
        state="cancelled", closed_at=now, next_action="", closing_reason=ClosingReason.CANCELLED_BY_REQUESTER
    )
    return need


def erased(need, now, by, django_capture_on_commit_callbacks):
    """Erase whoever asked; what is restored afterwards is the rows as they were."""
    person = Person.objects.get(pk=need.beneficiary.person_id)
    request = open_right_request(
        person=person, kind="effacement", channel="letter", received_on=now.date(), by=by, at=now
    )
    check_identity(request=request, how="rappel au numéro connu", by=by, at=now)
    before = [Household.objects.get(pk=need.beneficiary.household_id), Need.objects.get(pk=need.pk), person]
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(request=request, by=by, at=now)

    def restore():
        for row in before:
            row.save()

    return person, restore


def again(*words):
    told = StringIO()
    call_command("eraseagain", *words, stdout=told)
    return told.getvalue()


@pytest.fixture
def claire(account):
    return account(Role.DPO)


def test_whoever_was_erased_is_erased_again_on_a_restored_backup_and_nobody_else(
    now, claire, django_capture_on_commit_callbacks
):
    person, restore = erased(closed_request(now), now, claire, django_capture_on_commit_callbacks)
    other = closed_request(now, last_name="Rivoire")
    restore()
    assert Person.objects.get(pk=person.pk).phone == person.phone != ""
    assert any("eraseagain" in point.sentence for point in check_up())
    assert "1 personne" in again()
    forgotten = Person.objects.get(pk=person.pk)
    assert (forgotten.last_name, forgotten.phone, forgotten.erased_at) == (ERASED_NAME, "", now)
    assert Need.objects.get(beneficiary__person=person).details == ""
    assert Person.objects.get(pk=other.beneficiary.person_id).last_name == "Rivoire"
    assert Event.objects.filter(verb="erase_again", subject=f"person:{person.pk}").exists()
    assert not any("eraseagain" in point.sentence for point in check_up())
    assert "0 personne" in again()


def test_the_list_names_nobody_and_is_read_by_its_owner_only(now, claire, django_capture_on_commit_callbacks):
    person, _ = erased(closed_request(now), now, claire, django_capture_on_commit_callbacks)
    told = erasure_list().read_text()
    assert f" {person.pk} " in told and person.last_name not in told and person.phone not in told
    assert erasure_list().stat().st_mode & 0o777 == 0o600


def test_a_number_given_again_after_a_restoration_is_somebody_else(
    now, claire, django_capture_on_commit_callbacks
):
    person, restore = erased(closed_request(now), now, claire, django_capture_on_commit_callbacks)
    restore()
    Person.objects.filter(pk=person.pk).update(created_at=person.created_at + timedelta(days=3))
    assert "0 personne" in again()
    assert Person.objects.get(pk=person.pk).phone


def test_a_line_added_by_hand_erases_nobody(now, claire, django_capture_on_commit_callbacks):
    _, restore = erased(closed_request(now), now, claire, django_capture_on_commit_callbacks)
    restore()
    other = Person.objects.get(pk=closed_request(now, last_name="Rivoire").beneficiary.person_id)
    line = erasure_list().read_text().split(" ")
    line[1], line[2] = str(other.pk), other.created_at.isoformat(timespec="microseconds")
    with erasure_list().open("a") as file:
        file.write(" ".join(line))
    with pytest.raises(CommandError, match="ligne 2"):
        again()
    assert not Person.objects.filter(erased_at__isnull=False).exists()


def test_an_erasure_cut_short_by_a_crash_is_written_by_the_next(
    now, claire, django_capture_on_commit_callbacks
):
    erased(closed_request(now), now, claire, django_capture_on_commit_callbacks)
    whole = erasure_list().read_text()
    erasure_list().write_text(whole[:-20])
    assert write_erasures_down() == 1 and erasure_list().read_text() == whole
    assert write_erasures_down() == 0 and len(read_erasures(erasure_list())) == 1


def test_somebody_still_being_helped_in_the_backup_is_left_and_said(
    now, claire, django_capture_on_commit_callbacks
):
    need = closed_request(now)
    person, restore = erased(need, now, claire, django_capture_on_commit_callbacks)
    restore()
    Need.objects.filter(pk=need.pk).update(state="qualified", closed_at=None, closing_reason="")
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("eraseagain", stdout=told)
    assert str(need) in told.getvalue() and Person.objects.get(pk=person.pk).phone
