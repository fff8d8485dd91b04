"""Files of protocols: what ships can be trusted, what cannot be trusted is refused by file and key."""

from copy import deepcopy

import pytest

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.faults import BadProtocol
from cordee.engine.protocol.hours import hours_phrase, intersection, parse_hours
from cordee.engine.protocol.reading import FORMS, parse_protocol, read_protocol, shipped, shipped_tables
from cordee.engine.protocol.versions import amended, loosens


def test_every_model_says_what_becomes_of_each_activity_or_says_it_does_not():
    for protocol in shipped().values():
        missing = set(ACTIVITIES) - set(protocol.cells) - {"DON_ARGENT"}
        assert not missing or protocol.parameters_only, protocol.code


def test_no_model_passes_its_figures_for_confirmed():
    for protocol in shipped().values():
        assert not any(parameter.confirmed for parameter in protocol.parameters.values())
        assert all(parameter.source for parameter in protocol.parameters.values())


@pytest.mark.parametrize(
    ("protocol", "parameter", "value"),
    [
        ("EPI-CONF", "age_max_onsite", 69),
        ("EPI-CONF", "max_group", 2),
        ("EPI-CONF", "hours", ((480, 1140),)),
        ("EPI-DECONF", "max_group", 10),
        ("EPI-CONF2", "max_group", 6),
        ("CAN-ORANGE", "hours", ((420, 660), (1080, 1260))),
        ("CAN-ROUGE", "hours", ((420, 630), (1140, 1260))),
        ("CAN-ROUGE", "max_continuous_h", 1.5),
        ("CAN-ROUGE", "max_group", 4),
        ("FROID", "age_max_advised", 74),
        ("INO-RET", "max_group", 8),
        ("INO-RET", "hours", ((480, 1080),)),
        ("ELEC", "max_group", 6),
    ],
)
def test_the_models_carry_the_figures_of_the_reference(protocol, parameter, value):
    assert shipped()[protocol].value(parameter) == value


def _broken(path, value):
    table = deepcopy(dict(shipped_tables()["EPI-CONF"]))
    *above, last = path
    under = table
    for key in above:
        under = under[key]
    if value is None:
        del under[last]
    else:
        under[last] = value
    return table


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("version",), None, "version"),
        (("version",), 0, "version"),
        (("version",), True, "version"),
        (("label",), " ", "label"),
        (("source",), 3, "source"),
        (("couleur",), "rouge", "couleur"),
        (("valid_from",), "24/03/2020", "valid_from"),
        (("valid_from",), "2021-01-01T00:00:00+01:00", "valid_to"),
        (("parameters", "age_max"), {"value": 3}, "parameters.age_max"),
        (("parameters", "age_min"), {"value": float("nan")}, "parameters.age_min.value"),
        (("parameters", "age_min"), {}, "parameters.age_min.value"),
        (("parameters", "age_min"), 18, "parameters.age_min"),
        (("parameters", "age_min"), {"value": 70}, "parameters.age_max_onsite"),
        (("parameters", "age_min"), {"value": 18, "confirmed": "oui"}, "parameters.age_min.confirmed"),
        (("parameters", "hours"), {"value": ["19:00-08:00"]}, "parameters.hours.value"),
        (("parameters", "hours"), {"value": ["matin"]}, "parameters.hours.value"),
        (("parameters", "hours"), {"value": "08:00-19:00"}, "parameters.hours.value"),
        (("parameters", "travel_doc"), {"value": ["PASSEPORT"]}, "parameters.travel_doc.value"),
        (("activities", "COURSES"), None, "activities.COURSES"),
        (("activities", "COURSES"), "allowed", "activities.COURSES"),
        (("activities", "JARDIN"), {"status": "allowed"}, "activities.JARDIN"),
        (("activities", "COURSES", "status"), None, "activities.COURSES.status"),
        (("activities", "COURSES", "status"), "interdit", "activities.COURSES.status"),
        (("activities", "COURSES", "alternative"), "SIESTE", "activities.COURSES.alternative"),
        (("activities", "COURSES", "exceptions"), 3, "activities.COURSES.exceptions"),
        (("activities", "COURSES", "exceptions"), [{"form": "x"}], "activities.COURSES.exceptions 1.form"),
    ],
)
def test_a_fault_names_the_file_and_the_key(path, value, key):
    with pytest.raises(BadProtocol) as fault:
        read_protocol(_broken(path, value), "arrêté.toml")
    assert (fault.value.file, fault.value.key) == ("arrêté.toml", key)
    assert fault.value.message


def test_text_that_is_not_toml_is_refused():
    with pytest.raises(BadProtocol, match="TOML"):
        parse_protocol("code = ", "x.toml")


def test_activating_a_model_forgets_the_dates_of_the_past():
    active = amended(shipped_tables()["EPI-CONF"], {"version": 4}, "EPI-CONF")
    assert (active.version, active.valid_from, active.valid_to) == (4, None, None)
    assert active.cells == shipped()["EPI-CONF"].cells


@pytest.mark.parametrize(
    ("name", "before", "after", "looser"),
    [
        ("age_min", 18, 16, True),
        ("age_min", 16, 18, False),
        ("age_max_onsite", 69, 75, True),
        ("age_max_onsite", 69, 64, False),
        ("distance_m", 1, 2, False),
        ("hours", ((480, 1140),), ((540, 1080),), False),
        ("hours", ((480, 1140),), ((420, 1080),), True),
        ("travel_doc", frozenset("AB"), frozenset("A"), True),
        ("travel_doc", frozenset("A"), frozenset("AB"), False),
        ("indoor_visit", "no", "yes", True),
        ("contactless", "advised", "required", False),
        ("max_group", 6, None, True),
    ],
)
def test_loosening_is_told_from_tightening(name, before, after, looser):
    assert loosens(name, before, after) is looser


@pytest.mark.parametrize(
    ("protocol", "activity", "lifted"),
    [
        ("INO-RET", "NETTOYAGE", {"team_min": 1}),
        ("INO-RET", "NETTOYAGE", {"leader": False}),
        ("INO-RET", "NETTOYAGE", {"ppe": []}),
        ("INO-RET", "NETTOYAGE", {"conditions": []}),
        ("INO-URG", "VISITE_PORTE", {"exceptions": [{"form": "dry_zone", "status": "allowed"}]}),
        ("INO-URG", "COURSES", {"exceptions": [{"form": "dry_zone", "status": "allowed"}]}),
    ],
)
def test_a_hard_line_is_not_lifted_by_one_of_its_details(protocol, activity, lifted):
    with pytest.raises(BadProtocol) as fault:
        amended(shipped_tables()[protocol], {"activities": {activity: lifted}}, "ville.toml")
    assert fault.value.key == f"activities.{activity}"


def test_hours_are_read_joined_met_and_told():
    hours = parse_hours(["19:00-21:00", "07:00-09:00", "09:00-10:30"])
    assert hours == ((420, 630), (1140, 1260))
    assert hours_phrase(intersection(hours, ((480, 1140),))) == "de 8 h à 10 h 30"
    assert hours_phrase(()) == "à aucune heure"


def test_every_form_a_model_names_has_a_label():
    named = {form for one in shipped().values() for cell in one.cells.values() for form in cell.exceptions}
    assert named <= set(FORMS)
    assert set(FORMS) <= named
