"""``setup``, as somebody at the terminal sees it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cordee.config.management.commands import setup as setup_command
from cordee.ground.audit.models import Event
from cordee.ground.territory.actions.communes import Counts
from cordee.ground.territory.models import Commune, Municipality
from cordee.ground.territory.rules.names import place_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_no_keyboard(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())


@pytest.fixture
def _a_short_reference(monkeypatch):
    """Three communes, because the whole reference takes seconds."""
    named = {"49180": "Longué-Jumelles", "22273": "Saint-Aubin", "59520": "Saint-Aubin"}
    for code, name in named.items():
        Commune.objects.create(
            insee_code=code,
            name=name,
            name_key=place_key(name),
            departement=code[:2],
            kind="commune-actuelle",
        )
    monkeypatch.setattr(setup_command, "load_communes", lambda by: Counts(0, 0, len(named)))


def setup(*arguments: str, **options: str) -> str:
    told = StringIO()
    call_command("setup", *arguments, stdout=told, **options)
    return told.getvalue()


@pytest.mark.usefixtures("_a_short_reference")
def test_a_town_is_opened_by_its_name_and_the_number_people_call():
    told = setup("Longué-Jumelles", phone="02 41 52 10 46")
    town = Municipality.objects.get()
    assert (town.pk, town.phone) == ("49180", "+33241521046")
    assert "createstaff" in told
    assert Event.objects.filter(verb="serve_commune").exists()


@pytest.mark.usefixtures("_a_short_reference")
def test_setting_up_again_keeps_what_the_town_has_chosen():
    setup("49180", phone="02 41 52 10 46")
    Municipality.objects.update(tagline="On se tient la corde")
    assert "déjà servie" in setup("49180", phone="02 41 00 00 00")
    town = Municipality.objects.get()
    assert (town.tagline, town.phone) == ("On se tient la corde", "+33241521046")


@pytest.mark.usefixtures("_a_short_reference")
def test_homonyms_are_told_apart_before_anything_is_opened():
    with pytest.raises(CommandError, match="Plusieurs communes"):
        setup("Saint-Aubin", phone="02 41 52 10 46")
    assert not Municipality.objects.exists()


@pytest.mark.usefixtures("_a_short_reference")
def test_a_town_is_not_opened_without_the_number_people_call():
    with pytest.raises(CommandError, match="--phone"):
        setup("49180")
    assert not Municipality.objects.exists()


def test_without_a_town_the_communes_are_loaded_and_the_next_step_is_said():
    assert "--phone" in setup()
    assert Commune.objects.count() > 34_000
