"""The communes of a département's club, and their names, also where this laptop holds only some of them.

A chef's laptop has his own communes; the others are on the sheets and in the directory, which are département-wide.
"""

from typing import TYPE_CHECKING

from pvd_tui.referentiel.reference import departement_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.store import Store

_CHEF = "chef"


def noms(store: "Store", codes: "Iterable[object]") -> dict[str, str]:
    """Name communes by code: as this laptop has them, else as the référentiel does, else by the code."""
    wanted = dict.fromkeys(str(code) for code in codes if code)
    found = store.rows.titres("commune", wanted)
    if len(found) < len(wanted):
        from pvd_tui import referentiel  # noqa: PLC0415 - reads files, only for communes that are not here

        for code in wanted.keys() - found.keys():
            known = referentiel.commune(code)
            found[code] = known.nom if known else code
    return found


def du_club(store: "Store", departement: object) -> dict[str, str]:
    """Name the communes of the club of a département by code: those of the programme that are here.

    On a chef's laptop, those that somebody of the clubs comes from too, unless they are here and archived.
    """
    rows = store.rows.page("commune", columns=("titre", "departement", "actif"))
    here = [row for row in rows if row["actif"] is not False and departement in {None, "", row["departement"]}]
    found = {str(row["id"]): str(row["titre"] or row["id"]) for row in here}
    if store.role != _CHEF:
        return found
    spoken = {str(code) for table in ("presence", "personne") for code in store.rows.groups(table, "commune") if code}
    gone = {str(row["id"]) for row in store.rows.these("commune", sorted(spoken - found.keys()), ())}
    others = {code for code in spoken - found.keys() - gone if departement_of(code) == departement}
    return found | noms(store, others)
