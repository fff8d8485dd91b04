"""What is done after the page has answered."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from cordee.ground.people.models import Person
from cordee.ground.territory.models import town_scope
from cordee.portal.me.actions.entering import send_entry


@task()
def send_entry_to(commune_code: str, person_id: int, target: str) -> bool:
    """Send a way in to somebody, or do nothing for person 0.

    The page enqueues it in both cases: known or unknown, it does the same work and takes the same time.
    """
    with town_scope(commune_code):
        person = Person.objects.filter(pk=person_id, merged_into=None).first()
        if person is None:
            return False
        send_entry(person=person, target=target, at=timezone.now())
        return True
