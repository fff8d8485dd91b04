"""Coming in to the desk, being listed there, going out at once; nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cordee.ground.audit.models import Event
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.people.actions.factors import confirm_totp
from cordee.ground.people.models import Account, AccountLink, Role, StaffSession, Way
from cordee.ground.people.rules.totp import code_at_step, draw_secret
from cordee.portal.desk.actions.entering import send_sign_in_link
from cordee.portal.desk.tasks import send_staff_link_to

PASSWORD = "un-mot-de-passe-de-test"
SIGN_IN = reverse("desk:sign_in")
CODE = reverse("desk:second_factor")
MINE = reverse("desk:own_account")
SWITCH = reverse("desk:switch")
QUICK = reverse("desk:quick_code")


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def nadia(town, account):
    return account(Role.RECEPTIONIST, name="nadia")


def enter(client, account, password=PASSWORD, place="10.0.0.1", **more):
    return client.post(SIGN_IN, {"username": account.email, "password": password, **more}, REMOTE_ADDR=place)


def is_in(client):
    return client.get(MINE).status_code == 200


def code_now(secret, later=0):
    return code_at_step(secret, int(timezone.now().timestamp()) // 30 + later)


@pytest.fixture
def secret(nadia):
    """The secret of her telephone, tied two minutes ago."""
    found, then = draw_secret(), timezone.now() - timedelta(minutes=2)
    confirm_totp(account=nadia, secret=found, code=code_at_step(found, int(then.timestamp()) // 30), at=then)
    return found


def test_a_password_alone_opens_an_account_that_has_nothing_else(nadia):
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    assert enter(client, nadia).status_code == 302
    session = StaffSession.objects.get()
    assert (session.device, session.way) == ("Firefox sur Windows", Way.PASSWORD)
    assert Event.objects.filter(verb="sign_in", actor=nadia.trace_key).exists()


def test_with_a_telephone_the_password_opens_nothing_yet(nadia, secret, sound):
    client = Client()
    assert enter(client, nadia).url == CODE
    assert not is_in(client)
    sound(client.get(CODE))
    assert client.post(CODE, {"code": "000000"}).status_code == 422
    assert not is_in(client)
    assert client.post(CODE, {"code": code_now(secret)}).status_code == 302
    assert is_in(client)


def test_five_wrong_codes_ask_for_the_password_again(nadia, secret):
    client = Client()
    enter(client, nadia)
    for _ in range(5):
        client.post(CODE, {"code": "000000"})
    assert client.post(CODE, {"code": code_now(secret)}).url == SIGN_IN
    assert not is_in(client)


def test_a_first_factor_waits_ten_minutes_and_not_more(nadia, secret):
    client = Client()
    enter(client, nadia)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(CODE, {"code": code_now(secret)}).url == SIGN_IN


def test_a_password_changed_meanwhile_ends_the_wait(nadia, secret):
    client = Client()
    enter(client, nadia)
    nadia.set_password("autre-chose-de-long")
    nadia.save()
    assert client.post(CODE, {"code": code_now(secret)}).url == SIGN_IN


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(nadia, wanted):
    assert enter(Client(), nadia, next=wanted).url == reverse("desk:home")


def test_one_comes_back_to_the_page_one_wanted(nadia):
    assert enter(Client(), nadia, next="/bureau/file/?q=x").url == "/bureau/file/?q=x"


def test_a_thousand_wrong_passwords_elsewhere_do_not_stop_the_right_one(nadia):
    robot = Client()
    statuses = [enter(robot, nadia, "faux", place=f"203.0.113.{n % 100}").status_code for n in range(1000)]
    assert 429 in statuses
    assert enter(robot, nadia, place="203.0.113.7").status_code == 429, "the robot's place stays closed"
    assert enter(Client(), nadia, place="10.0.0.1").status_code == 302
    at_the_desk = Client()
    enter(at_the_desk, nadia)
    assert is_in(at_the_desk)


def test_capital_letters_do_not_buy_more_tries(nadia):
    for letters in (str.upper, str.title, str.lower, str.swapcase) * 3:
        Client().post(SIGN_IN, {"username": letters(nadia.email), "password": "faux"})
    assert Client().post(SIGN_IN, {"username": nadia.email, "password": PASSWORD}).status_code == 429


def test_behind_a_proxy_the_place_is_the_visitors(nadia, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    far = {"HTTP_X_FORWARDED_FOR": "203.0.113.7", "REMOTE_ADDR": "127.0.0.1"}
    for _ in range(10):
        answer = Client().post(SIGN_IN, {"username": nadia.email, "password": "faux"}, **far)
    assert answer.status_code == 429
    near = far | {"HTTP_X_FORWARDED_FOR": "198.51.100.4"}
    assert Client().post(SIGN_IN, {"username": nadia.email, "password": PASSWORD}, **near).status_code == 302


def test_nobody_learns_who_has_an_account_from_the_sign_in(nadia, account, monkeypatch):
    closed, invited = account(Role.CALLER, name="parti"), account(Role.CALLER, name="invite")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    invited.set_unusable_password()
    invited.save()
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    told = {}
    for who in (nadia.email, closed.email, invited.email, "personne@nulle-part.example"):
        hashed.clear()
        page = Client().post(SIGN_IN, {"username": who, "password": "faux"}).content.decode()
        told[who] = (re.sub(r'value="[^"]*"', "", page.replace(who, "")), len(hashed))
    pages = {re.sub(r'nonce="[^"]*"', "", page) for page, _ in told.values()}
    assert len(pages) == 1
    assert {count for _, count in told.values()} == {1}, "the same hashing work for everybody"


def test_a_link_by_email_says_the_same_to_everybody(nadia, sound):
    pages = set()
    for who in (nadia.email, "personne@nulle-part.example"):
        answer = Client().post(reverse("desk:link_ask"), {"email": who})
        pages.add((answer.status_code, re.sub(r'nonce="[^"]*"', "", sound(answer).replace(who, ""))))
    assert len(pages) == 1
    assert DBTaskResult.objects.filter(task_path__endswith="send_staff_link_to").count() == 2
    assert "nulle-part" not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))


def link_sent():
    return re.search(
        r"/bureau/(?:lien|invitation)/[\w-]+/", OutgoingMessage.objects.latest("id").body
    ).group()


def test_a_link_is_opened_by_a_button_once(nadia, town, sound):
    assert send_staff_link_to.func(town.pk, nadia.pk)
    link, client = link_sent(), Client()
    assert "Nadia" in sound(client.get(link)) or nadia.name in sound(client.get(link))
    assert not is_in(client), "a mail robot that follows links opens nothing"
    assert client.post(link).status_code == 302
    assert is_in(client)
    assert Client().post(link).status_code == 410


def test_a_link_still_asks_the_second_factor(nadia, secret):
    send_sign_in_link(account=nadia, at=timezone.now())
    client = Client()
    assert client.post(link_sent()).url == CODE
    assert not is_in(client)


def test_no_link_for_an_unknown_account_nor_for_an_agent_of_another_town(nadia, town):
    assert not send_staff_link_to.func(town.pk, 0)
    nadia.staff_roles.all().delete()
    Client().post(reverse("desk:link_ask"), {"email": nadia.email})
    assert not AccountLink.objects.exists()


def test_a_new_account_is_invited_and_chooses_its_password(town, staff, sound):
    chief = staff(Role.OPERATIONS_LEAD)
    typed = {"name": "Inès", "email": "ines@mairie.example", "roles": ["caller"], "way": "invitation"}
    page = sound(chief.post(reverse("desk:account_new"), typed))
    link, ines = link_sent(), Client()
    assert link in page
    assert not Account.objects.get(email="ines@mairie.example").has_usable_password()
    sound(ines.get(link))
    assert ines.post(link, {"new": "court", "again": "court"}).status_code == 422
    chosen = {"new": "la-loire-monte-vite", "again": "la-loire-monte-vite"}
    assert ines.post(link, chosen).url == MINE
    assert is_in(ines)
    assert Client().post(link, chosen).status_code == 410


def test_a_leaver_is_out_at_once_everywhere(nadia, staff):
    screens = [Client(), Client()]
    for screen in screens:
        enter(screen, nadia)
    chief = staff(Role.OPERATIONS_LEAD)
    chief.post(reverse("desk:account_open", args=[nadia.pk]), {"ouvert": "non"})
    assert not any(is_in(screen) for screen in screens)
    assert not StaffSession.objects.filter(account=nadia).exists()


def test_one_sees_ones_sessions_and_cuts_the_others(nadia, sound, account):
    here, there, lost = Client(), Client(HTTP_USER_AGENT="Chrome/150 (Android)"), Client()
    for screen in (here, there, lost):
        enter(screen, nadia)
    assert "Chrome sur Android" in sound(here.get(MINE))
    stranger = Client()
    enter(stranger, account(Role.CALLER, name="thomas"))
    row = StaffSession.objects.get(device="Chrome sur Android").pk
    stranger.post(reverse("desk:sessions_end"), {"session": row})
    assert is_in(there), "nobody cuts somebody else's session"
    here.post(reverse("desk:sessions_end"), {"session": row})
    assert [is_in(one) for one in (here, there, lost)] == [True, False, True]
    here.post(reverse("desk:sessions_end"))
    assert [is_in(one) for one in (here, there, lost)] == [True, False, False]


def test_changing_ones_password_cuts_the_other_computers_and_keeps_this_one(nadia):
    here, there = Client(), Client()
    for screen in (here, there):
        enter(screen, nadia)
    typed = {"former": PASSWORD, "new": "la-loire-monte-vite", "again": "la-loire-monte-vite"}
    here.post(reverse("desk:own_password"), typed)
    assert is_in(here) and not is_in(there)
    assert StaffSession.objects.get().session_key == here.session.session_key


def test_a_desk_left_alone_is_closed_and_a_busy_one_is_not(nadia, settings):
    client, start = Client(), timezone.now()
    enter(client, nadia)
    for minutes in (20, 40, 60):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=91)):
        assert not is_in(client)


def test_a_busy_desk_is_closed_after_twelve_hours_all_the_same(nadia):
    client, start = Client(), timezone.now()
    enter(client, nadia)
    for minutes in range(0, 12 * 60, 25):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_in(client)
    with time_machine.travel(start + timedelta(hours=12, minutes=5)):
        assert not is_in(client)


def test_a_change_that_opens_doors_asks_the_password_again(nadia):
    client, later = Client(), timezone.now() + timedelta(minutes=20)
    enter(client, nadia)
    assert client.get(QUICK).status_code == 200
    with time_machine.travel(later):
        asked = client.get(QUICK)
        assert asked.url.startswith(reverse("desk:confirm_self"))
        assert client.post(asked.url, {"password": "faux"}).status_code == 422
        assert client.post(asked.url, {"password": PASSWORD, "next": QUICK}).url == QUICK
        assert client.get(QUICK).status_code == 200


def test_a_telephone_is_tied_from_the_screen(nadia, sound):
    client = Client()
    enter(client, nadia)
    page = sound(client.get(reverse("desk:totp")))
    secret = re.search(r'class="secret long">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    assert client.post(reverse("desk:totp"), {"code": "000000"}).status_code == 422
    codes = sound(client.post(reverse("desk:totp"), {"code": code_now(secret)}))
    assert codes.count('class="secret"') == 10
    sound(client.get(MINE))
    assert enter(Client(), nadia).url == CODE


def test_when_the_town_asks_for_it_nobody_works_with_a_password_alone(nadia, settings, secret):
    settings.SECOND_FACTOR = True
    nadia.totp.delete()
    client = Client()
    enter(client, nadia)
    assert client.get(reverse("desk:queue")).url == MINE
    assert is_in(client)
    page = client.get(reverse("desk:totp")).content.decode()
    fresh = re.search(r'class="secret long">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    client.post(reverse("desk:totp"), {"code": code_now(fresh)})
    assert client.get(reverse("desk:queue")).status_code == 200


def test_two_people_share_a_computer(nadia, account, sound):
    thomas, desk = account(Role.CALLER, name="thomas"), Client()
    for who in (nadia, thomas):
        enter(desk, who)
        assert desk.post(QUICK, {"code": "402917"}).status_code == 302
        assert "Verrouiller" in sound(desk.get(MINE))
        desk.post(reverse("desk:lock"))
        assert not is_in(desk)
    page = sound(desk.get(SWITCH))
    assert nadia.name in page and thomas.name in page
    assert desk.post(SWITCH, {"account": nadia.pk, "code": "111111"}).status_code == 422
    assert desk.post(SWITCH, {"account": nadia.pk, "code": "402917"}).status_code == 302
    assert is_in(desk)
    assert desk.post(SWITCH, {"account": thomas.pk, "code": "402917"}).status_code == 302
    assert desk.get(MINE).context["account"] == thomas
    assert [row.account for row in StaffSession.objects.all()] == [thomas], "her session ended when he came"
    assert Client().get(SWITCH).url == SIGN_IN, "an unknown computer shows nobody's name"
    assert desk.get(QUICK).status_code == 302, "a short code is not a proof to open new doors"


@pytest.mark.parametrize("name", ["passkey_ask", "passkey_enter", "lock"])
def test_a_form_of_another_site_signs_nobody_in(nadia, name):
    assert Client(enforce_csrf_checks=True).post(reverse(f"desk:{name}")).status_code == 403


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}', "[" * 5000],
)
def test_a_hostile_answer_for_a_key_is_refused_kindly(nadia, answer):
    client = Client()
    client.post(reverse("desk:passkey_ask"))
    assert client.post(reverse("desk:passkey_enter"), {"answer": answer}).url == SIGN_IN
    enter(client, nadia)
    assert client.post(reverse("desk:passkey_begin")).status_code == 200
    assert client.post(reverse("desk:passkey_keep"), {"answer": answer}).url == MINE


def test_without_a_provider_its_door_does_not_exist(town):
    assert Client().get(reverse("desk:provider")).url == SIGN_IN
    assert Client().get(reverse("desk:provider_back"), {"code": "x", "state": "y"}).url == SIGN_IN
    assert "ProConnect" not in Client().get(SIGN_IN).content.decode()
