"""Before a séance is closed: each thing that is missing is one line, and nothing else is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.note_seance import GenreNote, NoteSeance
from pvd_tui.domain.point_ordre_du_jour import PointOrdreDuJour
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.revue_seance import Manque, Sorte, numero, revue
from pvd_tui.domain.seance_club import Echelon, PublicSeance, SeanceClub
from pvd_tui.domain.suite import StatutSuite, Suite

JOUR = date(2026, 12, 3)


@dataclass
class Seance:
    """A séance that lacks nothing, to which a test adds what it is about."""

    champs: dict[str, Any] = field(default_factory=dict)

    def lines(self, *records: Entity, today: date = JOUR) -> list[Manque]:
        """List what is missing."""
        whole = {
            "id": "s",
            "titre": "Club de décembre",
            "date": JOUR,
            "echelon": Echelon.DEPARTEMENTAL,
            "public": PublicSeance.MIXTE,
            "prochaine_date": date(2027, 3, 4),
            "besoins_formation": "OPAH",
        }
        seance = SeanceClub(**(whole | self.champs))
        there = Presence(id="p0", seance_club="s", titre="Amina Petit", statut=StatutPresence.PRESENT)
        return revue(seance, RegistreMemoire([seance, there, *records]), today)

    def said(self, *records: Entity, today: date = JOUR) -> list[tuple[str, str]]:
        """List what is missing: the subject, and what it lacks."""
        return [(one.titre, one.phrase) for one in self.lines(*records, today=today)]


def test_a_seance_that_lacks_nothing_has_no_line() -> None:
    """A sheet typed in after, without an hour on any point, is complete."""
    point = PointOrdreDuJour(id="o", seance_club="s", titre="Fonds vert", ordre=1)
    suite = Suite(id="t", seance_club="s", titre="Écrire", pilote="DDT", echeance=JOUR)
    assert Seance().said(point, suite) == []


@pytest.mark.parametrize("statut", [None, StatutPresence.INSCRIT])
def test_whoever_nobody_noted_is_asked_about(statut: StatutPresence | None) -> None:
    """Expected, and neither present nor excused: « absents non excusés »."""
    expected = Presence(id="p1", seance_club="s", titre="Jean Roux", statut=statut)
    assert Seance().said(expected) == [("Jean Roux", "ni présent ni excusé")]


@pytest.mark.parametrize("statut", [StatutPresence.EXCUSE, StatutPresence.ABSENT])
def test_whoever_is_excused_or_absent_is_settled(statut: StatutPresence) -> None:
    """Absent is not excusé, and both are an answer."""
    assert Seance().said(Presence(id="p1", seance_club="s", titre="Jean Roux", statut=statut)) == []


def test_a_person_represented_is_represented_by_somebody() -> None:
    """Else the sheet does not say who spoke."""
    one = Presence(id="p1", seance_club="s", titre="Luc Faure", statut=StatutPresence.REPRESENTE)
    assert Seance().said(one) == [("Luc Faure", "représenté, sans dire par qui")]
    assert Seance().said(one.model_copy(update={"represente_par": "Amina Petit"})) == []


def test_a_suite_without_a_pilote_and_a_date_is_two_lines_each_with_its_field() -> None:
    """Each is mended by one word; a suite that is over lacks nothing."""
    bare = Suite(id="t1", seance_club="s", titre="Envoyer la trame", numero="S-15")
    over = Suite(id="t2", seance_club="s", titre="Inviter l’ABF", statut=StatutSuite.ABANDONNEE)

    lines = Seance().lines(bare, over)

    assert [(one.sorte, one.champ, one.record) for one in lines] == [
        (Sorte.PILOTE, "pilote", "t1"),
        (Sorte.ECHEANCE, "echeance", "t1"),
    ]
    assert lines[0].titre == "S-15 Envoyer la trame"


def test_a_question_waits_until_somebody_says_that_it_was_answered() -> None:
    """Other notes ask for nothing."""
    asked = NoteSeance(id="n1", seance_club="s", genre=GenreNote.QUESTION, texte="Quel délai ?", heure="09:33")
    told = NoteSeance(id="n2", seance_club="s", genre=GenreNote.INFORMATION, texte="Deux mois.", heure="09:34")
    assert Seance().said(asked, told) == [("Quel délai ?", "sans réponse")]
    assert Seance().said(asked.model_copy(update={"repondue": True}), told) == []


def test_a_point_left_aside_is_seen_where_the_others_have_their_hours() -> None:
    """A point with a note, or the one in hand, was dealt with."""
    begun = PointOrdreDuJour(id="o1", seance_club="s", titre="Accueil", ordre=1, debut_reel="09:00", fin_reelle="09:10")
    noted = PointOrdreDuJour(id="o2", seance_club="s", titre="Fonds vert", ordre=2)
    left = PointOrdreDuJour(id="o3", seance_club="s", titre="Ateliers", ordre=3)
    note = NoteSeance(id="n", seance_club="s", point_ordre_du_jour="o2", texte="En baisse")

    assert Seance().said(begun, noted, left, note) == [("3. Ateliers", "point non traité")]
    assert Seance({"point_courant": "o3"}).said(begun, noted, left, note) == []
    assert Seance().said(noted, left, note) == []


def test_the_quorum_says_how_many_are_missing() -> None:
    """One is there of three."""
    assert Seance({"quorum": 3}).said() == [("Club de décembre", "Quorum de 3 : il manque 2 présents")]


@pytest.mark.parametrize(
    ("champs", "phrase", "niveau"),
    [
        ({"date": None}, "Pas de date", Niveau.ERREUR),
        ({"date": date(2026, 12, 4)}, "Sa date est à venir", Niveau.ERREUR),
        ({"echelon": None}, "Échelon à dire", Niveau.AVERTISSEMENT),
        ({"public": None}, "Public à dire", Niveau.AVERTISSEMENT),
        ({"prochaine_date": None}, "Date de la prochaine séance", Niveau.INFORMATION),
        ({"besoins_formation": None}, "Besoins de formation", Niveau.INFORMATION),
    ],
)
def test_what_keeps_a_seance_from_counting_weighs_more_than_advice(
    champs: dict[str, Any], phrase: str, niveau: Niveau
) -> None:
    """Each field of the séance that is asked for is named."""
    (line,) = Seance(champs).lines()
    assert line.phrase.startswith(phrase)
    assert line.niveau is niveau


def test_nobody_there_is_said_before_anything_else() -> None:
    """Rule 27: a séance that is held has at least one person."""
    seance = SeanceClub(id="s", date=JOUR, quorum=10)
    assert revue(seance, RegistreMemoire([seance]), JOUR)[0].phrase == "Personne n’est noté présent"


def test_the_numbers_of_suites_are_ordered_as_people_do() -> None:
    """S-10 comes after S-9; what has no number comes last."""
    assert sorted(["S-10", None, "S-9", ""], key=numero)[:2] == ["S-9", "S-10"]
