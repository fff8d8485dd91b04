"""The week grid: 28 squares on the page, one integer in the database."""

from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from cordee.ui.forms import WeekGrid, WeekGridField, bits_of, describe_week, week_bit
from cordee.ui.forms.renderer import CordeeRenderer

MONDAY_MORNING, FRIDAY_EVENING = week_bit(0, 0), week_bit(4, 3)


class Week(forms.Form):
    default_renderer = CordeeRenderer
    week = WeekGridField(label="Quand ?")


def sent(*values: object) -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist("week", [str(value) for value in values])
    return data


@given(st.integers(0, (1 << 28) - 1))
def test_what_is_ticked_comes_back_ticked(mask: int) -> None:
    assert WeekGrid().value_from_datadict(sent(*bits_of(mask)), {}, "week") == mask
    html = WeekGrid().render("week", mask, renderer=CordeeRenderer())
    assert html.count("checked") == mask.bit_count()


def test_the_squares_are_numbered_by_day_then_part_of_the_day() -> None:
    assert (MONDAY_MORNING, FRIDAY_EVENING, week_bit(6, 3)) == (0, 19, 27)


def test_every_square_says_its_day_and_its_part_to_a_screen_reader() -> None:
    html = str(Week()["week"])
    assert html.count('type="checkbox"') == 28
    assert '<span class="sr">mercredi après-midi</span>' in html
    assert html.count('scope="row"') == 7
    assert html.count('scope="col"') == 4


def test_a_week_with_nothing_ticked_is_refused_in_plain_words() -> None:
    form = Week(sent())
    assert form.errors["week"] == ["Cochez au moins un moment de la semaine."]


def test_a_week_that_may_be_empty_is_zero() -> None:
    field = WeekGridField(required=False)
    assert field.clean(WeekGrid().value_from_datadict(QueryDict(), {}, "week")) == 0


def test_a_square_that_does_not_exist_is_refused_not_forgotten() -> None:
    assert Week(sent(MONDAY_MORNING, 28)).errors["week"] == [
        "Un des moments cochés n’existe pas. Cochez-les de nouveau."
    ]
    assert not Week(sent("-1")).is_valid()
    assert Week(sent(FRIDAY_EVENING)).is_valid()


def test_the_grid_suits_an_ordinary_integer_field() -> None:
    class Plain(forms.Form):
        week = forms.IntegerField(widget=WeekGrid)

    form = Plain(sent(MONDAY_MORNING, FRIDAY_EVENING))
    assert form.is_valid()
    assert form.cleaned_data["week"] == 1 | 1 << 19


def test_a_week_is_said_in_french() -> None:
    saturday = sum(1 << week_bit(5, part) for part in range(4))
    assert describe_week(1 | 1 << 2 | saturday) == "lundi matin et après-midi, samedi toute la journée"
    assert describe_week(1 | 2 | 4) == "lundi matin, midi et après-midi"
    assert describe_week(0) == "aucun moment"
    assert describe_week((1 << 28) - 1) == "toute la semaine"
