"""Calling and leading, by their pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cordee.coordinate.campaigns.models import (
    CallAttempt,
    CallCampaign,
    CampaignEntry,
    EntryState,
    EntryStep,
    Outcome,
    Via,
)
from cordee.coordinate.campaigns.tests.factories import a_campaign, a_draft
from cordee.ground.audit.models import Event
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Role

NINE = datetime(2026, 7, 16, 7, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """The present moment of the pages, put where one wants."""

    class Clock:
        now = NINE

    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


@pytest.fixture
def chief(account):
    return account(Role.CCAS_MANAGER)


@pytest.fixture
def running(chief):
    """A campaign of twelve, launched at nine."""
    return a_campaign(NINE, chief, 12)


def take(client, campaign):
    """Take people and open the page of the first."""
    answer = client.post(reverse("desk:call_take", args=[campaign.pk]))
    return client.get(answer.url)


def sent(page, **fields) -> dict[str, str]:
    """The hidden fields of the page, with what is typed."""
    html = page.content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', html).group(1) for name in ("entry", "key")}
    return hidden | fields


def say(client, campaign, page, **fields):
    return client.post(reverse("desk:call_person", args=[campaign.pk]), sent(page, **fields))


def test_a_caller_sees_one_person_what_to_say_and_a_number_to_press(clock, running, staff, sound):
    client = staff(Role.CALLER)
    sound(client.get(reverse("desk:calls")))
    html = sound(take(client, running))
    entry = CampaignEntry.objects.get(calling_since__isnull=False)
    assert f'href="tel:{entry.phones[0]}"' in html and "Je ne vous demanderai ni argent" in html
    others = CampaignEntry.objects.filter(batch=entry.batch).exclude(pk=entry.pk)
    assert others.count() == 9 and not any(one.name in html for one in others)
    assert Event.objects.filter(kind="read", subject=f"campaignentry:{entry.pk}").exists()


def test_one_press_notes_the_call_and_brings_the_next_person(clock, running, staff, sound):
    client = staff(Role.CALLER)
    first = take(client, running)
    answer = say(client, running, first, quick="NR")
    second = sound(client.get(answer.url))
    assert CallAttempt.objects.get().outcome == "NR"
    assert CampaignEntry.objects.get(state="scheduled").name not in second


def test_a_need_said_on_the_telephone_is_a_request_and_an_outcome_together(clock, running, staff):
    client = staff(Role.CALLER)
    page = take(client, running)
    refused = say(client, running, page, outcome="OK_BESOIN")
    assert refused.status_code == 422 and not Need.objects.exists()
    typed = {"outcome": "OK_BESOIN", "activity": "COURSES", "details": "du lait, du pain", "urgency": "1"}
    unpaid = say(client, running, page, **typed)
    assert (
        unpaid.status_code == 422
        and "payées" in unpaid.content.decode()
        and "du lait" in unpaid.content.decode()
    )
    for _ in "12":
        say(client, running, page, **typed, money_method="shop_account")
    need, attempt = Need.objects.get(), CallAttempt.objects.get()
    assert attempt.need == need and attempt.entry.state == EntryState.REACHED
    assert attempt.entry.person == need.beneficiary.person


def test_a_danger_for_life_shows_whom_to_ring_and_waits_for_the_hour(clock, running, staff, sound):
    client = staff(Role.CALLER)
    answer = say(client, running, take(client, running), outcome="ALERTE_VITALE")
    html = sound(client.get(answer.url))
    assert all(f"tel:{number}" in html for number in ("15", "18", "112"))
    key = re.search(r'name="key" value="([^"]*)"', html).group(1)
    unhoured = client.post(answer.url, {"key": key, "rescue_number": "18", "rescue_ref": "CODIS 5512"})
    assert unhoured.status_code == 422 and "heure" in sound(unhoured)
    client.post(
        answer.url, {"key": key, "rescue_number": "18", "rescue_ref": "CODIS 5512", "rescue_at": "9 h"}
    )
    told = CallAttempt.objects.get(outcome="TRANSMIS_SECOURS")
    assert (told.rescue_at, told.entry.state) == (NINE, EntryState.CLOSED)


def test_a_note_that_speaks_of_danger_stops_once_to_ask(clock, running, staff):
    client = staff(Role.CALLER)
    page = take(client, running)
    typed = {"quick": "OK", "note": "est tombée ce matin, par terre"}
    asked = say(client, running, page, **typed)
    assert (
        asked.status_code == 422
        and "en danger" in asked.content.decode()
        and not CallAttempt.objects.exists()
    )
    say(client, running, page, **typed, danger_cleared="on")
    assert CallAttempt.objects.get().outcome == "OK"


def test_what_a_telephone_kept_without_network_comes_with_its_true_hour_once(clock, running, staff):
    client = staff(Role.CALLER)
    page = take(client, running)
    clock.now = NINE + timedelta(hours=2)
    client = staff(Role.CALLER)  # the session of the morning is over
    kept = sent(page, quick="OK", ago="7000")
    for _ in "12":
        answer = client.post(
            reverse("desk:call_person", args=[running.pk]), kept, headers={"X-Requested-With": "kept-calls"}
        )
        assert answer.json() == {"recorded": True, "told": []}
    attempt = CallAttempt.objects.get()
    assert (attempt.at, attempt.via) == (NINE + timedelta(seconds=200), Via.LATE)


def test_a_caller_speaks_of_nobody_else_and_learns_no_name_by_trying(clock, running, staff, account):
    mine = staff(Role.CALLER)
    page = take(mine, running)
    other = CampaignEntry.objects.filter(batch=None).first()
    answer = mine.post(
        reverse("desk:call_person", args=[running.pk]), {**sent(page), "entry": other.pk, "quick": "OK"}
    )
    assert answer.status_code == 422 and other.name not in answer.content.decode()
    assert mine.get(reverse("desk:campaign_entry", args=[running.pk, other.pk])).status_code == 403


def test_a_campaign_is_made_from_a_list_shows_its_length_and_is_launched(clock, staff, account, sound):
    client = staff(Role.CCAS_MANAGER)
    sound(client.get(reverse("desk:campaign_new")))
    lines = "Nom;Prénom;Téléphone\r\n" + "".join(
        f"Rolland;Anne{chr(97 + one)};06 39 98 00 {one:02d}\r\n" for one in range(20)
    )
    typed = {
        "title": "Canicule", "kind": "heatwave", "colour": "orange", "trigger": "vigilance", "source": "list",
        "trigger_ref": "bulletin du 16", "trigger_on": "16/07/2026", "purpose": "prendre des nouvelles",
        "destroy_on": "31/07/2026", "morning_from": "9 h", "morning_until": "12 h", "afternoon_from": "14 h",
        "afternoon_until": "18 h 30",
    }  # fmt: skip
    without = client.post(reverse("desk:campaign_new"), {**typed, "trigger": ""})
    assert without.status_code == 422 and "sans déclencheur" in sound(without)
    file = SimpleUploadedFile("liste.csv", (lines + "Oger;Zoé;12\r\n").encode())
    amelie = account(Role.SOCIAL_WORKER)
    answer = client.post(reverse("desk:campaign_new"), {**typed, "file": file, "visits_by": amelie.pk})
    assert CallCampaign.objects.get().visits_by == amelie
    html = sound(client.get(answer.url))
    assert "ligne 22" in html and "20" in html
    html = sound(client.get(answer.url + "?callers=2&until=12+h"))
    assert "42" in html and "1 personne</strong>" in html
    campaign = CallCampaign.objects.get()
    client.post(reverse("desk:campaign_launch", args=[campaign.pk]), {"callers": "2"})
    sound(client.get(answer.url))
    campaign.refresh_from_db()
    assert campaign.state == "running" and campaign.lead.name.startswith("Ccas")


def test_the_board_counts_everybody_names_the_late_and_pauses_after_a_question(clock, running, staff, sound):
    caller = staff(Role.CALLER)
    say(caller, running, take(caller, running), quick="NR")
    clock.now = NINE + timedelta(hours=6)
    client = staff(Role.CCAS_MANAGER)
    url = reverse("desk:campaign", args=[running.pk])
    html = sound(client.get(url))
    assert "En retard&nbsp;: 1" in html
    part = client.get(url, headers={"HX-Request": "true", "HX-Target": "board"})
    assert "<html" not in part.content.decode() and "En retard" in part.content.decode()
    sound(client.get(reverse("desk:campaign_pause", args=[running.pk])))
    client.post(reverse("desk:campaign_pause", args=[running.pk]))
    assert "En pause" in sound(client.get(url))
    client.post(reverse("desk:campaign_resume", args=[running.pk]))
    closing = client.post(reverse("desk:campaign_close", args=[running.pk]), {"reason": ""})
    assert closing.status_code == 422 and "Il reste 12" in sound(closing)


def test_a_visit_is_noted_with_the_hour_told_by_radio(clock, running, staff, sound):
    caller = staff(Role.CALLER)
    say(caller, running, take(caller, running), outcome="INVALIDE")
    entry = CampaignEntry.objects.get(state="escalated")
    url = reverse("desk:campaign_entry", args=[running.pk, entry.pk])
    clock.now = NINE + timedelta(hours=3)
    client = staff(Role.CCAS_MANAGER)

    def noted(**fields):
        key = re.search(r'name="key" value="([^"]*)"', sound(client.get(url))).group(1)
        return client.post(url, {"key": key, **fields})

    assert noted(outcome="NR", hour="11 h").status_code == 302
    assert noted(outcome="VISITE_OK", hour="11 h 40").status_code == 302
    visit = CallAttempt.objects.get(outcome="VISITE_OK")
    assert visit.at == NINE + timedelta(hours=2, minutes=40) and visit.entry.state == EntryState.REACHED
    sound(client.get(url))


def test_sheets_are_printed_and_copied_back_with_the_hours_written_on_them(clock, running, staff, sound):
    client = staff(Role.CCAS_MANAGER)
    pdf = client.get(reverse("desk:campaign_sheets", args=[running.pk]))
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.content[:5] == b"%PDF-"
    assert Event.objects.filter(verb="print_call_sheets").exists()
    assert Event.objects.filter(kind="read", facts__page="campaign_sheets").count() == 12
    clock.now = NINE + timedelta(days=2)
    client = staff(Role.CCAS_MANAGER)
    url = reverse("desk:campaign_paper", args=[running.pk])
    entry = CampaignEntry.objects.first()

    def copied(number, hour, **fields):
        key = re.search(r'name="key" value="([^"]*)"', sound(client.get(url))).group(1)
        return client.post(url, {"key": key, "number": number, "hour": hour, "on": "16/07/2026", **fields})

    assert copied(987_654, "10 h", outcome="OK").status_code == 422
    assert copied(entry.pk, "10 h", outcome="NR").status_code == 302
    assert copied(entry.pk, "9 h 30", outcome="OCCUPE").status_code == 302
    told = CallAttempt.objects.filter(entry=entry)
    assert [(one.outcome, one.via) for one in told] == [("OCCUPE", Via.PAPER), ("NR", Via.PAPER)]
    step = EntryStep.objects.get(entry=entry, done_at=None)
    assert step.kind == "second_call" and step.due_at == NINE + timedelta(hours=5)
    assert entry.attempts.last().outcome == Outcome.NR


def test_a_draft_that_was_a_mistake_goes_with_its_list(clock, chief, staff):
    draft = a_draft(NINE, chief, 3)
    staff(Role.CCAS_MANAGER).post(reverse("desk:campaign_drop", args=[draft.pk]))
    assert not CallCampaign.objects.exists() and not CampaignEntry.objects.exists()
