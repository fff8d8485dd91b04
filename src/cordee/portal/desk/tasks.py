"""Long jobs of the desk, done by the background worker."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from cordee.coordinate.register.actions.sheets import import_register
from cordee.ground.audit.actions import Actor, Task, copy_events, seal_events
from cordee.ground.messaging.ports import task
from cordee.ground.needs.actions.sheets import import_needs
from cordee.ground.people.actions.alerts import record_alerts
from cordee.ground.people.actions.erasure_list import write_erasures_down
from cordee.ground.people.actions.sheets import forget_old_sheets
from cordee.ground.people.models import Account, ReceivedSheet, SheetKind
from cordee.ground.people.selectors.sheets import sheet_by_id
from cordee.ground.territory.models import current_commune, town_scope
from cordee.ground.volunteers.actions.sheets import import_volunteers
from cordee.portal.desk.actions.entering import send_sign_in_link
from cordee.portal.desk.selectors.unusual import unusual_since

logger = logging.getLogger(__name__)


def import_sheet(*, sheet: ReceivedSheet, by: Actor, already_cleared: bool) -> ReceivedSheet:
    """Run a confirmed list, whatever its lines are. Raises ``Refused``."""
    at = timezone.now()
    if sheet.kind == SheetKind.VOLUNTEERS:
        return import_volunteers(sheet=sheet, by=by, at=at, already_cleared=already_cleared)
    if sheet.kind == SheetKind.REGISTER:
        return import_register(sheet=sheet, by=by, at=at)
    return import_needs(sheet=sheet, by=by, at=at)


@task()
def import_sheet_later(sheet_id: int, commune_code: str, account_id: int, already_cleared: bool) -> None:
    """Run a list in the background, in the name of the account that asked for it."""
    with town_scope(commune_code):
        sheet = sheet_by_id(sheet_id)
        if sheet is not None:
            by = Account.objects.filter(pk=account_id).first() or Task("import")
            import_sheet(sheet=sheet, by=by, already_cleared=already_cleared)


def forget_lists(at: datetime) -> None:
    """The daily job: lists never confirmed and the content of old refused lines are forgotten."""
    forget_old_sheets(by=Task("forget_lists"), at=at)


@task()
def send_staff_link_to(commune_code: str, account_id: int) -> bool:
    """Send a sign-in link to an agent, or do nothing for account 0: known or unknown, the page does the same work."""
    with town_scope(commune_code):
        account = Account.objects.filter(pk=account_id, is_active=True).first()
        if account is None:
            return False
        send_sign_in_link(account=account, at=timezone.now())
        return True


def keep_erasure_list(_at: datetime) -> None:
    """The daily job: an erasure whose writing down failed (a full disk, a crash) is written down now."""
    write_erasures_down()


def seal_log(_at: datetime) -> None:
    """Every minute: the events written since take their place in the chain of the town, and leave for the copy."""
    seal_events(commune_code=current_commune())
    try:
        copy_events(commune_code=current_commune())
    except OSError as error:
        # They wait and leave later; `./cordee doctor` says so when it lasts.
        logger.warning("The log could not be copied: %s", error.__class__.__name__)


def look_for_unusual(at: datetime) -> None:
    """Every ten minutes: the log of today and yesterday, read by the rules the DPO can see."""
    record_alerts(signals=unusual_since(at), by=Task("look_for_unusual"), at=at)
