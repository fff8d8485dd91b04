"""Every paper, made by the act that makes it, opened and read: whatever the names, it is whole, tagged and lasting."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from conftest import make_town
from cordee.ground.assignments.actions.answers import accept_assignment, finish_assignment, start_assignment
from cordee.ground.assignments.actions.papers import (
    issue_acknowledgement,
    issue_attestation,
    issue_cash_slip,
)
from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.actions import Task
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.actions.papers import issue_paper
from cordee.ground.papers.models import PREFIXES, Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.rules.content import TITLES, Draft, sample_draft
from cordee.ground.papers.selectors.printing import paper_pdf
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Person, Role
from cordee.ground.territory.models import town_scope
from cordee.ground.volunteers.actions.papers import issue_badge, issue_order, print_agreement
from cordee.ground.volunteers.models import Frame, Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer

LONG = "Marie-Bénédicte-Constance de la Rochefoucauld-Montmorency d’Hautecombe-Vauvenargues et autres lieux de Loire"
NAMES: dict[str, tuple[str, str]] = {
    "plain": ("Karim", "Benali"),
    "apostrophe": ("N’Golo", "L'Hostis D’Amato"),
    "arabic": ("محمد", "بن علي"),
    "polynesian": ("Teriʻitāhiorei", "Māʻohi-Ÿs"),
    "long": (LONG[:60], LONG[:120]),
    "chinese": ("小明", "王"),
    "hostile": ("<b>#panic()", "$x$ {commune} 😀\\"),
}
SPELT = {"chinese": ("Xiao Ming", "Wang")}
MOST_PAGES = {PaperKind.AGREEMENT: 3, PaperKind.RCSC: 3, PaperKind.PARTNER: 3, PaperKind.CASH_SLIP: 2}


class Makers:
    """How each kind of paper comes to be, for people with these names, with every optional field empty."""

    def __init__(self, account: Any, now: Any, names: tuple[str, str]) -> None:
        self.at, self.by = now, account(Role.VOLUNTEER_COORDINATOR)
        self.volunteer = a_volunteer(now, self.by)
        Person.objects.filter(pk=self.volunteer.person_id).update(first_name=names[0], last_name=names[1])
        self.volunteer = Volunteer.objects.select_related("person").get(pk=self.volunteer.pk)

    def _mission(self, *, done: bool) -> Assignment:
        need = a_need(self.at, money_method="cash_envelope", money_ceiling_euros=50)
        mission = Assignment.objects.create(
            need=need, volunteer=self.volunteer, state="proposed", suggested_at=self.at, proposed_at=self.at,
            place=None, starts_at=self.at + timedelta(hours=1), ends_at=self.at + timedelta(hours=3),
        )  # fmt: skip
        accept_assignment(assignment=mission, by=self.volunteer.person, at=self.at)
        mission.refresh_from_db()
        if done:
            start_assignment(assignment=mission, by=self.volunteer.person, at=self.at)
            finish_assignment(
                assignment=mission, by=self.volunteer.person, at=self.at, minutes=50, amount_cents=None
            )
        return mission

    def _signed(self, kind: PaperKind) -> Paper:
        if kind == PaperKind.RCSC:
            Volunteer.objects.update(frame=Frame.RCSC)
            self.volunteer.refresh_from_db()
        return print_agreement(volunteer=self.volunteer, kind=kind, by=self.by, at=self.at)

    def _badge(self, _kind: PaperKind) -> Paper:
        return issue_badge(volunteer=self.volunteer, until=date(2026, 6, 30), by=self.by, at=self.at)

    def _order(self, _kind: PaperKind) -> Paper:
        return issue_order(
            volunteer=self.volunteer, starts_at=self.at, ends_at=self.at + timedelta(days=3), sector="", vehicle="",
            motive="", act="", signer="", activities=["Courses à domicile"], by=self.by, at=self.at,
        )  # fmt: skip

    def _attestation(self, _kind: PaperKind) -> Paper:
        self._mission(done=True)
        return issue_attestation(
            volunteer=self.volunteer, since=date(2026, 1, 1), until=date(2026, 12, 31), signer="", by=self.by,
            at=self.at,
        )  # fmt: skip

    def _slip(self, _kind: PaperKind) -> Paper:
        return issue_cash_slip(
            assignment=self._mission(done=False), handed_cents=4210, by=self.by, at=self.at
        ).paper

    def _letter(self, _kind: PaperKind) -> Paper:
        need = a_need(self.at)
        person = self.volunteer.person
        Person.objects.filter(pk=need.beneficiary.person_id).update(
            first_name=person.first_name, last_name=person.last_name
        )
        return issue_acknowledgement(need=Need.objects.get(pk=need.pk), by=self.by, at=self.at)

    def _of_the_town(self, kind: PaperKind) -> Paper:
        person = self.volunteer.person
        values = dict.fromkeys(sample_draft(kind).values, "") | {
            "association": person.full_name, "personnes": person.full_name, "personne": person.full_name,
        }  # fmt: skip
        draft = Draft(kind, values=values, facts=[("Pour", person.full_name)], signatures=["Le maire"])
        return issue_paper(draft=draft, person=None, by=self.by, at=self.at)

    def made(self, kind: PaperKind) -> Paper:
        """One of this kind."""
        makers: dict[PaperKind, Callable[[PaperKind], Paper]] = {
            PaperKind.CHARTER: self._signed, PaperKind.AGREEMENT: self._signed, PaperKind.RCSC: self._signed,
            PaperKind.BADGE: self._badge, PaperKind.ORDER: self._order, PaperKind.ATTESTATION: self._attestation,
            PaperKind.CASH_SLIP: self._slip, PaperKind.ACKNOWLEDGEMENT: self._letter,
        }  # fmt: skip
        return makers.get(kind, self._of_the_town)(kind)


@pytest.mark.parametrize("names", list(NAMES))
def test_every_paper_is_whole_whatever_the_names(names, account, now):
    makers = Makers(account, now, NAMES[names])
    first, last = SPELT.get(names, NAMES[names])
    for kind in PaperKind:
        paper = makers.made(kind)
        pdf = paper_pdf(paper)
        reader = PdfReader(io.BytesIO(pdf))
        words = words_of(pdf)
        assert faults_of(pdf) == [], (kind, faults_of(pdf))
        assert len(reader.pages) <= MOST_PAGES.get(kind, 1) + (names == "long"), (kind, len(reader.pages))
        assert reader.metadata.author == "Saint-Aubin-sur-Loire" and reader.metadata.creation_date
        assert str(paper) in words and str(paper).startswith(PREFIXES[kind]), (kind, words)
        assert "7 avril 2026" in words
        if names not in {"arabic", "hostile"}:
            # A badge shows the first name and one letter; a receipt too, of both.
            short = kind in {PaperKind.BADGE, PaperKind.CASH_SLIP}
            assert first.split("-")[0] in words, (kind, words)
            # « 王 » is a whole name and its own initial.
            assert short == (last not in words) or names in {"long", "chinese"}, (kind, words)
            assert " ." not in words, (kind, words)
        elif names == "arabic":
            assert "محمد" in words, (kind, words)
        else:
            assert ("#panic()" in words and "{commune}" in words) or kind in {
                PaperKind.BADGE,
                PaperKind.CASH_SLIP,
            }
        assert TITLES[kind].split(" ")[0] in words


def test_every_square_leads_to_the_check_page_which_names_nobody_whole(account, now, settings):
    settings.PUBLIC_URL = "https://entraide.example"
    makers = Makers(account, now, ("Karim", "Benali"))
    checked = []
    for kind in PaperKind:
        paper = makers.made(kind)
        words = words_of(paper_pdf(paper))
        assert shown_code(paper.code) in words, kind
        assert bool(paper.code) == bool(paper.short_code), kind
        if not paper.code:
            assert "/v/" not in words
            continue
        checked.append(kind)
        if kind != PaperKind.BADGE:
            assert f"entraide.example/v/{paper.code}/" in words.replace(" ", "")
        html = Client().get(f"/v/{paper.code}/").content.decode()
        assert "Karim B." in html and "Benali" not in html and "1991" not in html and str(paper) not in html
    assert checked == [PaperKind.ORDER, PaperKind.BADGE]


@pytest.mark.django_db(transaction=True)
def test_two_makers_at_once_never_share_a_number(now):
    """Two connections issue papers of one kind together; every number from one to the last is taken once."""
    town = make_town()

    def make() -> None:
        try:
            with town_scope(town.pk):
                for _ in range(8):
                    issue_paper(draft=Draft(PaperKind.PARTNER), person=None, by=Task("tests"), at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as makers:
        for done in [makers.submit(make) for _ in range(2)]:
            done.result()
    with town_scope(town.pk):
        assert sorted(Paper.objects.values_list("rank", flat=True)) == list(range(1, 17))
