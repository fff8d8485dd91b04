"""The bag that `python -m bench.crisis_bag` measures, in the environment that names its empty database (one JSON object on
the last line)."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
import zipfile
from datetime import UTC, date, datetime, timedelta
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from cordee.coordinate.campaigns.actions.printing import trace_sheets  # noqa: E402
from cordee.coordinate.campaigns.models import CallCampaign  # noqa: E402
from cordee.coordinate.campaigns.selectors.sheets import call_sheets_pdf  # noqa: E402
from cordee.coordinate.campaigns.tests.factories import a_campaign, targets  # noqa: E402
from cordee.coordinate.register.actions.clearances import grant_clearance  # noqa: E402
from cordee.coordinate.register.actions.enrolment import Enrolment, enrol  # noqa: E402
from cordee.ground.audit.actions import Task  # noqa: E402
from cordee.ground.audit.models import Event  # noqa: E402
from cordee.ground.papers.models import LentPaper  # noqa: E402
from cordee.ground.people.actions.persons import create_staff_account  # noqa: E402
from cordee.ground.people.models import Account, Role  # noqa: E402
from cordee.ground.territory.models import Commune, Municipality, town_scope  # noqa: E402
from cordee.ground.vault.rules import draw_password  # noqa: E402
from cordee.portal.cell.actions.bags import prepare_bag  # noqa: E402

TOWN = "49999"
STREETS = 160
BENCH = Task("bench")


def _prepare(people: int, at: datetime) -> Account:
    """A town with so many people on its register, over the streets of a town of 18 000."""
    dice = Random(1)
    mayor = create_staff_account(
        email="maire@exemple.fr", name="Hélène Garnier", roles=[Role.MAYOR, Role.CCAS_MANAGER], by=BENCH
    )
    today = timezone.localtime(at).date()
    grant_clearance(
        account=mayor, scope="keep", act="arrêté 1", granted_on=today, pledged_on=today,
        expires_on=today + timedelta(days=90), by=BENCH, at=at,
    )  # fmt: skip
    for rank in range(people):
        name = "".join(dice.choices("abcdefghilmnoprstuv", k=9)).title()
        street, door = dice.randrange(STREETS), dice.randrange(1, 90)
        enrol(
            said=Enrolment(
                last_name=name, first_name="Jeanne", phone=f"+3324{rank:07d}", category="age65",
                birth_on=date(1941, 3, 1 + rank % 28), origin="self", means="phone", requested_on=today,
                emergency_name="sa fille Anne", emergency_phone=f"+3363998{rank:04d}"[:12],
                home_service="ADMR, 02 61 91 99 01",
                place={"address": f"{door} rue du Val numéro {street}", "postcode": "49990", "city": "Saint-Aubin"},
                answers={"key_holder": f"M. Petit, au {door + 2}", "visits": "infirmière, le matin", "lives_alone": True},
                answers_agreed=True,
            ),
            by=BENCH, at=at,
        )  # fmt: skip
    return mayor


def _bag(by: Account, password: str) -> tuple[float, bytes]:
    """What the page does, from the click to the archive."""
    began = time.perf_counter()
    _, archive = prepare_bag(holder="Marc Lusson, élu", password=password, by=by, at=datetime.now(tz=UTC))
    return time.perf_counter() - began, archive


def _call_sheets(campaign: CallCampaign, by: Account) -> tuple[float, bytes]:
    began, at = time.perf_counter(), datetime.now(tz=UTC)
    content, entries = call_sheets_pdf(campaign, at=at)
    trace_sheets(campaign=campaign, entries=entries, by=by, at=at)
    return time.perf_counter() - began, content


def main() -> None:
    """Prepare a town, then the bag as the page gives it, then the call sheets."""
    people, called = map(int, sys.argv[1:3])
    call_command("migrate", verbosity=0)
    commune = Commune.objects.create(
        insee_code=TOWN, name="Saint-Aubin", name_key="saint aubin", kind="commune-actuelle", departement="49",
        population=18_400, postcodes="49990", latitude=47.35, longitude=-0.9,
    )  # fmt: skip
    Municipality.objects.create(commune=commune, name="Saint-Aubin", phone="+33261910000")
    at = datetime.now(tz=UTC)
    with town_scope(TOWN):
        mayor = _prepare(people, at)
        campaign = a_campaign(at, mayor, people=targets(called), callers=5)
        paper_s, archive = _bag(mayor, "")
        key_s, _ = _bag(mayor, draw_password())
        sheets_s, sheets = _call_sheets(campaign, mayor)
        sizes = {one.filename: one.file_size for one in zipfile.ZipFile(io.BytesIO(archive)).infolist()}
        lent = LentPaper.objects.last()
        read = Event.objects.filter(
            verb="read", facts__page="bag", subject__startswith="registerentry:"
        ).count()
    print(
        json.dumps(
            {
                "people": people, "in_the_bag": lent.people if lent else 0, "pages": lent.pages if lent else 0,
                "bag_s": round(paper_s, 2), "ciphered_bag_s": round(key_s, 2),
                "pdf_kb": sizes["sac-de-crise.pdf"] // 1024, "ods_kb": sizes["sac-de-crise.ods"] // 1024,
                "reads_traced": read // 2, "called": called, "call_sheets_s": round(sheets_s, 2),
                "call_sheets_kb": len(sheets) // 1024, "call_sheets_are_pdf": sheets[:4] == b"%PDF",
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            },
            ensure_ascii=False,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
