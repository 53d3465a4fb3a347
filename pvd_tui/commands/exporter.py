"""`pvd exporter` and `pvd passation`: what goes out, as files that others open without the program."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pvd_tui import settings
from pvd_tui.commands.sortie import entity, json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.reports.extrait import Demande
    from storage.store import Store

_FICHES: Final = ("fiche", "fiches")
_FORMATS: Final = ("xlsx", "ods", "csv", "json", "docx", "odt", "pdf", "projets-territoire")

_vers = click.option(
    "--vers", required=True, metavar="FICHIER", type=click.Path(path_type=Path), help="Le fichier à écrire."
)
_remplacer = click.option("--remplacer", is_flag=True, help="Remplace le fichier s'il existe déjà.")


@click.command(cls=Command)
@click.argument("quoi", metavar="QUOI")
@click.argument("mots", metavar="[ID|CONDITION]…", nargs=-1)
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="Sinon, ce que dit la fin du nom du fichier.")
@_vers
@click.option("--vue", metavar="NOM", help="Une vue enregistrée : ses conditions, ses colonnes, son ordre.")
@click.option("--modele", metavar="FICHIER", help="Un modèle Word pour les fiches (« fourni » : celui de PVD).")
@click.option("--titre", metavar="TITRE", default="", help="Le titre du document.")
@click.option("--restreint", is_flag=True, help="Avec les fiches gardées sur cet ordinateur seulement.")
@click.option("--sans-noms", is_flag=True, help="Qualité et commune à la place des noms connus (tableaux).")
@_remplacer
@json_option
@click.pass_context
def exporter(  # noqa: PLR0913 - one option each
    ctx: click.Context,
    quoi: str,
    mots: Sequence[str],
    *,
    format_: str | None,
    vers: Path,
    vue: str | None,
    modele: str | None,
    titre: str,
    restreint: bool,
    sans_noms: bool,
    remplacer: bool,
    as_json: bool,
) -> None:
    """Écrit un tableau ou des fiches dans un fichier.

    QUOI est un type de fiche (action, commune, demande…), suivi de conditions (« commune=02361 », « phase=étude ») ;
    ou « fiche », suivi d'identifiants d'actions ; ou « fiches », suivi de conditions : toutes en un document.
    """
    from pvd_tui.reports.fichier import ecrire, refuser_ecrasement  # noqa: PLC0415 - only for this command

    refuser_ecrasement(vers, remplacer=remplacer)
    alone = 0
    with opened(ctx) as store:
        au = store.today().astimezone().date()
        if quoi in _FICHES:
            from pvd_tui.reports.fiches import partageables  # noqa: PLC0415 - only for fiches

            records = _actions(store, quoi, mots, vue, au, restreint=restreint)
            alone = len(records) - len(partageables(store, records))
            wanted = modele_voulu(ctx, modele)
            contenu = _document(store, records, format_ or "", vers, wanted, titre, au)
            count = counted(len(records), "fiche")
        else:
            demande = _demande(store, quoi, mots, vue, au, restreint=restreint)
            contenu = _tableau(store, demande, format_ or "", vers, titre, au, noms=not sans_noms)
            count = counted(store.rows.count(demande.table, demande.filtre), "ligne")
    ecrire(vers, contenu, remplacer=remplacer)
    if as_json:
        print_json({"fichier": str(vers), "octets": len(contenu), "contenu": count, "au": au.isoformat()})
    else:
        click.echo(f"Écrit : {vers} ({count}, au {au:%d/%m/%Y}).", err=True)
    if alone:
        click.echo(
            f"Attention : ce fichier contient {counted(alone, 'fiche restreinte')}, que la préfecture ne voit pas.",
            err=True,
        )


def _tableau(
    store: "Store", demande: "Demande", format_: str, vers: Path, titre: str, au: date, *, noms: bool
) -> bytes:
    """Give the file of a table; without the names of people where `noms` says so."""
    from dataclasses import replace  # noqa: PLC0415 - only for this command

    from pvd_tui.reports import extrait, formats, schema  # noqa: PLC0415 - same

    wanted = format_ or formats.deviner(vers, {**formats.TABLEURS, "json": "données"})
    if not noms and wanted not in formats.TABLEURS:
        raise RefusError("« --sans-noms » vaut pour les tableaux (xlsx, ods, csv). Rien n'a été écrit.")
    if wanted == "json":
        return schema.donnees(store, demande, au)
    if wanted == formats.PROJETS:
        if demande.table != "action":
            raise RefusError("Le schéma « projets-territoire » décrit des actions. Rien n'a été écrit.")
        return schema.projets(store, store.rows.ids("action", demande.filtre))
    if wanted not in formats.TABLEURS:
        raise RefusError(
            f"Un tableau ne s'écrit pas en {wanted.upper()}. Rien n'a été écrit. Formats : "
            f"{', '.join(formats.TABLEURS)}, json ; pour des fiches action : « pvd exporter fiches … »."
        )
    made = extrait.extraire(store, replace(demande, titre=titre), au)
    if not noms:
        from pvd_tui.reports.tableau_sans_noms import sans_les_noms  # noqa: PLC0415 - only where it is asked for

        made = sans_les_noms(store, made, demande.table)
    return formats.rendre_tableau(made, wanted)


def _document(
    store: "Store", records: Sequence[str], format_: str, vers: Path, modele: Path | None, titre: str, au: date
) -> bytes:
    """Give the file of some fiches."""
    from pvd_tui.reports import fiches, formats, schema  # noqa: PLC0415 - only for this command

    wanted = format_ or formats.deviner(vers, formats.DOCUMENTS)
    if wanted == formats.PROJETS:
        return schema.projets(store, records)
    if wanted not in formats.DOCUMENTS:
        raise RefusError(
            f"Des fiches ne s'écrivent pas en {wanted.upper()}. Rien n'a été écrit. Formats : "
            f"{', '.join(formats.DOCUMENTS)} ; pour un tableau : « pvd exporter action … »."
        )
    return formats.rendre_document(fiches.document(store, records, titre, au), wanted, modele)


def modele_voulu(ctx: click.Context, asked: str | None) -> Path | None:
    """Give the template asked for, or the one beside the store; None for ours."""
    from pvd_tui.reports.modele import MODELE_FOURNI, choisir  # noqa: PLC0415 - only for this command

    if asked == "fourni":
        return None
    base = settings.base(ctx.find_root().params.get("base"))
    found = choisir(base, Path(asked).expanduser() if asked else None)
    return None if found == MODELE_FOURNI else found


def _actions(
    store: "Store", quoi: str, mots: Sequence[str], vue: str | None, au: date, *, restreint: bool
) -> Sequence[str]:
    """Give the actions meant: by their ids, or those that fit conditions."""
    if quoi == "fiche":
        if not mots:
            raise RefusError(
                "Il manque l'identifiant de l'action. Rien n'a été écrit. « pvd lister action » les donne."
            )
        records = [store.rows.resolve("action", word) for word in mots]
        for record in records:
            if store.get("action", record) is None:
                raise RefusError(f"Il n'y a pas d'action « {record} » sur cet ordinateur. Rien n'a été écrit.")
        return records
    demande = _demande(store, "action", mots, vue, au, restreint=restreint)
    return store.rows.ids("action", demande.filtre)


def _demande(
    store: "Store", table: str, mots: Sequence[str], vue: str | None, au: date, *, restreint: bool
) -> "Demande":
    """Read what is asked of a table: a saved view, then conditions; restricted records stay here unless asked for."""
    from pvd_tui.commands.conditions import lire, vue_de  # noqa: PLC0415 - only for this command
    from pvd_tui.domain.condition import dire  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.vue import Condition, Operateur  # noqa: PLC0415 - same
    from pvd_tui.reports.extrait import Demande  # noqa: PLC0415 - same
    from storage.filtre import Filtre  # noqa: PLC0415 - same
    from storage.vues import mes_communes  # noqa: PLC0415 - same

    cls = entity(table)
    kept = vue_de(store, cls, vue)
    conditions = (*kept.conditions, *lire(cls, mots))
    said = [
        dire(cls, one, lambda of, record: store.rows.titres(of, [record]).get(record, record)) for one in conditions
    ]
    if not restreint:
        conditions = (*conditions, Condition("restreint", Operateur.EST, (False,)))
        said.append("sans les fiches gardées sur cet ordinateur seulement")
    return Demande(
        table,
        Filtre({}, "", conditions, au, mes_communes(store)),
        [colonne.champ for colonne in kept.colonnes],
        [(t.champ, t.descendant) for t in kept.tri] or (("titre_tri", False),),
        " ; ".join(said),
    )
