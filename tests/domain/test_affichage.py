"""Values are shown as French people read them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.action import Action, Phase
from pvd_tui.domain.affichage import show
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.tables import TABLES


def test_values_are_shown_in_french() -> None:
    """From a change (JSON) or from a record, the same."""
    assert show(Action, "echeance", "2027-03-31") == show(Action, "echeance", date(2027, 3, 31)) == "31/03/2027"
    assert show(Action, "phase", Phase.ETUDE) == "Étude"
    assert show(Action, "cout_previsionnel", 125_000_050) == "1\u202f250\u202f000,50\u202f€"
    assert show(Action, "convention_moa_deleguee", True) == "oui"  # noqa: FBT003 - a value, not an option
    assert show(Action, "convention_moa_deleguee", 0) == "non"
    assert show(Action, "zonages", ["QPV", "FRR"]) == "QPV ; FRR"
    assert show(Commune, "population", 3727) == "3\u202f727"
    assert show(Depense, "annee", 2026) == "2026"
    assert show(Ressource, "taux", 37.5) == "37,5\u202f%"
    assert show(Indicateur, "valeur_cible", 12.0) == "12"


def test_unknown_is_empty_and_zero_is_zero() -> None:
    """Unknown is not zero."""
    assert show(Action, "cout_previsionnel", None) == ""
    assert show(Action, "cout_previsionnel", 0) == "0\u202f€"


_ANY = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.integers())
)


@given(table=st.sampled_from(sorted(TABLES)), value=_ANY, data=st.data())
def test_anything_can_be_shown(table: str, value: object, data: st.DataObject) -> None:
    """History shows values of other versions of the program: showing never raises."""
    field = data.draw(st.sampled_from([*TABLES[table].model_fields, "inconnu"]))

    assert isinstance(show(TABLES[table], field, value), str)
