"""Partners at the desk, and what becomes of their volunteers when a convention stops."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.actions.answers import accept_assignment, finish_assignment
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.audit.models import Event
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.models import Need, NeedState
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.organisations.models import ConventionPaper, Organisation
from cordee.ground.organisations.tests.factories import a_contact, an_organisation
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Person, Role
from cordee.ground.people.rules.access import SESSION_PERSON
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.volunteers.actions.admission import pause_volunteer, suspend_volunteer
from cordee.ground.volunteers.models import Frame, Volunteer, VolunteerState
from cordee.ground.volunteers.tests.factories import a_volunteer


@pytest.fixture
def at():
    """The real present: views read their own clock."""
    return timezone.now()


@pytest.fixture
def agent(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def lucie(staff):
    return staff(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def tilleuls(agent, at, town):
    today = timezone.localtime(at).date()
    return an_organisation(
        at, agent, name="Secours des Tilleuls", contact=a_contact(), signed_on=today - timedelta(days=30),
        valid_until=today + timedelta(days=300), insurance_until=today + timedelta(days=300),
    )  # fmt: skip


def come_in(person):
    """A browser in which this person has already come in."""
    client = Client()
    session = client.session
    session[SESSION_PERSON] = person.pk
    session.save()
    return client


def a_member(organisation, agent, at, **fields):
    return a_volunteer(at, agent, frame=Frame.PARTNER_ORG, organisation=organisation, **fields)


def url(name, *args):
    return reverse(f"desk:{name}", args=args)


def a_mission(need, volunteer, at):
    mission = Assignment.objects.create(
        need=need, volunteer=volunteer, state="proposed", suggested_at=at, proposed_at=at,
        starts_at=at + timedelta(hours=1), ends_at=at + timedelta(hours=3),
    )  # fmt: skip
    Need.objects.filter(pk=need.pk).update(state=NeedState.PROPOSED)
    accept_assignment(assignment=mission, by=volunteer.person, at=at)
    return mission


TYPED = {"name": "Les Amis de la Loire", "kind": "association"}


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"siret": "732 829 320 00075"}, "siret", "sa clé ne tombe pas juste"),
        ({"rna": "49100012"}, "rna", "la lettre W suivie de neuf chiffres"),
        ({"signed_on": "01/02/2026"}, "valid_until", "Jusqu’à quand"),
        ({"contact_last_name": "Marchand"}, "contact_phone", "Donnez un téléphone ou un courriel"),
    ],
)
def test_a_wrong_number_is_told_beside_its_field_and_nothing_typed_is_lost(typed, field, said, lucie, sound):
    answer = lucie.post(url("organisation_new"), TYPED | {"notes": "le mardi"} | typed)
    html = sound(answer)
    assert answer.status_code == 422 and not Organisation.objects.exists()
    assert said in html and f'id="id_{field}_error"' in html
    assert "Les Amis de la Loire" in html and "le mardi" in html


def test_a_second_one_of_the_same_name_is_warned_once(lucie, tilleuls, sound):
    typed = TYPED | {"name": "SECOURS DES TILLEULS"}
    html = sound(lucie.post(url("organisation_new"), typed))
    assert "Secours des Tilleuls est déjà dans la liste" in html and "C’est bien une autre structure" in html
    assert lucie.post(url("organisation_new"), typed | {"same_name": "on"}).status_code == 302
    assert Organisation.objects.count() == 2


def test_an_empty_list_says_what_it_is_for(lucie, sound):
    assert "Noter un premier partenaire" in sound(lucie.get(url("organisations")))


def test_the_list_costs_the_same_for_many_and_exports_without_anybody(lucie, tilleuls, agent, at):
    lucie.get(url("organisations"))
    with CaptureQueriesContext(connection) as one:
        lucie.get(url("organisations"))
    for rank in range(5):
        other = an_organisation(at, agent, name=f"=cmd|{rank}", rna=f"W49100010{rank}", contact=a_contact(
            first_name="Ali", last_name=f"Zidi{rank}", phone=f"+3363998005{rank}"))  # fmt: skip
        a_member(other, agent, at) if rank == 0 else None
    with CaptureQueriesContext(connection) as many:
        html = lucie.get(url("organisations")).content.decode()
    assert len(many) == len(one) and "Ali Zidi3" in html
    told = lucie.get(url("organisations_export")).content.decode()
    assert (
        "Secours des Tilleuls" in told and "'=cmd|0" in told and "Zidi" not in told and "Marchand" not in told
    )


def test_a_suspension_shuts_the_page_that_was_open_and_gives_each_mission_back_once(
    lucie, tilleuls, agent, at
):
    karim = a_member(tilleuls, agent, at, email="karim@exemple.fr")
    need = a_need(at)
    mission = a_mission(need, karim, at)
    his = come_in(karim.person)
    assert "Jeanne" in his.get(f"/moi/missions/{mission.pk}/").content.decode()
    asked = lucie.get(url("organisation_suspend", tilleuls.pk)).content.decode()
    assert "1 bénévole est concerné" in asked and "1 mission prévue ou proposée est à replacer" in asked
    done = lucie.post(url("organisation_suspend", tilleuls.pk), follow=True).content.decode()
    assert "1 bénévole n’a plus accès" in done and "1 mission à replacer" in done
    # The next click shows nothing, nor does any other door.
    shown = his.get(f"/moi/missions/{mission.pk}/").content.decode()
    assert "rue des Lilas" not in shown and "Jeanne" not in shown
    assert his.post(f"/moi/missions/{mission.pk}/partir/").status_code in {302, 404}
    mission.refresh_from_db()
    need.refresh_from_db()
    assert mission.state == AssignmentState.CANCELLED and need.state == NeedState.QUALIFIED
    assert need.next_action == "Proposer un bénévole"
    lucie.post(url("organisation_suspend", tilleuls.pk), follow=True)
    assert OutgoingMessage.objects.filter(kind="mission_cancelled").count() == 1
    assert Event.objects.filter(verb="mark_unassigned").count() == 1


def test_whoever_waited_for_a_visit_is_told_once_or_counted_to_be_rung(lucie, tilleuls, agent, at):
    karim = a_member(tilleuls, agent, at)
    written, rung = a_need(at), a_need(at)
    Person.objects.filter(pk=written.beneficiary.person_id).update(contact_by="sms", phone="+33639980077")
    Person.objects.filter(pk=rung.beneficiary.person_id).update(contact_by="phone")
    a_mission(written, karim, at)
    second = a_mission(rung, a_member(tilleuls, agent, at), at)
    Assignment.objects.filter(pk=second.pk).update(announced_at=at)
    done = lucie.post(url("organisation_suspend", tilleuls.pk), follow=True).content.decode()
    told = OutgoingMessage.objects.get(kind="visit_put_off")
    assert told.recipient == "+33639980077" and "Karim ne pourra pas venir" in told.body
    assert "1 personne attendait une visite annoncée par téléphone" in done


def test_it_is_undone_in_one_click_but_for_whoever_was_suspended_by_name(lucie, tilleuls, agent, at):
    karim, paused, out = (a_member(tilleuls, agent, at) for _ in range(3))
    until = timezone.localtime(at).date() + timedelta(days=9)
    pause_volunteer(volunteer=paused, by=agent, at=at, until=until)
    suspend_volunteer(volunteer=out, by=agent, at=at)
    lucie.post(url("organisation_suspend", tilleuls.pk))
    assert set(Volunteer.objects.values_list("state", flat=True)) == {VolunteerState.SUSPENDED}
    html = lucie.post(url("volunteer_resume", karim.pk), follow=True).content.decode()
    assert "c’est elle qu’il faut reprendre" in html.replace("C’est", "c’est")
    assert (
        "2 bénévoles sont de retour"
        in lucie.post(url("organisation_resume", tilleuls.pk), follow=True).content.decode()
    )
    states = {one.pk: (one.state, one.paused_until) for one in Volunteer.objects.all()}
    assert states == {
        karim.pk: (VolunteerState.CLEARED, None), paused.pk: (VolunteerState.PAUSED, until),
        out.pk: (VolunteerState.SUSPENDED, None),
    }  # fmt: skip


def test_an_end_gives_missions_back_and_leaves_people_their_space(lucie, tilleuls, agent, at):
    karim = a_member(tilleuls, agent, at)
    mission = a_mission(a_need(at), karim, at)
    assert (
        "1 mission à replacer"
        in lucie.post(url("organisation_end", tilleuls.pk), follow=True).content.decode()
    )
    mission.refresh_from_db()
    karim.refresh_from_db()
    assert mission.state == AssignmentState.CANCELLED and karim.state == VolunteerState.CLEARED


def test_the_town_does_not_see_the_personal_file_of_somebody_elses_volunteer(lucie, tilleuls, agent, at):
    karim = a_member(
        tilleuls, agent, at, email="karim@exemple.fr", remarks="le matin seulement",
        place={"address": "3 rue du Port", "latitude": 47.353, "longitude": -0.901, "location_quality": "door"},
    )  # fmt: skip
    Volunteer.objects.filter(pk=karim.pk).update(contacted_at=None)
    page = lucie.get(url("volunteer", karim.pk)).content.decode()
    assert "Secours des Tilleuls" in page and "Courses" in page
    pages = page + lucie.get(url("volunteers"), {"promesse": "jamais"}).content.decode()
    for purpose in ("call", "site", "insurer"):
        pages += lucie.post(url("volunteers_export"), {"purpose": purpose}).content.decode()
    pages += lucie.get(url("volunteers_print")).content.decode()
    phone = display_phone(karim.person.phone)
    for private in (
        phone,
        phone.replace("\u00a0", " "),
        "karim@exemple.fr",
        "3 rue du Port",
        "le matin seulement",
        "ans</dd>",
    ):
        assert private not in pages, private
    assert "id_birth_on" not in lucie.get(url("volunteer_edit", karim.pk)).content.decode()


def test_a_volunteer_of_an_association_is_signed_up_with_it(lucie, tilleuls):
    typed = {
        "last_name": "Zidi", "first_name": "Ali", "birth_on": "02/05/1991", "phone": "06 39 98 00 31",
        "activities": ["COURSES"], "radius_km": "3", "frame": "partner_org",
    }  # fmt: skip
    html = lucie.post(url("volunteer_new"), typed).content.decode()
    assert "Choisissez l’association qui mandate cette personne." in html
    assert lucie.post(url("volunteer_new"), typed | {"organisation": tilleuls.pk}).status_code == 302
    ali = Volunteer.objects.get()
    assert ali.organisation == tilleuls
    lucie.post(url("volunteer_frame", ali.pk), {"frame": "commune_cosp"})
    ali.refresh_from_db()
    assert (ali.frame, ali.organisation) == (Frame.COMMUNE_COSP, None)


def test_an_older_file_is_shown_as_to_be_completed_and_found(lucie, agent, at):
    older = a_volunteer(at, agent)
    Volunteer.objects.filter(pk=older.pk).update(frame=Frame.PARTNER_ORG)
    assert "association à préciser" in lucie.get(url("volunteer", older.pk)).content.decode()
    assert "1 bénévole d’association sans association" in lucie.get(url("organisations")).content.decode()


def test_the_convention_opens_as_a_paper_and_missions_are_counted_by_help(lucie, tilleuls, agent, at):
    mission = a_mission(a_need(at), a_member(tilleuls, agent, at), at)
    finish_assignment(assignment=mission, by=mission.volunteer.person, at=at, minutes=50)
    today = timezone.localtime(at).date()
    page = lucie.get(
        url("organisation", tilleuls.pk), {"au": f"{today + timedelta(days=1):%d/%m/%Y}"}
    ).content.decode()
    assert "Courses" in page and "50" in page
    lucie.post(
        url("organisation_convention", tilleuls.pk), {"starts_on": "01/01/2026", "ends_on": "31/12/2026"}
    )
    paper = ConventionPaper.objects.get().paper
    answer = lucie.get(url("organisation_paper", tilleuls.pk, paper.pk))
    assert answer["Content-Type"] == "application/pdf"
    words = words_of(answer.content)
    assert str(paper) in words and "Secours des Tilleuls" in words and faults_of(answer.content) == []
    other = an_organisation(at, agent)
    assert lucie.get(url("organisation_paper", other.pk, paper.pk)).status_code == 404
