"""What a spreadsheet would run is made harmless; what is a number stays one."""

import pytest

from pvd_tui.domain.formule import neutraliser


@pytest.mark.parametrize(
    "texte",
    [
        "=1+1",
        "+33 3 23",
        "-cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        " =1",
        "\u00a0=1",
        "\ufeff=1",
        "\uff1d1",
        "-1+1",
    ],
)
def test_what_might_run_is_preceded_by_an_apostrophe(texte: str) -> None:
    """Behind blanks and byte-order marks too, and in the wide signs that some spreadsheets take."""
    assert neutraliser(texte) == f"'{texte}"


@pytest.mark.parametrize("texte", ["", "-5", "-1 250,50", "+3", "a=b", "02361", "1-2"])
def test_the_rest_stays_as_it_is(texte: str) -> None:
    """Negative amounts are no formulas."""
    assert neutraliser(texte) == texte
