"""One's own space: missions, requests, offer."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.ground.people.models import Person
from cordee.ground.people.rules.access import resident_only, visitor
from cordee.ground.volunteers.models import VolunteerState
from cordee.ground.volunteers.rules.admission import missing_checks
from cordee.ground.volunteers.selectors.checks import seen_kinds
from cordee.ground.volunteers.selectors.lists import volunteer_of_person
from cordee.portal.me.rules.words import STEPS
from cordee.portal.me.selectors.checks import my_checks
from cordee.portal.me.selectors.mine import activity_title, missions_of, requests_of
from cordee.ui.forms import describe_week


def me_of(request: HttpRequest) -> Person:
    """The person whose space it is: ``resident_only`` has made sure there is one."""
    return cast(Person, visitor(request))


@resident_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything at a glance, proposals to answer first."""
    now, person = timezone.now(), me_of(request)
    volunteer = volunteer_of_person(person.pk)
    requests = requests_of(person, now=now)
    context = {
        "person": person,
        "requests": [line for line in requests if line.need.is_open],
        "past_requests": [line for line in requests if not line.need.is_open],
        "steps": STEPS,
        "volunteer": volunteer,
        "missions": missions_of(volunteer, now=now) if volunteer else None,
        "missing": missing_checks(volunteer, seen_kinds(volunteer.pk, at=now)) if volunteer else [],
        "checks": my_checks(volunteer, today=timezone.localtime(now).date()) if volunteer else [],
        "activities": [activity_title(code) for code in volunteer.activities] if volunteer else [],
        "week": describe_week(volunteer.week_bits) if volunteer else "",
        "available_now": bool(
            volunteer and volunteer.available_now_until and volunteer.available_now_until > now
        ),
        "paused": bool(volunteer and volunteer.state == VolunteerState.PAUSED),
        "out": bool(volunteer and volunteer.state in {VolunteerState.SUSPENDED, VolunteerState.LEFT}),
    }
    return render(request, "me/index.html", context)
