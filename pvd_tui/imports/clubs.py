"""Attendance in columns -> one séance a day, one presence a commune and a séance.

A cross says that the commune was there, not who: the presence is the commune's, unless the cell gives a name.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pvd_tui.domain.dates import long_date
from pvd_tui.domain.seance_club import Echelon, EtatSeance
from pvd_tui.imports.fiches import FicheVoulue
from pvd_tui.imports.presences import nom_de, statut_de
from storage.ids import natural

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.changes.change import Json
    from pvd_tui.imports.lignes import LigneDite
    from storage.store import Store


class Clubs:
    """Makes the séances and the presences of the lines of one file."""

    def __init__(self, store: "Store", lines: "Sequence[LigneDite]") -> None:
        """Read the séances of the store once."""
        self._store = store
        self._lines = lines
        self._today = store.today().astimezone().date()
        rows = store.rows.page("seance_club", columns=("date", "departement"), order=())
        self._held = {(str(r["departement"]), str(r["date"])): str(r["id"]) for r in rows}

    def fiches(self) -> Iterator[FicheVoulue]:
        """Give the séances, then the presences."""
        for line in self._lines:
            for day, cell in line.presences:
                statut = statut_de(cell)
                if statut is None:
                    line.avertissements.append(f"présence du {day:%d/%m/%Y} illisible (« {cell} »), laissée vide")
                    continue
                seance = self._seance(line, day)
                yield seance
                yield self._presence(line, seance.record, nom_de(cell), statut.value)

    def _seance(self, line: "LigneDite", day: "date") -> FicheVoulue:
        departement = line.commune.departement
        record = self._held.get((departement, day.isoformat())) or natural(
            "seance_club", ("import", departement, day.isoformat())
        )
        titre = f"Club PVD du {long_date(day).partition(' ')[2]}"
        facts: dict[str, Json] = {
            "titre": titre,
            "date": day.isoformat(),
            "departement": departement,
            "echelon": Echelon.DEPARTEMENTAL.value,
            "etat": (EtatSeance.TENUE if day <= self._today else EtatSeance.CONVOQUEE).value,
        }
        return FicheVoulue("seance_club", record, titre, (line.numero,), {}, facts)

    def _presence(self, line: "LigneDite", seance: str, name: str, statut: str) -> FicheVoulue:
        whose = f"Commune {line.commune.de_la()}"
        facts: dict[str, Json] = {
            "seance_club": seance,
            "commune": line.commune.insee,
            "titre": name or whose,
            "organisme": whose,
        }
        record = self._store.record_id("presence", facts)
        return FicheVoulue("presence", record, str(facts["titre"]), (line.numero,), {"statut": statut}, facts)
