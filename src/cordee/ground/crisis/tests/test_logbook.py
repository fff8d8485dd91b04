"""The main courante: numbered without a hole, never rewritten, and whoever tries is found."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.crisis.actions.logbook import note_in_logbook, tell_logbook
from cordee.ground.crisis.models import Follows, Importance, Logbook, LogbookEntry
from cordee.ground.crisis.rules.logbook import sign_book
from cordee.ground.crisis.selectors.logbook import (
    LogFilter,
    book_of,
    entries_of,
    log_lines,
    pending_entries,
    verify_logbooks,
)
from cordee.ground.people.models import Role


@pytest.fixture
def isabelle(account):
    return account(Role.OPERATIONS_LEAD, name="Isabelle Chauvet")


@pytest.fixture
def written(town, isabelle, now):
    """Six entries an agent wrote, one of them about a fact an hour older."""
    return [
        note_in_logbook(
            text=f"Fait {number}", by=isabelle, at=now + timedelta(minutes=number), place="Rue des Lilas",
            source="phone", happened_at=now - timedelta(hours=1) if number == 3 else None,
        )
        for number in range(6)
    ]  # fmt: skip


def state(town):
    (found,) = verify_logbooks(town.pk)
    return found


def test_entries_are_numbered_without_a_hole_even_when_one_is_refused(written, isabelle, now):
    with pytest.raises(Refused, match="avenir"):
        note_in_logbook(text="Demain", by=isabelle, at=now, happened_at=now + timedelta(hours=3))
    with pytest.raises(RuntimeError), transaction.atomic():
        note_in_logbook(text="Défaite avec le reste", by=isabelle, at=now)
        raise RuntimeError
    last = note_in_logbook(text="Après", by=isabelle, at=now)
    assert [one.number for one in LogbookEntry.objects.order_by("number")] == [1, 2, 3, 4, 5, 6, 7]
    assert str(last) == "MC-0007" and last.author == "Isabelle Chauvet"


def test_a_book_left_alone_is_intact(written, town, capsys):
    found = state(town)
    assert (found.broken, found.entries, found.last_seal) == ("", 6, written[-1].seal)
    call_command("logbook", "verify")
    assert "intacte, 6 entrées" in capsys.readouterr().out


def swap():
    first, second = LogbookEntry.objects.get(number=2), LogbookEntry.objects.get(number=3)
    LogbookEntry.objects.filter(pk=first.pk).update(number=99)
    LogbookEntry.objects.filter(pk=second.pk).update(number=2)
    LogbookEntry.objects.filter(pk=first.pk).update(number=3)


def roll_back_to_four():
    """The end cut off, and the end of the book put back as it was written at the time, signature and all."""
    kept = LogbookEntry.objects.get(number=4)
    book = Logbook.objects.get()
    book.last_number, book.last_seal = 4, kept.seal
    LogbookEntry.objects.filter(number__gt=4).delete()
    Logbook.objects.update(last_number=4, last_seal=kept.seal, signature=sign_book(book))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda: LogbookEntry.objects.filter(number=3).update(text="Autre chose"), "MC-0003 a été changée"),
        (lambda: LogbookEntry.objects.filter(number=3).update(author="Marc"), "MC-0003 a été changée"),
        (lambda: LogbookEntry.objects.filter(number=3).update(place=""), "MC-0003 a été changée"),
        (
            lambda: LogbookEntry.objects.filter(number=3).update(
                happened_at=LogbookEntry.objects.get(number=1).happened_at
            ),
            "MC-0003 a été changée",
        ),
        (lambda: LogbookEntry.objects.filter(number=1).delete(), "MC-0001 manque"),
        (lambda: LogbookEntry.objects.filter(number=4).delete(), "MC-0004 manque"),
        (lambda: LogbookEntry.objects.filter(number=6).delete(), "après MC-0005 manquent"),
        (swap, "MC-0002"),
        (lambda: Logbook.objects.update(last_number=5), "fin du registre"),
        (roll_back_to_four, "connaît MC-0006"),
        (lambda: (LogbookEntry.objects.all().delete(), Logbook.objects.all().delete()), "registre entier"),
    ],
)
def test_whatever_is_altered_removed_or_moved_is_found(written, town, harm, said, capsys):
    harm()
    assert re.search(said, state(town).broken)
    with pytest.raises(SystemExit):
        call_command("logbook", "verify")
    assert "rompue" in capsys.readouterr().out


def test_an_entry_is_neither_changed_nor_deleted_by_the_house(written):
    with pytest.raises(TypeError):
        written[0].save()
    with pytest.raises(TypeError):
        written[0].delete()


def test_a_mistake_is_corrected_by_a_new_entry_and_only_once(written, isabelle, now):
    right = note_in_logbook(
        text="Rue du Port", by=isabelle, at=now, followed=written[1], follows=Follows.CORRECTS
    )
    with pytest.raises(Refused, match="MC-0007"):
        note_in_logbook(text="Non", by=isabelle, at=now, followed=written[1], follows=Follows.CORRECTS)
    lines = {line.entry.number: line for line in log_lines(LogbookEntry.objects.all(), now=now)}
    assert lines[2].corrected_by == "MC-0007" and lines[7].entry.followed == written[1]
    assert right.number == 7 and written[1].text == "Fait 1"


def test_what_somebody_must_do_waits_until_it_is_closed(written, isabelle, now):
    asked = note_in_logbook(
        text="Barriérer le quai",
        by=isabelle,
        at=now,
        owner="Services techniques",
        due_at=now + timedelta(hours=1),
    )
    book = book_of(None)
    assert list(pending_entries(book)) == [asked]
    (line,) = log_lines([asked], now=now + timedelta(hours=2))
    assert line.pending and line.late
    note_in_logbook(text="Fait", by=isabelle, at=now, followed=asked, follows=Follows.CLOSES)
    assert not pending_entries(book).exists()


def test_words_are_found_whatever_their_case_and_accents(written, isabelle, now):
    note_in_logbook(text="L’école Jules-Ferry est évacuée", by=isabelle, at=now)
    (found,) = entries_of(book_of(None), LogFilter(words="ecole EVACUEE"))
    assert found.number == 7
    assert len(entries_of(book_of(None), LogFilter(words="lilas", source="phone"))) == 6


def test_the_house_writes_only_while_something_happens(town, isabelle, now):
    assert tell_logbook(text="Demande U1", by=isabelle, at=now) is None
    flood = open_crisis(kind="flood", title="Crue", phase="alert", by=isabelle, at=now)
    told = tell_logbook(text="Demande U1", by=isabelle, at=now, importance=Importance.IMPORTANT)
    assert told is not None and told.crisis == flood and told.source == "house"


def test_the_log_names_no_word_of_an_entry(written):
    events = Event.objects.filter(verb="note_in_logbook")
    assert events.count() == 6
    assert "Fait" not in str([one.facts for one in events])
