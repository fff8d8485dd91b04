"""A logbook kept on paper comes in: each line at its hour, marked « papier », once."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from cordee.ground.crisis.actions.crises import end_crisis, open_crisis
from cordee.ground.crisis.models import LogbookEntry
from cordee.ground.crisis.rules.logbook import day_of_line
from cordee.ground.people.models import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/cellule/main-courante/papier/"


@pytest.fixture(autouse=True)
def _at(now):
    with time_machine.travel(now, tick=False):
        yield


def sheet(*lines, **head):
    """What the form sends: (hour, text) of each line, the others left blank."""
    said = {"on": "05/04/2026", "kept_by": "Marc Lusson, élu d’astreinte", "crisis": "", **head}
    said |= {"ligne-TOTAL_FORMS": "8", "ligne-INITIAL_FORMS": "0"}
    for rank in range(8):
        hour, text = lines[rank] if rank < len(lines) else ("", "")
        said |= {f"ligne-{rank}-hour": hour, f"ligne-{rank}-text": text, f"ligne-{rank}-place": ""}
        said |= {
            f"ligne-{rank}-kind": "information",
            f"ligne-{rank}-importance": "ordinary",
            f"ligne-{rank}-owner": "",
        }
    return said


def book():
    return [
        (f"{timezone.localtime(one.happened_at):%d/%m %H:%M}", one.text)
        for one in LogbookEntry.objects.order_by("number")
    ]


def test_lines_come_in_at_their_hour_marked_as_paper_and_the_night_passes_midnight(town, staff):
    desk = staff(Role.OPERATIONS_LEAD)
    lines = (
        ("19 h 30", "Vigilance rouge"),
        ("23 h 50", "Quai inondé"),
        ("23h45", "Courant coupé"),
        ("0:10", "CARE ouvert"),
    )
    page = desk.post(ADDRESS, sheet(*lines), follow=True)
    assert (
        "4 lignes écrites, de MC-0001 (05/04 19:30) à MC-0004 (06/04 00:10)"
        in page.content.decode().replace("\xa0", " ")
    )
    assert book() == [
        ("05/04 19:30", "Vigilance rouge"), ("05/04 23:50", "Quai inondé"), ("05/04 23:45", "Courant coupé"),
        ("06/04 00:10", "CARE ouvert"),
    ]  # fmt: skip
    first = LogbookEntry.objects.get(number=1)
    assert first.get_source_display() == "papier" and first.told_by == "Marc Lusson, élu d’astreinte"
    assert first.author == "Operations_Lead" and first.recorded_at == timezone.now()


def test_the_next_lines_keep_the_head_of_the_sheet(town, staff):
    desk = staff(Role.OPERATIONS_LEAD)
    page = desk.post(ADDRESS, sheet(("23 h 50", "Quai inondé"), ("0 h 10", "CARE ouvert")), follow=True)
    assert page.context["sheet"]["kept_by"].value() == "Marc Lusson, élu d’astreinte"
    assert page.context["sheet"]["on"].value() == date(2026, 4, 6)


def test_a_sheet_copied_twice_is_in_the_book_once(town, staff):
    desk, lines = staff(Role.OPERATIONS_LEAD), (("19 h 30", "Vigilance rouge"), ("20 h", "Pont fermé"))
    desk.post(ADDRESS, sheet(*lines))
    page = (
        staff(Role.MAYOR)
        .post(ADDRESS, sheet(*lines, ("20 h 05", "Pont gardé")), follow=True)
        .content.decode()
    )
    assert len(book()) == 3
    assert "1 ligne écrite" in page.replace("\xa0", " ") and "2 lignes y étaient déjà" in page.replace(
        "\xa0", " "
    )


@pytest.mark.parametrize(
    ("hour", "text", "field"),
    [("25 h", "Pont fermé", "hour"), ("", "Pont fermé", "hour"), ("20 h", "", "text")],
)
def test_one_wrong_line_writes_none_and_loses_none(town, staff, hour, text, field):
    answer = staff(Role.OPERATIONS_LEAD).post(ADDRESS, sheet(("19 h 30", "Vigilance rouge"), (hour, text)))
    assert answer.status_code == 422 and book() == []
    assert field in answer.context["lines"].forms[1].errors and not answer.context["lines"].forms[0].errors
    assert "Vigilance rouge" in answer.content.decode() and (not text or text in answer.content.decode())


def test_an_hour_to_come_is_refused_beside_its_line(town, staff):
    answer = staff(Role.OPERATIONS_LEAD).post(ADDRESS, sheet(("23 h", "Demain"), on="07/04/2026"))
    assert "dans l’avenir" in str(answer.context["lines"].forms[0].errors["hour"]) and book() == []


def test_an_empty_sheet_says_so(town, staff):
    answer = staff(Role.OPERATIONS_LEAD).post(ADDRESS, sheet())
    assert answer.status_code == 422 and "au moins une ligne" in answer.content.decode()


def test_an_event_that_is_over_still_takes_its_paper(town, staff, account, now):
    by = account(Role.MAYOR)
    crisis = open_crisis(
        kind="flood",
        title="Crue",
        phase="alert",
        colour="red",
        decided_by="Maire",
        by=by,
        at=now - timedelta(days=3),
    )
    end_crisis(crisis=crisis, by=by, at=now - timedelta(hours=1))
    staff(Role.OPERATIONS_LEAD).post(ADDRESS, sheet(("19 h 30", "Vigilance rouge"), crisis=str(crisis.pk)))
    assert LogbookEntry.objects.get(text__isnull=False, source="paper").crisis == crisis


@pytest.mark.parametrize(
    ("before", "hour", "days"),
    [
        (None, time(0, 10), 0),
        (time(23, 50), time(0, 10), 1),
        (time(14, 10), time(14, 5), 0),
        (time(0, 10), time(9), 0),
    ],
)
def test_only_a_much_smaller_hour_is_of_the_next_day(before, hour, days):
    assert day_of_line(hour, day=date(2026, 4, 5), before=before) == date(2026, 4, 5) + timedelta(days=days)
