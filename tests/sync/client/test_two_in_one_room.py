"""Point 4 of the club: two laptops record the same séance offline, then meet through the endpoint."""

from datetime import timedelta

import pytest

from pvd_tui.changes.edit import settle
from pvd_tui.domain.presence import StatutPresence
from storage.seances import SeanceEnDirect
from storage.store import Store
from tests.sync.client.conftest import Laptop, Laptops
from tests.sync.salle import GUISE, NEUF, Montre, feuille, greffiers, lignes, preparer, reunis


def together(laptop: Laptops) -> tuple[Laptop, Laptop, str]:
    """Give the préfecture's laptop and a chef's, which both know the séance."""
    a, b = laptop("a"), laptop("b")
    seance = preparer(a.store)
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    a.sync()
    b.sync()
    return a, b, seance


def meet(*laptops: Laptop) -> None:
    """Let each send, then each receive what the others sent."""
    for one in (*laptops, *laptops):
        one.sync()


def test_nothing_is_lost_and_nobody_is_asked(laptop: Laptops) -> None:
    """One row a person, notes interleaved by time, the first arrival, the last departure, one opening, one closing."""
    a, b, seance = together(laptop)
    here, there = greffiers(a.store, b.store, seance)
    here.tenir()
    there.tenir()
    meet(a, b)
    for one in (a, b):
        SeanceEnDirect(one.store, seance, Montre(timedelta(0))).ranger()
    meet(a, b)

    reunis(here, there)
    assert feuille(a.store, seance) == {
        "amina petit": ("Présent", "09:00", "11:01"),
        "luc faure": ("Excusé", None, None),
        "jean roux": ("Présent", "09:00", None),
        "zoe blanc": ("Présent", "09:00", None),
    }
    numbers = sorted(str(row["numero"]) for row in lignes(a.store, "suite", seance))
    assert numbers == ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"]
    assert a.store.outbox.count() == b.store.outbox.count() == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_who_synchronises_first_does_not_matter(laptop: Laptops, first: str, second: str) -> None:
    """The hours shown are those of the room, not of the road."""
    a, b, seance = together(laptop)
    for greffier in greffiers(a.store, b.store, seance):
        greffier.tenir()
    by_name = {"a": a, "b": b}
    meet(by_name[first], by_name[second])

    for one in (a, b):
        rows = lignes(one.store, "presence", seance)
        amina = next(row for row in rows if row["titre"] == "Amina Petit")
        assert (amina["heure_arrivee"], amina["heure_depart"]) == ("09:00", "11:01")
        assert one.store.disputed() == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_present_for_one_and_excused_for_the_other_is_asked_once(laptop: Laptops) -> None:
    """Two people said two things: one question, both values kept; an hour of arrival and « Inscrit » ask nothing."""
    a, b, seance = together(laptop)
    line = a.store.create("presence", {"seance_club": seance, "titre": "Amina Petit", "statut": "Inscrit"})
    meet(a, b)
    SeanceEnDirect(a.store, seance, lambda: NEUF).pointer(line, StatutPresence.PRESENT)
    SeanceEnDirect(b.store, seance, lambda: NEUF).pointer(line, StatutPresence.EXCUSE)
    meet(a, b)

    for one in (a, b):
        assert [(table, fields) for table, _, fields, _ in one.store.disputes()] == [("presence", ("statut",))]
        assert said(one.store, line) == {"Inscrit", "Présent", "Excusé"}
    line_of_b = b.store.get("presence", line)
    assert line_of_b is not None
    b.store.save([settle("presence", line, line_of_b.folded, "statut", "Présent")])
    meet(b, a)
    assert [one.store.disputed() for one in (a, b)] == [0, 0]


def said(store: Store, line: str) -> set[str]:
    """Give every statut that anybody said of a line."""
    return {str(c.set["statut"]) for c in store.history.of("presence", line) if "statut" in c.set}
