"""``cordee simulate``: figures, JSON, drawing, and refusals in French."""

import json
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command

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
