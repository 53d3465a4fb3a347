"""Rule 29: how much of a poste may be paid for."""

from datetime import date

import pytest

from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import findings
from pvd_tui.domain.rules.poste import subvention_possible

TODAY = date(2026, 11, 22)
K = 1_000_00


@pytest.mark.parametrize(
    ("etat", "anah", "bdt", "rules"),
    [
        (45 * K, None, None, []),
        (45 * K + 1, None, None, [29]),
        (15 * K, 40 * K, None, []),
        (15 * K + 1, 40 * K, None, [29]),
        (None, 40 * K + 1, None, [29]),
        (None, None, 15 * K, []),
        (None, None, 15 * K + 1, [29]),
        (None, None, None, []),
    ],
)
def test_each_ceiling_holds_to_the_cent(etat: int | None, anah: int | None, bdt: int | None, rules: list[int]) -> None:
    """45 000 €, 55 000 € with the Anah, 40 000 € for the Anah, 15 000 € for the Banque des territoires."""
    poste = Poste(id="p", cout_charge=100 * K, subvention_etat=etat, subvention_anah=anah, subvention_bdt=bdt)

    assert [finding.rule for finding in findings("poste", "p", RegistreMemoire([poste]), TODAY)] == rules


def test_shares_of_the_cost_hold_too() -> None:
    """75 % in all, half for the Anah, a quarter for the Banque."""
    poste = Poste(id="p", cout_charge=40 * K, subvention_anah=20 * K, subvention_bdt=10 * K)

    assert findings("poste", "p", RegistreMemoire([poste]), TODAY) == []
    more = poste.model_copy(update={"subvention_anah": 20 * K + 1})
    assert {finding.field for finding in findings("poste", "p", RegistreMemoire([more]), TODAY)} == {
        "subvention_anah",
        "subvention_etat",
    }
    assert subvention_possible(40 * K, anah=True) == 30 * K
    assert subvention_possible(100 * K, anah=False) == 45 * K


def test_an_unknown_cost_is_not_evaluable() -> None:
    """Unless a ceiling in euros is passed anyway."""
    poste = Poste(id="p", subvention_etat=10 * K)
    said = findings("poste", "p", RegistreMemoire([poste]), TODAY)

    assert [(finding.rule, finding.level) for finding in said] == [(30, Niveau.INFORMATION)]
