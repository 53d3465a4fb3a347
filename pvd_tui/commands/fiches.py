"""Records by command: creer, voir, archiver, historique, annuler, chercher."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from pvd_tui.changes.change import Change
from pvd_tui.changes.fold import Nature
from pvd_tui.commands.sortie import assignments, entity, json_option, opened, print_json
from pvd_tui.console import Command
from storage.errors import RefusError
from storage.fiche import Fiche
from storage.store import Store

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

_type = click.argument("table", metavar="TYPE")
_id = click.argument("record", metavar="ID")
_fields = click.argument("fields", metavar="[CHAMP=VALEUR]…", nargs=-1)


@click.command(cls=Command)
@_type
@_fields
@click.pass_context
def creer(ctx: click.Context, table: str, fields: Sequence[str]) -> None:
    """Crée une fiche et affiche son identifiant."""
    cls = entity(table)
    values = assignments(cls, fields)
    record = values.pop("id", None)
    if table == "commune":
        record, values = _commune(record, values)
    from storage.fige import check_creation  # noqa: PLC0415 - pydantic
    from storage.programme import check_national  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        check_national(store, table)
        check_creation(store, table, values)
        click.echo(store.create(table, values, record=record))


@click.command(cls=Command)
@_type
@_id
@click.option("--paragraphe", is_flag=True, help="Une action en quelques phrases, pour un courriel.")
@json_option
@click.pass_context
def voir(ctx: click.Context, table: str, record: str, *, paragraphe: bool, as_json: bool) -> None:
    """Montre une fiche."""
    cls = entity(table)
    if paragraphe:
        click.echo(_paragraphe(ctx, table, record))
        return
    with opened(ctx) as store:
        fiche = fiche_de(store, table, record)
        columns = store.rows.plan(table).columns
        versions = {change.id: change for change in store.history.of(table, fiche.record)}
        device = store.device
    values = {"id": fiche.record} | {name: fiche.values.get(name) for name in columns}
    if as_json:
        print_json(values)
        return
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic

    for name, value in values.items():
        if value is not None:
            click.echo(f"{cls.model_fields[name].title or name} : {show(cls, name, value)}")
    for line in _disputes(cls, fiche, versions, device):
        click.echo(line)
    if fiche.folded.archived:
        click.echo("Fiche archivée.")


@click.command(cls=Command)
@_type
@_id
@click.pass_context
def archiver(ctx: click.Context, table: str, record: str) -> None:
    """Archive une fiche ; « pvd annuler » la ramène."""
    from storage.fige import check_archive  # noqa: PLC0415 - pydantic
    from storage.programme import check_national  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        check_national(store, table)
        fiche = fiche_de(store, table, record)
        if fiche.folded.archived:
            raise RefusError("Cette fiche est déjà archivée. Rien n'a été modifié.")
        check_archive(store, table, fiche.values)
        store.archive(fiche)
    click.echo("Archivée.", err=True)


@click.command(cls=Command)
@_type
@_id
@json_option
@click.pass_context
def historique(ctx: click.Context, table: str, record: str, *, as_json: bool) -> None:
    """Montre qui a changé quoi et quand, du plus ancien au plus récent."""
    cls = entity(table)
    with opened(ctx) as store:
        fiche = fiche_de(store, table, record)
        changes = store.history.of(table, fiche.record)
        device = store.device
    if as_json:
        print_json([_change(change) for change in changes])
        return
    for change in changes:
        who = _who(change, device)
        what = " ; ".join(_dit(cls, name, value) for name, value in change.set.items())
        geste = f"  (geste {change.geste[-8:]})" if change.geste else ""
        click.echo(f"{change.at[:16].replace('T', ' ')}  {who}  {what}{geste}")


@click.command(cls=Command)
@click.option(
    "--geste", metavar="ID", help="Un geste en particulier, de cet ordinateur ou d'un autre (« historique »)."
)
@click.pass_context
def annuler(ctx: click.Context, geste: str | None) -> None:
    """Annule le dernier geste fait sur cet ordinateur, ou le geste donné."""
    with opened(ctx) as store:
        done = store.history.undo_geste(store.rows.resolve("geste", geste)) if geste else store.history.undo()
    if done is None:
        raise RefusError("Il n'y a rien à annuler.")
    said = f"Annulé : {done.titre}." if done.changes else f"Rien n'a pu être annulé de : {done.titre}."
    click.echo(said, err=True)
    for kept in done.kept:
        click.echo(f"Laissé tel quel, modifié depuis : {kept.champ} ({kept.table} {kept.record}).", err=True)


@click.command(cls=Command)
@click.pass_context
def retablir(ctx: click.Context) -> None:
    """Rétablit le dernier geste annulé."""
    with opened(ctx) as store:
        done = store.history.redo()
    if done is None:
        raise RefusError("Il n'y a rien à rétablir.")
    click.echo(f"Rétabli : {done.titre}.", err=True)


@click.command(cls=Command)
@click.argument("words", metavar="MOTS", nargs=-1, required=True)
@click.option("--limite", type=int, default=50, show_default=True, help="Nombre de résultats au plus.")
@json_option
@click.pass_context
def chercher(ctx: click.Context, words: Sequence[str], *, limite: int, as_json: bool) -> None:
    """Cherche partout, sans souci des accents ni des tirets."""
    with opened(ctx) as store:
        hits = store.search.find(" ".join(words), limit=limite)
        near = [] if hits or as_json else store.search.near(" ".join(words))
    if as_json:
        print_json([{"type": h.table, "id": h.record, "titre": h.titre, "commune": h.commune} for h in hits])
        return
    for hit in hits:
        click.echo(f"{hit.table:<14} {hit.record}  {hit.titre}")
    click.echo(f"{len(hits)} résultat{'s' if len(hits) > 1 else ''}")
    for hit in near:
        click.echo(f"Vouliez-vous dire : {hit.titre} ? ({hit.table} {hit.record})", err=True)


def _dit(cls: "type[Entity]", name: str, value: Any) -> str:  # noqa: ANN401 - any value of a change
    """Say a field and its value as the fiche does."""
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic

    if name not in cls.model_fields:
        return f"{name} = {value}"
    return f"{cls.model_fields[name].title} = {show(cls, name, value) or '(vide)'}"


def _disputes(cls: "type[Entity]", fiche: Fiche, versions: Mapping[str, Change], device: str) -> Iterator[str]:
    """Say each field that has several values, with who wrote each and when."""
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic

    for one in fiche.folded.desaccords:
        field = cls.model_fields.get(one.champ)
        yield f"! {(field.title if field else None) or one.champ} : {_NATURES[one.nature]}"
        for head in one.heads:
            change = versions[head]
            name = one.champ if one.champ in change.set else "archive"
            value = "archivée" if name == "archive" else show(cls, name, change.set.get(name))
            yield f"    « {value} » ({_who(change, device)}, {change.at[:16].replace('T', ' ')})"


_NATURES = {
    Nature.CONFLIT: "deux valeurs, à départager",
    Nature.ARCHIVE: "archivée d'un côté, modifiée de l'autre",
    Nature.PROPOSITION: "proposition à confirmer par la préfecture",
    Nature.ATTENTE: "en attente de synchronisation",
}


def _who(change: Change, device: str) -> str:
    return "cet ordinateur" if change.by == device else f"{change.role or 'un autre appareil'} ({change.by[-8:]})"


def _paragraphe(ctx: click.Context, table: str, record: str) -> str:
    """Write an action as prose."""
    from storage.prose import paragraphe_de  # noqa: PLC0415 - pydantic

    with opened(ctx) as store:
        return paragraphe_de(store, table, fiche_de(store, table, record).record)


def fiche_de(store: Store, table: str, record: str) -> Fiche:
    """Give the record that a person named, or refuse in French."""
    fiche = store.get(table, store.rows.resolve(table, record))
    if fiche is None:
        raise RefusError(f"Il n'y a pas de fiche {table} « {record} » sur cet ordinateur.")
    return fiche


def _commune(record: str | None, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Complete a commune from the référentiel; what was typed wins."""
    from pvd_tui.referentiel import commune, commune_fields, departement_of, present_commune  # noqa: PLC0415 - reads files

    if not record:
        raise RefusError("Il manque le code INSEE de la commune. Rien n'a été enregistré. Ajoutez id=CODE_INSEE.")
    known = commune(record)
    became = present_commune(record) if known is None else None
    if became is not None:
        click.echo(f"{record} a fusionné : cette commune fait partie de {became.nom} ({became.insee}).", err=True)
        return record, {"departement": departement_of(record), **values}
    return record, {**(commune_fields(known) if known else {}), **values}


def _change(change: Change) -> dict[str, Any]:
    names = ("id", "at", "by", "role", "relais", "seq", "received_at", "geste", "commune", "stream")
    return {name: getattr(change, name) for name in names} | {"set": dict(change.set), "over": dict(change.over)}
