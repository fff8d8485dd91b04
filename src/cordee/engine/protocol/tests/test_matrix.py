"""The whole table of activities and protocols, typed a second time from the reference (§ 9.3).

One letter per verdict of an adult with papers in order: A allowed, C conditions, R remote only, S suspended;
« h » after it: hard. The letter is that of the ordinary form; other forms are below.
"""

import pytest

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Case, Place, Slot, Team, Volunteer
from cordee.engine.protocol.decision import decide
from cordee.engine.protocol.protocols import Status
from cordee.engine.protocol.reading import shipped

COLUMNS = ("EPI-CONF", "EPI-DECONF", "CAN-ORANGE", "CAN-ROUGE", "FROID", "INO-URG", "INO-RET", "ELEC")
MATRIX = {
    "COURSES":             "C  C  C  C  C  Sh C  A",
    "REPAS":               "C  C  C  C  C  S  C  C",
    "MEDICAMENTS":         "C  C  C  C  A  C  C  C",
    "APPEL_CONVIVIALITE":  "A  A  A  A  A  A  A  C",
    "VISITE_PORTE":        "C  C  A  A  A  Sh C  A",
    "VISITE_CONVIVIALITE": "S  C  C  S  C  S  S  C",
    "GARDE_ENFANTS":       "Ch Ch C  C  C  S  C  C",
    "TRANSPORT_SOIGNANT":  "C  C  A  A  C  Sh C  A",
    "TRANSPORT_PERSONNE":  "C  C  C  C  C  Sh C  C",
    "DON_NATURE":          "C  C  C  C  A  C  C  A",
    "AIDE_ALIMENTAIRE":    "C  C  C  C  A  S  C  C",
    "DON_ARGENT":          "Sh Sh Sh Sh Sh Sh Sh Sh",
    "MASQUES":             "R  R  R  R  R  S  S  R",
    "PRET_NUMERIQUE":      "C  C  A  A  A  S  C  S",
    "AIDE_NUMERIQUE":      "A  A  A  A  A  A  A  S",
    "HEBERGEMENT":         "C  C  C  C  A  Ch C  C",
    "SOUTIEN_SCOLAIRE":    "R  R  C  R  A  R  A  S",
    "ANIMAUX":             "C  C  C  C  A  S  C  A",
    "INFO_TERRAIN":        "S  C  C  C  A  Sh C  A",
    "ACCUEIL_CARE":        "C  C  A  A  A  Ch C  A",
    "NETTOYAGE":           "S  C  C  S  C  Sh Ch C",
    "EAU_FROID":           "C  C  A  A  A  C  C  A",
    "DEMARCHES":           "R  C  A  R  A  R  A  R",
}  # fmt: skip
STATUS = {"A": Status.ALLOWED, "C": Status.CONDITIONS, "R": Status.REMOTE_ONLY, "S": Status.SUSPENDED}
ADULT = Volunteer(40, trained=True)


def verdict(activity, protocol, **facts):
    # Where both exist, the table speaks of what is done on the spot.
    remote = None if ACTIVITIES[activity].mode in (frozenset("R"), frozenset()) else False
    facts = {"remote": remote, "volunteer": ADULT, **facts}
    return decide(Case(activity, **facts), [shipped()[protocol]])


@pytest.mark.parametrize("activity", MATRIX)
@pytest.mark.parametrize("protocol", COLUMNS)
def test_every_cell_of_the_table_is_the_verdict_of_an_ordinary_case(activity, protocol):
    told = MATRIX[activity].split()[COLUMNS.index(protocol)]
    found = verdict(activity, protocol)
    assert (found.status, found.hard) == (STATUS[told[0]], told.endswith("h"))
    assert all(reason.sentence and reason.source for reason in found.reasons)


def test_the_table_covers_the_whole_catalogue():
    assert set(MATRIX) == set(ACTIVITIES)


@pytest.mark.parametrize(
    ("activity", "protocol", "form", "letter"),
    [
        ("COURSES", "INO-URG", "dry_zone", "C"),
        ("INFO_TERRAIN", "EPI-CONF", "letterboxes", "C"),
        ("VISITE_CONVIVIALITE", "CAN-ROUGE", "welfare_check", "C"),
        ("GARDE_ENFANTS", "INO-URG", "care_with_parents", "C"),
        ("GARDE_ENFANTS", "ELEC", "no_heating_or_light", "S"),
        ("TRANSPORT_PERSONNE", "INO-URG", "evacuation", "C"),
        ("SOUTIEN_SCOLAIRE", "EPI-DECONF", "small_group", "C"),
        ("SOUTIEN_SCOLAIRE", "ELEC", "network_up", "R"),
        ("DEMARCHES", "ELEC", "on_paper", "C"),
    ],
)
def test_a_named_form_of_an_activity_has_its_own_line(activity, protocol, form, letter):
    assert verdict(activity, protocol, form=form).status == STATUS[letter]


def test_lessons_stay_free_at_a_distance_in_the_heat():
    assert verdict("SOUTIEN_SCOLAIRE", "CAN-ORANGE", remote=True).status == Status.ALLOWED


@pytest.mark.parametrize(
    ("activity", "protocol", "hour", "letter"),
    [
        ("NETTOYAGE", "CAN-ORANGE", 14, "S"),
        ("NETTOYAGE", "CAN-ORANGE", 9, "C"),
        ("ANIMAUX", "CAN-ORANGE", 6, "C"),
        ("ANIMAUX", "CAN-ROUGE", 12, "S"),
        ("INFO_TERRAIN", "CAN-ORANGE", 19, "S"),
        ("COURSES", "CAN-ORANGE", 10, "C"),
        ("COURSES", "CAN-ORANGE", 11, "S"),
        ("COURSES", "EPI-CONF", 19, "S"),
        ("NETTOYAGE", "INO-RET", 18, "S"),
    ],
)
def test_the_hours_of_the_protocol_bind_the_slot(activity, protocol, hour, letter):
    team = Team(size=3, leader=True)
    assert verdict(activity, protocol, slot=Slot(hour * 60, hour * 60), team=team).status == STATUS[letter]


def test_a_welfare_check_is_never_put_off_by_the_heat():
    assert verdict("VISITE_PORTE", "CAN-ROUGE", slot=Slot(15 * 60, 16 * 60)).status == Status.ALLOWED


def test_a_cool_place_may_be_held_by_a_person_of_75_who_may_not_carry_water_outside():
    old = Volunteer(75)
    assert verdict("ACCUEIL_CARE", "CAN-ROUGE", volunteer=old).status == Status.ALLOWED
    assert verdict("EAU_FROID", "CAN-ROUGE", volunteer=old).status == Status.REMOTE_ONLY


def test_only_trained_people_act_on_the_spot_in_a_flood():
    assert verdict("DON_NATURE", "INO-URG", volunteer=Volunteer(40)).status == Status.REMOTE_ONLY


@pytest.mark.parametrize(
    ("protocol", "sentence"),
    [
        ("EPI-CONF", "Rester à 1 m au moins"),
        ("EPI-CONF", "Remise sans contact"),
        ("CAN-ORANGE", "15 minutes de pause par heure"),
        ("CAN-ROUGE", "Prévoir : glacière"),
        ("FROID", "2 h au plus d’affilée"),
        ("INO-RET", "Relève des équipes"),
    ],
)
def test_the_parameters_are_told_as_conditions(protocol, sentence):
    assert sentence in {one.sentence for one in verdict("COURSES", protocol).conditions}


def test_what_is_lent_is_set_aside_as_long_as_the_protocol_says():
    lent = {one.sentence for one in verdict("PRET_NUMERIQUE", "EPI-CONF").conditions}
    assert "Isoler les objets 48 heures" in lent
    assert "Isoler les objets 48 heures" not in {
        one.sentence for one in verdict("COURSES", "EPI-CONF").conditions
    }


def test_a_visit_indoors_is_shortened_in_the_heat_and_refused_in_a_lockdown():
    inside = Place(enters_home=True)
    short = {one.sentence for one in verdict("VISITE_CONVIVIALITE", "CAN-ORANGE", place=inside).conditions}
    assert "Entrer seulement en cas de nécessité, 15 minutes au plus" in short
    assert verdict("COURSES", "EPI-CONF", place=inside).status == Status.SUSPENDED


@pytest.mark.parametrize(
    ("activity", "protocol", "facts"),
    [
        ("VISITE_PORTE", "CAN-ORANGE", {"team": Team(size=1)}),
        ("COURSES", "EPI-CONF", {"team": Team(size=3)}),
        ("TRANSPORT_SOIGNANT", "EPI-CONF", {"team": Team(passengers=2)}),
        ("ANIMAUX", "EPI-CONF", {"place": Place(distance_km=1.2)}),
        ("COURSES", "CAN-ORANGE", {"slot": Slot(8 * 60, 10 * 60 + 15)}),
    ],
)
def test_what_is_planned_beyond_a_limit_is_suspended_and_may_be_overridden(activity, protocol, facts):
    found = verdict(activity, protocol, **facts)
    assert (found.status, found.hard) == (Status.SUSPENDED, False)
    assert verdict(activity, protocol).status < Status.SUSPENDED


def test_the_papers_to_print_come_from_the_protocol():
    assert verdict("COURSES", "EPI-CONF").documents == ("ATTESTATION_MOTIF_4", "ORDRE_MISSION")
    assert verdict("APPEL_CONVIVIALITE", "EPI-CONF").documents == ()


def test_a_protocol_without_a_table_binds_what_is_done_on_the_spot():
    assert verdict("COURSES", "EPI-CONF2").status == Status.CONDITIONS
    assert verdict("APPEL_CONVIVIALITE", "EPI-CONF2").status == Status.ALLOWED
    assert verdict("COURSES", "EPI-CONF2", volunteer=Volunteer(70)).status == Status.CONDITIONS
