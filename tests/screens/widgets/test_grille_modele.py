"""What a grid draws and pastes, without a terminal."""

import pytest

from screens.widgets.grille_modele import Colonne, decouper, disposer, est_tableau, etaler

COLONNES = (
    Colonne("Nature", 20, 1, cle="nature"),
    Colonne("Montant", 12, right=True, cle="montant"),
    Colonne("Année", 6, 0, 1, cle="annee"),
    Colonne("Section", 14, 0, 2, cle="section"),
)


def test_columns_stand_one_blank_apart_and_fill_the_width() -> None:
    """What is left over goes to the column that has a weight; the last cell ends where the line does."""
    placed = disposer(COLONNES, 76, 0)
    assert [index for index, _, _ in placed] == [0, 1, 2, 3]
    ends = [x + cells for _, x, cells in placed]
    assert [x for _, x, _ in placed[1:]] == [end + 1 for end in ends[:-1]]
    assert ends[-1] == 76


def test_the_column_of_the_cursor_is_always_shown() -> None:
    """Where room is short the last priority is hidden first, but never the column one is in."""
    assert [index for index, _, _ in disposer(COLONNES, 42, 0)] == [0, 1, 2]
    assert [index for index, _, _ in disposer(COLONNES, 49, 3)] == [0, 1, 3]
    for width in range(8, 90):
        for column in range(len(COLONNES)):
            placed = disposer(COLONNES, width, column)
            assert column in {index for index, _, _ in placed}
            assert placed[-1][1] + placed[-1][2] <= width


def test_a_title_flows_over_the_columns_that_hold_nothing() -> None:
    """« Dépense subventionnable » is read whole where its neighbour is empty."""
    placed = disposer(COLONNES, 76, 0)
    assert etaler(placed, lambda index: index == 2) == placed, "only neighbours count"
    first = etaler(placed, lambda index: index == 1)[0]
    assert first == (0, 0, placed[0][2] + 1 + placed[1][2])


@pytest.mark.parametrize(
    ("texte", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("Travaux\t1\u202f120\u202f000,50\xa0€\n", [["Travaux", "1\u202f120\u202f000,50\xa0€"]]),
        ('"deux\nlignes"\t"dit ""oui"""', [["deux lignes", 'dit "oui"']]),
        ('écran 24"\t5"\n\n\t\n', [['écran 24"', '5"']]),
        ("", []),
    ],
)
def test_what_a_spreadsheet_copies_is_cut_in_cells(texte: str, cells: list[list[str]]) -> None:
    """Tabs and line ends between cells, quotes around those that hold some, empty lines left out."""
    assert decouper(texte) == cells


def test_one_value_is_not_a_table() -> None:
    """A copied cell ends with a line end: it is pasted into the text being typed."""
    assert not est_tableau("1 250 000,50\r\n")
    assert est_tableau("a\tb")
    assert est_tableau("a\nb")
