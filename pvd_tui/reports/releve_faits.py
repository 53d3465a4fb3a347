"""The facts of a relevé de décisions: everything that was written at a séance, gathered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.note_seance import GenreNote, NoteSeance
from pvd_tui.domain.personne import Personne, Qualite
from pvd_tui.domain.point_ordre_du_jour import PointOrdreDuJour
from pvd_tui.domain.pointage import PRESENT, Pointee, compter
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.retour_experience import RetourExperience
from pvd_tui.domain.revue_seance import non_traites, numero
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.suite import Suite
from pvd_tui.domain.texte import plain

if TYPE_CHECKING:
    from pvd_tui.domain.registre import Registre


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the ordre du jour and what was written under it; without one, what was said outside of it."""

    point: PointOrdreDuJour | None
    notes: Sequence[NoteSeance] = ()
    suites: Sequence[Suite] = ()
    traite: bool = True
    origines: Mapping[str, NoteSeance] = field(default_factory=dict)
    """The notes that suites were born from, by id."""

    def de(self, *genres: GenreNote | None) -> list[NoteSeance]:
        """Give the notes of these kinds, in their order."""
        return [note for note in self.notes if note.genre in genres]

    @property
    def vide(self) -> bool:
        """Whether nothing was written under it."""
        return not self.notes and not self.suites


@dataclass(frozen=True, slots=True)
class Releve:
    """One séance, ready to be worded."""

    seance: SeanceClub
    presences: Sequence[Presence]
    points: Sequence[Point]
    """The ordre du jour in its order, then what belongs to no point."""
    retours: Sequence[RetourExperience]
    communes: Mapping[str, str]
    """Names of the communes that are spoken of, by code."""
    nombre_communes: int
    """PVD communes of the département."""
    personnes: Mapping[str, Personne]
    """The carnet, by id."""
    au: date

    def presents(self) -> list[Presence]:
        """Give those who were there."""
        return [row for row in self.presences if row.statut is StatutPresence.PRESENT]

    def de_statut(self, statut: StatutPresence) -> list[Presence]:
        """Give those of a statut."""
        return [row for row in self.presences if row.statut is statut]

    def nom_commune(self, insee: str | None) -> str:
        """Name a commune."""
        return self.communes.get(insee or "", insee or "")

    def nombre_presents(self) -> int:
        """Count people who were there: who came for two communes is one."""
        return compter(
            Pointee(one.id, one.titre or "", fonction=one.fonction or "", statut=PRESENT, personne=one.personne or "")
            for one in self.presents()
        ).presents

    def representees(self) -> int:
        """Count the communes that somebody spoke for."""
        spoke = {StatutPresence.PRESENT, StatutPresence.REPRESENTE}
        return len({row.commune for row in self.presences if row.commune and row.statut in spoke})


def reunir(registre: "Registre", record: str, au: date) -> Releve | None:
    """Gather a séance; None if it is not here (or archived)."""
    seance = one(registre, SeanceClub, record)
    if seance is None:
        return None
    presences = sorted(where(registre, Presence, seance_club=record), key=lambda row: (plain(row.titre or ""), row.id))
    retours = sorted(where(registre, RetourExperience, seance_club=record), key=lambda row: row.id)
    communes = where(registre, Commune)
    names = {found.id: found.titre or found.id for found in communes}
    spoken = {
        *(row.commune for row in presences),
        *(row.commune for row in retours),
        *(note.commune for note in where(registre, NoteSeance, seance_club=record)),
        seance.commune_hote,
    }
    for insee in sorted(code for code in spoken if code and code not in names):
        found = one(registre, Commune, insee)
        names[insee] = (found.titre if found else None) or insee
    here = [found for found in communes if found.actif is not False and found.departement == seance.departement]
    return Releve(
        seance,
        presences,
        _points(registre, seance),
        retours,
        names,
        len(here or communes),
        {found.id: found for found in where(registre, Personne)},
        au,
    )


def _points(registre: "Registre", seance: SeanceClub) -> list[Point]:
    """Give each note and each suite to its point; a suite is of the point of the note that it was born from."""
    notes = sorted(where(registre, NoteSeance, seance_club=seance.id), key=lambda note: (note.heure or "", note.id))
    suites = sorted(where(registre, Suite, seance_club=seance.id), key=lambda suite: (*numero(suite.numero), suite.id))
    points = sorted(
        where(registre, PointOrdreDuJour, seance_club=seance.id), key=lambda point: (point.ordre or 10**6, point.id)
    )
    known = {point.id for point in points}
    left = {point.id for point in non_traites(seance, points, notes)}
    said_again = {suite.note_seance for suite in suites}
    born = {note.id: note for note in notes if note.id in said_again}
    place = {note.id: note.point_ordre_du_jour for note in notes if note.point_ordre_du_jour in known}

    def under(point: PointOrdreDuJour | None) -> Point:
        where_ = point.id if point else None
        return Point(
            point,
            [
                n
                for n in notes
                if place.get(n.id) == where_ and not (n.genre is GenreNote.ACTION and n.id in said_again)
            ],
            [suite for suite in suites if place.get(suite.note_seance or "") == where_],
            traite=where_ not in left,
            origines=born,
        )

    rest = under(None)
    return [*map(under, points), *([] if rest.vide else [rest])]


def groupe(presence: Presence, seance: SeanceClub) -> str:
    """Say where somebody stands in the list of those present, as a relevé does: one place for each person.

    Organisateurs are the services of the State and the bodies that convened; whoever speaks for a commune is with the
    communes; the partners, and whoever else speaks, are intervenants.
    """
    if presence.commune:
        return "Communes"
    convened = plain(f"{seance.organisateur or ''} {seance.coorganisateurs or ''} {seance.animateur or ''}")
    body = plain(presence.organisme or "")
    if presence.qualite is Qualite.ETAT or (body and body in convened) or plain(presence.titre or "?") in convened:
        return "Organisateurs"
    return "Intervenants" if presence.qualite is Qualite.PARTENAIRE or body else "Autres participants"


GROUPES = ("Organisateurs", "Intervenants", "Communes", "Autres participants")
"""The parts of the list of those present, in their order."""
