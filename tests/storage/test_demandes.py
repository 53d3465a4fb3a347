"""A refused demande is asked again next year, in one key, and nothing is typed twice."""

import pytest

from pvd_tui.changes.change import Json
from storage.demandes import reconduire
from storage.errors import RefusError
from storage.store import Store
from tests.storage.laptops import an_action


def a_demande(store: Store, **values: Json) -> str:
    """Write a refused demande of 2023."""
    start: dict[str, Json] = {
        "titre": "DETR 2023 halle",
        "action": an_action(store),
        "dispositif": "DETR",
        "financeur": "Préfecture de l’Aisne",
        "montant_demande": 300_000_00,
        "depense_subventionnable": 900_000_00,
        "numero_dossier": "11458223",
        "date_depot": "2023-01-12",
        "date_ardd": "2023-01-13",
        "etat": "Refusée",
        "deliberation": "DE2022-110",
    }
    return store.create("demande", {**start, **values})


def _values(store: Store, table: str, record: str) -> dict[str, Json]:
    fiche = store.get(table, record)
    assert fiche is not None
    return fiche.values


def test_the_new_demande_keeps_the_old_number_and_everything_typed(store: Store) -> None:
    """Year N+1, linked, without the dates of the old dossier; one undo takes it back."""
    old = a_demande(store)
    campagne = store.create(
        "campagne_financement", {"titre": "DETR 2024", "dispositif": "DETR", "annee": 2024, "departement": "02"}
    )
    again = _values(store, "demande", reconduire(store, old))

    assert again == {
        "titre": "DETR 2024 halle",
        "action": _values(store, "demande", old)["action"],
        "dispositif": "DETR",
        "financeur": "Préfecture de l’Aisne",
        "montant_demande": 300_000_00,
        "depense_subventionnable": 900_000_00,
        "numero_anterieur": "11458223",
        "renouvelle": old,
        "etat": "À déposer",
        "deliberation": "DE2022-110",
        "campagne_financement": campagne,
    }
    store.history.undo()
    assert store.rows.count("demande") == 1


def test_only_a_demande_that_ended_is_asked_again_and_once(store: Store) -> None:
    """One that lives is refused, so is a second time."""
    with pytest.raises(RefusError, match="En instruction"):
        reconduire(store, a_demande(store, etat="En instruction"))
    old = a_demande(store, etat="Reportée")
    reconduire(store, old)
    with pytest.raises(RefusError, match="déjà reconduite"):
        reconduire(store, old)


def test_the_lines_of_a_draft_plan_follow_and_those_of_a_voted_one_stay(store: Store) -> None:
    """What a council voted never changes."""
    old = a_demande(store)
    action = _values(store, "demande", old)["action"]
    draft, voted = (
        store.create("plan_financement", {"action": action, "statut": statut}) for statut in ("Brouillon", "Voté")
    )
    lines = [
        store.create("ressource", {"plan_financement": plan, "demande": old, "etat": "Refusée"})
        for plan in (draft, voted)
    ]
    new = reconduire(store, old)

    assert [_values(store, "ressource", line)["demande"] for line in lines] == [new, old]
    assert _values(store, "ressource", lines[0])["etat"] == "Envisagée"
