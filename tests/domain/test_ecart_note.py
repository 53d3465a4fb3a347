"""« Depuis la dernière note »: what changed between two sets of facts."""

from typing import Any

from pvd_tui.domain.ecart_note import depuis

AVANT: dict[str, Any] = {
    "entete": {"schema": 1},
    "ort": {"signees": 8, "part_signees": 32.0, "delai_median_jours": None},
    "clubs": {"seances_tenues": 2},
    "financements": {"montant_accorde": 100_00},
    "risques": [{"insee": "02361"}, {"insee": "02381"}],
}


def test_what_changed_is_said_in_one_sentence() -> None:
    """+3 conventions, 2 communes sorties du risque."""
    apres = {
        **AVANT,
        "entete": {"schema": 2},
        "ort": {"signees": 11, "part_signees": 44.0, "delai_median_jours": 500},
        "clubs": {"seances_tenues": 1},
        "risques": [{"insee": "02173"}],
        "neuf": {"total": 3},
    }
    found = depuis(AVANT, apres)

    assert found.phrase == (
        "Depuis la dernière note : +3 conventions, −1 séance de club, 2 communes sorties du risque, "
        "1 commune entrée dans le risque."
    )
    assert (found.sorties, found.entrees) == (("02361", "02381"), ("02173",))
    assert found.chiffres["ort.delai_median_jours"] == (None, 500)
    assert "neuf.total" not in found.chiffres
    assert "entete.schema" not in found.chiffres


def test_nothing_changed_is_said() -> None:
    """A first figure that was unknown is no progress."""
    assert depuis(AVANT, AVANT).phrase == "Depuis la dernière note : rien n’a changé."
    assert depuis({}, AVANT).phrase.endswith("2 communes entrées dans le risque.")
