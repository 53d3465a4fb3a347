"""The next séance begins as the last one ended: same people, next number, another host."""

from datetime import date

from pvd_tui.domain.preparation_seance import depart, hote, numero, precedente
from pvd_tui.domain.seance_club import CompteRendu, Echelon, EtatSeance, PublicSeance, SeanceClub

COMMUNES = {"02361": "Guise", "02304": "La Fère", "02381": "Hirson"}
TODAY = date(2026, 6, 1)
PRINTEMPS = SeanceClub(
    id="s1",
    titre="Printemps",
    numero="2026-1",
    date=date(2026, 4, 14),
    heure_debut="09:00",
    organisateur="Préfecture et DDT",
    animateur="Hugo Sureau",
    commune_hote="02361",
    departement="02",
    echelon=Echelon.DEPARTEMENTAL,
    public=PublicSeance.ELUS,
    etat=EtatSeance.TENUE,
    prochaine_date=date(2026, 12, 3),
)
AUTOMNE = SeanceClub(id="s0", date=date(2025, 11, 4), commune_hote="02381", etat=EtatSeance.TENUE)
ANNULEE = SeanceClub(id="s9", date=date(2026, 5, 2), commune_hote="02304", etat=EtatSeance.ANNULEE)


def test_the_number_follows_the_greatest_of_the_year() -> None:
    """A hole is not filled; a séance without a number takes its place; each year begins at 1."""
    assert numero([PRINTEMPS, AUTOMNE], 2026) == "2026-2"
    assert numero([SeanceClub(id="x", numero=" 2026 - 7 ")], 2026) == "2026-8"
    assert numero([AUTOMNE, SeanceClub(id="y", date=date(2025, 3, 1))], 2025) == "2025-3"
    assert numero([SeanceClub(id="z", numero="printemps")], 2027) == "2027-1"


def test_the_host_changes_in_turn() -> None:
    """Who never hosted comes first, then who hosted the longest ago; a cancelled séance hosted nobody."""
    assert hote([PRINTEMPS, AUTOMNE, ANNULEE], COMMUNES) == "02304"
    fere = SeanceClub(id="s2", date=date(2024, 1, 9), commune_hote="02304")
    assert hote([PRINTEMPS, AUTOMNE, fere], COMMUNES) == "02304"
    assert hote([PRINTEMPS, AUTOMNE, fere, SeanceClub(id="s3", date=TODAY, commune_hote="02304")], COMMUNES) == "02381"
    assert hote([], {}) is None


def test_a_new_seance_begins_as_the_last_one_was_organised() -> None:
    """What was said of one day is not repeated: title, themes, place; the day is the one that was agreed."""
    assert depart([AUTOMNE, PRINTEMPS], COMMUNES, TODAY) == {
        "departement": "02",
        "echelon": Echelon.DEPARTEMENTAL,
        "public": PublicSeance.ELUS,
        "heure_debut": "09:00",
        "organisateur": "Préfecture et DDT",
        "animateur": "Hugo Sureau",
        "date": "2026-12-03",
        "numero": "2026-2",
        "commune_hote": "02304",
        "etat": EtatSeance.PROJET,
        "compte_rendu": CompteRendu.A_REDIGER,
    }


def test_the_first_seance_and_a_day_that_is_past_or_taken() -> None:
    """Nothing to repeat: départementale and mixed, as the instruction asks; no day is invented."""
    first = depart([], {}, TODAY)
    assert (first["echelon"], first["public"], first["numero"]) == ("Départemental", "Mixte", "2026-1")
    assert "date" not in first
    assert "date" not in depart([PRINTEMPS], COMMUNES, date(2027, 1, 2))
    taken = SeanceClub(id="s4", date=date(2026, 12, 3))
    assert "date" not in depart([PRINTEMPS, taken], COMMUNES, TODAY)


def test_the_last_seance_is_the_last_one_of_the_departement() -> None:
    """A national meeting in between is not what the next club is prepared from."""
    national = SeanceClub(id="n", date=date(2026, 5, 20), echelon=Echelon.NATIONAL)
    assert precedente([AUTOMNE, PRINTEMPS, national]) is PRINTEMPS
    assert precedente([AUTOMNE, PRINTEMPS], avant=date(2026, 1, 1)) is AUTOMNE
    assert precedente([national]) is national
    assert precedente([]) is None
