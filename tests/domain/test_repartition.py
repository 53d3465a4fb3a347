"""The shares of the communes: 100 %, and cents that add up to the cost."""

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.repartition import is_complete, repartir, reste


def _rows(*cles: float | None) -> list[ActionCommune]:
    return [ActionCommune(id=str(n), action="a", commune=f"0236{n}", cle=cle) for n, cle in enumerate(cles)]


def test_the_key_is_complete_at_one_hundred_percent() -> None:
    """An unknown share is not zero; the next commune is offered what is missing."""
    assert is_complete(_rows(60, 40)) is True
    assert is_complete(_rows(33.33, 33.33, 33.34)) is True
    assert is_complete(_rows(60, 30)) is False
    assert is_complete(_rows(60, None)) is None
    assert reste(_rows(60, None)) == 40


@given(montant=st.integers(0, 10**13), cles=st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_the_parts_add_up_to_the_cost_to_the_cent(montant: int, cles: list[float]) -> None:
    """None is further than a cent from its exact part."""
    keys = {str(n): cle for n, cle in enumerate(cles)}
    parts = repartir(montant, keys)
    weights = {commune: round(cle * 10_000) for commune, cle in keys.items()}
    weight = sum(weights.values())

    assert sum(parts.values()) == (montant if weight else 0)
    assert all(abs(part * weight - montant * weights[commune]) < max(weight, 1) for commune, part in parts.items())


def test_audierne_and_plouhinec_share_a_study() -> None:
    """150 000 € in two."""
    assert repartir(150_000_00, {"29003": 50, "29197": 50}) == {"29003": 75_000_00, "29197": 75_000_00}
