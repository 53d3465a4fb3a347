"""What a séance still lacks before it is closed (experience.md §5.5, « À compléter avant de clore »).

Nothing here keeps anybody from closing: each line says one thing that is missing, and where it is written. Points are
judged only where one of them at least has its hour: a sheet of paper that is typed in afterwards has none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.note_seance import GenreNote, NoteSeance
from pvd_tui.domain.point_ordre_du_jour import PointOrdreDuJour
from pvd_tui.domain.pointage import Pointee, compter
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.suite import StatutSuite, Suite
from pvd_tui.domain.texte import counted

ATTENDUS: Final = frozenset({None, StatutPresence.INSCRIT})
"""The statuts of somebody of whom nobody said anything."""
_FINIES: Final = frozenset({StatutSuite.FAITE, StatutSuite.ABANDONNEE})


class Sorte(StrEnum):
    """What kind of thing is missing, in the order of the list."""

    SEANCE = "séance"
    PRESENCE = "présence"
    POINT = "point"
    QUESTION = "question"
    PILOTE = "pilote"
    ECHEANCE = "échéance"


@dataclass(frozen=True, slots=True)
class Manque:
    """One thing that is missing: the record and the field where it is written."""

    sorte: Sorte
    table: str
    record: str
    titre: str
    """What it is about, in its own words."""
    phrase: str
    """What is missing, in French: a sentence of its own for the séance, else what follows the title."""
    champ: str | None = None
    niveau: Niveau = Niveau.AVERTISSEMENT

    @property
    def cle(self) -> str:
        """Name the line."""
        return f"{self.table} {self.record} {self.champ or self.sorte}"


def revue(seance: SeanceClub, registre: Registre, today: date) -> list[Manque]:
    """List what is missing, the gravest kind first, each kind in the order of the séance."""
    presences = where(registre, Presence, seance_club=seance.id)
    points = sorted(where(registre, PointOrdreDuJour, seance_club=seance.id), key=lambda one: (one.ordre or 0, one.id))
    notes = sorted(where(registre, NoteSeance, seance_club=seance.id), key=lambda one: (one.heure or "", one.id))
    suites = sorted(where(registre, Suite, seance_club=seance.id), key=lambda one: numero(one.numero))
    return [
        *_seance(seance, presences, today),
        *_presences(presences),
        *_points(seance, points, notes),
        *_questions(notes),
        *_suites(suites),
        *_conseils(seance),
    ]


def non_traites(
    seance: SeanceClub, points: Sequence[PointOrdreDuJour], notes: Iterable[NoteSeance]
) -> list[PointOrdreDuJour]:
    """Give the points of which nothing tells that they were dealt with, where points were followed at all."""
    begun = {one.id for one in points if one.debut_reel or one.fin_reelle}
    if not begun:
        return []
    dealt = {*begun, *(note.point_ordre_du_jour for note in notes), seance.point_courant}
    return [one for one in points if one.id not in dealt]


def numero(text: str | None) -> tuple[int, str]:
    """Order the numbers of suites as people do: S-10 after S-9, what has none last."""
    digits = "".join(character for character in text or "" if character.isdigit())
    return int(digits) if digits else 10**9, text or ""


def _seance(seance: SeanceClub, presences: Sequence[Presence], today: date) -> Iterator[Manque]:
    """Say what keeps the séance from counting, or from being valid."""

    def line(phrase: str, champ: str | None, niveau: Niveau = Niveau.AVERTISSEMENT) -> Manque:
        return Manque(Sorte.SEANCE, seance.table, seance.id, seance.titre or "La séance", phrase, champ, niveau)

    if seance.date is None:
        yield line("Pas de date : la séance ne pourra pas compter", "date", Niveau.ERREUR)
    elif seance.date > today:
        yield line("Sa date est à venir : elle ne peut pas être tenue", "date", Niveau.ERREUR)
    here = compter(
        Pointee(
            one.id, one.titre or "", fonction=one.fonction or "", statut=one.statut or "", personne=one.personne or ""
        )
        for one in presences
    ).presents
    if not here:
        yield line("Personne n’est noté présent", None, Niveau.ERREUR)
    elif seance.quorum and here < seance.quorum:
        yield line(f"Quorum de {seance.quorum} : il manque {counted(seance.quorum - here, 'présent')}", "quorum")
    if seance.echelon is None:
        yield line("Échelon à dire : sans lui, elle ne compte pas", "echelon")
    if seance.public is None:
        yield line("Public à dire : sans lui, elle ne compte pas", "public")


def _presences(presences: Iterable[Presence]) -> Iterator[Manque]:
    for one in sorted(presences, key=lambda one: (one.titre or "", one.id)):
        if one.statut in ATTENDUS:
            said = "ni présent ni excusé"
            yield Manque(Sorte.PRESENCE, one.table, one.id, one.titre or "sans nom", said, "statut")
        elif one.statut is StatutPresence.REPRESENTE and not one.represente_par:
            said = "représenté, sans dire par qui"
            yield Manque(Sorte.PRESENCE, one.table, one.id, one.titre or "sans nom", said, "represente_par")


def _points(seance: SeanceClub, points: Sequence[PointOrdreDuJour], notes: Iterable[NoteSeance]) -> Iterator[Manque]:
    for one in non_traites(seance, points, notes):
        titre = f"{one.ordre}. {one.titre or ''}" if one.ordre else one.titre or "sans titre"
        yield Manque(Sorte.POINT, one.table, one.id, titre, "point non traité", "fin_reelle")


def _questions(notes: Iterable[NoteSeance]) -> Iterator[Manque]:
    for note in notes:
        if note.genre is GenreNote.QUESTION and not note.repondue:
            said = note.texte or note.titre or "sans texte"
            yield Manque(Sorte.QUESTION, note.table, note.id, said, "sans réponse", "repondue")


def _suites(suites: Iterable[Suite]) -> Iterator[Manque]:
    for one in suites:
        if one.statut in _FINIES:
            continue
        titre = " ".join(part for part in (one.numero, one.titre or "sans titre") if part)
        if not one.pilote:
            yield Manque(Sorte.PILOTE, one.table, one.id, titre, "sans pilote", "pilote")
        if one.echeance is None:
            yield Manque(Sorte.ECHEANCE, one.table, one.id, titre, "sans échéance", "echeance")


def _conseils(seance: SeanceClub) -> Iterator[Manque]:
    """Say what is asked once a séance ends, and that nobody is obliged to answer."""
    for champ, said in (
        ("prochaine_date", "Date de la prochaine séance : à dire"),
        ("besoins_formation", "Besoins de formation : aucun noté"),
    ):
        if not getattr(seance, champ):
            titre = seance.titre or "La séance"
            yield Manque(Sorte.SEANCE, seance.table, seance.id, titre, said, champ, Niveau.INFORMATION)
