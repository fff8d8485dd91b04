"""Whatever colour a town picks, its pages stay readable and its style sheet stays a style sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.ui.colours import DEFAULT_TOWN, PAPER, contrast, palette

channel = st.integers(0, 255)


@given(channel, channel, channel)
def test_text_stays_readable_whatever_colour_the_town_picks(red: int, green: int, blue: int) -> None:
    shades = palette(f"#{red:02x}{green:02x}{blue:02x}")
    for ground in (PAPER, "#ffffff", shades["--town-tint"]):
        assert contrast(shades["--town"], ground) >= 4.5
    assert contrast("#ffffff", shades["--town-deep"]) >= 7
    assert contrast("#1f2a2c", shades["--town-tint"]) >= 7


def test_a_readable_choice_is_kept_as_it_is() -> None:
    assert palette("#123A7B")["--town"] == "#123a7b"
    assert palette("#037")["--town"] == "#003377"


@pytest.mark.parametrize(
    "text", ["", "rouge", "#12345", "#0f5a57;}body{display:none", "url(//evil)", "#xyzxyz"]
)
def test_what_is_not_a_colour_never_reaches_the_style_sheet(text: str) -> None:
    assert palette(text)["--town"] == DEFAULT_TOWN


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    with pytest.raises(ValueError, match="not a colour"):
        contrast("#000", "blanc")
