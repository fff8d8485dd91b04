"""A point de situation is prepared in one act, frozen when it is published, and the next takes it up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis import ports
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.crisis.actions.situation import (
    draft_situation,
    note_situation_sent,
    publish_situation,
    write_situation,
)
from cordee.ground.crisis.rules.situation import Figure, hidden_if_small
from cordee.ground.crisis.selectors.situation import figures_of
from cordee.ground.people.models import Role


@pytest.fixture
def solene(account):
    return account(Role.CCAS_MANAGER, name="Solène Marchand")


@pytest.fixture
def counted(monkeypatch):
    """One figure that moves."""
    told = {"count": 7}

    def tell(crisis, since, now):
        return [
            Figure("Demandes d’aide", "reçues", hidden_if_small(told["count"]), "depuis le dernier point")
        ]

    monkeypatch.setattr(ports, "_figures", {"test": tell})
    return told


@pytest.fixture
def crisis(town, solene, now):
    return open_crisis(kind="heatwave", title="Canicule", phase="alert", colour="orange", by=solene, at=now)


def test_figures_are_those_of_the_moment_of_publication_for_good(crisis, solene, now, counted):
    report = draft_situation(crisis=crisis, by=solene, at=now)
    assert "vigilance orange" in report.texts["general"]
    assert draft_situation(crisis=crisis, by=solene, at=now) == report
    counted["count"] = 12
    published = publish_situation(report=report, by=solene, at=now + timedelta(hours=1))
    counted["count"] = 99
    assert published.number == 1 and [one.value for one in figures_of(published, now=now)] == ["12"]
    for act in (
        lambda: write_situation(report=published, texts={"general": "Autre"}, by=solene, at=now),
        lambda: publish_situation(report=published, by=solene, at=now),
    ):
        with pytest.raises(Refused, match="publié"):
            act()


def test_the_next_point_begins_where_the_last_ended(crisis, solene, now, counted):
    first = draft_situation(crisis=crisis, by=solene, at=now)
    write_situation(
        report=first,
        texts={"general": "Il fait chaud.", "places": "Gymnase", "next": "20 h"},
        by=solene,
        at=now,
    )
    first = publish_situation(report=first, by=solene, at=now + timedelta(hours=1))
    note_situation_sent(report=first, recipients=["sidpc@prefecture.example"], by=solene, at=now)
    second = draft_situation(crisis=crisis, by=solene, at=now + timedelta(hours=2))
    assert second.period_from == first.published_at
    assert second.texts["places"] == "Gymnase" and "next" not in second.texts
    assert second.recipients == ["sidpc@prefecture.example"]
    assert publish_situation(report=second, by=solene, at=now + timedelta(hours=3)).number == 2


@pytest.mark.parametrize("texts", [{"general": "a" * 901}, {"weather": "x"}])
def test_two_pages_hold_so_many_words(crisis, solene, now, texts):
    report = draft_situation(crisis=crisis, by=solene, at=now)
    with pytest.raises(Refused):
        write_situation(report=report, texts=texts, by=solene, at=now)


def test_nothing_is_sent_before_it_is_published_nor_published_empty(crisis, solene, now):
    report = draft_situation(crisis=crisis, by=solene, at=now)
    with pytest.raises(Refused, match="Publiez"):
        note_situation_sent(report=report, recipients=["a@b.fr"], by=solene, at=now)
    write_situation(report=report, texts={}, by=solene, at=now)
    with pytest.raises(Refused):
        publish_situation(report=report, by=solene, at=now)


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "moins de 5"), (4, "moins de 5"), (5, "5")])
def test_small_cells_are_hidden(count, words):
    assert hidden_if_small(count) == words
