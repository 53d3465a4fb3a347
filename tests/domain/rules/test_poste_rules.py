"""Rule 29: how much of a poste may be paid for."""

from datetime import date, timedelta

import pytest

from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import findings
from pvd_tui.domain.rules.poste import subvention_possible

TODAY = date(2026, 11, 22)
K = 1_000_00


def _warnings(poste: Poste) -> list[Finding]:
    found = findings("poste", "p", RegistreMemoire([poste]), TODAY)
    return [finding for finding in found if finding.level is not Niveau.INFORMATION]


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

    assert [finding.rule for finding in _warnings(poste)] == rules


def test_shares_of_the_cost_hold_too() -> None:
    """75 % in all, half for the Anah, a quarter for the Banque."""
    poste = Poste(id="p", cout_charge=40 * K, subvention_anah=20 * K, subvention_bdt=10 * K)

    assert _warnings(poste) == []
    more = poste.model_copy(update={"subvention_anah": 20 * K + 1})
    assert {finding.field for finding in _warnings(more)} == {
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


@pytest.mark.parametrize(
    ("cout", "anah", "said"),
    [
        (40 * K, None, "30\u202f000\u202f€ par an (75 %, plafonds). Reste à charge : 40\u202f000\u202f€"),
        (80 * K, None, "45\u202f000\u202f€ par an (75 %, plafonds) ; 55\u202f000\u202f€ avec l’Anah"),
        (80 * K, 20 * K, "55\u202f000\u202f€ par an (75 %, plafonds). Reste à charge : 60\u202f000\u202f€"),
    ],
)
def test_the_calculator_says_what_may_be_asked_for_and_what_is_left(cout: int, anah: int | None, said: str) -> None:
    """75 % of the cost under the ceiling, and the employer's share as things stand."""
    poste = Poste(id="p", cout_charge=cout, subvention_anah=anah)
    found = findings("poste", "p", RegistreMemoire([poste]), TODAY)
    assert any(said in finding.sentence for finding in found)


@pytest.mark.parametrize(("days", "warned"), [(-1, True), (0, True), (90, True), (91, False)])
def test_the_end_of_a_contract_is_seen_ninety_days_ahead(days: int, *, warned: bool) -> None:
    """Until its renewal is noted."""
    poste = Poste(id="p", statut=StatutPoste.POURVU, fin=TODAY + timedelta(days=days))
    assert bool(_warnings(poste)) is warned
    assert not _warnings(poste.model_copy(update={"renouvellement": TODAY}))
