"""The length of an SMS, held to an implementation that shares nothing with ours (3GPP TS 23.038 and TS 23.040)."""

from __future__ import annotations

import random

from aiosmpplib.codec import GSM7BitCodec

from cordee.ground.messaging.rules.gsm import GSM, UCS2, encode_part, sms_length, sms_parts

# TS 23.038 § 6.2.1, sixteen code points a row from 0x00 to 0x7F, as Unicode in hexadecimal; 1B is the escape.
_DEFAULT = """
40 A3 24 A5 E8 E9 F9 EC F2 C7 0A D8 F8 0D C5 E5
394 5F 3A6 393 39B 3A9 3A0 3A8 3A3 398 39E 1B C6 E6 DF C9
20 21 22 23 A4 25 26 27 28 29 2A 2B 2C 2D 2E 2F
30 31 32 33 34 35 36 37 38 39 3A 3B 3C 3D 3E 3F
A1 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F
50 51 52 53 54 55 56 57 58 59 5A C4 D6 D1 DC A7
BF 61 62 63 64 65 66 67 68 69 6A 6B 6C 6D 6E 6F
70 71 72 73 74 75 76 77 78 79 7A E4 F6 F1 FC E0
""".split()
# § 6.2.1.1: the code after the escape, and what it is.
_AFTER_ESCAPE = {0x0C: 0x0A, 0x5E: 0x14, 0x7B: 0x28, 0x7D: 0x29, 0x5C: 0x2F, 0x5B: 0x3C, 0x7E: 0x3D, 0x5D: 0x3E, 0x7C: 0x40,
                 0x20AC: 0x65}  # fmt: skip
TABLE = {int(point, 16): bytes([code]) for code, point in enumerate(_DEFAULT) if code != 0x1B}
TABLE |= {point: bytes([0x1B, code]) for point, code in _AFTER_ESCAPE.items()}
USER_DATA, HEADER = 140, 6
"""Octets of a short message, and of the header that chains several (TS 23.040 § 9.2.3.24.1)."""

SYLLABLES = "ca ni cule bu vez de l'eau fer mez les vo lets é lec tri ci té à où mé dia thè que 9h-20h 02 41 00 112 ".split(
    " "
)
ODD = "ê ç œ û î « » ’ … ° – € [ ] { } ~ \\ ^ | ù ò ì Ç É À 😀 👵 ё \n @ $ § _ Ω".split(" ")


def a_french_text(dice: random.Random) -> str:
    """Up to some 700 characters; two in three keep to what GSM writes."""
    words = []
    odd = ["", *ODD] if dice.random() < 1 / 3 else [one for one in ODD if ord(one[0]) in TABLE]
    for _ in range(dice.randint(0, 110)):
        word = "".join(dice.choices(SYLLABLES, k=dice.randint(1, 3)))
        words.append(word + dice.choice(odd) if dice.random() < 0.2 else word)
    text = " ".join(words)
    # Lengths around the borders, where one too many costs a message.
    return text[: dice.choice([160, 161, 70, 71, 153, 154, 306, 307, 134, 135, 700])]


def expected(text: str) -> tuple[str, int, int]:
    """Encoding, units and messages, by packing octets as a handset does."""
    if all(ord(one) in TABLE for one in text):
        pieces, room, alone = (
            [TABLE[ord(one)] for one in text],
            (USER_DATA - HEADER) * 8 // 7,
            USER_DATA * 8 // 7,
        )
        encoding, unit = GSM, 1
    else:
        pieces, room, alone = [one.encode("utf-16-be") for one in text], USER_DATA - HEADER, USER_DATA
        encoding, unit = UCS2, 2
    octets = sum(map(len, pieces))
    if octets <= alone:
        return encoding, octets // unit, 1
    messages, left = 0, 0
    for piece in pieces:
        if len(piece) > left:
            messages, left = messages + 1, room
        left -= len(piece)
    return encoding, octets // unit, messages


def test_ten_thousand_french_texts_measure_as_the_standard_says():
    dice = random.Random(33_8)
    seen = set()
    for _ in range(10_000):
        text = a_french_text(dice)
        length = sms_length(text)
        assert (length.encoding, length.characters, length.segments) == expected(text), text
        seen.add((length.encoding, length.segments))
        if length.encoding == GSM:
            library = GSM7BitCodec().encode(text)[0]
            assert b"".join(encode_part(part, GSM) for part in sms_parts(text)) == library
    assert {(GSM, 1), (GSM, 2), (GSM, 3), (UCS2, 1), (UCS2, 2), (UCS2, 5)} <= seen
