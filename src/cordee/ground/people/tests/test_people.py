"""Numbers, names, roles and one-time keys."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.keys import find_entry_key, issue_entry_key, use_entry_code, use_entry_key
from cordee.ground.people.actions.persons import correct_person, record_person, set_staff_roles
from cordee.ground.people.models import EntryKey, EntryPurpose, Person, Role
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.permissions import Permission, can, check_can
from cordee.ground.people.rules.phones import digits_typed, display_phone, parse_phone
from cordee.ground.people.selectors.persons import likely_same, persons_whose_phone_starts
from cordee.ground.territory.models import town_scope

BY = Task("tests")


@pytest.mark.parametrize(
    "written",
    ["0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33612345678", "+33 (0)6 12 34 56 78", "0033612345678",
     "0033 6 12 34 56 78", "612345678", "33612345678", "06-12-34-56-78", "+33 (0)612345678"],
)  # fmt: skip
def test_a_number_is_read_in_every_form_people_write_it(written):
    assert parse_phone(written) == "+33612345678"


@pytest.mark.parametrize("written", ["", "06 12", "pas de tél", "12", "06123456789012", "<script>", "0"])
def test_what_is_not_a_number_is_refused_in_words(written):
    with pytest.raises(Refused) as refused:
        parse_phone(written, field="phone")
    assert refused.value.field == "phone"


def test_a_number_is_shown_as_it_is_read_aloud():
    assert display_phone("+33612345678") == "06 12 34 56 78"
    assert display_phone("+262262123456").startswith("+262")


@pytest.mark.parametrize(
    ("one", "other"),
    [(("Jeanne", "Rolland"), ("jeanne", "ROLAND")), (("Jean-Pierre", "Le Gall"), ("jean pierre", "Legal")),
     (("Loïc", "de Kermadec"), ("Loic", "Kermadec")), (("Chloé", "Petit"), ("CHLOE", "PETITS"))],
)  # fmt: skip
def test_two_spellings_that_sound_the_same_meet(one, other):
    assert name_key(*one) == name_key(*other)


def test_different_names_do_not_meet():
    assert name_key("Jeanne", "Rolland") != name_key("Jeanne", "Durand")


def test_an_age_is_exact_with_the_day_and_prudent_with_the_year_alone():
    assert Person(birth_on=date(1948, 4, 8)).age_on(date(2026, 4, 7)) == 77
    assert Person(birth_year=1948).age_on(date(2026, 4, 7)) == 77
    assert Person().age_on(date(2026, 4, 7)) is None


def test_a_caller_is_recognised_only_once_enough_is_typed(town):
    record_person(by=BY, last_name="Rolland", phone="+33261910412")
    assert persons_whose_phone_starts(digits_typed("02 61")) == []
    assert len(persons_whose_phone_starts(digits_typed("02 61 91 0"))) == 1
    assert persons_whose_phone_starts(digits_typed("03 61 91 0")) == []


def test_the_same_person_is_suggested_by_number_then_by_sound(town):
    known = record_person(
        by=BY, last_name="Rolland", first_name="Jeanne", phone="+33261910412", birth_year=1948
    )
    assert (
        likely_same(first_name="X", last_name="Y", phone="+33261910412")[0].because
        == "même numéro de téléphone"
    )
    assert likely_same(first_name="Jeanne", last_name="Roland")[0].person == known
    assert likely_same(first_name="Jeanne", last_name="Roland", birth_year=1990) == []


def test_somebody_who_cannot_be_reached_is_refused(town):
    with pytest.raises(Refused):
        record_person(by=BY, last_name="Rolland")


def test_correcting_names_the_fields_and_not_their_values(town):
    from cordee.ground.audit.models import Event

    person = record_person(by=BY, last_name="Roland", phone="+33261910412")
    correct_person(person=person, by=BY, last_name="Rolland")
    assert Event.objects.get(verb="correct_person").facts == {"fields": ["last_name"]}
    with pytest.raises(TypeError):
        correct_person(person=person, by=BY, merged_into=None)


@pytest.fixture
def person(town):
    return record_person(by=BY, last_name="Benali", first_name="Karim", phone="+33639980001")


def test_a_link_opens_once_and_is_kept_as_a_digest(person, now):
    issued = issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=BY, at=now)
    key = find_entry_key(issued.token)
    assert issued.token not in str(list(EntryKey.objects.values())) and len(issued.token) >= 22
    assert use_entry_key(key=key, at=now) == person
    with pytest.raises(Refused, match="déjà servi"):
        use_entry_key(key=find_entry_key(issued.token), at=now)


def test_a_link_too_old_is_refused(person, now):
    issued = issue_entry_key(
        person=person, purpose=EntryPurpose.MINE, by=BY, at=now, valid_for=timedelta(hours=1)
    )
    with pytest.raises(Refused, match="plus valable"):
        use_entry_key(key=find_entry_key(issued.token), at=now + timedelta(hours=2))


def test_a_link_of_another_town_does_not_exist_here(person, now):
    issued = issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=BY, at=now)
    with town_scope("49001"):
        assert find_entry_key(issued.token) is None


def test_a_code_works_ten_minutes_and_five_wrong_tries_close_it(person, now):
    issued = issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=BY, at=now, with_code=True)
    with pytest.raises(Refused):
        use_entry_code(person=person, code=issued.code, at=now + timedelta(minutes=11))
    for _ in range(4):
        with pytest.raises(Refused):
            use_entry_code(person=person, code="wrong", at=now)
    assert use_entry_code(person=person, code=f" {issued.code} ", at=now) == person
    again = issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=BY, at=now, with_code=True)
    for _ in range(5):
        with pytest.raises(Refused):
            use_entry_code(person=person, code="wrong", at=now)
    with pytest.raises(Refused):
        use_entry_code(person=person, code=again.code, at=now)


def test_an_unknown_person_gets_the_same_sentence_as_a_wrong_code(person, now):
    issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=BY, at=now, with_code=True)
    sentences = set()
    for who in (person, None):
        with pytest.raises(Refused) as refused:
            use_entry_code(person=who, code="000000x", at=now)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


def test_a_role_holds_in_its_town_only(town, account):
    mayor = account(Role.MAYOR)
    assert can(mayor, Permission.CRISIS_DECIDE)
    check_can(mayor, Permission.NEED_READ)
    fresh = type(mayor).objects.get(pk=mayor.pk)
    with town_scope("49001"), pytest.raises(Refused):
        check_can(fresh, Permission.CRISIS_DECIDE)


def test_nobody_shuts_themselves_out(town, account):
    lead = account(Role.OPERATIONS_LEAD)
    with pytest.raises(Refused):
        set_staff_roles(account=lead, roles=[], by=lead)


def test_a_reminder_link_sent_meanwhile_does_not_spoil_the_code(person, now):
    issued = issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=BY, at=now, with_code=True)
    issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=BY, at=now)
    assert use_entry_code(person=person, code=issued.code, at=now) == person


@pytest.mark.parametrize("last_name", ["De La Tour", "de La Tour", "d’Ormesson"])
def test_the_initial_a_stranger_sees_is_a_capital(last_name):
    assert Person(first_name="Marie", last_name=last_name).short_name == "Marie D."
