"""A séance being held, by command: lines and points. Each gesture is on the disk when it is answered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from pvd_tui.commands.sortie import json_option, opened
from pvd_tui.console import REFUSED, Command
from storage import seance_mots as choix
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.seances import SeanceEnDirect

seance_argument = click.argument("seance", metavar="SEANCE")
_texte = click.argument("texte", nargs=-1, required=True)
_GENRES: Final = {"note": "Note", "decision": "Décision", "suite": "Action", "question": "Question"} | {
    "information": "Information",
    "retex": "Retour d’expérience",
}
_bande = (
    click.option("--pilote", metavar="NOM", help="Qui s'en charge."),
    click.option("--echeance", metavar="DATE", help="Pour quand (15/12, +2s, fin janvier)."),
    click.option("--communes", metavar="NOMS", help="Pour quelles communes (« Guise, Hirson »)."),
)


@click.command(cls=Command, name="noter")
@seance_argument
@_texte
@_bande[0]
@_bande[1]
@_bande[2]
@click.pass_context
def noter(ctx: click.Context, /, seance: str, texte: Sequence[str], **bande: str | None) -> int:
    """Note une ligne ; avec « - », chaque ligne lue à mesure qu'elle arrive.

    Le premier signe dit le genre : ! décision, * suite, ? question, : information, + retour d'expérience ; « ; »
    continue la ligne d'avant. Une suite prend son pilote, son échéance et ses communes ainsi :
    « * envoyer la trame ; pilote : A. Petit ; échéance : 15/12 ; communes : Guise, Hirson ».
    """
    from pvd_tui.commands.seance_saisie import lignes  # noqa: PLC0415 - only for this command
    from storage.seance_dictee import ecrire  # noqa: PLC0415 - same

    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        _ouverte(direct)
        if tuple(texte) != ("-",):
            click.echo(ecrire(direct, " ".join(texte), **bande))
            return 0
        refused = 0
        for line in lignes():
            if not line.strip():
                continue
            try:
                click.echo(ecrire(direct, line))
            except RefusError as error:  # the next line is recorded all the same
                refused += 1
                click.echo(f"refusé : {line}\n{error}", err=True)
    return REFUSED if refused else 0


@click.command(cls=Command, name="continuer")
@seance_argument
@_texte
@click.pass_context
def continuer(ctx: click.Context, seance: str, texte: Sequence[str]) -> None:
    """Ajoute une ligne à la dernière note écrite sur cet ordinateur."""
    with opened(ctx) as store:
        choix.en_direct(store, seance).continuer(" ".join(texte))
    click.echo("enregistré")


@click.command(cls=Command, name="corriger")
@seance_argument
@click.argument("note", metavar="NOTE")
@click.argument("texte", nargs=-1)
@click.option("--genre", type=click.Choice(tuple(_GENRES)), help="Change aussi le genre.")
@click.option("--repondue", is_flag=True, help="La question a reçu sa réponse.")
@click.pass_context
def corriger(
    ctx: click.Context, seance: str, note: str, texte: Sequence[str], *, genre: str | None, repondue: bool
) -> None:
    """Corrige une note (son numéro au journal, ou « derniere ») ; l'historique garde ce qu'elle disait."""
    if not (texte or genre or repondue):
        raise click.UsageError("Donnez le nouveau texte, --genre ou --repondue.")
    from pvd_tui.domain.note_seance import GenreNote  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        record = choix.note(direct, note)
        if texte or genre:
            kind = GenreNote(_GENRES[genre]) if genre else None
            direct.modifier(record, " ".join(texte) if texte else None, kind)
        if repondue:
            direct.repondre(record)
    click.echo("enregistré")


@click.command(cls=Command, name="suite")
@seance_argument
@click.argument("note", metavar="NOTE")
@_bande[0]
@_bande[1]
@_bande[2]
@click.option("--titre", metavar="TEXTE", help="Un autre titre que le texte de la note.")
@click.pass_context
def suite(ctx: click.Context, /, seance: str, note: str, *, titre: str | None, **bande: str | None) -> None:
    """Fait d'une note une suite à donner ; affiche son numéro et son identifiant."""
    from storage import seance_dictee as saisie  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        record = direct.suite(
            choix.note(direct, note),
            saisie.pilote(direct, bande["pilote"]) if bande["pilote"] else None,
            saisie.echeance(direct, bande["echeance"]) if bande["echeance"] else None,
            saisie.communes(direct, bande["communes"]) if bande["communes"] else None,
            titre,
        )
        numero = direct.lue("suite", record).values.get("numero")
    click.echo(f"enregistré SUITE {numero}", err=True)
    click.echo(record)


@click.command(cls=Command, name="point")
@seance_argument
@click.option("--suivant", is_flag=True, help="Termine le point en cours et commence le suivant.")
@click.option("--aller", metavar="N", help="Commence ce point (son numéro).")
@click.option("--suspendre", is_flag=True, help="Arrête le chronomètre du point en cours.")
@click.option("--reprendre", is_flag=True, help="Le fait repartir.")
@click.option("--ajouter", metavar="TITRE", help="Ajoute un point à la fin.")
@click.option("--duree", type=click.IntRange(1, 600), metavar="MINUTES", help="Avec --ajouter : sa durée prévue.")
@click.option("--intervenant", metavar="NOM", help="Avec --ajouter : qui en parle.")
@json_option
@click.pass_context
def point(  # noqa: PLR0913 - one option a gesture
    ctx: click.Context,
    seance: str,
    *,
    suivant: bool,
    aller: str | None,
    suspendre: bool,
    reprendre: bool,
    ajouter: str | None,
    duree: int | None,
    intervenant: str | None,
    as_json: bool,
) -> None:
    """L'ordre du jour : le lit, y ajoute un point, passe au suivant, suspend et reprend le chronomètre."""
    from pvd_tui.commands.seance_lue import dire_points  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        if ajouter is not None and not ajouter.strip():
            raise RefusError("Il manque le titre du point. Rien n'a été enregistré.")
        if ajouter:
            order = max((row["ordre"] for row in direct.points() if isinstance(row["ordre"], int)), default=0) + 1
            made: dict[str, Json] = {"titre": ajouter, "ordre": order, "duree": duree, "intervenant": intervenant}
            click.echo(store.create("point_ordre_du_jour", {**made, "seance_club": direct.record}))
            return
        if suivant:
            direct.point_suivant()
        elif aller:
            direct.aller(choix.point(direct, aller))
        elif suspendre:
            direct.suspendre()
        elif reprendre:
            direct.reprendre()
        dire_points(direct, as_json=as_json)


def _ouverte(direct: "SeanceEnDirect") -> None:
    """Refuse to write in a séance that is closed: it would say what was not said there."""
    if direct.seance.values.get("close_a"):
        raise RefusError(
            "Cette séance est close. Rien n'a été enregistré. « pvd seance rouvrir » la rouvre, dans les sept jours."
        )
