"""Plans de financement: voted by a délibération, kept as voted, made again as a new version."""

from datetime import date

import pytest

from pvd_tui.domain.registre import where
from pvd_tui.domain.ressource import Ressource
from storage import plans
from storage.errors import RefusError
from storage.registre import StoreRegistre
from storage.store import Store
from tests.storage.laptops import an_action

VOTE = date(2023, 5, 2)


def a_plan(store: Store, detr: int = 30_000_00, own: int = 70_000_00) -> str:
    """Write an action of 100 000 €, its plan, and two lines."""
    action = an_action(store)
    store.create("depense", {"action": action, "montant_previsionnel": 100_000_00})
    plan = store.create("plan_financement", {"action": action, "version": 1, "statut": "Brouillon"})
    store.create(
        "ressource",
        {"plan_financement": plan, "financeur": "Préfecture", "dispositif": "DETR", "montant_demande": detr},
    )
    store.create("ressource", {"plan_financement": plan, "dispositif": "Autofinancement", "montant_demande": own})
    return plan


def _lines(store: Store, plan: str) -> list[Ressource]:
    return sorted(where(StoreRegistre(store), Ressource, plan_financement=plan), key=lambda line: str(line.dispositif))


def _values(store: Store, plan: str) -> dict[str, object]:
    fiche = store.get("plan_financement", plan)
    assert fiche is not None
    return dict(fiche.values)


def test_a_balanced_plan_is_voted_with_its_deliberation_and_its_cost(store: Store) -> None:
    """One gesture, one undo."""
    plan = a_plan(store)
    plans.voter(store, plan, "DE2023-12", VOTE)
    voted = _values(store, plan)

    assert (voted["statut"], voted["deliberation"], voted["cout_vote"]) == ("Voté", "DE2023-12", 100_000_00)
    store.history.undo()
    assert _values(store, plan)["statut"] == "Brouillon"


@pytest.mark.parametrize(
    ("own", "number", "day", "said"),
    [
        (69_000_00, "DE2023-12", VOTE, "dépassent"),
        (70_000_00, "", VOTE, "sans numéro de délibération"),
        (70_000_00, "DE2023-12", None, "sans date de délibération"),
        (70_000_00, "DE2023-12", date(2023, 6, 7), "sans date de délibération passée"),
    ],
)
def test_a_plan_is_not_voted_unbalanced_or_without_a_past_deliberation(
    store: Store, own: int, number: str, day: date | None, said: str
) -> None:
    """V3 and rule 25 block the vote, and only it: the plan was saved as it is."""
    plan = a_plan(store, own=own)
    with pytest.raises(RefusError, match=said):
        plans.voter(store, plan, number, day)

    assert _values(store, plan)["statut"] == "Brouillon"


def test_a_plan_without_a_line_is_not_voted(store: Store) -> None:
    """There would be nothing to vote."""
    plan = store.create("plan_financement", {"action": an_action(store)})
    with pytest.raises(RefusError, match="aucune ligne"):
        plans.voter(store, plan, "DE2023-12", VOTE)


def test_a_new_version_copies_the_lines_and_says_what_it_replaces(store: Store) -> None:
    """The voted one stays in force until the new one is voted; then it is « Remplacé », in the same gesture."""
    first = a_plan(store)
    plans.voter(store, first, "DE2023-12", VOTE)
    second = plans.nouvelle_version(store, first)

    assert _values(store, second) == {
        "titre": "Version 2",
        "action": _values(store, first)["action"],
        "version": 2,
        "statut": "Brouillon",
        "remplace": first,
    }
    assert [line.montant_demande for line in _lines(store, second)] == [70_000_00, 30_000_00]
    assert _values(store, first)["statut"] == "Voté"
    plans.voter(store, second, "DE2023-40", date(2023, 6, 1))
    assert _values(store, first)["statut"] == "Remplacé"
    store.history.undo()
    assert _values(store, first)["statut"] == "Voté"


def test_two_versions_are_compared_line_by_line(store: Store) -> None:
    """Before, after, and the difference; a grant known since does not change what was voted."""
    first = a_plan(store)
    plans.voter(store, first, "DE2023-12", VOTE)
    second = plans.nouvelle_version(store, first)
    detr = next(line for line in _lines(store, second) if line.dispositif == "DETR")
    fiche = store.get("ressource", detr.id)
    assert fiche is not None
    store.update(fiche, {"montant_demande": 25_000_00})
    store.create("ressource", {"plan_financement": second, "dispositif": "Fonds vert", "montant_demande": 5_000_00})
    granted = store.get("ressource", next(line.id for line in _lines(store, first) if line.dispositif == "DETR"))
    assert granted is not None
    store.update(granted, {"montant_accorde": 1_00})

    _, _, compared = plans.comparaison(store, first, second)
    said = {line.nom: (line.avant, line.apres, line.ecart, line.quoi) for line in compared.lignes}

    assert said == {
        "Préfecture · DETR": (30_000_00, 25_000_00, -5_000_00, "modifiée"),
        "Autofinancement": (70_000_00, 70_000_00, 0, ""),
        "Fonds vert": (None, 5_000_00, 5_000_00, "ajoutée"),
    }
    assert (compared.total.ecart, compared.cout.ecart) == (0, 0)
