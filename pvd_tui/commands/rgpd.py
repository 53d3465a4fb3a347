"""Personal data by command: what is held, everything about one person, erase one, purge old sheets."""

import sys
from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.rgpd import LIENS
from pvd_tui.domain.texte import counted, counted_label
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.rgpd_dossier import Dossier, Trace
    from storage.rgpd_inventaire import Inventaire
    from storage.store import Store


@click.group(cls=Group, subcommand_metavar="(inventaire|extraire|effacer|purger) …")
def rgpd() -> None:
    """Données personnelles : ce qui est gardé, tout sur une personne, effacer, purger les émargements."""


@rgpd.command(cls=Command)
@json_option
@click.pass_context
def inventaire(ctx: click.Context, *, as_json: bool) -> None:
    """Dit quelles données personnelles cet ordinateur détient, depuis et jusqu'à quand, et pourquoi."""
    from storage.rgpd_inventaire import inventaire as read  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        held = read(store)
    if as_json:
        print_json(held.facts())
        return
    _show(held)


@rgpd.command(cls=Command)
@click.argument("personne", metavar="PERSONNE")
@click.option(
    "--vers", metavar="DOSSIER", type=click.Path(path_type=Path), help="Le dossier à écrire ; sinon, à l'écran."
)
@json_option
@click.pass_context
def extraire(ctx: click.Context, personne: str, *, vers: Path | None, as_json: bool) -> None:
    """Donne tout ce que cet ordinateur sait d'une personne (droit d'accès) ; PERSONNE : identifiant ou nom."""
    from pvd_tui.reports.dossier_personne import ecrire_dossier, faits  # noqa: PLC0415 - only for this command
    from storage.rgpd_dossier import dossier  # noqa: PLC0415 - pydantic

    with opened(ctx) as store:
        of = dossier(store, personne)
        au = store.today().astimezone().date()
        if vers is not None:
            ecrire_dossier(store, of, vers, au)
        if as_json:
            print_json(faits(store, of, au))
        elif vers is None:
            _show_traces(store, of.traces)
    if vers is not None:
        click.echo(f"Écrit : {vers} ({counted(len(of.traces), 'champ')}). Relisez-le avant de le remettre.", err=True)


@rgpd.command(cls=Command)
@click.argument("personne", metavar="PERSONNE")
@click.option("--essai", is_flag=True, help="Montre ce qui serait effacé, sans rien écrire.")
@click.option("--oui", metavar="CLÉ", multiple=True, help="Efface aussi cet endroit (la clé est dans l'aperçu).")
@click.option("--tout", is_flag=True, help="Efface aussi les textes et les noms incertains, sans les demander un à un.")
@click.option("--confirmer", is_flag=True, help="Ne pose pas la dernière question.")
@click.option("--demande", metavar="FICHIER", type=click.Path(path_type=Path), help="Écrit la demande à la préfecture.")
@click.option("--ici", is_flag=True, help="Seulement les fiches restreintes à cet ordinateur.")
@json_option
@click.pass_context
def effacer(  # noqa: PLR0913 - one option each
    ctx: click.Context,
    personne: str,
    *,
    essai: bool,
    oui: Sequence[str],
    tout: bool,
    confirmer: bool,
    demande: Path | None,
    ici: bool,
    as_json: bool,
) -> int:
    """Efface une personne partout : son nom devient un effectif. Réservé à la préfecture ; sans retour possible."""
    from storage.rgpd import effacer as erase  # noqa: PLC0415 - pydantic, only for this command
    from storage.rgpd import effacer_ici  # noqa: PLC0415 - same
    from storage.rgpd_dossier import dossier  # noqa: PLC0415 - same

    with opened(ctx) as store:
        of = dossier(store, personne)
        if demande is not None:
            return _request(store, of, demande)
        if as_json:
            print_json(_facts(store, of))
        else:
            _show_traces(store, of.traces)
        if essai:
            click.echo("Essai : rien n'a été effacé.", err=True)
            return 0
        if not ici:
            _check_role(store)
        said = set(oui) | (set() if tout or as_json else set(_ask(of.traces, oui)))
        if not _confirmed(of, confirmer=confirmer):
            return 1
        done = effacer_ici(store, of, said, tout=tout) if ici else erase(store, of, said, tout=tout)
        left = len(of.traces) - len(of.retenues(said, tout=tout))
        waits = store.outbox.waits()
    _done(done is not None and done != 0, ici=ici, waits=waits, left=left)
    return 0


@rgpd.command(cls=Command)
@click.option("--avant", metavar="DATE", help="Les séances d'avant ce jour (sinon, les durées du programme).")
@click.option("--essai", is_flag=True, help="Montre ce qui serait purgé, sans rien écrire.")
@json_option
@click.pass_context
def purger(ctx: click.Context, *, avant: str | None, essai: bool, as_json: bool) -> None:
    """Remplace les noms des émargements trop anciens par des effectifs ; le nombre de présents ne change pas."""
    from storage.rgpd_purge import purger as purge  # noqa: PLC0415 - pydantic, only for this command
    from storage.rgpd_purge import seances  # noqa: PLC0415 - same

    with opened(ctx) as store:
        some = seances(store, _day(avant) if avant else None)
        if as_json:
            print_json(
                [
                    {
                        "id": one.record,
                        "titre": one.titre,
                        "date": one.date.isoformat(),
                        "presences": len(one.presences),
                        "paroles": len(one.paroles),
                    }
                    for one in some
                ]
            )
        else:
            for one in some:
                what = [counted(len(one.presences), "présence"), counted(len(one.paroles), "note")]
                click.echo(f"{one.date:%d/%m/%Y}  {one.titre} : {', '.join(what)}")
        count = 0 if essai else purge(store, some)
    if essai:
        click.echo("Essai : rien n'a été purgé.", err=True)
    else:
        click.echo(f"Purgé : {counted(count, 'ligne')} ; les effectifs restent.", err=True)


def _show(held: "Inventaire") -> None:
    """Print the inventory: kinds of records, people, what lies beside."""
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic

    for table in held.tables:
        click.echo(f"{counted_label(table.fiches, TABLES[table.table].label)}, depuis le {_shown(table.depuis)}")
        fields = TABLES[table.table].model_fields
        named = ", ".join(str(fields[name].title or name) for name in table.champs)
        click.echo(f"    champs : {named} · gardé : {table.duree}")
        click.echo(f"    base : {table.base}")
    for one in held.personnes:
        who = ", ".join(part for part in (one.qualite, one.fonction, one.commune) if part)
        until = f"à effacer le {_shown(one.jusqu_au)}" if one.jusqu_au else "sans date d'effacement"
        late = " ← échue" if one in held.echues else ""
        merged = " (fusionnée)" if one.fusionnee else ""
        click.echo(
            f"{one.id}  {one.nom}{merged} ({who or 'sans qualité'}), depuis le {_shown(one.depuis)}, {until}{late}"
        )
    for count, what in (
        (held.sans_fiche, "présence nominative sans fiche personne"),
        (held.reapparues, "présence au nom d'une personne effacée : effacez-la de nouveau"),
        (held.en_attente, "effacement qui attend la synchronisation"),
        (held.restreintes, "fiche gardée sur cet ordinateur seulement"),
        (held.brouillons, "brouillon"),
        (len(held.sauvegardes), "sauvegarde de cet ordinateur, qui garde ce qu'elle contenait"),
    ):
        if count:
            click.echo(f"{count} × {what}")
    click.echo(
        f"{counted(len(held.personnes), 'personne')}, dont {len(held.echues)} à effacer. "
        "« pvd rgpd extraire ID » dit tout de l'une d'elles.",
        err=True,
    )


def _show_traces(store: "Store", traces: "Sequence[Trace]") -> None:
    """Print where a person is named, record by record, and what a person has still to say."""
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic

    for (table, record), some in groupby(traces, key=lambda one: (one.table, one.record)):
        cls = TABLES[table]
        label = str(store.folded(table, record).values.get("titre") or "sans titre")
        click.echo(f"{cls.label} « {label} »")
        for one in some:
            title = cls.model_fields[one.champ].title if one.champ in cls.model_fields else one.champ
            marks = [*(["dans l'historique"] if one.passee else []), *(["restreint"] if one.restreint else [])]
            marks += [f"à confirmer : --oui '{one.cle}'"] if one.demande else []
            shown = f" : {one.extrait}" if one.champ not in LIENS.get(table, ()) else ""
            click.echo(f"    {title}{shown}{'  [' + ', '.join(marks) + ']' if marks else ''}")


def _facts(store: "Store", of: "Dossier") -> dict[str, Any]:
    from pvd_tui.reports.dossier_personne import trace_en_faits  # noqa: PLC0415 - only for this command

    return {
        "nom": of.nom,
        "devient": of.designation,
        "personnes": list(of.personnes),
        "traces": [trace_en_faits(store, one) for one in of.traces],
    }


def _check_role(store: "Store") -> None:
    if store.role != "prefecture":
        raise RefusError(
            "Seule la préfecture efface une personne pour tout le monde. Rien n'a été modifié. « --demande FICHIER » "
            "écrit la demande à lui envoyer ; « --ici » efface dans les fiches restreintes à cet ordinateur."
        )


def _ask(traces: "Sequence[Trace]", oui: Collection[str]) -> list[str]:
    """Ask one by one where a name may be somebody else's, or stands in a text; nobody to ask: none of them."""
    if not sys.stdin.isatty():
        return []
    said = []
    for one in traces:
        if one.demande and one.cle not in oui:
            answer = click.prompt(f"Effacer dans « {one.extrait} » ? (o/N)", default="n", show_default=False)
            said += [one.cle] if answer.strip().lower() in {"o", "oui"} else []
    return said


def _confirmed(of: "Dossier", *, confirmer: bool) -> bool:
    if confirmer:
        return True
    if not sys.stdin.isatty():
        click.echo("Rien n'a été effacé. Ajoutez --confirmer après avoir lu cet aperçu (--essai le montre).", err=True)
        return False
    answer = click.prompt(
        f"Effacer « {of.nom} » partout, sans retour possible ? Tapez EFFACER", default="", show_default=False
    )
    if answer.strip().upper() != "EFFACER":
        click.echo("Rien n'a été effacé.", err=True)
        return False
    return True


def _request(store: "Store", of: "Dossier", path: Path) -> int:
    from pvd_tui.reports.dossier_personne import demande  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.fichier import ecrire  # noqa: PLC0415 - same

    ecrire(path, demande(store, of, store.today().astimezone().date()).encode())
    click.echo(f"Demande écrite : {path}. Envoyez-la à la préfecture ; rien n'a été effacé.", err=True)
    return 0


def _done(changed: bool, *, ici: bool, waits: bool, left: int) -> None:  # noqa: FBT001 - what was done comes first
    click.echo("Effacé. Les effectifs restent." if changed else "Il n'y avait rien à effacer.", err=True)
    if left:
        click.echo(f"Laissé : {counted(left, 'endroit')} (textes ou noms incertains).", err=True)
    if changed and not ici and waits:
        click.echo(
            "La synchronisation l'étend aux autres ordinateurs, et achève l'effacement du fichier de celui-ci. Les "
            "sauvegardes déjà faites gardent ce qu'elles contenaient.",
            err=True,
        )


def _day(text: str) -> date:
    from pvd_tui.domain.dates import DateError, read_date  # noqa: PLC0415 - only for this command

    try:
        return read_date(text, date.today())  # noqa: DTZ011 - the user's own day
    except DateError as error:
        raise RefusError(f"{error} Rien n'a été purgé.") from error


def _shown(day: str | None) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y") if day else "?"
