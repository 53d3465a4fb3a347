"""A whole meeting held by command: what a script or a screen reader does, and reads."""

import io
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Pvd


class Entree(io.TextIOWrapper):
    """A standard input that is no terminal."""

    def __init__(self, content: bytes) -> None:
        """Hold these bytes."""
        super().__init__(io.BytesIO(content), encoding="utf-8")


@pytest.fixture
def club(cli: Pvd) -> Pvd:
    """Give a laptop of the Aisne with two communes, three people, and a séance prepared for today."""
    for insee in ("02361", "02381"):
        cli("creer", "commune", f"id={insee}")
    for nom, insee in (("Amina Petit", "02361"), ("Jean Roux", "02381"), ("Luc Faure", "02361")):
        cli("creer", "personne", f"titre={nom}", f"commune={insee}", "qualite=Élu", "departement=02")
    made = cli("seance", "preparer", "titre=Club de juin", "date=aujourd'hui", "lieu=Familistère", "--feuille")
    assert (made.code, made.err) == (0, "Inscrits : 3.\n")
    return cli


def test_a_whole_meeting_is_held_line_by_line(club: Pvd) -> None:
    """Prepared, opened, noted, pointed, closed: each gesture is answered « enregistré », all is read again."""
    club("seance", "point", "ouverte", "--ajouter", "Accueil", "--duree", "15")
    club("seance", "point", "ouverte", "--ajouter", "OPAH-RU", "--intervenant", "DDT")
    assert club("seance", "ouvrir", "ouverte").out.startswith("enregistré : ouverte à ")
    assert "1. Accueil, en cours, 00:0" in club("seance", "point", "ouverte", "--suivant").out
    assert club("seance", "presence", "ouverte", "pet").out.startswith("enregistré Amina Petit : présent à ")
    assert "représenté" in club("seance", "presence", "ouverte", "roux", "--represente-par", "Amina Petit").out
    assert club("seance", "presence", "ouverte", "faure", "--excuse").out == "enregistré Luc Faure : excusé\n"
    assert club("seance", "inviter", "ouverte", "Zoé", "Blanc", "--organisme", "CAUE").code == 0
    assert " DÉC. : un mod" in club("seance", "noter", "ouverte", "! un modèle de cahier des charges").out
    said = club("seance", "noter", "ouverte", "* envoyer la trame", "--pilote", "petit", "--echeance", "15/12/2190").out
    assert said.split(" ", 2)[2] == "SUITE S-1 : envoyer la trame\n"
    assert club("seance", "continuer", "ouverte", "aux deux communes").out == "enregistré\n"
    assert club("seance", "partir", "ouverte", "petit").out.startswith("enregistré Amina Petit : départ à ")

    etat = club("seance", "etat", "ouverte", "--json").json
    assert (etat["en_direct"], etat["presents"], etat["inscrits"], etat["communes"]) == (True, 2, 4, 2)
    assert (etat["notes"], etat["decisions"], etat["suites"], etat["suites_incompletes"]) == (2, 1, 1, 0)
    assert [one["en_cours"] for one in etat["points"]] == [True, False]
    lines = club("seance", "journal", "ouverte").out.splitlines()
    assert [" ".join(line.split()[2:]) for line in lines if line[0].isdigit()] == [
        "DÉC. un modèle de cahier des charges",
        "SUITE envoyer la trame",
    ]
    assert lines[2:] == ["   aux deux communes", "   suite S-1 : Amina Petit, pour le 15/12/2190"]

    closed = club("seance", "clore", "ouverte")
    assert "enregistré : close à " in closed.out
    assert "- 2. OPAH-RU : " in closed.out
    held = club("seance", "lister", "--json").json[0]
    assert (held["etat"], held["presents"], held["titre"]) == ("Tenue", 2, "Club de juin")
    assert "close" in club("seance", "noter", held["id"], "trop tard").err
    assert club("seance", "rouvrir", held["id"]).out == "enregistré : rouverte\n"
    assert club("seance", "noter", held["id"], "encore").code == 0
    assert club("seance", "ranger", held["id"]).out == "Rien à réunir.\n"
    assert "un modèle de cahier des charges" in club("seance", "releve", held["id"]).out


def test_lines_of_the_standard_input_are_recorded_one_by_one(club: Pvd, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the signs of the live line; what is refused is said, and delays nothing; Windows bytes are read too."""
    club("seance", "ouvrir", "ouverte")
    typed = "! décidé\n\n* envoyer ; pilote : roux ; échéance : 15/12/2190 ; communes : guise\n; suite\n? quand ?\n! \n"
    monkeypatch.setattr(sys, "stdin", Entree(typed.encode() + "+ vacance à 9 %\r\n".encode("cp1252") + b"fin"))
    said = club("seance", "noter", "ouverte", "-")

    assert said.code == 1
    assert "refusé : ! " in said.err
    assert [line.split(" ", 2)[2] for line in said.out.splitlines()] == [
        "DÉC. : décidé",
        "SUITE S-1 : envoyer",
        "suite de la ligne : suite",
        "question : quand ?",
        "RETEX : vacance à 9 %",
        "note : fin",
    ]
    notes = club("seance", "journal", "ouverte", "--json").json
    assert [note["texte"] for note in notes] == ["décidé", "envoyer\nsuite", "quand ?", "vacance à 9 %", "fin"]
    assert (notes[1]["suite"]["pilote"], notes[1]["suite"]["communes"]) == ("Jean Roux", "Guise")


def test_a_line_is_on_the_disk_before_the_next_one_is_read(club: Pvd, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program dies after two lines: both are there."""
    club("seance", "ouvrir", "ouverte")

    class Coupee(io.BytesIO):
        """An input whose third line never comes: the laptop is off."""

        lues = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            """Give a line, or end the program."""
            del size
            self.lues += 1
            if self.lues > 2:
                raise SystemExit(9)
            return f"ligne {self.lues}\n".encode()

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Coupee(), encoding="utf-8"))
    with pytest.raises(SystemExit):
        club("seance", "noter", "ouverte", "-")
    assert [note["texte"] for note in club("seance", "journal", "ouverte", "--json").json] == ["ligne 1", "ligne 2"]


def test_a_note_is_corrected_by_its_number_and_becomes_a_suite(club: Pvd) -> None:
    """« derniere » is the last one written here; history keeps what was there."""
    club("seance", "ouvrir", "ouverte")
    club("seance", "noter", "ouverte", "première")
    club("seance", "noter", "ouverte", "? deuxième")
    assert club("seance", "corriger", "ouverte", "1", "premier", "point", "--genre", "decision").out == "enregistré\n"
    assert club("seance", "corriger", "ouverte", "derniere", "--repondue").code == 0
    made = club("seance", "suite", "ouverte", "1", "--pilote", "faure", "--titre", "Faire")
    assert made.err == "enregistré SUITE S-1\n"
    first, second = club("seance", "journal", "ouverte", "--json").json
    assert (first["texte"], first["genre"], first["suite"]["pilote"]) == ("premier point", "Décision", "Luc Faure")
    assert second["suite"] is None
    assert "Cette séance n'a pas de note « 9 »" in club("seance", "corriger", "ouverte", "9", "x").err
    assert club("seance", "corriger", "ouverte", "1").code == 2


def test_what_is_not_certain_is_refused_with_the_choices(club: Pvd) -> None:
    """Two people, nobody, no séance of that name, a pilote without a suite: nothing is written."""
    club("seance", "ouvrir", "ouverte")
    assert "peut être Amina Petit (Guise), Luc Faure (Guise)" in club("seance", "presence", "ouverte", "guise").err
    assert "Personne de la feuille ne s'appelle « zoé »" in club("seance", "presence", "ouverte", "zoé").err
    assert "la ligne commence par *" in club("seance", "noter", "ouverte", "note", "--pilote", "petit").err
    assert "n’est pas une date" in club("seance", "noter", "ouverte", "* x", "--echeance", "bientôt").err
    assert club("seance", "journal", "ouverte").out == ""
    assert "Aucune séance ne s'appelle « 1999-9 »" in club("seance", "etat", "1999-9").err
    numero = club("seance", "lister", "--json").json[0]["numero"]
    assert club("seance", "etat", numero).code == 0


def test_the_papers_are_written_by_their_ending(club: Pvd, tmp_path: Path) -> None:
    """The calendar and the convocation as text; another ending is refused, a file is never replaced unasked."""
    for name, command in (("date.ics", "ics"), ("convocation.txt", "convocation")):
        assert club("seance", command, "ouverte", str(tmp_path / name)).code == 0
        assert "existe déjà" in club("seance", command, "ouverte", str(tmp_path / name)).err
    assert b"BEGIN:VEVENT" in (tmp_path / "date.ics").read_bytes()
    assert "Familistère" in (tmp_path / "convocation.txt").read_text()
    assert "Donnez .pdf, .docx, .odt" in club("seance", "emargement", "ouverte", str(tmp_path / "f.xyz")).err


def test_the_next_seance_is_begun_as_on_screen(club: Pvd) -> None:
    """From the last one, with the holders of postes and those of the last sheet on the new one, once each."""
    club("seance", "inviter", "ouverte", "Rose", "Zinnia", "--commune", "02361", "--fonction", "maire adjointe")
    made = club("seance", "preparer", "--feuille")
    assert made.err == "Inscrits : 4.\n"
    begun = club("seance", "lister", "--json").json
    assert {one["titre"] for one in begun} == {"Club de juin", f"Club PVD {begun[0]['numero'][:4]}-2"}


def test_a_number_that_two_seances_have_is_said_to_be_two(club: Pvd) -> None:
    """Two laptops prepared the next one without knowing: neither is chosen, and neither is said not to exist."""
    number = club("seance", "lister", "--json").json[0]["numero"]
    club("seance", "preparer", f"numero={number}")
    assert f"Plusieurs séances portent le numéro {number}" in club("seance", "ouvrir", number).err


def test_an_ordre_du_jour_without_points_is_said_and_a_point_has_a_title(club: Pvd) -> None:
    """No silence: what is not there is told, what is empty is refused."""
    assert "est vide" in club("seance", "point", "ouverte", "--suivant").out
    refused = club("seance", "point", "ouverte", "--ajouter", " ")
    assert (refused.code, "Il manque le titre" in refused.err) == (1, True)


def test_every_suite_of_a_note_is_told(club: Pvd) -> None:
    """One in the line, one made of it afterwards."""
    club("seance", "ouvrir", "ouverte")
    club("seance", "noter", "ouverte", "* trame")
    club("seance", "suite", "ouverte", "1", "--titre", "Relire la trame")
    assert club("seance", "journal", "ouverte").out.count("suite S-") == 2
    assert len(club("seance", "journal", "ouverte", "--json").json[0]["suites"]) == 2
