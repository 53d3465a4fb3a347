"""The tables of a séance: points in the order that was meant, with their hours; a sheet that keeps its own copies."""

from screens.fiche_grille import Feuille
from screens.fiche_grille_formes import GRILLES
from screens.fiche_grille_lignes import Voisines
from screens.fiche_saisie import Saisie
from screens.widgets.grille_modele import NOUVELLE
from storage.store import Store
from tests.screens import aisne
from tests.screens.test_fiche_grille import colonne, dit, taper, totaux, vu


def une_seance(**values: str) -> tuple[Store, str]:
    """Give a small Aisne and its séance to come, with hours."""
    store = aisne.aisne()
    record = store.rows.ids("seance_club", {"titre": "Club de décembre"})[0]
    before = store.get("seance_club", record)
    assert before is not None
    store.update(before, {"heure_debut": "09:00", "heure_fin": "12:00"} | values)
    return store, record


def table(store: Store, record: str, titre: str) -> Feuille:
    """Give a table of the séance."""
    found = next(grille for grille in GRILLES["seance_club"] if grille.titre == titre)
    return found.lire(Saisie(store, "seance_club", record), Voisines(lambda _: None))


def points(store: Store, record: str) -> list[tuple[object, object]]:
    """Give the ordre du jour as it is recorded."""
    rows = store.rows.page(
        "point_ordre_du_jour", {"seance_club": record}, columns=("ordre", "titre"), order=(("ordre", False),)
    )
    return [(row["ordre"], row["titre"]) for row in rows]


def test_points_are_typed_one_below_the_other_and_numbered() -> None:
    """The hours follow the durations, the rest is said, one gesture records all; the numbers are in that order."""
    store, record = une_seance()
    feuille = table(store, record, "Ordre du jour")
    first = taper(feuille, NOUVELLE, titre="Accueil", duree="15")
    second = taper(feuille, NOUVELLE, titre="Fonds vert", duree="45", intervenant="DDT", type="Plénière")
    third = taper(feuille, NOUVELLE, titre="Visite")
    assert [vu(feuille, line, "heure") for line in (first, second, third)] == ["09:00", "09:15", "10:00"]
    assert [vu(feuille, line, "ordre") for line in (first, second, third)] == ["1", "2", "3"]
    assert totaux(feuille) == [["3 points, 1 à préciser", "", "60"]]
    assert dit(feuille) == "120 min libres avant l'heure de fin."
    saved = feuille.enregistrer("Club de décembre")
    assert saved is not None
    assert points(store, record) == [(1, "Accueil"), (2, "Fonds vert"), (3, "Visite")]
    store.history.undo()
    assert points(store, record) == []


def test_a_number_that_is_typed_moves_its_point_there() -> None:
    """Up before the one that had it, down after it; the others follow, and nothing else is written."""
    store, record = une_seance()
    feuille = table(store, record, "Ordre du jour")
    lines = [taper(feuille, NOUVELLE, titre=titre) for titre in ("A", "B", "C", "D")]
    feuille.enregistrer("x")
    taper(feuille, lines[3], ordre="2")
    feuille.enregistrer("x")
    assert points(store, record) == [(1, "A"), (2, "D"), (3, "B"), (4, "C")]
    taper(feuille, lines[0], ordre="3")
    feuille.enregistrer("x")
    assert points(store, record) == [(1, "D"), (2, "B"), (3, "A"), (4, "C")]
    assert [vu(feuille, line, "titre") for line in feuille.lignes()[:-1]] == ["D", "B", "A", "C"]
    taper(feuille, lines[2], titre="C bis")
    saved = feuille.enregistrer("x")
    assert saved is not None
    assert len(saved.changes) == 1


def test_a_point_that_is_too_long_is_said() -> None:
    """The ordre du jour goes past the end of the séance."""
    store, record = une_seance(heure_fin="10:00")
    feuille = table(store, record, "Ordre du jour")
    taper(feuille, NOUVELLE, titre="Atelier", duree="90")
    assert dit(feuille) == "~ L'ordre du jour dépasse de 30 min l'heure de fin."


def test_the_sheet_is_written_in_a_table_too() -> None:
    """A line begins « Inscrit », is one with the line of that name, and an organisme needs no commune."""
    store, record = une_seance()
    feuille = table(store, record, "Présences")
    taper(feuille, NOUVELLE, titre="Zoé Blanc", commune="02361", fonction="Maire", qualite="Élu")
    taper(feuille, NOUVELLE, titre="Bo Colin", organisme="DDT", statut="Représenté")
    assert totaux(feuille) == [["2 lignes, 0 présent", "0 commune"]]
    assert dit(feuille) == "~ Représenté : par qui ? Bo Colin."
    feuille.enregistrer("x")
    rows = store.rows.page("presence", {"seance_club": record}, columns=("titre", "statut", "commune", "organisme"))
    assert [(row["titre"], row["statut"], row["commune"], row["organisme"]) for row in rows] == [
        ("Bo Colin", "Représenté", None, "DDT"),
        ("Zoé Blanc", "Inscrit", "02361", None),
    ]
    values = {"seance_club": record, "titre": "zoe  blanc", "commune": "02361"}
    assert store.record_id("presence", values) in {str(row["id"]) for row in rows}
    assert [line.texte("titre") for line in feuille.toutes] == ["Bo Colin", "Zoé Blanc"]


def test_what_is_typed_in_a_table_of_a_seance_is_found_again() -> None:
    """A point that was begun is a line of the table again."""
    store, record = une_seance()
    feuille = table(store, record, "Ordre du jour")
    feuille.garder(NOUVELLE, colonne(feuille, "titre"), "Accueil", 7)
    again = table(store, record, "Ordre du jour")
    assert [line.texte("titre") for line in again.toutes] == ["Accueil"]
    assert again.reprise is not None
