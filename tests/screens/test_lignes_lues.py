"""The rows of a list: flat or in groups, read page by page or once aside, they are the same."""

from datetime import date

import pytest

from pvd_tui.domain.vue import Condition, Operateur
from screens.actions import CATALOGUE
from screens.colonnes_lues import colonne_lue
from screens.extraction import tableau
from screens.groupes import GROUPE
from screens.lignes import somme
from screens.lignes_lues import Demande, Lignes
from screens.tri import nouvel_ordre
from storage.filtre import Filtre
from storage.store import Store
from tests.screens import aisne


@pytest.fixture(scope="module")
def store() -> Store:
    """Give the small Aisne."""
    return aisne.aisne()


def demande(groupe: str | None = None, fermes: frozenset[str] = frozenset()) -> Demande:
    """Ask for the actions by their titles."""
    return Demande(Filtre(), CATALOGUE.colonnes, (("titre", False),), groupe, fermes)


@pytest.mark.parametrize("groupe", ["commune", "phase", "pilote", "echeance:mois", None])
@pytest.mark.parametrize("fermes", [frozenset[str](), frozenset({f"{GROUPE}02361", f"{GROUPE}Étude"})])
def test_every_line_is_found_where_it_is_shown(store: Store, groupe: str | None, fermes: frozenset[str]) -> None:
    """Whatever the group, the page one asks for, and how the order was read; a closed group hides its rows."""
    lignes = Lignes(store, CATALOGUE, demande(groupe, fermes))
    lines = lignes.page(0, 100)
    assert len(lines) == lignes.count()
    aside = Lignes(store, CATALOGUE, demande(groupe, fermes)).read_aside()
    for start in range(len(lines)):
        assert lignes.page(start, 3) == lines[start : start + 3] == aside.page(start, 3)
        assert lignes.find(lines[start].id) == start == aside.find(lines[start].id)
    heads = [line for line in lines if line.entete]
    shown = [line for line in lines if not line.entete]
    hidden = [head.id for head in heads if head.id in fermes]
    assert len(shown) + sum(len(lignes.groupe_de(one)) for one in hidden) == 6
    assert bool(heads) == (groupe is not None)


def test_a_heading_names_its_group_and_adds_up_its_amounts(store: Store) -> None:
    """A commune by its name, what is unknown last, sums under their columns."""
    lines = Lignes(store, CATALOGUE, demande("phase")).page(0, 100)
    heads = [line for line in lines if line.entete]
    assert [line.entete for line in heads] == [
        "▼ Idée (1)",
        "▼ Étude (2)",
        "▼ Opération (2)",
        "▼ non renseigné (1)",
    ]
    place = [c.champ for c in CATALOGUE.colonnes].index("cout_previsionnel") + 1
    assert [line.cells[place] for line in heads] == ["1\u00a0105\u00a0000", "", "1\u00a0480\u00a0000", ""]
    assert Lignes(store, CATALOGUE, demande("commune")).page(0, 1)[0].entete == "▼ Chauny (1)"
    assert Lignes(store, CATALOGUE, demande("echeance:mois")).page(0, 1)[0].entete == "▼ janvier 2026 (1)"


def test_a_sum_is_never_cut() -> None:
    """What does not fit in euros is said in millions; what is unknown says nothing."""
    assert [somme(cents, 11) for cents in (None, 0, 99_999_999_900, 24_225_762_000_000)] == [
        "",
        "0",
        "999\u00a0999\u00a0999",
        "242\u00a0257,6 M",
    ]


def test_what_a_list_shows_is_given_with_typed_cells(store: Store) -> None:
    """Every record of the filter, in the order and the columns of the view: cents, dates, names; unknown is None."""
    condition = Condition("phase", Operateur.EST, ("Opération", "Idée"))
    columns = [colonne_lue(CATALOGUE, name) for name in ("commune", "titre", "echeance", "cout_previsionnel")]
    asked = Demande(Filtre(conditions=(condition,)), columns, (("cout_previsionnel", True),))
    made = tableau(Lignes(store, CATALOGUE, asked), "Actions", "Phase", date(2026, 11, 22))
    assert [(c.titre, c.nature) for c in made.colonnes] == [
        ("Commune", "texte"),
        ("Action", "texte"),
        ("Échéance", "date"),
        ("Coût", "montant"),
    ]
    assert made.lignes == [
        ["Chauny", "Halle du marché : réhabilitation", date(2026, 12, 15), 148_000_000],
        ["Marle", "École [Matisse] : rénovation", None, 110_500_050],
        ["Guise", "Îlot Foch", date(2026, 1, 5), None],
    ]


def test_a_new_first_key_makes_the_old_one_second() -> None:
    """As sorting a spreadsheet again does; the same key turns round; Tab says the second."""
    one = nouvel_ordre([("titre", False)], "echeance")
    assert one == [("echeance", False), ("titre", False)]
    assert nouvel_ordre(one, "echeance") == [("echeance", True), ("titre", False)]
    assert nouvel_ordre(one, "2:reste") == [("echeance", False), ("reste", False)]
    assert nouvel_ordre([("echeance", False), ("reste", False)], "2:reste") == [("echeance", False), ("reste", True)]
    assert nouvel_ordre(one, "titre") == [("titre", False), ("echeance", False)]
