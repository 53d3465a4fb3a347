"""Conventions over several communes: written once, with a row for each commune, in one gesture that one undo undoes.

rattacher   communes are added to a convention; one that was a single commune's becomes the group's
creer_pour  the convention of a group is created once, not once a commune
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pvd_tui.changes.edit import Edit, archive, edit
from pvd_tui.domain.action import Action
from pvd_tui.domain.champ import champ
from pvd_tui.referentiel.reference import departement_of
from storage.copie import Copie, vivante
from storage.errors import RefusError
from storage.store import reborn

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Rattachement:
    """What was done: the communes that were added, those that were in it already."""

    convention: str
    """The convention: another one than was asked for, where it became a group's."""
    ajoutees: tuple[str, ...]
    deja: tuple[str, ...]


def rattacher(store: "Store", convention: str, communes: Sequence[str]) -> Rattachement:
    """Add communes to a convention; those that are in it already are left as they are.

    A convention born for one commune is seen by that commune only, for ever: with others it goes on under a new id
    for the whole département, the old one archived (`design.md` §5). Raises RefusError where the grant says no.
    """
    with store.transaction():
        fiche = vivante(store, "convention", convention)
        own = fiche.commune
        known = {own} if own else set(_communes(store, fiche.record))
        wanted = list(dict.fromkeys(communes))
        new = [insee for insee in wanted if insee not in known]
        deja = tuple(insee for insee in wanted if insee in known)
        if not new:
            return Rattachement(fiche.record, (), deja)
        if why := store.grants.why_refused(None):
            raise RefusError(why)
        titre = f"Ajouter {len(new)} commune{'s' * (len(new) > 1)} à une convention"
        if own is None:
            store.save(list(_lignes(store, fiche.record, new)), titre)
            return Rattachement(fiche.record, tuple(new), deja)
        copie = Copie(store)
        copie.ajouter("convention", fiche.record)
        store.save(list(_grouper(store, copie, own, new)), titre)
        return Rattachement(copie.ids[("convention", fiche.record)], tuple(new), deja)


def _grouper(store: "Store", copie: Copie, own: str, new: Sequence[str]) -> Iterator[Edit]:
    """Write the convention again for the département, with its communes; what named the old one names the new one."""
    old = copie.lues[0]
    here: dict[str, Json] = {"commune": None, "departement": departement_of(own)}
    yield from copie.edits({("convention", old.record): here}, {})
    record = copie.ids[("convention", old.record)]
    there = {str(fiche.values["commune"]) for fiche in copie.lues if fiche.table == "convention_commune"}
    yield from _lignes(store, record, [insee for insee in (own, *new) if insee not in there])
    yield from _suivre(store, copie)
    yield from (archive(fiche.table, fiche.record, fiche.folded) for fiche in reversed(copie.lues))


def _suivre(store: "Store", copie: Copie) -> Iterator[Edit]:
    """Make the actions of a convention name its copy, and the copies of its axes and avenants."""
    tables = {table for table, _ in copie.ids}
    fields = [name for name in Action.model_fields if champ(Action, name).reference in tables]
    found: dict[str, dict[str, Json]] = {}
    for name in fields:
        table = champ(Action, name).reference or ""
        for old in (record for of, record in copie.ids if of == table):
            for row in store.rows.page("action", {name: old}, columns=("titre",)):
                found.setdefault(str(row["id"]), {})[name] = copie.ids[(table, old)]
    for record, values in found.items():
        fiche = store.get("action", record)
        change = edit("action", record, fiche.folded, values) if fiche is not None else None
        if change is not None:
            yield change


def creer_pour(store: "Store", values: "Mapping[str, Json]", communes: Sequence[str]) -> str:
    """Create the convention of a group, once, with a row for each commune; give its id.

    One commune alone is its lead, as a fiche that one types is. The EPCI is filled in where all have the same one.
    """
    wanted = list(dict.fromkeys(communes))
    if not wanted:
        raise RefusError("Il manque les communes de la convention. Rien n'a été enregistré.")
    lead = wanted[0] if len(wanted) == 1 else None
    if why := store.grants.why_refused(lead):
        raise RefusError(why)
    epcis = {row["epci"] for row in store.rows.these("commune", wanted, ("epci",))}
    common = next(iter(epcis)) if len(epcis) == 1 else None
    start: dict[str, Json] = {"commune": lead} if lead else {"departement": departement_of(wanted[0])}
    born = {**start, "epci": common, **values}
    with store.transaction():
        record = store.new_id()
        rows = [] if lead else list(_lignes(store, record, wanted))
        first = Edit("convention", record, {name: value for name, value in born.items() if value is not None})
        store.save([first, *rows], f"Créer une convention pour {len(wanted)} commune{'s' * (len(wanted) > 1)}")
    return record


def _communes(store: "Store", convention: str) -> list[str]:
    rows = store.rows.page("convention_commune", {"convention": convention}, columns=("commune",))
    return [str(row["commune"]) for row in rows]


def _lignes(store: "Store", convention: str, communes: Sequence[str]) -> Iterator[Edit]:
    """Write a row for each commune; one that was taken out comes back."""
    for insee in communes:
        values: dict[str, Json] = {"convention": convention, "commune": insee}
        record = store.record_id("convention_commune", values)
        before: Fiche | None = store.get("convention_commune", record)
        yield reborn(before, values) if before is not None else Edit("convention_commune", record, values)
