"""Announcements for tests: one as a town writes it, and any whatever (Hypothesis)."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from cordee.inform.bulletins.rules.announcements import (
    Announcement,
    Area,
    Mode,
    Reference,
    Speaker,
    Step,
    Words,
)

PARIS = ZoneInfo("Europe/Paris")
SPEAKER = Speaker(
    insee_code="49999",
    name="Saint-Aubin-sur-Loire",
    phone="02 41 00 00 00",
    phone_hours="du lundi au vendredi, 9 h à 17 h",
    email="crise@saint-aubin.example",
    address="https://entraide.saint-aubin.example",
)
FRENCH = Words(
    "fr",
    "Canicule orange",
    "Buvez de l’eau toutes les heures et fermez les volets.",
    "Mouillez-vous le visage et les bras.\nPrenez des nouvelles de vos voisins âgés.",
    "Salle fraîche : médiathèque, 9 h – 20 h",
)
ENGLISH = Words(
    "en", "Heatwave", "Drink water every hour and close the shutters.", "", "Cool room: library, 9am–8pm"
)
ARABIC = Words("ar", "موجة حر", "اشربوا الماء كل ساعة وأغلقوا النوافذ.", "", "المكتبة من 9 إلى 20")
UKRAINIAN = Words("uk", "Спека", "Пийте воду щогодини й зачиніть віконниці.", "", "Бібліотека, 9:00–20:00")
SQUARE = ((-0.52, 47.39), (-0.50, 47.39), (-0.50, 47.41), (-0.52, 47.41), (-0.52, 47.39))


def an_announcement(**changes) -> Announcement:
    """The heatwave of 12 August, told at 14 h 05 until 20 h."""
    return replace(
        Announcement(
            identifier="urn:cordee:49999:20260812:1.1",
            mode=Mode.ACTUAL,
            step=Step.ALERT,
            references=(),
            speaker=SPEAKER,
            kind="consigne",
            event="Canicule",
            french=FRENCH,
            translations=(ENGLISH, ARABIC, UKRAINIAN),
            phone="02 41 00 00 00",
            sms="",
            source="Source : préfecture de Maine-et-Loire, le 12/08 à 14 h",
            source_url="https://www.maine-et-loire.gouv.fr/canicule",
            sent_at=datetime(2026, 8, 12, 14, 5, 7, 123456, tzinfo=PARIS),
            starts_at=datetime(2026, 8, 12, 14, 0, tzinfo=PARIS),
            expires_at=datetime(2026, 8, 12, 20, 0, tzinfo=PARIS),
            areas=(Area("Centre", (SQUARE,)), Area("Les Quais")),
            theme="Met",
            response="Shelter",
            urgency="Expected",
            severity="Severe",
            certainty="Likely",
            page="https://entraide.saint-aubin.example/messages/1/",
        ),
        **changes,
    )


_TRICKY = st.sampled_from([
    "\u200f", "\u202e", "\u2067", "\x00", "\x0b", "\x1b", "\ufeff", "\ufffe", "\U0001f525", "👨‍👩‍👧", "é", "ê", "ç", "œ",
    "«", "»", "’", "…", "€", "]", "\n", "\r", "\u2028", "\t", "\u00a0", "&", "<", ">", "]]>", ";", ",", "\\", "حر", "ї",
    "王", "{lieu}",
])  # fmt: skip
texts = st.lists(
    st.one_of(
        st.text(max_size=12),
        _TRICKY,
        st.sampled_from("de l’eau la cave Montez à l’étage 112 02 41 00 00 00".split(" ")),
    ),
    max_size=12,
).map(" ".join)
long_texts = st.one_of(
    texts, st.builds(lambda word, times: (f"{word} " * times)[:2000], texts, st.integers(1, 2000))
)
moments = st.datetimes(
    datetime(2024, 1, 1),
    datetime(2035, 1, 1),
    timezones=st.sampled_from([PARIS, ZoneInfo("Indian/Reunion"), ZoneInfo("UTC")]),
    allow_imaginary=False,
)


def _regular(corners: int, longitude: float, latitude: float, size: float):
    ring = [
        (longitude + size * math.cos(2 * math.pi * k / corners), latitude + size * math.sin(2 * math.pi * k / corners))
        for k in range(corners)
    ]  # fmt: skip
    return (*ring, ring[0])


rings = st.builds(
    _regular, st.integers(3, 12), st.floats(-170, 170), st.floats(-80, 80), st.floats(0.001, 0.5)
)
areas = st.builds(Area, texts, st.lists(rings, max_size=2).map(tuple))
phones = st.sampled_from(
    ["", "02 41 00 00 00", "0 800 06 66 66", "+33 2 41 00 00 00", "3977", "112", "(687) 26.00.00"]
)
words = st.builds(
    Words,
    st.sampled_from(["en", "ar", "tr", "pt", "uk", "ro", "br", "es", "de"]),
    texts,
    texts,
    long_texts,
    texts,
    st.booleans(),
)
speakers = st.builds(
    Speaker,
    st.sampled_from(["49999", "2A004", "97411"]),
    st.sampled_from(
        ["Saint-Aubin-sur-Loire", "L’Haÿ-les-Roses", "Y", "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"]
    ),
    phones,
    texts,
    st.sampled_from(["", "crise@ville.fr", "la mairie, <a&b>@ville.fr"]),
    st.sampled_from(["https://entraide.ville.fr", "http://127.0.0.1:8000"]),
)


@st.composite
def announcements(draw) -> Announcement:
    """Anything a town may write, and much that it never would; outlines are sound, moments in order."""
    sent, starts = draw(moments), draw(moments)
    return Announcement(
        identifier=draw(st.one_of(st.just("urn:cordee:49999:20260812:1.1"), texts)),
        mode=draw(st.sampled_from(Mode)),
        step=draw(st.sampled_from(Step)),
        references=draw(st.lists(st.builds(Reference, texts, moments), max_size=2).map(tuple)),
        speaker=draw(speakers),
        kind=draw(st.sampled_from(["consigne", "information", "démenti"])),
        event=draw(texts),
        french=Words("fr", draw(texts), draw(texts), draw(long_texts), draw(texts)),
        translations=draw(st.lists(words, max_size=2).map(tuple)),
        phone=draw(phones),
        sms=draw(st.one_of(st.just(""), texts)),
        source=draw(texts),
        source_url=draw(st.sampled_from(["", "https://www.vigicrues.gouv.fr/é à?x=[1]"])),
        sent_at=sent,
        starts_at=starts,
        expires_at=starts + draw(st.timedeltas(timedelta(minutes=1), timedelta(days=92))),
        areas=draw(st.lists(areas, max_size=2).map(tuple)),
        theme=draw(st.sampled_from("Met Health Safety Rescue Infra Env Transport Other".split())),
        response=draw(st.sampled_from([*"Shelter Evacuate Prepare Avoid Monitor AllClear".split(), ""])),
        urgency=draw(st.sampled_from("Immediate Expected Future Past".split())),
        severity=draw(st.sampled_from("Extreme Severe Moderate Minor".split())),
        certainty=draw(st.sampled_from("Observed Likely Possible".split())),
        page=draw(st.sampled_from(["https://entraide.ville.fr/messages/1/", "https://ville.fr/é è/"])),
        reason=draw(texts),
    )
