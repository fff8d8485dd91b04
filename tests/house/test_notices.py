"""What people are told of their data is what the house does: the register and the retention in force, nowhere a text."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.actions.retention import choose_retention
from cordee.ground.people.models import Role
from cordee.ground.people.rules.notices import duration_words
from cordee.ground.people.rules.processings import notice_doors, processings, retention_rules
from cordee.ground.people.selectors.notices import notice_at, notices

pytestmark = pytest.mark.django_db

OLD, NEW = "6 mois après la fin de l’aide et de la crise", "90 jours après la fin de l’aide et de la crise"


def _told(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    said = (
        words_of(answer.content)
        if answer.headers["Content-Type"] == "application/pdf"
        else answer.content.decode()
    )
    return " ".join(said.replace("\u00a0", " ").replace("\u202f", " ").replace("‑", "-").split())


def test_a_retention_rule_changed_by_the_town_changes_every_notice(
    client, staff, account, now, nothing_remembered
):
    lucie = staff(Role.VOLUNTEER_COORDINATOR)
    pages = {
        "form": (client, reverse("home:ask")),
        "page": (client, reverse("home:privacy")),
        "paper": (client, reverse("home:privacy_sheet", args=["aide"])),
        "phone": (lucie, reverse("desk:call")),
        "register": (staff(Role.DPO), reverse("desk:register")),
    }
    assert [name for name, page in pages.items() if OLD not in _told(*page).replace(" au plus", "")] == []
    choose_retention(code="demandes", days=90, by=account(Role.DPO), at=now)
    assert [name for name, page in pages.items() if OLD in _told(*page).replace(" au plus", "")] == []
    assert [name for name, page in pages.items() if NEW not in _told(*page).replace(" au plus", "")] == []


def test_each_public_form_says_who_why_how_long_and_whom_to_ask(client, town, nothing_remembered):
    for name, door in {
        "home:ask": "aide",
        "home:offer": "benevole",
        "home:visitor_report": "signalement",
        "home:register": "registre",
        "me:enter": "espace",
    }.items():
        said = _told(client, reverse(name))
        notice = notice_at(door, town)
        assert notice.spoken in said and town.dpo_contact in said and reverse("home:privacy") in said, name
        assert all(one.words.replace("\u00a0", " ") in said for one in notice.lasting), name


def test_every_processing_is_told_with_a_time_and_every_rule_is_told_to_somebody(town):
    told = notices(town)
    assert [one.code for one in told if not one.how_long] == []
    said = {line for one in told for line in one.how_long}
    assert len(
        said & {f"{r.told} : {duration_words(r.days)} après {r.after}." for r in retention_rules().values()}
    ) == len(retention_rules())
    at_doors = {code for door in notice_doors().values() for code in door.processings}
    # Figures are about nobody: nobody is told of them at a form.
    # A report of danger is told on the page of all processings, never at the moment it is made (RGPD art. 14(5)(b)).
    assert {one.code for one in processings()} - at_doors == {"T14", "T21"}


def test_nothing_is_said_of_health_where_it_may_not_be_kept(client, settings, town):
    settings.HDS = True
    assert "jours de médicaments" in _told(client, reverse("home:privacy"))
    settings.HDS = False
    assert "jours de médicaments" not in _told(client, reverse("home:privacy"))


def test_a_legal_obligation_promises_no_objection(town):
    by_code = {one.code: one for one in notices(town)}
    assert "opposer" in by_code["T4"].rights and "opposer" not in by_code["T17"].rights


def test_a_sheet_nobody_wrote_is_not_found(client, town):
    assert client.get(reverse("home:privacy_sheet", args=["inconnu"])).status_code == 404


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 jour"), (30, "30 jours"), (183, "6 mois"), (200, "200 jours (environ 7 mois)"), (365, "1 an"),
     (730, "2 ans"), (1826, "5 ans")],
)  # fmt: skip
def test_days_are_said_as_people_count_them(days, said):
    assert duration_words(days) == said
