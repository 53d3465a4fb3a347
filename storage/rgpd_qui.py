"""Who a person is in an open store: their record, those merged with it, their names, and what is known of them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pvd_tui.changes.change import Json
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.texte import plain
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.store import Store


def record_de(store: "Store", personne: str) -> str | None:
    """Give the record meant by an id, its end, or a name that one person alone bears; None where there is none."""
    rows = store.connection.execute("SELECT id, titre FROM personne WHERE titre IS NOT NULL").fetchall()
    named = [str(row[0]) for row in rows if plain(str(row[1])) == plain(personne)]
    tied = {frozenset(lies(store, one)) for one in named}
    if len(tied) > 1:
        raise RefusError(
            f"Plusieurs personnes s'appellent « {personne} » : {', '.join(named)}. Rien n'a été modifié. Donnez "
            "l'identifiant de celle qu'il faut, ou fusionnez d'abord ses fiches."
        )
    if named:
        return named[0]
    try:
        found = store.rows.resolve("personne", personne)
    except RefusError:
        return None
    return found if store.get("personne", found) is not None else None


def lies(store: "Store", start: str) -> tuple[str, ...]:
    """Give a record and all that merges tie to it, whichever way they were made."""
    rows = store.connection.execute(f'SELECT id, "{FUSION}" FROM personne WHERE "{FUSION}" IS NOT NULL').fetchall()  # noqa: S608 - a constant
    pairs = [(str(row[0]), str(row[1])) for row in rows]
    group = [start]
    for one in group:  # grows as it is read
        tied = [b if a == one else a for a, b in pairs if one in (a, b)]
        group += [other for other in dict.fromkeys(tied) if other not in group]
    return tuple(group)


def noms_de(sets: Sequence[Mapping[str, Json]]) -> dict[str, None]:
    """Give every name that the changes of a person ever gave them, the present one first."""
    firsts = dict.fromkeys(str(values["prenom"]) for values in sets if values.get("prenom"))
    lasts = dict.fromkeys(str(values["nom"]) for values in sets if values.get("nom"))
    noms = [str(values["titre"]) for values in sets if values.get("titre")]
    noms += [f"{first} {last}" for last in lasts for first in firsts]
    noms += [last for last in lasts if not firsts]
    noms += [str(values["courriel"]) for values in sets if values.get("courriel")]
    known: dict[str, str] = {}
    for nom in noms:
        known.setdefault(plain(nom), nom)
    return dict.fromkeys(known.values())


def sur_les_feuilles(store: "Store", group: Sequence[str]) -> dict[str, None]:
    """Give the names under which the person stands on the sheets that name their record."""
    marks = ", ".join("?" * len(group))
    rows = store.connection.execute(
        f"SELECT DISTINCT titre FROM presence WHERE titre IS NOT NULL AND personne IN ({marks})",  # noqa: S608 - marks
        group,
    )
    return dict.fromkeys(str(row[0]) for row in rows.fetchall())


def faits(store: "Store", group: Sequence[str]) -> dict[str, Json]:
    """Give what is known of a person: the record that stands first, completed by the others."""
    folds = sorted((store.folded("personne", one) for one in group), key=lambda one: one.archived)
    found: dict[str, Json] = {}
    for folded in folds:
        for name, value in folded.values.items():
            if value is not None:
                found.setdefault(name, value)
    return found


def nom_commune(store: "Store", insee: Json) -> str | None:
    """Name a commune, whether or not it is one of the programme."""
    if not isinstance(insee, str) or not insee:
        return None
    named = store.rows.titres("commune", [insee]).get(insee)
    if named:
        return named
    from pvd_tui import referentiel  # noqa: PLC0415 - reads files, only for a commune that is not in the store

    place = referentiel.commune(insee)
    return place.nom if place else insee
