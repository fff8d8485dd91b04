"""A bulletin: written by one, read by another, never rewritten, over by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Role
from cordee.inform.bulletins.actions.publishing import (
    approve_bulletin,
    begin_new_version,
    cancel_bulletin,
    publish_vital,
    reread_bulletin,
)
from cordee.inform.bulletins.actions.writing import (
    begin_bulletin,
    change_bulletin,
    drop_bulletin,
    send_back_bulletin,
    submit_bulletin,
    write_translation,
)
from cordee.inform.bulletins.models import Authority, Bulletin, BulletinState
from cordee.inform.bulletins.rules.announcements import Step
from cordee.inform.bulletins.rules.plain import plain_remarks
from cordee.inform.bulletins.selectors.announcements import announcement_of
from cordee.inform.bulletins.selectors.bulletins import (
    bulletin_by_id,
    bulletins_in_force,
    bulletins_over,
    bulletins_to_reread,
    is_outdated,
    public_line,
)
from cordee.inform.bulletins.tests.factories import a_bulletin, a_said


@pytest.fixture
def hugo(town, account):
    return account(Role.COMMUNICATION)


@pytest.fixture
def helene(town, account):
    return account(Role.MAYOR)


def test_its_author_never_approves_it_and_somebody_else_does(hugo, helene, now):
    written = begin_bulletin(said=a_said(now), by=hugo, at=now)
    with pytest.raises(Refused, match="pas encore soumis"):
        approve_bulletin(bulletin=written, by=helene, at=now)
    submit_bulletin(bulletin=written, by=hugo, at=now)
    with pytest.raises(Refused, match="Vous l’avez écrit"):
        approve_bulletin(bulletin=written, by=hugo, at=now)
    published = approve_bulletin(bulletin=written, by=helene, at=now)
    assert (published.state, published.approved_by, published.written_by) == (
        BulletinState.PUBLISHED,
        helene,
        hugo,
    )
    with pytest.raises(Refused, match="déjà traité"):
        approve_bulletin(bulletin=written, by=helene, at=now)


def test_whoever_changes_it_has_written_it(hugo, helene, now):
    written = begin_bulletin(said=a_said(now), by=hugo, at=now)
    submit_bulletin(bulletin=written, by=hugo, at=now)
    change_bulletin(bulletin=written, said=a_said(now, title="Canicule"), by=helene, at=now)
    assert Bulletin.objects.get().state == BulletinState.DRAFT, "what was read is not what would be published"
    submit_bulletin(bulletin=written, by=helene, at=now)
    with pytest.raises(Refused, match="Vous l’avez écrit"):
        approve_bulletin(bulletin=written, by=helene, at=now)
    assert approve_bulletin(bulletin=written, by=hugo, at=now).title == "Canicule"


def test_it_leaves_the_page_by_itself_and_goes_to_the_archive(hugo, helene, now):
    published = a_bulletin(now, hugo, helene)
    last = published.expires_at - timedelta(seconds=1)
    assert bulletins_in_force(at=last) == [published] and not bulletins_over(at=last).exists()
    assert not bulletins_in_force(at=published.expires_at)
    assert list(bulletins_over(at=published.expires_at)) == [published]


def test_what_was_read_is_never_rewritten_and_a_new_version_says_why(hugo, helene, now):
    first = a_bulletin(now, hugo, helene)
    with pytest.raises(Refused, match="ne se modifie plus"):
        change_bulletin(bulletin=first, said=a_said(now, title="Autre"), by=hugo, at=now)
    with pytest.raises(Refused, match="pourquoi"):
        begin_new_version(bulletin=first, reason=" ", by=hugo, at=now)
    later = now + timedelta(hours=1)
    second = begin_new_version(bulletin=first, reason="La salle ferme à 18 h.", by=hugo, at=later)
    with pytest.raises(Refused, match="déjà en préparation"):
        begin_new_version(bulletin=first, reason="Encore.", by=hugo, at=later)
    assert bulletins_in_force(at=later) == [first], (
        "people read the one they know until the other is approved"
    )
    submit_bulletin(bulletin=second, by=hugo, at=later)
    approve_bulletin(bulletin=second, by=helene, at=later)
    assert bulletins_in_force(at=later) == [second]
    line = public_line(first.number)
    assert (line.shown, list(line.before)) == (second, [first])
    told = announcement_of(bulletin_by_id(second.pk))
    assert told.step == Step.UPDATE and told.reason == "La salle ferme à 18 h."
    assert [one.identifier for one in told.references] == [
        announcement_of(bulletin_by_id(first.pk)).identifier
    ]


def test_a_cancelled_one_leaves_at_once_with_its_reason(hugo, helene, now):
    published = a_bulletin(now, hugo, helene)
    draft = begin_new_version(bulletin=published, reason="Plus tôt.", by=hugo, at=now)
    with pytest.raises(Refused, match="pourquoi"):
        cancel_bulletin(bulletin=published, reason="", by=helene, at=now)
    cancel_bulletin(bulletin=published, reason="La préfecture s’est trompée.", by=helene, at=now)
    assert not bulletins_in_force(at=now) and not Bulletin.objects.filter(pk=draft.pk).exists()
    told = announcement_of(bulletin_by_id(published.pk))
    assert told.step == Step.CANCEL and told.reason == "La préfecture s’est trompée." and told.references


def test_a_vital_emergency_goes_alone_and_is_read_again_by_somebody_else(hugo, helene, account, now):
    duty = account(Role.DUTY_ELECTED_OFFICIAL)
    ordinary = begin_bulletin(said=a_said(now), by=duty, at=now)
    with pytest.raises(Refused, match="urgence vitale"):
        publish_vital(bulletin=ordinary, by=duty, at=now)
    vital = begin_bulletin(said=a_said(now, vital=True, title="Évacuez le quai"), by=duty, at=now)
    publish_vital(bulletin=vital, by=duty, at=now)
    assert bulletins_in_force(at=now) == [vital] and bulletins_to_reread() == [vital]
    with pytest.raises(Refused, match="rôle"):
        reread_bulletin(bulletin=vital, by=duty, at=now)
    reread_bulletin(bulletin=vital, by=helene, at=now)
    assert bulletins_to_reread() == []


def test_a_draft_comes_back_with_a_word_and_may_be_dropped(hugo, helene, now):
    written = begin_bulletin(said=a_said(now), by=hugo, at=now)
    submit_bulletin(bulletin=written, by=hugo, at=now)
    with pytest.raises(Refused) as none:
        send_back_bulletin(bulletin=written, why=" ", by=helene, at=now)
    assert none.value.field == "why"
    assert (
        send_back_bulletin(bulletin=written, why="Précisez la rue.", by=helene, at=now).sent_back
        == "Précisez la rue."
    )
    drop_bulletin(bulletin=written, by=hugo, at=now)
    with pytest.raises(Refused, match="supprimé"):
        submit_bulletin(bulletin=written, by=hugo, at=now)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " \u202e "}, "title"),
        ({"action": ""}, "action"),
        ({"event": "\x00"}, "event"),
        ({"details": "a" * 3000}, "details"),
        ({"action": "Allez voir https://mairie-gratuite.example"}, "action"),
        ({"details": "Tout est sur aide-mairie.fr"}, "details"),
        ({"details": "Demandez à Paul, 06 12 34 56 78"}, "details"),
        ({"places": "écrire à paul@exemple.fr"}, "places"),
        ({"source_url": "http://prefecture.example"}, "source_url"),
        ({"authority": Authority.PREFECTURE}, "authority_name"),
        ({"audiences": ()}, "audiences"),
        ({"theme": "Amour"}, "theme"),
    ],
)
def test_what_cannot_be_published_is_refused_beside_its_field(hugo, now, more, field):
    with pytest.raises(Refused) as refused:
        begin_bulletin(said=a_said(now, **more), by=hugo, at=now)
    assert refused.value.field == field and not Bulletin.objects.exists()


@pytest.mark.parametrize(("start", "end"), [(0, -1), (10, 5), (0, 24 * 93)])
def test_an_end_in_the_past_before_the_start_or_months_away_is_refused(hugo, now, start, end):
    dates = {"starts_at": now + timedelta(hours=start), "expires_at": now + timedelta(hours=end)}
    with pytest.raises(Refused) as refused:
        begin_bulletin(said=a_said(now, **dates), by=hugo, at=now)
    assert refused.value.field == "expires"


def test_one_that_expired_while_it_waited_is_not_published(hugo, helene, now):
    written = begin_bulletin(said=a_said(now), by=hugo, at=now)
    submit_bulletin(bulletin=written, by=hugo, at=now)
    with pytest.raises(Refused, match="fin est passée"):
        approve_bulletin(bulletin=written, by=helene, at=now + timedelta(days=3))


def test_a_translation_is_outdated_as_soon_as_the_french_changes(hugo, helene, now):
    first = a_bulletin(now, hugo, helene)
    made = write_translation(
        bulletin=first, language="ar", title="موجة حر", action="اشربوا الماء كل ساعة", details="", places="",
        reviewed_by="", by=hugo, at=now,
    )  # fmt: skip
    assert not is_outdated(made, first)
    second = begin_new_version(bulletin=first, reason="Plus clair.", by=hugo, at=now)
    copied = second.translations.get()
    assert not is_outdated(copied, second)
    second = change_bulletin(bulletin=second, said=a_said(now, title="Canicule : rouge"), by=hugo, at=now)
    assert is_outdated(second.translations.get(), second)
    assert [one.outdated for one in announcement_of(bulletin_by_id(second.pk)).translations] == [True]


def test_those_without_the_right_write_nothing_and_each_act_leaves_a_trace(hugo, helene, account, now):
    with pytest.raises(Refused, match="rôle"):
        begin_bulletin(said=a_said(now), by=account(Role.RECEPTIONIST), at=now)
    a_bulletin(now, hugo, helene)
    assert list(Event.objects.filter(subject__startswith="bulletin:").order_by("pk").values_list("verb", flat=True)) == [
        "begin_bulletin", "submit_bulletin", "publish_bulletin",
    ]  # fmt: skip


def test_plain_words_are_proposed_and_a_plain_text_is_left_alone():
    said = [one.field for one in plain_remarks(
        title="CONSIGNES RELATIVES AU DDRM", action="Il convient de ne pas procéder à des sorties. Restez au frais.",
        details="Les personnes susceptibles de se trouver dans une situation de fragilité en raison de leur âge "
        "avancé sont invitées à se rapprocher des services.",
    )]  # fmt: skip
    assert {"title", "action", "details", "phone"} <= set(said)
    assert (
        plain_remarks(title="Canicule", action="Buvez de l’eau toutes les heures.", phone="+33241000000")
        == []
    )
