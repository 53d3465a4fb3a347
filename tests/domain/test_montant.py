"""Amounts: what people type is read to the cent, and what is shown can be typed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.montant import MAXIMUM, MontantError, read_montant, show_montant


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1,25 M€", 125_000_000),
        ("48k", 4_800_000),
        ("48 k€", 4_800_000),
        ("1 250 000,50", 125_000_050),
        ("1\u202f250\u00a0000,50 €", 125_000_050),
        ("1250000.50", 125_000_050),
        ("1.250.000", 125_000_000),
        ("1200*0,8", 96_000),
        ("296000*1,4", 41_440_000),
        ("= 100 / 3", 3_333),
        ("(1 + 2) * 3k", 900_000),
        ("20 % * 1 000", 20_000),
        ("2 millions d’euros", 200_000_000),
        ("1 Md", 100_000_000_000),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, cents: int) -> None:
    """Units, calculations, French separators."""
    assert read_montant(typed) == cents


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12,5,3", "plusieurs virgules"),
        ("1.250", "deux façons : écrivez 1250 ou 1,25"),
        ("12,345", "plus de deux décimales"),
        ("1 25 000", "vérifiez les espaces"),
        ("12 - 15", "négatif"),
        ("1 / 0", "diviser par zéro"),
        ("15/9", "ressemble à une date"),
        ("20 %", "est un taux, pas un montant"),
        ("31/02/2027", "ressemble à une date"),
        ("(1 + 2", "parenthèse"),
        ("à préciser", "n’est pas un montant"),
        ("", "n’est pas un montant"),
        ("1200 HT", "n’est pas un montant"),
        ("101 Md", "dépasse"),
        ("1" * 200, "trop long"),
        ("9" * 99, "dépasse"),
    ],
)
def test_what_is_not_an_amount_is_refused_in_french(typed: str, said: str) -> None:
    """The sentence says what is wrong, and nothing is guessed."""
    with pytest.raises(MontantError, match=said.replace(".", r"\.")):
        read_montant(typed)


@given(st.integers(0, MAXIMUM))
def test_what_is_shown_can_be_typed_again(cents: int) -> None:
    """Format and parse are inverse."""
    assert read_montant(show_montant(cents)) == cents


@given(st.text(alphabet="0123456789 ,.+-*/()kM%€=", max_size=40) | st.text(max_size=40))
def test_any_text_is_an_amount_or_a_french_sentence(typed: str) -> None:
    """Nothing else ever comes out."""
    answer = _answer(typed)
    assert answer.endswith((".", ")")) if isinstance(answer, str) else 0 <= answer <= MAXIMUM


def _answer(typed: str) -> int | str:
    """Give the amount, or the sentence."""
    try:
        return read_montant(typed)
    except MontantError as error:
        return str(error)


def test_thousands_are_set_apart_by_a_narrow_space() -> None:
    """`1 250 000,50 €`, and whole euros have no decimals."""
    assert show_montant(125_000_050) == "1\u202f250\u202f000,50\u202f€"
    assert show_montant(4_800_000) == "48\u202f000\u202f€"
    assert show_montant(5) == "0,05\u202f€"
    assert show_montant(-12_050) == "-120,50\u202f€"
