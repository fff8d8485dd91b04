"""J5: lockdown, first day. Hundreds sign up; nobody is left without an answer."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import PHONE, open_context, sign_in

PROMISES = """
from datetime import timedelta
from django.utils import timezone
from cordee.ground.assignments.tasks.ticks import keep_promises
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.selectors.queue import matchable_needs
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.selectors.lists import promises
now = timezone.now()
before = promises(now=now)
waiting = Volunteer.objects.filter(contacted_at=None).exclude(state__in=("left", "suspended"))
waiting = list(waiting.values_list("pk", flat=True))
invited = Volunteer.objects.filter(invited_at__gt=now - timedelta(days=7)).count()
needs = matchable_needs(now=now + timedelta(hours=47)).count()
counts = keep_promises(at=now + timedelta(hours=47))
after = promises(now=now + timedelta(hours=48))
told = Volunteer.objects.filter(pk__in=waiting).exclude(contacted_at=None).count()
by_phone_only = Volunteer.objects.filter(pk__in=waiting, contacted_at=None, person__email="").count()
out = {
    "before": before.never_contacted, "late_before": before.late, "after": after.never_contacted,
    "late": after.late, "waiting": len(waiting), "told": told, "by_phone_only": by_phone_only,
    "invited": counts["briefing"], "already_invited": invited, "needs": needs,
}
"""


THREE_FORGOTTEN = """
from datetime import timedelta
from django.utils import timezone
from cordee.ground.volunteers.models import Volunteer
some = list(Volunteer.objects.exclude(person__phone="").values_list("pk", flat=True)[:3])
out = Volunteer.objects.filter(pk__in=some).update(
    contacted_at=None, last_news_at=None, state="applicant", signed_up_at=timezone.now() - timedelta(hours=50))
"""


def _surname(index: int) -> str:
    """A surname of its own for each line, pronounceable, all beginning alike so that they can be counted."""
    syllables = [consonant + vowel for consonant in "bdfglmnprv" for vowel in ("a", "i", "o", "u")]
    return "Vag" + "".join(syllables[(index // 40**rank) % 40] for rank in range(3)) + "r"


def _sheet_of_volunteers(lines: int) -> bytes:
    """A list as a town hall keeps it: Windows encoding, semicolons, one line in twenty with a fault."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Nom", "Prénom", "Né(e) le", "Téléphone", "Courriel", "Aide", "Disponibilités"])
    for index in range(lines):
        phone = f"06 44 {index // 10_000 % 100:02d} {index // 100 % 100:02d} {index % 100:02d}"
        birth = f"{index % 28 + 1:02d}/{index % 12 + 1:02d}/{1955 + index % 45}"
        if index % 20 == 7:
            phone = ["", "123", "06 44", "pas de tél"][index % 4]
        writer.writerow([_surname(index), "Léa", birth, phone, "", "courses, appels", "tous les jours"])
    return text.getvalue().encode("cp1252")


@pytest.fixture(scope="module")
def phone_sign_up(site, in_browser):
    """Somebody signs up on an old phone, then again the next day under another spelling."""

    def story(browser: Browser):
        page = open_context(browser, viewport=PHONE, java_script_enabled=False).new_page()
        page.goto(site.url + "/benevole/")
        html = page.content()
        answers = {
            "first_name": "Inès", "last_name": "Morvan", "birth_on": "12/05/1994", "phone": "06 44 90 00 01",
            "address": "quai",
        }  # fmt: skip
        for name, value in answers.items():
            page.fill(f"[name='{name}']", value)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_selector("[aria-invalid='true'], .field.wrong")
        kept = {name: page.input_value(f"[name='{name}']") for name in answers}
        page.locator("[name='activities'][value='COURSES']").check(force=True)
        page.locator("table input[type=checkbox]").nth(2).check(force=True)
        page.locator("[name='charter']").check(force=True)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()
        thanks = page.inner_text("main")
        again = open_context(browser, viewport=PHONE, java_script_enabled=False).new_page()
        again.goto(site.url + "/benevole/")
        for name, value in (answers | {"first_name": "Ines", "last_name": "Morvan-Petit"}).items():
            again.fill(f"[name='{name}']", value)
        again.locator("[name='activities'][value='APPEL_CONVIVIALITE']").check(force=True)
        again.locator("table input[type=checkbox]").nth(5).check(force=True)
        again.locator("[name='charter']").check(force=True)
        with again.expect_navigation():
            again.locator("main form button[type=submit]").last.click()
        return html, kept, answers, thanks, again.inner_text("main")

    return in_browser(story)


def test_eight_fields_at_most_are_compulsory(phone_sign_up):
    html, *_ = phone_sign_up
    assert 1 <= len(re.findall(r'class="must"', html)) <= 8


def test_a_mistake_is_marked_and_nothing_typed_is_lost(phone_sign_up):
    _, kept, answers, *_ = phone_sign_up
    assert kept == answers


def test_a_personal_receipt_with_its_number_comes_within_the_minute(site, phone_sign_up):
    _, _, _, thanks, _ = phone_sign_up
    number = re.search(r"V-\d{5}", thanks)[0]
    assert "bien" in site.wait_for_sms("+33644900001", number, seconds=60)


def test_two_spellings_of_one_person_are_merged_on_review(site, in_browser, phone_sign_up):
    def story(browser: Browser):
        page = sign_in(browser, site, "lucie@exemple.fr")
        page.goto(site.url + "/bureau/benevoles/doublons/")
        pair = page.locator("section.card").filter(has_text="Morvan-Petit").first
        pair.get_by_role("link", name=re.compile("même personne")).click()
        page.wait_for_url("**/doublons/**")
        page.locator("main form button[type=submit], main form button:not([type])").first.click()
        page.wait_for_selector(".alert.ok")
        return page.inner_text("main")

    in_browser(story)
    left = site.query(
        "from cordee.ground.volunteers.models import Volunteer\n"
        "out = list(Volunteer.objects.filter(person__phone='+33644900001').order_by('pk').values_list('state', flat=True))"
    )
    assert left[1:] == ["left"] and left[0] != "left"


def test_850_lines_come_in_through_the_screen_and_each_fault_is_explained(site, in_browser):
    content = _sheet_of_volunteers(850)

    def story(browser: Browser):
        page = sign_in(browser, site, "lucie@exemple.fr")
        page.goto(site.url + "/bureau/tableurs/")
        kinds = page.locator("[name='kind'][value='volunteers']")
        if kinds.count():
            kinds.first.check(force=True)
        page.set_input_files(
            "input[type=file]", {"name": "vague.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/colonnes/")
        guessed = page.inner_text("main")
        page.get_by_role("button", name=re.compile("Importer")).click()
        page.wait_for_selector("text=ligne par ligne", timeout=60_000)
        page.wait_for_selector(".stats", timeout=60_000)
        return guessed, page.inner_text("main")

    guessed, report = in_browser(story)
    assert "850" in guessed
    faulty = sum(1 for index in range(850) if index % 20 == 7)
    assert str(850 - faulty) in report and str(faulty) in report
    here = site.query(
        "from cordee.ground.volunteers.models import Volunteer\n"
        "out = Volunteer.objects.filter(person__last_name__startswith='Vag').count()"
    )
    assert here == 850 - faulty


def test_volunteers_who_stay_at_home_are_asked_for_calls_only(site):
    found = site.query(
        "from django.utils import timezone\n"
        "from cordee.engine.protocol.activities import ACTIVITIES\n"
        "from cordee.ground.assignments.planning.plan import propose_town_plan\n"
        "from cordee.ground.volunteers.models import Volunteer\n"
        "stay = set(Volunteer.objects.filter(remote_only=True).values_list('pk', flat=True))\n"
        "plan = propose_town_plan(at=timezone.now())\n"
        "mine = [one.activity for one in plan.proposals if one.volunteer_id in stay]\n"
        "out = [len(stay), [ACTIVITIES[code].can_be_remote for code in mine]]"
    )
    assert found[0] > 0 and all(found[1])


def test_everybody_hears_within_two_days_and_the_counter_turns_red_until_then(site, in_browser):
    def counter(browser: Browser) -> str:
        page = sign_in(browser, site, "lucie@exemple.fr")
        page.goto(site.url + "/bureau/benevoles/")
        return page.inner_html("main")

    site.query(THREE_FORGOTTEN)
    red = in_browser(counter)
    told = site.query(PROMISES)
    calm = in_browser(counter)
    assert told["late_before"] > 0 and "danger" in red
    assert told["late"] == told["by_phone_only"] and told["told"] == told["waiting"] - told["by_phone_only"]
    assert told["invited"] <= max(0, round(told["needs"] * 1.5 + 0.5) - told["already_invited"])
    if told["late"] == 0:
        assert "stat danger" not in calm


def test_under_sixteen_is_refused_kindly(site, in_browser):
    young = (datetime.now(tz=UTC) - timedelta(days=15 * 365)).strftime("%d/%m/%Y")

    def story(browser: Browser) -> str:
        page = open_context(browser, viewport=PHONE).new_page()
        page.goto(site.url + "/benevole/")
        page.fill("[name='birth_on']", young)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_selector(".field.wrong")
        return page.inner_text("main")

    assert "16 ans" in in_browser(story).replace("\u00a0", " ")
