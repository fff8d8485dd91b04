"""Twenty people say yes to one place in the same second: one has it, nineteen are told so kindly, nothing breaks."""

from __future__ import annotations

import http.cookiejar
import re
import shutil
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.servers.postgres import postgres
from tests.servers.site import running_site

TWENTY_PROPOSALS = """
from datetime import timedelta
from django.utils import timezone
from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.actions import Task
from cordee.ground.needs.models import Need, NeedState
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import EntryPurpose
from cordee.ground.people.models import Account
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer
now = timezone.now()
for number in range(20):
    a_volunteer(now, Account.objects.get(email="lucie@exemple.fr"), last_name=f"Oger{number}", phone=f"+3363998{number:04d}")
need = Need.objects.filter(helpers=1).exclude(pk__in=Assignment.objects.values("need")).first() or Need.objects.first()
Assignment.objects.filter(need=need).delete()
Need.objects.filter(pk=need.pk).update(state=NeedState.PROPOSED, helpers=1, wanted_until=now + timedelta(days=1))
out = []
for volunteer in Volunteer.objects.exclude(pk__in=Assignment.objects.filter(state="accepted").values("volunteer"))[:20]:
    Volunteer.objects.filter(pk=volunteer.pk).update(state="cleared")
    one = Assignment.objects.create(
        need=need, volunteer=volunteer, state="proposed", starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=5), suggested_at=now, proposed_at=now, answer_due_at=now + timedelta(hours=1))
    key = issue_entry_key(
        person=volunteer.person, purpose=EntryPurpose.MISSION, target=f"assignment:{one.pk}", by=Task("tests"),
        at=now, valid_for=timedelta(hours=5))
    out.append(f"/m/{key.token}/")
"""
STATES = """
from cordee.ground.assignments.models import Assignment
from cordee.ground.needs.models import Need
last = Assignment.objects.order_by("-pk").first()
out = [list(Assignment.objects.filter(need=last.need).values_list("state", flat=True)), last.need.state]
"""


class Volunteer:
    """A visitor with a cookie jar who has the page open and is about to press OUI."""

    def __init__(self, url: str) -> None:
        jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
        self.url = url
        page = self.open(url, timeout=60).read().decode()
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    def say_yes(self) -> tuple[int, str]:
        """Press OUI; the final page's status and text."""
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, "answer": "oui"}).encode()
        try:
            with self.open(self.url, data, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(params=["sqlite", "postgresql"])
def rushed_site(request):
    """A small site with eight threads, on each database."""
    folders = [Path(tempfile.mkdtemp(prefix=f"cordee-{name}-", dir="/tmp")) for name in ("race", "pg")]
    try:
        if request.param == "sqlite":
            with running_site(folders[0], town="small", CORDEE_THREADS="8") as site:
                yield site
        else:
            with (
                postgres(folders[1]) as url,
                running_site(folders[0], town="small", database_url=url, CORDEE_THREADS="8") as site,
            ):
                yield site
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def test_one_place_is_held_by_one_person(rushed_site):
    _race(rushed_site)


def _race(site) -> None:
    links = site.query(TWENTY_PROPOSALS)
    assert len(links) == 20
    volunteers = [Volunteer(site.url + link) for link in links]
    together = threading.Barrier(20)

    def rush(volunteer: Volunteer) -> tuple[int, str]:
        together.wait()
        return volunteer.say_yes()

    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(rush, volunteers))
    assert all(status < 500 for status, _ in answers), Counter(status for status, _ in answers)
    held = [text for _, text in answers if "Où en êtes-vous" in text and "Je pars" in text]
    kind = [text for status, text in answers if status == 200 and "Merci" in text and "Je pars" not in text]
    assert (len(held), len(kind)) == (1, 19), Counter(
        re.search(r"<h1>(.*?)</h1>", text)[1] for _, text in answers
    )
    states, need_state = site.query(STATES)
    assert Counter(states) == {"accepted": 1, "taken": 19} and need_state == "assigned"
