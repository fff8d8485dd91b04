"""What a campaign must say before it begins, who may be called when, and when it may end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from cordee.coordinate.campaigns.models import CallCampaign, CampaignState, Source
from cordee.ground.audit.rules import Refused

BATCH_SIZE = 10
WAITING_LEASE = timedelta(minutes=30)
CALLING_LEASE = timedelta(minutes=90)
"""For the one person being spoken to: the longest talk, and the hour by which a clock may be put right meanwhile."""
OWN_CALLER_WAITS = timedelta(minutes=15)
"""How long a call due waits for whoever spoke to the person last, before anybody takes it."""
LONGEST_LIST_DAYS = 60
SHORTEST_REASON = 15


def check_reasons(*, title: str, trigger_ref: str, trigger_on: date | None, at: datetime) -> None:
    """Raise ``Refused``, with its field, when nobody could say on what ground the town calls."""
    if not title.strip():
        raise Refused("Donnez un titre à la campagne.", field="title")
    if not trigger_ref.strip():
        raise Refused("Notez la référence : sans déclencheur, une campagne ne part pas.", field="trigger_ref")
    if trigger_on is None or trigger_on > (at + timedelta(days=1)).date():
        raise Refused("Le déclencheur doit être daté d’aujourd’hui ou d’avant.", field="trigger_on")


def check_hours(*, morning: tuple[time, time], afternoon: tuple[time, time]) -> None:
    """Raise ``Refused`` unless the two openings are in order, between 8 h and 21 h."""
    if not time(8) <= morning[0] <= morning[1] <= afternoon[0] <= afternoon[1] <= time(21):
        raise Refused("Les heures d’appel se suivent, entre 8 h et 21 h.", field="morning_from")
    if morning[0] == morning[1] and afternoon[0] == afternoon[1]:
        raise Refused("Gardez au moins une plage d’appel.", field="morning_from")


def check_list(*, source: str, purpose: str, destroy_on: date | None, today: date) -> None:
    """Raise ``Refused`` when a list comes without saying what for, or for too long."""
    if source != Source.LIST:
        return
    if not purpose.strip():
        raise Refused("Écrivez à quoi sert cette liste : elle ne servira à rien d’autre.", field="purpose")
    if destroy_on is None or not today <= destroy_on <= today + timedelta(days=LONGEST_LIST_DAYS):
        raise Refused(
            f"Donnez le jour où la liste sera détruite, d’ici {LONGEST_LIST_DAYS} jours.", field="destroy_on"
        )


def can_launch(campaign: CallCampaign, people: int) -> bool:
    """True for a draft that has somebody to call."""
    return campaign.state == CampaignState.DRAFT and people > 0


def check_launch(campaign: CallCampaign, people: int) -> None:
    """Raise ``Refused`` where ``can_launch`` is false."""
    if campaign.state != CampaignState.DRAFT:
        raise Refused("Cette campagne est déjà lancée.")
    if not people:
        raise Refused("Cette campagne n’a personne à appeler.")


def check_running(campaign: CallCampaign) -> None:
    """Raise ``Refused`` when nobody may be called in this campaign now."""
    if campaign.state == CampaignState.PAUSED:
        raise Refused("La campagne est en pause : n’appelez plus personne pour l’instant.")
    if campaign.state != CampaignState.RUNNING:
        raise Refused("Cette campagne n’est pas en cours.")


def check_close(campaign: CallCampaign, *, open_count: int, reason: str) -> None:
    """Raise ``Refused`` when people are still to reach and nobody says, with a name, why it ends all the same."""
    if campaign.state not in {CampaignState.RUNNING, CampaignState.PAUSED}:
        raise Refused("Cette campagne n’est pas en cours.")
    if open_count and len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            f"Il reste {open_count} personne{'s' if open_count > 1 else ''} ou tâche{'s' if open_count > 1 else ''} en "
            "cours. Terminez-les, ou écrivez pourquoi vous arrêtez quand même : votre nom restera avec ce motif.",
            field="reason",
        )
