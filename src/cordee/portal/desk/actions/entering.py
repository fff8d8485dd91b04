"""Links that let an agent in, sent to their mailbox."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cordee.ground.audit.actions import Actor
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import Channel
from cordee.ground.messaging.rules.templates import compose
from cordee.ground.people.actions.staff_entry import issue_account_link
from cordee.ground.people.models import Account, LinkPurpose
from cordee.ground.people.rules.accounts import check_serves_only_here
from cordee.ground.territory.models import Municipality, current_commune


def _send(account: Account, template: str, link: str, by: Actor, at: datetime) -> None:
    town = Municipality.objects.get(pk=current_commune())
    text = compose(template, Channel.EMAIL, town=town.name, name=account.name, link=link)
    queue_message(
        key=f"{template}:{account.pk}:{at:%Y%m%d%H%M%S%f}",
        channel=Channel.EMAIL,
        recipient=account.email,
        person=None,
        kind=text.kind,
        subject=text.subject,
        body=text.body,
        on_doubt=text.on_doubt,
        at=at,
        by=by,
    )


@transaction.atomic
def send_sign_in_link(*, account: Account, at: datetime) -> None:
    """Send a link that opens the desk once, within fifteen minutes."""
    token = issue_account_link(account=account, purpose=LinkPurpose.SIGN_IN, by=account, at=at)
    _send(account, "staff_link", settings.PUBLIC_URL + reverse("desk:link_open", args=[token]), account, at)


@transaction.atomic
def invite(*, account: Account, by: Account, at: datetime) -> str:
    """Send an invitation, and return its link, shown this once. Raises ``Refused``."""
    check_serves_only_here(account)
    token = issue_account_link(account=account, purpose=LinkPurpose.INVITATION, by=by, at=at)
    link = settings.PUBLIC_URL + reverse("desk:invitation", args=[token])
    _send(account, "staff_invitation", link, by, at)
    return link
