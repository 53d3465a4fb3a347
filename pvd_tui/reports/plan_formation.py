"""The plan de formation as a file: a table for those who count, a page for those who read."""

from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.plan_formation import Besoin, plan
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.texte import counted
from pvd_tui.reports import ecrit
from pvd_tui.reports.formats import TABLEURS, rendre_tableau
from pvd_tui.reports.tableau import ColonneTableau, Tableau
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from storage.store import Store

TITRE: Final = "Plan de formation"
_COLONNES: Final = (
    ColonneTableau("Besoin"),
    ColonneTableau("Pour qui"),
    ColonneTableau("Communes"),
    ColonneTableau("Demandé", "nombre"),
    ColonneTableau("Séances"),
)


def besoins(store: "Store") -> list[Besoin]:
    """Gather the needs that the séances of this laptop noted."""
    registre = StoreRegistre(store)
    names = {str(row["id"]): str(row["titre"] or row["id"]) for row in store.rows.page("commune", columns=("titre",))}
    seances = [one for one in registre.where(SeanceClub.table) if isinstance(one, SeanceClub)]
    return plan(seances, names)


def rendre(found: list[Besoin], format_: str, au: date) -> bytes:
    """Give the file in a format."""
    if format_ in TABLEURS:
        return rendre_tableau(tableau(found, au), format_)
    return ecrit.rendre(_page(found, au), format_)


def tableau(found: list[Besoin], au: date) -> Tableau:
    """Give the plan as a table."""
    rows = [
        (one.intitule, ", ".join(one.publics), ", ".join(one.communes), one.demandes, "\n".join(dites(one)))
        for one in found
    ]
    return Tableau(TITRE, _COLONNES, rows, au)


def dites(one: Besoin) -> list[str]:
    """Name the séances that asked for it."""
    said = [f"{show_date(day)} {titre}" if day else titre for _, day, titre in one.seances]
    return list(dict.fromkeys(said))


def _page(found: list[Besoin], au: date) -> ecrit.Ecrit:
    """Write the plan as a page."""
    rows = [
        (one.intitule, ", ".join(one.publics) or "à préciser", ", ".join(one.communes) or "à préciser", _vu(one))
        for one in found
    ]
    grid = ecrit.Grille(("Besoin", "Pour qui", "Communes", "Séances"), (62, 42, 34, 32), rows)
    empty = ecrit.Paragraphe("Aucune séance n’a noté de besoin de formation.", discret=True)
    return ecrit.Ecrit(
        TITRE, f"{counted(len(found), 'besoin')} des clubs PVD", show_date(au), [grid if rows else empty]
    )


def _vu(one: Besoin) -> str:
    days = [show_date(day) if day else titre for _, day, titre in one.seances]
    return ", ".join(dict.fromkeys(days))
