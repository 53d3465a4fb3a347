"""`pvd importer`: any spreadsheet, previewed line by line, then one gesture that « pvd annuler » takes back."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from storage.errors import RefusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.imports.apercu import Apercu, LigneApercu
    from pvd_tui.imports.importation import Preparation
    from pvd_tui.imports.question import Question
    from storage.store import Store

_MONTREES: Final = 60
"""How many lines of a kind are printed; the rest is counted."""


@click.command(cls=Command)
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--feuille", metavar="NOM", help="La feuille à lire (sinon celle qui ressemble le plus à un tableau).")
@click.option("--ligne-titres", type=click.IntRange(min=1), help="La ligne qui porte les titres des colonnes.")
@click.option("--correspondance", metavar="FICHIER.json", help="Quel champ pour quelle colonne : {titre: champ}.")
@click.option("--reponse", multiple=True, metavar="QUESTION=RÉPONSE", help="Répond à une question de l'aperçu.")
@click.option("--departement", metavar="NN", help="Les communes de ce département seulement.")
@click.option("--essai", is_flag=True, help="Montre ce qui serait fait, sans rien écrire.")
@click.option("--oui", is_flag=True, help="N'attend pas de confirmation.")
@json_option
@click.pass_context
def importer(  # noqa: PLR0913 - one option a parameter
    ctx: click.Context,
    fichier: Path,
    feuille: str | None,
    ligne_titres: int | None,
    correspondance: str | None,
    reponse: tuple[str, ...],
    departement: str | None,
    *,
    essai: bool,
    oui: bool,
    as_json: bool,
) -> None:
    """Importe un tableur (XLSX, XLS, ODS, CSV) ou la liste officielle des communes PVD, après un aperçu."""
    from pvd_tui.commands.doublons import annonce  # noqa: PLC0415 - only for this command
    from pvd_tui.imports.classeur import read_classeur  # noqa: PLC0415 - same
    from pvd_tui.imports.importation import apercevoir, preparer  # noqa: PLC0415 - same
    from pvd_tui.imports.importation import importer as write  # noqa: PLC0415 - same

    said = _correspondance(correspondance)
    classeur = read_classeur(fichier)
    with opened(ctx) as store:
        prepared = preparer(store, classeur, feuille, ligne_titres, said)
        answers = _reponses(reponse)
        apercu = apercevoir(store, prepared, departement=departement, reponses=answers)
        _check_answers(answers, apercu)
        if not as_json and not oui and not essai:
            apercu = _asked(store, prepared, apercu, answers, departement)
        if as_json:
            print_json(_facts(prepared, apercu))
        else:
            _show(prepared, apercu)
        if essai:
            click.echo("Essai : rien n'a été écrit.", err=True)
        elif not apercu.edits:
            click.echo("Rien à importer : tout est déjà là, ou laissé de côté.", err=True)
        elif oui or _confirmed(apercu):
            write(store, prepared, apercu)
            click.echo(f"{apercu.titre} : enregistré. « pvd annuler » revient en arrière.", err=True)
            if doublons := annonce(store):
                click.echo(doublons, err=True)


def _correspondance(path: str | None) -> "Mapping[str, str] | None":
    """Read the file of correspondences."""
    if path is None:
        return None
    from pvd_tui.imports.correspondances import lire_correspondances  # noqa: PLC0415 - same
    from pvd_tui.imports.fichier import decode, read_bytes  # noqa: PLC0415 - only for this option

    return lire_correspondances(decode(read_bytes(Path(path))))


def _reponses(words: tuple[str, ...]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for word in words:
        cle, equals, said = word.rpartition("=")
        if not equals:
            raise click.UsageError(f"« {word} » n'est pas de la forme question=réponse.")
        answers[cle] = said
    return answers


def _check_answers(answers: "Mapping[str, str]", apercu: "Apercu") -> None:
    """Refuse an answer that no question has."""
    asked = {one.cle: one for one in apercu.questions}
    for cle, said in answers.items():
        if cle not in asked:
            raise RefusError(f"L'aperçu ne pose pas la question « {cle} ». Rien n'a été importé.")
        if not asked[cle].accepte(said):
            choices = ", ".join(value for value, _ in asked[cle].choix)
            raise RefusError(f"« {said} » ne répond pas à « {cle} » : {choices}. Rien n'a été importé.")


def _asked(
    store: "Store", prepared: "Preparation", apercu: "Apercu", answers: dict[str, str], departement: str | None
) -> "Apercu":
    """Ask what only a person knows, at a terminal; elsewhere the lines wait."""
    from pvd_tui.imports.importation import apercevoir  # noqa: PLC0415 - only for this command

    open_ones = [one for one in apercu.questions if one.cle not in answers]
    if not open_ones or not sys.stdin.isatty():
        return apercu
    for question in open_ones:
        choices = [value for value, _ in question.choix]
        click.echo(_said(question))
        answers[question.cle] = click.prompt("  ", type=click.Choice(choices), default=choices[-1])
    return apercevoir(store, prepared, departement=departement, reponses=answers)


def _confirmed(apercu: "Apercu") -> bool:
    if not sys.stdin.isatty():
        raise RefusError("Rien n'a été importé : ajoutez --oui pour confirmer, ou --essai pour l'aperçu seulement.")
    if click.prompt(f"{apercu.titre} : importer ? (oui/non)", default="non").strip().casefold() in {"oui", "o"}:
        return True
    raise RefusError("Rien n'a été importé.")


def _show(prepared: "Preparation", apercu: "Apercu") -> None:
    """Print the matching, then the lines one by one; what is outside the perimeter is only counted, with the reason."""
    from pvd_tui.imports.importation import compte_des_motifs  # noqa: PLC0415 - only for this command

    if not prepared.officielle:
        _show_colonnes(prepared)
    printed: dict[str, int] = {}
    for one in apercu.lignes:
        kind = one.sort.value
        printed[kind] = printed.get(kind, 0) + 1
        if kind != "hors périmètre" and (prepared.officielle or printed[kind] <= _MONTREES):
            _show_ligne(one)
    for (sort, motif), count in compte_des_motifs(apercu).most_common(12) if not prepared.officielle else ():
        click.echo(f"{count:>6} {sort.value} : {motif}")
    for remark in apercu.remarques:
        click.echo(f"~ {remark}")
    for question in apercu.questions:
        click.echo(_said(question))
    if apercu.doublons:
        click.echo(f"Doublons probables avec des fiches déjà là : {len(apercu.doublons)}")
    click.echo("Lignes : " + ", ".join(f"{count} {sort.value}" for sort, count in apercu.compte.items()))
    click.echo(f"Modifications qui seraient enregistrées : {len(apercu.edits)}")


def _show_colonnes(prepared: "Preparation") -> None:
    from pvd_tui.imports.cibles import cibles  # noqa: PLC0415 - only for this command

    where = f"Feuille « {prepared.tableau.feuille} », titres en ligne {prepared.tableau.ligne_titres}"
    click.echo(f"{where}{' (correspondance déjà décidée)' if prepared.rappelee else ''}")
    for one in prepared.colonnes:
        if one.retenue:
            click.echo(f"  {one.titre[:34]:<34} → {cibles()[one.cible].titre} ({one.confiance} %)")


def _show_ligne(one: "LigneApercu") -> None:
    reason = f" : {one.motif}" if one.motif else ""
    click.echo(f"ligne {one.numero:>4}  {one.insee}  {(one.titre or one.nom)[:28]:<28} {one.sort.value}{reason}")
    for warning in one.avertissements:
        click.echo(f"            ~ {warning}")


def _said(question: "Question") -> str:
    """Write a question with how to answer it."""
    choices = " | ".join(
        f"{value} ({label})" if label.casefold() != value else value for value, label in question.choix
    )
    examples = f" ({' ; '.join(question.exemples[:3])})" if question.exemples else ""
    return f"? {question.texte}{examples} [--reponse {question.cle}=…] {choices}"


def _facts(prepared: "Preparation", apercu: "Apercu") -> dict[str, Any]:
    fiches = [
        {"type": f.table, "id": f.record, "titre": f.titre, "sort": f.sort.value, "motif": f.motif, "champs": f.champs}
        for f in apercu.fiches
    ]
    return {
        "lignes": [asdict(ligne) for ligne in apercu.lignes],
        "fiches": fiches,
        "compte": {sort.value: count for sort, count in apercu.compte.items()},
        "modifications": len(apercu.edits),
        "feuille": prepared.tableau.feuille,
        "ligne_titres": prepared.tableau.ligne_titres,
        "liste_officielle": prepared.officielle,
        "correspondance": {one.titre: one.cible for one in prepared.colonnes},
        "colonnes": [asdict(one) for one in prepared.colonnes],
        "questions": [asdict(one) for one in apercu.questions],
        "remarques": list(apercu.remarques),
        "doublons": [{"un": d.un, "autre": d.autre, "raisons": d.raisons} for d in apercu.doublons],
    }
