"""The campaign of the note by command: who gave, one's own contribution, workbooks to send, replies to take in."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.au import au_option, jour, mention
from pvd_tui.commands.sortie import assignments, entity, json_option, opened, print_json
from pvd_tui.console import Command, Group
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.contributions import ContributionSite
    from pvd_tui.imports.contributions import ApercuReponses

_SIGNES: Final = {"donnée": "x", "commencée": "-", "attendue": " "}


@click.group(cls=Group)
def campagne() -> None:
    """La campagne de la note : ce que chaque site a répondu, et ceux qui manquent."""


@campagne.command(cls=Command)
@click.option("--departement", metavar="NN", help="Ce département seulement.")
@au_option
@json_option
@click.pass_context
def etat(ctx: click.Context, departement: str | None, au: date | None, *, as_json: bool) -> None:
    """Dit, site par site, si sa contribution est donnée, d'où elle vient, et où elle diffère du dossier."""
    from pvd_tui.domain.contributions import avancement  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.domain.dates import show_date  # noqa: PLC0415 - same
    from storage.contributions import campagne as ouverte  # noqa: PLC0415 - same
    from storage.contributions import contributions_par_site  # noqa: PLC0415 - same

    with opened(ctx) as store:
        day = jour(store, au)
        held = ouverte(store, day)
        code = [departement.strip().upper()] if departement else None
        sites = contributions_par_site(store, held, departements=code, au=day)
    if as_json:
        print_json(
            {"au": day.isoformat(), "campagne": held.id, "titre": held.titre, "sites": [_faits(site) for site in sites]}
        )
        return
    due = f", due le {show_date(held.echeance)}" if held.echeance else ""
    click.echo(f"{held.titre}{due}")
    for site in sites:
        begun = "commencée, " if site.etat == "commencée" else ""
        click.echo(f"[{_SIGNES[site.etat]}] {site.nom} : {begun}{site.provenance or 'attendue'}{_manque(site)}")
        for ecart in site.ecarts:
            click.echo(f"      {'!' if ecart.contredit else '?'} {ecart.phrase}")
    if au is not None:
        click.echo(mention(day))
    click.echo(avancement(sites).phrase)


@campagne.command(cls=Command)
@click.argument("site")
@click.argument("valeurs", nargs=-1, metavar="CHAMP=VALEUR…", required=True)
@click.pass_context
def contribuer(ctx: click.Context, site: str, valeurs: tuple[str, ...]) -> None:
    """Donne la contribution d'un SITE (son nom, son identifiant ou le code INSEE d'une de ses communes).

    Les trois faits connus sont repris s'ils ne sont pas dits. Exemple :
    pvd campagne contribuer guise dynamique=Bonne fait_crte=oui "leviers=Fonds vert;Club/pairs"
    """
    from storage.contributions import contribuer as write  # noqa: PLC0415 - pydantic, only for this command
    from storage.contributions import trouver  # noqa: PLC0415 - same

    said = assignments(entity("contribution"), valeurs)
    with opened(ctx) as store:
        record, after = write(store, trouver(store, site), said)
    click.echo(record)
    if missing := _manque(after):
        click.echo(f"Contribution de {after.nom} enregistrée, commencée{missing}.", err=True)
    for ecart in after.ecarts:
        click.echo(f"Écart montré à la préfecture : {ecart.phrase}.", err=True)


@campagne.command(cls=Command)
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(["xlsx", "ods"]), default="xlsx", help="Le format des classeurs."
)
@click.option("--departement", metavar="NN", help="Ce département seulement.")
@click.option("--remplacer", is_flag=True, help="Remplace les classeurs déjà écrits dans ce dossier.")
@click.pass_context
def envoyer(ctx: click.Context, dossier: Path, format_: str, departement: str | None, *, remplacer: bool) -> None:
    """Écrit dans DOSSIER un classeur prérempli par site sans contribution, à envoyer par courriel."""
    from pvd_tui.reports.campagne import ecrire_classeurs  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        code = [departement.strip().upper()] if departement else None
        written = ecrire_classeurs(store, dossier, format_, departements=code, remplacer=remplacer)
    for path in written:
        click.echo(str(path))
    click.echo(f"Classeurs écrits : {len(written)}. « pvd campagne importer » reprend les réponses.", err=True)


@campagne.command(cls=Command)
@click.argument("fichiers", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--essai", is_flag=True, help="Montre ce qui serait fait, sans rien écrire.")
@click.option("--oui", is_flag=True, help="N'attend pas de confirmation.")
@click.option("--remplacer", is_flag=True, help="Prend ces réponses même où une contribution plus récente est là.")
@json_option
@click.pass_context
def importer(
    ctx: click.Context, fichiers: tuple[Path, ...], *, essai: bool, oui: bool, remplacer: bool, as_json: bool
) -> None:
    """Reprend les classeurs renvoyés (des fichiers, ou un dossier), après un aperçu ; « pvd annuler » revient."""
    from pvd_tui.imports.contributions import apercevoir, classeurs  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.imports.contributions import importer as write  # noqa: PLC0415 - same

    with opened(ctx) as store:
        apercu = apercevoir(store, classeurs(fichiers), store.today().astimezone().date(), remplacer=remplacer)
        if as_json:
            print_json([_reponse(one) for one in apercu.reponses])
        else:
            _montrer(apercu)
        if essai:
            click.echo("Essai : rien n'a été écrit.", err=True)
        elif not apercu.edits:
            click.echo("Rien à enregistrer.", err=True)
        elif oui or _confirme(apercu):
            write(store, apercu)
            click.echo(f"{apercu.titre} : enregistré. « pvd annuler » revient en arrière.", err=True)


def _montrer(apercu: "ApercuReponses") -> None:
    for one in apercu.reponses:
        why = f" : {one.motif}" if one.motif else ""
        click.echo(f"{one.fichier}  {one.nom or '?'}  {one.sort}{why}")
        for said in one.remarques:
            click.echo(f"      ~ {said}")
        for ecart in one.ecarts:
            click.echo(f"      {'!' if ecart.contredit else '?'} {ecart.phrase}")


def _confirme(apercu: "ApercuReponses") -> bool:
    if not sys.stdin.isatty():
        raise RefusError("Rien n'a été importé : ajoutez --oui pour confirmer, ou --essai pour l'aperçu seulement.")
    if click.prompt(f"{apercu.titre} : enregistrer ? (oui/non)", default="non").strip().casefold() in {"oui", "o"}:
        return True
    raise RefusError("Rien n'a été importé.")


def _manque(site: "ContributionSite") -> str:
    """Say what a contribution that was begun still lacks."""
    from pvd_tui.domain.contribution import Contribution  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.domain.contributions import manquants  # noqa: PLC0415 - same

    missing = manquants(site.contribution) if site.contribution else ()
    titles = [str(Contribution.model_fields[name].title) for name in missing]
    return f" ; il manque : {', '.join(titles)}" if titles else ""


def _faits(site: "ContributionSite") -> dict[str, Any]:
    held = site.contribution
    return {
        "site": site.site,
        "nom": site.nom,
        "departement": site.departement,
        "communes": [insee for insee, _ in site.communes],
        "etat": str(site.etat),
        "faits": {
            fait.champ: {"connu": str(fait.reponse), "jour": fait.jour.isoformat() if fait.jour else None}
            for fait in site.faits
        },
        "ecarts": [{"champ": one.champ, "connu": str(one.connu), "dit": str(one.dit)} for one in site.ecarts],
        "provenance": site.provenance or None,
        "contribution": held.model_dump(mode="json") if held else None,
        "autres": [one.id for one in site.contributions[1:]],
    }


def _reponse(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass of a module that is not loaded yet
    return {
        "fichier": one.fichier,
        "site": one.nom or None,
        "sort": str(one.sort),
        "motif": one.motif,
        "remarques": list(one.remarques),
        "ecarts": [ecart.phrase for ecart in one.ecarts],
    }
