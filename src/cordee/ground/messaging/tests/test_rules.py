"""What a text costs, what it says, what is understood of an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.ground.messaging.models import Channel, OnDoubt
from cordee.ground.messaging.rules import (
    Answer,
    MissingValue,
    compose,
    fill,
    gsm_friendly,
    read_reply,
    sms_length,
)
from cordee.ground.messaging.rules.gsm import BASIC, EXTENSION, GSM, UCS2, encode_part, sms_parts
from cordee.ground.messaging.rules.replies import asks_to_start_again, asks_to_stop
from cordee.ground.messaging.rules.retries import LONGEST_WAIT, wait_before_retry
from cordee.ground.messaging.rules.secrets import mask_entries
from cordee.ground.messaging.rules.templates import templates

LINK = "https://entraide.saint-aubin.fr/m/Zx81kQ0aPbLw3vTyUeR5sA"
SAMPLE = {
    "town": "St-Aubin",
    "name": "Lucie",
    "phone": "02 41 00 00 00",
    "first_name": "Françoise",
    "number": "1042",
    "date": "12/08",
    "when": "mer 12/08 20h",
    "place": "mairie, salle 2",
    "activity": "courses",
    "district": "Les Tilleuls",
    "badge": "B-118",
    "answer_by": "avant midi",
    "what": "attestation d’honorabilité (3 novembre)",
    "link": LINK,
    "code": "482 913",
    "due": "12/08/2026 à 20 h 00",
    "valid_for": "15 min",
}


@pytest.mark.parametrize(
    ("text", "encoding", "characters", "segments"),
    [
        ("", GSM, 0, 1),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("€" * 80, GSM, 160, 1),
        ("€" * 81, GSM, 162, 2),
        ("é à è ù Ç É", GSM, 11, 1),
        ("ê" * 70, UCS2, 70, 1),
        ("ê" * 71, UCS2, 71, 2),
        ("ê" * 134, UCS2, 134, 2),
        ("ê" * 135, UCS2, 135, 3),
        ("😀" * 35, UCS2, 70, 1),
        ("😀" * 36, UCS2, 72, 2),
    ],
)
def test_an_sms_is_counted_as_the_network_counts_it(text, encoding, characters, segments):
    length = sms_length(text)
    assert (length.encoding, length.characters, length.segments) == (encoding, characters, segments)


def test_the_character_that_makes_an_sms_dearer_is_named():
    assert sms_length("Ça va être long… « ici » €").unicode_characters == ("ê", "…", "«", "»")


def test_an_escape_pair_is_never_split_between_two_segments():
    # 152 + an extension pair would fill 154 septets: the pair goes whole to the next segment.
    parts = sms_parts("a" * 152 + "€" + "b" * 20)
    assert [len(encode_part(part, GSM)) for part in parts] == [152, 22]


def test_an_emoji_is_never_cut_in_two():
    parts = sms_parts("ê" * 66 + "😀" + "b" * 20)
    assert [len(part.encode("utf-16-be")) // 2 for part in parts] == [66, 22]
    assert "".join(parts) == "ê" * 66 + "😀" + "b" * 20


@given(
    st.text(alphabet=st.sampled_from(BASIC.replace("\x1b", "") + "".join(EXTENSION) + "ê…😀"), max_size=700)
)
def test_segments_rebuild_the_text_and_none_overflows(text):
    parts, length = sms_parts(text), sms_length(text)
    assert "".join(parts) == text
    assert len(parts) == length.segments
    units = [
        len(encode_part(part, length.encoding)) // (1 if length.encoding == GSM else 2) for part in parts
    ]
    assert sum(units) == length.characters
    alone, chained = (160, 153) if length.encoding == GSM else (70, 67)
    assert all(unit <= (alone if len(parts) == 1 else chained) for unit in units)


def test_typography_is_rewritten_with_characters_that_cost_one():
    assert gsm_friendly("« Être là » : l’œuvre de Zoë…\u202f!") == '"Etre là" : l\'oeuvre de Zoe... !'
    assert sms_length(gsm_friendly("« Ça », ç, ê, î, ô, û, ë, ï, n° 3 — fin…")).encoding == GSM


def test_another_script_is_left_as_it_is():
    assert gsm_friendly("Спасибо 😀") == "Спасибо 😀"


@given(st.text(max_size=200))
def test_rewriting_twice_changes_nothing_more(text):
    assert gsm_friendly(gsm_friendly(text)) == gsm_friendly(text)


@pytest.mark.parametrize("kind", sorted(templates()))
def test_every_text_fits_one_sms_with_usual_values(kind):
    length = sms_length(fill(kind, **SAMPLE))
    assert (length.encoding, length.unicode_characters) == (GSM, ())
    assert length.segments == 1, f"{kind}: {length.characters}"


LONG = SAMPLE | {
    "town": "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
    "first_name": "Marie-Antoinette",
    "number": "V-00123",
    "date": "12/12",
    "when": "mercredi 12 après-midi",
    "place": "salle des fêtes, 2 place de la République",
    "activity": "Eau, ventilateurs, couvertures",
    "district": "Centre-ville et faubourg Saint-Jacques",
    "badge": "V-00123",
    "answer_by": "avant jeudi 9 avril 10 h 15",
    "what": "attestation d’honorabilité (30 septembre) et assurance du véhicule (30 septembre)",
    "link": "https://entraide.saint-aubin-sur-loire.fr/m/Zx81kQ0aPbLw3vTyUeR5sA01",
    "valid_for": "15 minutes",
}


@pytest.mark.parametrize("kind", sorted(templates()))
def test_every_text_fits_one_sms_with_long_names_and_keeps_what_matters(kind):
    text = fill(kind, **LONG)
    assert sms_length(text).segments == 1, f"{kind}: {sms_length(text).characters}"
    for name in ("link", "code", "when", "date", "answer_by"):
        if f"{{{name}}}" in templates()[kind].sms:
            assert gsm_friendly(LONG[name]) in text


def test_a_text_that_cannot_be_one_sms_is_sent_whole_rather_than_maimed():
    text = fill("mission_details", **LONG | {"link": "https://a.fr/" + "x" * 140})
    assert "Empêchement" in gsm_friendly(text).replace("Empechement", "Empêchement")
    assert sms_length(text).segments == 2


def test_the_waiting_volunteer_reads_the_reference_text():
    text = fill("volunteer_waiting", first_name="Karim", number="B-118", date="12/08", phone="02 41 00 00 00")
    assert text == (
        "Merci Karim. Votre offre est enregistrée, dossier B-118. Pas de mission près de chez vous. "
        "Prochain message le 12/08. Vos dispos: 02 41 00 00 00"
    )


@pytest.mark.parametrize("kind", sorted(templates()))
def test_a_text_with_a_missing_value_is_never_sent(kind):
    for channel in (Channel.SMS, Channel.EMAIL):
        assert "{" not in compose(kind, channel, **SAMPLE).body
    with pytest.raises(MissingValue):
        compose(kind, Channel.SMS, **{**SAMPLE, "phone": " ", "code": "", "town": ""})
    with pytest.raises(MissingValue):
        compose(kind, Channel.EMAIL)


def test_braces_in_a_name_stay_a_name():
    assert "{phone}" in fill("volunteer_receipt", **{**SAMPLE, "first_name": "{phone}"})


def test_codes_and_appointments_are_held_and_the_rest_is_sent_again():
    held = {kind for kind, text in templates().items() if text.on_doubt == OnDoubt.HOLD}
    assert {"entry_code", "entry_link", "visit_announced", "briefing_invitation"} <= held
    assert not {"mission_proposal", "mission_details", "mission_cancelled", "need_receipt"} & held


def test_the_first_retry_is_soon_and_the_wait_never_exceeds_half_an_hour():
    assert wait_before_retry(1, 0.5) == timedelta(seconds=30)
    assert wait_before_retry(2, 0.5) == timedelta(seconds=60)
    assert wait_before_retry(3, 0.0) == timedelta(seconds=90)
    assert wait_before_retry(50, 0.99) == LONGEST_WAIT
    waits = [wait_before_retry(attempt, 0.5) for attempt in range(1, 13)]
    assert waits == sorted(waits)


@pytest.mark.parametrize(
    ("text", "answer", "number"),
    [
        ("OUI", Answer.YES, ""),
        (" oui merci ! ", Answer.YES, ""),
        ("Oui 1042", Answer.YES, "1042"),
        ("d'accord", Answer.YES, ""),
        ("NON", Answer.NO, ""),
        ("Non désolée je ne peux pas", Answer.NO, ""),
        ("impossible ce soir", Answer.NO, ""),
    ],
)
def test_a_yes_and_a_no_are_understood_as_people_write_them(text, answer, number):
    reply = read_reply(text)
    assert reply is not None
    assert (reply.answer, reply.number) == (answer, number)


@pytest.mark.parametrize("text", ["", "oui mais non", "oui je ne peux pas", "c'est qui ?", "Ok pas possible"])
def test_what_is_not_clear_is_left_to_a_person(text):
    assert read_reply(text) is None


def test_stop_is_stop_only_when_it_is_alone():
    assert asks_to_stop("STOP")
    assert asks_to_stop("Arrêt.")
    assert asks_to_stop("stop sms")
    assert not asks_to_stop("Stop, j'arrive dans 5 minutes")
    assert asks_to_start_again("Reprise")


def test_links_and_codes_do_not_stay_in_the_outbox():
    assert (
        mask_entries(f"Ici: {LINK} fin", "mission_details") == "Ici: https://entraide.saint-aubin.fr/m/… fin"
    )
    assert mask_entries("votre code est 482 913, 02 41 00 00 00", "entry_code").startswith("votre code est …")
    assert mask_entries("rendez-vous 02 41 00 00 00", "reminder") == "rendez-vous 02 41 00 00 00"


def test_the_name_of_a_town_is_shortened_as_on_an_envelope():
    text = fill("entry_code", town="Saint-Aubin-sur-Loire", code="482913", valid_for="15 min")
    assert text.startswith("St-Aubin-sur-Loire: votre code est 482913")


@pytest.mark.parametrize("door", ["lien", "invitation"])
def test_the_link_of_an_agent_is_hidden_once_it_has_left(door):
    link = f"https://entraide.saint-aubin.fr/bureau/{door}/"
    assert mask_entries(f"Ici : {link}aB3-_xyz0123456789/", f"staff_{door}") == f"Ici : {link}…/"
