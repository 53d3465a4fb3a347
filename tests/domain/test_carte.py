"""Degrees in cells: nothing is stretched, no commune hides another, arrows go where they point."""

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.carte import Point, Sens, cadrer, masque, placer, voisine

SQUARE = [(3.0, 49.0), (4.0, 49.0), (4.0, 50.0), (3.0, 50.0)]
HOLE = [(3.4, 49.4), (3.6, 49.4), (3.6, 49.6), (3.4, 49.6)]

points = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=4),
    st.tuples(st.floats(-5, 10), st.floats(41, 51)),
    min_size=1,
    max_size=40,
)


@given(points, st.integers(10, 70), st.integers(10, 40))
def test_each_commune_has_a_cell_of_its_own_in_the_frame(where: dict[str, Point], width: int, height: int) -> None:
    """As many cells as communes, all of them inside; the same ones whatever the order."""
    cadre = cadrer(where.values(), width, height)
    places = placer(where, cadre)
    assert places.keys() == where.keys()
    assert len(set(places.values())) == len(where)
    assert all(0 <= x < width and 0 <= y < height for x, y in places.values())
    assert placer(dict(reversed(where.items())), cadre) == places


@given(points, st.sampled_from(Sens))
def test_an_arrow_never_goes_backwards(where: dict[str, Point], sens: Sens) -> None:
    """What an arrow gives lies on its side; where something does, it gives something."""
    places = placer(where, cadrer(where.values(), 60, 20))
    for here, (x, y) in places.items():
        step_x, step_y = sens.value
        ahead = [code for code, (a, b) in places.items() if (a - x) * step_x + (b - y) * step_y > 0]
        found = voisine(places, here, sens)
        assert (found in ahead) if ahead else found is None


def test_an_outline_keeps_its_shape() -> None:
    """A degree of longitude is drawn shorter than one of latitude, and a cell twice as high as wide."""
    cadre = cadrer(SQUARE, 60, 30)
    cells = masque([SQUARE], cadre)
    width = max(x for x, _ in cells) - min(x for x, _ in cells) + 1
    height = max(y for _, y in cells) - min(y for _, y in cells) + 1
    assert 0.60 <= width / (2 * height) <= 0.70  # the cosine of 49.5 degrees


def test_a_ring_inside_a_ring_is_a_hole() -> None:
    """A lake, or another territory, is not coloured."""
    cadre = cadrer(SQUARE, 60, 30)
    middle = cadre.case((3.5, 49.5))
    assert middle in masque([SQUARE], cadre)
    assert middle not in masque([SQUARE, HOLE], cadre)


def test_one_commune_and_none_are_drawn_too() -> None:
    """A frame around one point, or around nothing, is a frame."""
    cadre = cadrer([(3.5, 49.9)], 31, 22)
    assert placer({"02361": (3.5, 49.9)}, cadre) == {"02361": (15, 11)}
    assert not masque([], cadrer([], 31, 22))
