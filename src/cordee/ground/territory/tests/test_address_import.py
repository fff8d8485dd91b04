"""The town's addresses, brought up to date from a file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import import_addresses
from cordee.ground.territory.actions.addresses import MOST_FAULTS_KEPT
from cordee.ground.territory.models import Address, Municipality, town_scope
from cordee.ground.territory.selectors import search_addresses
from cordee.ground.territory.tests.factories import TESTER, ban_line, ban_text, make_municipality, write


def test_running_the_import_again_adds_nothing(town: Municipality, tmp_path: Path) -> None:
    path = write(tmp_path, ban_text(*map(ban_line, range(1, 6)), ban_line(9, code_insee="49007")))
    first = import_addresses(path=path, by=TESTER)
    again = import_addresses(path=path, by=TESTER)
    assert (first.created, first.skipped_other_commune) == (5, 1)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert Address.objects.count() == 5


def test_a_moved_door_is_updated_and_a_vanished_one_is_kept(town: Municipality, tmp_path: Path) -> None:
    import_addresses(path=write(tmp_path, ban_text(ban_line(1), ban_line(2))), by=TESTER)
    report = import_addresses(path=write(tmp_path, ban_text(ban_line(1, lat="47.36"))), by=TESTER)
    assert (report.updated, report.vanished) == (1, 1)
    assert Address.objects.get(number="1").latitude == 47.36
    assert Address.objects.filter(number="2").exists()


def test_an_import_refused_half_way_changes_nothing(town: Municipality, tmp_path: Path) -> None:
    whole = gzip.compress(ban_text(*map(ban_line, range(1, 300))).encode())
    with pytest.raises(Refused, match="incomplet"):
        import_addresses(path=write(tmp_path, whole[:-100]), by=TESTER)
    assert not Address.objects.exists()
    assert not Event.objects.exists()


def test_one_event_tells_the_counts_and_no_address(town: Municipality, tmp_path: Path) -> None:
    import_addresses(path=write(tmp_path, ban_text(ban_line(1), ban_line(2, lat=""))), by=TESTER)
    event = Event.objects.get()
    assert (event.verb, event.actor, event.commune_code) == ("import_addresses", "task:test", "49999")
    assert (event.facts["created"], event.facts["refused"]) == (1, 1)
    assert "glise" not in str(event.facts)


def test_the_same_address_twice_in_a_file_is_told(town: Municipality, tmp_path: Path) -> None:
    report = import_addresses(path=write(tmp_path, ban_text(ban_line(1), ban_line(1, lat="47.4"))), by=TESTER)
    assert report.created == 1
    assert [(fault.line, fault.column) for fault in report.refused] == [(3, "id")]


def test_faults_without_number_are_counted_not_piled_up(town: Municipality, tmp_path: Path) -> None:
    lines = [ban_line(rank, lat="") for rank in range(1, MOST_FAULTS_KEPT + 101)]
    report = import_addresses(path=write(tmp_path, ban_text(*lines)), by=TESTER)
    assert (report.refused_count, len(report.refused)) == (MOST_FAULTS_KEPT + 100, MOST_FAULTS_KEPT)
    assert report.sentences()[-1] == "… et 100 autres."


def test_a_file_of_another_departement_says_so(town: Municipality, tmp_path: Path) -> None:
    report = import_addresses(path=write(tmp_path, ban_text(ban_line(1, code_insee="44109"))), by=TESTER)
    assert any("est-ce bien celui de votre département" in sentence for sentence in report.sentences())


@pytest.mark.django_db
def test_a_city_takes_the_addresses_of_its_arrondissements(tmp_path: Path) -> None:
    make_municipality("69123", "Lyon")
    path = write(tmp_path, ban_text(ban_line(1, code_insee="69383"), ban_line(2, code_insee="69266")))
    with town_scope("69123"):
        report = import_addresses(path=path, by=TESTER)
    assert (report.created, report.skipped_other_commune) == (1, 1)


def test_one_town_never_sees_the_addresses_of_another(town: Municipality, tmp_path: Path) -> None:
    make_municipality("49007", "Angers")
    import_addresses(path=write(tmp_path, ban_text(ban_line(1))), by=TESTER)
    with town_scope("49007"):
        assert search_addresses("rue de l'église") == []


def test_the_search_knows_a_new_import_at_once(town: Municipality, tmp_path: Path) -> None:
    import_addresses(path=write(tmp_path, ban_text(ban_line(1))), by=TESTER)
    assert search_addresses("1 rue de l'eglise")[0].longitude == pytest.approx(-0.8999)
    import_addresses(path=write(tmp_path, ban_text(ban_line(1, lon="-0.85"))), by=TESTER)
    assert search_addresses("1 rue de l'eglise")[0].longitude == -0.85


def test_lines_are_written_by_batches_not_one_by_one(
    town: Municipality, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    path = write(tmp_path, ban_text(*map(ban_line, range(1, 900))))
    with django_assert_max_num_queries(20):
        import_addresses(path=path, by=TESTER)


def test_progress_is_told_by_lines_read(town: Municipality, tmp_path: Path) -> None:
    told: list[int] = []
    lines = [ban_line(1, code_insee="49007")] * 40_001
    import_addresses(path=write(tmp_path, ban_text(*lines)), by=TESTER, progress=told.append)
    assert told == [20_000, 40_000]


def test_the_command_prints_the_report_and_refuses_in_words(
    town: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_addresses", str(write(tmp_path, ban_text(ban_line(1), ban_line(2, lat="")))))
    told = capsys.readouterr().out
    assert "1 adresses nouvelles" in told
    assert "ligne 3, lat : coordonnée absente" in told
    with pytest.raises(CommandError, match="vide"):
        call_command("import_addresses", str(write(tmp_path, b"")))
    with pytest.raises(CommandError, match="n’est pas servie"):
        call_command("import_addresses", str(tmp_path), "--commune", "49007")
