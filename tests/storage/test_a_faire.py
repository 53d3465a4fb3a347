"""« À faire » over a real store: computed, put aside, brought back."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from pvd_tui.domain.a_faire import AFaire, Sorte
from storage.a_faire import ListeAFaire, Mise
from storage.store import Store
from tests.storage.laptops import Clock

GUISE = "02361"


@pytest.fixture
def clock() -> Clock:
    """Give a clock that a test moves."""
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    """Give a store with one commune."""
    with Store.open(":memory:", clock=clock) as opened:
        opened.create("commune", {"titre": "Guise"}, record=GUISE)
        yield opened


def _today(store: Store) -> date:
    return store.today().date()


def _lines(store: Store, *, aside: bool = False) -> list[AFaire]:
    return ListeAFaire(store).lines(_today(store), aside=aside)


def test_a_line_goes_when_its_fiche_is_up_to_date(store: Store) -> None:
    """Nothing is queued: the list is what the records say now."""
    action = store.create("action", {"titre": "Halle", "commune": GUISE, "echeance": _today(store).isoformat()})
    assert [line.record for line in _lines(store)] == [action]
    fiche = store.get("action", action)
    assert fiche is not None
    store.update(fiche, {"statut_phase": "Terminé"})
    assert not _lines(store)


def test_what_is_put_aside_comes_back_when_its_facts_change(store: Store) -> None:
    """Done, hidden: until the day moves; and one step brings it back before that."""
    action = store.create("action", {"titre": "Halle", "commune": GUISE, "echeance": _today(store).isoformat()})
    liste = ListeAFaire(store)
    for mise in (Mise.FAIT, Mise.MASQUE):
        (line,) = _lines(store)
        liste.put_aside(line, mise)
        assert not _lines(store)
        assert len(_lines(store, aside=True)) == 1
        assert liste.bring_back() is not None
        assert len(_lines(store)) == 1
        assert liste.bring_back() is None
    liste.put_aside(_lines(store)[0], Mise.MASQUE)
    fiche = store.get("action", action)
    assert fiche is not None
    store.update(fiche, {"echeance": (_today(store) + timedelta(days=3)).isoformat()})
    assert len(_lines(store)) == 1


def test_what_is_put_off_comes_back_on_its_day(store: Store) -> None:
    """Not before, and not after a restart either: it is kept in the file."""
    store.create("action", {"titre": "Halle", "commune": GUISE, "echeance": _today(store).isoformat()})
    (line,) = _lines(store)
    until = _today(store) + timedelta(days=7)
    ListeAFaire(store).put_aside(line, Mise.REPORTE, until)
    assert not ListeAFaire(store).lines(until - timedelta(days=1))
    assert ListeAFaire(store).lines(until)


def test_a_fiche_is_muette_by_the_log_alone(store: Store, clock: Clock) -> None:
    """Ninety days without a change of it or of its rows; its business dates say nothing about it."""
    action = store.create("action", {"titre": "Halle", "commune": GUISE, "debut_prevu": "2020-01-01"})
    clock.forward(days=91)
    assert [(line.sorte, line.record) for line in _lines(store)] == [(Sorte.MUETTE, action)]
    store.create("depense", {"titre": "Étude", "action": action})
    assert not _lines(store)


def test_a_commune_without_a_convention_cadre_is_waited_for(store: Store) -> None:
    """Eighteen months after the adhésion; a signed convention-cadre, its own or a group's, ends it."""
    store.create(
        "convention",
        {"titre": "Adhésion", "commune": GUISE, "type": "Adhésion", "statut": "Signée", "date_signature": "2021-05-01"},
    )
    (line,) = _lines(store)
    assert (line.sorte, line.record, line.jour) == (Sorte.CONVENTION, GUISE, date(2022, 11, 1))
    cadre = store.create(
        "convention", {"titre": "Groupe", "type": "Cadre ORT", "statut": "Signée", "departement": "02"}
    )
    assert _lines(store)
    store.create("convention_commune", {"convention": cadre, "commune": GUISE})
    assert not _lines(store)


def test_what_is_done_once_is_asked_again_another_time(store: Store, clock: Clock) -> None:
    """Written on and silent again, measured and a year older: these are other facts, so the line is back."""
    action = store.create("action", {"titre": "Halle", "commune": GUISE, "phase": "Opération"})
    indicateur = store.create("indicateur", {"titre": "Passages", "action": action})
    clock.forward(days=400)
    liste = ListeAFaire(store)
    assert {line.sorte for line in _lines(store)} == {Sorte.MUETTE, Sorte.INDICATEUR}
    for line in _lines(store):
        liste.put_aside(line, Mise.FAIT)
    clock.forward(days=1)
    assert not _lines(store), "the count of days is no other fact"
    store.create("mesure", {"indicateur": indicateur, "date": _today(store).isoformat(), "valeur": 3})
    fiche = store.get("action", action)
    assert fiche is not None
    store.update(fiche, {"titre": "La halle"})
    clock.forward(days=400)
    assert {line.sorte for line in _lines(store)} == {Sorte.MUETTE, Sorte.INDICATEUR}


def test_the_club_that_is_still_due_is_recalled_again_a_month_later(store: Store, clock: Clock) -> None:
    """Put aside 55 days before the end of the year, it is back at 30; a chef without any club is asked nothing."""
    store.settings.put("departement", "02")
    clock.now = clock.now.replace(month=11, day=6)
    assert not _lines(store)
    store.create("seance_club", {"titre": "Club", "departement": "02", "date": "2023-03-01"})
    clock.now = clock.now.replace(year=2024)
    (line,) = _lines(store)
    assert (line.table, line.record, line.rappel, line.jour) == ("club", "02", 60, date(2024, 12, 31))
    ListeAFaire(store).put_aside(line, Mise.MASQUE)
    clock.forward(days=24)
    assert not _lines(store)
    clock.forward(days=1)
    assert [line.rappel for line in _lines(store)] == [30]
