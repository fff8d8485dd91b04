"""The phone desk: type while listening, lose nothing, see who is already known before saving."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.requests import drop_draft, keep_draft, take_request
from cordee.ground.needs.models import Beneficiary, NeedDraft, RequesterRole
from cordee.ground.needs.rules.recognition import draw_recognition_word
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.needs.rules.urgency import EMERGENCY_NUMBERS
from cordee.ground.needs.selectors.people_helped import beneficiary_of_person
from cordee.ground.needs.selectors.queue import draft_by_id, needs_of_person, similar_open_needs
from cordee.ground.people.actions.persons import complete_person, record_person
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import digits_typed, display_phone
from cordee.ground.people.rules.protection import check_open
from cordee.ground.people.selectors.notices import notice_at
from cordee.ground.people.selectors.persons import (
    LikelySame,
    likely_same,
    person_by_id,
    persons_whose_phone_starts,
)
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.call import AskedForms, AskedFormSet, CallForm
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.numbers import row_number

NEW_PERSON = "new"


def _place(found: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Fields of the household from what was typed or picked, and the warning to show (never a wall)."""
    place, warning = place_of(found["address"], found["lat"], found["lon"])
    return place | {"address_extra": found["address_extra"], "access_notes": found["access_notes"]}, warning


def _known_initial(person: Person, beneficiary: Beneficiary | None) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "person_id": person.pk,
        "phone": display_phone(person.phone) if person.phone else "",
        "last_name": person.last_name,
        "first_name": person.first_name,
        "birth_year": person.birth_year,
        "email": person.email,
        "language": person.language,
        "contact_by": person.contact_by,
    }
    if beneficiary is not None:
        household = beneficiary.household
        initial |= {
            "address": household.address,
            "address_extra": household.address_extra,
            "access_notes": household.access_notes,
            "recognition_word": beneficiary.recognition_word,
            "mobility": beneficiary.mobility,
            "lives_alone": {True: "oui", False: "non", None: ""}[beneficiary.lives_alone],
            "share_with_helper": {True: "oui", False: "non", None: ""}[beneficiary.share_with_helper],
            "wishes_register": beneficiary.wishes_register,
        }
    return initial


def _same_people(form: CallForm, account: Account) -> list[LikelySame]:
    """People who may be the one on the line, unless the agent has already said who she is."""
    found = form.cleaned_data
    if (
        found.get("person_id")
        or found.get("same") == NEW_PERSON
        or not can(account, Permission.CALLER_RECOGNISE)
    ):
        return []
    return likely_same(
        first_name=found["first_name"],
        last_name=found["last_name"],
        phone=found["phone"],
        email=found["email"],
        birth_year=found["birth_year"],
    )


def _draft(account: Account, typed: str) -> NeedDraft | None:
    key = row_number(typed)
    return draft_by_id(account, key) if key is not None else None


def _person(form: CallForm, account: Account) -> Person:
    found = form.cleaned_data
    # A number sent by hand would open anybody's file to a role that may not recognise callers.
    may_recognise = can(account, Permission.CALLER_RECOGNISE)
    known = person_by_id(found["person_id"]) if found.get("person_id") and may_recognise else None
    if known is not None:
        check_open(known)
    if known is not None:
        return complete_person(
            person=known,
            by=account,
            first_name=found["first_name"],
            phone=found["phone"],
            email=found["email"],
            birth_year=found["birth_year"],
        )
    return record_person(
        by=account,
        last_name=found["last_name"],
        first_name=found["first_name"],
        phone=found["phone"] or found["requester_phone"],
        email=found["email"],
        birth_year=found["birth_year"],
        language=found["language"] or "fr",
        contact_by=found["contact_by"] or "phone",
    )


def _requester(form: CallForm, account: Account) -> Person | None:
    found = form.cleaned_data
    if found["requester_role"] == RequesterRole.SELF or not found["requester_phone"]:
        return None
    first, _, last = found["requester_name"].rpartition(" ")
    known = likely_same(first_name=first, last_name=last, phone=found["requester_phone"])
    same = next((one.person for one in known if one.because == "même numéro de téléphone"), None)
    return same or record_person(by=account, last_name=last, first_name=first, phone=found["requester_phone"])


def _save(
    request: HttpRequest, form: CallForm, asked: Any, draft: NeedDraft | None, at: datetime
) -> HttpResponse | None:
    """Write the request; ``None`` when it was refused (the form then says why)."""
    account = agent(request)
    try:
        place, warning = _place(form.cleaned_data)
        # Refused, nobody is left in the files to be taken for the caller at the next try.
        with transaction.atomic():
            taken = take_request(
                by=account,
                at=at,
                door=form.cleaned_data["door"] or "phone",
                person=_person(form, account),
                place=place,
                asked=asked.asked(),
                circumstances=form.circumstances(),
                requester=_requester(form, account),
                requester_role=form.cleaned_data["requester_role"],
                qualified=True,
                draft=draft,
                heard_at=form.heard_at(),
            )
    except Refused as refused:
        add_refused(form, refused)
        return None
    numbers = ", ".join(str(need) for need in taken.needs)
    messages.success(
        request,
        f"Demande {numbers} enregistrée. Mot de reconnaissance à dire : « {taken.beneficiary.recognition_word} ».",
    )
    if warning:
        messages.warning(request, warning)
    if can(account, Permission.NEED_READ) and len(taken.needs) == 1:
        return redirect("desk:need", taken.needs[0].pk)
    return redirect("desk:call")


@requires(Permission.NEED_CREATE)
def call(request: HttpRequest) -> HttpResponse:
    """One call: an empty form, a known caller's, an interrupted one, or what has just been typed with its errors."""
    account, at = agent(request), timezone.now()
    ceiling = request.municipality.cash_ceiling_euros  # type: ignore[attr-defined]
    form_options: dict[str, Any] = {"form_kwargs": {"now": at, "ceiling": ceiling}, "prefix": "asked"}
    context: dict[str, Any] = {"numbers": EMERGENCY_NUMBERS}
    status = 200
    if request.method == "POST":
        form = CallForm(request.POST)
        asked = cast(AskedForms, AskedFormSet(request.POST, **form_options))
        draft = _draft(account, request.POST.get("draft", ""))
        form_ok, asked_ok = form.is_valid(), asked.is_valid()
        if asked_ok and not asked.asked():
            asked.forms[0].add_error("activity", "Choisissez l’aide demandée.")
            asked_ok = False
        if form_ok and asked_ok:
            danger = [] if form.cleaned_data["danger_cleared"] else asked.danger()
            same = _same_people(form, account)
            if not danger and not same:
                answer = _save(request, form, asked, draft, at)
                if answer is not None:
                    return answer
            context |= {"danger": danger, "same": same, "similar": _similar(same, asked)}
            if same:
                leave_read_trace(
                    subjects=[one.person for one in same],
                    by=account,
                    commune_code=current_commune(),
                    page="call",
                )
        status = 422
    else:
        form, asked, known = _opening(request, account, form_options)
        context |= known
    context |= {
        "form": form,
        "asked": asked,
        "more": [form[name] for name in form.more_names],
        "notice": notice_at("aide", request.municipality),  # type: ignore[attr-defined]
        "throw_url": reverse("desk:throw_draft", args=[context["draft"].pk]) if context.get("draft") else "",
    }
    return desk_page(request, "desk/call.html", context, active="call", status=status)


def _opening(
    request: HttpRequest, account: Account, form_options: dict[str, Any]
) -> tuple[CallForm, Any, dict[str, Any]]:
    """The form to start from: a draft, a known person, or nothing."""
    draft, person_id = (
        _draft(account, request.GET.get("brouillon", "")),
        row_number(request.GET.get("personne", "")),
    )
    if draft is not None:
        typed = draft.fields
        form = CallForm(
            initial={**{name: _first(typed.get(name)) for name in CallForm.base_fields}, "draft": draft.pk}
        )
        count = max(1, sum(1 for index in range(4) if _first(typed.get(f"asked-{index}-activity"))))
        rows = [
            {name: _first(typed.get(f"asked-{index}-{name}")) for name in AskedFormSet.form.base_fields}
            for index in range(count)
        ]
        return form, AskedFormSet(initial=rows, **form_options), {"draft": draft}
    person = (
        person_by_id(person_id)
        if person_id is not None and can(account, Permission.CALLER_RECOGNISE)
        else None
    )
    if person is not None:
        check_open(person)
        leave_read_trace(subjects=[person], by=account, commune_code=current_commune(), page="call")
        beneficiary = beneficiary_of_person(person.pk)
        return (
            CallForm(initial=_known_initial(person, beneficiary)),
            AskedFormSet(**form_options),
            {
                "known": person,
                "may_assess": can(account, Permission.ASSESS_TAKE),
                "known_needs": needs_of_person(person.pk, limit=5),
            },
        )
    return CallForm(initial={"recognition_word": draw_recognition_word()}), AskedFormSet(**form_options), {}


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value or ""


def _similar(same: list[LikelySame], asked: Any) -> list[Any]:
    ids = [one.person.pk for one in same]
    return [
        need for one in asked.asked() for need in similar_open_needs(person_ids=ids, activity=one.activity)
    ] if ids else []  # fmt: skip


@requires(Permission.CALLER_RECOGNISE)
@require_GET
def recognise(request: HttpRequest) -> HttpResponse:
    """Who calls, from the digits typed so far: a fragment, empty under seven digits."""
    found = persons_whose_phone_starts(digits_typed(request.GET.get("phone", "")))
    if found:
        leave_read_trace(
            subjects=list(found), by=agent(request), commune_code=current_commune(), page="recognise"
        )
    rows = [
        {
            "person": person,
            "words": [
                f"{need} {activity_label(need.activity)}" for need in needs_of_person(person.pk, limit=3)
            ],
        }
        for person in found
    ]
    return desk_page(request, "desk/call.html#recognised", {"recognised": rows}, active="call")


@requires(Permission.NEED_CREATE)
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, every second or so; answers the draft's number."""
    kept = {
        # PostgreSQL keeps no NUL in a document; nobody types one.
        name.replace("\0", ""): [value.replace("\0", "") for value in request.POST.getlist(name)]
        for name in request.POST
        if name not in {"csrfmiddlewaretoken", "draft"} and any(request.POST.getlist(name))
    }
    label = " ".join(
        part for part in (request.POST.get("first_name", ""), request.POST.get("last_name", "")) if part
    )
    draft = keep_draft(
        author=agent(request),
        fields=kept,
        label=(label or request.POST.get("phone", "")).replace("\0", ""),
        at=timezone.now(),
        draft_id=row_number(request.POST.get("draft", "")),
    )
    return JsonResponse({"fields": {"draft": str(draft.pk)}})


@requires(Permission.NEED_CREATE)
@require_POST
def throw_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throw an interrupted call away."""
    drop_draft(author=agent(request), draft_id=draft_id)
    messages.success(request, "L’appel en cours est effacé.")
    return redirect("desk:call")
