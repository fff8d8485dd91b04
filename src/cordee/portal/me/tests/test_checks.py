"""One's own documents in one's space: what was seen, until when, what is still to be shown."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cordee.ground.people.models import Role
from cordee.ground.volunteers.tests.factories import a_volunteer, in_order
from cordee.portal.me.tests.factories import come_in


def test_the_volunteer_reads_what_was_seen_until_when_and_what_is_missing(town, account):
    at, lucie = timezone.now(), account(Role.VOLUNTEER_COORDINATOR)
    volunteer = a_volunteer(at, lucie, activities=["GARDE_ENFANTS", "TRANSPORT_SOIGNANT"])
    in_order(volunteer, "insurance", by=lucie, at=at, until=timezone.localdate() + timedelta(days=9))
    shown = come_in(volunteer.person).get("/moi/").content.decode().replace("\u00a0", " ")
    assert "Assurance du véhicule&nbsp;: expire bientôt, valable jusqu’au" in shown
    assert (
        "Attestation d’honorabilité&nbsp;: jamais vue" in shown
        and "Pièce d’identité&nbsp;: en ordre" in shown
    )
    assert "Contrôle technique" not in shown


def test_whoever_only_shops_is_not_asked_for_a_licence(town, account):
    at, lucie = timezone.now(), account(Role.VOLUNTEER_COORDINATOR)
    volunteer = a_volunteer(at, lucie, activities=["COURSES"])
    assert "Permis" not in come_in(volunteer.person).get("/moi/").content.decode()
