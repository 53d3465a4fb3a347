"""The communes at risk by command: grouped by cause, one line a site, what can still change first."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pvd_tui.commands.au import au_option, jour, mention
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.constat import Constat
    from pvd_tui.domain.risques import LigneRisque, RisqueCommune, Risques
    from storage.store import Store


@click.command(cls=Command)
@click.option("--departement", metavar="NN", help="Ce département seulement.")
@au_option
@click.option("--a-renseigner", "ouverts", is_flag=True, help="Ce qu'il faut renseigner, commune par commune, aussi.")
@json_option
@click.pass_context
def risques(ctx: click.Context, departement: str | None, au: date | None, *, ouverts: bool, as_json: bool) -> None:
    """Les communes à risque, par cause, un site par ligne : le fait, sa source, les jours qui restent, quoi faire.

    Une commune dont on ne sait rien n'est pas à risque : elle est « à renseigner ».
    """
    from storage.risques import risques_du_store  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        day = jour(store, au)
        code = departement.strip().upper() if departement else None
        _check(store, code)
        found = risques_du_store(store, code, day)
    if as_json:
        print_json(_faits(found))
        return
    for line in _lignes(found):
        click.echo(line)
    if au is not None:
        click.echo(mention(day))
    if ouverts:
        for commune in found.a_renseigner:
            steps = " ".join(dict.fromkeys(one.clears for one in commune.a_renseigner))
            click.echo(f"À renseigner : {commune.nom} ({commune.insee}) : {steps}")
    click.echo(_compte(found, ouverts=ouverts))


def _check(store: "Store", departement: str | None) -> None:
    """Refuse a département of which this laptop has no commune."""
    if departement is None:
        return
    known = sorted(str(code) for code in store.rows.groups("commune", "departement") if code)
    if departement not in known:
        there = f"Départements présents : {', '.join(known)}." if known else "Aucune commune n'est enregistrée ici."
        raise RefusError(f"Aucune commune du département « {departement} » sur cet ordinateur. {there}")


def _lignes(found: "Risques") -> Iterator[str]:
    """Write the lines, under their causes."""
    for cause, lines in found.par_cause:
        yield f"{cause or 'Risque retenu par le préfet'} ({counted(len(lines), 'site')})"
        for line in lines:
            yield from _ligne(line)


def _ligne(line: "LigneRisque") -> Iterator[str]:
    codes = ", ".join(one.insee for one in line.communes)
    mark = "!" if line.a_risque else "-"
    yield f"{mark} {line.nom} ({codes}) : {line.prochain_pas}"
    for one in line.constats:
        yield f"    {one.regle}  {one.sentence}{_reste(one)}"
    for commune in line.communes:
        said = [f"frein : {word}" for word in commune.freins] + [f"levier : {word}" for word in commune.leviers]
        if said:
            yield f"    {commune.nom}, dit par les personnes : {' ; '.join(said)}"
        if commune.retenu is not None:
            why = f" ({commune.motif})" if commune.motif else ", sans motif"
            yield f"    {commune.nom}, risque retenu par le préfet : {str(commune.retenu).lower()}{why}"


def _reste(one: "Constat") -> str:
    from pvd_tui.domain.dates import show_date  # noqa: PLC0415 - only for this command
    from pvd_tui.domain.sources import lisible  # noqa: PLC0415 - same

    source = lisible(one.source)
    when = ""
    if one.echeance is not None and one.jours is not None and (one.jours >= 0 or one.regle == "R1"):
        left = f"J-{one.jours}" if one.jours >= 0 else f"passée de {counted(-one.jours, 'jour')}"
        when = f" Échéance {show_date(one.echeance)} ({left})."
    return f"{when}{f' Source : {source}.' if source else ''}"


def _compte(found: "Risques", *, ouverts: bool) -> str:
    from pvd_tui.domain.dates import show_date  # noqa: PLC0415 - same

    sites = sum(line.a_risque for line in found.lignes)
    risky = counted(len(found.a_risque), "commune")
    unfilled = counted(len(found.a_renseigner), "commune")
    more = "" if ouverts or not found.a_renseigner else " (--a-renseigner les montre)"
    return (
        f"Au {show_date(found.au)} : {risky} à risque ({counted(sites, 'site')}) sur {len(found.communes)} ; "
        f"à renseigner : {unfilled}{more}"
    )


def _faits(found: "Risques") -> dict[str, Any]:
    return {
        "au": found.au.isoformat(),
        "echeance": found.programme.phase_operationnelle.isoformat(),
        "communes": len(found.communes),
        "a_risque": len(found.a_risque),
        "sites": [
            {
                "site": line.site,
                "nom": line.nom,
                "a_risque": line.a_risque,
                "cause": line.cause,
                "prochain_pas": line.prochain_pas,
                "jours": line.jours,
                "communes": [_commune(one) for one in line.communes],
            }
            for line in found.lignes
        ],
        "a_renseigner": [
            {"insee": one.insee, "nom": one.nom, "constats": [_constat(c) for c in one.a_renseigner]}
            for one in found.a_renseigner
        ],
    }


def _commune(one: "RisqueCommune") -> dict[str, Any]:
    return {
        "insee": one.insee,
        "nom": one.nom,
        "phase": {critere.nom: str(critere.reponse) for critere in one.phase.criteres},
        "risque_calcule": str(one.calcule),
        "risque_retenu": one.retenu,
        "motif_risque_retenu": one.motif,
        "freins": list(one.freins),
        "leviers": list(one.leviers),
        "constats": [_constat(c) for c in one.constats],
    }


def _constat(one: "Constat") -> dict[str, Any]:
    return {
        "regle": one.regle,
        "cause": one.cause,
        "fait": one.sentence,
        "etape": one.clears,
        "source": one.source,
        "echeance": one.echeance.isoformat() if one.echeance else None,
        "jours": one.jours,
        "temps": one.temps,
        "type": one.table,
        "id": one.record,
        "champ": one.field,
    }
