"""What F8 offers from a page: its list as filtered, what is marked, the fiches, or any table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from pvd_tui.domain.texte import counted
from pvd_tui.reports.formats import DOCUMENTS, PROJETS, TABLEURS
from screens.fiche import FichePage
from screens.liste_lue import ListeLue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pvd_tui.reports.tableau import Tableau
    from screens.page import Page
    from storage.store import Store

FICHES: Final = {**DOCUMENTS, PROJETS: "schéma officiel, pour une autre plateforme"}
"""What fiches are written in."""

_TABLES: Final = ("action", "commune", "convention", "demande", "plan_financement", "poste", "seance_club", "suite")
_SANS_NOMS: Final = ("presence", "suite")
"""Tables that are mostly about people: offered without their names too, and the sheets only so."""
_RELIRE: Final = "Relisez avant de publier : un nom que rien ne connaît ici a pu rester."
_RESTREINTES: Final = "gardée sur cet ordinateur seulement"


@dataclass(frozen=True, slots=True)
class Fait:
    """A file about to be written: what is in it, and what must be said of it."""

    contenu: bytes
    compte: str
    attention: str = ""


class Relecture(NamedTuple):
    """One thing to read: what is written, and where."""

    quoi: str
    ou: str


@dataclass(frozen=True, slots=True)
class Quoi:
    """One thing to export: its name, the formats it is written in, the beginning of its file's name."""

    id: str
    titre: str
    formats: Mapping[str, str]
    nom: str
    faire: Callable[[str], Fait]
    """Make the file in a format; may take its time."""
    relire: "Callable[[], Sequence[Relecture]] | None" = None
    """Give what somebody must read before the file is written; may take its time."""


def quoi(page: "Page | None", store: "Store", modele: "Path | None", au: "date") -> list[Quoi]:
    """List what can be exported from a page, the nearest first."""
    from screens.exporter_seance import des_clubs  # noqa: PLC0415 - it gives what this module names

    found: list[Quoi] = [*des_clubs(page, store, au)]
    if isinstance(page, ListeLue):
        found += _liste(page, store, modele, au)
    elif isinstance(page, FichePage) and page.saisie.fiche is not None:
        found += _fiche(page, store, modele, au)
    found += [_table(store, table, au, noms=False) for table in _SANS_NOMS]
    return [*found, *(_table(store, table, au) for table in _TABLES)]


def _liste(page: ListeLue, store: "Store", modele: "Path | None", au: "date") -> Iterator[Quoi]:
    """Offer what a list shows, then what is marked in it."""
    table, titre = page.catalogue.table, page.titre
    lignes = page.lignes()
    shown = lignes.total.nombre
    marks = page.table.marks
    yield Quoi("liste", f"La liste affichée : {titre} ({shown})", TABLEURS, titre, partial(_affiche, page, None))
    if marks:
        said = f"Les lignes marquées ({len(marks)})"
        yield Quoi("marques", said, TABLEURS, titre, partial(_affiche, page, frozenset(marks)))
    if table in _SANS_NOMS:
        said = f"les lignes marquées ({len(marks)})" if marks else "la liste affichée"
        make = partial(_affiche, page, frozenset(marks) or None, noms=False)
        yield Quoi("liste-sans-noms", f"Sans les noms des personnes : {said}", TABLEURS, f"{titre} sans noms", make)
    if table == "action":
        what = f"Les fiches des actions marquées ({len(marks)})" if marks else f"Les fiches de ces actions ({shown})"
        records = [one for one in store.rows.ids("action", page.demande().filtre) if not marks or one in marks]
        yield Quoi("fiches", what, FICHES, titre, partial(_fiches, store, records, titre, modele, au))
    row = page.table.row
    if row is not None and table in {"convention", "avenant", "commune"}:
        yield from _annexe(store, table, row.id, modele, au)


def _fiche(page: FichePage, store: "Store", modele: "Path | None", au: "date") -> Iterator[Quoi]:
    """Offer the documents of a fiche, then those of its convention."""
    fiche = page.saisie.fiche
    if fiche is None:
        return
    titre = str(fiche.values.get("titre") or "sans titre")
    if fiche.table == "action":
        nom = " ".join(str(part) for part in ("fiche", fiche.values.get("code"), titre) if part)
        yield Quoi("fiche", f"Cette fiche : {titre}", FICHES, nom, partial(_une, store, fiche.record, modele, au))
        for table in ("avenant", "convention", "commune"):
            if owner := fiche.values.get(table):
                yield from _annexe(store, table, str(owner), modele, au)
    elif fiche.table in {"convention", "avenant", "commune"}:
        yield from _annexe(store, fiche.table, fiche.record, modele, au)


def _annexe(store: "Store", table: str, record: str, modele: "Path | None", au: "date") -> Iterator[Quoi]:
    """Offer every fiche of a convention, an avenant or a commune as one document."""
    records = store.rows.ids("action", {table: record})
    if records:
        nom = store.rows.titres(table, [record]).get(record, record)
        of = {"convention": "de la convention", "avenant": "de l'avenant", "commune": "de la commune"}[table]
        said = f"Toutes les fiches {of} ({len(records)}) : {nom}"
        make = partial(_fiches, store, records, f"Fiches action – {nom}", modele, au)
        yield Quoi(f"{table}:{record}", said, FICHES, f"fiches {nom}", make)


def _table(store: "Store", table: str, au: "date", *, noms: bool = True) -> Quoi:
    """Offer a table with every field; or the same without the names of people."""
    from pvd_tui.reports.extrait import titre  # noqa: PLC0415 - pydantic, already there with a fiche

    nom = titre(table)
    said = "Tous les champs" if noms else "Sans les noms des personnes"
    return Quoi(
        f"table:{table}" if noms else f"sans-noms:{table}",
        f"{said} : {nom} ({store.rows.count(table)})",
        TABLEURS,
        nom if noms else f"{nom} sans noms",
        partial(_entiere, store, table, au, noms=noms),
    )


# Making.


def _affiche(page: ListeLue, marks: "frozenset[str] | None", format_: str, *, noms: bool = True) -> Fait:
    """Write the lines of a list, all of them or those marked; or the same without the names of people."""
    from pvd_tui.reports.formats import rendre_tableau  # noqa: PLC0415 - only when one exports
    from screens.extraction import tableau  # noqa: PLC0415 - same
    from screens.lignes_lues import Lignes  # noqa: PLC0415 - same

    lignes = page.lignes().read_aside()
    ids = [one for one in lignes.ids or () if marks is None or one in marks]
    kept = Lignes(page.store, page.catalogue, page.demande(), ids=ids)
    said = page.dire_filtre()
    if marks is not None:
        said = "lignes marquées" + (f" ; {said}" if said else "")
    made = tableau(kept, page.titre, said, page.today)
    dire = [_seules(page.store, page.catalogue.table, ids)]
    if not noms:
        made = _voiler(page.store, made, page.catalogue.table)
        dire.append(_RELIRE)
    return Fait(rendre_tableau(made, format_), counted(len(ids), "ligne"), " ".join(part for part in dire if part))


def _voiler(store: "Store", made: "Tableau", table: str) -> "Tableau":
    from pvd_tui.reports.tableau_sans_noms import sans_les_noms  # noqa: PLC0415 - only when one exports

    return sans_les_noms(store, made, table)


def _entiere(store: "Store", table: str, au: "date", format_: str, *, noms: bool = True) -> Fait:
    """Write a whole table, all but what is kept on this laptop."""
    from pvd_tui.domain.vue import Condition, Operateur  # noqa: PLC0415 - only when one exports
    from pvd_tui.reports import extrait  # noqa: PLC0415 - same
    from pvd_tui.reports.formats import rendre_tableau  # noqa: PLC0415 - same
    from storage.filtre import Filtre  # noqa: PLC0415 - same

    filtre = Filtre(conditions=(Condition("restreint", Operateur.EST, (False,)),), today=au)
    left = store.rows.count(table) - store.rows.count(table, filtre)
    demande = extrait.Demande(table, filtre, dit=f"sans {_dites(left)}" if left else "")
    made = extrait.extraire(store, demande, au)
    said = [f"Sans {_dites(left)}."] if left else []
    if not noms:
        made = _voiler(store, made, table)
        said.append(_RELIRE)
    return Fait(rendre_tableau(made, format_), counted(len(made.lignes), "ligne"), " ".join(said))


def _une(store: "Store", record: str, modele: "Path | None", au: "date", format_: str) -> Fait:
    """Write one fiche, restreinte or not: it was opened and asked for."""
    made = _rendu(store, [record], "", modele, au, format_)
    alone = _seules(store, "action", [record])
    return Fait(made, "1 fiche", alone)


def _fiches(
    store: "Store", records: "Sequence[str]", titre: str, modele: "Path | None", au: "date", format_: str
) -> Fait:
    """Write several fiches as one document, all but what is kept on this laptop."""
    from pvd_tui.reports.fiches import partageables  # noqa: PLC0415 - only when one exports

    kept = partageables(store, records)
    left = len(records) - len(kept)
    made = _rendu(store, kept, titre, modele, au, format_)
    return Fait(made, counted(len(kept), "fiche"), f"Sans {_dites(left)}." if left else "")


def _rendu(
    store: "Store", records: "Sequence[str]", titre: str, modele: "Path | None", au: "date", format_: str
) -> bytes:
    from pvd_tui.reports import fiches, schema  # noqa: PLC0415 - only when one exports
    from pvd_tui.reports.formats import rendre_document  # noqa: PLC0415 - same

    if format_ == PROJETS:
        return schema.projets(store, records)
    wanted = modele if format_ == "docx" else None
    return rendre_document(fiches.document(store, records, titre, au), format_, wanted)


def _seules(store: "Store", table: str, records: "Sequence[str]") -> str:
    """Say how many of these records nobody else has."""
    alone = sum(bool(row["restreint"]) for row in store.rows.these(table, records, ("restreint",)))
    return f"Attention : {_dites(alone)} {'en fait' if alone == 1 else 'en font'} partie." if alone else ""


def _dites(count: int) -> str:
    return f"{counted(count, 'fiche')} {_RESTREINTES if count == 1 else _RESTREINTES.replace('gardée', 'gardées')}"
