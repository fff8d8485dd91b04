"""``cordee simulate``: figures, JSON, drawing, and refusals in French."""

import json
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command

from cordee.engine.simulation.study import POLICIES

SMALL = ["--inhabitants", "5000", "--needs", "40", "--volunteers", "40", "--days", "4"]


def told(*words):
    out, err = StringIO(), StringIO()
    call_command("simulate", *SMALL, *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_table_names_every_policy_and_progress_goes_to_stderr():
    out, err = told()

    for name in ("Liste publique", "Le plus proche d’abord", "Cordée sans réserve"):
        assert name in out
    assert "graine 1" in err and "graine" not in out


def test_json_gives_figures_bound_and_parameters():
    out, _ = told("--json", "--policy", "cordee", "--seeds", "2", "--willingness", "0.5", "--fatigue", "2")
    found = json.loads(out)
    (ours,) = found["policies"]

    assert ours["policy"] == "cordee"
    assert 0 <= ours["urgent_24h_share"] <= 1
    assert "served_share" in ours["spread"]
    assert [bound["seed"] for bound in found["bound"]] == [1, 2]
    assert found["parameters"]["behaviour"]["willingness"] == 0.5
    assert found["parameters"]["behaviour"]["fatigue"] == 0.2
    assert found["parameters"]["asking"]["urgent_per_week"] == 5


def test_json_has_the_promised_figures_for_every_policy():
    found = json.loads(told("--json")[0])["policies"]

    assert [one["policy"] for one in found] == [*POLICIES]
    for one in found:
        for key in (
            "u1_same_day_share",
            "served_share",
            "weight_share",
            "asks_per_served",
            "never_called_share",
            "median_minutes_to_accepted",
            "p90_minutes_to_accepted",
            "gini_load",
            "km_per_served",
        ):
            assert key in one


def test_several_policies_may_be_compared_and_a_run_can_be_had_again():
    words = ("--json", "--policy", "list,cordee", "--seed", "7")
    one, again = told(*words), told(*words)

    assert [row["policy"] for row in json.loads(one[0])["policies"]] == ["list", "cordee"]
    assert one == again


def test_a_town_that_protects_nothing_is_ours_without_reserve():
    bare = json.loads(told("--json", "--policy", "cordee", "--protection", "0")[0])["policies"][0]
    named = json.loads(told("--json", "--policy", "cordee-no-reserve")[0])["policies"][0]

    assert bare | {"policy": "", "label": ""} == named | {"policy": "", "label": ""}


def test_the_drawing_can_be_read_aloud(tmp_path):
    told("--policy", "list", "--svg", str(tmp_path / "dessin.svg"))
    root = ET.parse(tmp_path / "dessin.svg").getroot()
    space = "{http://www.w3.org/2000/svg}"

    assert root.get("role") == "img"
    assert root.find(f"{space}title").text
    assert "Liste publique" in root.find(f"{space}desc").text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--needs", "-1"], "demandes"),
        (["--days", "0"], "jours"),
        (["--policy", "magie"], "inconnue"),
        (["--willingness", "nan"], "entre 0 et 10"),
        (["--seeds", "0"], "tirages"),
        (["--inhabitants", "0"], "habitants"),
        (["--days", "deux"], "pas un nombre entier"),
        (["--fatigue", "x"], "pas un nombre"),
        (["--protection", "-1"], "protection"),
        (["--scenario", "magie"], "inconnu"),
        (["--policy", "list,magie"], "inconnue"),
        (["--seed", "-3"], "positif"),
        (["--svg", "/nulle/part/x.svg", "--policy", "list"], "ne s’écrit pas"),
    ],
)
def test_a_bad_value_is_refused_in_french(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        told(*words)


@pytest.mark.parametrize("empty", ["--needs", "--volunteers"])
def test_an_empty_side_still_answers(empty):
    out, _ = told("--policy", "cordee", "--json", empty, "0")

    assert json.loads(out)["policies"][0]["weight_share"] is None
