"""Second factors: a code serves once, in its half-minute; a lost telephone is not the end."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.factors import (
    choose_quick_code,
    confirm_totp,
    draw_recovery_codes,
    enter_by_quick_code,
    forget_factors,
    prove_second_factor,
    remember_presence,
    remove_totp,
)
from cordee.ground.people.actions.provider import account_of
from cordee.ground.people.actions.staff_entry import (
    accept_invitation,
    find_account_link,
    issue_account_link,
    use_account_link,
)
from cordee.ground.people.gateways.identity_provider import Known
from cordee.ground.people.models import AccountLink, LinkPurpose, Role, TotpSecret
from cordee.ground.people.rules.totp import code_at_step, draw_secret, step_of_code

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.fixture
def nadia(account):
    return account(Role.RECEPTIONIST)


@pytest.fixture
def tied(nadia, now):
    """Nadia's telephone: her secret, and her recovery codes."""
    secret = draw_secret()
    codes = confirm_totp(account=nadia, secret=secret, code=code_of(secret, now), at=now)
    return secret, codes


def code_of(secret, at):
    return code_at_step(secret, int(at.timestamp()) // 30)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_codes_are_those_of_the_rfc(seconds, code):
    """RFC 6238, appendix B, cut to six digits as RFC 4226 § 5.3 does."""
    assert code_at_step(RFC_SECRET, seconds // 30) == code[-6:]


def test_a_telephone_half_a_minute_slow_is_right_and_a_whole_minute_is_wrong():
    at = datetime(2026, 4, 7, 9, 12, tzinfo=UTC)
    for late, right in ((0, True), (30, True), (-30, True), (60, False), (-60, False)):
        found = step_of_code(RFC_SECRET, code_of(RFC_SECRET, at + timedelta(seconds=late)), at)
        assert (found is not None) is right


def test_a_code_serves_once(town, nadia, tied, now):
    secret, _ = tied
    later = now + timedelta(minutes=2)
    prove_second_factor(account=nadia, code=code_of(secret, later), at=later)
    with pytest.raises(Refused):
        prove_second_factor(account=nadia, code=code_of(secret, later), at=later)


def test_the_code_that_tied_the_telephone_does_not_open_the_door(town, nadia, tied, now):
    with pytest.raises(Refused):
        prove_second_factor(account=nadia, code=code_of(tied[0], now), at=now)


def test_the_secret_is_sealed_and_no_code_is_in_the_trace(town, nadia, tied):
    secret, codes = tied
    assert secret not in TotpSecret.objects.get().sealed
    told = str(list(Event.objects.values_list("facts", "subject")))
    assert secret not in told and not any(code in told for code in codes)


def test_a_recovery_code_opens_once_however_it_is_typed(town, nadia, tied, now):
    code = tied[1][0]
    prove_second_factor(account=nadia, code=f" {code.upper()} ", at=now)
    with pytest.raises(Refused):
        prove_second_factor(account=nadia, code=code, at=now)
    assert nadia.recovery_codes.filter(used_at=None).count() == 9


def test_new_recovery_codes_replace_the_former_and_belong_to_one_account(town, nadia, tied, now, account):
    fresh = draw_recovery_codes(account=nadia)
    for code, who in ((tied[1][1], nadia), (fresh[0], account(Role.CALLER))):
        with pytest.raises(Refused):
            prove_second_factor(account=who, code=code, at=now)
    prove_second_factor(account=nadia, code=fresh[0], at=now)


def test_removing_the_telephone_removes_its_codes(town, nadia, tied, now):
    remove_totp(account=nadia)
    with pytest.raises(Refused):
        prove_second_factor(account=nadia, code=tied[1][0], at=now)


def test_a_key_of_the_machine_that_changed_refuses_and_does_not_break(town, nadia, tied, now, settings):
    settings.SECRET_KEY = "another-key"
    with pytest.raises(Refused):
        prove_second_factor(account=nadia, code=code_of(tied[0], now + timedelta(minutes=1)), at=now)


def test_a_manager_takes_a_lost_telephone_off(town, nadia, tied, account):
    chief = account(Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        forget_factors(account=chief, by=chief)
    forget_factors(account=nadia, by=chief)
    assert not TotpSecret.objects.exists() and not nadia.recovery_codes.exists()


@pytest.mark.parametrize("code", ["123456", "000000", "111222"[:3] * 2, "12", "abcdef", "987654", "121212"])
def test_a_short_code_anybody_would_try_is_refused(town, nadia, code):
    with pytest.raises(Refused):
        choose_quick_code(account=nadia, code=code)


def test_the_short_code_works_where_and_when_one_signed_in_wholly(town, nadia, now):
    choose_quick_code(account=nadia, code="402917")
    remember_presence(account=nadia, place="accueil", at=now)

    def enters(place="accueil", code="402917", at=now):
        return enter_by_quick_code(account_id=nadia.pk, place=place, code=code, at=at)

    assert enters() == nadia
    for wrong in ({"place": "maison"}, {"code": "402918"}, {"at": now + timedelta(hours=13)}):
        with pytest.raises(Refused):
            enters(**wrong)


def test_five_wrong_short_codes_ask_for_the_whole_sign_in_on_that_computer_only(town, nadia, now):
    choose_quick_code(account=nadia, code="402917")
    for place in ("accueil", "guichet"):
        remember_presence(account=nadia, place=place, at=now)
    for _ in range(5):
        with pytest.raises(Refused):
            enter_by_quick_code(account_id=nadia.pk, place="accueil", code="999123", at=now)
    with pytest.raises(Refused):
        enter_by_quick_code(account_id=nadia.pk, place="accueil", code="402917", at=now)
    assert enter_by_quick_code(account_id=nadia.pk, place="guichet", code="402917", at=now) == nadia


def test_a_link_opens_once_within_its_time_and_the_newest_alone(town, nadia, now):
    former = issue_account_link(account=nadia, purpose=LinkPurpose.SIGN_IN, by=nadia, at=now)
    token = issue_account_link(account=nadia, purpose=LinkPurpose.SIGN_IN, by=nadia, at=now)

    def found(token, at=now, purpose=LinkPurpose.SIGN_IN):
        return find_account_link(token=token, purpose=purpose, at=at)

    assert found(former) is None and found("inconnu") is None
    assert found(token, purpose=LinkPurpose.INVITATION) is None
    assert found(token, at=now + timedelta(minutes=16)) is None
    link = found(token)
    assert token not in str(AccountLink.objects.values())
    assert use_account_link(link=link, at=now) == nadia
    with pytest.raises(Refused):
        use_account_link(link=link, at=now)
    assert found(token) is None


def test_a_closed_account_has_no_link(town, nadia, now):
    token = issue_account_link(account=nadia, purpose=LinkPurpose.SIGN_IN, by=nadia, at=now)
    nadia.is_active = False
    nadia.save()
    assert find_account_link(token=token, purpose=LinkPurpose.SIGN_IN, at=now) is None


def test_an_invitation_refuses_a_weak_password_and_stays_open(town, nadia, now):
    token = issue_account_link(account=nadia, purpose=LinkPurpose.INVITATION, by=nadia, at=now)
    link = find_account_link(token=token, purpose=LinkPurpose.INVITATION, at=now)
    with pytest.raises(Refused):
        accept_invitation(link=link, password="court", at=now)
    accept_invitation(link=link, password="la-loire-monte-vite", at=now)
    nadia.refresh_from_db()
    assert nadia.check_password("la-loire-monte-vite")


def test_a_provider_binds_by_email_once_then_by_subject(town, nadia, now):
    def come(subject, email):
        return account_of(known=Known("https://idp.example", subject, email), at=now)

    assert come("s-1", nadia.email) == nadia
    assert come("s-1", "elle@a-change.example") == nadia
    for subject, email in (("s-2", nadia.email), ("s-3", "personne@ailleurs.example"), ("s-4", "")):
        with pytest.raises(Refused):
            come(subject, email)
    nadia.is_active = False
    nadia.save()
    with pytest.raises(Refused):
        come("s-1", nadia.email)
