"""The sum that sends robots away, in a real browser: it is done while one types, and nobody waits for nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import PHONE, open_context

SLOW_DEVICE = """
window.Worker = class extends Worker {
  postMessage(order) { setTimeout(() => super.postMessage(order), 2500); }
};
"""
SPENT = "from cordee.ground.people.models import SpentProof\nout = SpentProof.objects.count()"
FIELDS = {
    "first_name": "Odile", "last_name": "Calcul", "birth_on": "12/05/1994", "phone": "06 44 91 00 01",
    "address": "quai",
}  # fmt: skip


def _fill(page) -> None:
    for name, value in FIELDS.items():
        page.fill(f"[name='{name}']", value)
    page.locator("[name='activities'][value='COURSES']").check(force=True)
    page.locator("table input[type=checkbox]").nth(2).check(force=True)
    page.locator("[name='charter']").check(force=True)


def test_the_sum_is_done_while_one_types_and_goes_with_the_form(site, in_browser):
    before = site.query(SPENT)

    def story(browser: Browser) -> tuple[str, str, str]:
        page = open_context(browser, viewport=PHONE).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(site.url + "/benevole/")
        started = page.locator(".proof").inner_text()
        _fill(page)
        page.wait_for_selector(".proof:has-text('terminée')")
        assert page.locator(".proof progress").count() == 0
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()
        return started, page.url, "\n".join(faults)

    started, url, faults = in_browser(story)
    assert "anti-robot" in started and "/merci/" in url and faults == ""
    assert site.query(SPENT) == before + 1


@pytest.mark.parametrize("path", ["/aide/", "/moi/entrer/"])
def test_whoever_sends_before_the_end_waits_a_little_and_the_form_leaves_by_itself(site, in_browser, path):
    def story(browser: Browser) -> tuple[str, str, int]:
        page = open_context(browser, viewport=PHONE).new_page()
        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.post_data or "") if one.method == "POST" else None)
        page.add_init_script(SLOW_DEVICE)
        page.goto(site.url + path)
        with page.expect_request(lambda one: one.method == "POST", timeout=60_000):
            page.locator("main form button[type=submit]").last.click(no_wait_after=True)
            told = page.locator(".proof p").inner_text()
        return told, sent[0], len(sent)

    told, sent, times = in_browser(story)
    assert "Encore quelques secondes" in told and times == 1
    assert "proof=ey" in sent
