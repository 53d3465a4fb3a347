"""Lists by command: lister, with the views and the conditions of the lists on screen."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from pvd_tui.commands.conditions import colonnes, filtre, lire, ordre, vue_de
from pvd_tui.commands.sortie import entity, json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity
    from storage.store import Store


@click.command(cls=Command)
@click.argument("table", metavar="TYPE")
@click.argument("conditions", metavar="[CONDITION]…", nargs=-1)
@click.option("--vue", metavar="NOM|FICHIER", help="Une vue, par son nom, ou un fichier de vues (.json).")
@click.option("--trier", metavar="CHAMPS", default="", help="Par exemple commune,-cout_previsionnel.")
@click.option("--colonnes", "columns", metavar="CHAMPS", default="", help="Par exemple code,titre,reste.")
@click.option("--archives", is_flag=True, help="Les fiches archivées aussi.")
@click.option("--limite", type=int, default=-1, help="Nombre de fiches au plus.")
@json_option
@click.pass_context
def lister(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    table: str,
    conditions: Sequence[str],
    *,
    vue: str | None,
    trier: str,
    columns: str,
    archives: bool,
    limite: int,
    as_json: bool,
) -> None:
    """Liste les fiches d'un type.

    Une condition s'écrit champ=valeur (plusieurs : phase=étude,opération), champ!=valeur, champ~mot, champ!~mot,
    champ>=valeur, <=, >, < ; champ= veut dire « non renseigné ». Mettez entre guillemets ce qui contient < ou >.
    """
    cls = entity(table)
    asked = lire(cls, conditions)
    by, shown = ordre(cls, trier), colonnes(cls, columns)
    with opened(ctx) as store:
        wanted = vue_de(store, cls, vue)
        kept = filtre(store, (*wanted.conditions, *asked))
        by = by or [(t.champ, t.descendant) for t in wanted.tri]
        if wanted.groupe:
            by = [(wanted.groupe, False), *by]
        shown = shown or [c.champ for c in wanted.colonnes]
        archived = None if archives else False
        names = [name for name in shown if name != "id"] or list(store.rows.plan(table).columns)
        rows = store.rows.page(
            table, kept, columns=names, order=by or [("titre", False)], limit=limite, archived=archived
        )
        total = store.rows.count(table, None, archived=archived)
        lines = _lines(store, cls, rows, shown) if not as_json else []
        there = store.rows.count(table, kept, archived=archived) if limite >= 0 else len(rows)
    if as_json:
        print_json([{"id": row["id"]} | {name: row[name] for name in names} for row in rows])
        return
    for line in lines:
        click.echo(line)
    click.echo(_count(len(rows), there, total))


def _count(shown: int, there: int, total: int) -> str:
    """Say how many are shown, and how many the conditions or the limit hide."""
    said = counted(shown, "fiche")
    if there > shown:
        said += f" sur {there}, limitées par --limite"
    return said + (f" sur {total} ; {total - there} hors des conditions" if there < total else "")


def _lines(store: "Store", cls: "type[Entity]", rows: Sequence[Mapping[str, Any]], shown: Sequence[str]) -> list[str]:
    """Write the rows: the chosen columns in line, or the words that say most."""
    if not shown:
        return [_line(row) for row in rows]
    from pvd_tui.domain.affichage import show_genre  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.champs_lus import champ_lu  # noqa: PLC0415 - pydantic

    fields = [champ_lu(cls, name) for name in shown]
    titles = [field.titre if field else name for field, name in zip(fields, shown, strict=True)]
    cells = []
    for field, name in zip(fields, shown, strict=True):
        column = ["" if row[name] is None else show_genre(field.genre, row[name]) if field else "" for row in rows]
        if field and field.reference and not field.plusieurs:
            known = store.rows.titres(field.reference, [one for one in column if one])
            column = [known.get(one, one) for one in column]
        cells.append(column)
    widths = [max(map(len, (title, *column))) for title, column in zip(titles, cells, strict=True)]
    lines = [titles, *zip(*cells, strict=True)]
    return ["  ".join(str(c).ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines]


def _line(row: Mapping[str, Any]) -> str:
    rest = [
        str(row[name]) for name in ("commune", "phase", "statut_phase", "statut", "date", "echeance") if row.get(name)
    ]
    return "  ".join([str(row["id"]), str(row.get("titre") or "(sans titre)"), *rest])
