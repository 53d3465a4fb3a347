"""A séance before it is closed, as it is read: its facts, what is missing in it, ready to show."""

from typing import TYPE_CHECKING, Final

from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.revue_seance import Sorte, revue
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.texte import counted
from screens.lignes import jour
from screens.widgets.source import Row
from storage.bord import Bord
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pvd_tui.domain.revue_seance import Manque
    from screens.slot import Tone
    from storage.store import Store

_TITRE: Final = 44
"""Characters of a title, so that what is missing is still seen on a narrow screen."""
_MARQUES: "Final[Mapping[Niveau, tuple[str, Tone]]]" = {
    Niveau.ERREUR: ("!", "erreur"),
    Niveau.AVERTISSEMENT: ("~", "normal"),
    Niveau.INFORMATION: ("i", "discret"),
}


class RevueLue:
    """One séance of the store."""

    def __init__(self, store: "Store", record: str, today: "date") -> None:
        """Read this séance, and judge it on this day."""
        self._store = store
        registre = StoreRegistre(store)
        self.seance = one(registre, SeanceClub, record) or SeanceClub(id=record)
        self.manques = revue(self.seance, registre, today)
        self._presences = where(registre, Presence, seance_club=record)

    @property
    def titre(self) -> str:
        """Its title."""
        return self.seance.titre or "Sans titre"

    @property
    def close(self) -> bool:
        """Whether it is closed."""
        return self.seance.close_a is not None

    def presents(self) -> list[str]:
        """Name those who were there: who may be asked to do something."""
        return [row.titre for row in self._presences if row.titre and row.statut is StatutPresence.PRESENT]

    def fin(self) -> str:
        """Give the hour at which something that nobody stamped was over at the latest."""
        return self.seance.close_a or self.seance.heure_fin or self.seance.ouverte_a or "12:00"

    def faits(self) -> str:
        """Say what was held, in two lines."""
        seance = self.seance
        day = jour(seance.date.isoformat()) if seance.date else "sans date"
        start, end = seance.ouverte_a or seance.heure_debut, seance.close_a
        hours = f"{start} – {end}" if start and end else f"à {start}" if start else ""
        first = " · ".join(part for part in (seance.numero, self.titre, day, hours) if part)
        feuille = Bord(self._store.connection).feuilles([seance.id]).get(seance.id)
        said = "Personne n'est inscrit"
        if feuille is not None:
            communes = counted(feuille.communes, "commune représentée")
            said = f"{counted(feuille.presents, 'présent')} sur {feuille.inscrits} · {communes}"
        state = f"Close à {seance.close_a} : R la rouvre pendant sept jours" if self.close else "Pas encore close"
        return f" {first}\n {said} · {state}"

    def rows(self) -> list[Row]:
        """Give the lines of the list."""
        return [
            Row(
                manque.cle,
                (_MARQUES[manque.niveau][0], _GENRES[manque.sorte], _dit(manque)),
                _MARQUES[manque.niveau][1],
            )
            for manque in self.manques
        ]

    def manque(self, cle: str) -> "Manque | None":
        """Give the line of this name."""
        return next((one for one in self.manques if one.cle == cle), None)


_GENRES: Final = {
    Sorte.SEANCE: "Séance",
    Sorte.PRESENCE: "Présence",
    Sorte.POINT: "Point",
    Sorte.QUESTION: "Question",
    Sorte.PILOTE: "Suite",
    Sorte.ECHEANCE: "Suite",
}


def _dit(manque: "Manque") -> str:
    """Say what is missing, and to what; the séance itself goes without saying. The end of a long title is dropped."""
    if manque.table == "seance_club":
        return manque.phrase
    titre = " ".join(manque.titre.split())
    short = titre if len(titre) <= _TITRE else f"{titre[: _TITRE - 1].rstrip()}…"
    return f"{short} : {manque.phrase}"
