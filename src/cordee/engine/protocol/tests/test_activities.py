"""The catalogue: complete, stable, and strict where people could be hurt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.protocol.activities import ACTIVITIES, CHECKS, TRUST_LEVELS, bits_of, codes_of

WRITTEN_IN_DATABASES = (
    "COURSES", "REPAS", "MEDICAMENTS", "APPEL_CONVIVIALITE", "VISITE_PORTE", "VISITE_CONVIVIALITE",
    "GARDE_ENFANTS",
    "TRANSPORT_SOIGNANT", "TRANSPORT_PERSONNE", "DON_NATURE", "AIDE_ALIMENTAIRE", "DON_ARGENT", "MASQUES",
    "PRET_NUMERIQUE", "AIDE_NUMERIQUE", "HEBERGEMENT", "SOUTIEN_SCOLAIRE", "ANIMAUX", "INFO_TERRAIN",
    "ACCUEIL_CARE",
    "NETTOYAGE", "EAU_FROID", "DEMARCHES",
)  # fmt: skip


def test_the_bit_of_an_activity_never_moves():
    assert [ACTIVITIES[code].bit for code in WRITTEN_IN_DATABASES] == list(range(len(WRITTEN_IN_DATABASES)))


def test_no_two_activities_share_a_bit_and_all_fit_a_signed_column():
    bits = [activity.bit for activity in ACTIVITIES.values()]
    assert bits == sorted(set(bits))
    assert max(bits) < 63


@given(st.sets(st.sampled_from(sorted(ACTIVITIES))))
def test_a_set_of_activities_survives_its_integer(codes):
    assert set(codes_of(bits_of(codes))) == codes


def test_a_bit_of_a_later_version_is_left_out_rather_than_failing():
    assert codes_of(bits_of(["COURSES"]) | 1 << 62) == ("COURSES",)


def test_an_unknown_activity_is_refused():
    with pytest.raises(KeyError):
        bits_of(["JARDINAGE_INCONNU"])


@pytest.mark.parametrize("activity", ACTIVITIES.values(), ids=lambda activity: activity.code)
def test_every_activity_is_told_in_french_and_every_check_has_a_label(activity):
    assert activity.label and activity.short_label and activity.description.endswith(".")
    assert activity.checks <= set(CHECKS)
    assert activity.mode <= set("RDIOV")
    assert activity.pair in {"no", "optional", "first_visit", "required", "team"}
    assert 0 <= activity.min_trust < len(TRUST_LEVELS)


@pytest.mark.parametrize("activity", ACTIVITIES.values(), ids=lambda activity: activity.code)
def test_nobody_is_sent_anywhere_before_identity_charter_and_briefing(activity):
    assert activity.trust_for(remote=False) >= 2


@pytest.mark.parametrize("activity", ACTIVITIES.values(), ids=lambda activity: activity.code)
def test_a_minor_never_enters_a_home_drives_or_handles_money(activity):
    if activity.mode & {"I", "V"} or activity.money:
        assert activity.min_age >= 18


@pytest.mark.parametrize("code", ["GARDE_ENFANTS", "SOUTIEN_SCOLAIRE"])
def test_children_are_only_entrusted_after_an_honorability_check(code):
    assert ACTIVITIES[code].min_trust == 4
    assert "honorability" in ACTIVITIES[code].checks


def test_friendly_calls_open_as_soon_as_someone_was_reached():
    calls = ACTIVITIES["APPEL_CONVIVIALITE"]
    assert calls.can_be_remote
    assert calls.trust_for(remote=True) == 1


def test_forms_filled_at_the_door_ask_for_more_trust_than_by_telephone():
    forms = ACTIVITIES["DEMARCHES"]
    assert (forms.trust_for(remote=True), forms.trust_for(remote=False)) == (1, 2)


def test_drivers_need_a_vehicle():
    assert {code for code, a in ACTIVITIES.items() if a.requires_vehicle} == {
        "TRANSPORT_SOIGNANT",
        "TRANSPORT_PERSONNE",
    }


def test_gifts_of_money_are_never_proposed_to_volunteers():
    assert [code for code, activity in ACTIVITIES.items() if activity.staff_only] == ["DON_ARGENT"]


def test_the_levels_of_trust_are_numbered_from_zero_to_four():
    assert [level.level for level in TRUST_LEVELS] == [0, 1, 2, 3, 4]
