"""The log is copied elsewhere line by line: whoever breaks in and writes it anew is found by the copy."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from contextlib import contextmanager

import pytest
from django.core.management import call_command

from cordee.config.checkup import Mark, check_up
from cordee.ground.audit.actions import Task, copy_events, destroy_events, leave_trace, seal_events
from cordee.ground.audit.models import Chain, Event
from cordee.ground.audit.selectors import compare_with_copy
from cordee.portal.desk.tasks import seal_log

TOWN = "49999"


def happened(count=3, **facts):
    for number in range(count):
        leave_trace(verb="take_request", subject=f"need:{number}", by=Task("t"), commune_code=TOWN, **facts)
    seal_events(commune_code=TOWN)


@pytest.fixture
def copy(tmp_path, settings, town):
    path = tmp_path / "journal"
    settings.AUDIT_COPY = f"file://{path}"
    return path


def test_each_sealed_event_leaves_once_in_order(copy, now):
    happened()
    assert copy_events(commune_code=TOWN) == 3 and copy_events(commune_code=TOWN) == 0
    happened(2)
    seal_log(now)
    lines = [json.loads(line) for line in copy.read_text().splitlines()]
    assert [line["rank"] for line in lines] == [1, 2, 3, 4, 5]
    assert lines[0]["signature"] == Event.objects.get(rank=1).signature


def test_no_word_of_an_event_can_begin_another_line(copy):
    happened(1, page='need\n{"rank": 99}\r\u2028 é')
    copy_events(commune_code=TOWN)
    assert len(copy.read_bytes().splitlines()) == 1 and copy.read_text().isascii()


def test_a_copy_moved_away_by_logrotate_goes_on_in_a_new_file(copy):
    happened(1)
    copy_events(commune_code=TOWN)
    copy.rename(copy.with_suffix(".1"))
    happened(1)
    copy_events(commune_code=TOWN)
    assert json.loads(copy.read_text())["rank"] == 2


def test_a_log_written_anew_with_the_stolen_key_is_found_by_its_copy(copy, capsys):
    happened(4)
    copy_events(commune_code=TOWN)
    call_command("verifyaudit", copy=copy)
    assert "4 lignes" in capsys.readouterr().out
    Event.objects.all().delete()
    Chain.objects.all().delete()
    happened(3)  # Signed and sealed with the true key: intact for whoever looks at the log alone.
    call_command("verifyaudit")
    with pytest.raises(SystemExit):
        call_command("verifyaudit", copy=copy)
    told = capsys.readouterr().out
    assert "rang 1 : le journal ne dit plus" in told and "rang 4 : il est dans la copie" in told


def test_what_the_retention_purge_destroyed_is_no_fault_and_syslog_headers_are_passed_over(copy):
    happened(4)
    copy_events(commune_code=TOWN)
    destroy_events(commune_code=TOWN, up_to_rank=2)
    lines = [f"Apr  7 09:12:00 mairie cordee: {line}" for line in copy.read_text().splitlines()]
    state = compare_with_copy([*lines, "Apr  7 09:12:01 mairie cron: rien"])
    assert (state.lines, state.faults) == (4, [])


def test_what_nobody_takes_waits_and_the_doctor_says_so(settings, town, now):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.AUDIT_COPY = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        happened()
        seal_log(now)
    assert Chain.objects.get().copied_rank == 0
    Event.objects.update(at=now)
    assert any(point.mark is Mark.FAULT and "recopiés" in point.sentence for point in check_up())


@contextmanager
def collector():
    """A syslog of another machine, by TCP: its port, and what one connection brought, whole once it is over."""
    told = []

    class Take(socketserver.StreamRequestHandler):
        def handle(self):
            told.append(self.rfile.read())

    with socketserver.TCPServer(("127.0.0.1", 0), Take) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield server.server_address[1], told
        thread.join()


def test_syslog_by_tcp_takes_one_line_an_event(settings, town):
    happened(3)
    with collector() as (port, told):
        settings.AUDIT_COPY = f"tcp://127.0.0.1:{port}"
        assert copy_events(commune_code=TOWN) == 3
    lines = b"".join(told).decode().splitlines()
    assert [json.loads(line[line.index("{") :])["rank"] for line in lines] == [1, 2, 3]
    assert all(line.startswith("<38>cordee: ") for line in lines)


def test_the_syslog_of_the_machine_takes_one_datagram_an_event(settings, town, tmp_path):
    happened(3)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(tmp_path / "log"))
        settings.AUDIT_COPY = f"unix://{tmp_path / 'log'}"
        assert copy_events(commune_code=TOWN) == 3
        told = [log.recv(8192).decode() for _ in range(3)]
    assert [json.loads(line[line.index("{") :])["rank"] for line in told] == [1, 2, 3]
