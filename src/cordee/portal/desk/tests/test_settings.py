"""Settings: each refusal next to its field, nothing typed is lost, the town sees the change at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cordee.ground.audit.models import Event
from cordee.ground.people.models import Role
from cordee.ground.territory.models import District, Municipality
from cordee.ground.territory.selectors import forget_municipalities

SETTINGS = reverse("desk:settings")
DISTRICTS = reverse("desk:settings_districts")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x20" + b"0" * 50
FORM = {
    "name": "Saint-Aubin", "tagline": "Ensemble", "phone": "02 61 91 00 00", "phone_hours": "9 h – 18 h",
    "email": "entraide@saint-aubin.example", "colour": "#1f5c4d", "answer_minutes_u1": "15", "answer_minutes_u2": "90",
    "answer_minutes_u3": "480", "answer_minutes_u4": "1440", "default_radius_km": "2,5", "default_weekly_cap": "4",
    "daily_cap": "2", "cash_ceiling_euros": "40", "briefing_weekday": "3", "briefing_time": "18h30",
    "briefing_place": "mairie", "first_mission_with": "homes", "dpo_contact": "dpo@saint-aubin.example",
}  # fmt: skip


@pytest.fixture
def chief(town, staff):
    yield staff(Role.OPERATIONS_LEAD)
    forget_municipalities()


def test_what_a_town_chooses_is_kept(chief):
    assert chief.post(SETTINGS, FORM | {"automatic_proposals": "on"}).status_code == 302
    town = Municipality.objects.get()
    assert (town.name, town.answer_minutes_u1, town.default_radius_km, town.cash_ceiling_euros) == (
        "Saint-Aubin",
        15,
        2.5,
        40,
    )
    assert (town.briefing_weekday, f"{town.briefing_time:%H:%M}", town.automatic_proposals) == (
        3,
        "18:30",
        True,
    )
    page = chief.get(SETTINGS).content.decode()
    assert 'value="2,5"' in page
    assert "Les propositions partent seules" in page
    assert Event.objects.filter(verb="update_municipality").exists()


def test_sending_the_page_unchanged_changes_nothing(chief):
    page = chief.get(SETTINGS)
    form = page.context["form"]
    same = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    same["briefing_time"] = "18:00"
    assert chief.post(SETTINGS, same).status_code == 302
    assert not Event.objects.filter(verb="update_municipality").exists()


def test_a_colour_too_light_is_refused_with_a_darker_one(chief):
    for _ in range(2):
        response = chief.post(SETTINGS, FORM | {"colour": "#ffdd00"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "trop claire" in page
        better = page.split("Plus lisible&nbsp;: <strong>")[1][:7]
        assert f"essayez {better}" in page
        assert 'value="#ffdd00"' in page
        assert 'value="Ensemble"' in page
    assert chief.post(SETTINGS, FORM | {"colour": better}).status_code == 302


def test_what_is_no_colour_reaches_no_style_sheet(chief):
    page = chief.post(SETTINGS, FORM | {"colour": "red}body{x"}).content.decode()
    style = page.split("<style nonce")[2 if page.count("<style nonce") > 1 else 1].split("</style>")[0]
    assert "body{x" not in style
    assert "n’est pas une couleur" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "12"}, "n’est pas un numéro"),
        ({"answer_minutes_u1": "600"}, "l’urgent n’attend pas plus"),
        ({"answer_minutes_u1": ""}, "obligatoire"),
        ({"default_radius_km": "4000"}, "Cette valeur va de"),
        ({"cash_ceiling_euros": "beaucoup"}, "nombre entier"),
        ({"daily_cap": "8"}, "ne peut pas dépasser"),
        ({"briefing_time": "le soir"}, "comme 8\u00a0h\u00a030"),
        ({"name": ""}, "obligatoire"),
    ],
)
def test_each_wrong_value_is_told_and_nothing_is_half_written(chief, wrong, said):
    response = chief.post(SETTINGS, FORM | wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Municipality.objects.get().tagline == "On se tient la corde"


def test_a_logo_is_sent_shown_and_taken_away(chief, client):
    chief.post(SETTINGS, FORM | {"logo": SimpleUploadedFile("blason.png", PNG)})
    assert client.get(reverse("home:logo")).content == PNG
    assert "Logo actuel" in chief.get(SETTINGS).content.decode()
    chief.post(SETTINGS, FORM | {"without_logo": "on"})
    assert not Municipality.objects.get().logo


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "n’est pas une image"),
        (PNG + b"0" * 300_000, "200 ko au plus"),
        (PNG.replace(b"\0\0\0\x20", b"\0\0\x75\x30"), "30000 × 30000 points"),
    ],
)
def test_a_logo_that_will_not_do_is_told(chief, content, said):
    response = chief.post(SETTINGS, FORM | {"logo": SimpleUploadedFile("x.png", content)})
    assert response.status_code == 422
    assert said in response.content.decode()


def test_districts_come_by_name_or_by_outline(chief):
    chief.post(DISTRICTS, {"names": "Centre\n\n Les Quais \n"})
    assert list(District.objects.values_list("name", flat=True)) == ["Centre", "Les Quais"]
    drawn = (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"Centre"},"geometry":{"type":"Polygon",'
        b'"coordinates":[[[-0.91,47.34],[-0.89,47.34],[-0.89,47.36],[-0.91,47.36],[-0.91,47.34]]]}}]}'
    )
    page = chief.post(
        DISTRICTS, {"file": SimpleUploadedFile("q.geojson", drawn)}, follow=True
    ).content.decode()
    assert "1 modifié" in page
    assert District.objects.get(name="Centre").outline
    assert District.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"names": "  "}, "Écrivez au moins un nom"),
        ({"names": "Centre\nCentre"}, "donné deux fois"),
        ({"file": SimpleUploadedFile("q.geojson", b'{"type":')}, "ne se lit pas"),
        ({"file": SimpleUploadedFile("q.bin", b"\x00\x01")}, "ni un GeoJSON"),
    ],
)
def test_districts_that_cannot_be_read_are_told(chief, sent, said):
    response = chief.post(DISTRICTS, sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not District.objects.exists()


def test_settings_are_refused_to_those_who_help_people(town, staff):
    for role in (Role.MAYOR, Role.CCAS_MANAGER, Role.VOLUNTEER_COORDINATOR, Role.RECEPTIONIST, Role.DPO):
        assert staff(role).get(SETTINGS).status_code == 403
        assert staff(role).post(SETTINGS, FORM).status_code == 403
        assert staff(role).post(DISTRICTS, {"names": "x"}).status_code == 403
    assert staff(Role.COMMUNICATION).get(SETTINGS).status_code == 200
