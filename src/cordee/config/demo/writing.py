"""Writing the demonstration town into a database of its own, and emptying it; a real town's database is
refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, transaction

from cordee.config.demo.assessments import write_assessments
from cordee.config.demo.dangers import write_dangers
from cordee.config.demo.informing import write_information
from cordee.config.demo.messages import write_messages
from cordee.config.demo.openings import write_places
from cordee.config.demo.partners import write_partners
from cordee.config.demo.post import write_command_post
from cordee.config.demo.register import write_register
from cordee.config.demo.sizes import DEMO_COMMUNE, DEMO_PASSWORD
from cordee.config.demo.town import DemoTown
from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Beneficiary, Household
from cordee.ground.people.models import Person
from cordee.ground.territory.models import Commune, Municipality, town_scope

_STAYS = {"django_migrations", "django_content_type", "territory_commune"}
_COMMUNE_AGAIN: dict[str, Any] = {
    "update_conflicts": True,
    "unique_fields": ["insee_code"],
    "update_fields": ["population", "postcodes"],
}


@dataclass(frozen=True)
class Written:
    """What a database says of the demonstration it holds."""

    town: str
    seed: int
    at: datetime


def check_not_a_real_town() -> None:
    """Raise ``Refused`` when the database serves a real commune, or holds people of one."""
    real = Municipality.objects.exclude(pk=DEMO_COMMUNE).first()
    if real is not None or Person.everywhere.exclude(commune=DEMO_COMMUNE).exists():
        name = f"la commune {real.name}" if real else "des personnes réelles"
        raise Refused(
            f"Cette base contient {name} : la démonstration n’y touche pas. Sans CORDEE_DATA_DIR ni "
            "CORDEE_DATABASE_URL, elle s’installe d’elle-même à l’écart, dans var/demo."
        )


def written_demo() -> Written | None:
    """Which demonstration the database holds, if any."""
    event = Event.objects.filter(commune_code=DEMO_COMMUNE, verb="build_demo_town").order_by("-id").first()
    if event is None or not Municipality.objects.filter(pk=DEMO_COMMUNE).exists():
        return None
    return Written(event.facts["town"], event.facts["seed"], event.at)


def empty_database() -> None:
    """Remove every row, the reference communes excepted. Raises ``Refused`` on the database of a real
    town."""
    check_not_a_real_town()
    tables = [name for name in connection.introspection.table_names() if name not in _STAYS]
    if connection.vendor == "postgresql":
        # Checks put off to the end of the transaction would forbid to truncate.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    commands = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
    connection.ops.execute_sql_flush(commands)


@transaction.atomic
def write_town(town: DemoTown) -> None:
    """Write every row of a town into an empty database, in bulk. Raises ``Refused`` on the database of a real
    town."""
    check_not_a_real_town()
    password = make_password(DEMO_PASSWORD)
    for account in town.accounts:
        account.password = password
    with town_scope(DEMO_COMMUNE):
        for rows in town.tables():
            if rows:
                model: Any = type(rows[0])
                # The fictional commune may already be among the communes of an earlier demonstration.
                again = _COMMUNE_AGAIN if model is Commune else {}
                getattr(model, "everywhere", model.objects).bulk_create(rows, batch_size=2000, **again)
        write_partners(town)
        write_command_post(town)
        write_register(town)
        write_places(town)
        write_messages(town)
        write_dangers(town)
        write_information(town)
        write_assessments(town)
        for table in (Person, Household, Beneficiary):
            table.objects.update(created_at=town.at)
        leave_trace(
            verb="build_demo_town",
            subject=town.municipality,
            by=Task("demo"),
            commune_code=DEMO_COMMUNE,
            at=town.at,
            town=town.size.name,
            seed=town.seed,
            needs=len(town.needs),
            volunteers=len(town.volunteers),
            addresses=len(town.addresses),
            assignments=len(town.assignments),
        )
