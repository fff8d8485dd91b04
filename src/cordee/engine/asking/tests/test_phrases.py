"""Each choice has its sentence."""

import pytest

from cordee.engine.asking.choosing import Wait, choose
from cordee.engine.asking.phrases import ask_phrase, call_phrase, wait_phrase
from cordee.engine.asking.settings import AskingSettings, Shortage
from cordee.engine.asking.tests.tables import everyone, needs, people


def test_a_wave_says_who_why_and_how_many():
    found = choose(
        needs(1), people(12), everyone(1, 12), at=12.0, short=Shortage.NONE, settings=AskingSettings()
    )

    told = ask_phrase(found.asks[0])

    assert told.startswith("À 0,1\u202fkm, dirait oui ")
    assert "n’a encore reçu aucune demande" in told
    assert f"{len(found.asks)} personnes sollicitées ensemble" in told


@pytest.mark.parametrize("code", ["night", "late", "list", "hoped", "nobody"])
def test_a_wait_says_why(code):
    assert wait_phrase(Wait(0, code, 0.0)).endswith(".")


def test_a_call_says_why():
    assert "5 fois sur 10" in call_phrase(0.52)
