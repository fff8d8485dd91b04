"""How a volunteer of the town is told from somebody who says so."""

from __future__ import annotations

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from cordee.ground.papers.actions.texts import write_text
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Role

pytestmark = pytest.mark.django_db


def test_the_page_and_the_sheet_say_the_same_in_the_words_of_the_town(town, account, now, sound):
    cache.clear()
    html = sound(Client().get("/reconnaitre/"))
    pdf = Client().get("/reconnaitre/carte/").content
    words = words_of(pdf)
    for said in ("mot de reconnaissance", "n’entre pas", "02 61 91 00 00", "ou le 17"):
        assert said in words and said.split()[-1] in html
    assert faults_of(pdf) == [] and len(pdf) < 200_000
    write_text(
        kind=PaperKind.VISITORS,
        body="Chez nous, gilet jaune.",
        after=0,
        by=account(Role.OPERATIONS_LEAD),
        at=now,
    )
    assert "gilet jaune" in sound(Client().get("/reconnaitre/"))
    assert "gilet jaune" in words_of(Client().get("/reconnaitre/carte/").content)


def test_the_sheet_is_not_printed_all_day_long_for_one_visitor(town, now):
    cache.clear()
    client = Client()
    with time_machine.travel(now, tick=False):
        assert [client.get("/reconnaitre/carte/").status_code for _ in range(14)].count(429) == 2
