"""A table without the names of people: a quality and a commune in their place, whatever the column (domain.md §5).

What is known of people is replaced; a name that no record and no sheet holds stays: somebody reads before it leaves.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.anonymat import RETIRE, sans_noms
from pvd_tui.domain.rgpd import COPIES, designation
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import plain
from pvd_tui.domain.voile import Voile
from storage.rgpd_feuille import ligne
from storage.rgpd_qui import nom_commune

if TYPE_CHECKING:
    from pvd_tui.reports.tableau import Cellule, Tableau
    from storage.store import Store

_PERSONNE: Final = ("nom", "prenom", "civilite", "courriel")
"""Fields of a person that say nothing else than who it is: their columns go."""
_VU: Final = "Sans les noms des personnes connues : à relire avant publication"


def sans_les_noms(store: "Store", tableau: "Tableau", table: str) -> "Tableau":
    """Give the same table, each name replaced by what its person is counted as; in its title and its filter too."""
    fields = TABLES[table].model_fields
    gone = {str(fields[name].title) for name in _PERSONNE if name in fields}
    kept = [place for place, column in enumerate(tableau.colonnes) if column.titre not in gone]
    said = connus(store)
    lines = [[_cellule(row[place], said) for place in kept] for row in tableau.lignes]
    filtre = " · ".join(part for part in (sans_noms(tableau.filtre, said), _VU) if part)
    heads = [tableau.colonnes[place] for place in kept]
    return replace(tableau, titre=sans_noms(tableau.titre, said), colonnes=heads, lignes=lines, filtre=filtre)


def connus(store: "Store") -> dict[str, str]:
    """Give every name that a record or a sheet of this store holds, and what stands in its place.

    A pilote or an intervenant who is on no sheet is a name too, unless it is a body's.
    """
    found: dict[str, str] = {}
    columns = ("titre", "prenom", "nom", "qualite", "commune", "courriel", "organisme")
    people = store.rows.page("personne", columns=columns, archived=None, order=())
    for row in people:
        dit = designation(row["qualite"], nom_commune(store, row["commune"]))
        whole = " ".join(str(row[name]) for name in ("prenom", "nom") if row[name])
        found |= dict.fromkeys([str(one) for one in (row["titre"], whole, row["courriel"]) if one], dit)
    seen = ("titre", "personne", "qualite", "commune", "organisme")
    sheets = store.rows.page("presence", columns=seen, archived=None, order=())
    for row in sheets:
        if row["titre"]:
            found.setdefault(str(row["titre"]), ligne(store, row))
    lieux = [str(row["titre"] or "") for row in store.rows.page("commune", columns=("titre",), order=())]
    lieux += [str(row["organisme"] or "") for row in (*people, *sheets)]
    voile = Voile((), lieux)
    found |= {nom: RETIRE for nom in _copies(store) - found.keys() if voile.peut_nommer(nom)}
    return {name: dit for name, dit in found.items() if plain(name) != plain(dit)}


def _copies(store: "Store") -> set[str]:
    """Give what stands in the fields whose use is to hold a name."""
    return {
        str(row[name])
        for table, names in COPIES.items()
        for row in store.rows.page(table, columns=names, archived=None, order=())
        for name in names
        if row[name]
    }


def _cellule(cell: "Cellule", said: Mapping[str, str]) -> "Cellule":
    return sans_noms(cell, said) if isinstance(cell, str) and cell else cell
