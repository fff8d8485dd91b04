"""The town's settings: each refusal sits next to its field, with what would do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.actions import import_districts, update_municipality
from cordee.ground.territory.actions.district_files import MOST_BYTES, import_district_file
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.rules.faces import READABLE_CONTRAST, contrast_with_white, readable_shade
from cordee.ground.territory.selectors import districts, municipality_in_scope
from cordee.portal.desk.forms.settings import DistrictsForm, SettingsForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.colours import parse_hex, to_hex
from cordee.ui.wording import counted


def _better_colour(typed: str) -> str:
    """A readable shade of a colour typed too light; empty when the colour is fine or is no colour."""
    rgb = parse_hex(typed)
    if rgb is None:
        return ""
    colour = to_hex(rgb)
    return readable_shade(colour) if contrast_with_white(colour) < READABLE_CONTRAST else ""


def _page(
    request: HttpRequest,
    municipality: Municipality,
    *,
    form: SettingsForm | None = None,
    areas: DistrictsForm | None = None,
) -> HttpResponse:
    shown = form or SettingsForm(municipality=municipality)
    known = districts()
    typed = str(shown["colour"].value() or "")
    context: dict[str, Any] = {
        "form": shown,
        "face": shown.group(SettingsForm.face_fields),
        "answers": shown.group(SettingsForm.answer_fields),
        "caps": shown.group(SettingsForm.cap_fields),
        "briefing": shown.group(SettingsForm.briefing_fields),
        "areas": areas or DistrictsForm(),
        "districts": known,
        "drawn": sum(1 for district in known if district.outline),
        "municipality": municipality,
        "better": _better_colour(typed),
        "swatch": typed if parse_hex(typed) else municipality.colour,
    }
    wrong = (form is not None and form.errors) or (areas is not None and areas.errors)
    return desk_page(request, "desk/settings.html", context, active="settings", status=422 if wrong else 200)


@requires(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show or change what the town chooses."""
    municipality = municipality_in_scope()
    if request.method != "POST":
        return _page(request, municipality)
    form = SettingsForm(request.POST, request.FILES, municipality=municipality)
    if form.is_valid():
        try:
            update_municipality(municipality=municipality, by=agent(request), **form.changes())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "Les réglages sont enregistrés.")
            return redirect("desk:settings")
    return _page(request, municipality, form=form)


@requires(Permission.SETTINGS)
@require_POST
def settings_districts(request: HttpRequest) -> HttpResponse:
    """Add or redraw districts; none is ever removed here, people live there."""
    municipality, account = municipality_in_scope(), agent(request)
    form = DistrictsForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload:
                report = import_district_file(content=upload.read(MOST_BYTES + 1), by=account)
            else:
                lines = form.cleaned_data["names"].splitlines()
                report = import_districts(source=[line.strip() for line in lines if line.strip()], by=account)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else "names", str(refused))
        else:
            messages.success(
                request,
                f"Quartiers : {counted(report.created, 'créé', 'créés')}, "
                f"{counted(report.updated, 'modifié', 'modifiés')}, "
                f"{counted(report.unchanged + report.kept, 'inchangé', 'inchangés')}.",
            )
            for warning in report.warnings[:5]:
                messages.warning(request, warning)
            return redirect("desk:settings")
    return _page(request, municipality, areas=form)
