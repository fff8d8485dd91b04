"""Members of a partner: linked, suspended and brought back with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cordee.ground.audit.actions import Actor, gathered_traces, leave_trace
from cordee.ground.organisations.models import Organisation
from cordee.ground.volunteers.models import Frame, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.admission import earned_state, earned_trust
from cordee.ground.volunteers.rules.checks import in_force
from cordee.ground.volunteers.rules.membership import check_membership
from cordee.ground.volunteers.selectors.checks import known_among


@transaction.atomic
def join_organisation(
    *, volunteer: Volunteer, organisation: Organisation | None, by: Actor, at: datetime
) -> Volunteer:
    """Say which association mandates somebody whose frame it is. Raises ``Refused`` when that one has stopped."""
    check_membership(volunteer.frame, organisation, kept=volunteer.organisation_id)
    if organisation is None or organisation.pk == volunteer.organisation_id:
        return volunteer
    volunteer.organisation = organisation
    volunteer.save(update_fields=["organisation"])
    leave_trace(
        verb="join_organisation", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at,
        organisation=organisation.pk,
    )  # fmt: skip
    return volunteer


@transaction.atomic
@gathered_traces()
def suspend_members(*, organisation: Organisation, by: Actor, at: datetime) -> int:
    """Suspend every volunteer of a partner, keeping where each stood; the caller frees their missions. Returns how many."""
    gone = (VolunteerState.SUSPENDED, VolunteerState.LEFT)
    members = Volunteer.objects.filter(organisation=organisation).exclude(state__in=gone)
    keys = list(members.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), 500):
        Volunteer.objects.filter(pk__in=keys[start : start + 500]).update(
            state_before=F("state"), state=VolunteerState.SUSPENDED, available_now_until=None
        )
    for key in keys:
        leave_trace(
            verb="suspend_volunteer", subject=f"volunteer:{key}", by=by, commune_code=organisation.commune_id, at=at,
            organisation=organisation.pk,
        )  # fmt: skip
    return len(keys)


@transaction.atomic
@gathered_traces()
def bring_members_back(*, organisation: Organisation, by: Actor, at: datetime) -> int:
    """Undo ``suspend_members``: a pause goes on, the others stand where their checks put them. Returns how many.

    Whoever was suspended by name, before or meanwhile, stays so.
    """
    back = list(
        Volunteer.objects.filter(organisation=organisation, state=VolunteerState.SUSPENDED)
        .exclude(state_before="")
        .order_by("pk")
    )
    known, today = known_among([one.pk for one in back]), timezone.localtime(at).date()
    for volunteer in back:
        seen = in_force(known.get(volunteer.pk, {}), today)
        paused = volunteer.state_before == VolunteerState.PAUSED
        volunteer.state = VolunteerState.PAUSED if paused else VolunteerState.APPLICANT
        volunteer.trust_level, volunteer.state = earned_trust(volunteer, seen), earned_state(volunteer, seen)
        volunteer.state_before = ""
        leave_trace(
            verb="resume_volunteer", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at,
            organisation=organisation.pk,
        )  # fmt: skip
    Volunteer.objects.bulk_update(back, ["state", "trust_level", "state_before"], batch_size=500)
    return len(back)


def member_frame(organisation: Organisation | None) -> str:
    """The frame of whoever is linked to an organisation, and of everybody else."""
    return str(Frame.PARTNER_ORG if organisation is not None else Frame.COMMUNE_COSP)
