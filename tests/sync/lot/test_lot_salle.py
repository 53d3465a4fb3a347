"""Point 4 of the club, by a USB stick: two laptops record the same séance offline and exchange their bundles."""

from datetime import timedelta

import pytest

from storage.seances import SeanceEnDirect
from sync import lot_client
from tests.sync.client.conftest import Laptop, Laptops
from tests.sync.lot.conftest import GUISE, exported
from tests.sync.salle import Montre, greffiers, preparer, reunis

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def swap(a: Laptop, b: Laptop) -> None:
    """Carry each one's bundle to the other."""
    of_a, of_b = exported(a, tout=True), exported(b, tout=True)
    lot_client.apply(b.store, of_a)
    lot_client.apply(a.store, of_b)


def test_two_bundles_make_one_seance(laptop: Laptops) -> None:
    """Without any network between them: the same séance on both; the endpoint then changes nothing of it."""
    office, a, b = laptop("prefecture"), laptop("a"), laptop("b")
    seance = preparer(office.store)
    office.enrol("prefecture")
    a.enrol("chef", GUISE, "02381")
    b.enrol("chef", GUISE)
    for one in (office, a, b):
        one.sync()
    here, there = greffiers(a.store, b.store, seance)
    here.tenir()
    there.tenir()

    swap(a, b)
    for one in (a, b):
        assert one.store.disputed() == 0
        SeanceEnDirect(one.store, seance, Montre(timedelta(0))).ranger()
    swap(a, b)
    reunis(here, there)

    for one in (b, a, office, b, a):
        one.sync()
    reunis(here, there)
    assert office.store.disputed() == 0
    assert office.store.rows.count("note_seance") == 18
