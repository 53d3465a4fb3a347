"""An exported table can leave without the names of people: quality and commune stand in their place."""

from datetime import date

import pytest

from pvd_tui.reports.extrait import Demande, extraire
from pvd_tui.reports.tableau import Tableau
from pvd_tui.reports.tableau_sans_noms import sans_les_noms
from storage.store import Store

AU = date(2026, 11, 22)
GUISE = "02361"


@pytest.fixture
def store() -> Store:
    """Write two people, a sheet and what they said."""
    store = Store.open(":memory:")
    store.create("commune", {"titre": "Guise", "departement": "02"}, record=GUISE)
    store.create(
        "personne",
        {
            "titre": "Zélia Quenouille",
            "nom": "Quenouille",
            "prenom": "Zélia",
            "courriel": "z@q.example",
            "qualite": "Élu",
        }
        | {"commune": GUISE, "departement": "02"},
    )
    seance = store.create("seance_club", {"titre": "Club", "departement": "02", "date": "2026-10-01"})
    store.create("presence", {"seance_club": seance, "titre": "Paul Martinet", "qualite": "État", "organisme": "DDT"})
    store.create("suite", {"seance_club": seance, "titre": "Relancer P. Martinet", "pilote": "QUENOUILLE Zélia"})
    return store


def cells(tableau: Tableau) -> list[object]:
    """Give every cell."""
    return [cell for line in tableau.lignes for cell in line]


@pytest.mark.parametrize("table", ["personne", "presence", "suite"])
def test_no_known_name_leaves_with_the_table(store: Store, table: str) -> None:
    """However it is written, in whichever column; the table says that somebody reads it first."""
    made = sans_les_noms(store, extraire(store, Demande(table), AU), table)
    text = str(cells(made)).casefold()
    assert not [name for name in ("quenouille", "martinet", "z@q", "zélia") if name in text]
    assert "à relire" in made.filtre
    assert all(len(line) == len(made.colonnes) for line in made.lignes)


def test_a_quality_and_a_commune_stand_in_their_place(store: Store) -> None:
    """« Élu, Guise » pilots, the « État, DDT » came."""
    suites = cells(sans_les_noms(store, extraire(store, Demande("suite"), AU), "suite"))
    assert "Élu, Guise" in suites
    assert "Relancer État, DDT" in suites
    assert "État, DDT" in cells(sans_les_noms(store, extraire(store, Demande("presence"), AU), "presence"))


def test_a_pilote_on_no_sheet_is_a_name_too_but_a_body_is_not(store: Store) -> None:
    """Wherever it stands, in the words of the filter and of the title too; « DDT, service habitat » stays."""
    seance = store.rows.ids("seance_club")[0]
    for titre, pilote in (
        ("Voir avec Zoé Marchand", "Zoé Marchand"),
        ("Autre", "DDT, service habitat"),
        ("z", "Duval"),
    ):
        store.create("suite", {"seance_club": seance, "titre": titre, "pilote": pilote})
    whole = extraire(store, Demande("suite", dit="pilote : Quenouille", titre="Suites de Z. Quenouille"), AU)
    made = sans_les_noms(store, whole, "suite")
    text = f"{made.titre} {made.filtre} {cells(made)}"
    assert not [name for name in ("Marchand", "Duval", "Quenouille") if name in text]
    assert {"DDT, service habitat", "Voir avec [nom retiré]"} <= set(cells(made))
