"""Who is at a séance, by command: pointed by a few letters, invited, gone. Each is on the disk when answered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.seance_direct import seance_argument
from pvd_tui.commands.sortie import assignments, entity, json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted
from storage import seance_mots as choix

if TYPE_CHECKING:
    from storage.seances import SeanceEnDirect


@click.command(cls=Command, name="presence")
@seance_argument
@click.argument("nom", nargs=-1)
@click.option("--excuse", "statut", flag_value="Excusé", help="Excusé.")
@click.option("--absent", "statut", flag_value="Absent", help="Absent sans excuse.")
@click.option("--inscrit", "statut", flag_value="Inscrit", help="De nouveau attendu : efface le pointage.")
@click.option("--represente-par", metavar="NOM", help="Représenté par cette personne.")
@click.option("--distance", is_flag=True, help="Présent à distance.")
@click.option("--tous", is_flag=True, help="Présents : tous ceux qui sont encore attendus.")
@json_option
@click.pass_context
def presence(
    ctx: click.Context,
    seance: str,
    nom: Sequence[str],
    *,
    statut: str | None,
    represente_par: str | None,
    distance: bool,
    tous: bool,
    as_json: bool,
) -> None:
    """Pointe une personne, présente si rien d'autre n'est dit ; quelques lettres suffisent. Sans nom : la feuille."""
    from pvd_tui.domain.presence import ModePresence, StatutPresence  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        if tous:
            click.echo(f"enregistré {counted(direct.pointer_tous(), 'présent')}")
            return
        if not nom:
            _feuille(direct, as_json=as_json)
            return
        record, name = choix.personne(direct, " ".join(nom))
        said = StatutPresence.REPRESENTE if represente_par else StatutPresence(statut or "Présent")
        far = ModePresence.A_DISTANCE if distance else None
        direct.pointer(record, said, mode=far, represente_par=represente_par)
        fiche = direct.lue("presence", record)
    since = f" à {fiche.values['heure_arrivee']}" if fiche.values.get("heure_arrivee") else ""
    click.echo(f"enregistré {name} : {said.lower()}{' à distance' if distance else ''}{since}")


@click.command(cls=Command, name="partir")
@seance_argument
@click.argument("nom", nargs=-1, required=True)
@click.pass_context
def partir(ctx: click.Context, seance: str, nom: Sequence[str]) -> None:
    """Note l'heure à laquelle une personne présente s'en va."""
    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        record, name = choix.personne(direct, " ".join(nom))
        direct.partir(record)
        hour = direct.lue("presence", record).values.get("heure_depart")
    click.echo(f"enregistré {name} : départ à {hour}")


@click.command(cls=Command, name="inviter")
@seance_argument
@click.argument("nom", nargs=-1, required=True)
@click.option("--organisme", metavar="NOM", help="D'où elle vient, si ce n'est pas une commune.")
@click.option("--fonction", metavar="TEXTE", help="Ce qu'elle y fait.")
@click.option("--commune", metavar="COMMUNE", help="La commune qu'elle représente : code INSEE ou nom.")
@click.option("--attendu", is_flag=True, help="Seulement inscrite : elle n'est pas encore là.")
@click.pass_context
def inviter(
    ctx: click.Context,
    seance: str,
    nom: Sequence[str],
    *,
    organisme: str | None,
    fonction: str | None,
    commune: str | None,
    attendu: bool,
) -> None:
    """Ajoute à la feuille une personne qui n'y est pas, présente sauf --attendu ; affiche l'identifiant de la ligne."""
    from pvd_tui.domain.presence import StatutPresence  # noqa: PLC0415 - pydantic, only for this command

    insee = assignments(entity("presence"), [f"commune={commune}"])["commune"] if commune else None
    statut = StatutPresence.INSCRIT if attendu else StatutPresence.PRESENT
    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        name = " ".join(nom)
        record = direct.inviter(name, organisme, fonction=fonction, commune=insee, statut=statut)
    click.echo(f"enregistré {name} : {statut.lower()}", err=True)
    click.echo(record)


def _feuille(direct: "SeanceEnDirect", *, as_json: bool) -> None:
    """Print the sheet."""
    columns = ("titre", "statut", "mode", "commune", "organisme", "represente_par", "heure_arrivee", "heure_depart")
    rows = sorted(direct.enfants("presence", *columns), key=lambda row: str(row["titre"] or ""))
    if as_json:
        print_json(rows)
        return
    names = direct.store.rows.titres("commune", [str(row["commune"]) for row in rows if row["commune"]])
    for row in rows:
        where = names.get(str(row["commune"]), row["organisme"] or "")
        by = f" par {row['represente_par']}" if row["represente_par"] else ""
        hours = [
            f"{word} {row[name]}"
            for word, name in (("arrivée", "heure_arrivee"), ("départ", "heure_depart"))
            if row[name]
        ]
        said = ", ".join(str(part) for part in (f"{row['statut'] or 'Inscrit'}{by}", where, *hours) if part)
        click.echo(f"{row['titre'] or 'sans nom'} : {said}")
