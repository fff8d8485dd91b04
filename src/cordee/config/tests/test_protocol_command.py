"""``cordee protocol``: the reference cases V1–V15, and files with faults."""

import json
import re
from dataclasses import fields
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cordee.engine.protocol.cases import (
    FRAMES,
    MOBILITIES,
    PAYMENTS,
    ZONES,
    Beneficiary,
    Case,
    Goods,
    Place,
    Slot,
    Team,
    Volunteer,
)  # fmt: skip
from cordee.engine.protocol.reading import DOCUMENTS, FORMS, KINDS, shipped

ROOT = Path(__file__).parents[4]
TODAY = "2026-04-07"


@pytest.fixture
def judge(tmp_path):
    """Ask the command about cases; answer what it printed, one verdict per case."""

    def ask(*cases, expect_faults=False):
        path, told = tmp_path / "cas.json", StringIO()
        path.write_text(json.dumps(cases), encoding="utf-8")
        try:
            call_command("protocol", "decide", json=str(path), stdout=told)
        except CommandError:
            assert expect_faults, told.getvalue()
        verdicts = json.loads(told.getvalue())
        assert len(verdicts) == len(cases)
        return verdicts if len(cases) > 1 else verdicts[0]

    return ask


def rules(verdict):
    return {reason["rule"] for reason in verdict["reasons"]}


def blocked(verdict, rule):
    return verdict["status"] == "suspended" and verdict["hard"] and rule in rules(verdict)


def test_v1_a_volunteer_of_72_helps_at_a_distance_in_a_lockdown(judge):
    verdict = judge({"protocols": ["EPI-CONF"], "activity": "COURSES", "volunteer": {"age": 72}})
    assert verdict["status"] == "remote_only"
    reason = verdict["reasons"][0]
    assert reason["text"] == "âge > 69 pour les actions sur place (paramètre du protocole)"
    assert "EPI-CONF version 3" in reason["source"]
    assert reason["confirmed"] is False
    assert verdict["alternative"]["code"] == "APPEL_CONVIVIALITE"


def test_v2_the_same_volunteer_may_phone(judge):
    verdict = judge({"protocols": ["EPI-CONF"], "activity": "APPEL_CONVIVIALITE", "volunteer": {"age": 72}})
    assert verdict["status"] == "allowed"


@pytest.mark.parametrize("said", [{"remote_only": True}, {"at_risk": True}])
def test_v3_whoever_acts_from_home_has_only_declared_a_preference(judge, said):
    verdict = judge({"protocols": ["EPI-CONF"], "activity": "COURSES", "volunteer": {"age": 45, **said}})
    assert verdict["status"] == "remote_only"
    assert [reason["text"] for reason in verdict["reasons"]] == ["Préférence déclarée : agir à distance"]
    assert "risque" not in json.dumps(verdict, ensure_ascii=False)


def test_v4_a_slot_at_14_h_is_suspended_and_the_hours_of_the_heat_are_told(judge):
    case = {"activity": "COURSES", "volunteer": {"age": 45}, "slot": {"start": "14:00"}}
    both, heat = judge(
        {"id": "both", "protocols": ["EPI-CONF", "CAN-ROUGE"], **case},
        {"id": "heat", "protocols": ["CAN-ROUGE"], **case},
    )
    for verdict in (both, heat):
        assert (verdict["status"], verdict["hard"]) == ("suspended", False)
        assert "de 7 h à 10 h 30 ou de 19 h à 21 h" in verdict["reasons"][0]["text"]
    assert heat["proposed_hours"] == ["07:00-10:30", "19:00-21:00"]
    # The hours of the lockdown, 8 h – 19 h, take away what lies outside them.
    assert both["proposed_hours"] == ["08:00-10:30"]


def test_v5_visits_are_suspended_and_calls_are_offered_instead(judge):
    verdict = judge({"protocols": ["EPI-CONF"], "activity": "VISITE_CONVIVIALITE"})
    assert (verdict["status"], verdict["alternative"]["code"]) == ("suspended", "APPEL_CONVIVIALITE")


def test_v6_no_dog_is_walked_at_noon_in_extreme_heat(judge):
    verdict = judge({"protocols": ["CAN-ROUGE"], "activity": "ANIMAUX", "slot": {"start": "12:00"}})
    assert verdict["status"] == "suspended"
    assert verdict["proposed_hours"] == ["06:00-09:00", "20:00-22:00"]


def test_v7_nobody_is_sent_into_a_forbidden_zone(judge):
    case = {"protocols": ["INO-URG"], "activity": "VISITE_PORTE", "place": {"zone": "interdite"}}
    assert blocked(judge(case), "H9")


def test_v8_two_people_do_not_clean_after_a_flood(judge):
    pair, team, leaderless = judge(
        {"id": "2", "protocols": ["INO-RET"], "activity": "NETTOYAGE", "team": {"size": 2, "leader": True}},
        {"id": "3", "protocols": ["INO-RET"], "activity": "NETTOYAGE", "team": {"size": 3, "leader": True}},
        {"id": "no", "protocols": ["INO-RET"], "activity": "NETTOYAGE", "team": {"size": 3, "leader": False}},
    )
    assert blocked(pair, "team_min")
    assert "équipe ≥ 3 avec chef d’équipe" in {reason["text"] for reason in pair["reasons"]}
    assert team["status"] == "conditions"
    assert leaderless["status"] == "suspended"


def test_v9_an_expired_certificate_keeps_away_from_children(judge):
    case = {"activity": "GARDE_ENFANTS", "today": TODAY}
    expired, last_day = judge(
        {**case, "id": "expired", "volunteer": {"age": 40, "honorability_on": "2025-10-06"}},
        {**case, "id": "last day", "volunteer": {"age": 40, "honorability_on": "2025-10-07"}},
    )
    assert blocked(expired, "honorability")
    assert "06/04/2026" in expired["reasons"][0]["text"]
    assert last_day["status"] == "allowed"


def test_v10_a_volunteer_of_17_shops_only_beside_an_adult(judge):
    alone, beside = judge(
        {"id": "alone", "activity": "COURSES", "volunteer": {"age": 17}},
        {"id": "beside", "activity": "COURSES", "volunteer": {"age": 17, "adult_pair": True}},
    )
    assert blocked(alone, "H1")
    assert beside["status"] == "conditions"
    assert any("adulte" in one["text"] for one in beside["conditions"])


def test_v11_a_new_version_gives_the_coordinators_twelve_missions_to_review(judge):
    missions = [
        {
            "id": f"M{number}",
            "activity": "COURSES" if number < 5 else "APPEL_CONVIVIALITE",
            "volunteer": {"age": 67},
            "slot": {"day": str(date(2026, 4, 8) + timedelta(days=number)), "start": "09:00", "end": "10:00"},
        }
        for number in range(12)
    ]
    past = {**missions[0], "id": "past", "slot": {"day": TODAY, "start": "09:00", "end": "10:00"}}
    third = {"code": "EPI-CONF", "version": 3, "valid_to": "2026-04-08T00:00:00+02:00"}
    fourth = {
        "code": "EPI-CONF",
        "version": 4,
        "valid_from": "2026-04-08T00:00:00+02:00",
        "parameters": {"age_max_onsite": 64},
    }
    before = {"code": "EPI-CONF", "version": 3}
    answer = judge({"id": "V11", "before": [before], "after": [third, fourth], "missions": [*missions, past]})
    assert answer["to_review"] == 12
    assert [one["case"] for one in answer["worklist"]] == [f"M{number}" for number in range(12)]
    assert answer["changed"] == 5
    changed = [one for one in answer["worklist"] if one["changed"]]
    assert {(one["before"]["status"], one["after"]["status"]) for one in changed} == {
        ("conditions", "remote_only")
    }
    assert all(one["after"]["protocols"] == ["EPI-CONF version 4"] for one in answer["worklist"])


def test_v12_a_reservist_stops_at_15_days_or_30_with_everything_in_order(judge):
    full = {"extension_declared": True, "extension_voted": True, "extension_consent": True}

    def case(name, days, **said):
        volunteer = {"age": 40, "reservist_days": days, **said}
        return {"id": name, "activity": "COURSES", "frame": "rcsc", "volunteer": volunteer}

    at_15, extended, at_30, refused, other, at_14 = judge(
        case("15", 15),
        case("15 extended", 15, **full),
        case("30 extended", 30, **full),
        case("15 without consent", 15, **{**full, "extension_consent": False}),
        {**case("not a reservist", 15), "frame": "commune_cosp"},
        case("14", 14),
    )
    assert blocked(at_15, "H7")
    assert blocked(at_30, "H7")
    assert blocked(refused, "H7")
    assert [one["status"] for one in (extended, other, at_14)] == ["allowed"] * 3


def test_v13_a_bedridden_person_is_directed_to_medical_transport(judge):
    verdict = judge({"activity": "TRANSPORT_PERSONNE", "beneficiary": {"mobility": "bedridden"}})
    assert blocked(verdict, "medical_transport")
    assert "Transport sanitaire" in verdict["reasons"][0]["text"]


def test_v14_past_use_by_is_refused_past_best_before_is_looked_at(judge):
    case = {"activity": "DON_NATURE", "today": TODAY}
    spoilt, last_day, old = judge(
        {**case, "id": "dlc", "goods": {"use_by": "2026-04-06"}},
        {**case, "id": "dlc today", "goods": {"use_by": TODAY}},
        {**case, "id": "ddm", "goods": {"best_before": "2026-03-07"}},
    )
    assert blocked(spoilt, "H12")
    assert last_day["status"] == "allowed"
    assert old["status"] == "conditions"
    assert any("contrôle visuel" in one["text"] for one in old["conditions"])


def test_v15_a_medicine_kept_cold_is_delivered_by_the_pharmacist(judge):
    verdict = judge({"activity": "MEDICAMENTS", "goods": {"cold_chain": True}})
    assert blocked(verdict, "pharmacist")
    assert "pharmacien" in verdict["reasons"][0]["text"]


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        ("H1", {"activity": "ANIMAUX", "volunteer": {"age": 17}, "slot": {"start": "21:30", "end": "22:30"}}),
        ("H1", {"activity": "DON_NATURE", "volunteer": {"age": 15}}),
        ("H2", {"activity": "COURSES", "place": {"zone": "inondee"}}),
        ("H2", {"activity": "VISITE_PORTE", "place": {"forced_entry": True}}),
        ("H3", {"activity": "GARDE_ENFANTS", "place": {"approved_setting": False}}),
        ("H4", {"activity": "COURSES", "payment": "card_pin"}),
        ("H5", {"activity": "MEDICAMENTS", "goods": {"sealed_named_bag": False}}),
        ("H6", {"activity": "APPEL_CONVIVIALITE", "volunteer": {"age": 40, "suspended": True}}),
        (
            "H6",
            {
                "activity": "COURSES",
                "volunteer": {"age": 40, "clearance_until": "2026-04-06"},
                "today": TODAY,
            },
        ),
        ("H8", {"activity": "COURSES", "volunteer": {"age": 40, "charter_accepted": False}}),
        ("H8", {"activity": "COURSES", "volunteer": {"age": 40, "identity_seen": False}}),
        ("H8", {"activity": "COURSES", "frame": None}),
        ("H10", {"activity": "COURSES", "volunteer": {"age": 40, "cannot_come": True}}),
        ("H11", {"activity": "APPEL_CONVIVIALITE", "register_release": False}),
        ("staff_only", {"activity": "DON_ARGENT"}),
    ],
)
def test_a_hard_rule_bars_with_or_without_a_protocol(judge, rule, case):
    free, bound = judge({**case, "id": "free"}, {**case, "id": "bound", "protocols": ["CAN-ORANGE", "FROID"]})
    assert blocked(free, rule)
    assert blocked(bound, rule)


@pytest.mark.parametrize(
    ("field", "case"),
    [
        ("protocols", {"activity": "COURSES", "protocols": ["EPI-CON"]}),
        ("protocols", {"activity": "COURSES", "protocols": "EPI-CONF"}),
        ("activity", {"activity": "JARDINAGE"}),
        ("activity", {"volunteer": {"age": 40}}),
        ("activity", {"activity": 3}),
        ("volunteer.age", {"activity": "COURSES", "volunteer": {"age": float("nan")}}),
        ("volunteer.age", {"activity": "COURSES", "volunteer": {"age": -3}}),
        ("volunteer.age", {"activity": "COURSES", "volunteer": {"age": 10**400}}),
        ("volunteer.age", {"activity": "COURSES", "volunteer": {"age": "72"}}),
        ("volunteer.age", {"activity": "COURSES", "volunteer": {}}),
        ("volunteer.maladie", {"activity": "COURSES", "volunteer": {"age": 40, "maladie": "asthme"}}),
        ("slot.end", {"activity": "COURSES", "slot": {"start": "14:00", "end": "13:00"}}),
        ("slot.start", {"activity": "COURSES", "slot": {"start": "25:00"}}),
        ("slot.day", {"activity": "COURSES", "slot": {"start": "09:00", "day": "07/04/2026"}}),
        ("place.zone", {"activity": "COURSES", "place": {"zone": "mars"}}),
        ("form", {"activity": "COURSES", "form": "secret"}),
        ("remote", {"activity": "COURSES", "remote": True}),
        ("remote", {"activity": "APPEL_CONVIVIALITE", "remote": False}),
        ("beneficiary.mobility", {"activity": "COURSES", "beneficiary": {"mobility": "?"}}),
        ("team.size", {"activity": "COURSES", "team": {"size": 0}}),
        ("goods.use_by", {"activity": "DON_NATURE", "goods": {"use_by": "9999-01-01"}}),
        (
            "protocols.valid_to",
            {
                "activity": "COURSES",
                "protocols": [
                    {
                        "code": "FROID",
                        "valid_from": "2026-02-01T00:00:00+01:00",
                        "valid_to": "2026-01-01T00:00:00+01:00",
                    }
                ],
            },
        ),
        (
            "protocols.parameters.age_min.value",
            {"activity": "COURSES", "protocols": [{"code": "FROID", "parameters": {"age_min": 3}}]},
        ),
        ("missions", {"before": [], "after": [], "missions": 3}),
        ("activity", {"before": [], "after": [], "missions": [{}]}),
        ("cas", "COURSES"),
    ],
)
def test_a_faulty_case_is_named_with_its_field_and_the_others_are_judged(judge, field, case):
    faulty, right = judge(case, {"id": "right", "activity": "COURSES"}, expect_faults=True)
    assert faulty["error"]["field"] == field
    assert field in faulty["error"]["message"]
    assert right["status"] == "allowed"


def test_two_cases_of_the_same_name_are_refused(judge):
    case = {"id": "same", "activity": "COURSES"}
    first, second = judge(case, case, expect_faults=True)
    assert first["status"] == "allowed"
    assert second["error"]["field"] == "id"


def test_the_command_fails_and_names_every_fault(tmp_path):
    path = tmp_path / "cas.json"
    path.write_text(
        '[{"id": "A"}, {"id": "B", "activity": "COURSES", "volunteer": {"age": NaN}}]', encoding="utf-8"
    )
    with pytest.raises(CommandError) as refusal:
        call_command("protocol", "decide", json=str(path), stdout=StringIO())
    assert "cas A, activity" in str(refusal.value)
    assert "cas B, volunteer.age" in str(refusal.value)


@pytest.mark.parametrize("text", ["", "{", '{"cases": 3}', "3", "[" * 100_000])
def test_a_file_that_is_no_list_of_cases_is_refused_in_french(tmp_path, text):
    path = tmp_path / "cas.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=r"JSON lisible|liste de cas"):
        call_command("protocol", "decide", json=str(path), stdout=StringIO())


def test_a_missing_file_is_refused_in_french(tmp_path):
    latin = tmp_path / "latin1.json"
    latin.write_bytes('["é"]'.encode("latin-1"))
    for path, why in ((tmp_path / "absent.json", "pas de fichier"), (tmp_path, "dossier"), (latin, "UTF-8")):
        with pytest.raises(CommandError, match=f"ne se lit pas : .*{why}"):
            call_command("protocol", "decide", json=str(path))


def test_a_file_saved_by_a_windows_notepad_is_read(tmp_path, capsys):
    path = tmp_path / "cas.json"
    path.write_text("[]", encoding="utf-8-sig")
    call_command("protocol", "decide", json=str(path))
    assert capsys.readouterr().out.strip() == "[]"


def test_a_protocol_activated_with_dates_counts_only_between_them(judge):
    dated = {
        "code": "CAN-ROUGE",
        "valid_from": "2026-07-16T00:00:00+02:00",
        "valid_to": "2026-07-19T00:00:00+02:00",
    }

    def at(day):
        return {
            "id": day,
            "activity": "NETTOYAGE",
            "protocols": [dated],
            "slot": {"day": day, "start": "00:00"},
        }

    eve, first, last, after = judge(at("2026-07-15"), at("2026-07-16"), at("2026-07-18"), at("2026-07-19"))
    assert [one["status"] for one in (eve, first, last, after)] == [
        "allowed",
        "suspended",
        "suspended",
        "allowed",
    ]
    assert eve["not_in_force"] == ["CAN-ROUGE version 1"]


def test_a_town_may_tighten_but_not_loosen_what_is_national(judge):
    def case(name, **parameters):
        return {
            "id": name,
            "activity": "COURSES",
            "protocols": [{"code": "EPI-CONF2", "parameters": parameters}],
        }

    tighter, looser = judge(case("4", max_group=4), case("8", max_group=8), expect_faults=True)
    assert tighter["status"] == "conditions"
    assert looser["error"]["field"] == "protocols.parameters.max_group"
    assert "assouplir" in looser["error"]["message"]


def test_no_file_lifts_a_hard_line(judge):
    lifted = {"code": "INO-URG", "activities": {"TRANSPORT_SOIGNANT": {"status": "allowed", "hard": False}}}
    case = {"activity": "TRANSPORT_SOIGNANT", "protocols": [lifted]}
    assert judge(case, expect_faults=True)["error"]["field"] == "protocols.activities.TRANSPORT_SOIGNANT"


def test_the_list_names_every_protocol_with_its_source():
    told = StringIO()
    call_command("protocol", "list", stdout=told)
    for code in "EPI-CONF EPI-DECONF EPI-CONF2 CAN-ORANGE CAN-ROUGE FROID INO-URG INO-RET ELEC".split():
        assert f"{code} " in told.getvalue()
    assert "Décret n° 2020-293" in told.getvalue()
    assert "à confirmer par la commune" in told.getvalue()


def test_a_file_of_the_town_replaces_the_model_and_is_checked(tmp_path):
    cases, version = tmp_path / "cas.json", tmp_path / "verglas.toml"
    cases.write_text('[{"activity": "COURSES", "protocols": ["VERGLAS"]}]', encoding="utf-8")
    version.write_text(
        'code = "VERGLAS"\nlabel = "Verglas"\nversion = 1\nsource = "Arrêté municipal"\nparameters_only = true\n'
        '[activities.COURSES]\nstatus = "suspended"\n',
        encoding="utf-8",
    )
    told = StringIO()
    call_command("protocol", "decide", json=str(cases), protocol=[version], stdout=told)
    assert json.loads(told.getvalue())[0]["status"] == "suspended"
    version.write_text(version.read_text(encoding="utf-8").replace("COURSES", "COURSE"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"verglas\.toml, activities\.COURSE"):
        call_command("protocol", "list", protocol=[version])


def _examples(language):
    text = (ROOT / "docs" / "reference" / "protocoles.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.S)


@pytest.mark.parametrize("example", _examples("json"))
def test_the_examples_of_the_documentation_are_judged(judge, example):
    answers = judge(*json.loads(example))
    for answer in answers if isinstance(answers, list) else [answers]:
        assert answer.get("status", answer.get("to_review")) not in {None, 0, "allowed"}


def test_the_protocol_shown_in_the_documentation_is_read(tmp_path):
    path, told = tmp_path / "verglas.toml", StringIO()
    path.write_text(_examples("toml")[0], encoding="utf-8")
    call_command("protocol", "list", protocol=[path], stdout=told)
    assert "VERGLAS" in told.getvalue()


def test_the_documentation_tells_every_word_a_file_may_hold():
    text = (ROOT / "docs" / "reference" / "protocoles.md").read_text(encoding="utf-8")
    words = {*KINDS, *FORMS, *DOCUMENTS, *FRAMES, *ZONES, *MOBILITIES, *PAYMENTS, *shipped()}
    words |= {
        one.name for kind in (Volunteer, Beneficiary, Goods, Place, Team, Slot, Case) for one in fields(kind)
    }
    assert not {word for word in words if f"`{word}`" not in text}
