"""`pvd seance`: a whole meeting by command, for scripts and screen readers.

    before     lister  preparer  inviter  point --ajouter  emargement  convocation  ics
    held       ouvrir  noter  continuer  corriger  suite  presence  partir  point  etat  journal
    after      clore  rouvrir  ranger  releve

SEANCE is its number (2026-1), its id or the end of it, or « ouverte »: the one that is open, else the day's.
"""

from collections.abc import Sequence

import click

from pvd_tui.commands import seance_direct, seance_gens, seance_lue, seance_papiers
from pvd_tui.commands.releve import releve
from pvd_tui.commands.sortie import assignments, entity, json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.texte import counted
from storage import seance_mots as choix


@click.group(cls=Group)
def seance() -> None:
    """Une séance de club, avant, pendant et après : chaque geste est sur le disque quand il est répondu.

    SEANCE : son numéro (2026-1), la fin de son identifiant, ou « ouverte » (celle qui l'est, sinon celle du jour).
    """


@click.command(cls=Command, name="preparer")
@click.argument("champs", metavar="CHAMP=VALEUR…", nargs=-1)
@click.option("--feuille", is_flag=True, help="Inscrit ceux que la séance concerne.")
@click.pass_context
def preparer(ctx: click.Context, champs: Sequence[str], *, feuille: bool) -> None:
    """Crée la prochaine séance d'après la dernière (numéro, hôte, organisateurs) ; affiche son identifiant."""
    from storage.club import departement_de  # noqa: PLC0415 - pydantic, only for this command
    from storage.invitations import attendus, commencer, inviter  # noqa: PLC0415 - same

    values = assignments(entity("seance_club"), champs)
    with opened(ctx) as store:
        known = {"departement": departement_de(store)} | values
        start = commencer(store, choix.jour(store), {name: value for name, value in known.items() if value is not None})
        start.setdefault("titre", f"Club PVD {start.get('numero') or ''}".strip())
        with store.transaction():
            made = store.create("seance_club", {name: value for name, value in start.items() if value is not None})
            people = attendus(store, made, choix.jour(store)) if feuille else []
            inviter(store, made, people)
        if feuille:
            click.echo(f"Inscrits : {len(people)}.", err=True)
    click.echo(made)


@click.command(cls=Command, name="ouvrir")
@seance_direct.seance_argument
@click.pass_context
def ouvrir(ctx: click.Context, seance: str) -> None:
    """Ouvre la séance : note l'heure, et remplit la feuille si elle est vide."""
    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        already = direct.ouvrir() is None
        since = direct.seance.values.get("ouverte_a")
    click.echo(f"{'déjà ouverte' if already else 'enregistré : ouverte'} à {since}")


@click.command(cls=Command, name="clore")
@seance_direct.seance_argument
@json_option
@click.pass_context
def clore(ctx: click.Context, seance: str, *, as_json: bool) -> None:
    """Clôt la séance, tenue, et dit ce qui reste à compléter ; se rouvre pendant sept jours."""
    from pvd_tui.domain.revue_seance import revue  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.domain.seance_club import SeanceClub  # noqa: PLC0415 - same
    from storage.registre import StoreRegistre  # noqa: PLC0415 - same

    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        direct.clore()
        registre = StoreRegistre(store)
        held = registre.one("seance_club", direct.record)
        missing = revue(held, registre, choix.jour(store)) if isinstance(held, SeanceClub) else []
        hour = direct.seance.values.get("close_a")
    if as_json:
        print_json(
            [
                {"sorte": str(m.sorte), "titre": m.titre, "manque": m.phrase, "type": m.table, "id": m.record}
                for m in missing
            ]
        )
        return
    click.echo(f"enregistré : close à {hour}")
    if missing:
        click.echo(f"À compléter ({len(missing)}) :")
    for one in missing:
        click.echo(f"- {one.titre} : {one.phrase}")


@click.command(cls=Command, name="rouvrir")
@seance_direct.seance_argument
@click.pass_context
def rouvrir(ctx: click.Context, seance: str) -> None:
    """Rouvre une séance close depuis moins de sept jours."""
    with opened(ctx) as store:
        choix.en_direct(store, seance).rouvrir()
    click.echo("enregistré : rouverte")


@click.command(cls=Command, name="ranger")
@seance_direct.seance_argument
@click.pass_context
def ranger(ctx: click.Context, seance: str) -> None:
    """Réunit ce que deux ordinateurs ont noté de la même séance : une ligne par personne, un numéro par suite."""
    with opened(ctx) as store:
        done = choix.en_direct(store, seance).ranger()
    click.echo(f"enregistré : {counted(done, 'fiche modifiée')}" if done else "Rien à réunir.")


for _one in (
    *(seance_lue.lister, preparer, ouvrir, seance_direct.noter, seance_direct.continuer, seance_direct.corriger),
    *(seance_direct.suite, seance_gens.presence, seance_gens.partir, seance_gens.inviter, seance_direct.point),
    *(seance_lue.etat, seance_lue.journal, clore, rouvrir, ranger),
    *(seance_papiers.emargement, seance_papiers.convocation, seance_papiers.ics, releve),
):
    seance.add_command(_one)
