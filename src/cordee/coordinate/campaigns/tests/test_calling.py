"""Taking people, saying what came of it, giving them back."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from cordee.coordinate.campaigns.actions.calling import (
    CALLABLE,
    finish_step,
    open_next,
    record_outcome,
    release_batch,
    take_batch,
)
from cordee.coordinate.campaigns.actions.exercises import wipe_campaigns
from cordee.coordinate.campaigns.actions.needs import record_need
from cordee.coordinate.campaigns.actions.preparing import (
    close_campaign,
    launch_campaign,
    open_next_round,
    pause_campaign,
    resume_campaign,
)
from cordee.coordinate.campaigns.models import (
    CallAttempt,
    CallBatch,
    CallCampaign,
    CampaignEntry,
    EntryState,
    EntryStep,
    Outcome,
    StepKind,
    Via,
)
from cordee.coordinate.campaigns.selectors.board import (
    board,
    entry_by_id,
    person_on_the_line,
    standing_counts,
)
from cordee.coordinate.campaigns.selectors.chronology import chronology_pdf, moments_of
from cordee.coordinate.campaigns.selectors.crisis import (
    call_figures,
    calls_still_open,
    campaigns_of_exercise,
)
from cordee.coordinate.campaigns.selectors.sheets import call_sheets_pdf
from cordee.coordinate.campaigns.selectors.sources import targets_of_list, volunteers_to_call
from cordee.coordinate.campaigns.tasks import destroy_lists_of_the_day
from cordee.coordinate.campaigns.tests.factories import a_campaign, a_draft, targets
from cordee.coordinate.campaigns.tests.saying import a_said
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.crisis.models import LogbookEntry
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.actions.requests import Asked
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.models import Role
from cordee.ground.people.models.persons import HIDDEN_NAME
from cordee.ground.people.rules.protection import looking_as
from cordee.ground.volunteers.tests.factories import a_volunteer

AT = datetime(2026, 7, 16, 7, tzinfo=UTC)  # Thursday, 9 h in town


@pytest.fixture
def chief(account):
    """The head of the CCAS, who leads."""
    return account(Role.CCAS_MANAGER)


@pytest.fixture
def nadia(account):
    """A caller."""
    return account(Role.CALLER, name="nadia")


@pytest.fixture
def theo(account):
    """Another caller."""
    return account(Role.CALLER, name="theo")


def on_the_line(campaign, by, at):
    """Take a batch and open somebody."""
    return open_next(batch=take_batch(campaign=campaign, by=by, at=at), by=by, at=at)


def said(entry, outcome, by, at, key="", now=None, **given):
    """Record an outcome with all that its code demands."""
    return record_outcome(
        entry=entry, said=a_said(outcome, at, **given), key=key or f"test-{entry.pk}-{outcome}-{at:%H%M%S}", by=by,
        at=now or at,
    )  # fmt: skip


def test_two_callers_never_have_the_same_person(chief, nadia, theo):
    campaign = a_campaign(AT, chief, 15)
    first, second = (take_batch(campaign=campaign, by=one, at=AT) for one in (nadia, theo))
    assert len(first.entries) == 10 and len(second.entries) == 5
    assert not set(first.entries) & set(second.entries)
    assert take_batch(campaign=campaign, by=chief, at=AT) is None


def test_the_first_class_comes_first_and_a_caller_sees_one_person_at_a_time(chief, nadia):
    campaign = a_campaign(AT, chief, 12)
    entry = on_the_line(campaign, nadia, AT)
    assert entry.priority == 1
    assert open_next(batch=entry.batch, by=nadia, at=AT) == entry
    assert person_on_the_line(campaign, by=nadia, at=AT) == entry
    said(entry, Outcome.OK, nadia, AT + timedelta(minutes=4))
    assert person_on_the_line(campaign, by=nadia, at=AT + timedelta(minutes=4)) is None


def test_a_batch_left_there_comes_back_by_itself_and_the_talk_under_way_a_little_later(chief, nadia, theo):
    campaign = a_campaign(AT, chief, 10)
    talking = on_the_line(campaign, nadia, AT)
    after = take_batch(campaign=campaign, by=theo, at=AT + timedelta(minutes=31))
    assert len(after.entries) == 9 and talking.pk not in after.entries
    later = AT + timedelta(minutes=91)
    assert talking.pk in take_batch(campaign=campaign, by=theo, at=later).entries


def test_a_late_outcome_of_a_caller_whose_lease_ended_is_not_lost(chief, nadia, theo):
    campaign = a_campaign(AT, chief, 1)
    entry = on_the_line(campaign, nadia, AT)
    on_the_line(campaign, theo, AT + timedelta(minutes=95))
    told = AT + timedelta(minutes=10)
    said(entry, Outcome.OK, nadia, told, now=AT + timedelta(minutes=96))
    entry.refresh_from_db()
    assert (entry.state, entry.reached_at, entry.batch) == (EntryState.REACHED, told, None)
    # Theo calls all the same and nobody answers: she was reached, and stays so; his call is kept.
    said(entry, Outcome.NR, theo, AT + timedelta(minutes=97))
    entry.refresh_from_db()
    assert entry.state == EntryState.REACHED and entry.attempts.count() == 2


def test_the_same_outcome_sent_twice_is_one_attempt_and_another_under_its_key_is_refused(chief, nadia):
    campaign = a_campaign(AT, chief, 2)
    entry = on_the_line(campaign, nadia, AT)
    first = said(entry, Outcome.NR, nadia, AT, key="clé-du-formulaire")
    assert said(entry, Outcome.NR, nadia, AT, key="clé-du-formulaire") == first
    with pytest.raises(Refused, match="déjà"):
        said(entry, Outcome.OK, nadia, AT, key="clé-du-formulaire")
    assert CallAttempt.objects.count() == 1 and EntryStep.objects.count() == 1


def test_whoever_never_had_the_person_may_not_speak_of_them(chief, nadia, theo):
    campaign = a_campaign(AT, chief, 1)
    entry = on_the_line(campaign, nadia, AT)
    with pytest.raises(Refused, match="lot"):
        said(entry, Outcome.OK, theo, AT)


def test_a_promise_is_kept_by_the_same_caller_first_even_in_quiet_hours(chief, nadia, theo):
    campaign = a_campaign(AT, chief, 1)
    entry = on_the_line(campaign, nadia, AT)
    one_pm = AT + timedelta(hours=4)
    said(entry, Outcome.RAPPEL, nadia, AT, promised_at=one_pm)
    assert take_batch(campaign=campaign, by=nadia, at=one_pm - timedelta(minutes=1)) is None
    assert take_batch(campaign=campaign, by=theo, at=one_pm) is None
    assert take_batch(campaign=campaign, by=nadia, at=one_pm).entries == [entry.pk]
    release_batch(batch=CallBatch.objects.last(), by=nadia, at=one_pm)
    assert take_batch(campaign=campaign, by=theo, at=one_pm + timedelta(minutes=15)).entries == [entry.pk]


def test_nobody_is_rung_in_quiet_hours(chief, nadia):
    campaign = a_campaign(AT, chief, 3)
    assert take_batch(campaign=campaign, by=nadia, at=AT + timedelta(hours=4)) is None


def test_a_pause_stops_the_next_call_and_lets_the_one_under_way_end(chief, nadia):
    campaign = a_campaign(AT, chief, 3)
    entry = on_the_line(campaign, nadia, AT)
    batch = entry.batch
    pause_campaign(campaign=campaign, by=chief, at=AT)
    said(entry, Outcome.OK, nadia, AT)
    with pytest.raises(Refused, match="pause"):
        open_next(batch=batch, by=nadia, at=AT)
    resume_campaign(campaign=campaign, by=chief, at=AT)
    assert open_next(batch=batch, by=nadia, at=AT)


def test_mister_weiss_is_followed_to_the_rescue_and_every_task_had_an_owner_and_an_hour(chief, nadia):
    """J4."""
    campaign = a_campaign(AT, chief, 1)
    entry, at = on_the_line(campaign, nadia, AT), AT
    said(entry, Outcome.NR, nadia, at)
    for outcome in (Outcome.NR, Outcome.NR):
        step = EntryStep.objects.get(done_at=None)
        assert step.owner == nadia
        at = step.due_at
        said(on_the_line(campaign, nadia, at), outcome, nadia, at)
    for outcome, kind in (
        (Outcome.NR, StepKind.CONTACT),
        (Outcome.VISITE_DOUTE, StepKind.VISIT),
        (Outcome.TRANSMIS_SECOURS, StepKind.RESCUE),
    ):
        step = EntryStep.objects.get(done_at=None)
        assert (step.kind, step.owner) == (kind, chief)
        at = max(at, step.due_at)
        said(entry, outcome, chief, at)
    entry.refresh_from_db()
    assert entry.state == EntryState.CLOSED and not EntryStep.objects.filter(done_at=None).exists()
    assert close_campaign(campaign=campaign, reason="", by=chief, at=at).closed_by == chief


def test_a_danger_for_life_stays_open_until_the_hour_of_the_call_to_rescue_is_written(chief, nadia):
    campaign = a_campaign(AT, chief, 1)
    entry = on_the_line(campaign, nadia, AT)
    said(entry, Outcome.ALERTE_VITALE, nadia, AT)
    with pytest.raises(Refused, match="en cours"):
        close_campaign(campaign=campaign, reason="fini", by=chief, at=AT)
    said(entry, Outcome.TRANSMIS_SECOURS, nadia, AT + timedelta(minutes=3))
    entry.refresh_from_db()
    assert entry.state == EntryState.CLOSED


def test_a_campaign_with_somebody_left_closes_only_under_a_name_and_a_reason(chief, nadia):
    campaign = a_campaign(AT, chief, 3)
    with pytest.raises(Refused, match="3 personnes"):
        close_campaign(campaign=campaign, reason="fini", by=chief, at=AT)
    closed = close_campaign(
        campaign=campaign, reason="Vigilance levée à 16 h par la préfecture.", by=chief, at=AT
    )
    assert closed.closed_by == chief and closed.closing_reason.startswith("Vigilance levée")


def test_a_list_is_destroyed_with_its_campaign_and_its_figures_stay(chief, nadia):
    campaign = a_campaign(AT, chief, 2)
    entry = on_the_line(campaign, nadia, AT)
    said(entry, Outcome.OK, nadia, AT, note="va bien, voit sa sœur demain")
    close_campaign(campaign=campaign, reason="La vigilance est levée.", by=chief, at=AT)
    kept = list(CampaignEntry.objects.values_list("name", "phones", "address"))
    assert kept == [("", [], "")] * 2
    assert CallAttempt.objects.get().note == ""
    assert standing_counts(campaign, at=AT).total == 2
    campaign.refresh_from_db()
    assert campaign.destroyed_at == AT


def test_a_watched_person_leaves_a_task_that_outlives_the_call(chief, nadia):
    campaign = a_campaign(AT, chief, 1)
    said(on_the_line(campaign, nadia, AT), Outcome.OK_SURVEILLER, nadia, AT)
    review = EntryStep.objects.get(kind=StepKind.REVIEW)
    assert review.owner == chief
    finish_step(step=review, by=chief, at=AT)
    again = AT + timedelta(hours=5)
    said(on_the_line(campaign, nadia, again), Outcome.OK, nadia, again)
    assert close_campaign(campaign=campaign, reason="", by=chief, at=again).state == "closed"


def test_tomorrow_those_of_the_first_class_are_called_again(chief, nadia):
    campaign = a_campaign(AT, chief, people=targets(2, priority=1))
    batch = take_batch(campaign=campaign, by=nadia, at=AT)
    for _ in batch.entries:
        said(open_next(batch=batch, by=nadia, at=AT), Outcome.OK, nadia, AT)
    with pytest.raises(Refused, match="Personne"):
        open_next_round(campaign=campaign, by=chief, at=AT)
    tomorrow = AT + timedelta(days=1)
    assert open_next_round(campaign=campaign, by=chief, at=tomorrow) == 2
    assert len(take_batch(campaign=campaign, by=nadia, at=tomorrow).entries) == 2


def test_a_campaign_begins_once_and_a_draft_calls_nobody(chief, nadia):
    draft = a_draft(AT, chief, 3)
    with pytest.raises(Refused, match="en cours"):
        take_batch(campaign=draft, by=nadia, at=AT)
    launch_campaign(campaign=draft, callers=3, by=chief, at=AT)
    with pytest.raises(Refused, match="déjà"):
        launch_campaign(campaign=draft, callers=3, by=chief, at=AT)


def test_every_act_of_a_caller_leaves_a_trace_without_a_word_of_what_was_said(chief, nadia):
    campaign = a_campaign(AT, chief, 1)
    said(on_the_line(campaign, nadia, AT), Outcome.OK, nadia, AT, note="Mme Personne va bien")
    verbs = list(Event.objects.filter(actor=nadia.trace_key).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["take_batch", "open_next", "record_outcome"]
    assert "Personne" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_a_list_tells_each_line_that_rings_nobody_and_calls_a_person_once(town):
    content = (
        "Nom;Prénom;Téléphone;Adresse;Priorité\r\n"
        "ROLLAND;Jeanne;06 39 98 00 01;12 rue des Lilas;2\r\n"
        "Rolland;jeanne;0639980001;;P1\r\n"
        "Weiss;Paul;12;;\r\n"
        "Bernard;Louis;;;\r\n"
        "Oger;Zoé;02 61 91 00 02 / fille : 06 39 98 00 03;;\r\n"
    ).encode()
    read = targets_of_list(content)
    assert [(one.name, one.phones, one.priority) for one in read.targets] == [
        ("Jeanne Rolland", ("+33639980001",), 1),
        ("Zoé Oger", ("+33261910002",), 3),
    ]
    assert read.targets[1].contact_phone == "+33639980003" and read.twice == 1
    assert [line for line, _ in read.refused] == [4, 5]
    with pytest.raises(Refused, match="Téléphone"):
        targets_of_list(b"Nom;Adresse\r\nRolland;12 rue des Lilas\r\n")


def test_volunteers_are_called_once_and_whoever_left_is_not(chief, now):
    one, gone = a_volunteer(now, chief), a_volunteer(now, chief)
    type(gone).objects.filter(pk=gone.pk).update(state="left")
    assert [target.person_id for target in volunteers_to_call()] == [one.person_id]


def test_an_empty_target_makes_no_campaign(chief):
    with pytest.raises(Refused, match="Personne à appeler"):
        a_draft(AT, chief, people=[])


def test_the_board_asks_as_much_for_three_hundred_people_as_for_three(
    chief, nadia, django_assert_max_num_queries
):
    counts = []
    for size in (3, 300):
        campaign = a_campaign(AT, chief, size)
        said(on_the_line(campaign, nadia, AT), Outcome.NR, nadia, AT)
        with django_assert_max_num_queries(12) as asked:
            shown = board(campaign, at=AT)
        counts.append(len(asked))
        assert shown.counts.total == size == sum(one.total for _, one in shown.districts)
        assert sum(one.total for _, one in shown.priorities) == size
    assert counts[0] == counts[1]


def test_taking_a_batch_asks_as_much_for_three_hundred_people_as_for_twenty(
    chief, nadia, theo, django_assert_max_num_queries
):
    counts = []
    for size, by in ((20, nadia), (300, theo)):
        campaign = a_campaign(AT, chief, size)
        with django_assert_max_num_queries(26) as asked:
            on_the_line(campaign, by, AT)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_outcome_typed_off_line_keeps_its_true_hour(chief, nadia):
    campaign = a_campaign(AT, chief, 1)
    entry = on_the_line(campaign, nadia, AT)
    record_outcome(
        entry=entry, said=a_said(Outcome.NR, AT + timedelta(minutes=2)), key="hors-ligne-1", by=nadia,
        at=AT + timedelta(hours=1), via=Via.LATE,
    )  # fmt: skip
    attempt = CallAttempt.objects.get()
    assert (attempt.at, attempt.recorded_at) == (AT + timedelta(minutes=2), AT + timedelta(hours=1))
    entry.refresh_from_db()
    assert entry.first_missed_at == AT + timedelta(minutes=2)


def test_sheets_of_six_hundred_and_forty_people_are_printed_within_ten_seconds(chief):
    campaign = a_campaign(AT, chief, 640)
    began = time.process_time()
    content, entries = call_sheets_pdf(campaign, at=AT)
    assert time.process_time() - began < 10
    said = words_of(content)
    assert len(entries) == 640 and all(f"Personne {number:04d}" in said for number in (0, 319, 639))
    assert "TRANSMIS_SECOURS" in said and "à rendre ou à détruire" in said


def test_a_protected_person_is_rung_up_by_those_who_may_open_their_file_only(chief, nadia, now):
    her = a_need(now).beneficiary.person
    her.protected = True
    her.save()
    campaign = a_campaign(AT, chief, people=targets(1, person_id=her.pk))
    assert take_batch(campaign=campaign, by=nadia, at=AT) is None
    with looking_as(nadia):
        entry = CampaignEntry.objects.get()
        assert entry.shown_name == HIDDEN_NAME
        with pytest.raises(Refused, match="personne à appeler"):
            call_sheets_pdf(campaign, at=AT)
    assert take_batch(campaign=campaign, by=chief, at=AT).entries == [entry.pk]


def test_a_list_is_destroyed_on_its_day_even_where_nobody_closed_the_campaign(chief):
    a_campaign(AT, chief, 2)
    assert destroy_lists_of_the_day(AT + timedelta(days=20)) == 0
    assert destroy_lists_of_the_day(AT + timedelta(days=21)) == 1
    assert set(CampaignEntry.objects.values_list("name", flat=True)) == {""}
    assert destroy_lists_of_the_day(AT + timedelta(days=22)) == 0


def test_a_need_of_somebody_already_known_goes_to_their_file(chief, nadia, now):
    known = a_need(now, last_name="Rolland").beneficiary.person
    type(known).objects.filter(pk=known.pk).update(phone="+33639980000")
    people = targets(1, name=known.kept_names[0], phones=("+33639980000",))
    campaign = a_campaign(AT, chief, people=people)
    entry = on_the_line(campaign, nadia, AT)
    asked = Asked("COURSES", money_method="shop_account")
    for _ in "12":
        attempt = record_need(
            entry=entry,
            said=a_said(Outcome.OK_BESOIN, AT),
            key="besoin-une-fois",
            asked=asked,
            place={},
            by=nadia,
            at=AT,
        )
    assert attempt.need.beneficiary.person == known and Need.objects.filter(received_at=AT).count() == 1


def opened(at, by, *, exercise=False, kind="heatwave"):
    """An event of this kind."""
    return open_crisis(
        kind=kind, title="Canicule", phase="alert", decided_by="le maire", exercise=exercise, by=by, at=at
    )


def test_the_command_post_hears_of_a_life_at_stake_and_reads_no_name(chief, nadia):
    crisis = opened(AT, chief)
    campaign = a_campaign(AT, chief, 3)
    assert campaign.crisis_id == crisis.pk
    entry = on_the_line(campaign, nadia, AT)
    said(entry, Outcome.ALERTE_VITALE, nadia, AT)
    said(entry, Outcome.TRANSMIS_SECOURS, nadia, AT)
    lines = list(LogbookEntry.objects.order_by("number").values_list("text", "importance"))[-3:]
    assert "lancée : 3 personnes" in lines[0][0]
    assert "alerte vitale" in lines[1][0] and "transmise au 18 à 9 h" in lines[2][0].replace("\xa0", " ")
    assert [one for _, one in lines] == ["ordinary", "vital", "vital"]
    assert not any(entry.name in text for text, _ in lines)


def test_an_event_waits_for_its_calls_and_an_exercise_takes_its_campaigns_away(chief, nadia):
    crisis, other = opened(AT, chief), opened(AT, chief, kind="flood")
    campaign = a_campaign(AT, chief, 3)
    assert calls_still_open(crisis) == 3 and calls_still_open(other) == 0
    said(on_the_line(campaign, nadia, AT), Outcome.OK, nadia, AT)
    assert calls_still_open(crisis) == 2
    told = call_figures(crisis, since=AT - timedelta(hours=1), now=AT + timedelta(hours=1))
    assert (told.people, told.reached, told.escalated, told.attempts) == (3, 1, 0, 1)
    assert call_figures(other, since=AT, now=AT) is None
    close_campaign(campaign=campaign, reason="vigilance levée", by=chief, at=AT)
    assert calls_still_open(crisis) == 0


def test_the_campaigns_of_an_exercise_go_with_it(chief):
    drill = opened(AT, chief, exercise=True, kind="cold")
    a_campaign(AT, chief, 3, kind="cold")
    kept = a_campaign(AT, chief, 2)
    assert campaigns_of_exercise(drill) == 1 and wipe_campaigns(drill, AT, frozenset()) == 1
    assert list(CallCampaign.objects.all()) == [kept] and CampaignEntry.objects.count() == 2


def test_whoever_never_answers_has_an_sms_once_when_the_calls_end(chief, nadia):
    campaign = a_campaign(AT, chief, people=targets(1, phones=("+33261910001", "+33639980001")))
    at, sent = AT, OutgoingMessage.objects.filter(kind="call_missed")
    for calls in range(3):
        assert sent.count() == 0, f"after {calls} calls"
        said(on_the_line(campaign, nadia, at), Outcome.NR, nadia, at)
        at = CampaignEntry.objects.get().due_at
    assert [one.recipient for one in sent] == ["+33639980001"]
    assert "Rassurez-nous" in sent.get().body and "Personne" not in sent.get().body
    said(CampaignEntry.objects.get(), Outcome.NR, nadia, at)
    assert sent.count() == 1


def test_a_landline_alone_has_no_sms(chief, nadia):
    campaign = a_campaign(AT, chief, people=targets(1, phones=("+33261910001",)))
    at = AT
    for _ in range(3):
        said(on_the_line(campaign, nadia, at), Outcome.NR, nadia, at)
        at = CampaignEntry.objects.get().due_at
    assert not OutgoingMessage.objects.exists()


def test_what_was_done_for_somebody_holds_on_one_sheet(chief, nadia):
    """J4: two calls, the relative away, the visit, the rescue services: who, when, in order."""
    campaign = a_campaign(AT, chief, people=targets(1, fast=True))
    entry, at = CampaignEntry.objects.get(), AT
    for outcome in (Outcome.NR, Outcome.NR, Outcome.NR, Outcome.NR, Outcome.VISITE_DOUTE):
        entry = CampaignEntry.objects.get()
        if entry.state in CALLABLE:
            said(on_the_line(campaign, nadia, at), outcome, nadia, at)
        else:
            said(entry, outcome, chief, at)
        at = max(CampaignEntry.objects.get().due_at, at + timedelta(minutes=1))
    said(CampaignEntry.objects.get(), Outcome.TRANSMIS_SECOURS, chief, at)
    lines = [words for _, words in moments_of(CampaignEntry.objects.get())]
    assert [words.partition(",")[0] for words in lines if words.startswith("Ne répond")] == [
        "Ne répond pas"
    ] * 4
    assert any("18 appelé à" in words and "CODIS 5512" in words for words in lines)
    entry = entry_by_id(campaign, entry.pk)
    sheet = chronology_pdf(entry, at=at)
    assert len(PdfReader(io.BytesIO(sheet)).pages) == 1
    assert "CODIS 5512" in words_of(sheet) and "Chronologie" in words_of(sheet)
