"""Which commune a line is about."""

from pvd_tui.imports.lieux import Lieux


def test_a_code_in_a_column_of_names_is_read_as_a_code() -> None:
    """People write the INSEE code where the others wrote the name; a former code is asked about as ever."""
    lieux = Lieux("02")
    found = lieux.lieu(2, None, "02361", None)
    assert found.commune is not None
    assert found.commune.nom == "Guise"
    assert lieux.lieu(3, None, "99999", None).commune is None
