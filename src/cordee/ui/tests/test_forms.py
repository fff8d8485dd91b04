"""A form printed without a line of template can be read, filled, corrected."""

import re
from datetime import date, time
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from cordee.ui.forms import (
    CheckboxCards,
    ClockField,
    EurosField,
    FrenchDateField,
    HoneypotField,
    PhoneInput,
    RadioCards,
    WeekGridField,
)
from cordee.ui.forms.renderer import CordeeRenderer
from cordee.ui.gallery import SampleForm
from cordee.ui.templatetags.ui import form_errors


class Sample(SampleForm):
    default_renderer = CordeeRenderer


def sent(text: str = "") -> Sample:
    return Sample(QueryDict(text))


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def test_a_compulsory_field_says_so_in_words() -> None:
    html = Sample()["name"].as_field_group()
    assert '<label for="id_name">Nom et prénom <span class="must">(obligatoire)</span></label>' in html
    assert "(obligatoire)" not in Sample()["birth"].as_field_group()


def test_help_and_error_are_read_with_their_field() -> None:
    html = sent("birth=hier")["birth"].as_field_group()
    assert 'aria-describedby="id_birth_helptext id_birth_error"' in html
    assert 'aria-invalid="true"' in html
    assert {"id_birth", "id_birth_helptext", "id_birth_error"} == set(ids(html))


def test_what_was_typed_is_kept_when_refused() -> None:
    assert 'value="hier"' in str(sent("birth=hier")["birth"])
    assert "checked" in str(sent("what=shop")["what"])


def test_a_group_of_cards_is_a_fieldset_with_its_legend_and_error() -> None:
    html = sent()["for_whom"].as_field_group()
    assert html.startswith(
        '<fieldset class="field wrong" id="id_for_whom_group" aria-describedby="id_for_whom_error">'
    )
    assert "<legend>Pour qui ?" in html
    assert '<label for="id_for_whom_1">' in html


def test_a_card_says_its_explanation_with_its_label() -> None:
    html = str(Sample()["what"])
    assert 'aria-describedby="id_what_2_hint"' in html
    assert 'id="id_what_2_hint">Depuis chez soi' in html


@pytest.mark.parametrize("text", ["", "name=Rolland&birth=hier&what=nothing&week=99&website=spam"])
def test_every_line_of_the_error_summary_leads_to_something_on_the_page(text: str) -> None:
    form = sent(text)
    summary, page = str(form_errors(form)), str(form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == len(form.errors)
    assert set(targets) <= set(ids(page))


def test_a_form_with_no_mistake_has_no_summary() -> None:
    assert form_errors(Sample()) == ""


def test_the_summary_counts_and_tells_mistakes_of_the_whole_form() -> None:
    form = sent("name=Rolland")
    form.full_clean()
    form.add_error(None, "Ce créneau vient d’être pris <par un autre>.")
    summary = str(form_errors(form))
    assert f"{len(form.errors)} erreurs sont à corriger" in summary
    assert "pris &lt;par un autre&gt;." in summary
    assert "De quoi s’agit-il\u00a0: " in summary


def test_the_identifiers_of_a_page_of_fields_are_unique() -> None:
    for form in (Sample(), sent()):
        found = ids(str(form))
        assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "typed",
    [
        "07/04/1948",
        "7/4/1948",
        "07-04-1948",
        "07.04.1948",
        "7 4 1948",
        "07 / 04 / 1948",
        "1948-04-07",
        "7/4/48",
        "07041948",
    ],
)
def test_a_date_is_understood_however_a_french_person_types_it(typed: str) -> None:
    assert FrenchDateField().clean(typed) == date(1948, 4, 7)


@pytest.mark.parametrize("typed", ["hier", "31/02/2020", "04/13/1948"])
def test_a_date_that_does_not_exist_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="par exemple 07/04/1948"):
        FrenchDateField().clean(typed)


def test_a_date_is_shown_again_day_first() -> None:
    form = Sample(initial={"birth": date(1948, 4, 7)})
    assert 'value="07/04/1948"' in str(form["birth"])
    assert 'type="text"' in str(form["birth"])


def test_a_robot_that_fills_the_hidden_box_is_refused_and_a_person_never_sees_it() -> None:
    html = Sample()["website"].as_field_group()
    assert 'aria-hidden="true"' in html
    assert 'tabindex="-1"' in html
    assert sent("website=http://spam").has_error("website", "robot")
    assert not sent("website=").has_error("website")
    assert HoneypotField().clean("") == ""


def test_a_telephone_box_opens_the_number_keyboard() -> None:
    html = PhoneInput().render("number", "", renderer=CordeeRenderer())
    assert 'type="tel"' in html
    assert 'autocomplete="tel"' in html


def test_cards_keep_to_one_choice_or_take_several() -> None:
    choices = [("a", "A"), ("b", "B")]
    several = CheckboxCards(choices=choices).value_from_datadict(QueryDict("x=a&x=b"), MultiValueDict(), "x")
    one = RadioCards(choices=choices).value_from_datadict(QueryDict("x=a&x=b"), MultiValueDict(), "x")
    assert (several, one) == (["a", "b"], "b")
    assert "required" not in CheckboxCards(attrs={}, choices=choices).render(
        "x", [], renderer=CordeeRenderer()
    )


@pytest.mark.parametrize("typed", ["01/01/0001", "31/12/9999"])
def test_a_day_at_the_end_of_the_calendar_is_refused_by_its_year(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="Vérifiez l’année"):
        FrenchDateField().clean(typed)


def test_a_short_year_may_be_to_come_for_a_day_one_plans() -> None:
    typed = f"15/06/{(timezone.localdate().year + 1) % 100:02d}"
    assert FrenchDateField(to_come=True).clean(typed).year == timezone.localdate().year + 1
    assert FrenchDateField().clean(typed).year == timezone.localdate().year - 99


@pytest.mark.parametrize("typed", ["²", "9" * 5000, "-1", "28"])
def test_a_square_that_no_grid_has_is_refused_and_breaks_nothing(typed: str) -> None:
    class Week(forms.Form):
        week = WeekGridField()

    form = Week(QueryDict(urlencode({"week": typed})))
    assert form.has_error("week", "invalid")
    assert "checkbox" in str(form["week"])


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("42,10", 4210), ("42.1 €", 4210), ("1\u202f000", 100_000), ("42,", 4200), ("0", 0), ("", None),
     ("\u00a0€", None)],
)  # fmt: skip
def test_a_sum_is_read_as_people_type_it(typed: str, cents: int | None) -> None:
    assert EurosField(most=1000, required=False).clean(typed) == cents


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1000,01", "Pas plus de 1000"), ("-3", "sous zéro"), ("1,234", "Deux chiffres"), ("", "Indiquez la somme"),
     *((typed, "comme 42,10") for typed in ("vingt", "inf", "NaN", "1e3", "²", "1,2,3", "4970 1012 3456 7890"))],
)  # fmt: skip
def test_what_is_no_sum_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        EurosField(most=1000).clean(typed)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("9 h 05", time(9, 5)), ("9:05", time(9, 5)), ("9h", time(9)), ("905", time(9, 5)), ("1830", time(18, 30)),
     ("14", time(14)), ("18H30", time(18, 30)), (" 8.30 ", time(8, 30)), ("00:00", time(0)), ("", None),
     ("08\u00a0h\u00a015", time(8, 15)), (time(7, 45), time(7, 45))],
)  # fmt: skip
def test_an_hour_is_read_as_people_type_it(typed: object, hour: time | None) -> None:
    assert ClockField(required=False).clean(typed) == hour


@pytest.mark.parametrize("typed", ["25 h", "12:60", "midi", "-1", "8 h 5", "12345", "²", "1:2:3", "h"])
def test_what_is_no_hour_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError, match="Écrivez l’heure comme"):
        ClockField().clean(typed)
