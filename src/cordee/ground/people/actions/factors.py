"""Second factors: a telephone's codes, recovery codes on paper, and the short code of a shared computer."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, DeskPresence, Passkey, RecoveryCode, TotpSecret
from cordee.ground.people.rules.accounts import check_serves_only_here
from cordee.ground.people.rules.codes import (
    RECOVERY_CODES,
    check_quick_code,
    digest_of,
    draw_recovery_code,
    read_code,
)
from cordee.ground.people.rules.totp import DIGITS, step_of_code
from cordee.ground.territory.models import current_commune

PRESENCE_LIFE = timedelta(hours=12)
MAX_WRONG_QUICK_CODES = 5
_WRONG = (
    "Ce code ne convient pas. Prenez celui qui s’affiche maintenant, ou un code de secours encore inutilisé."
)


def _seal() -> Fernet:
    key = hashlib.sha256(b"cordee.totp:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


@transaction.atomic
def confirm_totp(*, account: Account, secret: str, code: str, at: datetime) -> list[str]:
    """Keep the secret of a telephone once it has given a right code. Returns recovery codes, shown this once.

    The list is empty when the account already has unused ones. Raises ``Refused`` on the field ``code``.
    """
    step = step_of_code(secret, read_code(code), at)
    if step is None:
        raise Refused(
            "Ce code ne convient pas. Vérifiez que l’heure du téléphone est juste, puis prenez le code suivant.",
            field="code",
        )
    TotpSecret.objects.update_or_create(
        account=account,
        defaults={
            "sealed": _seal().encrypt(secret.encode()).decode(),
            "last_step": step,
            "confirmed_at": at,
        },
    )
    leave_trace(verb="confirm_totp", subject=account, by=account, commune_code=current_commune(), at=at)
    return [] if account.recovery_codes.filter(used_at=None).exists() else _new_codes(account)


def _new_codes(account: Account) -> list[str]:
    codes = [draw_recovery_code() for _ in range(RECOVERY_CODES)]
    account.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=digest_of(f"{account.pk}:{read_code(code)}", use="recovery"))
        for code in codes
    )
    return codes


@transaction.atomic
def draw_recovery_codes(*, account: Account) -> list[str]:
    """Ten new recovery codes, shown this once; the former ones no longer work."""
    leave_trace(verb="draw_recovery_codes", subject=account, by=account, commune_code=current_commune())
    return _new_codes(account)


@transaction.atomic
def remove_totp(*, account: Account) -> None:
    """Give up the codes of a telephone; recovery codes go with the last factor."""
    TotpSecret.objects.filter(account=account).delete()
    if not account.passkeys.exists():
        account.recovery_codes.all().delete()
    leave_trace(verb="remove_totp", subject=account, by=account, commune_code=current_commune())


def _totp_serves(account: Account, code: str, at: datetime) -> bool:
    kept = TotpSecret.objects.filter(account=account).first()
    if kept is None:
        return False
    try:
        secret = _seal().decrypt(kept.sealed.encode()).decode()
    except InvalidToken:
        # The key of the machine was changed: this factor is lost, the recovery codes too; an invitation mends it.
        return False
    step = step_of_code(secret, code, at, after=kept.last_step)
    if step is None:
        return False
    # Of two screens with the same code, one enters.
    return bool(TotpSecret.objects.filter(pk=kept.pk, last_step__lt=step).update(last_step=step))


def prove_second_factor(*, account: Account, code: str, at: datetime) -> None:
    """Use a telephone's code or a recovery code. Raises ``Refused`` with one sentence whatever is wrong."""
    typed = read_code(code)
    if typed.isdigit() and len(typed) == DIGITS:
        right, verb = _totp_serves(account, typed, at), "use_totp"
    else:
        digest = digest_of(f"{account.pk}:{typed}", use="recovery")
        unused = RecoveryCode.objects.filter(account=account, digest=digest, used_at=None)
        right, verb = bool(unused.update(used_at=at)), "use_recovery_code"
    leave_trace(
        verb=verb if right else "refuse_second_factor",
        subject=account,
        by=account,
        commune_code=current_commune(),
        kind=EventKind.ACCESS,
        at=at,
    )
    if not right:
        raise Refused(_WRONG, field="code")


@transaction.atomic
def forget_factors(*, account: Account, by: Account) -> None:
    """The telephone and the keys are lost: the account comes back to its password. Raises ``Refused``."""
    if account == by:
        raise Refused("Pour votre propre compte, passez par « Mon compte ».")
    check_serves_only_here(account)
    for model in (Passkey, TotpSecret, RecoveryCode, DeskPresence):
        model._default_manager.filter(account=account).delete()
    account.quick_code = ""
    account.save(update_fields=["quick_code"])
    leave_trace(verb="forget_factors", subject=account, by=by, commune_code=current_commune())


@transaction.atomic
def choose_quick_code(*, account: Account, code: str) -> None:
    """Choose the short code that brings one back to a shared computer; empty gives it up. Raises ``Refused``."""
    if code:
        check_quick_code(code)
    account.quick_code = make_password(code) if code else ""
    account.save(update_fields=["quick_code"])
    leave_trace(verb="choose_quick_code", subject=account, by=account, commune_code=current_commune())


@transaction.atomic
def remember_presence(*, account: Account, place: str, at: datetime) -> None:
    """Note that somebody signed in wholly on this computer (``place`` is its random name)."""
    DeskPresence.objects.filter(entered_at__lte=at - PRESENCE_LIFE).delete()
    DeskPresence.objects.update_or_create(
        account=account,
        place_digest=digest_of(place, use="place"),
        defaults={"entered_at": at, "wrong_tries": 0},
    )


def enter_by_quick_code(*, account_id: int, place: str, code: str, at: datetime) -> Account:
    """Come back to a shared computer with the short code.

    Good for those who signed in wholly on this very computer less than twelve hours ago; five wrong tries end that, and
    nothing else: nobody is locked out of another place. Raises ``Refused`` with one sentence whatever is wrong.
    """
    presence = (
        DeskPresence.objects.select_related("account")
        .filter(
            account_id=account_id,
            place_digest=digest_of(place, use="place"),
            entered_at__gt=at - PRESENCE_LIFE,
            wrong_tries__lt=MAX_WRONG_QUICK_CODES,
            account__is_active=True,
        )
        .first()
    )
    kept = presence.account.quick_code if presence else make_password(None)
    right = check_password(code, kept) and presence is not None
    if presence is not None and not right:
        DeskPresence.objects.filter(pk=presence.pk).update(wrong_tries=F("wrong_tries") + 1)
    if presence is None or not right:
        raise Refused(
            "Ce code ne convient pas. Après cinq essais, il faut se connecter de nouveau en entier.",
            field="code",
        )
    DeskPresence.objects.filter(pk=presence.pk).update(wrong_tries=0)
    return presence.account
