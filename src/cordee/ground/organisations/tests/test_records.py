"""A partner is one file, its dates make sense, and its contact is somebody who may be forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.actions.papers import print_convention
from cordee.ground.organisations.actions.records import (
    Contact,
    Facts,
    change_organisation,
    record_organisation,
)
from cordee.ground.organisations.actions.states import (
    end_organisation,
    resume_organisation,
    suspend_organisation,
)
from cordee.ground.organisations.models import Organisation, OrganisationState
from cordee.ground.organisations.rules.conventions import ends_soon, is_open, state_words, why_closed
from cordee.ground.organisations.selectors.lists import (
    OrganisationFilter,
    conventions_of,
    filtered_organisations,
    same_names,
)
from cordee.ground.organisations.tests.factories import a_contact, an_organisation
from cordee.ground.people.actions.privacy import check_identity, erase_person, open_right_request
from cordee.ground.people.actions.retention import eliminate
from cordee.ground.people.models import Person, Role
from cordee.ground.people.ports import everything_about
from cordee.ground.people.selectors.privacy import preview_of

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


def facts_of(organisation, **changed):
    """What its form holds, with changes."""
    contact = organisation.contact
    known = {
        "name": organisation.name, "kind": organisation.kind, "rna": organisation.rna, "siret": organisation.siret,
        "signed_on": organisation.signed_on, "valid_until": organisation.valid_until,
        "insurance_seen": organisation.insurance_seen_on is not None, "insurance_until": organisation.insurance_until,
        "notes": organisation.notes,
        "contact": Contact(
            contact.first_name, contact.last_name, contact.phone, contact.email, organisation.contact_role
        ) if contact else Contact(),
    }  # fmt: skip
    return Facts(**(known | changed))


def test_one_number_is_one_file_and_a_name_is_only_warned(lucie, now):
    first = an_organisation(now, lucie, name="Les Amis de la Loire", rna="W491000123", siret="73282932000074")
    for number in ({"rna": "w491 000 123"}, {"siret": "732 829 320 00074"}):
        with pytest.raises(Refused, match="Les Amis de la Loire porte déjà ce numéro") as refused:
            an_organisation(now, lucie, **number)
        assert refused.value.field in number
    again = an_organisation(now, lucie, name="LES AMIS DE LA LOIRE")
    assert same_names("les amis de la loire", but=again.pk) == [first]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"signed_on": date(2026, 4, 8)}, "signed_on"),
        ({"signed_on": date(2026, 4, 6), "valid_until": date(2026, 4, 5)}, "valid_until"),
        ({"valid_until": None}, "valid_until"),
        ({"insurance_until": None}, "insurance_until"),
        ({"contact": Contact(phone="+33639980042")}, "contact_last_name"),
        ({"contact": Contact(last_name="Marchand")}, "contact_phone"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(wrong, field, lucie, now):
    with pytest.raises(Refused) as refused:
        an_organisation(now, lucie, **wrong)
    assert refused.value.field == field and not Organisation.objects.exists()


def test_a_convention_closes_the_day_after_its_last_and_says_so(lucie, now):
    last = date(2026, 4, 21)
    one = an_organisation(now, lucie, name="Secours des Tilleuls", valid_until=last)
    assert is_open(one, last) and not is_open(one, last + timedelta(days=1))
    assert "Secours des Tilleuls" in why_closed(one, last + timedelta(days=1))
    assert "le 21\u00a0avril 2026" in why_closed(one, last + timedelta(days=1))
    assert ends_soon(last, now.date()) and not ends_soon(last, date(2026, 3, 21))
    assert state_words(one, now.date())[0] == "bientôt échue"
    assert state_words(one, date(2026, 4, 22)) == ("convention échue", "danger")


def test_a_suspension_is_undone_and_an_end_too_while_the_days_last(lucie, now):
    one = suspend_organisation(organisation=an_organisation(now, lucie), by=lucie, at=now)
    assert "suspendue depuis le 7\u00a0avril" in why_closed(one, now.date())
    with pytest.raises(Refused, match="déjà suspendue"):
        suspend_organisation(organisation=one, by=lucie, at=now)
    assert resume_organisation(organisation=one, by=lucie, at=now).state == OrganisationState.ACTIVE
    assert "a pris fin le 7\u00a0avril" in why_closed(
        end_organisation(organisation=one, by=lucie, at=now), now.date()
    )
    with pytest.raises(Refused, match="échue"):
        resume_organisation(organisation=one, by=lucie, at=now + timedelta(days=400))
    assert resume_organisation(organisation=one, by=lucie, at=now).ended_at is None


def test_an_agreement_not_signed_yet_opens_nothing(lucie, now):
    one = an_organisation(now, lucie, signed_on=None, valid_until=None)
    assert one.state == OrganisationState.PROPOSED and not is_open(one, now.date())
    signed = change_organisation(
        organisation=one, by=lucie, at=now,
        facts=facts_of(one, signed_on=date(2026, 4, 7), valid_until=date(2027, 4, 6)),
    )  # fmt: skip
    assert signed.state == OrganisationState.ACTIVE and is_open(signed, now.date())


def test_whoever_saw_the_insurance_is_kept_until_another_certificate_is_seen(lucie, account, now):
    one = an_organisation(now, lucie)
    assert (one.insurance_seen_on, one.insurance_seen_by) == (now.date(), lucie)
    claire, later = account(Role.CCAS_MANAGER), now + timedelta(days=9)
    same = change_organisation(
        organisation=one, facts=facts_of(one, seat="2 rue du Port"), by=claire, at=later
    )
    assert same.insurance_seen_by == lucie
    renewed = change_organisation(
        organisation=one, facts=facts_of(one, insurance_until=date(2027, 12, 31)), by=claire, at=later
    )
    assert (renewed.insurance_seen_on, renewed.insurance_seen_by) == (later.date(), claire)


def test_the_convention_is_a_numbered_paper_of_its_file(lucie, now):
    one = an_organisation(now, lucie, name="Secours des Tilleuls", rna="W491000123", activities=["COURSES"])
    paper = print_convention(
        organisation=one, representative="sa présidente, Mme Marchand", starts_on=date(2026, 5, 1),
        ends_on=date(2027, 4, 30), signer="", by=lucie, at=now,
    )  # fmt: skip
    assert str(paper) == "CP-2026-0001" and conventions_of(one) == [paper]
    assert paper.content["values"]["identifiant"] == "RNA W491000123"
    assert "courses" in paper.content["values"]["activités"]


def test_a_contact_that_changes_is_forgotten_unless_known_for_something_else(lucie, now):
    one = an_organisation(now, lucie, contact=a_contact())
    former = one.contact
    changed = change_organisation(
        organisation=one,
        facts=facts_of(one, contact=a_contact(first_name="Ali", last_name="Zidi")),
        by=lucie,
        at=now,
    )
    former.refresh_from_db()
    assert former.erased_at and former.phone == "" and changed.contact.full_name == "Ali Zidi"
    # A new number for the same person is a correction, not a second person.
    corrected = change_organisation(
        organisation=one, by=lucie, at=now,
        facts=facts_of(changed, contact=a_contact(first_name="Ali", last_name="Zidi", phone="+33639980043")),
    )  # fmt: skip
    assert corrected.contact == changed.contact and corrected.contact.phone == "+33639980043"
    # The same person for a second association is still one person, and stays when the first lets go.
    other = an_organisation(
        now, lucie, contact=a_contact(first_name="Ali", last_name="Zidi", phone="+33639980043")
    )
    assert other.contact == corrected.contact
    change_organisation(organisation=one, facts=facts_of(corrected, contact=Contact()), by=lucie, at=now)
    other.contact.refresh_from_db()
    assert other.contact.full_name == "Ali Zidi"


def test_a_contact_is_handed_over_and_forgotten_like_anybody(lucie, account, now):
    one = an_organisation(now, lucie, contact=a_contact(), notes="Dominique Marchand préfère le matin.")
    her = one.contact
    told = everything_about(her)["Vos fonctions dans une structure"]["Structures"][0]
    assert told == {"Structure": one.name, "Votre fonction": "présidente", "Notes": one.notes}
    claire = account(Role.CCAS_MANAGER)
    asked = open_right_request(
        person=her, kind="effacement", channel="letter", received_on=now.date(), by=claire, at=now
    )
    check_identity(request=asked, how="seen", by=claire, at=now)
    erase_person(request=asked, by=claire, at=now)
    one.refresh_from_db()
    assert one.contact is None and one.contact_role == "" and one.notes == "………… préfère le matin."
    assert Person.objects.get(pk=her.pk).phone == ""


def test_a_year_after_the_end_the_people_are_gone_and_the_association_stays(lucie, account, now):
    one = an_organisation(now, lucie, contact=a_contact(), notes="rappeler le soir")
    end_organisation(organisation=one, by=lucie, at=now)
    later = now + timedelta(days=400)
    wanted = preview_of("structures", at=later)
    eliminate(code="structures", fingerprint=wanted.fingerprint, by=account(Role.DPO), at=later)
    one.refresh_from_db()
    assert (one.contact, one.notes) == (None, "") and one.name


def test_a_list_is_searched_by_name_number_kind_and_what_ends(lucie, now, django_assert_num_queries):
    tilleuls = an_organisation(
        now, lucie, name="Secours des Tilleuls", rna="W491000123", activities=["COURSES"]
    )
    port = an_organisation(
        now, lucie, name="Épicerie du Port", kind="company", insurance_until=date(2026, 4, 20)
    )
    today = now.date()

    def found(**wanted):
        return list(filtered_organisations(OrganisationFilter(**wanted), today=today))

    assert found(text="tilleuls SECOURS") == [tilleuls] == found(text="w491000123")
    assert found(text="epicerie") == [port] == found(kind="company") == found(ending=True)
    assert found(activity="COURSES") == [
        port,
        tilleuls,
    ]  # No activity written: whatever its volunteers offer.
    assert found(activity="MEDICAMENTS") == [port]
    with django_assert_num_queries(1):
        found(text="secours", state="active", ending=True, activity="COURSES")


def test_another_record_of_the_same_instant_loses_with_words(lucie, now, monkeypatch):
    an_organisation(now, lucie, rna="W491000123")
    monkeypatch.setattr("cordee.ground.organisations.actions.records._same_number", lambda *_: None)
    with pytest.raises(Refused, match="Quelqu’un vient d’enregistrer ce numéro"):
        record_organisation(facts=Facts(name="Une autre", rna="W491000123"), by=lucie, at=now)
