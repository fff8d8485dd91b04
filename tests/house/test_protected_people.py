"""A protected person is hidden even inside: no page of the desk tells who or where, unless the glass is broken."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import IncomingMessage
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.actions.protection import break_glass, lift_protection, protect_person
from cordee.ground.people.models import GlassBreak, Person, Role
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission
from cordee.ground.volunteers.models import DuplicateHint
from cordee.ground.volunteers.tests.factories import a_volunteer
from tests.house.routes import ROUTES
from tests.house.test_routes import PATTERNS

NAMED = sorted(PERMISSIONS[Permission.PROTECT])
OTHERS = sorted(set(Role) - set(NAMED))
SECRET = re.compile(
    r"Zéphirine|Quatrelivres|rue des Secrets|39[   ]?98[   ]?11[   ]?77|zq@exemple|digicode 77"
)
REASON = "Elle appelle, sans médicaments ce soir"


@pytest.fixture
def hers(town, account, now):
    """One person who asks and who helps, hidden; somebody else beside her, so that lists are not empty."""
    at, lucie = timezone.now(), account(Role.VOLUNTEER_COORDINATOR)
    volunteer = a_volunteer(
        at, lucie, first_name="Zéphirine", last_name="Quatrelivres", phone="+33639981177", email="zq@exemple.fr",
        place={"address": "3 rue des Secrets", "latitude": 47.353, "longitude": -0.901, "location_quality": "door"},
    )  # fmt: skip
    other, need, beside = a_volunteer(at, lucie), a_need(at), a_need(at)
    need.beneficiary.person = volunteer.person
    need.beneficiary.save()
    home = need.beneficiary.household
    home.address, home.address_extra = "3 rue des Secrets", "digicode 77"
    home.save()
    Need.objects.filter(pk=beside.pk).update(requester=volunteer.person, requester_role="neighbour")
    DuplicateHint.objects.create(kept=volunteer, other=other, because="nom semblable")
    queue_message(
        key="k", channel="sms", recipient="+33639981177", person=volunteer.person, kind="reminder", body="Bonjour",
        at=at, by=lucie,
    )  # fmt: skip
    IncomingMessage.objects.create(
        provider="ovh",
        provider_ref="1",
        sender="+33639981177",
        text="?",
        received_at=at,
        understood_as="unclear",
    )
    store_plan(plan=propose_town_plan(at=at), by=lucie, at=at)
    return {
        "need_id": need.pk,
        "volunteer_id": volunteer.pk,
        "person_id": volunteer.person_id,
        "beside": beside.pk,
    }


def hide(hers, account):
    protect_person(
        person=Person.objects.get(pk=hers["person_id"]), ground="violence", note="", by=account(Role.CCAS_MANAGER),
        at=timezone.now(),
    )  # fmt: skip


def every_page(hers) -> list[str]:
    pages = []
    for name, access in ROUTES.items():
        keys = set(PATTERNS[name].pattern.converters)
        if isinstance(access, Permission) and keys <= set(hers) and name != "desk:sign_out":
            pages.append(reverse(name, kwargs={key: hers[key] for key in keys}))
    queue, volunteers = reverse("desk:queue"), reverse("desk:volunteers")
    searches = ("Quatrelivres", "Secrets", "zq@exemple.fr", "0639981177")
    return [
        *pages,
        reverse("desk:need", args=[hers["beside"]]),
        *(f"{queue}?q={word}" for word in searches),
        *(f"{volunteers}?q={word}" for word in searches),
        f"{volunteers}?never_contacted=on",
        f"{reverse('desk:why', args=[hers['beside']])}?q=Quatrelivres",
        f"{reverse('desk:recognise')}?phone=0639981177",
        f"{reverse('desk:call')}?personne={hers['person_id']}",
        *(f"{reverse('desk:messages')}?etat={state}" for state in ("a-lire", "queued", "failed")),
    ]


def told(client, page: str) -> str:
    answer = client.get(page)
    if answer.headers["Content-Type"] == "application/pdf":
        return words_of(answer.content)
    # What was searched for comes back in its own field: it is the agent's own word.
    return re.sub(r'value="[^"]*"|\?[^" ]*q=[^" ]*', "", answer.content.decode())


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_tells_who_or_where_to_another_role(role, hers, account, staff):
    client = staff(role)
    pages = every_page(hers)
    before = {page for page in pages if SECRET.search(told(client, page))}
    if role in PERMISSIONS[Permission.NEED_READ] | PERMISSIONS[Permission.VOLUNTEER_READ]:
        assert before, "hidden from nobody, the pages must tell"
    hide(hers, account)
    assert [page for page in pages if SECRET.search(told(client, page))] == []


@pytest.mark.parametrize("role", NAMED)
def test_named_roles_go_on_working_with_the_file(role, hers, account, staff):
    hide(hers, account)
    assert "Quatrelivres" in told(staff(role), reverse("desk:need", args=[hers["need_id"]]))


def test_neither_an_export_nor_a_paper_nor_a_search_by_letter_tells(hers, account, staff):
    hide(hers, account)
    client = staff(Role.VOLUNTEER_COORDINATOR)
    for purpose in ("call", "site", "insurer"):
        for name in ("desk:volunteers_export", "desk:volunteers_print"):
            answer = client.post(reverse(name), {"purpose": purpose, "sure": "on"})
            assert not SECRET.search(answer.content.decode()), (name, purpose)
    found = staff(Role.DPO).post(reverse("desk:rights"), {"last_name": "Quatrelivres"})
    assert "Zéphirine" not in found.content.decode()


def test_the_glass_breaks_for_one_agent_one_file_one_hour_with_a_reason(hers, account, staff, sound):
    hide(hers, account)
    emma, lucie = staff(Role.DUTY_ELECTED_OFFICIAL), staff(Role.VOLUNTEER_COORDINATOR)
    page, door = (
        reverse("desk:need", args=[hers["need_id"]]),
        reverse("desk:break_glass", args=[hers["person_id"]]),
    )
    answer = emma.get(page)
    assert (answer.status_code, answer.url) == (302, door)
    assert "confirmer ni infirmer" in sound(emma.get(door))
    short = emma.post(door, {"reason": "urgent"})
    assert short.status_code == 422 and "en une phrase" in sound(short) and not GlassBreak.objects.exists()
    assert emma.post(door, {"reason": REASON}).url == page
    assert "Quatrelivres" in told(emma, page) and lucie.get(page).status_code == 302
    event = Event.objects.get(verb="break_glass")
    assert (
        event.signature and event.subject == f"person:{hers['person_id']}" and REASON not in str(event.facts)
    )
    GlassBreak.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert emma.get(page).status_code == 302


def test_the_mark_is_set_and_lifted_on_a_page_by_named_roles_only(hers, account, staff, sound):
    client, page = staff(Role.SOCIAL_WORKER), reverse("desk:protect", args=[hers["person_id"]])
    assert "Protéger le dossier" in sound(client.get(page))
    client.post(page, {"ground": "staff", "note": ""})
    assert Person.objects.get(pk=hers["person_id"]).protected and "Lever la protection" in sound(
        client.get(page)
    )
    client.post(page, {"lift": "oui"})
    assert not Person.objects.get(pk=hers["person_id"]).protected
    person = Person.objects.get(pk=hers["person_id"])
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    for act in (
        lambda: protect_person(person=person, ground="staff", note="", by=lucie, at=timezone.now()),
        lambda: lift_protection(person=person, by=lucie, at=timezone.now()),
        lambda: break_glass(person=person, reason=REASON, by=account(Role.CALLER), at=timezone.now()),
    ):
        with pytest.raises(Refused):
            act()
