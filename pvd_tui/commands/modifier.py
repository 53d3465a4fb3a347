"""Edits by command: modifier, one record or all those that conditions keep."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from pvd_tui.commands.conditions import filtre, lire, vue_de
from pvd_tui.commands.fiches import fiche_de
from pvd_tui.commands.sortie import assignments, entity, json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity
    from storage.fiche import Fiche
    from storage.masse import Lot
    from storage.store import Store

_SAMPLE = 10
"""Records shown before and after."""


@click.command(cls=Command)
@click.argument("table", metavar="TYPE")
@click.argument("words", metavar="[ID] [CHAMP=VALEUR]…", nargs=-1)
@click.option("--ou", "conditions", metavar="CONDITION", multiple=True, help="En masse : celles qui la remplissent.")
@click.option("--vue", metavar="NOM|FICHIER", help="En masse : celles d'une vue.")
@click.option("--apercu", is_flag=True, help="Dit ce qui changerait, sans rien écrire.")
@json_option
@click.pass_context
def modifier(
    ctx: click.Context,
    table: str,
    words: Sequence[str],
    *,
    conditions: Sequence[str],
    vue: str | None,
    apercu: bool,
    as_json: bool,
) -> None:
    """Modifie des champs d'une fiche (champ= vide le champ), ou de plusieurs avec --ou ou --vue.

    En masse, tout est un seul geste : « pvd annuler » le reprend. Exemple :
    pvd modifier action --ou phase=étude --ou "cout_previsionnel>=100k" pilote="Claire Lemaire" --apercu
    """
    cls = entity(table)
    if conditions or vue:
        _en_masse(ctx, cls, words, conditions, vue, apercu=apercu, as_json=as_json)
        return
    if not words or "=" in words[0]:
        raise click.UsageError("Il manque ID, ou --ou CONDITION pour en modifier plusieurs.")
    values = assignments(cls, words[1:])
    from storage.fige import check_edit  # noqa: PLC0415 - pydantic
    from storage.programme import check_national  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        check_national(store, table)
        fiche = fiche_de(store, table, words[0])
        check_identity(cls, fiche, values)
        check_edit(store, table, fiche.values, values)
        if apercu:
            _apercu(store, cls, _lot(store, cls, [fiche.record], values), as_json=as_json)
            return
        saved = store.update(fiche, values)
    click.echo("Enregistré." if saved else "Rien n'a changé : ces valeurs y étaient déjà.", err=True)


def _en_masse(
    ctx: click.Context,
    cls: "type[Entity]",
    words: Sequence[str],
    conditions: Sequence[str],
    vue: str | None,
    *,
    apercu: bool,
    as_json: bool,
) -> None:
    """Edit all that the conditions and the view keep, as one gesture, or say what would change."""
    if not words:
        raise click.UsageError("Il manque CHAMP=VALEUR : ce que les fiches doivent recevoir.")
    values = assignments(cls, words)
    if "id" in values:
        raise RefusError("L'identifiant d'une fiche ne change pas. Rien n'a été modifié.")
    asked = lire(cls, conditions)
    from storage.programme import check_national  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        check_national(store, cls.table)
        kept = filtre(store, (*vue_de(store, cls, vue).conditions, *asked))
        lot = _lot(store, cls, store.rows.ids(cls.table, kept), values)
        if apercu:
            _apercu(store, cls, lot, as_json=as_json)
            return
        from storage.masse import appliquer  # noqa: PLC0415 - only when it is asked for

        appliquer(store, lot, f"{counted(len(lot.edits), 'fiche')} : {', '.join(values)}")
    if as_json:
        print_json(_faits(lot, ecrit=True))
        return
    click.echo(f"{_compte(lot, 'modifiée')}." + (" « pvd annuler » reprend tout." if lot.edits else ""), err=True)
    _dire_refus(lot)


def _lot(store: "Store", cls: "type[Entity]", records: Sequence[str], values: Mapping[str, Any]) -> "Lot":
    from storage.masse import preparer  # noqa: PLC0415 - only when it is asked for

    return preparer(store, cls.table, records, values)


def _apercu(store: "Store", cls: "type[Entity]", lot: "Lot", *, as_json: bool) -> None:
    """Say what a lot would change: counts, some records before and after, every refusal."""
    if as_json:
        print_json(_faits(lot, ecrit=False))
        return
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic

    _ = store
    for one in lot.exemples[:_SAMPLE]:
        changes = [
            f"{cls.model_fields[name].title or name} : {show(cls, name, before) or '—'} -> "
            f"{show(cls, name, lot.valeurs[name]) or '—'}"
            for name, before in one.avant.items()
        ]
        click.echo(f"{one.record}  {one.titre}  {' ; '.join(changes)}")
    if len(lot.exemples) > _SAMPLE:
        click.echo(f"… et {len(lot.exemples) - _SAMPLE} de plus")
    click.echo(f"Aperçu : {_compte(lot, 'à modifier')}. Rien n'a été écrit.")
    _dire_refus(lot)


def _compte(lot: "Lot", word: str) -> str:
    many = len(lot.edits) > 1 and not word.startswith("à")
    return f"{counted(len(lot.edits), 'fiche')} {word}{'s' * many}, {lot.memes} sans changement, {len(lot.refus)} refus"


def _dire_refus(lot: "Lot") -> None:
    for one in lot.refus:
        click.echo(f"Refus : {one.record}  {one.titre} : {one.raison}", err=True)


def _faits(lot: "Lot", *, ecrit: bool) -> dict[str, Any]:
    return {
        "ecrit": ecrit,
        "modifiees": [{"id": e.record, "avant": dict(e.avant), "apres": dict(lot.valeurs)} for e in lot.exemples],
        "sans_changement": lot.memes,
        "refus": [{"id": r.record, "titre": r.titre, "raison": r.raison} for r in lot.refus],
    }


def check_identity(cls: "type[Entity]", fiche: "Fiche", values: Mapping[str, Any]) -> None:
    """Refuse what no edit can change: the server would, later, and the whole change with it."""
    if "id" in values:
        raise RefusError("L'identifiant d'une fiche ne change pas. Rien n'a été modifié.")
    if cls.lead and cls.lead in values and fiche.commune and values[cls.lead] != fiche.commune:
        raise RefusError(
            "Une fiche ne change pas de commune. Rien n'a été modifié. "
            f"Créez-la dans l'autre commune avec « pvd creer {fiche.table} », puis archivez celle-ci."
        )
