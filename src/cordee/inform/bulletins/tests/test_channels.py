"""The form of a bulletin on each channel: what a resident reads or hears, and the laws that hold for any bulletin."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.rules.gsm import GSM, UCS2, sms_length
from cordee.inform.bulletins.rules.announcements import Mode, Step
from cordee.inform.bulletins.rules.channels.limits import app_limits
from cordee.inform.bulletins.rules.channels.mail import LEAVE, mail_of
from cordee.inform.bulletins.rules.channels.panel import panel_letters, panel_of
from cordee.inform.bulletins.rules.channels.registry import CHANNELS, Makes
from cordee.inform.bulletins.rules.channels.sms import in_gsm, sms_copy, sms_form, sms_of
from cordee.inform.bulletins.rules.channels.voice import (
    SECONDS,
    loudspeaker_of,
    said,
    said_number,
    seconds_of,
    voice_of,
)
from cordee.inform.bulletins.rules.channels.wording import (
    of_town,
    one_line,
    said_moment,
    short_moment,
    shown_moment,
    until,
)
from cordee.inform.bulletins.rules.channels.written import (
    app_blocks,
    fr_alert_copy,
    fr_alert_sheet,
    image_alt,
    press_text,
    social_text,
)
from cordee.inform.bulletins.tests.announcements import (
    ARABIC,
    FRENCH,
    PARIS,
    SPEAKER,
    an_announcement,
    announcements,
)


def plain(text: str) -> str:
    """The text with the spaces that typography makes special as ordinary ones."""
    return re.sub("[\u00a0\u202f]", " ", text)


law = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
EXERCISE = {"mode": Mode.EXERCISE}
CANCELLED = {"step": Step.CANCEL, "reason": "Le vent a tourné."}


def test_the_sms_says_town_title_act_place_end_and_number_in_one_message():
    form = sms_of(an_announcement(french=replace(FRENCH, action="Buvez de l’eau, fermez les volets.")))
    assert form.text == (
        "St-Aubin-sur-Loire: Canicule orange. Buvez de l'eau, fermez les volets. Salle fraiche: médiathèque, 9h-20h. "
        "Jusqu'au mer 12/08 20h. 02 41 00 00 00"
    )
    assert (form.encoding, form.units, form.segments, form.limit, form.shortened) == (GSM, 146, 1, 160, ())


def test_a_long_text_gives_way_by_whole_words_and_never_its_end_nor_its_number():
    form = sms_of(
        an_announcement(french=replace(FRENCH, action="Restez chez vous " * 40, places="à la salle " * 40))
    )
    assert form.segments == 1 and form.shortened == ("places", "action")
    assert form.text.endswith("Jusqu'au mer 12/08 20h. 02 41 00 00 00") and "Canicule orange" in form.text


def test_a_text_written_by_hand_is_left_as_it_is_counted_and_substitutions_are_proposed():
    form = sms_of(an_announcement(sms="Fenêtres fermées 🔥 [5 €]"))
    assert (form.encoding, form.limit, form.text) == (UCS2, 70, "Fenêtres fermées 🔥 [5 €]")
    assert [(one.character, one.instead) for one in form.costly if not one.price] == [
        ("ê", "e"),
        ("🔥", None),
    ]
    assert [one.character for one in form.costly if one.price] == ["[", "€", "]"]
    assert form.proposed == "Fenetres fermées 🔥 [5 €]" and form.missing == ("fin", "téléphone")
    remarks = " ".join(sms_copy(an_announcement(sms="Fenêtres")).remarks)
    assert "écrivez « e »" in remarks and "Il manque : fin, téléphone." in remarks


def test_a_translation_of_today_makes_its_own_sms_and_one_that_lags_makes_none():
    assert sms_of(an_announcement(), "en").encoding == GSM
    arabic = sms_of(an_announcement(), "ar")
    assert (arabic.encoding, arabic.segments, arabic.limit) == (UCS2, 2, 134)
    late = an_announcement(translations=(replace(ARABIC, outdated=True),))
    assert sms_of(late, "ar") is None and sms_of(an_announcement(), "br") is None


def test_an_exercise_and_a_message_taken_back_say_so_first_everywhere():
    for channel in CHANNELS:
        if channel.copy and channel.code != "cap":
            exercise, cancelled = (channel.copy(an_announcement(**one)).text for one in (EXERCISE, CANCELLED))
            assert re.search("exercice", exercise[:90] if channel.code != "calendar" else exercise, re.I), (
                channel.code
            )
            assert re.search("annul|fin de l’alerte", cancelled, re.I), channel.code
            # What it asked is asked no more.
            assert "Buvez" not in cancelled and "BUVEZ" not in cancelled, channel.code
    assert sms_of(an_announcement(sms="Buvez. 12/08 20h 02 41 00 00 00", **EXERCISE)).text.startswith(
        "EXERCICE Buvez"
    )


@given(announcements(), st.sampled_from(["fr", "en", "ar", "uk", "tr"]))
@law
def test_an_sms_fits_what_it_announces_and_keeps_its_end_and_its_number(announcement, language):
    form = sms_of(announcement, language)
    if form is None:
        return
    assert sms_length(form.text).characters == form.units <= form.limit
    if announcement.sms.strip() and language == "fr" and announcement.step != Step.CANCEL:
        assert one_line(announcement.sms) in form.text
        return
    moment = announcement.sent_at if announcement.step == Step.CANCEL else announcement.expires_at
    assert f"{moment:%d/%m}" in form.text and announcement.phone in form.text
    assert form.segments <= (1 if form.encoding == GSM else 2)
    assert language != "fr" or form.encoding == GSM


@given(st.text(max_size=300))
@law
def test_any_text_can_be_written_in_gsm_and_one_that_is_already_stays(text):
    written = in_gsm(text)
    assert sms_length(written).encoding == GSM and in_gsm(written) == written
    assert sms_form(written).proposed == written


def test_numbers_are_dictated_by_pairs():
    assert (
        said_number("02 41 71 80 99")
        == "zéro deux, quarante et un, soixante et onze, quatre-vingts, quatre-vingt-dix-neuf"
    )
    assert [said_number(one) for one in ("15", "112", "3977", "")] == [
        "quinze",
        "cent douze",
        "trente-neuf, soixante-dix-sept",
        "",
    ]
    assert said("De 9 h – 20 h 30, appelez le 18 ou le 112, ou le 02 41 00 00 00.") == (
        "De 9 heures à 20 heures 30, appelez le dix-huit ou le cent douze, "
        "ou le zéro deux, quarante et un, zéro zéro, zéro zéro, zéro zéro."
    )
    assert said("15 places au 3 rue du 8 mai") == "15 places au 3 rue du 8 mai"


def test_the_script_is_said_in_twenty_five_seconds():
    form = voice_of(an_announcement(french=replace(FRENCH, action="Restez au frais chez vous " * 60)))
    assert 20 <= form.seconds <= SECONDS and form.shortened == ("action",)
    assert "mercredi 12 août à 20 heures" in form.text and form.text.endswith("zéro zéro, zéro zéro.")


@given(announcements())
@law
def test_a_script_keeps_its_end_and_its_number_and_lasts_what_it_says(announcement):
    form = voice_of(announcement)
    assert until(announcement, said_moment) in form.text and said_number(announcement.phone) in form.text
    assert form.seconds == seconds_of(form.text) <= SECONDS
    loud = loudspeaker_of(announcement)
    assert (
        loud.count(until(announcement, said_moment)) == 2 and loud.count(said_number(announcement.phone)) >= 2
    )


def test_a_panel_says_the_essential_in_capitals():
    assert panel_of(an_announcement()).lines == (
        "CANICULE ORANGE", "BUVEZ DE L'EAU", "MEDIATHEQUE, 9H-20H", "JUSQU'AU 12/08 20H", "T 02 41 00 00 00",
    )  # fmt: skip
    assert panel_letters("Où ? À l’étage…", accents=True) == "OÙ? À L'ÉTAGE..."
    for asked, field in (({"width": 15}, "width"), ({"lines": 9}, "lines")):
        with pytest.raises(Refused) as refused:
            panel_of(an_announcement(), **asked)
        assert refused.value.field == field


@given(announcements(), st.integers(16, 24), st.integers(3, 8), st.booleans())
@law
def test_a_line_of_a_panel_is_never_longer_than_the_panel_nor_a_word_cut(announcement, width, lines, accents):
    form = panel_of(announcement, width=width, lines=lines, accents=accents)
    assert len(form.lines) <= lines and all(0 < len(line) <= width for line in form.lines)
    saying = announcement.french
    typed = f"{saying.title} {saying.action} {saying.places} {announcement.reason} {announcement.phone}"
    whole = set(re.findall(r"\w+", panel_letters(typed, accents=accents)))
    ours = set("EXERCICE ESSAI MIS A À JOUR ANNULE ANNULÉ JUSQU AU FIN LE T".split())
    shown = set(re.findall(r"[^\W\d]{2,}", " ".join(form.lines)))
    glued = " ".join(sorted(whole))
    assert all(word in whole or word in ours or word in glued for word in shown)
    assert accents or all(line.isascii() for line in form.lines)


@given(announcements())
@law
def test_no_channel_fails_whatever_was_typed(announcement):
    for channel in CHANNELS:
        if channel.copy:
            assert channel.copy(announcement).text


@given(announcements())
@law
def test_each_text_keeps_to_its_lengths_with_its_end_and_its_number(announcement):
    assert len(social_text(announcement)) <= 280 and announcement.page in social_text(announcement)
    assert announcement.phone in social_text(announcement) and len(image_alt(announcement)) <= 1000
    for block in app_blocks(announcement):
        assert len(block.title) <= block.app.title and announcement.phone in block.body
        assert until(announcement, short_moment) in block.body and len(block.body) <= block.app.body
    sheet = fr_alert_sheet(announcement)
    assert len(sheet.message) <= sheet.most and announcement.phone in sheet.message
    assert until(announcement, shown_moment) in sheet.message


def test_the_press_and_the_mail_give_everything_and_the_way_out():
    press, mail = press_text(an_announcement()), mail_of(an_announcement())
    for text in (plain(press), plain(mail.text)):
        assert FRENCH.action in text and "préfecture de Maine-et-Loire" in text and "gouv.fr/canicule" in text
        assert "mercredi 12 août 2026 à 20 h" in text and "02 41 00 00 00" in text
    assert "COMMUNIQUÉ DE PRESSE" in press and "crise@saint-aubin.example" in press
    assert mail.subject == "Canicule orange (Saint-Aubin-sur-Loire)" and mail.text.endswith(LEAVE)
    assert ARABIC.action in mail.text
    assert ARABIC.action not in mail_of(an_announcement(translations=(replace(ARABIC, outdated=True),))).text


@given(announcements())
@law
def test_a_subject_is_one_short_line(announcement):
    subject = mail_of(announcement).subject
    assert subject and "\n" not in subject and "\r" not in subject and len(subject) <= 110


def test_the_sheet_for_fr_alert_leaves_the_decision_to_the_prefect():
    text = plain(fr_alert_copy(an_announcement()).text)
    assert "La décision appartient au préfet." in text and "INSEE 49999" in text
    assert "47.39000,-0.52000" in text and "6 h, jusqu’au mercredi 12 août 2026 à 20 h" in text


def test_moments_and_towns_are_written_and_said_as_people_do():
    midnight, noon = datetime(2026, 5, 1, 0, 0, tzinfo=PARIS), datetime(2026, 5, 1, 12, 30, tzinfo=PARIS)
    assert (
        said_moment(midnight) == "vendredi 1er mai à zéro heure" and short_moment(midnight) == "ven 01/05 0h"
    )
    assert said_moment(noon) == "vendredi 1er mai à 12 heures 30"
    assert plain(shown_moment(noon)) == "vendredi 1er mai 2026 à 12 h 30"
    assert [of_town(one) for one in ("Le Mans", "Les Sables", "Angers", "Évian", "Saint-Aubin")] == [
        "du Mans", "des Sables", "d’Angers", "d’Évian", "de Saint-Aubin",
    ]  # fmt: skip


def test_every_channel_has_a_name_limits_and_something_to_give():
    assert len({one.code for one in CHANNELS}) == len(CHANNELS) >= 12
    assert all(one.name and one.limits and (one.copy or one.makes == Makes.FILE) for one in CHANNELS)
    assert all(one.to_check for one in app_limits())
    assert all(
        one.copy is None or one.copy(an_announcement(speaker=replace(SPEAKER, phone="", email=""))).text
        for one in CHANNELS
    )
