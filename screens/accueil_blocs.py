"""The blocks of the first page that one quick read counts: the phases, the conventions, the clubs."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from screens.accueil_tableau import barre
from screens.lignes import entier
from screens.quand import bref
from screens.widgets.source import Row
from storage.bord import Bord

if TYPE_CHECKING:
    from screens.slot import Tone
    from storage.store import Store

_PHASES: Final = ("Idée", "Étude", "Opération")
_ALERTES: Final = ("En retard", "Bloqué", "En pause")
_SEANCES: Final = 6

Comptes = Sequence[tuple[str | None, str | None, int]]
"""The actions by phase and statut."""


def phases(counts: Comptes, width: int) -> Iterator[Row]:
    """Give a bar for each phase, then the statuts that call for somebody."""
    total = sum(count for _, _, count in counts)
    for phase in (*_PHASES, None):
        count = sum(n for p, _, n in counts if p == phase)
        if phase or count:
            yield Row(f"phase {phase or ''}", (phase or "Sans phase", barre(count, total, width), entier(count)))
    for statut in _ALERTES:
        count = sum(n for _, s, n in counts if s == statut)
        if count:
            yield Row(f"statut_phase {statut}", (f"· {statut.lower()}", "", entier(count)))


def conventions(bord: Bord, store: "Store") -> Iterator[Row]:
    """Say how many communes have their convention-cadre signed, then those whose is not."""
    communes = {str(row["id"]): str(row["titre"]) for row in store.rows.page("commune", columns=("titre",))}
    cadres = [c for c in bord.cadres() if c.type == "Cadre ORT"]
    signees = {c.commune for c in cadres if c.statut in {"Signée", "Terminée"}} & communes.keys()
    said = {c.commune: c.statut or "à renseigner" for c in cadres}
    if communes:
        yield Row("conventions", ("Signées", f"{len(signees)} sur {len(communes)}"))
    for insee, titre in communes.items():
        if insee not in signees:
            yield Row(f"commune {insee}", (titre, said.get(insee, "à renseigner").lower()))


def clubs(bord: Bord, today: date) -> Iterator[Row]:
    """Give the next séance, then the last ones held."""
    day = today.isoformat()
    seances = bord.clubs(day, _SEANCES)
    feuilles = bord.feuilles([seance.record for seance in seances])
    if not any(seance.date >= day for seance in seances):
        yield Row("clubs", ("", "Aucune prévue", ""))
    for seance in seances:
        feuille = feuilles.get(seance.record)
        here = f"{feuille.presents}/{feuille.inscrits}" if feuille and seance.date <= day else ""
        tone: Tone = "normal" if seance.date >= day else "discret"
        yield Row(f"seance_club {seance.record}", (bref(seance.date, today), seance.titre, here), tone)
