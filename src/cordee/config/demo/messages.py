"""What the demonstration town tells everybody: a rule of the moment, a warning, a message that was replaced, a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cordee.config.demo.town import DemoTown
from cordee.inform.bulletins.actions.publishing import approve_bulletin, begin_new_version
from cordee.inform.bulletins.actions.writing import (
    begin_bulletin,
    change_bulletin,
    submit_bulletin,
    write_translation,
)
from cordee.inform.bulletins.models import (
    Audience,
    Authority,
    Bulletin,
    BulletinKind,
    Language,
    Response,
    Severity,
    Theme,
    Urgency,
)
from cordee.inform.bulletins.rules.contents import Said

_PHONE = "+33261910000"


def write_messages(town: DemoTown) -> None:
    """Three messages in force, one of them in its second version and in three languages, and one to be read again."""
    at = town.at
    staff = {one.email.split("@")[0]: one for one in town.accounts}
    hugo, helene = staff["hugo"], staff["helene"]

    def published(said: Said, hours_ago: float) -> Bulletin:
        then = at - timedelta(hours=hours_ago)
        dated = replace(said, said_at=then, starts_at=then, phone=_PHONE)
        written = begin_bulletin(said=dated, by=hugo, at=then)
        submit_bulletin(bulletin=written, by=hugo, at=then + timedelta(minutes=3))
        return approve_bulletin(bulletin=written, by=helene, at=then + timedelta(minutes=8))

    pharmacy = Said(
        event="Épidémie", title="Vos médicaments livrés à la porte",
        action="Appelez la mairie avant midi pour recevoir vos médicaments le jour même.",
        details="Un bénévole va à la pharmacie. Il pose le sac devant la porte, sonne et recule.\n"
        "Vous ne payez que la pharmacie.",
        places="Toute la commune", theme=Theme.HEALTH, response=Response.MONITOR, severity=Severity.MODERATE,
        audiences=(Audience.ELDERLY, Audience.DISABLED), kind=BulletinKind.INFORMATION,
        said_at=at, starts_at=at, expires_at=at + timedelta(days=6),
    )  # fmt: skip
    first = published(pharmacy, 50)
    then = at - timedelta(hours=20)
    second = begin_new_version(
        bulletin=first, reason="L’heure limite passe de 10 h à midi.", by=hugo, at=then
    )
    change_bulletin(
        bulletin=second, by=hugo, at=then,
        said=replace(
            pharmacy, said_at=then, starts_at=then, phone=_PHONE,
            details=pharmacy.details + "\nL’ordonnance reste chez vous.",
        ),
    )  # fmt: skip
    for language, title, action in (
        (
            Language.EN,
            "Your medicines at your door",
            "Call the town hall before noon to get your medicines today.",
        ),
        (Language.AR, "أدويتكم إلى باب منزلكم", "اتصلوا بالبلدية قبل الظهر لتصلكم أدويتكم في اليوم نفسه."),
        (
            Language.TR,
            "İlaçlarınız kapınıza gelsin",
            "İlaçlarınızı aynı gün almak için öğleden önce belediyeyi arayın.",
        ),
    ):
        write_translation(
            bulletin=second, language=language, title=title, action=action, details="", places="",
            reviewed_by="une habitante" if language == Language.EN else "", by=hugo, at=then,
        )  # fmt: skip
    submit_bulletin(bulletin=second, by=hugo, at=then + timedelta(minutes=2))
    approve_bulletin(bulletin=second, by=helene, at=then + timedelta(minutes=9))
    published(
        Said(
            event="Démarchage", title="Faux agents municipaux : n’ouvrez pas",
            action="Fermez la porte et appelez le 17.",
            details="Deux personnes proposent une « désinfection » payante. La mairie ne désinfecte pas les logements. "
            "Elle ne demande ni argent, ni code, ni carte bancaire.",
            places="Bourg et Tilleuls", kind=BulletinKind.DENIAL, theme=Theme.SAFETY, response=Response.AVOID,
            urgency=Urgency.IMMEDIATE, severity=Severity.SEVERE, template="ARNAQUE",
            said_at=at, starts_at=at, expires_at=at + timedelta(days=3),
        ),
        5,
    )  # fmt: skip
    published(
        Said(
            event="Épidémie", title="Sortir : une heure par jour, seul·e",
            action="Gardez un mètre entre vous et les autres.",
            details="La règle vaut pour tout le département.", authority=Authority.PREFECTURE,
            authority_name="préfecture de Maine-et-Loire", source_url="https://www.maine-et-loire.gouv.fr/",
            theme=Theme.HEALTH, response=Response.AVOID, severity=Severity.MODERATE,
            said_at=at, starts_at=at, expires_at=at + timedelta(days=12),
        ),
        70,
    )  # fmt: skip
    then = at - timedelta(hours=1)
    waiting = begin_bulletin(
        said=Said(
            event="Coupure d’eau", title="Eau coupée rue des Lilas jeudi matin",
            action="Gardez deux bouteilles d’eau par personne.",
            places="Rue des Lilas, du 1 au 40", authority=Authority.NETWORK, authority_name="régie des eaux", phone=_PHONE,
            theme=Theme.NETWORKS, response=Response.PREPARE, said_at=then, starts_at=then,
            expires_at=at + timedelta(days=2),
        ),
        by=hugo, at=then,
    )  # fmt: skip
    submit_bulletin(bulletin=waiting, by=hugo, at=then)
