"""What two laptops write side by side: what is shown, what is asked, and that nothing they said is lost."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.changes.change import Change
from pvd_tui.changes.edit import edit
from pvd_tui.changes.fold import fold
from pvd_tui.domain.tables import TABLES
from storage.cote_a_cote import ACCORDS, PartageError, one_value


def said(table: str, champ: str, *values: object) -> tuple[Any, list[Change]]:
    """Write a field on several laptops that have not met, the first at nine."""
    changes = [
        Change(
            id=f"c{n}",
            table=table,
            record="r",
            set={champ: value},  # type: ignore[dict-item] # any value of JSON
            over={},
            at=f"2026-11-22T09:0{n}:00+00:00",
            by=f"laptop {n}",
            geste=None,
            stream="dep:02",
            commune=None,
        )
        for n, value in enumerate(values)
    ]
    return one_value(table, fold(changes), changes), changes


@pytest.mark.parametrize(
    ("table", "champ", "values", "shown"),
    [
        ("presence", "heure_arrivee", ("09:03", "09:02"), "09:02"),
        ("presence", "heure_arrivee", ("09:03", None), "09:03"),
        ("presence", "heure_depart", ("11:40", "11:38"), "11:40"),
        ("presence", "heure_depart", ("11:40", None), None),
        ("presence", "heure_depart", (None, "11:40"), "11:40"),
        ("presence", "statut", ("Présent", "Inscrit"), "Présent"),
        ("presence", "statut", ("Excusé", "Absent", "Inscrit"), "Excusé"),
        ("presence", "statut", ("Inscrit", "Absent"), "Absent"),
        ("presence", "statut", (None, "Inscrit"), "Inscrit"),
        ("presence", "mode", ("À distance", "Sur place"), "À distance"),
        ("presence", "emarge", (True, False), True),
        ("presence", "organisme", ("CAUE de l’Aisne", "CAUE"), "CAUE"),
        ("seance_club", "ouverte_a", ("09:01", "09:00"), "09:00"),
        ("seance_club", "close_a", ("12:00", "12:01"), "12:01"),
        ("seance_club", "point_courant", ("p1", "p2"), "p2"),
        ("seance_club", "etat", ("Tenue", "Convoquée"), "Tenue"),
        ("seance_club", "compte_rendu", ("À rédiger", "Projet diffusé"), "Projet diffusé"),
        ("point_ordre_du_jour", "debut_reel", ("09:10", "09:09"), "09:09"),
        ("point_ordre_du_jour", "ordre", (2, 3), 3),
        ("note_seance", "repondue", (True, False), True),
    ],
)
def test_what_is_written_side_by_side_is_one_value(
    table: str, champ: str, values: tuple[object, ...], shown: object
) -> None:
    """The field's own rule says which; nothing disagrees, and whoever edits it has seen all of it."""
    folded, changes = said(table, champ, *values)

    assert (folded.values[champ], folded.desaccords) == (shown, ())
    assert set(folded.shown[champ]) == set(folded.heads[champ]) == {change.id for change in changes}
    after = edit(table, "r", folded, {champ: "autre"})
    assert after is not None
    assert set(after.seen[champ]) == {change.id for change in changes}


@pytest.mark.parametrize(
    ("table", "champ", "values"),
    [
        ("presence", "statut", ("Présent", "Excusé")),
        ("presence", "statut", ("Représenté", "Excusé", "Inscrit")),
        ("presence", "represente_par", ("A. Petit", "J. Roux")),
        ("seance_club", "etat", ("Tenue", "Annulée")),
        ("seance_club", "lieu", ("Mairie", "Familistère")),
        ("note_seance", "texte", ("oui", "non")),
        ("presence", "heure_arrivee", ("09:02", ["09:03"])),
    ],
)
def test_what_two_people_said_is_still_asked(table: str, champ: str, values: tuple[object, ...]) -> None:
    """A real disagreement, and what another program wrote, are left to a person."""
    folded, _ = said(table, champ, *values)

    assert [one.champ for one in folded.desaccords] == [champ]


def test_the_fields_are_those_of_the_programme() -> None:
    """A field that is renamed must not lose its rule silently."""
    assert all(name in TABLES[table].model_fields for table, rules in ACCORDS.items() for name in rules)


JSON = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from(("", "Inscrit", "Présent", "Absent", "Tenue", "Projet", "09:02", "À distance")),
    st.lists(st.text(max_size=2), max_size=2),
)


@given(st.sampled_from([(t, n) for t, rules in ACCORDS.items() for n in rules]), st.lists(JSON, min_size=1, max_size=3))
def test_a_rule_never_fails_and_reads_the_same_whatever_the_order_of_arrival(
    field: tuple[str, str], values: list[object]
) -> None:
    """Whatever another program wrote: a value or a question, and the same on every laptop."""
    table, champ = field
    try:
        ACCORDS[table][champ](values)  # type: ignore[arg-type] # any value of JSON
    except PartageError:
        assert len(values) > 1 or not isinstance(values[0], str | None)
    folded, changes = said(table, champ, *values)
    again = [one_value(table, fold(order), order) for order in permutations(changes)]

    assert all(other == folded for other in again)
