"""J3 and J4: an orange heatwave, 640 people to call in a day, and one who does not answer.

The site lives on the sixteenth of July, at the hours of the story.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.journeys.people import sign_in
from tests.servers.site import Site, running_site

PARIS = ZoneInfo("Europe/Paris")
PEOPLE, CALLERS = 640, 16
SOLENE, THOMAS, NADIA, ISABELLE = (f"{one}@exemple.fr" for one in ("solene", "thomas", "nadia", "isabelle"))


def the_day() -> datetime:
    """The next sixteenth of July, or the Monday after: midnight."""
    now = datetime.now(PARIS)
    day = datetime(now.year + (now.month >= 7), 7, 16, tzinfo=PARIS)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


DAY = the_day()
_OPENED = f"""
from datetime import date
from django.utils import timezone
from cordee.coordinate.campaigns.actions.listed import targets_of_register
from cordee.coordinate.register.tests.factories import listed
from cordee.ground.audit.actions import Task
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.people.actions.persons import create_staff_account
from cordee.ground.people.models import Account, Role
now = timezone.now()
open_crisis(kind="heatwave", title="Canicule de juillet", phase="alert", colour="orange",
    decided_by="Marc Lusson, élu d’astreinte", by=Account.objects.get(email="marc@exemple.fr"), at=now)
for number in range({CALLERS} - 2):
    create_staff_account(email=f"renfort{{number}}@exemple.fr", name=f"Renfort {{number}}", roles=[Role.CALLER],
        by=Task("tests"))
solene = Account.objects.get(email="{SOLENE}")
known = len(targets_of_register(by=solene, at=now, kind="heatwave", priorities=[], district_id=None))
parts = ("Ber", "Cas", "Dul", "Fon", "Gri", "Lam", "Mor", "Pel", "Tur", "Vas")
for number in range({PEOPLE} - known):
    # So different that nobody is taken for somebody else.
    listed(now, first_name=("Paul", "Odette", "Yvon", "Lucie")[number % 4], phone=f"+336399{{number:05d}}",
        last_name="".join(parts[number // 10**rank % 10] for rank in range(3)).capitalize(),
        birth_on=date(now.year - 68 - number % 24, 1 + number % 12, 1 + number % 28))
out = known
"""
# The calls of everybody from a moment to another, a quarter of a minute apart.
_RUNG = """
from datetime import datetime, timedelta
from random import Random
from cordee.coordinate.campaigns.actions.calling import open_next, record_outcome, take_batch
from cordee.coordinate.campaigns.models import CallCampaign, CampaignEntry, Outcome
from cordee.coordinate.campaigns.selectors.board import standing_counts
from cordee.coordinate.campaigns.tests.saying import a_said
from cordee.ground.people.models import Account
campaign, at, end = CallCampaign.objects.get(), datetime.fromisoformat("{start}"), datetime.fromisoformat("{end}")
callers = list(Account.objects.filter(email__startswith="renfort"))
dice, sums, calls, idle = Random("{start}"), set(), 0, 0
hand = {{}}
def ring(caller, at):
    batch = hand.get(caller.pk) or take_batch(campaign=campaign, by=caller, at=at)
    entry = open_next(batch=batch, by=caller, at=at) if batch else None
    hand[caller.pk] = batch if entry else None
    if entry is None:
        return False
    code = dice.choices(["OK", "NR", "REPONDEUR", "OK_SURVEILLER", "TIERS", "RAPPEL"], {weights})[0]
    record_outcome(entry=entry, said=a_said(Outcome(code), at), key=f"j3-{{entry.pk}}-{{at:%H%M%S}}", by=caller, at=at)
    return True
while at < end and idle <= len(callers):
    done = ring(callers[calls % len(callers)], at)
    calls += 1
    idle = 0 if done else idle + 1
    at += timedelta(seconds=15 if done else 0)
    if calls % 40 == 0:
        sums.add(standing_counts(campaign, at=at).total)
out = {{"sums": sorted(sums), "called": campaign.entries.exclude(last_outcome="").count()}}
"""
_DUE = """
from datetime import timedelta
from cordee.coordinate.campaigns.models import CallCampaign, CampaignEntry, EntryStep
from cordee.coordinate.campaigns.rules.hours import hours_of, next_ringing
campaign = CallCampaign.objects.get()
missed = [one for one in CampaignEntry.objects.filter(last_outcome="NR", unanswered=1, state="scheduled")]
kept = [one for one in CampaignEntry.objects.filter(last_outcome="OK")]
out = {
    "missed": len(missed),
    "late": [one.pk for one in missed if one.due_at != next_ringing(
        one.last_at + timedelta(hours=1 if one.fast else 3), hours_of(campaign), one.priority)],
    "owned": EntryStep.objects.filter(done_at=None, owner=None).count(),
    "again": sorted({(one.priority, (one.next_contact_at - one.last_at).days) for one in kept if one.next_contact_at}),
}
"""


@pytest.fixture(scope="module")
def heat() -> Iterator[Site]:
    """A town of its own, on the morning of the heatwave."""
    folder = Path(tempfile.mkdtemp(prefix="cordee-heat-"))
    with running_site(folder, town="small", at=DAY.replace(hour=7, minute=10)) as site:
        yield site
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def told(request, lived_once):
    """The day, lived once, whatever process asks."""

    def live() -> SimpleNamespace:
        heat = request.getfixturevalue("heat")
        heat.query(_OPENED)
        return request.getfixturevalue("in_browser")(lambda browser: _day(browser, heat))

    return lived_once("heat", live)


class Tapper:
    """Counts what the head of the CCAS has to touch."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def click(self, target: str) -> None:
        self.page.locator(target).first.click()
        self.taps += 1

    def choose(self, field: str, value: str) -> None:
        self.page.select_option(field, value)
        self.taps += 2


def _clock(site: Site, hour: int, minute: int = 0) -> datetime:
    at = DAY.replace(hour=hour, minute=minute)
    site.set_clock(at)
    return at


def _sums(page: Page, board: str) -> tuple[list[int], int]:
    """What the board shows: the states, then what they sum to."""
    page.goto(board)
    *states, total = (int(one) for one in page.locator("#board .stats .stat-value").all_inner_texts())
    return states, total


def _take(page: Page) -> str:
    page.click("main form button:has-text('mes appels'), main form button:has-text('Prendre des personnes')")
    page.wait_for_selector("#resultat")
    return page.inner_text("h1")


def _ring_all(site: Site, start: datetime, end: datetime, weights: list[int]) -> dict[str, Any]:
    return site.query(_RUNG.format(start=start.isoformat(), end=end.isoformat(), weights=weights))


def _launch(site: Site, solene: Page, seen: SimpleNamespace) -> str:
    hand = Tapper(solene)
    hand.click("nav.side a[href='/bureau/campagnes/']")
    hand.click("main a[href='/bureau/campagnes/nouvelle/']")
    solene.fill("#id_title", "Canicule de juillet")
    hand.choose("#id_kind", "heatwave")
    hand.choose("#id_trigger", "vigilance")
    solene.fill("#id_trigger_ref", "Bulletin Météo-France du 16 juillet, 6 h")
    hand.click("main form button[type=submit]")
    solene.fill("#id_callers", str(CALLERS))
    hand.click("button:has-text('Calculer')")
    seen.estimate = solene.inner_text("main").replace("\xa0", " ")
    hand.click("button:has-text('Lancer avec')")
    solene.wait_for_selector("#board")
    seen.taps = hand.taps
    return solene.url


def _day(browser: Browser, site: Site) -> SimpleNamespace:
    seen = SimpleNamespace(sums=[])
    _clock(site, 7, 30)
    solene = sign_in(browser, site, SOLENE)
    board = _launch(site, solene, seen)
    seen.sums.append(_sums(solene, board))

    nine = _clock(site, 9)
    thomas, nadia = sign_in(browser, site, THOMAS), sign_in(browser, site, NADIA)
    for page in (thomas, nadia):
        page.goto(site.url + "/bureau/appels/")
    seen.weiss, seen.other = _take(thomas), _take(nadia)
    seen.entry = site.query(
        "from cordee.coordinate.campaigns.models import CampaignEntry\n"
        "out = [one.pk for one in CampaignEntry.objects.exclude(calling_since=None) if one.shown_name == "
        f"{seen.weiss!r}][0]"
    )
    _clock(site, 9, 20)
    thomas.locator("button[value=NR]").click()
    thomas.wait_for_selector(f"h1:not(:text-is('{seen.weiss}'))")
    _danger(nadia, seen)
    _without_network(site, thomas, seen)
    for page in (thomas, nadia):
        page.click("button:has-text('M’arrêter ici')")
        page.wait_for_url("**/bureau/appels/")
    # An hour without a gesture ends a session.
    solene = sign_in(browser, site, SOLENE)
    seen.sums.append(_sums(solene, board))

    seen.first = _ring_all(site, nine + timedelta(minutes=25), nine.replace(hour=12), [60, 25, 10, 2, 2, 1])
    _clock(site, 11, 55)
    solene = sign_in(browser, site, SOLENE)
    seen.sums.append(_sums(solene, board))
    seen.due = site.query(_DUE)
    seen.sheet = _text(solene.request.get(board + "feuilles/").body())
    _clock(site, 14)
    solene = sign_in(browser, site, SOLENE)
    _weiss(site, solene, board, seen)
    thomas = sign_in(browser, site, THOMAS)
    thomas.goto(site.url + "/bureau/appels/")
    seen.news = thomas.inner_text("main")
    seen.sums.append(_sums(solene, board))

    solene.goto(board + "clore/")
    solene.click("main form button:has-text('Clore la campagne')")
    seen.closing = (
        solene.inner_text("main"),
        solene.locator("#id_reason[aria-invalid=true], .error").count(),
    )
    _situation(browser, site, seen)
    return seen


def _until(holds: Callable[[], bool], seconds: float = 45) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _text(pdf: bytes) -> str:
    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)


def _danger(nadia: Page, seen: SimpleNamespace) -> None:
    nadia.check("#id_outcome_ALERTE_VITALE")
    nadia.click("button:has-text('Noter, puis la suivante')")
    nadia.wait_for_url("**/danger/**")
    seen.numbers = nadia.locator(".numbers a").all_inner_texts()
    nadia.click("button:has-text('Noter les secours')")
    seen.no_hour = nadia.locator(".error").all_inner_texts()
    nadia.select_option("#id_rescue_number", "15")
    nadia.fill("#id_rescue_at", "9 h 21")
    nadia.fill("#id_rescue_ref", "SAMU 49, Dr Oger")
    nadia.click("button:has-text('Noter les secours')")
    nadia.wait_for_selector("text=Les secours sont notés")


def _without_network(site: Site, thomas: Page, seen: SimpleNamespace) -> None:
    """The network falls while Thomas is talking; what he notes is sent when it is back."""
    off_line = thomas.inner_text("h1")
    thomas.context.set_offline(True)
    thomas.locator("button[value=OK]").click()
    thomas.wait_for_selector("[data-kept-calls] >> text=gardé")
    thomas.context.set_offline(False)
    thomas.evaluate("window.dispatchEvent(new Event('online'))")
    _until(
        lambda: not thomas.evaluate("Object.keys(localStorage).some((key) => key.startsWith('cordee-calls'))")
    )
    thomas.goto(site.url + "/bureau/appels/")
    seen.kept = site.query(
        "from cordee.coordinate.campaigns.models import CampaignEntry\n"
        f"out = [one.state for one in CampaignEntry.objects.exclude(last_outcome='') if one.shown_name == {off_line!r}]"
    )
    _take(thomas)


def _weiss(site: Site, solene: Page, board: str, seen: SimpleNamespace) -> None:
    """J4: two more calls, a relative who is away, the visit, the rescue services."""
    here = f"{board}personnes/{seen.entry}/"
    seen.steps = []

    def result(hour_now: int, minute: int, code: str, **fields: str) -> None:
        _clock(site, hour_now, minute)
        solene.goto(here)
        seen.steps.append(solene.inner_text("main .alert.warn").replace("\xa0", " "))
        seen.choices = solene.locator("#id_outcome label, .quick-codes button").all_inner_texts()
        quick = solene.locator(f"button[name=quick][value={code}]")
        if not quick.count():
            solene.check(f"#id_outcome_{code}")
        for field, value in fields.items():
            (solene.select_option if field == "rescue_number" else solene.fill)(f"#id_{field}", value)
        (quick if quick.count() else solene.locator("button:has-text('Noter ce résultat')")).click()
        solene.wait_for_selector(".alert.ok")

    result(14, 0, "NR")
    result(14, 21, "NR")
    result(14, 25, "NR", note="Sa fille est en voyage, pas de réponse")
    result(14, 42, "VISITE_DOUTE", hour="14 h 40", note="Télévision allumée, pas de réponse")
    seen.doors = seen.choices
    result(15, 6, "TRANSMIS_SECOURS", rescue_number="18", rescue_at="14 h 44", rescue_ref="CODIS 5512")
    solene.goto(here)
    seen.done = solene.inner_text("main")
    sheet = solene.request.get(here + "chronologie.pdf").body()
    seen.pages, seen.chronology = len(PdfReader(io.BytesIO(sheet)).pages), _text(sheet)
    seen.logbook = site.query(
        "from cordee.ground.crisis.models import LogbookEntry\n"
        "out = list(LogbookEntry.objects.order_by('-number').values_list('text', flat=True)[:3])"
    )


def _situation(browser: Browser, site: Site, seen: SimpleNamespace) -> None:
    _clock(site, 20, 30)
    isabelle = sign_in(browser, site, ISABELLE)
    isabelle.goto(site.url + "/cellule/points/")
    isabelle.click("main form button:has-text('Canicule de juillet')")
    isabelle.wait_for_selector("section[aria-labelledby=chiffres]")
    isabelle.click("button[name=publier]")
    isabelle.wait_for_selector("text=ne changent plus")
    seen.figures = isabelle.inner_text("section[aria-labelledby=chiffres]").replace("\xa0", " ")
    seen.counted = site.query(
        "from cordee.coordinate.campaigns.models import CampaignEntry as E\n"
        "out = [E.objects.count(), E.objects.filter(state='reached').count(), E.objects.filter(state='escalated').count()]"
    )


def test_it_is_launched_in_ten_gestures_and_tells_its_length_before(told):
    assert told.taps <= 10
    # 640 people, 4.2 minutes each, sixteen at the telephone: 168 minutes.
    assert "2 h 48" in told.estimate and f"{PEOPLE}" in told.estimate


def test_two_callers_are_given_two_people(told):
    assert told.weiss != told.other


def test_at_every_moment_the_states_sum_to_everybody(told):
    assert [sum(states) for states, _ in told.sums] == [PEOPLE] * len(told.sums)
    assert {total for _, total in told.sums} == {PEOPLE} and told.first["sums"] == [PEOPLE]
    assert told.first["called"] > 500


def test_due_times_follow_the_ladder_and_the_class(told):
    assert told.due["missed"] > 20 and told.due["late"] == [] and told.due["owned"] == 0
    assert {tuple(one) for one in told.due["again"]} <= {(1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3)}


def test_a_danger_shows_whom_to_ring_and_asks_for_the_hour(told):
    assert {"15", "18", "112"} <= set(told.numbers) and told.no_hour


def test_those_left_are_printed(told):
    assert told.weiss.split()[-1] in told.sheet


def test_what_was_typed_without_network_is_not_lost(told):
    assert told.kept == ["reached"]


def test_closing_with_somebody_left_is_refused(told):
    page, errors = told.closing
    assert "ni jointe" in page and errors


def test_the_situation_report_has_the_figures_of_the_database(told):
    people, reached, escalated = told.counted
    figures = re.sub(r"\s+", " ", told.figures)
    assert people == PEOPLE
    for number in (people, reached, escalated):
        assert re.search(rf"(?<!\d){number}(?!\d)", figures), figures


def test_somebody_who_does_not_answer_is_followed_to_the_rescue(told):
    kinds = ("Deuxième appel", "Troisième appel", "Personne à prévenir", "Visite à la porte", "Appeler le 18")
    assert all(kind in shown for kind, shown in zip(kinds, told.steps, strict=True)), told.steps
    assert "Confié à" in told.steps[0] and "Secours appelés" in told.done


def test_nobody_may_say_they_went_in(told):
    assert told.doors and not [one for one in told.doors if "entr" in one.lower()]


def test_the_chronology_is_one_sheet_with_the_family_called(told):
    assert told.pages == 1
    assert (
        "CODIS 5512" in told.chronology
        and "en voyage" in told.chronology
        and "14 h 44" in told.chronology.replace("\xa0", " ")
    )


def test_the_logbook_wrote_it_by_itself_without_a_name(told):
    assert any("18" in one and "14 h 44" in one.replace("\xa0", " ") for one in told.logbook), told.logbook
    assert not any(told.weiss in one for one in told.logbook)


def test_the_first_caller_learns_what_became_of_them(told):
    assert (
        "Des nouvelles de vos appels" in told.news
        and told.weiss in told.news
        and "secours appelés" in told.news
    )
